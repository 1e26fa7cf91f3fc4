"""What does each column of a file hold, how is it read, what shows that, and how many cells are understood?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.errors import InputError
from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.normalise.canonical import SCORES, RereadError
from cx_cli.normalise.columns import Reading, joined, read
from cx_cli.normalise.deciding import order_beside
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.profile import Origin, aliases
from cx_cli.normalise.rows import NEVER, Bools, Words
from cx_cli.normalise.scales import decide_scales
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.tables import VOCABULARY
from cx_cli.normalise.times import InstantFormat, parse_instants
from cx_cli.normalise.zones import Zone
from cx_cli.results.inspection import ColumnSeen
from cx_cli.results.result import Issue

_EXAMPLES = 3
_LONGEST = 60
_OTHER_ORDER = {"dmy": "mdy", "mdy": "dmy"}
_Place = tuple[str, tuple[str, ...]]
"""A column's name and its headers."""


@dataclass
class _Count:
    cells: int = 0
    empty: int = 0
    bad: int = 0
    problem: str = ""
    first: tuple[int, int] | None = None
    """Where the first bad cell is: the offset of its piece, and its row there."""
    example: str = ""
    strange: Counter[str] = field(default_factory=Counter)
    """Words of a column of fixed words that are none of them."""


def columns_seen(feed: Feed) -> tuple[tuple[ColumnSeen, ...], InputError | None]:
    """Every header of the file in its order, then what no header gives; and the first refusal there was.

    Where the order of day and month can't be seen, the column says so and the others are read all the same.
    """
    found: list[ColumnSeen] = []
    readings: dict[str, Reading] = {}
    refusal: InputError | None = None
    for name, origin in feed.layout.columns.items():
        if origin.formula is not None or name not in feed.table:
            found.append(ColumnSeen((), "column", name, "number", name, origin, f"= {origin.formula}"))
            continue
        try:
            reading = feed.decide(name, feed.table[name].kind, origin, feed.layout.values.get(name, {}))
        except InputError as error:
            refusal = refusal or error
            found.append(_column(feed, name, origin, None, error.facts[0][1] if error.facts else error.message))
            continue
        readings[name] = reading
        seen = _column(feed, name, origin, _format(reading), _why(feed, reading, origin))
        found.append(replace(seen, date_order=_order(reading), decimal=_mark(reading)))
    found = [_on_scale(one, _scales(feed, readings)) if one.kind == "score" else one for one in found]
    found += _further(feed)
    try:
        counted = _counted(feed, readings)
    except InputError as error:
        return _ordered(feed, found), refusal or error
    return _ordered(feed, [_with_counts(feed, one, counted) for one in found]), refusal


def _column(feed: Feed, name: str, origin: Origin, form: str | None, why: str | None) -> ColumnSeen:
    cells = joined([feed.looked.column(header) for header in origin.headers]) if origin.headers else None
    kind = feed.table[name].kind
    inverted = feed.layout.values.get(name) == aliases().inverted
    examples = examples_of(cells)
    return ColumnSeen(
        origin.headers, "column", name, kind, name, origin, form, why, examples=examples, inverted=inverted
    )


def _further(feed: Feed) -> Iterator[ColumnSeen]:
    used = {header for origin in feed.layout.columns.values() for header in origin.headers}
    for name, header in feed.extras.items():
        if header and header not in used:
            cells = joined([feed.looked.column(header)])
            yield ColumnSeen((header,), "further", name, feed.kind_of(name), examples=examples_of(cells))


def _ordered(feed: Feed, found: list[ColumnSeen]) -> tuple[ColumnSeen, ...]:
    places = {header: at for at, header in enumerate(feed.export.headers)}
    return tuple(sorted(found, key=lambda one: places[one.headers[0]] if one.headers else len(places)))


def examples_of(cells: Any) -> tuple[str, ...]:
    """The first different cells of a column, long ones cut."""
    if cells is None:
        return ()
    known = pc.unique(cells.cast(pa.string())).drop_null().slice(0, _EXAMPLES).to_pylist()
    return tuple(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…" for text in known)


def _counted(feed: Feed, readings: Mapping[str, Reading]) -> dict[_Place, _Count]:
    """The counts; a file that turns out not to be UTF-8 further down is counted anew."""
    try:
        return _counts(feed, readings)
    except RereadError as error:
        feed.correct(error)
        return _counts(feed, readings)
    except UnclosedQuoteError as error:
        raise feed.unclosed(error) from error


def _counts(feed: Feed, readings: Mapping[str, Reading]) -> dict[_Place, _Count]:
    """The cells of every header, or headers joined, in the whole file."""
    wanted = [*(reading for reading in readings.values() if reading.headers)]
    counts = {(reading.name, reading.headers): _Count() for reading in wanted}
    counts |= {(name, (header,)): _Count() for name, header in feed.extras.items() if header}
    feed.export.wanted = tuple(feed.export.headers)
    types = dict.fromkeys(feed.export.headers, pa.string())
    for piece in feed.export.pieces():
        table = feed.parse_as(piece, types).table
        for (_, headers), count in counts.items():
            column = joined([table.column(header) for header in headers])
            count.cells += len(column) - column.null_count
            count.empty += column.null_count
        for reading in wanted:
            _count_bad(counts[reading.name, reading.headers], reading, table, piece.offset)
    return counts


def _count_bad(count: _Count, reading: Reading, table: pa.Table, offset: int) -> None:
    cells = read(reading, table)
    if cells.bad is not None and cells.bad.any():
        count.bad += int(cells.bad.sum())
        if count.first is None:
            row = int(np.argmax(cells.bad))
            count.first, count.problem = (offset, row), cells.problem
            count.example = " ".join(str(table.column(header)[row].as_py()) for header in reading.headers)
    known = VOCABULARY.get(reading.name)
    if known is not None and isinstance(cells.column, Words):
        words, n = np.unique(cells.column.codes[cells.column.known()], return_counts=True)
        for code, times in zip(words.tolist(), n.tolist(), strict=True):
            if cells.column.words[code].casefold() not in known:
                count.strange[cells.column.words[code]] += times


def _with_counts(feed: Feed, one: ColumnSeen, counts: Mapping[_Place, _Count]) -> ColumnSeen:
    count = counts.get((one.name, one.headers))
    if count is None:
        return one
    strange = ", ".join(f"{word!r} ({n:,})" for word, n in count.strange.most_common(_EXAMPLES))
    bad = None if one.role == "column" and one.format is None else count.bad + count.strange.total()
    why = f"not understood: {strange}" if strange else one.why
    first = _first_bad(feed, one, count)
    return replace(one, cells=count.cells, empty=count.empty, bad=bad, why=why, first_bad=first)


def _first_bad(feed: Feed, one: ColumnSeen, count: _Count) -> Issue | None:
    if count.first is None:
        return None
    line = feed.export.line_of(*count.first)
    return Issue(feed.path, feed.table.name, one.column, line, count.problem, count.bad, count.example)


def _format(reading: Reading) -> str:
    """How the cells are written."""
    if reading.constant is not None:
        return f"always {reading.constant!r}"
    match reading.kind:
        case "instant":
            return f"{reading.instants.describe()}, {_zone(reading)}"
        case "seconds":
            return reading.duration.describe() + _decimal(reading)
        case "number" | "score":
            return "numbers" + _decimal(reading) if reading.kind == "number" else "scores" + _decimal(reading)
        case "flag":
            return "yes or no"
    return "words"


def _scales(feed: Feed, readings: Mapping[str, Reading]) -> Mapping[str, Scale]:
    if feed.table.name == "surveys" and "kind" not in readings:
        return {}
    return decide_scales(feed.table, readings, feed.looked, feed.manner.scales)


def _on_scale(one: ColumnSeen, scales: Mapping[str, Scale]) -> ColumnSeen:
    """The column with the scale of its scores; one column of surveys may hold several kinds."""
    kind = SCORES["tickets"].get(one.name)
    told = ", ".join(f"{name} {scale}" for name, scale in scales.items() if kind in (None, name))
    return replace(one, format=f"{one.format}, {told}" if told and one.format else one.format)


def _zone(reading: Reading) -> str:
    named = reading.instants.native is not None and reading.instants.native[1]
    return "with its offset" if named else "UTC" if reading.instants.unit in ("s", "ms") else f"in {reading.zone}"


def _decimal(reading: Reading) -> str:
    return ", decimal comma" if _mark(reading) == "," else ""


def _mark(reading: Reading) -> str | None:
    return reading.numbers.decimal if reading.kind in ("number", "score", "seconds") else None


def _order(reading: Reading) -> str | None:
    """The order of day and month, where it was a question."""
    ambiguous = reading.kind == "instant" and reading.instants.unit is None and reading.instants.native is None
    return reading.instants.order if ambiguous and reading.instants.order in _OTHER_ORDER else None


def _why(feed: Feed, reading: Reading, origin: Origin) -> str | None:
    """What shows that the cells are written so, where it was a decision."""
    if reading.constant is not None or not origin.headers:
        return None
    cells = joined([feed.looked.column(header) for header in origin.headers])
    if reading.kind == "instant":
        return _why_instants(feed, reading, cells)
    if reading.kind == "seconds" and origin.unit:
        return "the header, profile or cx.toml names the unit"
    if reading.numbers.decimal == ",":
        return "said in cx.toml" if feed.manner.decimal else "the column's cells show a decimal comma"
    return None


def _why_instants(feed: Feed, reading: Reading, cells: Any) -> str | None:
    if not pa.types.is_string(cells.type):
        return "instants in the file itself" if pa.types.is_temporal(cells.type) else None
    other = _OTHER_ORDER.get(reading.instants.order)
    if reading.instants.unit is not None or other is None or reading.instants.native is not None:
        return None
    if feed.manner.date_order == reading.instants.order:
        return "said by --date-order or cx.toml"
    only = _reads(cells, reading.instants) & ~_reads(cells, InstantFormat(order=other))
    if not only.any():
        beside = order_beside(feed, reading.name)
        return f"as in {beside[1]}" if beside else "the whole column was searched for a day above 12"
    first = str(cells[int(np.argmax(only))].as_py()).strip()
    return f"{first} is a date only with the {'day' if other == 'mdy' else 'month'} first"


def _reads(cells: Any, form: InstantFormat) -> Bools:
    known: Bools = parse_instants(cells, replace(form, native=None), Zone("UTC")).seconds != NEVER
    return known
