"""Are the sample's rows believable, and do its four files agree with one another?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cx_cli.normalise.tables import TABLES

Tables = dict[str, list[dict[str, str]]]
At = Callable[[str], datetime]
DISCARDED = ("spam", "merged", "deleted")


def _messages_of(tables: Tables) -> dict[str, list[dict[str, str]]]:
    """Per ticket, in the order of the file."""
    found: dict[str, list[dict[str, str]]] = {row["ticket_id"]: [] for row in tables["tickets"]}
    for row in tables["messages"]:
        found[row["ticket_id"]].append(row)
    return found


def _is_reply(message: dict[str, str]) -> bool:
    return message["author"] == "agent" and message["public"] == "true"


def test_every_header_is_a_canonical_column(tables: Tables) -> None:
    for name, rows in tables.items():
        assert [column for column in rows[0] if column not in TABLES[name]] == []
        assert [column for column in TABLES[name].required if column not in rows[0]] == []


def test_the_files_have_the_size_of_a_small_helpdesk(tables: Tables) -> None:
    assert 2900 <= len(tables["tickets"]) <= 3100
    assert 10_000 <= len(tables["messages"]) <= 14_000
    assert 3000 <= len(tables["surveys"]) <= 5000
    assert len(tables["calls"]) == 3000


def test_ids_are_unique(tables: Tables) -> None:
    for name, key in (
        ("tickets", "ticket_id"),
        ("messages", "message_id"),
        ("surveys", "survey_id"),
        ("calls", "call_id"),
    ):
        assert len({row[key] for row in tables[name]}) == len(tables[name]), name


def test_everything_happens_in_the_year_and_no_later_than_the_newest_ticket(tables: Tables, at: At) -> None:
    first, last = datetime(2025, 7, 1, tzinfo=UTC), at(tables["tickets"][-1]["created_at"])
    assert last == datetime(2026, 6, 30, 23, 58, 40, tzinfo=UTC)
    for name, rows in tables.items():
        happenings = [column for column in rows[0] if column.endswith("_at") and not column.endswith("_due_at")]
        for column in happenings:
            for row in rows:
                assert not row[column] or first <= at(row[column]) <= last, (name, column, row)


def test_rows_stand_in_the_order_of_time(tables: Tables) -> None:
    for name, column in (
        ("tickets", "created_at"),
        ("messages", "sent_at"),
        ("surveys", "sent_at"),
        ("calls", "started_at"),
    ):
        instants = [row[column] for row in tables[name]]
        assert instants == sorted(instants), name


def test_a_tickets_own_instants_are_in_order(tables: Tables) -> None:
    for row in tables["tickets"]:
        steps = [row[c] for c in ("created_at", "first_assigned_at", "first_replied_at", "resolved_at", "closed_at")]
        known = [step for step in steps if step]
        assert known == sorted(known), row
        assert row["updated_at"] >= known[-1], row
        assert row["first_reply_due_at"] > row["created_at"], row


def test_the_first_message_is_the_customers_at_the_ticket_s_creation(tables: Tables) -> None:
    messages = _messages_of(tables)
    for row in tables["tickets"]:
        first = messages[row["ticket_id"]][0]
        assert (first["author"], first["sent_at"], first["public"]) == ("customer", row["created_at"], "true"), row


def test_counts_and_first_reply_in_a_ticket_are_those_of_its_messages(tables: Tables) -> None:
    messages = _messages_of(tables)
    for row in tables["tickets"]:
        told = messages[row["ticket_id"]]
        replies = [message["sent_at"] for message in told if _is_reply(message)]
        asked = [message for message in told if message["author"] == "customer"]
        assert int(row["agent_replies"]) == len(replies), row
        assert int(row["customer_replies"]) == len(asked) - 1, row
        assert row["first_replied_at"] == (replies[0] if replies else ""), row
        assert row["updated_at"] >= told[-1]["sent_at"], row


def test_public_messages_of_a_ticket_never_share_an_instant(tables: Tables) -> None:
    seen = Counter((row["ticket_id"], row["sent_at"]) for row in tables["messages"] if row["public"] == "true")
    assert max(seen.values()) == 1


def test_reopens_are_the_reopenings_that_the_system_wrote_down(tables: Tables) -> None:
    written = Counter(row["ticket_id"] for row in tables["messages"] if row["text"].startswith("Ticket reopened"))
    assert sum(written.values()) > 100
    for row in tables["tickets"]:
        assert int(row["reopens"]) == written[row["ticket_id"]], row


def test_status_says_how_far_a_ticket_is(tables: Tables) -> None:
    for row in tables["tickets"]:
        if row["status"] in DISCARDED:
            assert not row["first_replied_at"]
            assert not row["resolved_at"]
            continue
        assert (row["status"] == "closed") == bool(row["closed_at"]), row
        assert (row["status"] in ("resolved", "closed")) == bool(row["resolved_at"]), row
        assert (row["status"] == "new") == (not row["first_assigned_at"]), row
        assert bool(row["agent"]) == bool(row["first_assigned_at"]) == bool(row["team"]), row


def test_every_status_and_channel_occurs(tables: Tables) -> None:
    statuses = {"new", "open", "pending", "on_hold", "resolved", "closed", *DISCARDED}
    assert {row["status"] for row in tables["tickets"]} == statuses
    assert {row["channel"] for row in tables["tickets"]} == {"email", "chat", "phone", "web", "whatsapp"}
    assert {row["author"] for row in tables["messages"]} == {"customer", "agent", "bot", "system"}
    assert any(row["author"] == "agent" and row["public"] == "false" for row in tables["messages"])


def test_eight_people_work_there_under_names_with_diacritics(tables: Tables) -> None:
    names = {row["agent"] for row in tables["tickets"]} - {""}
    assert len(names) == 8
    assert sum(not name.isascii() for name in names) == 5
    assert {row["agent"] for row in tables["messages"]} - {""} == names
    assert {row["agent"] for row in tables["calls"]} - {""} == names


def test_a_survey_is_about_a_resolved_ticket_and_is_answered_or_not(tables: Tables, at: At) -> None:
    tickets = {row["ticket_id"]: row for row in tables["tickets"]}
    ranges = {"csat": ("1..5", range(1, 6)), "nps": ("0..10", range(11)), "ces": ("1..7", range(1, 8))}
    for row in tables["surveys"]:
        scale, scores = ranges[row["kind"]]
        assert row["scale"] == scale
        assert bool(row["score"]) == bool(row["answered_at"]), row
        if row["score"]:
            assert int(row["score"]) in scores, row
            assert row["answered_at"] > row["sent_at"], row
        else:
            assert not row["comment"], row
        if row["kind"] != "nps":
            ticket = tickets[row["ticket_id"]]
            assert at(row["sent_at"]) >= at(ticket["resolved_at"]) + timedelta(minutes=2), row
            shared = ("customer_id", "agent", "team", "channel")
            assert [row[c] for c in shared] == [ticket[c] for c in shared], row


def test_a_call_is_answered_abandoned_or_left_to_the_machine(tables: Tables) -> None:
    for row in tables["calls"]:
        assert (row["answered"], row["abandoned"]) != ("true", "true"), row
        for column in ("talk_seconds", "hold_seconds", "wrap_seconds", "agent", "resolved", "transferred"):
            assert bool(row[column]) == (row["answered"] == "true"), row
    kinds = Counter((row["answered"], row["abandoned"]) for row in tables["calls"])
    assert min(kinds[pair] for pair in (("true", "false"), ("false", "true"), ("false", "false"))) > 50


def test_every_phone_ticket_comes_from_a_call_that_was_not_settled(tables: Tables, at: At) -> None:
    ends = set()
    for row in tables["calls"]:
        if row["resolved"] == "false":
            spoken = sum(int(row[c]) for c in ("wait_seconds", "talk_seconds", "hold_seconds"))
            ends.add((row["customer_id"], at(row["started_at"]) + timedelta(seconds=spoken)))
    phoned = [row for row in tables["tickets"] if row["channel"] == "phone"]
    assert len(phoned) > 300
    assert all((row["customer_id"], at(row["created_at"])) in ends for row in phoned)


def test_the_story_shows_in_the_figures(truth: dict[str, Any]) -> None:
    months, channels, agents = truth["months"], truth["by_channel"], truth["by_agent"]
    ordinary = [label for label in months if label not in ("2026-02", "2026-07")]
    medians = {label: months[label]["first_reply_time"]["median"] for label in ordinary}
    assert medians["2026-05"] < medians["2026-01"] < medians["2025-07"]
    outage = months["2026-02"]
    assert outage["csat"]["value"] < min(months[label]["csat"]["value"] for label in ordinary) - 10
    assert outage["sla_first_reply"]["value"] < min(months[label]["sla_first_reply"]["value"] for label in ordinary)
    assert outage["abandonment_rate"]["value"] > 20
    created = {label: months[label]["tickets_created"]["value"] for label in ordinary}
    assert max(created, key=lambda label: created[label]) == "2025-12"
    assert channels["chat"]["first_reply_time"]["median"] < 300
    assert channels["email"]["first_reply_time"]["median"] > 3600
    jack = agents["Jack O'Connor"]
    others = [one["reopen_rate"]["value"] for one in agents.values() if one is not jack]
    front = ("Emma Clarke", "Nicolò Ferrari", "Ioana Țăranu")
    assert jack["first_reply_time"]["median"] < min(agents[n]["first_reply_time"]["median"] for n in front)
    assert jack["reopen_rate"]["value"] > 2 * max(others)
    assert 15 <= truth["all"]["backlog"]["value"] <= 80
