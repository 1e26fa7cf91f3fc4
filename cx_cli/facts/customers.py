"""What does one customer say: present from when to when, taking part in what?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Working, claims, flags, instants
from cx_cli.normalise.rows import NEVER, Column, Flags, Instants, Rows, Words
from cx_cli.normalise.tables import CUSTOMERS


def _ended_at(rows: Rows, working: Working) -> Column:
    """When the customer left, never before coming."""
    ends, starts = instants(rows, "ended_at"), instants(rows, "started_at")
    return Instants(np.where((ends != NEVER) & (ends < starts), starts, ends))


def _active(rows: Rows, working: Working) -> Column:
    """What the file says; where it says nothing, whoever has not left is active."""
    said = claims(rows, "active")
    if "ended_at" not in rows.columns:
        return Flags(said)
    return Flags(np.where(said >= 0, said, (instants(rows, "ended_at") == NEVER).astype(np.int8)))


def _told(name: str) -> Callable[[Rows, Working], Column]:
    return lambda rows, working: Flags(claims(rows, name))


def _referred(rows: Rows, working: Working) -> Column:
    column = rows.columns["referred_by"]
    assert isinstance(column, Words)
    return flags(column.known())


CUSTOMER_FACTS = FactTable(
    "customers",
    CUSTOMERS,
    (
        Fact("ended_at", "instant", (("ended_at",),), _ended_at, "when the customer left, not before started_at"),
        Fact("active", "flag", (("active",), ("ended_at",)), _active, "is using the product, else has not left"),
        Fact("referred", "flag", (("referred_by",),), _referred, "came by a referral"),
        *(
            Fact(f"told_{name}", "flag", (), _told(name), f"{name}, missing where no file says so", reads=(name,))
            for name in ("active", "loyalty_member", "trained")
        ),
    ),
)
