"""How does the demo get its files, and what does it say of them?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cx_cli.commands.emit import say
from cx_cli.commands.find_files import find_files
from cx_cli.commands.run_report import run_report
from cx_cli.language import language_of
from cx_cli.sample import write_csv_sample
from cx_cli.settings import load_settings


def run_demo(params: Mapping[str, Any]) -> None:
    """Writes the sample, which lives in UTC, into a folder of its own and reports on it; no cx.toml counts."""
    variables = {name: value for name, value in os.environ.items() if name != "CX_CONFIG"}
    given = {"timezone": "UTC"} | {name: value for name, value in params.items() if value is not None}
    settings = load_settings(given, variables, None)
    with tempfile.TemporaryDirectory(prefix="cx-demo-") as folder:
        paths = write_csv_sample(Path(folder))
        line = f"cx report {' '.join(path.name for path in paths)}   # on sample data, written for this run"
        say([line], params, language_of(settings.locale))
        names = [path.name for path in paths]
        run_report(names, settings, params, find_files(names, settings, Path(folder)))
