"""Does the clock switch every duration of a ticket, and does every output say whose hours made it?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, all_of, cx, value

HOUR = 3_600
HOURS = """
[hours]
timezone = "UTC"
weekdays = "mon-fri"
open = ["09:00-17:00"]
"""
NIGHT = """
[calendars.night]
timezone = "Europe/Rome"
weekdays = "mon-sun"
open = ["00:00-24:00"]
where = "team == 'Night'"
"""
TICKETS = """ticket_id,created_at,first_assigned_at,first_replied_at,resolved_at,status,type,team
1,2026-03-06 16:30,2026-03-06 16:45,2026-03-09 09:30,2026-03-10 10:00,resolved,complaint,Day
2,2026-03-07 12:00,,,,open,question,Night
"""
CHANGES = """ticket_id,changed_at,field,old,new
1,2026-03-09 10:00,status,open,pending
1,2026-03-09 12:00,status,pending,open
1,2026-03-10 10:00,status,open,solved
"""
MESSAGES = """ticket_id,sent_at,author,public
1,2026-03-06 16:30,customer,true
1,2026-03-09 09:30,agent,true
"""
REPORTED = """Id,Created at,Solved at,Status,First reply time in minutes within business hours
1,2026-03-06 16:30:00,2026-03-09 10:30:00,Closed,60
"""
FILES = ("t.csv", "c.csv", "m.csv")
BUSINESS = ("--timezone", "UTC", "--by", "", "--clock", "business")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in zip(FILES, (TICKETS, CHANGES, MESSAGES), strict=True):
        (tmp_path / name).write_text(text)
    (tmp_path / "z.csv").write_text(REPORTED)
    return tmp_path


def named(*metrics: str) -> list[str]:
    return [word for metric in metrics for word in ("--metric", metric)]


def clock_of(report: dict[str, Any], metric: str) -> str:
    return str(next(one for one in report["metrics"] if one["name"] == metric).get("clock", "calendar"))


def test_every_duration_of_a_ticket_is_in_business_time(folder: Path) -> None:
    (folder / "cx.toml").write_text(HOURS)
    done = all_of(
        folder,
        {
            "json": ("report", *FILES, *BUSINESS, "--format", "json"),
            "page": ("report", "t.csv", *BUSINESS, *named("first_reply_time", "tickets_created")),
            "csv": ("report", "t.csv", *BUSINESS, *named("first_reply_time"), "--format", "csv"),
        },
    )  # fmt: skip
    found = done["json"].json()
    assert found["settings"]["clock"] == "business"
    assert found["settings"]["calendars"] == [{"name": "hours", "timezone": "UTC"}]
    expect = {
        "first_assignment_time": 0.25,
        "first_reply_time": 1,
        "reply_time": 1,
        "resolution_time": 9.5,  # half an hour, Monday, an hour
        "complaint_resolution_time": 9.5,
        "requester_wait_time": 7.5,  # less two hours pending
        "resolution_time_all": 9.5,  # the other one has been open for 9 business hours, so it is not at risk then
    }
    for metric, hours in expect.items():
        assert value(found, metric, "median") == hours * HOUR, metric
        assert clock_of(found, metric) == "business"
    assert clock_of(found, "tickets_created") == "calendar"
    assert "business time (hours in UTC)" in done["page"].out
    assert "First reply time (business time)" in done["page"].out
    assert "business time by calendar hours in UTC" in done["csv"].err


def test_a_ticket_runs_by_the_calendar_that_claims_it(folder: Path) -> None:
    (folder / "cx.toml").write_text(HOURS + NIGHT)
    (folder / "t.csv").write_text(TICKETS.replace("\n2,2026-03-07 12:00,,", "\n2,2026-03-07 12:00,,2026-03-07 22:00"))
    words = ("report", "t.csv", *BUSINESS, "--by", "team", *named("first_reply_time", "resolution_time_all"))
    found = cx(folder, *words, "--format", "json").json()
    assert value(found, "first_reply_time", "median", team="Day") == HOUR
    assert value(found, "first_reply_time", "median", team="Night") == 10 * HOUR
    assert [one["name"] for one in found["settings"]["calendars"]] == ["night", "hours"]
    assert found["unavailable"] == [{"metric": "resolution_time_all", "needs": "one calendar for all tickets"}]


def test_without_a_calendar_the_exports_own_business_time_counts_and_is_named(folder: Path) -> None:
    words = ("report", "z.csv", "--by", "", *named("first_reply_time"))
    done = all_of(
        folder,
        {
            "json": (*words, "--clock", "business", "--format", "json"),
            "page": (*words, "--clock", "business"),
            "product": (*words, "--definitions", "zammad", "--format", "json"),
            "stated": (*words, "--definitions", "zammad", "--clock", "calendar", "--format", "json"),
        },
    )
    found = done["json"].json()
    assert value(found, "first_reply_time", "median") == HOUR
    assert found["settings"]["calendars"] == [{"name": "reported", "timezone": None}]
    assert "some business time is the export's own" in done["json"].err
    assert "business time (as the export reports it)" in done["page"].out
    product, stated = done["product"].json(), done["stated"].json()
    assert (product["settings"]["clock"], clock_of(product, "first_reply_time")) == ("calendar", "business")
    assert value(product, "first_reply_time", "median") == HOUR
    assert stated["unavailable"] == [{"metric": "first_reply_time", "needs": "tickets.first_replied_at"}]


def refused(done: Done, slug: str, *told: str) -> None:
    assert (done.code, done.out) == (2, "")
    assert f"[{slug}]" in done.err
    for words in told:
        assert words in done.err, done.err


def test_what_can_not_be_business_time_is_refused(folder: Path) -> None:
    words = ("report", "t.csv", *named("first_reply_time"))
    refused(cx(folder, *words, variables={"CX_CLOCK": "business"}), "no-hours", "first_reply_time needs one of them")
    (folder / "cx.toml").write_text('clock = "business"\n[hours]\nopen = "09:00-17:00"\ntimezone = "Rome"')
    refused(cx(folder, *words), "timezone", "error: cx.toml: [hours] timezone: there is no time zone named 'Rome'")
    (folder / "cx.toml").write_text(HOURS + NIGHT.replace("team ==", "teem =="))
    refused(cx(folder, *words, "--clock", "business"), "unknown-column", "cx.toml: [calendars.night] where: ", "'teem'")
