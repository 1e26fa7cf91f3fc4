"""From when on is an unfinished ticket overdue?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import Fact, Working, first_known, instants
from cx_cli.normalise.rows import NEVER, Column, Instants, Rows


def _overdue_at(rows: Rows, working: Working) -> Column:
    """The first second past the deadline, of the resolution if there is one, else the ticket's; not before it was
    created. On the deadline nothing is overdue; a ticket without one never is."""
    due = first_known(instants(rows, "resolution_due_at"), instants(rows, "due_at"))
    late = np.maximum(np.where(due == NEVER, 0, due) + 1, instants(rows, "created_at"))
    return Instants(np.where(due == NEVER, NEVER, late))


OVERDUE_AT = Fact(
    "overdue_at",
    "instant",
    (("resolution_due_at", "created_at"), ("due_at", "created_at")),
    _overdue_at,
    "from when on the ticket is past its resolution's deadline, or its own",
)
