"""Do words such as last-week mean the span that a reader of the calendar would name?"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cx_cli.commands.bounds import bounds_of
from cx_cli.errors import UsageError
from cx_cli.settings import Settings

TUESDAY = "2026-03-31T10:00"


def told(zone: str = "Europe/Rome", **said: str) -> tuple[str | None, str | None]:
    """Since and until as local dates and times."""
    settings = Settings(**{"as_of": TUESDAY, **said}, places={key: f"--{key}" for key in ("since", "until", "as_of")})  # type: ignore[arg-type]
    found = bounds_of(settings, zone)
    local = [
        None if second is None else datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)).isoformat()[:16]
        for second in (found.since, found.until)
    ]
    return local[0], local[1]


@pytest.mark.parametrize(
    ("word", "since", "until"),
    [
        ("last-day", "2026-03-30T00:00", "2026-03-31T00:00"),
        ("last-week", "2026-03-23T00:00", "2026-03-30T00:00"),  # Monday to Monday, over the change of the clocks
        ("last-month", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("last-quarter", "2025-10-01T00:00", "2026-01-01T00:00"),
        ("last-year", "2025-01-01T00:00", "2026-01-01T00:00"),
        ("last-7d", "2026-03-24T00:00", "2026-03-31T00:00"),
        ("last-30d", "2026-03-01T00:00", "2026-03-31T00:00"),
    ],
)
def test_since_a_span_alone_is_the_whole_of_it(word: str, since: str, until: str) -> None:
    assert told(since=word) == (since, until)
    assert told(until=word) == (None, until)
    assert told(since=word, until=word) == (since, until)
    assert told(since="2024-01-01", until=word) == ("2024-01-01T00:00", until)


def test_an_until_of_its_own_wins_over_the_end_of_the_span() -> None:
    assert told(since="last-week", until="2026-03-25") == ("2026-03-23T00:00", "2026-03-25T00:00")
    assert told(since="last-month", until="last-week") == ("2026-02-01T00:00", "2026-03-30T00:00")


def test_yesterday_and_today_are_dates() -> None:
    assert told(since="yesterday") == ("2026-03-30T00:00", None)
    assert told(since="yesterday", until="today") == ("2026-03-30T00:00", "2026-03-31T00:00")


def test_the_day_is_that_of_the_reports_zone() -> None:
    """At 23:30 UTC on Sunday it is Monday in Rome, so that last week is another one."""
    late = "2026-03-29T23:30:00Z"
    assert told("Europe/Rome", since="last-week", as_of=late)[0] == "2026-03-23T00:00"
    assert told("UTC", since="last-week", as_of=late)[0] == "2026-03-16T00:00"


def test_without_as_of_it_is_the_machines_now() -> None:
    before = datetime.now(UTC).date()
    found = bounds_of(Settings(since="today"), "UTC").since
    now = bounds_of(Settings(as_of="now"), "UTC").as_of
    assert found is not None
    assert now is not None
    assert datetime.fromtimestamp(found, UTC).date() in (before, datetime.now(UTC).date())
    assert abs(now - datetime.now(UTC).timestamp()) < 60


@pytest.mark.parametrize(
    ("word", "meant"), [("last-wek", "last-week"), ("last-7", "last-7d"), ("yesterdy", "yesterday")]
)
def test_a_word_that_is_none_is_refused_with_the_one_that_was_meant(word: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"did you mean '{meant}'"):
        told(since=word)
