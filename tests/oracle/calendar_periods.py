"""Which calendar period does an instant fall in, and when does that period begin and end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    label: str
    first: date
    end: date
    """The first day after it."""
    zone: str

    @property
    def starts_at(self) -> int:
        return midnight(self.first, self.zone)

    @property
    def ends_at(self) -> int:
        return midnight(self.end, self.zone)


def midnight(day: date, zone: str) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def local_day(instant: float, zone: str) -> date:
    return datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).date()


def _month_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def span(day: date, kind: str, zone: str) -> Span:
    if kind == "day":
        return Span(day.isoformat(), day, day + timedelta(1), zone)
    if kind == "week":
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(weekday - 1)
        return Span(f"{year}-W{week:02d}", monday, monday + timedelta(7), zone)
    if kind == "month":
        return Span(f"{day:%Y-%m}", day.replace(day=1), _month_later(day.replace(day=1), 1), zone)
    if kind == "quarter":
        quarter = (day.month - 1) // 3
        first = date(day.year, 3 * quarter + 1, 1)
        return Span(f"{day.year}-Q{quarter + 1}", first, _month_later(first, 3), zone)
    if kind == "year":
        return Span(f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1), zone)
    raise ValueError(kind)


@cache
def span_of(instant: float, kind: str, zone: str) -> Span:
    return span(local_day(instant, zone), kind, zone)


def spans(since: float, until: float, kind: str, zone: str) -> list[Span]:
    """Every period from the one that holds the first instant to the one that holds the last."""
    found = [span_of(since, kind, zone)]
    while found[-1].ends_at <= until:
        found.append(span(found[-1].end, kind, zone))
    return found
