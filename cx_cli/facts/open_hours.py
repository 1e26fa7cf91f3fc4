"""Between which instants is a calendar open?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Bools, Ints
from cx_cli.normalise.zones import Zone
from cx_cli.periods import day_number
from cx_cli.settings.calendars import DAY, Interval, OpenHours
from cx_cli.suggest import nearest


@frozen
class Openings:
    """The open intervals of some years in order of time, in UTC seconds, and the business seconds before each.

    Within an interval business time runs with the clock. Where days have their nominal length, it leaps with the clock
    in spring, and stands still in autumn until the clock shows again what it has shown before.
    """

    starts: Ints
    ends: Ints
    before: Ints

    @property
    def after(self) -> Ints:
        """The business seconds before the end of each interval."""
        return self.before + (self.ends - self.starts)


def openings(hours: OpenHours, zone: Zone, first_year: int, last_year: int) -> Openings:
    """The open intervals of these years.

    An instant is open when the clock on the wall shows an open time, so nothing is open in an hour that the clock leaps
    over, and an hour that it shows twice is open twice.
    """
    starts, ends = _on_the_wall(hours, first_year, last_year)
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    changes, offsets = zone.changes(first_year, last_year)
    bounds = [np.iinfo(np.int64).min // 2, *changes.tolist(), np.iinfo(np.int64).max // 2]
    nominal = hours.dst_day == "nominal"
    parts = []
    for place, offset in enumerate(offsets.tolist()):
        low, high = bounds[place], bounds[place + 1]
        if nominal and place:
            low += max(int(offsets[place - 1]) - offset, 0)  # what the clock shows again has been counted
        some = slice(np.searchsorted(ends, low + offset, side="right"), np.searchsorted(starts, high + offset))
        opens, closes = np.maximum(starts[some] - offset, low), np.minimum(ends[some] - offset, high)
        parts.append((opens, closes, before[some] + (opens + offset - starts[some])))
    opens, closes, counted = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    kept = opens < closes
    opens, closes, counted = opens[kept], closes[kept], counted[kept]
    return Openings(opens, closes, counted if nominal else np.cumsum(closes - opens) - (closes - opens))


def _on_the_wall(hours: OpenHours, first_year: int, last_year: int) -> tuple[Ints, Ints]:
    """The open intervals as the clock on the wall shows them, in seconds since 1970-01-01T00:00, none touching.

    A holiday, and a date with special hours but for these, is closed from 00:00 to 24:00: a shift of the evening
    before ends at midnight. A shift that begins on a holiday is open once the holiday is over.
    """
    first, last = day_number(date(first_year, 1, 1)) - 2, day_number(date(last_year, 12, 31)) + 2
    days = np.arange(first, last + 1)
    own = {day_number(day): intervals for day, intervals in hours.special}
    shut = np.isin(days, _closed_days(hours, first_year, last_year))
    shut[np.isin(days, [day for day, intervals in own.items() if intervals])] = False
    shut |= np.isin(days, [day for day, intervals in own.items() if not intervals])
    replaced = np.isin(days, [day for day, intervals in own.items() if intervals])
    pieces = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]
    for weekday, intervals in enumerate(hours.week):
        pieces += _shifts(days[((days + 3) % 7 == weekday) & ~replaced], intervals, first, shut, shut | replaced)
    for day, intervals in own.items():
        if intervals and first <= day <= last:
            pieces += _shifts(np.array([day]), intervals, first, shut, shut | replaced)
    return _united(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))


def _shifts(
    days: Ints, intervals: tuple[Interval, ...], first: int, shut: Bools, no_night: Bools
) -> Iterator[tuple[Ints, Ints]]:
    """The shifts that begin on these days: the part on the day itself, and the part past midnight."""
    for start, end in intervals:
        here = days[~shut[days - first]]
        yield here * DAY + start, here * DAY + min(end, DAY)
        if end > DAY:
            nights = days[days - first + 1 < len(shut)] + 1
            nights = nights[~no_night[nights - first]]
            yield nights * DAY, nights * DAY + end - DAY


def _united(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The same time in intervals that neither overlap nor touch, in order."""
    order = np.argsort(starts, kind="stable")
    starts, reached = starts[order], np.maximum.accumulate(ends[order])
    begins = np.ones(len(starts), dtype=np.bool_)
    begins[1:] = starts[1:] > reached[:-1]
    return starts[begins], reached[np.append(begins[1:], True)[: len(reached)]]


def _closed_days(hours: OpenHours, first_year: int, last_year: int) -> Ints:
    days = [day for first, last in hours.closed for day in range(day_number(first), day_number(last) + 1)]
    for region in hours.regions:
        days += [day_number(day) for day in _public_holidays(region, hours.place, first_year, last_year)]
    return np.array(days, dtype=np.int64)


def _public_holidays(region: str, place: str, first_year: int, last_year: int) -> list[date]:
    """The public holidays of a country or a part of it, the days on which they are observed included."""
    import holidays  # only for calendars that name a country

    country, _, part = region.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise _no_region(place, f"no public holidays are known of {country!r}", country, known)
    if part and part not in known[country]:
        raise _no_region(place, f"{country} has no part {part!r}", part, known[country])
    years = range(first_year, last_year + 1)
    return list(holidays.country_holidays(country, subdiv=part or None, years=years))


def _no_region(place: str, message: str, code: str, known: object) -> UsageError:
    codes = sorted(known) if isinstance(known, dict | list | tuple) else []
    close = nearest(code, codes)
    return UsageError(
        f"{place} holidays: {message}" + (f"; did you mean {close!r}?" if close else ""),
        slug="settings",
        facts=[("known", ", ".join(codes))],
    )
