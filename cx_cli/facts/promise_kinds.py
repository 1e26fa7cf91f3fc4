"""Which kinds of promise can these files tell the outcome of, and what do the others lack?"""

from __future__ import annotations

from collections.abc import Collection

from cx_cli.facts.policies import Policies
from cx_cli.normalise.tables import CHANGES, MESSAGES

_PROMISES = {
    "first_reply": (("first_reply_due_at", "first_replied_at"), ("first_reply_met",)),
    "next_reply": (("next_reply_met",),),
    "resolution": (("resolution_due_at", "resolved_at"), ("resolution_due_at", "closed_at"), ("resolution_met",)),
}
_POLICY_NEEDS = {
    "first_reply": "tickets.first_replied_at",
    "next_reply": "messages.sent_at",
    "resolution": "tickets.resolved_at",
    "requester_wait": "changes.changed_at",
    "update": "messages.sent_at",
}
"""What a policy's promise needs to be judged, whoever has it."""
TARGET_SOURCES = frozenset(name for needs in _PROMISES.values() for some in needs for name in some)
"""The columns of tickets that the promises of an export are read from."""


def promise_kinds(columns: frozenset[str]) -> tuple[str, ...]:
    """The kinds of promise that a ticket export with these columns can tell the outcome of."""
    return tuple(kind for kind, needs in _PROMISES.items() if any(columns.issuperset(some) for some in needs))


def policy_kinds(policies: Policies | None, columns: frozenset[str], there: Collection[str]) -> tuple[str, ...]:
    """The kinds of promise that the policies make, and the files can tell the outcome of."""
    made = policies.kinds() if policies else ()
    known = {f"tickets.{name}" for name in columns} | ({"tickets.resolved_at"} if "closed_at" in columns else set())
    for table in (CHANGES, MESSAGES):
        known |= {f"{table.name}.{name}" for name in table.required if table.name in there}
    return tuple(kind for kind in made if _POLICY_NEEDS[kind] in known)


def promise_needs(kind: str, policies: Policies | None) -> str:
    """The column that a promise of this kind is missing first; a policy where only that could make it."""
    if policies and kind in policies.kinds():
        return _POLICY_NEEDS[kind]
    return f"tickets.{_PROMISES[kind][0][0]}" if kind in _PROMISES else f"[sla.NAME] {kind} in cx.toml"
