"""Are promises of ``[sla]`` judged by the clock, the pauses and the priority that the settings name?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import all_of, cx, value

HOUR = 3_600
HOURS = '[hours]\ntimezone = "UTC"\nopen = ["09:00-17:00"]\n'
URGENT = """
[sla.urgent]
where = "priority == 'urgent'"
first_reply = "1h"
next_reply = "1h"
resolution = "8h"
requester_wait = "6h"
update = "2h"
pause = ["pending"]
"""
# Monday is 2026-03-02
TICKETS = """ticket_id,created_at,first_replied_at,resolved_at,priority,first_reply_due_at,first_reply_met,status
1,2026-03-02 09:00,2026-03-02 10:00,2026-03-03 12:00,urgent,2026-03-02 10:00,false,resolved
2,2026-03-02 09:00,,,urgent,2026-03-02 11:00,,open
3,2026-03-02 09:00,2026-03-03 09:00,,normal,2026-03-03 10:00,,open
4,2026-03-03 16:30,,,urgent,,,open
"""
CHANGES = """ticket_id,changed_at,field,old,new
1,2026-03-02 11:00,status,open,pending
1,2026-03-02 15:00,status,pending,open
1,2026-03-03 12:00,status,open,solved
2,2026-03-02 09:30,status,new,open
4,2026-03-03 16:40,status,new,open
"""
MESSAGES = """ticket_id,sent_at,author,public
1,2026-03-02 09:00,customer,true
1,2026-03-02 10:00,agent,true
1,2026-03-02 15:00,customer,true
1,2026-03-02 15:30,customer,true
1,2026-03-02 16:00,agent,true
1,2026-03-03 11:30,customer,true
1,2026-03-04 09:00,customer,true
3,2026-03-02 09:00,customer,true
3,2026-03-03 09:00,agent,true
"""
AS_OF = ("--as-of", "2026-03-03T23:59:59Z", "--timezone", "UTC", "--by", "promise,sla_state,sla_policy")


def shares(report: dict[str, Any], metric: str) -> tuple[float | None, int]:
    (row,) = (row for row in report["values"] if row["metric"] == metric and not row["slice"])
    return row["value"], row["n"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("t.csv", TICKETS), ("c.csv", CHANGES), ("m.csv", MESSAGES), ("cx.toml", HOURS + URGENT)):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_promises_are_kept_missed_or_running_as_reckoned_by_hand(folder: Path) -> None:
    found = cx(folder, "report", "t.csv", "c.csv", "m.csv", *AS_OF, "--format", "json").json()
    # 1 on the deadline, 3 by the export's own deadline, 2 runs late, 4 has until Wednesday 09:30
    assert shares(found, "sla_first_reply") == (pytest.approx(200 / 3), 3)
    # 1 took 7 hours without the 4 that it was pending; 2 runs late; 4 is running; 3 has no policy
    assert shares(found, "sla_resolution") == (50, 2)
    # 1 waited 7 hours, of 6; 2 runs late
    assert shares(found, "sla_requester_wait") == (0, 2)
    # 15:00 to 16:00 is an hour, from the first message of the two; 11:30 to the solve is less; 09:00 was after it
    assert shares(found, "sla_next_reply") == (100, 2)
    # 10:00 to 16:00 less 4 hours pending; 16:00 to the solve at 12:00 is 4 hours
    assert shares(found, "sla_update") == (50, 2)
    states = {
        (row["slice"]["promise"], row["slice"]["sla_state"], row["slice"]["sla_policy"])
        for row in found["values"]
        if row["metric"] == "sla_first_reply" and row["slice"] and row["slice"]["promise"] == "first_reply"
    }
    assert states == {
        *(("first_reply", "met", policy) for policy in ("urgent", None)),
        *(("first_reply", state, "urgent") for state in ("running", "running late")),
    }
    urgent = {"promise": "resolution", "sla_state": "met", "sla_policy": "urgent"}
    assert value(found, "sla_attainable", "p99", **urgent) == 7 * HOUR
    assert value(found, "sla_margin", "mean", **urgent) == HOUR  # due Tuesday 13:00
    kept = {"promise": "first_reply", "sla_state": "met", "sla_policy": "urgent"}
    assert value(found, "sla_near_miss_rate", None, **kept) == 100
    told = {(one["column"], one["problem"], one["n"], one["example"]) for one in found["issues"]}
    assert told >= {
        (
            *("first_reply_due_at", "differs-from-policy", 1),
            "2026-03-02T11:00:00Z in the export, 2026-03-02T10:00:00Z by the policy",
        ),
        ("first_reply_met", "differs-from-policy", 1, "missed in the export, met by the policy"),
    }
    assert found["settings"]["calendars"] == [{"name": "hours", "timezone": "UTC"}]


def test_without_a_history_promises_run_on_and_that_is_said(folder: Path) -> None:
    found = cx(folder, "report", "t.csv", "--as-of", "2026-03-03T23:59:59Z", "--by", "", "--format", "json").json()
    assert shares(found, "sla_resolution") == (0, 2)  # 11 hours of 8
    assert ("status", "pauses-unseen", 3, "policy urgent") in {
        (one["column"], one["problem"], one["n"], one["example"]) for one in found["issues"]
    }
    lacking = {one["metric"]: one["needs"] for one in found["unavailable"]}
    assert lacking["sla_next_reply"] == lacking["sla_update"] == "messages.sent_at"
    assert lacking["sla_requester_wait"] == "changes.changed_at"


PRIORITIES = """ticket_id,changed_at,field,old,new
1,2026-03-02 09:30,priority,Urgent,normal
2,2026-03-02 12:00,priority,normal,Urgent
"""
CHANGED = """ticket_id,created_at,first_replied_at,resolved_at,priority
1,2026-03-02 09:00,2026-03-02 11:00,,normal
2,2026-03-02 09:00,2026-03-02 11:00,,urgent
3,2026-03-02 09:00,2026-03-02 11:00,,urgent
"""


def test_a_change_of_priority_is_handled_by_the_rule_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CHANGED)
    (tmp_path / "c.csv").write_text(PRIORITIES)
    policies = '[sla.urgent]\nwhere = "priority == \'urgent\'"\nfirst_reply = "1h"\n[sla.rest]\nfirst_reply = "8h"\n'
    words = ("report", "t.csv", "c.csv", "--by", "sla_policy", "--metric", "sla_first_reply", "--format", "json")
    commands = {}
    for rule in ("now", "at_creation", "at_event"):
        (tmp_path / f"{rule}.toml").write_text(f'[sla]\npriority_rule = "{rule}"\n{policies}')
        commands[rule] = (*words, "--config", f"{rule}.toml")
    done = {rule: one.json() for rule, one in all_of(tmp_path, commands).items()}
    # urgent are: 2 and 3 now, 1 and 3 when they were created, 3 alone when they were replied to
    counted = {
        rule: [
            row["n"] for name in ("urgent", "rest") for row in found["values"] if row["slice"] == {"sla_policy": name}
        ]
        for rule, found in done.items()
    }
    assert counted == {"now": [2, 1], "at_creation": [2, 1], "at_event": [1, 2]}
    assert [shares(found, "sla_first_reply")[0] for found in done.values()] == [
        pytest.approx(100 * k / 3) for k in (1, 1, 2)
    ]


def test_a_condition_of_a_policy_that_tickets_can_not_be_asked_is_refused(folder: Path) -> None:
    (folder / "cx.toml").write_text('[sla.urgent]\nwhere = "prioritty == \'urgent\'"\nfirst_reply = "1h"')
    done = cx(folder, "report", "t.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: cx.toml: [sla.urgent] where: ")
    assert "'prioritty'" in done.err


def test_the_tickets_that_will_miss_in_the_next_hours_are_listed_the_soonest_first(folder: Path) -> None:
    (folder / "t.csv").write_text(TICKETS + "5,2026-03-03 16:00,,,urgent,,,open\n")
    words = ("--as-of", "2026-03-03T23:59:59Z", "--timezone", "UTC", "--format", "csv", "-q")
    done = all_of(
        folder,
        {
            "soon": ("tickets", "sla_resolution", "t.csv", "--due-within", "17h", *words),
            "sooner": ("tickets", "sla_resolution", "t.csv", "--due-within", "16h 1m", *words),
            "reply": (
                "tickets",
                "sla_first_reply",
                "t.csv",
                "--due-within",
                "17h",
                "--where",
                "ticket_id == '4'",
                *words,
            ),
            "csat": ("tickets", "csat", "t.csv", "--due-within", "4h", *words),
            "unit": ("tickets", "sla_resolution", "t.csv", "--due-within", "4", *words),
        },
    )
    ids = {name: [line.split(",")[0] for line in one.out.splitlines()[1:]] for name, one in done.items()}
    assert ids["soon"] == ["5", "4"]  # due at 16:00 and at 16:30; 2 runs late already
    assert ids["sooner"] == ["5"]
    assert ids["reply"] == ["4"]
    assert [done[name].code for name in ("csat", "unit")] == [2, 2]
    assert "--due-within: csat promises nothing" in done["csat"].err
    assert "--due-within: a duration needs a unit" in done["unit"].err
