"""What can be seen of a file, even of one that no report can be made of?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from cx_cli.commands.find_files import Named
from cx_cli.commands.open_files import Manners, export_of, feed_of, layout_of, others_of, source_of
from cx_cli.errors import CxError, InputError
from cx_cli.load.dialect import Dialect, cells_of, line_ends, records
from cx_cli.load.from_csv import CsvExport
from cx_cli.load.from_excel import sheet_names
from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.load.source import Source
from cx_cli.normalise.columns import guess_kind, missing_spellings
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.profile import Layout, profiles
from cx_cli.results.inspect_columns import columns_seen, examples_of
from cx_cli.results.inspection import ColumnSeen, Decision, FileSeen, ProfileSeen, Refusal
from cx_cli.settings import FileManner, Settings

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks"}
_GENERIC = {
    "generic": ("Any export with sensible headers", "by the names of the headers alone", "the aliases of cx"),
    "canonical": ("cx's own column names", "certain", "every header is the name of a column"),
}


@dataclass
class Look:
    """``feeds`` are there if the file can be read as a table, one for each that it feeds; ``errors`` are what a report
    would end with."""

    seen: FileSeen
    feeds: list[Feed] = field(default_factory=list)
    errors: list[CxError] = field(default_factory=list)
    file: FileManner = field(default_factory=lambda: FileManner(""))
    """What the settings say of it."""


def look_at(number: int, named: Named, settings: Settings, manners: Manners) -> Look:
    """One file, as far as it goes; never raises for what is wrong with the file."""
    file = manners.file(named)
    look = Look(FileSeen(named.shown), file=file)
    with _noting(look):
        source = source_of(named, settings, file)
        look.seen = replace(look.seen, **_bytes(source))
        export = export_of(source, file)
        look.seen = replace(look.seen, **_form(export, file))
        with _noting(look, aside=True):
            look.seen = replace(look.seen, columns=tuple(_unknown_columns(export)))
        layout = layout_of(export, named, settings, file)
        look.seen = replace(look.seen, **_layout(layout, named, file), **_manner(settings, file))
        feed = feed_of(number, export, layout, manners.of(file))
        look.feeds = [feed, *others_of(feed, named, settings, manners)]
        look.seen = replace(look.seen, tables=tuple(one.table.name for one in look.feeds))
    return look


def look_closer(look: Look) -> None:
    """The columns of a file that can be read as a table, once the files are known that it has to do with."""
    for feed in look.feeds[:1]:
        with _noting(look):
            columns, refusal = columns_seen(feed)
            look.seen = replace(look.seen, columns=columns)
            if isinstance(feed.export, CsvExport):  # the encoding may be another by now
                look.seen = replace(look.seen, **_form(feed.export, look.file))
            if refusal is not None:
                look.feeds = []
                raise refusal


def refused(look: Look, error: CxError) -> None:
    """Notes what a report would end with."""
    look.errors.append(error)
    look.seen = replace(look.seen, refusal=Refusal(error.slug, error.message, error.facts, error.fix))


@contextmanager
def _noting(look: Look, aside: bool = False) -> Iterator[None]:
    """Notes what a file is refused for; ``aside``: what comes after will tell of it."""
    try:
        yield
    except InputError as error:
        if not aside:
            refused(look, error)
    except UnclosedQuoteError:
        if not aside:
            raise


def _bytes(source: Source) -> dict[str, Any]:
    return {
        "size": source.path.stat().st_size,
        "sha256": source.sha256,
        "container": Decision(source.container or "plain", "by its first bytes"),
    }


def _form(export: Any, file: FileManner) -> dict[str, Any]:
    """Encoding, delimiter and header line, each with its reason."""
    if not isinstance(export, CsvExport):
        return {"n_headers": len(export.headers), "header": Decision("column names", "a Parquet file has them")}
    source, dialect = export.source, export.dialect
    if source.container in ("xlsx", "xls"):
        return {"n_headers": len(export.headers), **_of_sheet(source, file, dialect)}
    text = source.text(source.head)
    begun = text.encode()[: dialect.begins].decode(errors="replace")
    return {
        "n_headers": len(export.headers),
        "encoding": Decision(source.encoding, _encoding_why(source, file)),
        "delimiter": Decision(
            _DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter)), _delimiter_why(export, file, text)
        ),
        "header": _header(begun, dialect, file),
    }


def _of_sheet(source: Source, file: FileManner, dialect: Dialect) -> dict[str, Any]:
    names = sheet_names(source.path, source.shown)
    others = f"; there are also {', '.join(names[1:])}" if len(names) > 1 else ""
    sheet = Decision(file.sheet or names[0], "said in cx.toml" if file.sheet else f"the first sheet{others}")
    at = dialect.line - 1 - len(dialect.more_headers)
    return {"sheet": sheet, "header": Decision(f"line {at}", "said in cx.toml" if file.header_line else "of the sheet")}


def _encoding_why(source: Source, file: FileManner) -> str:
    head = source.head
    if file.encoding:
        return "said in cx.toml"
    if head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return "a byte-order mark says so"
    if source.encoding == "utf-8":
        return "every byte looked at is plain ASCII" if head.isascii() else "the bytes looked at are valid UTF-8"
    if source.encoding.startswith(("utf-16", "utf-32")):
        return "every other byte is zero"
    return "the bytes are not UTF-8; guessed from their words"


def _delimiter_why(export: CsvExport, file: FileManner, text: str) -> str:
    if file.delimiter:
        return "said in cx.toml"
    if text[:5].lower().lstrip('"').startswith("sep="):
        return "the first line says sep="
    found = [record.strip("\r\n") for record, _ in zip(records(text), range(200), strict=False) if record.strip()]
    widths = Counter(len(cells_of(record, export.dialect.delimiter)) for record in found)
    n = widths[len(export.headers)]
    return f"{n:,} of the first {len(found):,} records have {len(export.headers)} cells with it"


def _header(begun: str, dialect: Dialect, file: FileManner) -> Decision:
    """On which line the header stands; ``begun`` is the text up to the data."""
    if file.header:
        return Decision("none", "said in cx.toml")
    filled, line = [], 1
    for record in records(begun):
        if record.strip():
            filled.append(line)
        line += line_ends(record)
    at = filled[-1 - len(dialect.more_headers)]
    if file.header_line:
        return Decision(f"line {at}", "said in cx.toml")
    why = "the first line" if at == 1 else "the lines above it have fewer cells than the records"
    more = " and ".join(map(str, dialect.more_headers))
    return Decision(f"line {at}", f"{why}; line {more} names more of it, or for machines" if more else why)


def _unknown_columns(export: Any) -> Iterator[ColumnSeen]:
    looked: pa.Table = export.look(missing_spellings(()))
    for header in export.headers:
        cells = looked.column(header).combine_chunks()
        yield ColumnSeen((header,), "unknown", header, guess_kind(cells), examples=examples_of(cells))


def _layout(layout: Layout, named: Named, file: FileManner) -> dict[str, Any]:
    known = profiles().get(layout.profile)
    if named.table:
        why = "said on the command line"
    elif file.table:
        why = "said in cx.toml"
    elif known:
        why = "the profile's"
    else:
        why = "these columns are its: " + ", ".join(list(layout.columns)[:5])
    title, sure, source = _GENERIC.get(layout.profile) or (layout.profile, "", "")
    profile = ProfileSeen(layout.profile, title, sure, source)
    if known:
        profile = ProfileSeen(known.name, known.title, known.status, known.source, known.traps)
    return {"table": Decision(layout.table, why), "profile": profile, "hints": layout.hints}


def _manner(settings: Settings, file: FileManner) -> dict[str, Any]:
    zone = file.timezone or settings.timezone or "UTC"
    place = "said in cx.toml" if file.timezone else settings.places.get("timezone", "nothing states one")
    order = file.date_order or settings.date_order
    return {
        "timezone": Decision(zone, place),
        "date_order": Decision(order, settings.places.get("date_order", "said in cx.toml")) if order else None,
        "decimal": Decision(file.decimal, "said in cx.toml") if file.decimal else None,
    }
