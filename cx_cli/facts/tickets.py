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
    elapsed,
    first_known,
    flags,
    instants,
    numbers,
    says,
)
from cx_cli.facts.history import TIMED
from cx_cli.facts.time_labels import AGE, BUCKETS, time_labels
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.rows import NEVER, Column, Floats, Instants, Ints, Numbers, Rows, Words
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


def _reported(rows: Rows, seconds: Floats, end: Ints, name: str) -> Column:
    """The elapsed time; where the export has no instant, the duration that the product has worked out itself."""
    reported = numbers(rows, name)
    return Numbers(np.where((end == NEVER) & (reported >= 0), reported, seconds))


def _assignment_seconds(rows: Rows, working: Working) -> Column:
    end = instants(rows, "first_assigned_at")
    seconds = elapsed(instants(rows, "created_at"), end, working, "first_assigned_at", "before-created")
    return _reported(rows, seconds, end, "reported_assignment_seconds")


def _first_reply_seconds(rows: Rows, working: Working) -> Column:
    end = instants(rows, "first_replied_at")
    seconds = elapsed(instants(rows, "created_at"), end, working, "first_replied_at", "before-created")
    return _reported(rows, seconds, end, "reported_first_reply_seconds")


def _resolution_seconds(rows: Rows, working: Working) -> Column:
    end = instants(rows, "resolved_at")
    seconds = elapsed(instants(rows, "created_at"), end, working, "resolved_at", "before-created")
    if {"resolved_at", "closed_at"} & set(rows.columns):
        return Numbers(seconds)
    return _reported(rows, seconds, end, "reported_resolution_seconds")


def _reply_from_assignment_seconds(rows: Rows, working: Working) -> Column:
    starts = instants(rows, "first_assigned_at")
    return Numbers(elapsed(starts, instants(rows, "first_replied_at"), working, "first_replied_at", None))


def _resolution_from_reply_seconds(rows: Rows, working: Working) -> Column:
    return Numbers(
        elapsed(instants(rows, "first_replied_at"), instants(rows, "resolved_at"), working, "resolved_at", None)
    )


def _first_resolution_seconds(rows: Rows, working: Working) -> Column:
    end = instants(rows, "first_resolved_at")
    seconds = elapsed(instants(rows, "created_at"), end, working, "first_resolved_at", None)
    return _reported(rows, seconds, end, "reported_first_resolution_seconds")


def _requester_wait_seconds(rows: Rows, working: Working) -> Column:
    waited = numbers(rows, "new_seconds") + numbers(rows, "open_seconds") + numbers(rows, "on_hold_seconds")
    return Numbers(np.where(np.isnan(waited), numbers(rows, "reported_requester_wait_seconds"), waited))


def _requester_wait_without_hold_seconds(rows: Rows, working: Working) -> Column:
    waited = numbers(rows, "new_seconds") + numbers(rows, "open_seconds")
    told = numbers(rows, "reported_requester_wait_seconds") - numbers(rows, "reported_on_hold_seconds")
    return Numbers(np.where(np.isnan(waited), told, waited))


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
    order = np.lexsort((created, customer))
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
        Fact(
            "assignment_seconds",
            "number",
            (("first_assigned_at", "created_at"), ("reported_assignment_seconds",)),
            _assignment_seconds,
            "created to first assignment",
        ),
        Fact(
            "first_reply_seconds",
            "number",
            (("first_replied_at", "created_at"), ("reported_first_reply_seconds",)),
            _first_reply_seconds,
            "created to first public reply of a human agent",
        ),
        Fact(
            "resolution_seconds",
            "number",
            (("resolved_at", "created_at"), ("closed_at", "created_at"), ("reported_resolution_seconds",)),
            _resolution_seconds,
            "created to last solve",
        ),
        Fact(
            "reply_from_assignment_seconds",
            "number",
            (("first_replied_at", "first_assigned_at"),),
            _reply_from_assignment_seconds,
            "first assignment to first reply",
        ),
        Fact(
            "resolution_from_reply_seconds",
            "number",
            (("resolved_at", "first_replied_at"), ("closed_at", "first_replied_at")),
            _resolution_from_reply_seconds,
            "first reply to last solve",
        ),
        Fact(
            "first_resolution_seconds",
            "number",
            (("first_resolved_at", "created_at"), ("reported_first_resolution_seconds",)),
            _first_resolution_seconds,
            "created to first solve",
        ),
        Fact(
            "requester_wait_seconds",
            "number",
            (("new_seconds", "open_seconds", "on_hold_seconds"), ("reported_requester_wait_seconds",)),
            _requester_wait_seconds,
            "time new, open and on hold up to the last solve",
        ),
        Fact(
            "requester_wait_without_hold_seconds",
            "number",
            (("new_seconds", "open_seconds"), ("reported_requester_wait_seconds", "reported_on_hold_seconds")),
            _requester_wait_without_hold_seconds,
            "time new and open up to the last solve",
        ),
        Fact("ever_waiting", "flag", (("waiting_stops",),), _ever_waiting, "whether it was ever pending or on hold"),
        AGE,
        *BUCKETS,
        *time_labels("created_at"),
        Fact("complaint", "flag", (("type",), ("escalated",)), _complaint, "type is complaint, or it was escalated"),
        OVERDUE_AT,
    ),
    own_columns=(
        ("first_resolved_at", "instant"),
        *((f"{status}_seconds", "number") for status in TIMED),
        ("solves", "number"),
        ("waiting_stops", "number"),
        ("repeat_contact", "flag"),
    ),
)

SOLVE_FACTS = replace(TICKET_FACTS, name="solves", own_columns=(*TICKET_FACTS.own_columns, ("solved_at", "instant")))
"""A row per solve, with the columns of its ticket."""
