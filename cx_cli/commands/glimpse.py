"""What columns and words do a file's first rows have, for somebody who waits at a prompt?

Nothing heavy is imported for it, and no more than the file's beginning is read: what stands further down is not seen.
"""

from __future__ import annotations

import bz2
import contextlib
import csv
import gzip
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from typing import IO

from cx_cli.errors import CxError
from cx_cli.frozen import frozen
from cx_cli.load.dialect import BLANK, decide_dialect
from cx_cli.normalise.detect import detect
from cx_cli.normalise.labels import clean_label, snake
from cx_cli.normalise.profile import Layout, fold
from cx_cli.normalise.tables import TABLES

FIRST = 1 << 18
"""So many bytes of text are looked at."""
_HEAD = 1 << 15
_MOST_FILES = 8
_MOST_WORDS = 200
_PACKED = (".gz", ".bz2")
_TEXT = (".csv", ".tsv", ".txt")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@frozen
class Glimpse:
    """``columns`` are the names that may be sliced by; ``places`` has where each stands, and what its cells mean."""

    columns: tuple[str, ...] = ()
    places: Mapping[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)
    rows: Sequence[Sequence[str]] = ()

    def words(self, column: str) -> tuple[str, ...]:
        """The distinct cells of a column in the rows' order; none of one with more than anybody picks from a list."""
        if column not in self.places:
            return ()
        place, meanings = self.places[column]
        cells = dict.fromkeys(row[place] for row in self.rows)
        found = dict.fromkeys(meanings.get(fold(cell), clean_label(cell)) for cell in cells)
        return tuple(word for word in found if word) if len(found) <= _MOST_WORDS else ()


def glimpses(arguments: Iterable[str]) -> list[Glimpse]:
    """What the beginnings of the first files show that ``FILE``, ``TABLE=FILE``, folders and globs name.

    A file that is no text, not there, or can't be read shows nothing.
    """
    files = (named for argument in arguments for named in _files(argument) if _is_text(named[0]))
    found = (glimpse(path, table) for path, table in islice(files, _MOST_FILES))
    return [one for one in found if one.columns]


def _files(argument: str) -> Iterator[tuple[Path, str | None]]:
    """The files of an argument, which the shell has not expanded, each with the table that is said."""
    said, sign, rest = argument.partition("=")
    table, named = (said, rest) if sign and said in TABLES else (None, argument)
    path = Path(named).expanduser()
    if path.is_dir():
        with contextlib.suppress(OSError):  # it may not be for everybody to look into
            yield from ((inside, table) for inside in sorted(path.iterdir()))
    elif has_magic(named) and not path.exists():
        yield from ((Path(inside), table) for inside in sorted(glob(str(path))))
    else:
        yield path, table


def glimpse(path: Path, table: str | None = None) -> Glimpse:
    """What the beginning of a file shows. Columns have the names under which ``--by`` and ``--where`` take them:
    canonical, or the header in lower case."""
    try:
        text = _beginning(path)
        dialect = decide_dialect(text[:_HEAD]) if text.strip() else None
    except (OSError, EOFError, UnicodeError, csv.Error):
        return Glimpse()
    if dialect is None or dialect.delimiter == BLANK:
        return Glimpse()
    body = text.encode()[dialect.begins :].decode()
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=dialect.delimiter)
    return _seen(dialect.headers, list(_well_formed(rows)), table)


def _beginning(path: Path) -> str:
    """The whole lines that the file begins with."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return ""
    with _opened(path) as file:
        data = file.read(FIRST)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if len(data) == FIRST and encoding != "utf-16":
        data = data[: data.rfind(b"\n") + 1]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _is_text(path: Path) -> bool:
    """Whether the name is one of a file of text, packed or not."""
    bare = path.with_suffix("") if path.suffix.lower() in _PACKED else path
    return bare.suffix.lower() in _TEXT


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    match path.suffix.lower():
        case ".gz":
            return gzip.open(path, "rb")
        case ".bz2":
            return bz2.open(path, "rb")
    return path.open("rb")


def _well_formed(rows: Iterable[list[str]]) -> Sequence[list[str]]:
    """The rows up to one that is none."""
    found: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        found.extend(rows)
    return found


def _seen(headers: Sequence[str], rows: Sequence[Sequence[str]], said: str | None) -> Glimpse:
    places = {header: place for place, header in enumerate(headers)}
    layout = _layout(headers, said)
    named = {
        name: origin.headers[0]
        for name, origin in (layout.columns.items() if layout else ())
        if len(origin.headers) == 1 and origin.headers[0] in places
    }
    own = {*layout.columns, *(column.name for column in TABLES[layout.table].columns)} if layout else set[str]()
    further = {name: header for header in headers if (name := snake(header)) and name not in own}
    meanings = {name: layout.values.get(name, {}) for name in named} if layout else {}
    whole = [row for row in rows if len(row) == len(headers)]
    sources = {name: (places[header], meanings.get(name, {})) for name, header in {**further, **named}.items()}
    return Glimpse((*named, *further), sources, whole)


def _layout(headers: Sequence[str], said: str | None) -> Layout | None:
    """How the columns would be read; None where no table fits."""
    try:
        return detect(headers, table=said)
    except CxError:
        return None
