"""How does the demo get its files, and which commands does it show on them?"""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cx_cli.commands.emit import say, unwritable
from cx_cli.commands.find_files import find_files
from cx_cli.commands.run_report import run_report
from cx_cli.errors import UsageError
from cx_cli.language import Language, language_of
from cx_cli.sample import write_csv_sample
from cx_cli.settings import Settings, load_settings

_FOLDER = "cx-demo"
_FILES = ("tickets.csv", "messages.csv", "surveys.csv", "calls.csv")
_RULES = ("first_reply_time.median <= 2h", "csat >= 75%", "csat by agent >= 75%")
_OF_ANY_COMMAND = {"locale", "no_color", "verbose", "keep", "version"}
"""The options that leave the demo its three commands."""


def run_demo(params: Mapping[str, Any]) -> None:
    """Writes the sample, and shows the main job on it: the report, the rows behind a number, rules.

    With options of a report it is the one report that they ask for. No cx.toml counts.
    """
    asked = {name for name, value in params.items() if value and name not in _OF_ANY_COMMAND}
    with _sample(params.get("keep")) as (root, folder):
        if asked:
            _report_alone(root / folder, params)
        else:
            _tour(root, folder, params)


def settings_of(flags: Mapping[str, Any]) -> Settings:
    """The settings of flags and variables alone."""
    return load_settings(flags, {name: value for name, value in os.environ.items() if name != "CX_CONFIG"}, None)


@contextmanager
def _sample(keep: str | None) -> Iterator[tuple[Path, str]]:
    """The folder of the files, as a path from another one; both are gone afterwards unless a folder is to be kept."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="cx-demo-") as root:
            write_csv_sample(Path(root) / _FOLDER)
            yield Path(root), _FOLDER
        return
    path = Path(keep)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(
            f"{path} is there already, and nothing writes over it unasked",
            slug="output",
            fix=f"cx demo --keep {shlex.quote(f'{path}-2')}",
        )
    try:
        write_csv_sample(path)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    yield Path(), keep


def _report_alone(folder: Path, params: Mapping[str, Any]) -> None:
    settings = settings_of({"timezone": "UTC"} | {name: value for name, value in params.items() if value is not None})
    line = f"cx report {' '.join(_FILES)}   # on sample data, written for this run"
    say([line], params, language_of(settings.locale))
    run_report(_FILES, settings, params, find_files(_FILES, settings, folder))


def _tour(root: Path, folder: str, params: Mapping[str, Any]) -> None:
    """Three commands, each as it is typed and what it prints."""
    from cx_cli.commands.run_check import run_check
    from cx_cli.commands.run_tickets import run_tickets

    settings = settings_of(params)
    told = language_of(settings.locale)
    typed = f" --locale {settings.locale}" if params.get("locale") else ""
    files, surveys = [os.path.join(folder, name) for name in sorted(_FILES)], [os.path.join(folder, "surveys.csv")]
    every = f"{shlex.quote(folder)}{os.sep}*.csv"
    rules = "".join(f' --require "{rule}"' for rule in _RULES)

    _show(told.say("1 of 3: every KPI, by month"), f"report {every}{typed}")
    run_report(files, settings, params, find_files(files, settings, root))
    rows = f"tickets csat {shlex.quote(surveys[0])} --missed --limit 5{typed}"
    _show(told.say("2 of 3: the rows behind a number"), rows)
    missed = {**params, "missed": True, "limit": 5}
    run_tickets("csat", surveys, settings, missed, find_files(surveys, settings, root))
    _show(told.say("3 of 3: rules for a pipeline, by exit code"), f"check {every}{rules}{typed}")
    code = run_check(files, settings_of({**params, "require": list(_RULES)}), params, root)
    say(_end(told, code, params.get("keep")), params, told)


def _show(heading: str, command: str) -> None:
    """The command above its output; what went to the other stream before it stands before it."""
    sys.stderr.flush()
    print(f"\n# {heading}\n$ cx {command}\n", flush=True)


def _end(told: Language, code: int, kept: str | None) -> Iterator[str]:
    """How the last command ended, and how to go on."""
    yield told.say("exit code {code}", code=code)
    yield ""
    if kept is None:
        yield told.say("To try these commands yourself: {command}", command=f"cx demo --keep {_FOLDER}")
    yield told.say("On your own export: {command}", command="cx report FILE")
