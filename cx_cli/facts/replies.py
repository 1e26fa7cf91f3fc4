"""How long did the customer wait for each reply? One row per stretch of unanswered customer messages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cx_cli.facts.clocks import HOURS
from cx_cli.facts.fact_table import Fact, FactTable, Working, business_elapsed, claims, instants, says
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import Column, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.tables import MESSAGES

CUSTOMER = frozenset({"customer"})
AGENT = frozenset({"agent"})


def build_replies(messages: Rows) -> Rows:
    """The replies among these messages."""
    ticket = messages.columns["ticket_id"]
    assert isinstance(ticket, Words)
    tickets, _ = numbered(ticket)
    return replies_of(messages, tickets, in_order(messages, tickets))


def in_order(messages: Rows, tickets: Ints) -> Ints:
    """The rows of public messages of customers and agents, ticket by ticket in order of time.

    Bots, system messages and private notes are left out: they ask nothing and answer nothing. At the same second a
    customer's message comes before an agent's.
    """
    from_agent = says(messages, "author", AGENT)
    spoken = (from_agent | says(messages, "author", CUSTOMER)) & (claims(messages, "public") != 0)
    order = order_of(from_agent.view(np.int8), instants(messages, "sent_at"), tickets)
    return order[spoken[order]]


def replies_of(messages: Rows, tickets: Ints, ordered: Ints) -> Rows:
    """The replies: an agent's message that ends a stretch of customer messages, with the stretch's first and last.

    ``tickets`` numbers the ticket of each message, ``ordered`` are those that count (:func:`in_order`). A row keeps the
    columns of the agent's message; ``first_asked_at`` and ``last_asked_at`` bound the stretch.
    """
    tickets, from_agent = tickets[ordered], says(messages, "author", AGENT)[ordered]
    after_customer = np.zeros(len(ordered), dtype=np.bool_)
    after_customer[1:] = ~from_agent[:-1] & (tickets[1:] == tickets[:-1])
    answers, agents = np.flatnonzero(from_agent & after_customer), np.flatnonzero(from_agent)
    begins = np.flatnonzero(~from_agent & ~after_customer)
    stretch = begins[np.searchsorted(begins, answers) - 1] if len(answers) else answers
    before = np.searchsorted(agents, answers) - 1  # the agent's message before it
    first = (before < 0) | (tickets[agents[before]] != tickets[answers])
    sent = instants(messages, "sent_at")
    columns: dict[str, Column] = {
        "replied_at": Instants(sent[ordered[answers]]),
        "first_asked_at": Instants(sent[ordered[stretch]]),
        "last_asked_at": Instants(sent[ordered[answers - 1]]),
        "replies_before": Numbers(np.where(first, 0.0, 1.0)),
    }
    return messages.take(ordered[answers]).with_columns(columns)


def _reply_seconds(rows: Rows, working: Working) -> Column:
    return Numbers((instants(rows, "replied_at") - instants(rows, "first_asked_at")).astype(np.float64))


def _from_last_message(rows: Rows, working: Working) -> Column:
    return Numbers((instants(rows, "replied_at") - instants(rows, "last_asked_at")).astype(np.float64))


def _business(start: str) -> Callable[[Rows, Working], Column]:
    def work_out(rows: Rows, working: Working) -> Column:
        return Numbers(business_elapsed(rows, instants(rows, start), instants(rows, "replied_at"), working, ""))

    return work_out


REPLY_FACTS = FactTable(
    "replies",
    MESSAGES,
    (
        Fact(
            "reply_seconds",
            "number",
            (("sent_at", "author", "ticket_id"),),
            _reply_seconds,
            "the first unanswered customer message to the agent's reply",
        ),
        Fact(
            "reply_from_last_seconds",
            "number",
            (("sent_at", "author", "ticket_id"),),
            _from_last_message,
            "the last unanswered customer message to the agent's reply",
        ),
        Fact(
            "reply_seconds_business",
            "number",
            (("sent_at", "author", "ticket_id", HOURS),),
            _business("first_asked_at"),
            "the first unanswered customer message to the agent's reply, in business time",
        ),
        Fact(
            "reply_from_last_seconds_business",
            "number",
            (("sent_at", "author", "ticket_id", HOURS),),
            _business("last_asked_at"),
            "the last unanswered customer message to the agent's reply, in business time",
        ),
    ),
    own_columns=(
        ("replied_at", "instant"),
        ("first_asked_at", "instant"),
        ("last_asked_at", "instant"),
        ("replies_before", "number"),
    ),
    build=build_replies,
    build_needs=frozenset({"ticket_id", "sent_at", "author", "public"}),
)
