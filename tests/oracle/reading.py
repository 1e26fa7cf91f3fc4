"""Which facts does an export hold, row by row, once duplicates, excluded and rejected rows are set aside?"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from tests.oracle.helpdesk import Export, Row

Fact = dict[str, Any]
LABELS = ("agent", "team", "channel", "priority", "type")


@dataclass(frozen=True)
class Account:
    rows: int
    loaded: int
    duplicates: int
    excluded: int
    rejected: int


@dataclass(frozen=True)
class Facts:
    tickets: list[Fact]
    replies: list[Fact]
    surveys: list[Fact]
    calls: list[Fact]
    accounts: dict[str, Account]


def instant(cell: str | None) -> float | None:
    try:
        return datetime.fromisoformat(cell).timestamp() if cell else None
    except ValueError:
        return None


def number(cell: str | None) -> float | None:
    return float(cell) if cell else None


def flag(cell: str | None) -> bool | None:
    return {"true": True, "false": False}.get(cell or "")


@cache
def visible(label: str | None) -> str:
    """The label trimmed, without the characters that have no look of their own."""
    return "".join(c for c in label or "" if unicodedata.category(c) not in ("Cf", "Cc")).strip()


@cache
def folded(label: str) -> str:
    words = unicodedata.normalize("NFKC", label).casefold().split()
    return unicodedata.normalize("NFKC", " ".join(words))


def spelling(rows: list[Row], column: str) -> dict[str, str]:
    """Folded label -> its most frequent spelling."""
    seen: dict[str, Counter[str]] = {}
    for row in rows:
        label = visible(row.get(column))
        if label:
            seen.setdefault(folded(label), Counter())[label] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items()}


def _newest(rows: list[Row], key: str, newest: str | None) -> list[Row]:
    """One row per key: the one changed last; a row that doesn't say when is older than any that does."""
    kept: dict[str, Row] = {}
    for place, row in enumerate(rows):
        name = row.get(key) or f"row {place}"
        changed = instant(row.get(newest, "")) if newest else None
        before = instant(kept[name].get(newest, "")) if newest and name in kept else None
        if name not in kept or (changed is not None and (before is None or changed > before)):
            kept[name] = row
    return list(kept.values())


def _off_scale(row: Row) -> bool:
    score = number(row.get("score"))
    if score is None:
        return False
    low, high = (float(end) for end in row["scale"].split(".."))
    return not low <= score <= high


def _set_aside(rows: list[Row], rejected: list[Row], key: str, newest: str | None = None) -> tuple[list[Row], Account]:
    good = [row for row in rows if row not in rejected]
    one_each = _newest(good, key, newest)
    loaded = [row for row in one_each if row.get("status") not in ("spam", "merged", "deleted")]
    return loaded, Account(
        len(rows),
        len(loaded),
        len(good) - len(one_each),
        len(one_each) - len(loaded),
        len(rows) - len(good),
    )


def _ticket(row: Row) -> Fact:
    times = {name: instant(row.get(name)) for name in row if name.endswith("_at")}
    numbers = {name: number(row.get(name)) for name in ("agent_replies", "customer_replies", "reopens")}
    flags = {name: flag(row.get(name)) for name in ("escalated", "first_reply_met", "resolution_met")}
    fact: Fact = {**row, **times, **numbers, **flags}
    if fact.get("resolved_at") is None:  # closing without a solve resolves
        fact["resolved_at"] = fact.get("closed_at")
    return fact


def _replies(messages: list[Row]) -> list[Fact]:
    """One fact per stretch of unanswered customer messages that a public message of a human agent ends.

    Its labels are that message's own: rule 9 lends a ticket's to surveys, calls and reviews.
    """
    by_ticket: dict[str, list[Row]] = {}
    for row in messages:
        by_ticket.setdefault(row["ticket_id"], []).append(row)
    replies: list[Fact] = []
    for conversation in by_ticket.values():
        waiting: list[float] = []
        answered = False
        for row in sorted(conversation, key=lambda row: instant(row["sent_at"]) or 0):
            sent = instant(row["sent_at"]) or 0
            if row["author"] == "customer":
                waiting.append(sent)
            elif row["author"] == "agent" and flag(row["public"]):
                if waiting:
                    fact: Fact = {name: row.get(name) for name in LABELS}
                    fact |= {"replied_at": sent, "reply_seconds": sent - waiting[0], "is_first": not answered}
                    replies.append(fact | {"from_last_seconds": sent - waiting[-1]})
                waiting, answered = [], True
    return replies


def _survey(row: Row, tickets: dict[str, Fact]) -> Fact:
    ticket = tickets.get(row.get("ticket_id", ""), {})
    fact: Fact = dict(row)
    fact |= {name: row.get(name) or ticket.get(name) for name in LABELS}
    score = number(row.get("score"))
    low, high = (float(end) for end in row["scale"].split(".."))
    answered_at = instant(row.get("answered_at"))
    if answered_at is None and score is not None:  # a rating without a date of its own
        resolved_at = ticket.get("resolved_at")
        answered_at = ticket.get("created_at") if resolved_at is None else resolved_at
    return fact | {
        "score": score,
        "sent_at": instant(row.get("sent_at")),
        "acknowledged_at": instant(row.get("acknowledged_at")),
        "comment": row.get("comment") or None,
        "answered_at": answered_at,
        "answered": score is not None,
        "satisfied": score is not None and (score - low) / (high - low) >= 0.75,
    }


def _call(row: Row) -> Fact:
    numbers = {name: number(row.get(name)) for name in row if name.endswith("_seconds")}
    flags = {name: flag(row.get(name)) for name in ("answered", "abandoned")}
    fact: Fact = {**row, **numbers, **flags, "started_at": instant(row["started_at"])}
    parts = [fact.get(name) for name in ("talk_seconds", "hold_seconds", "wrap_seconds")]
    return fact | {"handle_seconds": sum(part or 0 for part in parts)}


def read(export: Export, as_of: float = math.inf) -> Facts:
    """The facts of an export as of an instant, labels in their most frequent spelling."""
    accounts: dict[str, Account] = {}
    loaded: dict[str, list[Row]] = {"tickets": [], "messages": [], "surveys": [], "calls": []}
    keys = {"tickets": "ticket_id", "messages": "message_id", "surveys": "survey_id", "calls": "call_id"}
    for table, rows in export.items():
        rejected = {
            "tickets": [row for row in rows if not row.get("ticket_id") or not instant(row.get("created_at"))],
            "messages": [row for row in rows if not row.get("ticket_id") or not instant(row.get("sent_at"))],
            "surveys": [row for row in rows if table == "surveys" and _off_scale(row)],
            "calls": [row for row in rows if not instant(row.get("started_at"))],
        }[table]
        newest = "updated_at" if table == "tickets" else None
        loaded[table], accounts[table] = _set_aside(rows, rejected, keys[table], newest)
    tickets = {row["ticket_id"]: _ticket(row) | {"as_of": as_of} for row in loaded["tickets"]}
    facts = Facts(
        list(tickets.values()),
        _replies(loaded["messages"]),
        [_survey(row, tickets) for row in loaded["surveys"]],
        [_call(row) for row in loaded["calls"]],
        accounts,
    )
    every = [row for rows in loaded.values() for row in rows]
    for column in LABELS:
        spellings = spelling(every, column)
        for rows in (facts.tickets, facts.replies, facts.surveys, facts.calls):
            for row in rows:
                row[column] = spellings.get(folded(visible(row.get(column)))) if row.get(column) else None
    return facts
