"""Which calendar period is a day in, and what is the period called?"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

Kind = Literal["day", "week", "month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "year")

_EPOCH = date(1970, 1, 1).toordinal()
_MONDAY = 3
"""1970-01-01 was a Thursday: day -3 is the Monday of its week."""


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    return date.fromordinal(day + _EPOCH)


def period_of(kind: Kind, day: int) -> int:
    """The number of the period that the day is in; the next period's number is one more.

    >>> period_of("month", day_number(date(1970, 3, 31))), period_of("week", day_number(date(1970, 1, 5)))
    (2, 1)
    """
    if kind == "day":
        return day
    if kind == "week":
        return (day + _MONDAY) // 7
    on = date_of(day)
    months = (on.year - 1970) * 12 + on.month - 1
    return months // {"month": 1, "quarter": 3, "year": 12}[kind]


def first_day(kind: Kind, period: int) -> int:
    """The day number of the period's first day.

    >>> date_of(first_day("quarter", period_of("quarter", day_number(date(2026, 5, 9))))).isoformat()
    '2026-04-01'
    """
    if kind == "day":
        return period
    if kind == "week":
        return period * 7 - _MONDAY
    year, month = divmod(period * {"month": 1, "quarter": 3, "year": 12}[kind], 12)
    return day_number(date(1970 + year, month + 1, 1))


def label_of(kind: Kind, period: int) -> str:
    """How the period is written: 2026-03-09, 2026-W11 (ISO week), 2026-03, 2026-Q1, 2026.

    >>> [label_of(kind, period_of(kind, day_number(date(2027, 1, 1)))) for kind in KINDS]
    ['2027-01-01', '2026-W53', '2027-01', '2027-Q1', '2027']
    """
    on = date_of(first_day(kind, period))
    if kind == "day":
        return on.isoformat()
    if kind == "week":
        year, week, _ = (on + timedelta(days=3)).isocalendar()
        return f"{year}-W{week:02}"
    return {
        "month": f"{on.year}-{on.month:02}",
        "quarter": f"{on.year}-Q{(on.month + 2) // 3}",
        "year": f"{on.year}",
    }[kind]


SPANS = tuple(f"last-{kind}" for kind in KINDS)


def span_of(word: str, today: int) -> tuple[int, int] | None:
    """First day, and first day after, of ``last-week``, ``last-month`` ... or ``last-7d``, the seven before today.

    >>> today = day_number(date(2026, 3, 31))
    >>> [date_of(day).isoformat() for word in ("last-month", "last-week", "last-7d") for day in span_of(word, today)]
    ['2026-02-01', '2026-03-01', '2026-03-23', '2026-03-30', '2026-03-24', '2026-03-31']
    >>> span_of("last-0d", today) is None, span_of("2026-03-31", today) is None
    (True, True)
    """
    for kind in KINDS:
        if word == f"last-{kind}":
            period = period_of(kind, today)
            return first_day(kind, period - 1), first_day(kind, period)
    found = re.fullmatch(r"last-([1-9]\d{0,4})d", word)
    return (today - int(found[1]), today) if found else None


def parse_label(label: str) -> tuple[Kind, int] | None:
    """Kind and number of the period that is written so; None for what is no such label.

    >>> all(parse_label(label_of(kind, 700)) == (kind, 700) for kind in KINDS)
    True
    >>> parse_label("2025-W53") is None, parse_label("2026-13") is None, parse_label("March") is None
    (True, True, True)
    """
    shape = r"(\d{4})(?:-(?:W(?P<week>\d{2})|Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
    found = re.fullmatch(shape, label)
    if found is None:
        return None
    year, kind = int(found[1]), found.lastgroup or "year"
    try:
        if kind == "week":
            on = date.fromisocalendar(year, int(found["week"]), 1)
        else:
            months = int(found["quarter"]) * 3 - 2 if kind == "quarter" else int(found["month"] or 1)
            on = date(year, months, int(found["day"] or 1))
        for known in KINDS:
            if known == kind:
                number = period_of(known, day_number(on))
                return (known, number) if label_of(known, number) == label else None
    except (ValueError, OverflowError):
        return None
    return None


def a_year_before(kind: Kind, period: int) -> int | None:
    """The period of the same name a year earlier; None for one that the year before doesn't have.

    >>> [label_of(kind, a_year_before(kind, parse_label(label)[1])) for kind, label in
    ...  (("month", "2026-03"), ("week", "2026-W11"), ("day", "2026-03-09"), ("quarter", "2026-Q1"), ("year", "2026"))]
    ['2025-03', '2025-W11', '2025-03-09', '2025-Q1', '2025']
    >>> a_year_before("week", parse_label("2026-W53")[1]), a_year_before("day", parse_label("2024-02-29")[1])
    (None, None)
    """
    label = label_of(kind, period)
    found = parse_label(f"{int(label[:4]) - 1:04}{label[4:]}")
    return found[1] if found else None
