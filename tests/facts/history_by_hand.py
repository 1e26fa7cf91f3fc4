"""The history of tickets in plain Python, row by row, as the rules say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

DONE = ("resolved", "closed")
ORDER = ("new", "open", "pending", "on_hold", "resolved", "closed", "merged", "deleted", "spam")


@dataclass
class Change:
    ticket: str
    at: int
    status: str | None = None
    agent: str | None = None
    revision: int = 0


@dataclass
class History:
    first_resolved_at: int | None = None
    resolved_at: int | None = None
    reopens: int | None = None
    solves: int | None = None
    status: str | None = None
    agent: str | None = None
    first_assigned_at: int | None = None
    seconds: dict[str, int] = field(default_factory=dict)


def histories(changes: list[Change], created: dict[str, int]) -> dict[str, History]:
    """The history of each ticket, created at these instants."""
    ordered = sorted(changes, key=lambda change: change.ticket)
    return {ticket: _history(list(some), created[ticket]) for ticket, some in groupby(ordered, lambda one: one.ticket)}


def _history(changes: list[Change], created: int) -> History:
    found = History()
    said = [change for change in changes if change.status is not None]
    said.sort(key=lambda change: (change.at, change.revision, ORDER.index(change.status or "")))
    if said:
        _walk(found, said, created)
    assigned = [change for change in changes if change.agent is not None]
    assigned.sort(key=lambda change: (change.at, change.revision, change.agent))
    if assigned:
        found.first_assigned_at = assigned[0].at
        until = [one for one in assigned if found.resolved_at is None or one.at <= found.resolved_at]
        found.agent = (until or assigned)[-1].agent
    return found


def _walk(found: History, said: list[Change], created: int) -> None:
    status, since = "new", created
    solved: list[int] = []
    spans: list[tuple[str, int, int]] = []
    found.reopens = 0
    for change in said:
        now = change.status or ""
        if now == status:
            continue
        if since < change.at:
            spans.append((status, since, change.at))
        if now in DONE and status not in DONE:
            solved.append(change.at)
        if status in DONE and now in ORDER[:4]:
            found.reopens += 1
        status, since = now, change.at
    stepped = len({change.status for change in said}) > 1 or said[0].status != "new"
    found.status = status if stepped else None
    if not stepped:
        found.reopens = None
        return
    found.solves = len(solved)
    found.first_resolved_at = solved[0] if solved else None
    if status in DONE and solved:
        found.resolved_at = solved[-1]
        for name in ORDER[:4]:
            found.seconds[name] = sum(end - begin for one, begin, end in spans if one == name and begin < solved[-1])
