"""What became of a ticket? Its solves, reopens, time in each status and assignees, out of the changes of its fields."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cx_cli.facts.fact_table import Problem, claims, instants, numbers
from cx_cli.frozen import frozen
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.ids import numbered
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.profile import aliases, fold
from cx_cli.normalise.rows import NEVER, Bools, Column, Instants, Ints, Numbers, Rows, Words
from cx_cli.normalise.vocabulary import Ids

STATUSES = ("new", "open", "pending", "on_hold", "resolved", "closed", "merged", "deleted", "spam")
"""In the order in which changes of one ticket in the same second are taken to have come, where no revision says."""
_NEW, _RESOLVED, _CLOSED = 0, 4, 5
TIMED = STATUSES[:_RESOLVED]
GIVES = (
    "first_assigned_at",
    "first_resolved_at",
    "resolved_at",
    "status",
    "agent",
    "reopens",
    "solves",
    *(f"{status}_seconds{ending}" for status in TIMED for ending in ("", "_business")),
    "waiting_stops",
)
"""The columns of tickets that a history gives."""
NEEDS = frozenset({"ticket_id", "changed_at", "field", "old", "new", "agent", "created_at", "revision", "snapshot"})
"""The columns of changes that it is worked out from."""


@frozen
class Steps:
    """The changes of status that are one, ticket by ticket in order of time: ticket, instant, status, and the one
    before it."""

    ticket: Ints
    at: Ints
    status: Ints
    before: Ints

    @property
    def solves(self) -> Bools:
        """Resolved, or closed without having been: solved to closed is no new solve."""
        return _is_done(self.status) & ~_is_done(self.before)

    @property
    def reopens(self) -> Bools:
        return _is_done(self.before) & (self.status < _RESOLVED)


@frozen
class Priorities:
    """The changes of priority, ticket by ticket in order of time: codes into ``words``, -1 for none."""

    ticket: Ints
    at: Ints
    old: Ints
    new: Ints
    words: tuple[str, ...]


@frozen
class Histories:
    """``tickets`` has a row per ticket that any change names, in the order of ``ids``: ``created_at`` is the instant
    of creation that the changes tell, or the first change; ``first_status`` is the code of the status before the first
    change of it, at ``status_changed_at`` (NEVER: no change of status is known). ``solved`` and ``solved_at`` are the
    ticket and the instant of every solve, in order; ``steps`` are the changes of status, ``priorities`` of priority.
    ``snapshots``: every row is of the whole ticket, so that the history gives only what the ticket's own row does not
    say."""

    ids: Ids
    tickets: Rows
    solved: Ints
    solved_at: Ints
    steps: Steps
    priorities: Priorities
    snapshots: bool = False


def histories_of(changes: Rows) -> Histories:
    """The history of every ticket; a change that is there twice counts once, and the order of rows can't be seen."""
    column = changes.columns["ticket_id"]
    assert isinstance(column, Words)
    ticket, ids = numbered(column)
    n = len(ids)
    changed_at = instants(changes, "changed_at")
    steps, first_status = _steps(changes, ticket, changed_at, n)
    solves = np.flatnonzero(steps.solves)
    first_solve, last_solve = _first(steps.ticket[solves], solves, n), _last(steps.ticket[solves], solves, n)
    last_status = _at(steps.status, _last(steps.ticket, np.arange(len(steps.ticket)), n), -1)
    resolved_at = np.where(_is_done(last_status), _at(steps.at, last_solve, NEVER), NEVER)
    first_change = _earliest(ticket, changed_at, n)
    created = _earliest(ticket, instants(changes, "created_at"), n)
    columns: dict[str, Column] = {
        "ticket_id": Words(np.arange(n, dtype=np.int32), ids),
        "created_at": Instants(np.where(created == NEVER, first_change, created)),
        "status": Words(last_status.astype(np.int32), STATUSES),
        "first_resolved_at": Instants(_at(steps.at, first_solve, NEVER)),
        "resolved_at": Instants(resolved_at),
        "reopens": _counted(steps, steps.reopens, n),
        "solves": _counted(steps, steps.solves, n),
        "waiting_stops": _counted(steps, (steps.status == 2) | (steps.status == 3), n),
        "first_status": Numbers(first_status.astype(np.float64)),
        "status_changed_at": Instants(_earliest(steps.ticket, steps.at, n)),
        **_durations(steps, last_solve, resolved_at, n),
        **_assignees(changes, ticket, changed_at, resolved_at),
        PLACE: Instants(_earliest(ticket, instants(changes, PLACE), n)),
    }
    priorities = _priorities(changes, ticket, changed_at)
    snapshots = bool((claims(changes, "snapshot") == 1).all())
    return Histories(ids, Rows(n, columns), steps.ticket[solves], steps.at[solves], steps, priorities, snapshots)


def _priorities(changes: Rows, ticket: Ints, changed_at: Ints) -> Priorities:
    rows = np.flatnonzero(_is_about(changes, "priority") & (ticket >= 0) & (changed_at != NEVER))
    revision = np.nan_to_num(numbers(changes, "revision")[rows])
    rows = rows[order_of(revision, changed_at[rows], ticket[rows])]
    nothing = Words(np.full(changes.n, -1, dtype=np.int32), ())
    old, new = (changes.columns.get(name, nothing) for name in ("old", "new"))
    assert isinstance(old, Words)
    assert isinstance(new, Words)
    later = np.where(new.codes >= 0, new.codes + len(old.words), -1)[rows].astype(np.int64)
    return Priorities(ticket[rows], changed_at[rows], old.codes[rows].astype(np.int64), later, (*old.words, *new.words))


def unknown_statuses(changes: Rows) -> list[Problem]:
    """The changes of status to a word that means none: they are no steps."""
    column = changes.columns.get("new")
    if not isinstance(column, Words):
        return []
    unknown = np.flatnonzero(_is_about(changes, "status") & column.known() & (_statuses(changes, "new") < 0))
    codes = column.codes
    return [Problem("new", "unknown-status", unknown, lambda row: column.words[codes[row]])] if len(unknown) else []


def with_first_status(tickets: Rows) -> Rows:
    """The tickets with the time from creation to the first change of status added to the status they were in."""
    since, until = instants(tickets, "created_at"), instants(tickets, "status_changed_at")
    status = numbers(tickets, "first_status")
    known = (since != NEVER) & (until != NEVER) & (since < until)
    waited = np.where(known, until - np.where(known, since, 0), 0)
    more = {
        f"{name}_seconds": Numbers(numbers(tickets, f"{name}_seconds") + np.where(status == code, waited, 0))
        for code, name in enumerate(TIMED)
    }
    return tickets.with_columns(more)


def _steps(changes: Rows, ticket: Ints, changed_at: Ints, n: int) -> tuple[Steps, Ints]:
    """The steps, and of each ticket the status before its first."""
    about = _is_about(changes, "status")
    status, old = _statuses(changes, "new"), _statuses(changes, "old")
    rows = np.flatnonzero(about & (status >= 0) & (ticket >= 0) & (changed_at != NEVER))
    revision = np.nan_to_num(numbers(changes, "revision")[rows])
    rows = rows[order_of(status[rows], revision, changed_at[rows], ticket[rows])]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = ticket[rows[1:]] != ticket[rows[:-1]]
    begun = np.where(old[rows] >= 0, old[rows], _NEW)
    before = np.where(first, begun, np.roll(status[rows], 1))
    first_status = np.full(n, _NEW, dtype=np.int64)
    first_status[ticket[rows[first]]] = before[first]
    kept = rows[status[rows] != before]
    return Steps(ticket[kept], changed_at[kept], status[kept], before[status[rows] != before]), first_status


def _statuses(changes: Rows, name: str) -> Ints:
    """The status that each cell means, -1 for none."""
    column = changes.columns.get(name)
    if not isinstance(column, Words):
        return np.full(changes.n, -1, dtype=np.int64)
    meanings = aliases().words["status"]
    codes = {word: code for code, word in enumerate(STATUSES)}
    table = [codes.get(word, codes.get(meanings.get(fold(word), ""), -1)) for word in column.words]
    return np.array([*table, -1], dtype=np.int64)[column.codes]


def _durations(steps: Steps, last_solve: Ints, resolved_at: Ints, n: int) -> Mapping[str, Column]:
    """Seconds in each status up to the last solve, the time before the first change left out; NaN while unresolved."""
    index = np.arange(len(steps.ticket))
    before = (index < last_solve[steps.ticket]) & (resolved_at[steps.ticket] != NEVER)
    seconds = np.zeros(len(index))
    seconds[:-1] = steps.at[1:] - steps.at[:-1]
    found: dict[str, Column] = {}
    for code, name in enumerate(TIMED):
        rows = np.flatnonzero(before & (steps.status == code))
        spent = np.bincount(steps.ticket[rows], weights=seconds[rows], minlength=n)
        found[f"{name}_seconds"] = Numbers(np.where(resolved_at == NEVER, np.nan, spent))
    return found


def _assignees(changes: Rows, ticket: Ints, changed_at: Ints, resolved_at: Ints) -> Mapping[str, Column]:
    """The assignee at the last solve, else the last one, and when an agent was first assigned."""
    n = len(resolved_at)
    said, words = assigned(changes)
    rows = np.flatnonzero((said >= 0) & (ticket >= 0) & (changed_at != NEVER))
    if not len(rows):
        return {}
    rank = np.argsort(np.argsort(np.array(words)))
    revision = np.nan_to_num(numbers(changes, "revision")[rows])
    rows = rows[order_of(rank[said[rows]], revision, changed_at[rows], ticket[rows])]
    by_then = rows[(resolved_at[ticket[rows]] == NEVER) | (changed_at[rows] <= resolved_at[ticket[rows]])]
    last = np.where((at_solve := _last(ticket[by_then], by_then, n)) >= 0, at_solve, _last(ticket[rows], rows, n))
    return {
        "agent": Words(_at(said, last, -1).astype(np.int32), words),
        "first_assigned_at": Instants(_at(changed_at, _first(ticket[rows], rows, n), NEVER)),
    }


def assigned(changes: Rows) -> tuple[Ints, tuple[str, ...]]:
    """The code of the agent that each row says the ticket is assigned to from then on, -1 for none, and the agents."""
    told, new = changes.columns.get("agent"), changes.columns.get("new")
    agents = told if isinstance(told, Words) else Words(np.full(changes.n, -1, dtype=np.int32), ())
    news = new if isinstance(new, Words) else Words(np.full(changes.n, -1, dtype=np.int32), ())
    about = _is_about(changes, "agent")
    codes = np.where(agents.codes >= 0, agents.codes + len(news.words), -1)
    return np.where(about & (news.codes >= 0), news.codes, codes).astype(np.int64), (*news.words, *agents.words)


def _is_about(changes: Rows, field: str) -> Bools:
    column = changes.columns["field"]
    assert isinstance(column, Words)
    return np.array([*(word == field for word in column.words), False], dtype=np.bool_)[column.codes]


def _is_done(status: Ints) -> Bools:
    return (status == _RESOLVED) | (status == _CLOSED)


def _counted(steps: Steps, chosen: Bools, n: int) -> Numbers:
    """How many steps of each ticket are chosen; NaN for a ticket without a step."""
    known = np.bincount(steps.ticket, minlength=n) > 0
    counts = np.bincount(steps.ticket[chosen], minlength=n)
    return Numbers(np.where(known, counts, np.nan))


def _last(ticket: Ints, rows: Ints, n: int) -> Ints:
    """The last of the rows of each ticket, -1 for none."""
    found = np.full(n, -1, dtype=np.int64)
    found[ticket] = rows
    return found


def _first(ticket: Ints, rows: Ints, n: int) -> Ints:
    return _last(ticket[::-1], rows[::-1], n)


def _at(values: Ints, rows: Ints, missing: int) -> Ints:
    """The value in each of these rows; ``missing`` for row -1."""
    return np.where(rows >= 0, np.append(values, missing)[rows], missing)


def _earliest(ticket: Ints, seconds: Ints, n: int) -> Ints:
    """The earliest known instant of each ticket."""
    rows = np.flatnonzero((ticket >= 0) & (seconds != NEVER))
    found = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(found, ticket[rows], seconds[rows])
    return np.where(found == np.iinfo(np.int64).max, NEVER, found)
