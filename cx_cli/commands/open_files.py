"""Which files did the user mean, and which table does each hold?"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO, Any

from cx_cli.commands.ask import blaming
from cx_cli.commands.find_files import Found, Named
from cx_cli.commands.progress import watched
from cx_cli.errors import InputError
from cx_cli.frozen import frozen
from cx_cli.load.from_csv import CsvExport
from cx_cli.load.from_excel import DELIMITER
from cx_cli.load.lean import make_pyarrow_lean
from cx_cli.load.source import Source
from cx_cli.normalise.converted import Converted, converted
from cx_cli.normalise.detect import detect
from cx_cli.normalise.feed import Feed, Manner
from cx_cli.normalise.misfit import NoTableError
from cx_cli.normalise.named import check_headers, check_words
from cx_cli.normalise.profile import Layout, profiles
from cx_cli.normalise.relations import relate
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.zones import Zone
from cx_cli.settings import FileManner, Settings


@frozen
class Opened:
    """The files that were opened, and what the user should know of how they were chosen."""

    feeds: tuple[Feed, ...]
    notes: tuple[str, ...]


@contextmanager
def opened(arguments: Sequence[str], settings: Settings, found: Found, *, beside: bool = True) -> Iterator[Opened]:
    """The files that the arguments name. What comes through a pipe is kept until the context ends.

    ``beside``: a file is read for every table that it feeds, and not for the one alone that it is found to be.
    """
    with at_hand(settings, found) as named:
        manners = Manners(settings, arguments)
        check_words(settings.values)
        feeds: list[Feed] = []
        left_out: dict[str, NoTableError] = {}
        for one in named:
            try:
                feeds += _open(len(feeds), one, settings, manners, beside)
            except NoTableError as error:
                left_out[one.shown] = error
        if left_out and not feeds:
            raise next(iter(left_out.values()))
        relate(feeds)
        check_headers([feed for feed in feeds if _by_cx(feed.export) is None], settings.columns)
        notes = [f"left out, tables of a connector that no KPI reads: {', '.join(left_out)}"] if left_out else []
        with watched(feeds, settings):
            yield Opened(tuple(feeds), (*found.notes, *notes))


@contextmanager
def at_hand(settings: Settings, found: Found) -> Iterator[Sequence[Named]]:
    """The files as files that can be read several times."""
    make_pyarrow_lean()
    with tempfile.TemporaryDirectory(prefix="cx-", ignore_cleanup_errors=True) as kept, blaming(settings):
        yield [_regular(named, Path(kept) / str(number), settings.max_size) for number, named in enumerate(found.named)]


class Manners:
    """How to read, by path."""

    def __init__(self, settings: Settings, arguments: Sequence[str]):
        self.settings = settings
        self.scales: dict[str, Scale] = {}
        for kind, scale in settings.scales.items():
            with blaming(settings, "scales", kind):
                self.scales[kind] = Scale.parse(scale)
        self.hint = (
            f"cx report {' '.join(map(shlex.quote, arguments))}".rstrip().replace("{", "{{").replace("}", "}}")
            + " --date-order dmy"
        )

        for file in settings.files:
            with blaming(settings, "files", file.pattern):
                Zone(file.timezone or "UTC")

    def file(self, named: Named) -> FileManner:
        path = PurePath(named.shown) if named.shown == "-" else PurePath(os.path.abspath(named.shown))
        return next((one for one in self.settings.files if path.match(one.pattern)), FileManner(""))

    def of(self, file: FileManner) -> Manner:
        return Manner(
            timezone=file.timezone or self.settings.timezone or "UTC",
            date_order=file.date_order or self.settings.date_order,
            decimal=file.decimal,
            locale=self.settings.input_locale,
            scales=self.scales,
            flag_hint=self.hint,
        )


def _regular(named: Named, spool: Path, max_size: int) -> Named:
    """The file itself, or a copy of what a pipe has to say: a file is read more than once."""
    if named.shown == "-":
        _copy(sys.stdin.buffer, spool, named.shown, max_size)
    elif named.path.exists() and not named.path.is_file():
        with named.path.open("rb") as pipe:
            _copy(pipe, spool, named.shown, max_size)
    else:
        return named
    return Named(spool, named.shown, named.table)


def _copy(pipe: IO[bytes], spool: Path, shown: str, max_size: int) -> None:
    """Keeps what a pipe says, up to the size that a packed file may grow to: a pipe may never end."""
    left = max_size
    with spool.open("wb") as file:
        while block := pipe.read(min(1 << 20, left + 1)):
            left -= len(block)
            if left < 0:
                raise InputError(
                    f"{shown}: the pipe holds more than {max_size:,} bytes",
                    slug="too-large",
                    fix='[limits] max_size = "16GB"',
                )
            file.write(block)


def _open(number: int, named: Named, settings: Settings, manners: Manners, beside: bool) -> list[Feed]:
    """The file as it is read for each table that it feeds, numbered from ``number`` on."""
    file = manners.file(named)
    export = export_of(source_of(named, settings, file), file)
    feed = feed_of(number, export, layout_of(export, named, settings, file), manners.of(file))
    return [feed, *(others_of(feed, named, settings, manners) if beside else ())]


def others_of(feed: Feed, named: Named, settings: Settings, manners: Manners) -> Iterator[Feed]:
    """The same file read for the other tables that it feeds, numbered behind ``feed``; none where its table is said."""
    file, known = manners.file(named), profiles().get(feed.layout.profile)
    said = (named.table or file.table or file.profile) is not None
    if known is None or said or _by_cx(feed.export) is not None:
        return
    number = feed.number
    for name in known.also:
        if profiles()[name].table != "changes" or _repeats(feed):
            number += 1
            export = export_of(source_of(named, settings, file), file)
            layout = layout_of(export, named, settings, replace(file, profile=name))
            yield feed_of(number, export, layout, manners.of(file))


def _repeats(feed: Feed) -> bool:
    """Whether keys are there more than once, as far as was looked."""
    origin = feed.layout.columns.get(feed.table.key or "")
    columns = [feed.looked.column(header).to_pylist() for header in origin.headers] if origin else []
    return any(len(set(cells)) < len(cells) for cells in columns)


def feed_of(number: int, export: Any, layout: Layout, manner: Manner) -> Feed:
    """The file as a table's. The scales that a converted file names give way to the user's."""
    own = _by_cx(export)
    return Feed(number, export, layout, replace(manner, scales={**own.scales, **manner.scales}) if own else manner)


def _by_cx(export: Any) -> Converted | None:
    """What the file says of itself, if cx has written it."""
    return converted(export.headers, export.metadata) if export.source.container == "parquet" else None


def source_of(named: Named, settings: Settings, file: FileManner) -> Source:
    """The file's bytes."""
    return Source(named.path, named.shown, file.encoding, settings.max_size, named.digest, file.sheet)


def export_of(source: Source, file: FileManner) -> Any:
    """The file as a table of raw columns."""
    if source.container == "parquet":
        from cx_cli.load.from_parquet import ParquetExport

        return ParquetExport(source)
    delimiter = DELIMITER if source.container in ("xlsx", "xls") else file.delimiter
    return CsvExport(source, delimiter=delimiter, header_line=file.header_line, header=file.header)


def layout_of(export: Any, named: Named, settings: Settings, file: FileManner) -> Layout:
    """Which table and export format the columns are of."""
    own = _by_cx(export)
    if own is not None and named.table in (None, own.layout.table):
        return own.layout
    try:
        return detect(
            export.headers,
            table=named.table or file.table,
            profile=file.profile,
            columns=settings.columns,
            values=settings.values,
            kind_hint=_kind_hint(named.shown),
        )
    except InputError as error:
        fix = error.fix and re.sub(r"\bFILE\b", lambda _: shlex.quote(named.shown), error.fix)
        if fix and re.match(r"\w+=", fix):
            fix = f"cx report {fix}"
        raise type(error)(f"{named.shown}: {error.message}", slug=error.slug, facts=error.facts, fix=fix) from error


def _kind_hint(shown: str) -> str | None:
    """The kind of survey that a file's name speaks of: nps-2026.csv."""
    found = re.search(r"(?<![a-z])(csat|nps|ces)(?![a-z])", PurePath(shown).name.lower())
    return found[1] if found else None
