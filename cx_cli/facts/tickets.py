"""What does one ticket say: how long did it take, was it a complaint, is it settled?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cx_cli.facts.deadlines import OVERDUE_AT
from cx_cli.facts.fact_table import (
    Fact,
    FactTable,
    Working,
    claims,
    first_known,
    flags,
    instants,
    numbers,
    says,
)
from cx_cli.facts.history import TIMED
from cx_cli.facts.ticket_durations import BUSINESS, DURATIONS
from cx_cli.facts.time_labels import AGE, BUCKETS, time_labels
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import NEVER, Column, Instants, Rows, Words
from cx_cli.normalise.tables import TICKETS

COMPLAINTS = frozenset(
    "complaint complaints reclamo reclami lamentela reclamație reclamaţie reclamatie plângere plangere".split()  # noqa: SIM905
)
REPEAT_WITHIN = 7 * 86_400


def settled(rows: Rows) -> Rows:
    """The tickets with ``resolved_at`` the last solve; closing a ticket without a solve resolves it."""
    if "closed_at" not in rows.columns:
        return rows
    solved = first_known(instants(rows, "resolved_at"), instants(rows, "closed_at"))
    return rows.with_columns({"resolved_at": Instants(solved)})


def _resolved_at(rows: Rows, working: Working) -> Column:
    return Instants(instants(rows, "resolved_at"))


def _ever_waiting(rows: Rows, working: Working) -> Column:
    stops = numbers(rows, "waiting_stops")
    return flags(stops > 0, ~np.isnan(stops))


def with_repeat_contacts(tickets: Rows) -> Rows:
    """The tickets with ``repeat_contact``: the customer opened another one before a week had passed since the solve.

    Missing for a ticket without a customer or a solve. All tickets must be there together.
    """
    customers = tickets.columns["customer_id"]
    assert isinstance(customers, Words)
    customer, _ = numbered(customers)
    created, resolved = instants(tickets, "created_at"), instants(tickets, "resolved_at")
    order = order_of(created, customer)
    following = np.full(tickets.n, np.iinfo(np.int64).max, dtype=np.int64)
    same = customer[order[1:]] == customer[order[:-1]]
    following[order[:-1][same]] = created[order[1:][same]]
    known = (customer >= 0) & (resolved != NEVER)
    again = following <= np.where(known, resolved, 0) + REPEAT_WITHIN
    return tickets.with_columns({"repeat_contact": flags(again, known)})


def _resolved(rows: Rows, working: Working) -> Column:
    return flags(instants(rows, "resolved_at") != NEVER)


def _complaint(rows: Rows, working: Working) -> Column:
    escalated = claims(rows, "escalated")
    complaint = says(rows, "type", COMPLAINTS) | (escalated == 1)
    known = escalated >= 0
    if "type" in rows.columns:
        known = known | rows.columns["type"].known()
    return flags(complaint, known)


TICKET_FACTS = FactTable(
    "tickets",
    TICKETS,
    (
        Fact(
            "resolved_at", "instant", (("resolved_at",), ("closed_at",)), _resolved_at, "the last solve, else the close"
        ),
        Fact("resolved", "flag", (("resolved_at",), ("closed_at",)), _resolved, "whether it has been resolved"),
        *DURATIONS,
        Fact("ever_waiting", "flag", (("waiting_stops",),), _ever_waiting, "whether it was ever pending or on hold"),
        AGE,
        *BUCKETS,
        *time_labels("created_at"),
        Fact("complaint", "flag", (("type",), ("escalated",)), _complaint, "type is complaint, or it was escalated"),
        OVERDUE_AT,
    ),
    own_columns=(
        ("first_resolved_at", "instant"),
        *((f"{status}_seconds{ending}", "number") for status in TIMED for ending in ("", BUSINESS)),
        ("solves", "number"),
        ("waiting_stops", "number"),
        ("repeat_contact", "flag"),
    ),
)

SOLVE_FACTS = replace(TICKET_FACTS, name="solves", own_columns=(*TICKET_FACTS.own_columns, ("solved_at", "instant")))
"""A row per solve, with the columns of its ticket."""
