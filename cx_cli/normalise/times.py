"""Which instants do the cells of a column mean, and how does the column write them?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from cx_cli.frozen import frozen
from cx_cli.normalise.layouts import layout, wording
from cx_cli.normalise.readings import (
    EITHER,
    LATEST,
    Reading,
    read_numbers,
    read_numeric_array,
    read_text,
)
from cx_cli.normalise.rows import NEVER, Bools, Ints
from cx_cli.normalise.shapes import Alike, shapes, text_array
from cx_cli.normalise.values import MISSING
from cx_cli.normalise.zones import Zone

Resolution = Literal["s", "ms", "us", "ns"]
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_UNITS = {"s": "seconds since 1970", "ms": "milliseconds since 1970", "excel": "days of a spreadsheet"}
_EPOCHS = (
    ("s", re.compile(rb"0{10}(?:[.,]0{1,9})?")),
    ("ms", re.compile(rb"0{13}(?:[.,]0{1,6})?")),
    ("excel", re.compile(rb"0{5}(?:[.,]0{1,15})?")),
)
_FIRST_PLAUSIBLE = 946_684_800  # 2000-01-01, for numbers that nobody declared to be instants
_NATIVE = re.compile(rb"0000-00-00(?:[ t]00(?::00(?::00(?:\.(?P<part>0{1,9}))?)?)?(?P<zone>z|[+-]00(?::?00)?)?)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDERS = ("dmy", "mdy", "ymd")
_MISSING = frozenset(word.encode() for word in MISSING)


@frozen
class InstantFormat:
    """How one column writes its instants: text with ``order`` for three bare numbers, or numbers in ``unit``.

    ``native`` is the resolution and whether offsets are named, where pyarrow's own strict reader understands
    every shape that was seen.
    """

    order: str = EITHER
    unit: str | None = None
    wording: str = "year-month-day hour:minute:second"
    native: tuple[Resolution, bool] | None = None

    def describe(self) -> str:
        """The format in words: 'day/month/year hour:minute'."""
        return self.wording


@frozen
class Undecidable:
    """The order of day and month can't be seen: a cell, and the two ways to read it."""

    example: str
    first_reading: str
    second_reading: str
    row: int = field(default=-1, compare=False, repr=False)
    """The row of the example among the cells."""


@frozen
class Parsed:
    """UTC seconds (``NEVER`` where missing or bad), which cells are bad, and how many a change of the clocks made
    doubtful; ``first_gap`` and ``first_overlap`` are rows to show as examples, -1 where there is none."""

    seconds: Ints
    bad: Bools
    n_gap: int = 0
    n_overlap: int = 0
    first_gap: int = -1
    first_overlap: int = -1


def decide_instants(
    cells: Sequence[str] | Any, *, order: str | None = None, unit: str | None = None
) -> InstantFormat | Undecidable | None:
    """How these cells (texts, or an array of text) write instants; None when under half of them are instants.

    Bare numbers for day and month are settled by the cells of which only one order makes a date, by the majority
    of those where they contradict each other. ``order`` and ``unit`` are the user's word, and are not doubted.

    >>> decide_instants(["13/02/2026 10:15", "01/02/2026 9:00"]).describe()
    'day/month/year hour:minute'
    >>> decide_instants(["03/04/2026 10:15"])
    Undecidable(example='03/04/2026 10:15', first_reading='3 April', second_reading='4 March')
    """
    column = text_array(cells if isinstance(cells, pa.Array | pa.ChunkedArray) else pa.array(cells, pa.string()))
    alike = [one for one in shapes(column) if one.text.strip() not in _MISSING]
    n_known = sum(len(one.rows) for one in alike)
    if not n_known:
        return None
    guess = unit or _epoch_unit(len(column), alike, n_known)
    if guess is not None:
        return InstantFormat(unit=guess, wording=_UNITS[guess])
    if all(_NATIVE.fullmatch(one.text) for one in alike):  # the year is in front, so one order reads what the others do
        seconds = dict.fromkeys(_ORDERS, read_text(len(column), alike, "ymd").seconds)
    else:
        seconds = {name: read_text(len(column), alike, name).seconds for name in _ORDERS}
    is_instant = np.logical_or.reduce([read != NEVER for read in seconds.values()])
    if 2 * int(is_instant.sum()) < n_known:
        return None
    if order == "ymd" and bool((seconds["ymd"] == NEVER).all()):
        order = None  # the year stands last in this column: the user's order doesn't speak of it
    settled = order or _settle(column, seconds)
    return settled if isinstance(settled, Undecidable) else _text_format(alike, settled)


def _epoch_unit(n_cells: int, cells: Sequence[Alike], n_known: int) -> str | None:
    """Whether at least half of the cells are seconds (10 digits), milliseconds (13) or a spreadsheet's days (5) of 2000
    to 2100."""
    for unit, digits in _EPOCHS:
        numbers = [alike for alike in cells if digits.fullmatch(alike.text.strip(b" '"))]
        seconds = read_numbers(n_cells, numbers, unit).seconds
        if 2 * int((seconds >= _FIRST_PLAUSIBLE).sum()) >= n_known:
            return unit
    return None


def _settle(column: Any, seconds: dict[str, Ints]) -> str | Undecidable:
    """The one order that makes dates of the most cells, or the reason why there is none."""
    day_first, month_first, year_first = seconds["dmy"], seconds["mdy"], seconds["ymd"]
    fits = {name: int((read != NEVER).sum()) for name, read in seconds.items()}
    best = max(fits.values())
    fitting = [name for name, n_cells in fits.items() if n_cells == best]
    if "dmy" in fitting and "mdy" in fitting:
        if np.array_equal(day_first, month_first):
            return EITHER
        return _undecidable(column, day_first, month_first)
    if fitting == ["dmy", "ymd"] and _days_look_like_years(day_first):
        return _undecidable(column, day_first, year_first)
    return fitting[0]


def _days_look_like_years(local: Ints) -> bool:
    """Whether the days take fewer values than the two-digit years: 26/04/03, 26/04/15 may be year/month/day."""
    days = local[local != NEVER].astype("datetime64[s]").astype("datetime64[D]")
    n_years = len(np.unique(days.astype("datetime64[Y]")))
    return len(np.unique(days - days.astype("datetime64[M]"))) < n_years


def _undecidable(column: Any, first: Ints, second: Ints) -> Undecidable:
    differ = np.flatnonzero(first != second)
    both = differ[(first[differ] != NEVER) & (second[differ] != NEVER)]
    row = int((both if len(both) else differ)[0])
    dates = [_date(int(read[row])) for read in (first, second)]
    years = {day.year for day in dates if day}
    told = [
        f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if len(years) > 1 else "") if day else "no date"
        for day in dates
    ]
    return Undecidable(str(column[row]).strip(), told[0], told[1], row)


def _date(seconds: int) -> date | None:
    return None if seconds == NEVER else date.fromordinal(719_163 + seconds // 86_400)


def _text_format(cells: Sequence[Alike], order: str) -> InstantFormat:
    """The format, described by its most common shape, and native when the reader understands every shape."""
    seen = [(len(alike.rows), alike.text) for alike in cells]
    texts = [text for _, text in sorted(seen, key=lambda pair: -pair[0])]
    reading_order = "dmy" if order == EITHER else order
    typical = next((text for text in texts if layout(text, reading_order)), b"")
    return InstantFormat(order, None, wording(typical, reading_order), _native_type(texts))


def _native_type(texts: Sequence[bytes]) -> tuple[Resolution, bool] | None:
    found = [_NATIVE.fullmatch(text) for text in texts]
    matches = [match for match in found if match]
    zones = {bool(match["zone"]) for match in matches}
    if len(matches) < len(found) or len(zones) != 1:
        return None
    digits = max(len(match["part"] or b"") for match in matches)
    resolutions: tuple[Resolution, ...] = ("s", "ms", "us", "ns")
    return resolutions[-(-digits // 3)], zones.pop()


def arrow_type(fmt: InstantFormat) -> pa.DataType | None:
    """The pyarrow type that reads the column strictly by itself, or None when it has to be read as text.

    A cell that differs from the cells that were looked at makes pyarrow's reader fail, it is never misread.
    What comes out goes through ``parse_instants`` like text.
    """
    if fmt.native is None:
        return None
    resolution, zoned = fmt.native
    return pa.timestamp(resolution, "UTC") if zoned else pa.timestamp(resolution)


def parse_instants(column: Any, fmt: InstantFormat, zone: Zone) -> Parsed:
    """The column as UTC seconds; text that names no offset is read in ``zone``. Null is missing, not bad.

    The column may hold text, or instants, dates and numbers that the file already had as such. Years outside
    1970..2100 are bad, and so is a date that no calendar has; fractions of a second are cut off.
    """
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _to_utc(_read_typed(column), zone)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        values = column.cast(pa.float64()).fill_null(float("nan")).to_numpy()
        return _to_utc(read_numeric_array(values, fmt.unit or "s"), zone)
    array = text_array(column)
    if fmt.unit is not None:
        return _to_utc(read_numbers(len(array), shapes(array), fmt.unit), zone)
    native = arrow_type(fmt)
    if native is not None:
        try:
            return _to_utc(_read_typed(array.cast(native)), zone)
        except pa.ArrowInvalid:
            pass  # a cell unlike those that were looked at: read cell by cell what each shape allows
    return _to_utc(read_text(len(array), shapes(array), fmt.order), zone)


def _read_typed(column: Any) -> Reading:
    """Instants that pyarrow holds already, in whole seconds."""
    kind = column.type
    if pa.types.is_date(kind):
        column, kind = column.cast(pa.timestamp("s")), pa.timestamp("s")
    stamps = column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()
    seconds = stamps.astype("datetime64[s]", copy=False).view(np.int64)  # what is missing is NaT, which is NEVER
    outside = seconds.view(np.uint64) > LATEST  # as a number without a sign, what is before 1970 is later than all
    bad = outside & (seconds != NEVER) if outside.any() else outside
    if bad.any():
        seconds = np.where(bad, NEVER, seconds)
    return Reading(seconds, np.full(len(seconds), kind.tz is not None), bad)


def _to_utc(reading: Reading, zone: Zone) -> Parsed:
    if reading.zoned:
        return _each_to_utc(reading, zone)
    if zone.name == "UTC":
        return Parsed(reading.seconds, reading.bad)
    local = ~reading.is_utc & (reading.seconds != NEVER)
    if local.all():
        seconds, in_gap, in_overlap = zone.to_utc(reading.seconds)
    elif not local.any():
        return Parsed(reading.seconds, reading.bad)
    else:
        seconds, in_gap, in_overlap = zone.to_utc(np.where(local, reading.seconds, NEVER))
        seconds = np.where(local, seconds, reading.seconds)
    n_gap, n_overlap = int(in_gap.sum()), int(in_overlap.sum())
    return Parsed(
        seconds,
        reading.bad,
        n_gap,
        n_overlap,
        int(in_gap.argmax()) if n_gap else -1,
        int(in_overlap.argmax()) if n_overlap else -1,
    )


def _each_to_utc(reading: Reading, zone: Zone) -> Parsed:
    """The same where cells name zones of their own."""
    seconds, is_utc = reading.seconds.copy(), reading.is_utc.copy()
    gaps, overlaps = np.zeros(len(seconds), dtype=np.bool_), np.zeros(len(seconds), dtype=np.bool_)
    rest = np.flatnonzero(~is_utc)
    for name, rows in [*reading.zoned, (zone.name, np.setdiff1d(rest, np.concatenate([r for _, r in reading.zoned])))]:
        seconds[rows], gaps[rows], overlaps[rows] = Zone(name).to_utc(seconds[rows])
    first_gap, first_overlap = (int(found.argmax()) if found.any() else -1 for found in (gaps, overlaps))
    return Parsed(seconds, reading.bad, int(gaps.sum()), int(overlaps.sum()), first_gap, first_overlap)
