"""Which files do the arguments name?"""

from __future__ import annotations

import glob
import os
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from cx_cli.errors import InputError, UsageError
from cx_cli.frozen import frozen
from cx_cli.load.digest import Digest
from cx_cli.load.lean import make_compute_lean, make_malloc_lean
from cx_cli.normalise.tables import TABLES
from cx_cli.settings import Settings
from cx_cli.suggest import nearest

TEXT = (".csv", ".tsv", ".txt")
PACKED = (".gz", ".bz2", ".zst", ".zip")
PARQUET = ".parquet"
EXCEL = (".xlsx", ".xlsm", ".xls")


@frozen
class Named:
    """A file, how the user named it, and the table that was said."""

    path: Path
    shown: str
    table: str | None = None
    digest: Digest | None = None


@frozen
class Found:
    named: tuple[Named, ...]
    notes: tuple[str, ...]


def find_files(arguments: Sequence[str], settings: Settings, folder: Path = Path()) -> Found:
    """Every file in ``folder`` that the arguments, or ``[data]``, name; one that is named twice is read once.

    In a folder, and for a glob, only files that cx may be able to read count, and of two that hold the same (a CSV
    and a Parquet of one name, a file and its packed copy) the first; a note says which were left out.
    """
    make_malloc_lean()  # digests are worked out on threads
    named: dict[tuple[str, str | None], Named] = {}
    notes: list[str] = []
    for argument in arguments or _data(settings):
        table, text = _split(argument)
        for path, shown in _paths(folder, text, notes):
            key = (shown if shown == "-" else os.path.realpath(path), table)
            if key in named:
                notes.append(f"{shown} is named twice and read once")
            if key not in named:
                named[key] = Named(path, shown, table, Digest(path) if path.is_file() else None)
    make_compute_lean()
    return Found(tuple(named.values()), tuple(notes))


def _data(settings: Settings) -> list[str]:
    if not settings.data:
        raise UsageError(
            "no file is named, and no [data] in cx.toml says what to read",
            slug="no-files",
            fix="cx report tickets.csv   # or: cx demo",
        )
    for table in settings.data:
        if table not in TABLES:
            raise _unknown_table(table, f"{settings.tables.get(f'data.{table}', 'cx.toml')}: [data]: ")
    folder = settings.data_folder
    return [
        f"{table}={_relative(os.path.join(folder, pattern))}"
        for table, patterns in settings.data.items()
        for pattern in patterns
    ]


def _relative(path: str) -> str:
    """The path from here where that is shorter."""
    try:
        return min(os.path.relpath(path), path, key=len)
    except ValueError:  # another drive
        return path


def _split(argument: str) -> tuple[str | None, str]:
    """The table that was said, and the path. A file whose own name has the sign in it is a file."""
    said = re.match(r"([A-Za-z_]+)=(.+)", argument, re.DOTALL)
    if said is None or os.path.exists(argument):
        return None, argument
    if said[1] not in TABLES:
        raise _unknown_table(said[1], "")
    return said[1], said[2]


def _unknown_table(name: str, place: str) -> UsageError:
    close = nearest(name, TABLES)
    return UsageError(
        f"{place}there is no table {name!r}" + (f"; did you mean {close!r}?" if close else ""),
        slug="unknown-table",
        facts=[("known", ", ".join(TABLES))],
    )


def _paths(folder: Path, text: str, notes: list[str]) -> list[tuple[Path, str]]:
    if text == "-":
        return [(Path("-"), "-")]
    path = folder / (Path(text).expanduser() if text.startswith("~") else Path(text))
    if path.is_dir():
        inside = sorted(entry for entry in path.iterdir() if entry.is_file())
        return _chosen(inside, text, notes)
    if not path.exists() and glob.has_magic(text):
        inside = sorted(found for found in map(Path, glob.glob(str(path), recursive=True)) if found.is_file())
        if not inside:
            raise InputError(f"{text}: no file is named so", slug="no-such-file")
        return _chosen(inside, text, notes)
    if not path.exists():
        raise _missing(path, text)
    return [(path, text)]


def _chosen(inside: Sequence[Path], text: str, notes: list[str]) -> list[tuple[Path, str]]:
    """The readable files among these, one of each that stands there in several forms."""
    readable = [path for path in inside if _is_readable(path)]
    if not readable:
        raise InputError(
            f"{text}: no file there that can be read",
            slug="no-such-file",
            facts=[("read", f"{' '.join((*TEXT, PARQUET))}, each also packed: {' '.join(PACKED)}")],
        )
    chosen: dict[str, Path] = {}
    for path in sorted(readable, key=_rank):
        chosen.setdefault(str(path.with_name(_stem(path))), path)
    kept = sorted(chosen.values())
    left = [path.name for path in inside if path not in kept and not path.name.startswith(".")]
    if left:
        shown = ", ".join(left[:6]) + (f" and {len(left) - 6} more" if len(left) > 6 else "")
        notes.append(f"{text}: read {_counted(len(kept))}; left out {shown}")
    return [(path, str(path)) for path in kept]


def _counted(n: int) -> str:
    return f"{n} file" if n == 1 else f"{n} files"


def _is_readable(path: Path) -> bool:
    name = _unpacked(path.name.lower())
    return not path.name.startswith((".", "~")) and name.endswith((*TEXT, *EXCEL, PARQUET, ".zip"))


def _unpacked(name: str) -> str:
    ending = next((ending for ending in PACKED if name.endswith(ending)), "")
    bare = name.removesuffix(ending)
    return bare if bare.endswith((*TEXT, PARQUET)) else name


def _stem(path: Path) -> str:
    """The name under which twins are found: text and Parquet of one name are twins, two texts are not."""
    name = _unpacked(path.name)
    return name[: -len(PARQUET)] + ".csv" if name.lower().endswith(PARQUET) else name


def _rank(path: Path) -> tuple[bool, bool, str]:
    name = path.name.lower()
    return (_unpacked(name).endswith(PARQUET), name.endswith(PACKED), name)


def _missing(path: Path, shown: str) -> InputError:
    folder = path.parent
    if not folder.is_dir():
        return InputError(f"{shown}: there is no folder {str(folder)!r}", slug="no-such-file")
    close = nearest(path.name, _names(folder))
    return InputError(
        f"{shown}: there is no such file" + (f"; did you mean {str(path.with_name(close))!r}?" if close else ""),
        slug="no-such-file",
        fix=f"cx report {shlex.quote(str(path.with_name(close)))}" if close else None,
    )


def _names(folder: Path) -> Iterable[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return ()
