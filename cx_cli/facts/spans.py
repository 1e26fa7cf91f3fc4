"""From when to when does a promise of each kind run? One span per ticket, or per stretch of a conversation."""

from __future__ import annotations

import numpy as np

from cx_cli.facts.conversation import Talk
from cx_cli.facts.fact_table import instants
from cx_cli.frozen import frozen
from cx_cli.normalise.rows import NEVER, Ints, Rows


@frozen
class Spans:
    """The ticket's ``row`` of each span, its start, and when what was promised was done (NEVER: not yet)."""

    row: Ints
    start: Ints
    done: Ints


def spans_of(kind: str, tickets: Rows, talk: Talk | None, places: Ints) -> Spans:
    """The spans of the tickets; ``places`` says which ticket of the ``talk`` each is (-1: none)."""
    created, resolved = instants(tickets, "created_at"), instants(tickets, "resolved_at")
    if kind in ("next_reply", "update"):
        assert talk is not None
        return _spoken(kind, talk, places, resolved)
    done = instants(tickets, "first_replied_at") if kind == "first_reply" else resolved
    rows = np.flatnonzero(created != NEVER)
    return Spans(rows, created[rows], done[rows])


def _spoken(kind: str, talk: Talk, places: Ints, resolved: Ints) -> Spans:
    """A next reply is due from the first message of each stretch of the customer's but the first of the ticket; an
    update from each message of an agent. A solve ends both, and after it neither is due."""
    row_of = np.full(max(int(places.max(initial=-1)), int(talk.ticket.max(initial=-1))) + 2, -1, dtype=np.int64)
    row_of[places] = np.arange(len(places))
    row_of[-1] = -1
    row = row_of[talk.ticket]
    wanted = ~talk.by_agent & ~talk.first if kind == "next_reply" else talk.by_agent
    solved = np.where(row >= 0, np.append(resolved, NEVER)[row], NEVER)
    kept = np.flatnonzero(wanted & (row >= 0) & ((solved == NEVER) | (talk.at < solved)))
    answered, solved = talk.answered_at[kept], solved[kept]
    ended = np.where((answered == NEVER) | ((solved != NEVER) & (solved < answered)), solved, answered)
    return Spans(row[kept], talk.at[kept], ended)
