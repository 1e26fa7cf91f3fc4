"""Is business time exact to the second, in every zone and on every odd day, and is a deadline its inverse?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.facts.business_time import BusinessTime
from cx_cli.normalise.rows import NEVER
from cx_cli.settings.calendars import WEEKDAYS, OpenHours, calendars_of
from cx_cli.settings.places import Place

OFFICE = {"weekdays": "mon-fri", "open": ["09:00-17:00"]}
AROUND = {"weekdays": "mon-sun", "open": ["00:00-24:00"]}
HOUR = 3_600


def hours(**said: Any) -> OpenHours:
    return calendars_of([Place({"hours": said}, {})])["hours"]


def at(text: str, zone: str = "UTC", fold: int = 0) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def elapsed(calendar: OpenHours, start: str, end: str, zone: str = "UTC") -> int:
    return int(BusinessTime(calendar, zone).elapsed(np.array([at(start, zone)]), np.array([at(end, zone)]))[0])


def deadline(calendar: OpenHours, start: str, seconds: int, zone: str = "UTC") -> str:
    found = BusinessTime(calendar, zone).deadline(np.array([at(start, zone)]), np.array([seconds]))
    return datetime.fromtimestamp(int(found[0]), ZoneInfo(zone)).replace(tzinfo=None).isoformat(" ", "minutes")


def is_open(calendar: OpenHours, second: int, zone: str) -> bool:
    """Whether the clock on the wall shows an open time, by the words of the contract and nothing clever."""
    wall = datetime.fromtimestamp(second, ZoneInfo(zone))
    now, today, before = wall.hour * 3_600 + wall.minute * 60 + wall.second, wall.date(), wall.date() - timedelta(1)
    special = dict(calendar.special)

    def shifts(day: date) -> tuple[tuple[int, int], ...]:
        return special.get(day) or calendar.week[day.weekday()]

    holiday = any(first <= today <= last for first, last in calendar.closed)
    if (today in special and not special[today]) or (holiday and today not in special):
        return False
    if any(start <= now < end for start, end in shifts(today)):
        return True
    return today not in special and any(now + 86_400 < end for _, end in shifts(before))


def test_the_worked_example_friday_afternoon_to_monday_morning_is_an_hour() -> None:
    assert elapsed(hours(**OFFICE), "2026-03-06 16:30", "2026-03-09 09:30") == HOUR


@pytest.mark.parametrize(
    ("said", "zone", "start", "end", "expect"),
    [
        # a night of change is an hour shorter in spring, an hour longer in autumn
        (AROUND, "Europe/Rome", "2026-03-28 12:00", "2026-03-29 12:00", 23 * HOUR),
        (AROUND, "Europe/Rome", "2026-10-24 12:00", "2026-10-25 12:00", 25 * HOUR),
        (AROUND, "America/New_York", "2026-03-07 12:00", "2026-03-08 12:00", 23 * HOUR),
        (AROUND, "America/New_York", "2026-10-31 12:00", "2026-11-01 12:00", 25 * HOUR),
        (AROUND, "Australia/Sydney", "2026-10-03 12:00", "2026-10-04 12:00", 23 * HOUR),
        (AROUND, "Australia/Sydney", "2026-04-04 12:00", "2026-04-05 12:00", 25 * HOUR),
        (AROUND, "Europe/Bucharest", "2026-03-28 12:00", "2026-03-29 12:00", 23 * HOUR),
        (AROUND, "Europe/Bucharest", "2026-10-24 12:00", "2026-10-25 12:00", 25 * HOUR),
        (AROUND, "Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-04 12:00", 23 * HOUR + 1_800),
        (AROUND | {"dst_day": "nominal"}, "Europe/Rome", "2026-03-28 12:00", "2026-03-29 12:00", 24 * HOUR),
        (AROUND | {"dst_day": "nominal"}, "Europe/Rome", "2026-10-24 12:00", "2026-10-25 12:00", 24 * HOUR),
        (AROUND | {"dst_day": "nominal"}, "Australia/Sydney", "2026-04-04 12:00", "2026-04-05 12:00", 24 * HOUR),
        # office hours don't notice a change at night
        (OFFICE, "Europe/Rome", "2026-03-27 16:00", "2026-03-30 10:00", 2 * HOUR),
        (OFFICE, "America/New_York", "2026-10-30 16:00", "2026-11-02 10:00", 2 * HOUR),
        # zones off the full hour
        (OFFICE, "Asia/Kolkata", "2026-03-06 16:30", "2026-03-09 09:30", HOUR),
        (OFFICE, "Asia/Kathmandu", "2026-03-06 16:30", "2026-03-09 09:30", HOUR),
        (OFFICE, "Australia/Adelaide", "2026-04-03 16:30", "2026-04-06 09:30", HOUR),
        # a holiday on a Monday: Easter Monday 2026, by country and by date; a range; a part of a country
        (OFFICE | {"holidays": ["IT"]}, "Europe/Rome", "2026-04-03 16:30", "2026-04-07 09:30", HOUR),
        (OFFICE | {"holidays": ["2026-04-06"]}, "Europe/Rome", "2026-04-03 16:30", "2026-04-07 09:30", HOUR),
        (OFFICE | {"holidays": ["2026-08-10..2026-08-21"]}, "UTC", "2026-08-07 16:30", "2026-08-24 09:30", HOUR),
        (OFFICE | {"holidays": ["IT-MI"]}, "Europe/Rome", "2026-12-04 16:30", "2026-12-09 09:30", HOUR),
        (OFFICE | {"holidays": ["IT"]}, "Europe/Rome", "2026-12-04 16:30", "2026-12-09 09:30", 9 * HOUR),
        (OFFICE | {"holidays": ["RO"]}, "Europe/Bucharest", "2026-11-27 16:30", "2026-12-02 09:30", HOUR),
        # other hours on one date, holidays included, and a date that is closed
        (
            OFFICE | {"special": {"2026-12-31": ["09:00-12:00"]}},
            "UTC",
            "2026-12-31 08:00",
            "2026-12-31 20:00",
            3 * HOUR,
        ),
        (
            OFFICE | {"holidays": ["2026-12-31"], "special": {"2026-12-31": ["09:00-12:00"]}},
            *("UTC", "2026-12-31 08:00", "2026-12-31 20:00", 3 * HOUR),
        ),
        (OFFICE | {"special": {"2026-12-31": []}}, "UTC", "2026-12-31 00:00", "2027-01-01 00:00", 0),
        # an overnight shift, cut by a holiday, and open again once it is over
        (AROUND | {"open": ["22:00-06:00"]}, "UTC", "2026-03-02 23:00", "2026-03-03 05:30", 6 * HOUR + 1_800),
        (
            AROUND | {"open": ["22:00-06:00"], "holidays": ["2026-03-03"]},
            *("UTC", "2026-03-02 12:00", "2026-03-04 12:00", 2 * HOUR + 6 * HOUR),
        ),
        # breaks, hours that overlap, a closed Sunday, outside hours, nothing between, backwards
        (OFFICE | {"open": ["09:00-13:00", "14:00-18:00"]}, "UTC", "2026-03-02 12:30", "2026-03-02 14:30", HOUR),
        (OFFICE | {"open": ["09:00-13:00", "12:00-18:00"]}, "UTC", "2026-03-02 00:00", "2026-03-03 00:00", 9 * HOUR),
        (AROUND | {"sun": []}, "UTC", "2026-03-07 00:00", "2026-03-09 00:00", 24 * HOUR),
        (OFFICE, "UTC", "2026-03-07 10:00", "2026-03-08 10:00", 0),
        (OFFICE, "UTC", "2026-03-05 20:00", "2026-03-06 20:00", 8 * HOUR),
        (OFFICE, "UTC", "2026-03-05 10:00", "2026-03-05 10:00", 0),
        (OFFICE, "UTC", "2026-03-09 09:30", "2026-03-06 16:30", -HOUR),
        (OFFICE | {"sat": ["09:00:30-09:00:31"]}, "UTC", "2026-03-07 00:00", "2026-03-08 00:00", 1),
    ],
)
def test_business_time_of_a_span(said: dict[str, Any], zone: str, start: str, end: str, expect: int) -> None:
    assert elapsed(hours(**said), start, end, zone) == expect


@pytest.mark.parametrize(
    ("said", "start", "seconds", "expect"),
    [
        (OFFICE, "2026-03-06 16:30", HOUR, "2026-03-09 09:30"),
        (OFFICE, "2026-03-06 16:00", HOUR, "2026-03-06 17:00"),
        (OFFICE | {"deadline_on_boundary": "next_opening"}, "2026-03-06 16:00", HOUR, "2026-03-09 09:00"),
        (OFFICE, "2026-03-07 12:00", 8 * HOUR, "2026-03-09 17:00"),
        (OFFICE, "2026-03-07 12:00", 0, "2026-03-07 12:00"),
        (OFFICE | {"deadline_on_boundary": "next_opening"}, "2026-03-07 12:00", 0, "2026-03-09 09:00"),
        (OFFICE, "2026-03-06 10:00", 40 * 50 * 8 * HOUR, "2033-11-04 10:00"),
        (OFFICE | {"holidays": ["2026-03-09..2026-03-13"]}, "2026-03-06 16:30", HOUR, "2026-03-16 09:30"),
    ],
)
def test_a_deadline_is_so_much_business_time_later(said: dict[str, Any], start: str, seconds: int, expect: str) -> None:
    assert deadline(hours(**said), start, seconds) == expect


def test_a_deadline_that_no_opening_reaches_is_never() -> None:
    found = BusinessTime(hours(**OFFICE), "UTC").deadline(np.array([at("2026-03-06")]), np.array([10**12]))
    assert found.tolist() == [NEVER]


def test_nothing_in_is_nothing_out_and_odd_years_do_no_harm() -> None:
    time = BusinessTime(hours(**OFFICE), "UTC")
    nothing = np.empty(0, dtype=np.int64)
    assert len(time.elapsed(nothing, nothing)) == len(time.deadline(nothing, nothing)) == 0
    assert time.elapsed(np.array([-(10**11)]), np.array([10**12]))[0] > 0


def test_the_hour_that_the_clock_shows_twice_is_open_twice_and_counted_once_where_days_are_nominal() -> None:
    first, second = at("2026-10-25 02:30", "Europe/Rome"), at("2026-10-25 02:30", "Europe/Rome", fold=1)
    spans = np.array([first]), np.array([second])
    assert BusinessTime(hours(**AROUND), "Europe/Rome").elapsed(*spans).tolist() == [HOUR]
    nominal = BusinessTime(hours(**AROUND, dst_day="nominal"), "Europe/Rome")
    assert nominal.elapsed(*spans).tolist() == [1_800]  # up to 03:00, and not again from 02:00 to 02:30


def test_a_calendar_has_its_own_zone() -> None:
    tokyo = hours(**OFFICE, timezone="Asia/Tokyo")
    assert elapsed(tokyo, "2026-03-02 00:00", "2026-03-02 09:00", "UTC") == 8 * HOUR


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"holidays": ["XX"]}, "no public holidays are known of 'XX'"),
        ({"holidays": ["IT-ZZ"]}, "IT has no part 'ZZ'"),
        ({"timezone": "Europe/Roma"}, "there is no time zone named 'Europe/Roma'"),
    ],
)
def test_a_region_or_zone_that_there_is_not_is_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        BusinessTime(hours(**OFFICE, **said), "UTC")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


_INTERVALS = st.lists(
    st.tuples(st.integers(0, 1_439), st.integers(1, 1_440)).filter(lambda pair: pair[0] != pair[1]), max_size=2
).map(lambda pairs: [f"{_clock(start)}-{_clock(end)}" for start, end in pairs])
_CHANGES = {
    "Europe/Rome": "2026-03-29 2026-10-25",
    "America/New_York": "2026-03-08 2026-11-01",
    "Australia/Sydney": "2026-04-05 2026-10-04",
    "Europe/Bucharest": "2026-03-29 2026-10-25",
    "Australia/Lord_Howe": "2026-04-05 2026-10-04",
    "Asia/Kathmandu": "2026-03-02 2026-06-06",
    "America/Havana": "2026-03-08 2026-11-01",  # the clock leaps at midnight
}


@settings(max_examples=60)
@given(data=st.data())
def test_business_time_is_what_counting_every_minute_gives_and_a_deadline_is_its_inverse(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(sorted(_CHANGES)))
    day = date.fromisoformat(data.draw(st.sampled_from(_CHANGES[zone].split())))
    around = st.integers(-2, 2).map(lambda step: (day + timedelta(step)).isoformat())
    week = data.draw(st.fixed_dictionaries(dict.fromkeys(WEEKDAYS, _INTERVALS)).filter(lambda w: any(w.values())))
    calendar = hours(
        **week,
        holidays=data.draw(st.lists(around, max_size=2)),
        special=data.draw(st.dictionaries(around, _INTERVALS, max_size=2)),
    )
    start = at(f"{day - timedelta(2)}", zone) + 60 * data.draw(st.integers(0, 3 * 1_440))
    length = data.draw(st.integers(0, 2 * 1_440))
    time = BusinessTime(calendar, zone)
    minutes = [start + 60 * step for step in range(length)]
    counted = 60 * sum(is_open(calendar, minute, zone) for minute in minutes)
    starts, ends = np.array([start]), np.array([start + 60 * length])
    assert time.elapsed(starts, ends).tolist() == [counted], datetime.fromtimestamp(start, UTC)
    due = time.deadline(starts, np.array([counted]))
    assert time.elapsed(starts, due).tolist() == [counted]
    assert (due <= ends).all()
    assert not any(is_open(calendar, second, zone) for second in range(int(due[0]), int(ends[0]), 60))
    further = data.draw(st.integers(0, 86_400))  # a minute a week: 27 years
    assert time.elapsed(starts, time.deadline(starts, np.array([further]))).tolist() == [further]


def test_a_million_spans_take_well_under_a_second() -> None:
    dice = np.random.default_rng(1)
    starts = dice.integers(at("2025-01-01"), at("2026-01-01"), 1_000_000)
    ends = starts + dice.integers(0, 20 * 86_400, len(starts))
    time = BusinessTime(hours(**OFFICE, holidays=["2025-12-25"]), "Europe/Rome")
    began = process_time()
    seconds = time.elapsed(starts, ends)
    took = process_time() - began
    assert (time.elapsed(starts, time.deadline(starts, seconds)) == seconds).all()
    assert took < 1, took  # measured 0.2 s
