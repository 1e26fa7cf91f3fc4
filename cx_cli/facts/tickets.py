"""What does one ticket say: how long did it take, was it a complaint, is it settled?"""

from __future__ import annotations

import numpy as np

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
from cx_cli.normalise.rows import NEVER, Column, Floats, Instants, Ints, Numbers, Rows
from cx_cli.normalise.tables import TICKETS

COMPLAINTS = frozenset(
    "complaint complaints reclamo reclami lamentela reclamație reclamaţie reclamatie plângere plangere".split()  # noqa: SIM905
)


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
        Fact("complaint", "flag", (("type",), ("escalated",)), _complaint, "type is complaint, or it was escalated"),
    ),
)
