"""Zones against the standard library's own arithmetic and against clock changes looked up by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.normalise.rows import NEVER
from cx_cli.normalise.zones import Zone

ZONES = [
    "Europe/Rome",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "UTC",
    "Etc/GMT+5",
]
EPOCH = datetime(1970, 1, 1)
LAST = int(datetime(2100, 12, 31, tzinfo=UTC).timestamp())
instants = st.lists(st.integers(0, LAST), min_size=1, max_size=20)


def seconds(text: str) -> int:
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds())


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("zone", "local", "utc", "doubt"),
    [
        ("Europe/Rome", "2026-01-15 12:00", "2026-01-15 11:00", ""),
        ("Europe/Rome", "2026-07-15 12:00", "2026-07-15 10:00", ""),
        ("Europe/Rome", "2026-03-29 01:59:59", "2026-03-29 00:59:59", ""),
        ("Europe/Rome", "2026-03-29 02:00", "2026-03-29 01:00", "gap"),
        ("Europe/Rome", "2026-03-29 02:30", "2026-03-29 01:30", "gap"),  # shown as 03:30
        ("Europe/Rome", "2026-03-29 03:00", "2026-03-29 01:00", ""),
        ("Europe/Rome", "2026-10-25 01:59:59", "2026-10-24 23:59:59", ""),
        ("Europe/Rome", "2026-10-25 02:00", "2026-10-25 00:00", "overlap"),
        ("Europe/Rome", "2026-10-25 02:59:59", "2026-10-25 00:59:59", "overlap"),
        ("Europe/Rome", "2026-10-25 03:00", "2026-10-25 02:00", ""),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30", "gap"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", "overlap"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00", ""),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45", "gap"),  # half an hour only
        ("Australia/Lord_Howe", "2026-10-04 02:30", "2026-10-03 15:30", ""),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "overlap"),
        ("Australia/Lord_Howe", "2026-04-05 01:29", "2026-04-04 14:29", ""),
        ("Asia/Kolkata", "2026-03-29 02:30", "2026-03-28 21:00", ""),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00", "gap"),  # the day that Samoa left out
    ],
)
def test_a_wall_clock_is_read_by_the_rule_for_gaps_and_overlaps(zone: str, local: str, utc: str, doubt: str) -> None:
    read, in_gap, in_overlap = Zone(zone).to_utc(ints(seconds(local)))
    assert read.tolist() == [seconds(utc)]
    assert (in_gap.tolist(), in_overlap.tolist()) == ([doubt == "gap"], [doubt == "overlap"])


def test_a_time_in_a_gap_is_shown_moved_forward_by_the_length_of_the_gap() -> None:
    rome = Zone("Europe/Rome")
    read, _, _ = rome.to_utc(ints(seconds("2026-03-29 02:30")))
    assert rome.to_local(read).tolist() == [seconds("2026-03-29 03:30")]


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=25)
@given(values=instants)
def test_local_time_is_what_the_standard_library_says(name: str, values: list[int]) -> None:
    shown = [datetime.fromtimestamp(value, ZoneInfo(name)).replace(tzinfo=None) for value in values]
    assert Zone(name).to_local(ints(*values)).tolist() == [int((one - EPOCH).total_seconds()) for one in shown]


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=25)
@given(values=instants)
def test_utc_is_what_the_standard_library_says_of_the_first_of_two(name: str, values: list[int]) -> None:
    walls = [EPOCH + timedelta(seconds=value) for value in values]
    expected = [int(wall.replace(tzinfo=ZoneInfo(name), fold=0).timestamp()) for wall in walls]
    assert Zone(name).to_utc(ints(*values))[0].tolist() == expected


@pytest.mark.parametrize("name", ZONES)
def test_there_and_back_is_the_same_outside_overlaps_around_every_change(name: str) -> None:
    zone = Zone(name)
    quarter_hours = np.arange(seconds("2009-12-30"), seconds("2013-01-02"), 900, dtype=np.int64)
    local = zone.to_local(quarter_hours)
    back, in_gap, in_overlap = zone.to_utc(local)
    assert not in_gap.any()  # a clock never shows a time that it leaps over
    assert (back == quarter_hours)[~in_overlap].all()
    twice = np.isin(local, [value for value, n in zip(*np.unique(local, return_counts=True), strict=True) if n > 1])
    assert np.array_equal(in_overlap, twice)


@pytest.mark.parametrize("name", ["Europe/Rome", "Asia/Kolkata", "UTC"])
def test_a_missing_instant_stays_missing(name: str) -> None:
    zone, values = Zone(name), ints(NEVER, 0, NEVER)
    assert (zone.to_local(values) == NEVER).tolist() == [True, False, True]
    read, in_gap, in_overlap = zone.to_utc(values)
    assert (read == NEVER).tolist() == [True, False, True]
    assert not in_gap.any()
    assert not in_overlap.any()
    assert zone.to_local(ints(NEVER)).tolist() == [NEVER]
    assert zone.to_local(ints()).tolist() == []
    assert [len(part) for part in zone.to_utc(ints())] == [0, 0, 0]


def test_utc_gives_back_the_very_array() -> None:
    values = ints(1, 2)
    assert Zone("UTC").to_local(values) is values
    assert Zone("UTC").to_utc(values)[0] is values


def test_outside_the_known_years_the_first_and_last_offset_hold() -> None:
    rome = Zone("Europe/Rome")
    assert rome.to_local(ints(seconds("1850-07-01"))).tolist() == [seconds("1850-07-01") + 3600]
    assert rome.to_local(ints(seconds("2500-07-01"))).tolist() == [seconds("2500-07-01") + 3600]


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("Rome", "--timezone Europe/Rome"),
        ("europe/rome", "--timezone Europe/Rome"),
        ("Europe/Roma", "--timezone Europe/Rome"),
        ("New York", "--timezone America/New_York"),
        ("utc", "--timezone UTC"),
        ("", None),
        ("../../etc/passwd", None),
    ],
)
def test_an_unknown_zone_is_refused_with_the_likely_name(name: str, fix: str | None) -> None:
    with pytest.raises(UsageError) as told:
        Zone(name)
    assert (told.value.slug, told.value.fix) == ("timezone", fix)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "posix/Europe/Rome", "America"])
def test_a_name_that_means_something_else_on_another_machine_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        Zone(name)
