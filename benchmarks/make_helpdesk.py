"""What do the ten tables of a whole helpdesk hold? A seeded one of any number of tickets, a CSV per table.

python -m benchmarks.make_helpdesk TICKETS FOLDER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.job import rows_of
from benchmarks.make_export import AGENTS, DAY, END, HOUR, SEED, START, csv_lines, piece

PIECE = 200_000
MESSAGES_PER_TICKET = 5
_KEPT = ("ticket_id", "status", "channel", "assignee", "requester_id", "created_at", "assigned_at", "solved_at")

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column: TypeAlias = "pa.Array[Any]"
Tables = dict[str, pa.Table]


def tables_of(first: int, n_rows: int, n_all: int) -> Tables:
    """What tickets ``first`` to ``first + n_rows`` of ``n_all`` bring with them: a part of every table."""
    tickets = piece(first, n_rows, n_all)
    rng = np.random.default_rng([SEED, n_all, first, 1])
    ids = np.asarray(tickets.column("ticket_id"))
    created, assigned, solved = (_seconds(tickets.column(name)) for name in ("created_at", "assigned_at", "solved_at"))
    customer = np.asarray(tickets.column("requester_id"))
    return {
        "tickets": tickets.select(list(_KEPT)).rename_columns({"assignee": "agent", "requester_id": "customer_id"}),
        "messages": _messages(rng, ids, created, tickets.column("assignee").combine_chunks()),
        "changes": _changes(ids, created, assigned, solved),
        "surveys": _surveys(rng, ids, solved),
        "calls": _calls(rng, first, n_rows // 5),
        "customers": _customers(rng, first, n_rows // 4),
        "orders": _orders(rng, first, customer[: n_rows // 2]),
        "reviews": _reviews(rng, first, ids[: n_rows // 50]),
        "mentions": _mentions(rng, first, n_rows // 20),
        "sessions": _sessions(rng, first, customer[: n_rows // 3]),
    }


def make(n_tickets: int, folder: Path) -> None:
    """Writes a CSV per table, under temporary names until all are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    begun: set[str] = set()
    for first in range(0, n_tickets, PIECE):
        for name, table in tables_of(first, min(PIECE, n_tickets - first), n_tickets).items():
            with (folder / f"{name}.csv.partial").open("ab" if name in begun else "wb") as file:
                if name not in begun:
                    file.write((",".join(table.column_names) + "\n").encode())
                begun.add(name)
                file.write(csv_lines(table))
    for name in begun:
        (folder / f"{name}.csv.partial").rename(folder / f"{name}.csv")


def _messages(rng: np.random.Generator, ids: Ints, created: Ints, agents: Column) -> pa.Table:
    """About five a ticket: the customer opens, then the sides write by chance; some are private notes, some a bot's."""
    n_each = 1 + rng.poisson(MESSAGES_PER_TICKET - 1, len(ids))
    row = np.repeat(np.arange(len(ids)), n_each)
    place = np.arange(len(row)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    waits = np.where(place == 0, 0, 60 + (3 * HOUR * rng.lognormal(0.0, 1.2, len(row))).astype(np.int64))
    so_far = np.cumsum(waits)
    sent = created[row] + so_far - so_far[np.cumsum(n_each) - n_each][row]
    author = np.where(place == 0, 0, rng.choice(3, len(row), p=(0.4, 0.55, 0.05)))
    inside = np.flatnonzero(sent <= END)
    row, sent, author, place = row[inside], sent[inside], author[inside], place[inside]
    columns = {
        "message_id": pa.array(ids[row] * 100 + place),
        "ticket_id": pa.array(ids[row]),
        "sent_at": _instants(sent),
        "author": _words(("customer", "agent", "bot"), author),
        "agent": agents.take(pa.array(np.where(author == 1, row, 0), mask=author != 1)),
        "public": _words(("true", "false"), ((author == 1) & (rng.random(len(row)) < 0.1)).astype(np.int64)),
    }
    return pa.table(columns)


def _changes(ids: Ints, created: Ints, assigned: Ints, solved: Ints) -> pa.Table:
    """Opened when it is assigned, solved when it is solved."""
    opened, done = np.flatnonzero(assigned > 0), np.flatnonzero(solved > 0)
    steps = np.concatenate([np.zeros(len(opened), dtype=np.int64), np.ones(len(done), dtype=np.int64)])
    columns = {
        "ticket_id": pa.array(np.concatenate([ids[opened], ids[done]])),
        "changed_at": _instants(np.concatenate([assigned[opened], solved[done]])),
        "field": _words(("status",), np.zeros(len(steps), dtype=np.int64)),
        "old": _words(("new", "open"), steps),
        "new": _words(("open", "solved"), steps),
    }
    return pa.table(columns)


def _surveys(rng: np.random.Generator, ids: Ints, solved: Ints) -> pa.Table:
    """A CSAT survey for a third of the solved tickets, answered by half."""
    asked = np.flatnonzero((solved > 0) & (solved < END - 2 * DAY) & (rng.random(len(ids)) < 0.33))
    answered = rng.random(len(asked)) < 0.5
    scores = 1 + rng.choice(5, len(asked), p=(0.08, 0.05, 0.09, 0.28, 0.5))
    columns = {
        "survey_id": pa.array(ids[asked]),
        "kind": _words(("csat",), np.zeros(len(asked), dtype=np.int64)),
        "score": pa.array(scores, mask=~answered),
        "sent_at": _instants(solved[asked] + HOUR),
        "answered_at": _instants(solved[asked] + HOUR + rng.integers(60, DAY, len(asked)), answered),
        "ticket_id": pa.array(ids[asked]),
    }
    return pa.table(columns)


def _calls(rng: np.random.Generator, first: int, n: int) -> pa.Table:
    answered = rng.random(n) < 0.85
    columns = {
        "call_id": pa.array(first + np.arange(n)),
        "started_at": _instants(_spread(rng, n)),
        "answered": _words(("no", "yes"), answered.astype(np.int64)),
        "wait_seconds": pa.array(rng.exponential(60.0, n).astype(np.int64)),
        "talk_seconds": pa.array(rng.exponential(300.0, n).astype(np.int64), mask=~answered),
        "agent": _words(AGENTS, rng.integers(0, len(AGENTS), n), answered),
        "channel": _words(("phone",), np.zeros(n, dtype=np.int64)),
    }
    return pa.table(columns)


def _customers(rng: np.random.Generator, first: int, n: int) -> pa.Table:
    began = _spread(rng, n)
    ended = began + rng.integers(30 * DAY, 900 * DAY, n)
    columns = {
        "customer_id": pa.array(500_000 + first + np.arange(n)),
        "started_at": _instants(began),
        "ended_at": _instants(ended, ended <= END),
        "tier": _words(("basic", "plus", "pro"), rng.integers(0, 3, n)),
    }
    return pa.table(columns)


def _orders(rng: np.random.Generator, first: int, customers: Ints) -> pa.Table:
    n = len(customers)
    columns = {
        "order_id": pa.array(first + np.arange(n)),
        "customer_id": pa.array(customers),
        "ordered_at": _instants(_spread(rng, n)),
        "amount": pa.array(rng.integers(5, 500, n)),
    }
    return pa.table(columns)


def _reviews(rng: np.random.Generator, first: int, ids: Ints) -> pa.Table:
    n = len(ids)
    columns = {
        "review_id": pa.array(first + np.arange(n)),
        "reviewed_at": _instants(_spread(rng, n)),
        "ticket_id": pa.array(ids),
        "agent": _words(AGENTS, rng.integers(0, len(AGENTS), n)),
        "criterion": _words(("tone", "solution", "process"), rng.integers(0, 3, n)),
        "score": pa.array(rng.integers(1, 6, n)),
        "low": pa.array(np.ones(n, dtype=np.int64)),
        "high": pa.array(np.full(n, 5)),
    }
    return pa.table(columns)


def _mentions(rng: np.random.Generator, first: int, n: int) -> pa.Table:
    posted = _spread(rng, n)
    answered = posted + rng.integers(HOUR, DAY, n)
    columns = {
        "mention_id": pa.array(first + np.arange(n)),
        "posted_at": _instants(posted),
        "channel": _words(("facebook", "x", "instagram"), rng.integers(0, 3, n)),
        "sentiment": _words(("positive", "neutral", "negative"), rng.integers(0, 3, n)),
        "answered_at": _instants(answered, (rng.random(n) < 0.6) & (answered <= END)),
    }
    return pa.table(columns)


def _sessions(rng: np.random.Generator, first: int, customers: Ints) -> pa.Table:
    n = len(customers)
    columns = {
        "session_id": pa.array(first + np.arange(n)),
        "started_at": _instants(_spread(rng, n)),
        "customer_id": pa.array(customers),
        "channel": _words(("help centre", "bot"), rng.integers(0, 2, n)),
        "resolved": _words(("no", "yes"), rng.integers(0, 2, n)),
    }
    return pa.table(columns)


def _spread(rng: np.random.Generator, n: int) -> Ints:
    return rng.integers(START, END - DAY, n)


def _seconds(column: Any) -> Ints:
    """UTC seconds; a missing instant is far below zero."""
    return np.asarray(column).astype("datetime64[s]").astype(np.int64)


def _instants(seconds: Ints, known: Flags | None = None) -> Column:
    return pa.array(seconds, mask=None if known is None else ~known).cast(pa.timestamp("s"))


def _words(words: tuple[str, ...], codes: Ints, known: Flags | None = None) -> Column:
    indices = pa.array(codes.astype(np.int32), mask=None if known is None else ~known)
    return pa.array(words, pa.string()).take(indices)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    began = time.perf_counter()
    make(rows_of(sys.argv[1]), Path(sys.argv[2]))
    size = sum(path.stat().st_size for path in Path(sys.argv[2]).glob("*.csv")) / 1e6
    print(f"{sys.argv[2]}: {size:,.0f} MB in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
