"""How much business time lies between two instants, and when is a span of it over?"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.facts.open_hours import Openings, openings
from cx_cli.normalise.rows import NEVER, Ints
from cx_cli.normalise.zones import FIRST_YEAR, LAST_YEAR, Zone
from cx_cli.settings.calendars import OpenHours

_MARGIN = 2 * 86_400


class BusinessTime:
    """One calendar in its zone, to the second, from 1970 to the end of 2100; nothing is open outside these years.

    >>> office = OpenHours("hours", week=(((9 * 3600, 17 * 3600),),) * 5 + ((), ()))
    >>> friday, monday = datetime(2026, 3, 6, 16, 30, tzinfo=UTC), datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    >>> starts, ends = (np.array([int(day.timestamp())]) for day in (friday, monday))
    >>> time = BusinessTime(office, "UTC")
    >>> time.elapsed(starts, ends), time.deadline(starts, np.array([3600])) == ends
    (array([3600]), array([ True]))
    """

    def __init__(self, hours: OpenHours, zone: str):
        self.name = hours.name
        self.hours = hours
        try:
            self.zone = Zone(hours.timezone or zone)
        except UsageError as error:
            raise UsageError(
                f"{hours.place} timezone: {error.message}", slug=error.slug, facts=error.facts, fix=None
            ) from error
        self._years = (0, -1)
        self._known = Openings(*(np.empty(0, dtype=np.int64) for _ in range(3)))
        self._openings(*(datetime.now(UTC).year,) * 2)  # a region that there isn't is refused before any file is read

    def elapsed(self, starts: Ints, ends: Ints) -> Ints:
        """Business seconds from each start to its end, negative where the end is first. All instants are known."""
        found = self._around(starts, ends)
        return _counted(found, ends) - _counted(found, starts)

    def deadline(self, starts: Ints, seconds: Ints) -> Ints:
        """When so many business seconds are over: the first such instant, or the last one before a second more.

        On closing time it stays there, unless ``deadline_on_boundary`` is next_opening. ``NEVER`` where the calendar
        does not open for so long before the end of 2100. All starts are known.
        """
        found = self._around(starts, starts)
        wanted = _counted(found, starts) + seconds
        while len(wanted) and wanted.max() >= _total(found) and self._years[1] < LAST_YEAR:
            first, last = self._years
            short = wanted.max() - _total(found)
            step = 1 + int(short * (last - first + 1) // max(_total(found), 1))
            found = self._openings(first, min(last + step, LAST_YEAR))
        moved = self.hours.deadline_on_boundary == "next_opening"
        if not len(found.starts):
            return np.full(len(starts), NEVER, dtype=np.int64)
        place = np.searchsorted(found.after, wanted, side="right" if moved else "left")
        inside = np.minimum(place, len(found.starts) - 1)
        at = found.starts[inside] + np.maximum(wanted - found.before[inside], 0)
        return np.where(place < len(found.starts), np.maximum(at, starts), NEVER)

    def _around(self, starts: Ints, ends: Ints) -> Openings:
        """The openings of all the years that these instants are in."""
        if not len(starts):
            return self._known
        low, high = min(int(starts.min()), int(ends.min())), max(int(starts.max()), int(ends.max()))
        return self._openings(_year(low - _MARGIN), _year(high + _MARGIN))

    def _openings(self, first: int, last: int) -> Openings:
        known_first, known_last = self._years
        if known_first <= first and last <= known_last:
            return self._known
        if known_first <= known_last:
            first, last = min(first, known_first), max(last, known_last)
        self._known, self._years = openings(self.hours, self.zone, first, last), (first, last)
        return self._known


def _counted(found: Openings, instants: Ints) -> Ints:
    """The business seconds up to each instant, from a beginning that is the same for all."""
    if not len(found.starts):
        return np.zeros(len(instants), dtype=np.int64)
    place = np.searchsorted(found.starts, instants, side="right") - 1
    inside = np.maximum(place, 0)
    since = np.minimum(instants, found.ends[inside]) - found.starts[inside]
    return np.where(place >= 0, found.before[inside] + since, found.before[0])


def _total(found: Openings) -> int:
    return int(found.after[-1]) if len(found.starts) else 0


def _year(second: int) -> int:
    low, high = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (FIRST_YEAR, LAST_YEAR))
    return datetime.fromtimestamp(min(max(second, low), high), UTC).year
