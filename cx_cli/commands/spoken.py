"""In which language does a command answer that must do so even where the settings are wrong?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from cx_cli.language import Language
from cx_cli.settings.spoken import spoken


def language_for(arguments: Sequence[str]) -> Language:
    """The language that the arguments, the environment and the files around the working folder name."""
    try:
        cwd = Path.cwd()
    except OSError:  # the folder is gone, which may be what went wrong
        cwd = None
    return spoken(arguments, os.environ, cwd, Path(typer.get_app_dir("cx")) / "cx.toml")
