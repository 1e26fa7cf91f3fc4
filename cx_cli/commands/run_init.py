"""How does what was seen in the files become a cx.toml, and what is left to decide by hand?"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cx_cli.commands.emit import Target, emit, say, writable
from cx_cli.commands.find_files import find_files
from cx_cli.errors import UsageError
from cx_cli.language import Language, language_of
from cx_cli.render.to_settings import whole
from cx_cli.results.inspection import Inspection
from cx_cli.settings import load_settings

_NAME = "cx.toml"


def run_init(files: Sequence[str], params: Mapping[str, Any]) -> None:
    """Looks at the files as if there were no cx.toml yet, and writes one. Raises what no file could be read for."""
    target = _target(params)
    settings = load_settings({**params, "output": None}, os.environ, None)
    if not files:
        raise UsageError("no file is named", slug="no-files", fix="cx init tickets.csv")
    found = find_files(files, settings)
    from cx_cli.commands.run_inspect import inspected

    inspection, errors = inspected(files, settings, found)
    if not any(seen.n_headers for seen in inspection.files):
        raise errors[0]
    folder = target.path.parent if target.path else Path()
    language = language_of(settings.locale)
    emit(whole(inspection, settings.timezone, lambda path: os.path.relpath(path, folder), language), target)
    say([*found.notes, *_told(inspection, target, language)], params, language)


def _target(params: Mapping[str, Any]) -> Target:
    if params.get("output") == "-":
        return Target("toml")
    path = Path(params.get("output") or _NAME)
    if path.exists() and not params.get("force"):
        raise UsageError(
            f"{path} is there already, and nothing writes over it unasked",
            slug="exists",
            fix="cx init FILE -o other.toml   # or --force, or -o - to look at it",
        )
    return Target("toml", writable(path))


def _told(inspection: Inspection, target: Target, language: Language) -> Iterator[str]:
    """Where it is, and what is left to decide."""
    where = target.path or "cx.toml"
    refused = [seen.refusal for seen in inspection.files if seen.refusal is not None]
    yield from (f"to decide in {where}: {language.retell(refusal.message, 'errors')}" for refusal in refused)
    if target.path is not None:
        config = "" if target.path.name == _NAME else f" --config {shlex.quote(str(target.path))}"
        yield f"{target.path} is written: cx report{config} reads what is listed in it"
