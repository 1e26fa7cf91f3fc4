"""What do its messages say of a ticket? When it was first replied to, by whom, and how often each side wrote."""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import instants, says
from cx_cli.facts.replies import AGENT, in_order
from cx_cli.frozen import frozen
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.rows import NEVER, Bools, Column, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.vocabulary import Ids

GIVES = ("first_replied_at", "agent_replies", "customer_replies")
"""The columns of tickets that a conversation gives."""

NEEDS = frozenset({"ticket_id", "sent_at", "author", "public"})
"""The columns of messages that it is worked out from."""


@frozen
class Talk:
    """What is waited for in a conversation: one row per message of an agent, and per stretch of messages of a customer.

    ``ticket`` numbers the ticket, ``at`` is the (stretch's first) message, ``answered_at`` the agent's next message
    (NEVER: none yet), ``first`` says that it is the customer's first stretch on the ticket.
    """

    ticket: Ints
    at: Ints
    by_agent: Bools
    answered_at: Ints
    first: Bools


@frozen
class Conversations:
    """``tickets`` has a row per ticket with a public message of a customer or an agent, in the order of ``ids``."""

    ids: Ids
    tickets: Rows
    talk: Talk | None


def conversations_of(messages: Rows, *, talk: bool) -> Conversations:
    """The conversation of every ticket; ``talk``: with what is waited for. Bots, system messages and private notes are
    no part of it.

    A reply is an agent's message, but not the one that opens the ticket (Zendesk: then the second is the first reply);
    a customer's messages count from the second on, or from the first where an agent has opened the ticket.
    """
    column = messages.columns["ticket_id"]
    assert isinstance(column, Words)
    ticket, ids = numbered(column)
    spoken = in_order(messages, ticket)
    spoken = spoken[ticket[spoken] >= 0]
    ticket, sent_at = ticket[spoken], instants(messages, "sent_at")
    opens = np.ones(len(spoken), dtype=np.bool_)
    opens[1:] = ticket[1:] != ticket[:-1]
    from_agent = says(messages, "author", AGENT)[spoken]
    n = len(ids)
    replies = np.flatnonzero(from_agent & ~opens)
    columns: dict[str, Column] = {
        "first_replied_at": Instants(_first_instants(ticket[replies], sent_at[spoken[replies]], n)),
        "agent_replies": _counts(ticket[replies], ticket, n),
        "customer_replies": _counts(ticket[~from_agent & ~opens], ticket, n),
    }
    waited = _talk(ticket, sent_at[spoken], from_agent, opens) if talk else None
    return Conversations(ids, Rows(n, columns), waited)


def _talk(ticket: Ints, at: Ints, from_agent: Bools, opens: Bools) -> Talk:
    """Messages are in order, ticket by ticket; ``opens`` are the first of each."""
    n = len(ticket)
    rows = np.arange(n)
    begins = ~from_agent & (opens | np.append(True, from_agent[:-1])[:n])
    following = np.minimum.accumulate(np.where(from_agent, rows, n)[::-1])[::-1]
    following = np.append(following, n)[1:]  # after the row itself
    same = np.append(ticket, -1)[following] == ticket
    answered = np.where(same, np.append(at, NEVER)[following], NEVER)
    stretches = np.cumsum(begins) - np.maximum.accumulate(np.where(opens, np.cumsum(begins) - begins, 0))
    kept = np.flatnonzero(begins | from_agent)
    return Talk(ticket[kept], at[kept], from_agent[kept], answered[kept], (stretches == 1)[kept])


def _first_instants(ticket: Ints, seconds: Ints, n: int) -> Ints:
    """The first instant of each ticket; rows are in order."""
    found = np.full(n, NEVER, dtype=np.int64)
    found[ticket[::-1]] = seconds[::-1]
    return found


def _counts(chosen: Ints, ticket: Ints, n: int) -> Numbers:
    """How many of the rows are chosen for each ticket; NaN for one that has no row."""
    there = np.bincount(ticket, minlength=n) > 0
    return Numbers(np.where(there, np.bincount(chosen, minlength=n), np.nan))
