"""To whom was a ticket assigned when an agent wrote on it?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import instants, numbers, says
from cx_cli.facts.history import assigned
from cx_cli.facts.replies import AGENT
from cx_cli.frozen import frozen
from cx_cli.normalise.ids import numbered, places_among
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import NEVER, Ints, Rows, Words
from cx_cli.normalise.vocabulary import Ids

_SPAN = 1 << 37
"""More than any two instants are apart: 4,000 years."""


@frozen
class Assignments:
    """``ids`` are the tickets by number; the others are every assignment: a number that grows with ticket and then
    time, the ticket's number, and the agent."""

    ids: Ids
    order: Ints
    ticket: Ints
    agents: Words


def assignments_of(changes: Rows) -> Assignments:
    """Every assignment of these changes, in order; of several in one second the last by revision, then by name."""
    column = changes.columns["ticket_id"]
    assert isinstance(column, Words)
    ticket, ids = numbered(column)
    agent, words = assigned(changes)
    at = instants(changes, "changed_at")
    rows = np.flatnonzero((agent >= 0) & (ticket >= 0) & (at != NEVER))
    rank = np.argsort(np.argsort(np.array(words))) if words else np.empty(0, dtype=np.int64)
    revision = np.nan_to_num(numbers(changes, "revision")[rows])
    rows = rows[order_of(rank[agent[rows]], revision, at[rows], ticket[rows])]
    return Assignments(ids, ticket[rows] * _SPAN + at[rows], ticket[rows], Words(agent[rows].astype(np.int32), words))


def with_assignees(messages: Rows, assignments: Assignments) -> Rows:
    """The messages with the assignee of their moment as agent, where an agent wrote and no file says which."""
    ticket_id = messages.columns["ticket_id"]
    assert isinstance(ticket_id, Words)
    own = messages.columns.get("agent")
    own = own if isinstance(own, Words) else Words(np.full(messages.n, -1, dtype=np.int32), ())
    ticket, sent = places_among(ticket_id, assignments.ids), instants(messages, "sent_at")
    wanted = says(messages, "author", AGENT) & (own.codes < 0) & (ticket >= 0) & (sent != NEVER)
    rows = np.flatnonzero(wanted)
    before = np.searchsorted(assignments.order, ticket[rows] * _SPAN + sent[rows], side="right") - 1
    found = (before >= 0) & (np.append(assignments.ticket, -1)[before] == ticket[rows])
    codes = own.codes.copy()
    codes[rows[found]] = assignments.agents.codes[before[found]] + len(own.words)
    return messages.with_columns({"agent": Words(codes, (*own.words, *assignments.agents.words))})
