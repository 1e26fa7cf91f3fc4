"""Is the truth true? It is worked out again here, from the CSV files alone and by other means."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

Row = dict[str, str]
Tables = dict[str, list[Row]]
At = Callable[[str], datetime]
MONTHS = [f"2025-{n:02}" for n in range(7, 13)] + [f"2026-{n:02}" for n in range(1, 7)]
PERIODS = ["all", *MONTHS]


def _figures(truth: dict[str, Any], period: str) -> dict[str, Any]:
    found: dict[str, Any] = truth["all"] if period == "all" else truth["months"][period]
    return found


def _in(period: str, instant: str) -> bool:
    return bool(instant) and (period == "all" or instant.startswith(period))


def _kept(tables: Tables) -> list[Row]:
    return [row for row in tables["tickets"] if row["status"] not in ("spam", "merged", "deleted")]


def _seconds(at: At, begin: str, end: str) -> float:
    return (at(end) - at(begin)).total_seconds()


def _same_distribution(figure: dict[str, Any], values: list[float]) -> None:
    assert figure["n"] == len(values)
    assert figure["mean"] == pytest.approx(statistics.fmean(values), rel=1e-12)
    assert figure["median"] == statistics.median(values)
    p90 = statistics.quantiles(values, n=10, method="inclusive")[8]
    assert figure["p90"] == pytest.approx(p90, rel=1e-12)


def _same_share(figure: dict[str, Any], claims: list[bool]) -> None:
    assert figure["n"] == len(claims)
    assert figure["value"] == pytest.approx(100 * claims.count(True) / len(claims), rel=1e-12)


@pytest.mark.parametrize("period", PERIODS)
def test_demand(period: str, tables: Tables, truth: dict[str, Any]) -> None:
    figures, kept = _figures(truth, period), _kept(tables)
    assert figures["tickets_created"]["value"] == sum(_in(period, row["created_at"]) for row in kept)
    assert figures["tickets_resolved"]["value"] == sum(_in(period, row["resolved_at"]) for row in kept)
    until = (MONTHS if period == "all" else MONTHS[: MONTHS.index(period) + 1])[-1]
    created = sum(row["created_at"][:7] <= until for row in kept)
    resolved = sum(bool(row["resolved_at"]) and row["resolved_at"][:7] <= until for row in kept)
    assert figures["backlog"]["value"] == created - resolved


@pytest.mark.parametrize("period", PERIODS)
def test_times_of_tickets(period: str, tables: Tables, truth: dict[str, Any], at: At) -> None:
    figures, kept = _figures(truth, period), _kept(tables)
    created = [row for row in kept if _in(period, row["created_at"])]
    for metric, column in (("first_reply_time", "first_replied_at"), ("first_assignment_time", "first_assigned_at")):
        _same_distribution(
            figures[metric], [_seconds(at, row["created_at"], row[column]) for row in created if row[column]]
        )
    resolved = [row for row in kept if _in(period, row["resolved_at"])]
    _same_distribution(
        figures["resolution_time"], [_seconds(at, row["created_at"], row["resolved_at"]) for row in resolved]
    )
    grave = [row for row in resolved if row["type"] == "complaint" or row["escalated"] == "true"]
    _same_distribution(
        figures["complaint_resolution_time"], [_seconds(at, row["created_at"], row["resolved_at"]) for row in grave]
    )


def test_reply_time_from_the_first_unanswered_message(tables: Tables, truth: dict[str, Any], at: At) -> None:
    waiting: dict[str, str] = {}
    waits: dict[str, list[float]] = defaultdict(list)
    for row in tables["messages"]:
        ticket = row["ticket_id"]
        if row["author"] == "customer":
            waiting.setdefault(ticket, row["sent_at"])
        elif row["author"] == "agent" and row["public"] == "true" and ticket in waiting:
            waits[row["sent_at"][:7]].append(_seconds(at, waiting.pop(ticket), row["sent_at"]))
    for month in MONTHS:
        _same_distribution(truth["months"][month]["reply_time"], waits[month])
    _same_distribution(truth["all"]["reply_time"], [wait for month in MONTHS for wait in waits[month]])


@pytest.mark.parametrize("period", PERIODS)
def test_resolution_shares(period: str, tables: Tables, truth: dict[str, Any]) -> None:
    figures = _figures(truth, period)
    resolved = [row for row in _kept(tables) if _in(period, row["resolved_at"])]
    n_created = sum(_in(period, row["created_at"]) for row in _kept(tables))
    assert figures["resolution_rate"]["value"] == pytest.approx(100 * len(resolved) / n_created)
    once = [row["agent_replies"] == "1" and row["reopens"] == "0" for row in resolved]
    _same_share(figures["first_contact_resolution"], once)
    _same_share(figures["reopen_rate"], [row["reopens"] != "0" for row in resolved])
    n_messages = sum(int(row["agent_replies"]) + int(row["customer_replies"]) for row in resolved)
    assert figures["interactions_per_ticket"]["value"] == pytest.approx(n_messages / len(resolved))


@pytest.mark.parametrize("period", [*PERIODS, "2026-07"])
@pytest.mark.parametrize(
    ("metric", "due", "done"),
    [
        ("sla_first_reply", "first_reply_due_at", "first_replied_at"),
        ("sla_resolution", "resolution_due_at", "resolved_at"),
    ],
)
def test_sla(period: str, metric: str, due: str, done: str, tables: Tables, truth: dict[str, Any]) -> None:
    met = late = running = 0
    for row in _kept(tables):
        if not _in(period, row[due]):
            continue
        if row[done]:
            met, late = (met + 1, late) if row[done] <= row[due] else (met, late + 1)
        elif row[due] < truth["as_of"]:
            late += 1
        else:
            running += 1
    _same_share(_figures(truth, period)[metric], [True] * met + [False] * late)
    assert running > 0 or period != "2026-07"


def test_some_replies_come_exactly_on_the_deadline(tables: Tables) -> None:
    assert sum(row["first_replied_at"] == row["first_reply_due_at"] for row in _kept(tables)) >= 3


@pytest.mark.parametrize("period", PERIODS)
def test_surveys(period: str, tables: Tables, truth: dict[str, Any]) -> None:
    figures, surveys = _figures(truth, period), tables["surveys"]
    scores = {
        kind: [int(r["score"]) for r in surveys if r["kind"] == kind and r["score"] and _in(period, r["answered_at"])]
        for kind in ("csat", "nps", "ces")
    }
    _same_share(figures["csat"], [score in (4, 5) for score in scores["csat"]])
    promoters = len([score for score in scores["nps"] if score > 8])
    detractors = len([score for score in scores["nps"] if score < 7])
    assert figures["nps"]["n"] == len(scores["nps"])
    assert figures["nps"]["value"] == pytest.approx(100 * (promoters - detractors) / len(scores["nps"]))
    assert figures["ces"]["value"] == pytest.approx(statistics.fmean(scores["ces"]))
    sent = [row for row in surveys if _in(period, row["sent_at"])]
    _same_share(figures["survey_response_rate"], [row["score"] != "" for row in sent])
    for kind in scores:
        asked = [row["score"] != "" for row in sent if row["kind"] == kind]
        _same_share(figures[f"survey_response_rate.{kind}"], asked)


@pytest.mark.parametrize("period", PERIODS)
def test_calls(period: str, tables: Tables, truth: dict[str, Any]) -> None:
    figures = _figures(truth, period)
    calls = [row for row in tables["calls"] if _in(period, row["started_at"])]
    taken = [row for row in calls if row["answered"] == "true"]
    _same_distribution(figures["wait_time"], [float(row["wait_seconds"]) for row in taken])
    parts = ("talk_seconds", "hold_seconds", "wrap_seconds")
    _same_distribution(figures["handle_time"], [float(sum(int(row[part]) for part in parts)) for row in taken])
    _same_share(figures["pickup_rate"], [row["answered"] == "true" for row in calls])
    _same_share(figures["abandonment_rate"], [row["abandoned"] == "true" for row in calls])
    in_time = [row["answered"] == "true" and float(row["wait_seconds"]) <= 60 for row in calls]
    _same_share(figures["service_level"], in_time)


def test_slices_by_channel_and_agent_add_up_to_the_whole(tables: Tables, truth: dict[str, Any]) -> None:
    for metric in ("tickets_created", "tickets_resolved", "backlog"):
        whole = truth["all"][metric]["value"]
        assert sum(one[metric]["value"] for one in truth["by_channel"].values()) == whole
    assert sum(one["tickets_resolved"]["value"] for one in truth["by_agent"].values()) == len(
        [row for row in _kept(tables) if row["resolved_at"]]
    )
    chat = [row for row in _kept(tables) if row["channel"] == "chat" and row["resolved_at"]]
    _same_share(truth["by_channel"]["chat"]["reopen_rate"], [row["reopens"] != "0" for row in chat])


def test_every_row_is_accounted_for(tables: Tables, truth: dict[str, Any]) -> None:
    for name, rows in tables.items():
        for ending in ("csv", "parquet"):
            counts = truth["files"][f"{name}.{ending}"]
            assert counts["rows"] == len(rows)
            assert counts["rows"] == sum(counts[c] for c in ("loaded", "duplicates", "excluded", "rejected"))
    assert truth["files"]["tickets.csv"]["excluded"] == len(tables["tickets"]) - len(_kept(tables)) == 50


def test_as_of_is_the_newest_instant_of_any_file_and_of_the_tickets(tables: Tables, truth: dict[str, Any]) -> None:
    def newest(name: str) -> str:
        columns = [c for c in tables[name][0] if c.endswith("_at") and not c.endswith("_due_at")]
        return max(row[c] for row in tables[name] for c in columns)

    assert truth["as_of"] == newest("tickets") == newest("messages") == "2026-06-30T23:58:40Z"
    assert max(map(newest, tables)) == truth["as_of"]
