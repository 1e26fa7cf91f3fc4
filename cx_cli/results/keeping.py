"""Which rows may a page name? The oldest that are open and the first broken promises of each period, kept while rows
go by, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cx_cli.facts.fact_table import claims, instants
from cx_cli.frozen import frozen
from cx_cli.metrics.blocks import Window
from cx_cli.metrics.calendar import Calendar
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.rows import SOMETIME, Bools, Ints, Rows, Words

MOST = 20
"""So many rows of a kind are named."""
OPEN = "open"
PROMISES: Mapping[str, str] = {"sla_first_reply": "first_reply", "sla_resolution": "resolution"}
"""Metric -> the kind of promise whose broken ones are named."""
NEEDED: Mapping[str, frozenset[str]] = {
    "tickets": frozenset({PLACE, "created_at", "resolved_at"}),
    "targets": frozenset({PLACE, "promise", "due_at", "done_at", "met", "decided"}),
}
"""The columns of each fact table that the rows are chosen by."""
_MOST_HELD = 100_000
Ids = Callable[[Ints], Sequence[str]]
"""The ids at these places of a piece."""


@frozen
class Kept:
    """The first of ``n`` rows of a kind: when, where, when done (``NEVER``: not yet), and their ids."""

    n: int
    at: Ints
    places: Ints
    done: Ints
    ids: tuple[str, ...]


_EMPTY = np.empty(0, dtype=np.int64)
_NONE = Kept(0, _EMPTY, _EMPTY, _EMPTY, ())


@dataclass
class Keeper:
    """Is shown every fact row of tickets and promises; keeps no more than :data:`MOST` of a kind and period.

    ``complete`` is false once more promises were waiting for the end of the data than their ids are worth keeping.
    """

    window: Window = field(default_factory=Window)
    calendar: Calendar | None = None
    where: str = ""
    kept: dict[tuple[str, int], Kept] = field(default_factory=dict)
    complete: bool = True
    _ids: Ids = field(default=lambda places: [""] * len(places))
    _held: dict[int, str] = field(default_factory=dict)

    def start(self, window: Window, calendar: Calendar, where: str) -> None:
        """All is read from its beginning, for what falls into this window and where this is true."""
        self.window, self.calendar, self.where = window, calendar, where
        self.forget()

    def begin(self, ids: Ids) -> None:
        """The rows of a piece come, whose ids are these."""
        self._ids = ids

    def forget(self) -> None:
        """Tickets are read again."""
        self.kept, self._held, self.complete = {}, {}, True

    def hold(self, rows: Rows) -> None:
        """Promises that are added once all is read, when their piece is gone: their ids are noted."""
        if len(self._held) + rows.n > _MOST_HELD:
            self.complete = False
            return
        places = instants(rows, PLACE)
        self._held.update(zip(places.tolist(), self._ids(places), strict=True))

    def end(self) -> None:
        """What comes from here on are rows that were held."""
        self._ids = lambda places: [self._held.get(place, "") for place in places.tolist()]

    def add(self, facts: str, rows: Rows) -> None:
        """Fact rows as they are tallied."""
        if facts == "tickets":
            created, resolved = instants(rows, "created_at"), instants(rows, "resolved_at")
            still = (created > SOMETIME) & self.window.before_close(created) & ~self.window.before_close(resolved)
            self._keep(OPEN, rows, self._asked(rows, still), created, dated=False)
        elif facts == "targets":
            due, promise = instants(rows, "due_at"), rows.columns["promise"]
            missed = (claims(rows, "decided") == 1) & (claims(rows, "met") != 1) & (due > SOMETIME)
            assert isinstance(promise, Words)
            for kind in PROMISES.values():
                if kind in promise.words:
                    mine = missed & (promise.codes == promise.words.index(kind))
                    self._keep(kind, rows, self._asked(rows, mine), due, dated=True)

    def _asked(self, rows: Rows, chosen: Bools) -> Ints:
        if self.where and chosen.any():
            assert self.calendar is not None
            chosen = chosen & Evaluator(rows, self.calendar.zone.name).true(self.where)
        return np.flatnonzero(chosen)

    def _keep(self, kind: str, rows: Rows, numbers: Ints, at: Ints, *, dated: bool) -> None:
        if not len(numbers):
            return
        assert self.calendar is not None
        places, done = instants(rows, PLACE), instants(rows, "done_at")
        numbers = numbers[np.lexsort((places[numbers], at[numbers]))]
        periods = self.calendar.periods(at[numbers]) if dated else np.zeros(len(numbers), dtype=np.int64)
        begins = np.flatnonzero(np.diff(periods, prepend=periods[0] - 1))
        for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(numbers)], strict=True):
            first = numbers[begin:end][:MOST]
            key = (kind, int(periods[begin]))
            before = self.kept.get(key, _NONE)
            if len(before.at) == MOST and at[first[0]] > before.at[-1]:  # the usual case where a file is in order
                self.kept[key] = Kept(before.n + end - begin, before.at, before.places, before.done, before.ids)
            else:
                self.kept[key] = self._merged(before, end - begin, at[first], places[first], done[first])

    def _merged(self, before: Kept, n: int, at: Ints, places: Ints, done: Ints) -> Kept:
        ids = (*before.ids, *self._ids(places))
        at, places = np.concatenate([before.at, at]), np.concatenate([before.places, places])
        order = np.lexsort((places, at))[:MOST]
        done = np.concatenate([before.done, done])[order]
        return Kept(before.n + n, at[order], places[order], done, tuple(ids[i] for i in order.tolist()))


def ids_among(rows: Rows) -> Ids:
    """The ids of rows that have them, by their places."""
    places, column = instants(rows, PLACE), rows.columns.get("ticket_id")
    order = np.argsort(places)

    def at(wanted: Ints) -> list[str]:
        if not isinstance(column, Words):
            return [""] * len(wanted)
        found = column.take(order[np.searchsorted(places, wanted, sorter=order)])
        return [cell or "" for cell in found.cells()]

    return at
