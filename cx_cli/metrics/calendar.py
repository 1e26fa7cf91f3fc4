"""Which calendar period is an instant in, in the report's time zone?"""

from __future__ import annotations

import numpy as np

from cx_cli.metrics.slices import NO_PERIOD
from cx_cli.normalise.rows import SOMETIME, Ints
from cx_cli.normalise.zones import Zone
from cx_cli.periods import Kind, first_day, label_of, period_of

DAY = 86_400


class Calendar:
    """Periods of one kind in one zone. A period is a whole number; the next one's is one more."""

    def __init__(self, zone: Zone, kind: Kind):
        self.zone = zone
        self.kind = kind
        self._known: tuple[Ints, int] = (np.empty(0, dtype=np.int64), 0)
        """The period of each day from a first one on; replaced as a whole, because threads share it."""

    def periods(self, seconds: Ints) -> Ints:
        """The period of each instant, ``NO_PERIOD`` where nobody says when; an instant that is missing has no place."""
        if not len(seconds):
            return np.empty(0, dtype=np.int64)
        if int(seconds.min()) == SOMETIME:  # then none of them has a date
            return np.full(len(seconds), NO_PERIOD, dtype=np.int64)
        days = self.zone.to_local(seconds) // DAY
        low, high = int(days.min()), int(days.max())
        table, first = self._known
        if low < first or high >= first + len(table):
            table, first = self._grown(low, high)
        found: Ints = table.take(days - first)
        return found

    def day_of(self, second: int) -> int:
        """The local day number of one instant."""
        return int(self.zone.to_local(np.array([second], dtype=np.int64))[0]) // DAY

    def period_at(self, second: int) -> int:
        return period_of(self.kind, self.day_of(second))

    def starts(self, periods: Ints) -> Ints:
        """The UTC second at which each period begins; the end of a period is the start of the next."""
        distinct, places = np.unique(periods, return_inverse=True)
        days = np.array([first_day(self.kind, int(period)) for period in distinct], dtype=np.int64)
        return self.zone.to_utc(days * DAY)[0][places]

    def start_of_day(self, day: int) -> int:
        return int(self.zone.to_utc(np.array([day * DAY], dtype=np.int64))[0][0])

    def days(self, period: int) -> tuple[int, int]:
        """The period's first day and the first day after it."""
        return first_day(self.kind, period), first_day(self.kind, period + 1)

    def label(self, period: int) -> str:
        return label_of(self.kind, period)

    def _grown(self, low: int, high: int) -> tuple[Ints, int]:
        known, first = self._known
        if len(known):
            low, high = min(low, first), max(high, first + len(known) - 1)
        low, high = low - 31, high + 31
        table = np.array([period_of(self.kind, day) for day in range(low, high + 1)], dtype=np.int64)
        self._known = (table, low)
        return self._known
