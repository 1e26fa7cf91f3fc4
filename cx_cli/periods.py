"""Which calendar period is a day in, and what is the period called?"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

Kind = Literal["day", "week", "month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "year")

_LABELS: dict[Kind, str] = {
    "day": r"(\d{4})-(\d\d)-\d\d",
    "week": r"(\d{4})-W(\d\d)",
    "month": r"(\d{4})-(\d\d)",
    "quarter": r"(\d{4})-Q([1-4])",
    "year": r"(\d{4})",
}
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


def period_named(kind: Kind, label: str) -> int | None:
    """The number of the period that is written so; None for what is no label of this kind.

    >>> label_of("week", period_named("week", "2026-W53")), period_named("month", "2026-13"), period_named("year", "x")
    ('2026-W53', None, None)
    """
    found = re.fullmatch(_LABELS[kind], label.strip())
    if found is None:
        return None
    year, part = int(found[1]), int(found[2] or 1) if kind != "year" else 1
    try:
        match kind:
            case "day":
                on = date.fromisoformat(label.strip())
            case "week":
                on = date.fromisocalendar(year, part, 1)
            case _:
                on = date(year, 3 * part - 2 if kind == "quarter" else part, 1)
    except ValueError:
        return None
    return period_of(kind, day_number(on))
