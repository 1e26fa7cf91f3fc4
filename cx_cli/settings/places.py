"""In which places do settings stand, from the strongest to the weakest, and what does each say?"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.suggest import nearest

VARIABLES = {
    f"CX_{name.upper()}": name
    for name in (
        *("timezone", "period", "by", "since", "until", "as_of", "where", "metric", "statistic", "date_order"),
        *("format", "locale", "input_locale", "clock", "definitions", "config"),
        *("pseudonymise", "pseudonym_key"),
    )
}
"""Other programs have variables that begin so: only these are looked at, and no other is refused, but told.

Where an output goes is an act, not a setting, so that it has no variable and no key.
"""


@frozen
class Place:
    """``said`` is key -> value, both as they stand there; ``file`` is None for flags and variables."""

    said: Mapping[str, Any]
    names: Mapping[str, str]
    """How each key is called there: --by, CX_BY, by."""
    file: Path | None = None
    shown: str = ""

    def name(self, key: str) -> str:
        return f"{self.shown}: {key}" if self.file else self.names.get(key, key)


def places(
    flags: Mapping[str, Any], environ: Mapping[str, str], cwd: Path | None, user_file: Path | None
) -> list[Place]:
    """Flags, variables, the file that ``--config`` names or else the nearest above ``cwd``, the user's file."""
    listed = {key: list(value) if isinstance(value, tuple) else value for key, value in flags.items()}
    stated = {key: value for key, value in listed.items() if value is not None and value != []}
    flagged = Place(stated, {key: "--" + key.replace("_", "-") for key in stated})
    told = {name: environ[variable] for variable, name in VARIABLES.items() if environ.get(variable)}
    variables = Place(told, {name: variable for variable, name in VARIABLES.items()})
    found = [flagged, variables]
    if cwd is None:
        return found
    config = stated.get("config") or told.get("config")
    if config:
        named = (cwd / str(config)).resolve()
        if not named.is_file():
            raise _no_file(str(config), named, flagged if "config" in stated else variables)
        found.append(_read(named, cwd))
    elif (near := _nearest(cwd)) is not None:
        found.append(near)
    if user_file is not None and user_file.is_file() and all(place.file != user_file.resolve() for place in found):
        found.append(_read(user_file.resolve(), cwd))
    return found


def unknown_variables(environ: Mapping[str, str]) -> dict[str, str | None]:
    """The variables that begin as ours and are none of them, each with the one that may be meant.

    >>> unknown_variables({"CX_PERIODE": "day", "CX_TOKEN": "x", "CX_BY": "agent"})
    {'CX_PERIODE': 'CX_PERIOD', 'CX_TOKEN': None}
    """
    others = sorted(name for name in environ if name.startswith("CX_") and name not in VARIABLES)
    found: dict[str, str | None] = {}
    for name in others:
        close = nearest(name.removeprefix("CX_"), VARIABLES.values())
        found[name] = f"CX_{close.upper()}" if close else None
    return found


def _nearest(cwd: Path) -> Place | None:
    for folder in (cwd.resolve(), *cwd.resolve().parents):
        if (folder / "cx.toml").is_file():
            return _read(folder / "cx.toml", cwd)
        project = folder / "pyproject.toml"
        if project.is_file() and _speaks_of_cx(project):
            return _read(project, cwd)
    return None


def _speaks_of_cx(project: Path) -> bool:
    """Whether a pyproject.toml may have a [tool.cx]; one that doesn't is not ours to read or to find fault with."""
    try:
        text = project.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"^\s*\[\s*tool\s*\.\s*(cx|\"cx\")\s*[\].]", text, re.MULTILINE) is not None


def _read(path: Path, cwd: Path) -> Place:
    import tomllib

    shown = _shown(path, cwd)
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", where)
        number = line[1] if line else len(path.read_bytes().splitlines())  # where not said, it is the end
        raise UsageError(f"{shown}, line {number}: this is not TOML: {what}", slug="settings") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: a TOML file is UTF-8, and this one is not", slug="settings") from error
    except OSError as error:
        raise UsageError(f"{shown}: the file can't be read: {error.strerror}", slug="settings") from error
    if path.name == "pyproject.toml":
        said, shown = said.get("tool", {}).get("cx", {}), f"{shown} [tool.cx]"
    return Place(said, {}, path, shown)


def _shown(path: Path, cwd: Path) -> str:
    """The path as short as it goes; a folder two up is still clearer than the whole path."""
    try:
        relative = os.path.relpath(path, cwd)
    except ValueError:  # another drive
        return str(path)
    return str(path) if relative.startswith(os.path.join("..", "..", "..")) else relative


def _no_file(config: str, path: Path, place: Place) -> UsageError:
    there = [found.name for found in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    close = nearest(path.name, there)
    return UsageError(
        f"{place.name('config')}: there is no file {config!r}" + (f"; did you mean {close!r}?" if close else ""),
        slug="settings",
        fix=f"--config {Path(config).with_name(close)}" if close else None,
    )
