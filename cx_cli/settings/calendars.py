"""When is a calendar of ``[hours]`` or ``[calendars.NAME]`` open, as it stands in the settings?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any, Literal

from cx_cli.frozen import frozen
from cx_cli.settings import values as v
from cx_cli.settings.places import Place

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT = "hours"
ALWAYS = "always"
"""Around the clock: the name of no calendar, for a promise that runs day and night."""
DAY = 86_400

Interval = tuple[int, int]
"""Seconds after midnight, the end exclusive; past midnight the end is more than a day."""
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2}))?"


@frozen
class OpenHours:
    """A calendar: ``week`` has the intervals of each day, Monday first; ``regions`` are countries (``IT``) and their
    parts (``IT-MI``) whose public holidays it keeps, ``closed`` dates from the first to the last, ``special`` the
    hours of single dates. ``timezone`` is None for the report's. ``where`` says which tickets run by it where business
    time is asked for; '' for those that no other calendar claims. ``place`` is where it stands, for errors."""

    name: str
    week: tuple[tuple[Interval, ...], ...]
    timezone: str | None = None
    regions: tuple[str, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()
    special: tuple[tuple[date, tuple[Interval, ...]], ...] = ()
    dst_day: Literal["elapsed", "nominal"] = "elapsed"
    deadline_on_boundary: Literal["stays", "next_opening"] = "stays"
    where: str = ""
    place: str = field(default="", compare=False)


def calendars_of(files: Sequence[Place]) -> dict[str, OpenHours]:
    """The calendars by name, ``[hours]`` among them; of two files that name one, the nearer wins key by key."""
    merged: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for place in reversed(files):
        for name, said, where in _tables(place):
            read = _read(said, where)
            special = {**merged.get(name, {}).get("special", {}), **read.get("special", {})}
            merged[name] = {**merged.get(name, {}), **read, "special": special}
            places[name] = where
    return {name: _calendar(name, said, places[name]) for name, said in merged.items()}


def _tables(place: Place) -> list[tuple[str, Mapping[str, Any], str]]:
    found = []
    if DEFAULT in place.said:
        found.append((DEFAULT, place.said[DEFAULT], f"{place.shown}: [{DEFAULT}]"))
    for name, said in v.table(place.said.get("calendars", {}), f"{place.shown}: [calendars]").items():
        where = f"{place.shown}: [calendars.{name}]"
        if name in (DEFAULT, ALWAYS):
            raise v.wrong(where, f"can't be named {name!r}, which means {_MEANS[name]}", fix=f"[calendars.{name}_2]")
        found.append((name, said, where))
    return [(name, v.table(said, where), where) for name, said, where in found]


_MEANS = {DEFAULT: "the calendar of [hours]", ALWAYS: "around the clock"}


def _read(said: Mapping[str, Any], where: str) -> dict[str, Any]:
    v.refuse_unknown(said, _KEYS, where)
    if "where" in said and where.endswith(f"[{DEFAULT}]"):
        raise v.wrong(where, "has a where; it is the calendar of all that no other claims", fix="[calendars.NAME]")
    return {key: _KEYS[key](value, f"{where} {key}") for key, value in said.items()}


def _calendar(name: str, said: Mapping[str, Any], place: str) -> OpenHours:
    if "weekdays" in said and "open" not in said:
        raise v.wrong(place, "has weekdays and no open", fix='open = ["09:00-17:00"]')
    usual = dict.fromkeys(said.get("weekdays", WEEKDAYS[:5]), said.get("open", ()))
    week = tuple(said.get(day, usual.get(day, ())) for day in WEEKDAYS)
    if not any(week):
        raise v.wrong(place, "is never open", fix='weekdays = "mon-fri" and open = ["09:00-17:00"]')
    regions, closed = said.get("holidays", ((), ()))
    return OpenHours(
        name,
        week,
        said.get("timezone"),
        regions,
        closed,
        tuple(sorted(said["special"].items())),
        said.get("dst_day", "elapsed"),
        said.get("deadline_on_boundary", "stays"),
        said.get("where", ""),
        place,
    )


def weekdays(value: Any, place: str) -> tuple[str, ...]:
    """Days and ranges of them, with commas or as a list.

    >>> weekdays("mon-wed, sat", "weekdays"), weekdays(["sun-mon"], "weekdays")
    (('mon', 'tue', 'wed', 'sat'), ('sun', 'mon'))
    """
    found: list[str] = []
    for part in v.words(value, place):
        first, _, last = (end.strip().lower() for end in part.partition("-"))
        for day in (first, last or first):
            v.one_of(*WEEKDAYS)(day, place)
        start, n = WEEKDAYS.index(first), (WEEKDAYS.index(last or first) - WEEKDAYS.index(first)) % 7
        found += [WEEKDAYS[(start + step) % 7] for step in range(n + 1)]
    return tuple(dict.fromkeys(found))


def intervals(value: Any, place: str) -> tuple[Interval, ...]:
    """The intervals of a day; an empty list is a closed one.

    >>> intervals(["09:00-13:00", "22:00-06:00"], "open"), intervals("00:00-24:00", "sat"), intervals([], "sun")
    (((32400, 46800), (79200, 108000)), ((0, 86400),), ())
    """
    listed = value if isinstance(value, list) else [value]
    return tuple(sorted(_interval(v.text(item, place), place) for item in listed))


def _interval(text: str, place: str) -> Interval:
    found = re.fullmatch(rf"\s*{_TIME}\s*-\s*{_TIME}\s*", text)
    if found is None:
        raise v.wrong(place, f"{text!r} is no interval of a day", fix='"09:00-17:00"')
    start, end = _seconds(found.groups()[:3], text, place), _seconds(found.groups()[3:], text, place)
    if start in (end, DAY):
        raise v.wrong(place, f"{text!r} has no length", facts=[("whole day", "00:00-24:00")], fix='"00:00-24:00"')
    return start, end if end > start else end + DAY


def _seconds(parts: Sequence[str | None], text: str, place: str) -> int:
    hour, minute, second = (int(part or 0) for part in parts)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        raise v.wrong(place, f"{text!r} has a time that there isn't", facts=[("times", "00:00 to 24:00")])
    return hour * 3_600 + minute * 60 + second


def holidays(value: Any, place: str) -> tuple[tuple[str, ...], tuple[tuple[date, date], ...]]:
    """Countries and their parts, and ranges of dates, out of one list.

    >>> holidays(["IT", "2026-08-10..2026-08-21"], "holidays")
    (('IT',), ((datetime.date(2026, 8, 10), datetime.date(2026, 8, 21)),))
    """
    regions: list[str] = []
    closed: list[tuple[date, date]] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, date) and not isinstance(item, datetime):
            closed.append((item, item))
            continue
        said = v.text(item, place).strip()
        if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?", said):
            regions.append(said.upper())
            continue
        first, _, last = said.partition("..")
        span = _day(first, said, place), _day(last or first, said, place)
        if span[0] > span[1]:
            raise v.wrong(place, f"{said!r} ends before it begins", fix=f'"{last}..{first}"')
        closed.append(span)
    return tuple(dict.fromkeys(regions)), tuple(closed)


def _day(text: str, said: str, place: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise v.wrong(
            place,
            f"{said!r} is neither a country nor a date",
            facts=[("forms", "IT, IT-MI, 2026-12-24, 2026-08-10..2026-08-21")],
        ) from None


def special(value: Any, place: str) -> dict[date, tuple[Interval, ...]]:
    """The hours of single dates."""
    found = {}
    for day, said in v.table(value, place).items():
        where = f"{place} {day}"
        try:
            found[date.fromisoformat(day)] = intervals(said, where)
        except ValueError:
            raise v.wrong(place, f"{day!r} is no date", fix='2026-12-31 = ["09:00-12:00"]') from None
    return found


_KEYS: Mapping[str, v.Reader] = {
    "timezone": v.text,
    "weekdays": weekdays,
    "open": intervals,
    **dict.fromkeys(WEEKDAYS, intervals),
    "holidays": holidays,
    "special": special,
    "dst_day": v.one_of("elapsed", "nominal"),
    "deadline_on_boundary": v.one_of("stays", "next_opening"),
    "where": v.text,
}
