"""In which statuses has a ticket been, and when is a span of time over that stands still in some of them?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import numpy as np

from cx_cli.facts.fact_table import instants, numbers
from cx_cli.facts.history import STATUSES, Histories
from cx_cli.frozen import frozen
from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import NEVER, Bools, Ints, Rows


class Runs(Protocol):
    """A calendar's time: see :class:`~cx_cli.facts.business_time.BusinessTime`."""

    def elapsed(self, starts: Ints, ends: Ints) -> Ints: ...

    def deadline(self, starts: Ints, seconds: Ints) -> Ints: ...


class Always:
    """Time that never stands still."""

    def elapsed(self, starts: Ints, ends: Ints) -> Ints:
        return ends - starts

    def deadline(self, starts: Ints, seconds: Ints) -> Ints:
        return starts + seconds


@frozen
class Stays:
    """Each ticket's time in its statuses: ``row`` of the ticket, start, end (NEVER while it goes on), status; ticket by
    ticket in order of time. ``seen`` are the tickets whose statuses are known."""

    row: Ints
    start: Ints
    end: Ints
    status: Ints
    seen: Bools

    def among(self, statuses: Collection[str]) -> Stays:
        """The stays in these statuses alone."""
        wanted = np.flatnonzero(np.isin(self.status, [STATUSES.index(status) for status in statuses]))
        return Stays(self.row[wanted], self.start[wanted], self.end[wanted], self.status[wanted], self.seen)


def stays_of(tickets: Rows, places: Ints, histories: Histories) -> Stays:
    """The stays of tickets of which ``places`` says which of the history's each is (-1: none), from creation on."""
    steps, known = histories.steps, histories.tickets
    row_of = np.full(len(histories.ids) + 1, -1, dtype=np.int64)
    row_of[places] = np.arange(len(places))
    row_of[-1] = -1
    row = row_of[steps.ticket]
    goes_on = np.ones(len(row), dtype=np.bool_)
    goes_on[:-1] = steps.ticket[1:] != steps.ticket[:-1]
    end = np.where(goes_on, NEVER, np.append(steps.at[1:], NEVER)[: len(row)])
    here = np.flatnonzero(places >= 0)
    begun, until = instants(tickets, "created_at")[here], instants(known, "status_changed_at")[places[here]]
    seen = np.zeros(tickets.n, dtype=np.bool_)
    seen[here] = until != NEVER
    first = np.flatnonzero((begun != NEVER) & (until != NEVER) & (begun < until))
    rows = np.concatenate([row, here[first]])
    starts, ends = np.concatenate([steps.at, begun[first]]), np.concatenate([end, until[first]])
    status = np.concatenate([steps.status, numbers(known, "first_status")[places[here[first]]].astype(np.int64)])
    kept = np.flatnonzero((rows >= 0) & ((ends == NEVER) | (ends > starts)))
    order = kept[order_of(starts[kept], rows[kept])]
    return Stays(rows[order], starts[order], ends[order], status[order], seen)


def no_stays(n: int) -> Stays:
    """Of tickets whose statuses are not known."""
    nothing = np.empty(0, dtype=np.int64)
    return Stays(nothing, nothing, nothing, nothing, np.zeros(n, dtype=np.bool_))


def due_instants(time: Runs, starts: Ints, done: Ints, seconds: Ints, pauses: Stays, rows: Ints) -> Ints:
    """When so many seconds from each start are over that the ticket of ``rows`` did not spend in a pause.

    The pauses of a ticket push its deadline one after the other, up to when what was promised was ``done`` (NEVER: not
    yet). NEVER while a pause goes on that began before the deadline.
    """
    due, paused = time.deadline(starts, seconds), np.zeros(len(starts), dtype=np.int64)
    for mine, pause in _nth(pauses, rows):
        begins, ends, bound = np.maximum(pauses.start[pause], starts[mine]), pauses.end[pause], done[mine]
        ends = np.where((bound != NEVER) & ((ends == NEVER) | (ends > bound)), bound, ends)
        counts = (due[mine] != NEVER) & (begins < due[mine])
        pushed = np.flatnonzero(counts & ((ends == NEVER) | (ends > begins)))
        mine, begins, ends = mine[pushed], begins[pushed], ends[pushed]
        over = ends != NEVER
        due[mine[~over]] = NEVER
        mine, begins, ends = mine[over], begins[over], ends[over]
        paused[mine] += time.elapsed(begins, ends)
        due[mine] = time.deadline(starts[mine], seconds[mine] + paused[mine])
    return due


def used_seconds(time: Runs, starts: Ints, ends: Ints, pauses: Stays, rows: Ints) -> Ints:
    """The seconds from each start to its end, both known, that the ticket of ``rows`` did not spend in a pause."""
    used = time.elapsed(starts, ends)
    for mine, pause in _nth(pauses, rows):
        begins, over = np.maximum(pauses.start[pause], starts[mine]), pauses.end[pause]
        over = np.where(over == NEVER, ends[mine], np.minimum(over, ends[mine]))
        inside = np.flatnonzero(begins < over)
        used[mine[inside]] -= time.elapsed(begins[inside], over[inside])
    return used


def _nth(pauses: Stays, rows: Ints) -> list[tuple[Ints, Ints]]:
    """The first pause of each span's ticket, then the second ...: which spans have one, and which it is."""
    n = int(max(rows.max(initial=-1), pauses.row.max(initial=-1))) + 1
    many = np.bincount(pauses.row, minlength=n)
    first = np.cumsum(many) - many
    found = []
    for nth in range(int(many.max(initial=0))):
        mine = np.flatnonzero(many[rows] > nth)
        found.append((mine, first[rows[mine]] + nth))
    return found
