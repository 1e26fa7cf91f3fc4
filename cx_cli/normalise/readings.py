"""What does the clock in each cell say, before anyone asks in which zone it hangs?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from typing import Any

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.layouts import Layout, layout
from cx_cli.normalise.rows import NEVER, Bools, Ints
from cx_cli.normalise.shapes import Alike, Span
from cx_cli.normalise.values import MISSING
from cx_cli.normalise.zones import FIRST_YEAR, LAST_YEAR, named

EARLIEST = 0
LATEST = int(np.datetime64(f"{LAST_YEAR + 1}-01-01", "s").astype(np.int64)) - 1
EITHER = "either"
"""The order of a column whose days all equal their months: read so, and a cell that differs is bad."""

_EXCEL_EPOCH = 25_569 * 86_400  # the serial of 1970-01-01 counts from 1899-12-30
_MISSING = frozenset(word.encode() for word in MISSING)
_NUMBER = re.compile(rb" *'? *(?P<whole>0{1,15})(?:[.,](?P<part>0{1,30}))? *")


@frozen
class Reading:
    """Seconds on the cells' own clocks (``NEVER`` where missing or bad); ``is_utc`` where the cell named its offset,
    which is then already taken off."""

    seconds: Ints
    is_utc: Bools
    bad: Bools
    zoned: list[tuple[str, Ints]] = field(default_factory=list)
    """Rows whose cell names the zone of its clock."""


def _month_table() -> tuple[Ints, Ints]:
    months = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="datetime64[M]")
    starts = months.astype("datetime64[D]").astype(np.int64)
    return starts[:-1], np.diff(starts)


_MONTH_STARTS, _MONTH_LENGTHS = _month_table()


def read_text(n_cells: int, cells: Iterable[Alike], order: str) -> Reading:
    """The instants of text cells whose bare day, month and year stand in this order."""
    reading = _nothing_read(n_cells)
    for alike in cells:
        found = layout(alike.text, "dmy" if order == EITHER else order)
        if found is None:
            reading.bad[alike.rows] = alike.text.strip() not in _MISSING
            continue
        seconds, bad = _seconds(alike, found)
        if order == EITHER and found != layout(alike.text, "mdy"):
            bad |= _field(alike, found.day) != _field(alike, found.month)
            seconds[bad] = NEVER
        if b"0000-00-00" in alike.text:
            bad &= ~_is_zero_date(alike, found)
        reading.seconds[alike.rows] = seconds
        reading.bad[alike.rows] = bad
        reading.is_utc[alike.rows] = found.has_zone
        if found.zone:
            zone = named(found.zone)
            if zone is None:
                reading.seconds[alike.rows], reading.bad[alike.rows] = NEVER, True
            else:
                reading.zoned.append((zone, alike.rows))
    return reading


def read_numbers(n_cells: int, cells: Iterable[Alike], unit: str) -> Reading:
    """The instants of text cells that hold epoch seconds (s), milliseconds (ms) or spreadsheet days (excel)."""
    reading = _nothing_read(n_cells)
    for alike in cells:
        found = _NUMBER.fullmatch(alike.text)
        if found is None:
            reading.bad[alike.rows] = alike.text.strip() not in _MISSING
            continue
        whole = alike.number(found.span("whole"))
        part = np.zeros(len(whole))
        if found["part"]:
            start, end = found.span("part")
            part = alike.number((start, min(end, start + 15))) / 10.0 ** min(end - start, 15)
        _place(reading, alike.rows, whole, part, unit)
    return reading


def read_numeric_array(values: Any, unit: str) -> Reading:
    """The same for cells that are numbers already; NaN is missing."""
    numbers = np.asarray(values, dtype=np.float64)
    reading = _nothing_read(len(numbers))
    rows = np.flatnonzero(~np.isnan(numbers))
    clipped = np.clip(numbers[rows], -1, 1e15)
    whole = np.floor(clipped).astype(np.int64)
    _place(reading, rows, whole, clipped - whole, unit)
    return reading


def _nothing_read(count: int) -> Reading:
    no = np.zeros(count, dtype=np.bool_)
    return Reading(np.full(count, NEVER), no, no.copy())


def _place(reading: Reading, rows: Ints, whole: Ints, part: Any, unit: str) -> None:
    if unit == "excel":
        # A serial is a binary fraction of a day: 10:00 comes as 0.41666666666424, so the thousandth of a
        # second is rounded before the second is cut off.
        within = np.floor(np.round(part * 86_400, 3)).astype(np.int64)
        seconds = np.minimum(whole, 10**6) * 86_400 + within - _EXCEL_EPOCH
    else:
        seconds = whole // 1000 if unit == "ms" else whole
    bad = (seconds < EARLIEST) | (seconds > LATEST)
    reading.seconds[rows] = np.where(bad, NEVER, seconds)
    reading.bad[rows] = bad
    reading.is_utc[rows] = unit != "excel"


def _field(alike: Alike, place: Span | int | None) -> Ints | int:
    if place is None or isinstance(place, int):
        return place or 0
    return alike.number(place)


def _is_zero_date(alike: Alike, found: Layout) -> Bools:
    """Where a database wrote 0000-00-00, which is its way to write no date at all."""
    zero = (alike.number(found.year) == 0) & (_field(alike, found.month) == 0) & (alike.number(found.day) == 0)
    return np.asarray(zero, dtype=np.bool_)


def _seconds(alike: Alike, found: Layout) -> tuple[Ints, Bools]:
    year, month, day = alike.number(found.year), _field(alike, found.month), alike.number(found.day)
    if found.is_short:
        year += np.where(year < 69, 2000, 1900)
    index = (year - FIRST_YEAR) * 12 + month - 1
    bad = (index < 0) | (index >= len(_MONTH_STARTS)) | (day < 1)
    if not isinstance(found.month, int):
        bad |= (month < 1) | (month > 12)
    index[bad] = 0
    bad |= day > _MONTH_LENGTHS[index]
    seconds: Ints = (_MONTH_STARTS[index] + day - 1) * 86_400
    if found.hour is not None:
        clock, off_clock = _clock(alike, found)
        seconds += clock
        bad |= off_clock
    if found.sign:
        hours, minutes = _field(alike, found.offset_hours), _field(alike, found.offset_minutes)
        bad |= (hours > 23) | (minutes > 59)
        seconds -= found.sign * (hours * 3600 + minutes * 60)
    seconds -= found.east
    if found.sign or found.east:
        bad |= (seconds < EARLIEST) | (seconds > LATEST)
    seconds[bad] = NEVER
    return seconds, bad


def _clock(alike: Alike, found: Layout) -> tuple[Ints, Bools]:
    """Seconds since midnight. Twelve hours a half; some exports write 13:05 PM or 00:15 AM, which can't be misread."""
    hour, minute, second = (_field(alike, place) for place in (found.hour, found.minute, found.second))
    bad = np.asarray((hour > 23) | (minute > 59) | (second > 59), dtype=np.bool_)
    if found.half == "a":
        bad |= hour > 12
        hour = hour % 12
    elif found.half == "p":
        bad |= np.asarray(hour == 0)
        hour = np.where(hour < 12, hour + 12, hour)
    return np.asarray(hour * 3600 + minute * 60 + second, dtype=np.int64), bad
