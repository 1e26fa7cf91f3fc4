"""Which small helpdesk export, full of edge cases, does a seed make?"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.oracle.dice import AS_OF, CHANNELS, START, Desk, epoch, iso

Row = dict[str, str]
Export = dict[str, list[Row]]
"""Table name -> rows of cells as they stand in a file; an empty cell is missing."""


def _columns(words: str) -> tuple[str, ...]:
    return tuple(words.split())


HEADERS: dict[str, tuple[str, ...]] = {
    "tickets": _columns(
        "ticket_id created_at first_assigned_at first_replied_at resolved_at closed_at updated_at status priority "
        "type channel agent team customer_id subject agent_replies customer_replies reopens escalated "
        "first_reply_due_at resolution_due_at first_reply_met resolution_met"
    ),
    "messages": _columns("message_id ticket_id sent_at author agent public channel text"),
    "surveys": _columns(
        "survey_id kind score scale sent_at answered_at ticket_id customer_id agent team channel comment "
        "acknowledged_at"
    ),
    "calls": _columns(
        "call_id started_at answered abandoned wait_seconds talk_seconds hold_seconds wrap_seconds agent team queue "
        "channel customer_id"
    ),
}


RESPELLINGS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda label: f"  {label} ",
    lambda label: label.replace(" ", "  "),
    lambda label: label.replace(" ", "\u00a0"),
    lambda label: unicodedata.normalize("NFD", label),
    lambda label: label[:2] + "\u200b" + label[2:],
)
SCALES = {"csat": ("1..5", "1..7", "1..10"), "nps": ("0..10", "0..10", "1..10"), "ces": ("1..7",)}


def _ticket(desk: Desk, number: int) -> Row:
    rng = desk.rng
    created = desk.instant()
    assigned = desk.after(created, 86400) if desk.chance(0.75) else None
    replied = desk.after(created, 2 * 86400) if desk.chance(0.78) else None
    if replied is not None and desk.chance(0.02):
        replied = created - rng.randint(1, 5000)
    kind = rng.choices(
        ("resolved", "closed", "closed only", "backwards", "reopened", "running"), (45, 12, 9, 4, 5, 25)
    )[0]
    resolved = closed = None
    status = rng.choice(("new", "open", "pending", "on_hold"))
    if kind != "running":
        resolved, status = desk.after(created, 12 * 86400), "resolved"
    if kind == "backwards":
        resolved = created - rng.randint(1, 86400)
    if kind in ("closed", "closed only"):
        closed, status = desk.after(resolved or created, 4 * 86400), "closed"
    if kind == "closed only":
        resolved = None
    if kind == "reopened":
        status = "open"
    done = resolved if resolved is not None else closed
    first_due = desk.due(created, replied) if desk.chance(0.75) else None
    due = desk.due(created, done) if desk.chance(0.75) else None
    agent, team = desk.agent()
    replies = 0 if replied is None else rng.choice((1, 1, 1, 2, 3))
    return {
        "ticket_id": f"T{number:04d}",
        "created_at": iso(created),
        "first_assigned_at": iso(assigned),
        "first_replied_at": iso(replied),
        "resolved_at": iso(resolved),
        "closed_at": iso(closed),
        "updated_at": iso(desk.after(max(x for x in (created, replied, resolved, closed) if x), 9000)),
        "status": rng.choice(("spam", "merged", "deleted")) if desk.chance(0.06) else status,
        "priority": desk.cell(rng.choice(("low", "normal", "urgent"))),
        "type": desk.cell(rng.choice(("complaint", "question", "problem")), 0.15),
        "channel": desk.cell(rng.choice(CHANNELS), 0.1),
        "agent": agent,
        "team": team,
        "customer_id": desk.cell(f"C{rng.randint(1, 40)}"),
        "subject": rng.choice(("", "Hi", 'A "quoted", comma', "two\nlines", "=1+1")),
        "agent_replies": desk.cell(replies),
        "customer_replies": desk.cell(rng.choice((0, 0, 1, 2, 4))),
        "reopens": desk.cell(rng.choice((1, 2)) if kind == "reopened" else rng.choice((0, 0, 0, 0, 1, 3))),
        "escalated": desk.cell("true" if desk.chance(0.15) else "false", 0.2),
        "first_reply_due_at": iso(first_due),
        "resolution_due_at": iso(due),
        "first_reply_met": rng.choice(("true", "false", "")) if first_due is None else "",
        "resolution_met": rng.choice(("true", "false", "")) if due is None else "",
    }


def _older(desk: Desk, ticket: Row, status: str) -> Row:
    """The ticket as an earlier export had it."""
    changed = epoch(ticket["updated_at"]) - desk.rng.randint(1, 86400)
    older = ticket | {"resolved_at": "", "closed_at": "", "status": status}
    return older | {"updated_at": desk.cell(iso(changed), 0.2), "channel": desk.rng.choice(CHANNELS)}


def _conversation(desk: Desk, ticket: Row) -> list[Row]:
    """Messages that agree with the ticket's own columns; none where the ticket's columns have holes."""
    rng, created = desk.rng, epoch(ticket["created_at"])
    if not (ticket["agent_replies"] and ticket["customer_replies"]):
        return []
    sent: list[tuple[int, str, str]] = [(created, "customer", "true")]
    if ticket["first_replied_at"]:
        first = epoch(ticket["first_replied_at"])
        sent.append((first, "agent", "true"))
        later = range(int(ticket["agent_replies"]) - 1)
        sent += [(first + rng.randint(1, 3 * 86400), "agent", "true") for _ in later]
    more = range(int(ticket["customer_replies"]))
    sent += [(created + rng.randint(1, 2 * 86400), "customer", "true") for _ in more]
    for author, public in (("bot", "true"), ("agent", "false"), ("system", "false"), ("agent", "false")):
        if desk.chance(0.4):
            sent.append((created + rng.randint(1, 86400), author, public))
    instants = [instant for instant, _, _ in sent]
    if len(set(instants)) < len(instants) or max(instants) > AS_OF or min(instants) < created:
        return []
    rows: list[Row] = []
    for instant, author, public in sent:
        name = rng.choice((ticket["agent"], ticket["agent"], desk.agent()[0])) if author == "agent" else ""
        rows.append(
            {
                "ticket_id": ticket["ticket_id"],
                "sent_at": iso(instant),
                "author": author,
                "agent": name,
                "public": public,
                "channel": ticket["channel"] if desk.chance(0.8) else "",
                "text": rng.choice(("", "Thanks,\nbye", "ok")),
            }
        )
    return rows


def _survey(desk: Desk, number: int, scales: dict[str, str], tickets: list[Row]) -> Row:
    rng, kind = desk.rng, desk.rng.choice(("csat", "csat", "nps", "ces"))
    sent, answered = desk.instant(), None
    low, high = scales[kind].split("..")
    score = ""
    if desk.chance(0.75):
        answered = desk.after(sent, 5 * 86400)
        score = str(max(rng.randint(int(low), int(high)), rng.randint(int(low), int(high))))
    agent, team = desk.agent(0.5)
    undated = bool(score) and desk.chance(0.08)
    about = rng.choice(tickets)["ticket_id"] if undated or desk.chance(0.7) else ""
    return {
        "survey_id": f"S{number:04d}",
        "kind": kind,
        "score": score,
        "scale": scales[kind],
        "sent_at": "" if undated else iso(sent),
        "answered_at": "" if undated else iso(answered),
        "ticket_id": about,
        "customer_id": desk.cell(f"C{rng.randint(1, 40)}"),
        "agent": agent,
        "team": team,
        "channel": desk.cell(rng.choice(CHANNELS), 0.5),
        "comment": "Thanks, it works" if number % 3 == 0 else "",
        "acknowledged_at": iso(min(answered + 3600, AS_OF)) if answered is not None and number % 4 == 0 else "",
    }


def _call(desk: Desk, number: int) -> Row:
    rng = desk.rng
    answered, abandoned = rng.choices(
        (("true", "false"), ("false", "true"), ("false", "false"), ("", "false"), ("true", ""), ("false", "")),
        (65, 25, 3, 3, 2, 2),
    )[0]
    agent, team = desk.agent(0.1 if answered == "true" else 0.7)
    wait = rng.choice((0, 4, 5, 6, 20, 59, 60, 61, "60.5", rng.randint(0, 400)))
    talk = rng.randint(0, 900) if answered == "true" else ""
    return {
        "call_id": f"K{number:04d}",
        "started_at": iso(desk.instant()),
        "answered": answered,
        "abandoned": abandoned,
        "wait_seconds": desk.cell(wait, 0.05 if answered == "true" else 0.25),
        "talk_seconds": str(talk),
        "hold_seconds": desk.cell(rng.choice((0, 0, 30)), 0.2) if answered == "true" else "",
        "wrap_seconds": desk.cell(rng.choice((0, 15, 90)), 0.2) if answered == "true" else "",
        "agent": agent,
        "team": team,
        "queue": rng.choice(("sales", "support", "")),
        "channel": desk.cell(rng.choice(("phone", "chat"))),
        "customer_id": desk.cell(f"C{rng.randint(1, 40)}"),
    }


def _respell(desk: Desk, rows: list[Row], columns: tuple[str, ...]) -> None:
    """Spells fewer than half of each label's rows another way, so that the usual spelling stays the most frequent."""
    for column in columns:
        for label in sorted({row[column] for row in rows} - {""}):
            same = [row for row in rows if row[column] == label]
            for row in desk.rng.sample(same, len(same) // 4):
                row[column] = desk.rng.choice(RESPELLINGS)(label)


def export(seed: int, n_tickets: int = 150, n_surveys: int = 110, n_calls: int = 110) -> Export:
    """Every table of one helpdesk; the same seed makes the same rows."""
    desk = Desk(seed)
    tickets = [_ticket(desk, number) for number in range(n_tickets)]
    for ticket, created in zip(tickets, (AS_OF, START), strict=False):
        ticket |= {"created_at": iso(created), "updated_at": iso(AS_OF), "status": "new", "first_assigned_at": ""}
        ticket |= dict.fromkeys(("first_replied_at", "resolved_at", "closed_at"), "") | {"agent_replies": "0"}
    tickets[2] |= {"resolved_at": iso(AS_OF), "updated_at": iso(AS_OF), "status": "resolved"}
    kept = [ticket for ticket in tickets if ticket["status"] not in ("spam", "merged", "deleted")]
    discarded = [ticket for ticket in tickets if ticket not in kept]
    older = [_older(desk, ticket, "open") for ticket in discarded[:2]]
    older += [_older(desk, ticket, desk.rng.choice(("open", "spam"))) for ticket in desk.rng.sample(kept, 10)]
    messages = [row for ticket in kept for row in _conversation(desk, ticket)]
    orphan = {"ticket_id": "X1", "agent": "Ana Rossi", "public": "true", "channel": "chat", "text": ""}
    messages += [
        orphan | {"sent_at": "2025-12-01T10:00:00Z", "author": "customer", "agent": ""},
        orphan | {"sent_at": "2025-12-01T10:07:00Z", "author": "agent"},
    ]
    for number, message in enumerate(messages):
        message["message_id"] = f"M{number:05d}"
    scales = {kind: desk.rng.choice(choices) for kind, choices in SCALES.items()}
    surveys = [_survey(desk, number, scales, kept) for number in range(n_surveys)]
    calls = [_call(desk, number) for number in range(n_calls)]
    for rows in (kept, messages, surveys, calls):
        _respell(desk, rows, ("agent", "channel"))
    bad_cell = next(ticket for ticket in kept if ticket["first_assigned_at"])
    bad_cell["first_assigned_at"] = "2026-02-30T10:00:00Z"
    tickets += older
    tickets += [kept[5] | {"ticket_id": "T9001", "created_at": ""}, kept[6] | {"ticket_id": ""}]
    messages += [messages[3] | {"message_id": "M99999", "sent_at": ""}]
    surveys += [
        surveys[1] | {"survey_id": "S9001", "kind": kind, "scale": scales[kind], "score": score}
        for kind, score in (("nps", "11"), ("ces", "0"), ("csat", "-1"))
    ]
    return {
        "tickets": tickets,
        "messages": messages + [dict(row) for row in desk.rng.sample(messages[:-1], 2)],
        "surveys": surveys + [dict(row) for row in desk.rng.sample(surveys[:-3], 2)],
        "calls": calls + [dict(row) for row in desk.rng.sample(calls, 2)],
    }


def write(rows: Export, folder: Path, parts: int = 1, shuffle: int | None = None) -> list[Path]:
    """Writes every table as CSV files, if wished in several files and in another order; tells their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(shuffle)
    paths: list[Path] = []
    for table, table_rows in rows.items():
        order = list(table_rows)
        if shuffle is not None:
            rng.shuffle(order)
        for part in range(parts):
            path = folder / (f"{table}.csv" if parts == 1 else f"{table}-{part + 1}.csv")
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, HEADERS[table])
                writer.writeheader()
                writer.writerows(order[part::parts])
            paths.append(path)
    return paths
