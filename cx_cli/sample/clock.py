"""When is the sample company open, and what is the instant so many open seconds later?

Instants are whole seconds since 1970 in UTC, which is the company's zone as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

MINUTE = 60
HOUR = 3600
DAY = 86_400

Hours = Sequence[tuple[int, int] | None]
"""Opening and closing second of each weekday from Monday; None is a closed day."""


def instant(iso: str) -> int:
    """
    >>> instant("2025-07-01")
    1751328000
    """
    return int(datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp())


def iso(at: int) -> str:
    """
    >>> iso(1751328000)
    '2025-07-01T00:00:00Z'
    """
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def month(at: int) -> str:
    return iso(at)[:7]


def weekday(at: int) -> int:
    """0 is Monday; the first of January 1970 was a Thursday."""
    return (at // DAY + 3) % 7


START = instant("2025-07-01")
"""The first instant a ticket can have."""
CUT = instant("2026-06-30T23:58:40")
"""The instant of the export: what would come later has not happened."""
N_DAYS = CUT // DAY - START // DAY + 1

OFFICE: Hours = (*[(8 * HOUR, 18 * HOUR)] * 5, (9 * HOUR, 13 * HOUR), None)
LIVE_DESK: Hours = ((7 * HOUR, 22 * HOUR),) * 7
AWAKE: Hours = ((7 * HOUR, 23 * HOUR),) * 7

_SHUT = frozenset(instant(day) // DAY for day in ("2025-08-15", "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-06"))


def open_on(day: int, hours: Hours) -> tuple[int, int] | None:
    """First and last open instant of a day (counted since 1970); public holidays shut the office alone."""
    span = hours[(day + 3) % 7]
    if span is None or (hours is OFFICE and day in _SHUT):
        return None
    return day * DAY + span[0], day * DAY + span[1]


def after(start: int, seconds: int, hours: Hours) -> int:
    """The instant by which the company has been open for ``seconds`` since ``start``.

    >>> iso(after(instant("2026-05-29T17:30:00"), HOUR, OFFICE))
    '2026-05-30T09:30:00Z'
    >>> iso(after(instant("2026-05-31T03:00:00"), HOUR, OFFICE))
    '2026-06-01T09:00:00Z'
    """
    day, left = start // DAY, seconds
    while True:
        span = open_on(day, hours)
        if span is not None:
            begin = max(start, span[0])
            if begin + left <= span[1]:
                return begin + left
            left -= max(span[1] - begin, 0)
        day += 1
