"""What does the clock on the wall show at an instant, and which instant does a wall clock mean?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.normalise.rows import NEVER, Bools, Ints
from cx_cli.suggest import nearest

FIRST_YEAR, LAST_YEAR = 1970, 2100
_LAST_SECOND = int(datetime(LAST_YEAR, 12, 31, tzinfo=UTC).timestamp())
_NO_CHANGES = frozenset({"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"})


class Zone:
    """An IANA time zone that converts arrays of whole seconds; a missing instant stays missing.

    Changes of the offset are known from 1970 to the end of 2100; before and after, the first and the last
    offset hold.

    >>> rome = Zone("Europe/Rome")
    >>> rome.to_local(np.array([0]))
    array([3600])
    """

    def __init__(self, name: str):
        self.name = name
        self._utc = name in _NO_CHANGES
        if not self._utc:
            _zone_info(name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.name == self.name

    def __hash__(self) -> int:
        return hash((Zone, self.name))

    def to_local(self, seconds: Ints) -> Ints:
        """UTC seconds as the seconds that a local wall clock shows."""
        if self._utc:
            return seconds
        span = _span(seconds)
        if span is None:
            return seconds
        changes, offsets = _changes_between(self.name, *span)
        if not len(changes):
            shift: Ints | np.int64 = offsets[0]
        else:
            shift = offsets[np.searchsorted(changes, seconds, side="right")]
        return np.where(seconds == NEVER, NEVER, seconds + shift)

    def to_utc(self, seconds: Ints) -> tuple[Ints, Bools, Bools]:
        """Wall-clock seconds as UTC seconds, and which of them fall in a gap and in an overlap.

        A time that the clock shows twice is read as the first, a time that the clock leaps over is read with
        the offset before the leap, so it comes out moved forward by the length of the gap.
        """
        span = None if self._utc else _span(seconds)
        if span is None:
            none = np.zeros(len(seconds), dtype=np.bool_)
            return seconds, none, none
        changes, offsets = _changes_between(self.name, *span)
        if not len(changes):
            none = np.zeros(len(seconds), dtype=np.bool_)
            return np.where(seconds == NEVER, NEVER, seconds - offsets[0]), none, none
        before, after = offsets[:-1], offsets[1:]
        until = changes + np.maximum(before, after)
        since = np.append(changes + np.minimum(before, after), np.iinfo(np.int64).max)
        leaps = np.append(after > before, False)
        at = np.searchsorted(until, seconds, side="right")
        doubtful = seconds >= since[at]
        in_gap = doubtful & leaps[at]
        return np.where(seconds == NEVER, NEVER, seconds - offsets[at]), in_gap, doubtful & ~in_gap

    def changes(self, first_year: int, last_year: int) -> tuple[Ints, Ints]:
        """When the offset changes in these years, and the offsets before, between and after the changes."""
        return _changes_between(self.name, first_year, last_year)


def named(word: str) -> str | None:
    """The zone of that name, in whatever case it is written.

    >>> named("europe/rome"), named("mars/olympus")
    ('Europe/Rome', None)
    """
    return _by_lower_case().get(word.lower())


@lru_cache(maxsize=1)
def _by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in sorted(available_timezones()) if _is_shared(name)}


def _span(seconds: Ints) -> tuple[int, int] | None:
    """The first and the last year in which the instants' offset may have to be looked up."""
    if not len(seconds):
        return None
    low, high = int(seconds.min()), int(seconds.max())
    if low == NEVER:
        known = seconds[seconds != NEVER]
        if not len(known):
            return None
        low = int(known.min())
    return _year(low - 2 * 86_400), _year(high + 2 * 86_400)


def _year(seconds: int) -> int:
    """The year of an instant, or the nearest year in which the changes of the offset are known."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST_SECOND), UTC).year


@lru_cache(maxsize=256)
def _changes_between(name: str, first: int, last: int) -> tuple[Ints, Ints]:
    """When the offset changes in these years, and the offsets before, between and after the changes."""
    years = [_changes_in(name, year) for year in range(first, last + 1)]
    changes = [change for year in years for change in year]
    start = _offset(_zone_info(name), _start_of(first))
    offsets = [start, *(offset for _, offset in changes)]
    return np.array([at for at, _ in changes], dtype=np.int64), np.array(offsets, dtype=np.int64)


@lru_cache(maxsize=4096)
def _changes_in(name: str, year: int) -> tuple[tuple[int, int], ...]:
    """The changes of one year as (instant, offset from then on): looked for day by day, then halved down.

    No zone has changed its offset twice within a day since 1970, so nothing slips through.
    """
    zone = _zone_info(name)
    found = []
    low, end = _start_of(year), _start_of(year + 1)
    offset = _offset(zone, low)
    while low < end:
        high = min(low + 86_400, end)
        later = _offset(zone, high)
        if later != offset:
            found.append((_halve(zone, low, high, later), later))
            offset = later
        low = high
    return tuple(found)


def _halve(zone: ZoneInfo, low: int, high: int, later: int) -> int:
    """The first second in (low, high] that has the later offset."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == later:
            high = middle
        else:
            low = middle
    return high


def _start_of(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _offset(zone: ZoneInfo, seconds: int) -> int:
    shift = datetime.fromtimestamp(seconds, zone).utcoffset()
    return int((shift or timedelta()).total_seconds())


@lru_cache(maxsize=64)
def _zone_info(name: str) -> ZoneInfo:
    try:
        if _is_shared(name):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass  # told below: zoneinfo raises one or another of these, by how the name is wrong
    likely = _likely(name)
    raise UsageError(
        f"there is no time zone named {name!r}",
        slug="timezone",
        facts=[("wanted", "a name of the IANA list, such as Europe/Rome, America/New_York or UTC")],
        fix=f"--timezone {likely}" if likely else None,
    )


def _is_shared(name: str) -> bool:
    """Whether the name means the same on every machine: not so ``localtime``, nor the variants of some systems."""
    return name not in ("", "localtime", "posixrules") and not name.startswith(("posix/", "right/"))


def _likely(name: str) -> str | None:
    """The zone that was probably meant: by its city, else by likeness."""
    zones = sorted(filter(_is_shared, available_timezones()))
    wanted = name.strip().replace(" ", "_").casefold()
    if not wanted:
        return None
    same = [zone for zone in zones if zone.casefold() == wanted]
    same_city = [zone for zone in zones if zone.casefold().endswith(f"/{wanted}")]
    return next(iter([*same, *same_city]), None) or nearest(wanted, zones)
