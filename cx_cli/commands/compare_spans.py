"""Which two spans, or which two saved reports, are to be compared?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cx_cli.errors import UsageError
from cx_cli.settings import Settings
from cx_cli.suggest import nearest

if TYPE_CHECKING:
    from cx_cli.metrics.calendar import Calendar
    from cx_cli.results.compare import Span

_OF_FILES = ("period", "since", "until", "where", "timezone", "as_of", "definitions", "clock", "statistic")
"""What was decided when a report was made, and can't be asked of it afterwards."""


def is_saved(files: Sequence[str], settings: Settings) -> bool:
    """Whether saved reports are compared: then there are two of them, and nothing is asked that only files can say."""
    if not any(name.lower().endswith(".json") for name in files):
        return False
    if len(files) != 2 or not all(name.lower().endswith(".json") for name in files):
        raise UsageError(
            "two saved reports are compared, the older one first, and nothing else with them",
            slug="compare",
            facts=[("files", f"{len(files)} named")],
            fix="cx compare OLD.json NEW.json",
        )
    for key in _OF_FILES:
        if (place := settings.places.get(key, "")).startswith("--"):
            raise UsageError(
                f"{place} has no meaning between two saved reports, whose figures are made",
                slug="compare",
                fix="cx compare OLD.json NEW.json",
            )
    return True


def columns_of(settings: Settings) -> tuple[str, ...] | None:
    """The columns of --by; None for the usual ones, where only periods or nothing are named."""
    if "by" not in settings.places:
        return None
    named = tuple(dict.fromkeys(column for by in settings.by for column in by if column != "period"))
    return named or (() if not any(settings.by) else None)


def spans_of(
    settings: Settings, against: str | None, timezone: str
) -> tuple[Span | None, Span | Literal["previous", "last-year"]]:
    """The newer span, None for the newest whole period, and the older one."""
    newer = _newer(settings, timezone)
    text = (against or "previous").strip()
    since, dots, until = text.partition("..")
    if dots:
        return newer, _span(settings, since, until, "--against", timezone)
    if text not in ("previous", "last-year"):
        close = nearest(text, ("previous", "last-year"))
        raise UsageError(
            f"--against {text!r} is no span" + (f"; did you mean {close!r}?" if close else ""),
            slug="compare",
            facts=[("known", "previous, last-year, SINCE..UNTIL")],
            fix=f"--against {close or '2026-01-01..2026-02-01'}",
        )
    if newer is None:
        return None, "previous" if text == "previous" else "last-year"
    return newer, _before(newer, text, timezone)


def _newer(settings: Settings, timezone: str) -> Span | None:
    if settings.since is None and settings.until is None:
        return None
    return _span(settings, settings.since, settings.until, "", timezone)


def _span(settings: Settings, since: str | None, until: str | None, place: str, timezone: str) -> Span:
    """The span between two dates or instants; a word such as last-month is both."""
    from cx_cli.commands.bounds import bounds_of
    from cx_cli.results.compare import Span

    places = {**settings.places, **({"since": place, "until": place} if place else {})}
    bounds = bounds_of(replace(settings, since=since, until=until, places=places), timezone)
    if bounds.since is None or bounds.until is None:
        raise UsageError(
            "the newer span needs both ends: --since and --until",
            slug="compare",
            fix="--since 2026-03-01 --until 2026-04-01   # or --since last-month",
        )
    return Span(bounds.since, bounds.until, _label(bounds.since, bounds.until, timezone))


def _before(newer: Span, word: str, timezone: str) -> Span:
    """The span just before, as many months or days long, or the one of the same dates a year earlier."""
    from cx_cli.results.compare import Span

    calendar = _calendar(timezone)
    first, end = calendar.day_of(newer.since), calendar.day_of(newer.until)
    if word == "last-year":
        since, until = _shifted(calendar, newer.since, _year_ago), _shifted(calendar, newer.until, _year_ago)
    elif (newer.since, newer.until) != (calendar.start_of_day(first), calendar.start_of_day(end)):
        since, until = newer.since - (newer.until - newer.since), newer.since
    else:
        since, until = calendar.start_of_day(_as_long_before(first, end)), newer.since
    return Span(since, until, _label(since, until, timezone))


def _as_long_before(first: int, end: int) -> int:
    """The first day of the span just before: whole months where the span is made of such.

    >>> from datetime import date
    >>> from cx_cli.periods import date_of, day_number
    >>> date_of(_as_long_before(day_number(date(2026, 3, 1)), day_number(date(2026, 4, 1)))).isoformat()
    '2026-02-01'
    >>> date_of(_as_long_before(day_number(date(2026, 3, 2)), day_number(date(2026, 3, 9)))).isoformat()
    '2026-02-23'
    """
    from cx_cli.periods import date_of, first_day, period_of

    if date_of(first).day == date_of(end).day == 1:
        months = period_of("month", end) - period_of("month", first)
        return first_day("month", period_of("month", first) - months)
    return first - (end - first)


def _shifted(calendar: Calendar, second: int, move: Callable[[int], int]) -> int:
    """The same time of day on another date."""
    day = calendar.day_of(second)
    return calendar.start_of_day(move(day)) + second - calendar.start_of_day(day)


def _year_ago(day: int) -> int:
    from cx_cli.periods import date_of, day_number

    on = date_of(day)
    return day_number(on.replace(year=on.year - 1, day=28 if (on.month, on.day) == (2, 29) else on.day))


def _label(since: int, until: int, timezone: str) -> str:
    """The dates of a span, the instants where it doesn't begin and end with a day."""
    from cx_cli.facts.fact_table import iso
    from cx_cli.periods import date_of

    calendar = _calendar(timezone)
    days = calendar.day_of(since), calendar.day_of(until)
    if (since, until) == tuple(map(calendar.start_of_day, days)):
        return "..".join(date_of(day).isoformat() for day in days)
    return f"{iso(since)}..{iso(until)}"


def _calendar(timezone: str) -> Calendar:
    from cx_cli.metrics.calendar import Calendar
    from cx_cli.normalise.zones import Zone

    return Calendar(Zone(timezone), "day")
