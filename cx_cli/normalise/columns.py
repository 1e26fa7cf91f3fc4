"""How is each column of one file read? Decided once per column, from a look at its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.frozen import frozen
from cx_cli.normalise.durations import DurationFormat, decide_duration, parse_durations
from cx_cli.normalise.ids import coded, lossy_codes, lossy_keys
from cx_cli.normalise.keys import key_numbers, number_type
from cx_cli.normalise.profile import REMAINING, Origin, fold
from cx_cli.normalise.rows import NEVER, Bools, Column, Flags, Floats, Instants, Numbers, Words
from cx_cli.normalise.scores import parse_scores
from cx_cli.normalise.times import InstantFormat, Undecidable, arrow_type, decide_instants, parse_instants
from cx_cli.normalise.values import (
    MISSING,
    NumberFormat,
    decide_decimal,
    doubtful_numbers,
    parse_flags,
    parse_numbers,
)
from cx_cli.normalise.vocabulary import Ids
from cx_cli.normalise.zones import Zone

Kind = Literal["id", "key", "text", "instant", "seconds", "number", "flag", "score"]
"""``key`` is an id that is only asked whether it is there twice: a number stands for it, see :mod:`keys`."""

OFFERED = "offered"
NO_VALUE = "missing"
_LABELS = pa.dictionary(pa.int32(), pa.string())


@frozen
class Reading:
    """How one column is read: where from, as what, in which format.

    ``fast`` is the pyarrow type that the CSV reader gives it; a cell that does not fit it sends the piece the careful
    way, where every cell is read from its text.
    """

    name: str
    kind: Kind
    headers: tuple[str, ...]
    fast: Any
    constant: str | None = None
    instants: InstantFormat = field(default_factory=InstantFormat)
    zone: str = "UTC"
    duration: DurationFormat = field(default_factory=DurationFormat)
    numbers: NumberFormat = field(default_factory=NumberFormat)
    words: Mapping[str, str] = field(default_factory=dict)
    """Folded cell -> meaning."""
    remaining: bool = False
    """The cells are the time that was left, and a minus says that a promise was not met."""


@frozen
class Cells:
    """A column as read: which cells were bad, and what a score says beside its number."""

    column: Column
    bad: Bools | None = None
    low: Floats | None = None
    high: Floats | None = None
    offered: Bools | None = None
    problem: str = ""
    doubtful: tuple[tuple[str, int, int], ...] = ()
    """(problem, how many, first row) of instants that a change of the clocks made doubtful, and of rounded keys."""


class MisreadError(Exception):
    """Undecidable order of day and month: the reading of a column must wait for more of its cells, or for the user."""

    def __init__(self, header: str, doubt: Undecidable):
        super().__init__(header)
        self.header = header
        self.doubt = doubt


def decide(
    name: str,
    kind: Kind,
    origin: Origin,
    looked: Mapping[str, Any],
    *,
    zone: str,
    order: str | None = None,
    decimal: str | None = None,
    default_decimal: str = ".",
    words: Mapping[str, str] | None = None,
) -> Reading:
    """The reading of one column from a look at its cells.

    Raises :class:`MisreadError` where day and month can't be told apart.
    """
    if origin.value is not None:
        return Reading(name, kind, (), None, constant=origin.value, words=words or {})
    column = joined([looked[header] for header in origin.headers])
    zone = origin.timezone or zone
    own = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
    fast: Any = _LABELS if own and len(origin.headers) == 1 else pa.string()
    numbers = NumberFormat(decimal) if decimal else NumberFormat()
    instants, duration = InstantFormat(unit=origin.unit), DurationFormat()
    if kind == "instant" and own:
        found = decide_instants(column, order=order, unit=origin.unit)
        if isinstance(found, Undecidable):
            raise MisreadError(origin.headers[0], found)
        instants = found or InstantFormat(order=order or "ymd", native=("s", False))
        fast = (arrow_type(instants) if len(origin.headers) == 1 else None) or pa.string()
    elif kind in ("number", "score", "seconds") and own:
        numbers = NumberFormat(decimal) if decimal else decide_decimal(column, default_decimal)
        if kind == "seconds":
            duration = decide_duration(column, origin.unit) or DurationFormat(origin.unit or "s")
        fast = pa.string() if numbers.guessed else _number_type(column, numbers)
    elif kind == "seconds":
        duration = DurationFormat(origin.unit or "s")
    elif kind == "flag" and origin.unit == REMAINING:
        return Reading(name, kind, origin.headers, pa.string(), remaining=True)
    elif kind == "key":
        fast = number_type(column)
        if fast == pa.string() and lossy_codes(Ids(pc.unique(column.cast(pa.string())).drop_null())):
            kind = "id"  # so that it is told
    elif kind == "id":
        fast = pa.string()
    return Reading(name, kind, origin.headers, fast, None, instants, zone, duration, numbers, words or {})


def guess_kind(column: Any) -> Kind:
    """What a column without a canonical name is compared as: numbers, claims or instants if every cell is one."""
    if len(column) == column.null_count:
        return "text"
    if not (pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)):
        if pa.types.is_boolean(column.type):
            return "flag"
        return "instant" if pa.types.is_temporal(column.type) else "number"
    text = column.cast(pa.string())
    if not parse_numbers(text, decide_decimal(text))[1].any():
        return "number"
    if not parse_flags(text)[1].any():
        return "flag"
    found = decide_instants(text)
    if isinstance(found, InstantFormat) and not parse_instants(text, found, Zone("UTC")).bad.any():
        return "instant"
    return "text"


def read(reading: Reading, table: pa.Table) -> Cells:
    """The cells of one column of a piece."""
    n = table.num_rows
    if reading.constant is not None:
        return _constant(reading, n)
    column = joined([table.column(header) for header in reading.headers])
    match reading.kind:
        case "instant":
            parsed = parse_instants(column, reading.instants, Zone(reading.zone))
            doubtful = (
                ("clock-gap", parsed.n_gap, parsed.first_gap),
                ("clock-overlap", parsed.n_overlap, parsed.first_overlap),
            )
            found = tuple(doubt for doubt in doubtful if doubt[1])
            return Cells(Instants(parsed.seconds), parsed.bad, problem="bad-date", doubtful=found)
        case "number":
            values, bad = parse_numbers(column, reading.numbers)
            return Cells(Numbers(values), bad, problem="bad-number", doubtful=_guessed(reading, column))
        case "seconds":
            values, bad = parse_durations(column, reading.duration, reading.numbers)
            negative = values < 0
            return Cells(
                Numbers(np.where(negative, np.nan, values)),
                bad | negative,
                problem="bad-duration",
                doubtful=_guessed(reading, column),
            )
        case "key":
            numbers, lossy = key_numbers(column), lossy_keys(column)
            if not len(lossy):
                return Cells(Instants(numbers))
            known = np.isin(np.arange(len(numbers)), lossy, invert=True)
            told = (("lossy-id", len(lossy), int(lossy[0])),)
            return Cells(Instants(np.where(known, numbers, NEVER)), doubtful=told)
        case "flag":
            return _flags(reading, column)
        case "score":
            return _scores(reading, column)
    if reading.kind == "id" and pa.types.is_floating(column.type):
        column = _whole_numbers(column)
    plain = coded(column, NO_VALUE) if reading.kind == "id" and not reading.words else None
    return Cells(plain or _words(column, reading.words))


def _whole_numbers(column: Any) -> Any:
    """Numbers as whole ones where each is: a long id is not to be written with an exponent."""
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def _guessed(reading: Reading, column: Any) -> tuple[tuple[str, int, int], ...]:
    """The cells that would be another number with the other decimal mark, where nothing has settled it."""
    if not reading.numbers.guessed:
        return ()
    n, first = doubtful_numbers(column)
    return (("decimal-guessed", n, first),) if n else ()


def joined(columns: list[Any]) -> Any:
    """One column, or several joined with a blank; null where a part is null."""
    if len(columns) == 1:
        return whole(columns[0])
    parts = [column.cast(pa.string()) for column in columns]
    return whole(pc.binary_join_element_wise(*parts, " "))


def whole(column: Any) -> Any:
    """A column as one array; its only chunk as it is, where it has but one."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def missing_spellings(more: Iterable[str]) -> tuple[str, ...]:
    """Every spelling of the cells that mean no value, as the CSV reader compares them."""
    words = {*MISSING, *more}
    return tuple(sorted({*words, *(word.upper() for word in words), *(word.title() for word in words)}))


def _number_type(column: Any, numbers: NumberFormat) -> Any:
    """A pyarrow type for plain numbers; text for anything more than digits and a decimal point."""
    known = column.cast(pa.string()).drop_null()
    if numbers.decimal == "." and len(known):
        for kind in (pa.int32(), pa.float64()):
            try:
                known.cast(kind)
            except pa.ArrowInvalid:
                continue
            return kind
    return pa.string() if len(known) else pa.float64()


def _constant(reading: Reading, n: int) -> Cells:
    assert reading.constant is not None
    repeated = pa.DictionaryArray.from_arrays(np.zeros(n, dtype=np.int32), pa.array([reading.constant]))
    if reading.kind in ("text", "id"):
        return Cells(_words(repeated, reading.words))
    one = pa.table({"value": repeated.cast(pa.string())})
    return read(Reading(reading.name, reading.kind, ("value",), pa.string(), zone=reading.zone), one)


def _flags(reading: Reading, column: Any) -> Cells:
    if reading.remaining:
        seconds, unread = parse_durations(column.cast(pa.string()), DurationFormat(), NumberFormat())
        met = np.where(np.isnan(seconds), -1, np.where(np.signbit(seconds), 0, 1))
        return Cells(Flags(met.astype(np.int8)), unread, problem="bad-flag")
    if pa.types.is_boolean(column.type) and not reading.words:
        known = np.asarray(pc.is_valid(column))
        values = np.asarray(pc.fill_null(column, False)).astype(np.int8)
        return Cells(Flags(np.where(known, values, np.int8(-1))), problem="bad-flag")
    text = column if pa.types.is_dictionary(column.type) else column.cast(pa.string())
    values, bad = parse_flags(_translated(text, reading.words, NO_VALUE))  # each word once: false may mean true
    return Cells(Flags(values), bad, problem="bad-flag")


def _scores(reading: Reading, column: Any) -> Cells:
    offered = None
    if not pa.types.is_integer(column.type) and not pa.types.is_floating(column.type):
        words = _words(column, reading.words)
        offered = _is_word(words, OFFERED)
        column = _translated(column, reading.words, NO_VALUE, OFFERED)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
    values, bad, low, high = parse_scores(column, reading.numbers)
    return Cells(Numbers(values), bad, low, high, offered, problem="bad-score")


def _is_word(words: Words, meaning: str) -> Bools:
    table = np.array([*(word == meaning for word in words.words), False], dtype=np.bool_)
    found: Bools = table.take(words.codes)
    return found


def _translated(column: Any, words: Mapping[str, str], *nothing: str) -> Any:
    """The column with each word replaced by its meaning; the meanings in ``nothing`` become null."""
    if not words:
        return column
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    said = [words.get(fold(word), word) for word in encoded.dictionary.to_pylist()]
    meant = pa.array([None if word in nothing else word for word in said], pa.string())
    return meant.take(encoded.indices)


def _words(column: Any, meanings: Mapping[str, str]) -> Words:
    """The column as codes into its distinct words, trimmed, each replaced by its meaning."""
    array: Any = whole(column)
    if not pa.types.is_dictionary(array.type):
        array = array.cast(pa.string()).dictionary_encode()
    raw = array.dictionary.cast(pa.string()).to_pylist()
    said = [meanings.get(fold(word), word.strip()) if meanings else word.strip() for word in raw]
    codes = np.asarray(array.indices.cast(pa.int32()).fill_null(-1))
    nothing = np.array([*(word == NO_VALUE or not word for word in said), True], dtype=np.bool_)
    if nothing[:-1].any():
        codes = np.where(nothing.take(codes), np.int32(-1), codes)
    return Words(codes.astype(np.int32, copy=False), tuple(said))
