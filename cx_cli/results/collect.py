"""Which fact rows were tallied, and which rows were set aside before that?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cx_cli.facts.fact_table import Problem, Working
from cx_cli.facts.promise_kinds import promise_kinds
from cx_cli.facts.supply import FACT_TABLES, Supply
from cx_cli.facts.targets import targets_of
from cx_cli.facts.tickets import settled
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.newest import cleaned_keys
from cx_cli.normalise.rows import Column, Instants, Ints, Rows, Words, end_to_end
from cx_cli.normalise.tables import Table
from cx_cli.results.request import Run

ASIDE = "#aside"
"""The column that says why a row was set aside; missing in the rows that were tallied."""
NEWER = "#newer"
"""Where the newer row stands that took the place of a duplicate: feed, piece and row in one number."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "tickets": ("ticket_id",),
    "solves": ("ticket_id",),
    "targets": ("ticket_id", "promise"),
    "replies": ("ticket_id", "message_id"),
    "surveys": ("survey_id", "ticket_id"),
    "calls": ("call_id",),
    "customers": ("customer_id",),
    "orders": ("order_id", "customer_id"),
    "reviews": ("review_id", "ticket_id"),
    "mentions": ("mention_id",),
    "sessions": ("session_id", "customer_id"),
    "contacts": ("customer_id",),
    "texts": ("mention_id", "survey_id"),
}
"""What a row of each fact table is known by."""
TIMES: Mapping[str, tuple[str, ...]] = {"targets": ("promised_at", "done_at")}
"""What flags of a fact table are worked out from, beside what they say themselves that they read."""


@dataclass
class _Part:
    rows: Rows
    problems: list[Problem]


@dataclass
class Collector:
    """Keeps every fact row with its key, its place in a file and what a formula is worked out from.

    It is told the rows by :func:`cx_cli.results.compute.compute`; when that is done, ``tally``, ``runs`` and ``as_of``
    are there. Rows are kept in memory, all of them.
    """

    parts: dict[str, list[_Part]] = field(default_factory=dict)
    aside: list[tuple[str, Rows]] = field(default_factory=list)
    runs: Sequence[Run] = ()
    supply: Mapping[str, Supply] = field(default_factory=dict)
    tally: Tally | None = None
    as_of: int | None = None

    def begin(self, runs: Sequence[Run], supply: Mapping[str, Supply]) -> dict[str, frozenset[str]]:
        """Forgets all; returns the columns of each fact table that are wanted beside those that formulas read."""
        self.parts, self.aside, self.tally, self.runs, self.supply = {}, [], None, runs, supply
        wanted: dict[str, frozenset[str]] = {}
        for run in runs:
            facts = run.formula.facts
            named = {name for name in KEYS[facts] if name in supply[facts].schema}
            wanted[facts] = wanted.get(facts, frozenset()) | named | {PLACE, *sources_of(run, supply[facts])}
        return wanted

    def add(self, facts: str, rows: Rows, problems: Sequence[Problem]) -> None:
        """Fact rows as they are tallied, and what was wrong with them."""
        self.parts.setdefault(facts, []).append(_Part(rows, list(problems)))

    def set_aside(self, table: Table, rows: Rows, kept: Ints) -> None:
        """Rows of a table of which only those of these numbers are kept, being the newest of their key."""
        others = np.setdiff1d(np.arange(rows.n), kept)
        keys = cleaned_keys(rows, table)
        places = rows.columns[PLACE]
        assert isinstance(places, Instants)
        newest = np.zeros(int(keys.max(initial=-1)) + 1, dtype=np.int64)
        keyed = kept[keys[kept] >= 0]
        newest[keys[keyed]] = places.seconds[keyed]
        why = Words(np.zeros(len(others), dtype=np.int32), ("duplicate: a newer row",))
        self._put_aside(table, rows.take(others), why, {NEWER: Instants(newest[keys[others]])})

    def exclude(self, table: Table, rows: Rows) -> None:
        """Rows that are merged, deleted or spam."""
        status = rows.columns.get("status")
        words = status.words if isinstance(status, Words) else ()
        codes = status.codes if isinstance(status, Words) else np.full(rows.n, -1, dtype=np.int32)
        reasons = (*(f"excluded: {word}" for word in words), "excluded: discarded")
        flagged = [*(word.casefold() not in ("merged", "deleted", "spam") for word in words), True]
        last = np.array([len(words) if other else code for code, other in enumerate(flagged)], dtype=np.int32)
        self._put_aside(table, rows, Words(last[codes], reasons), {})

    def finish(self, tally: Tally, as_of: int | None) -> None:
        self.tally, self.as_of = tally, as_of

    def rows_of(self, facts: str) -> tuple[Rows, list[Problem]]:
        """All rows of a fact table, those set aside last (:data:`ASIDE`), and the problems with their numbers."""
        parts, problems, before = self.parts.get(facts, []), [], 0
        for part in parts:
            problems += [Problem(p.column, p.problem, p.rows + before, p.example) for p in part.problems]
            before += part.rows.n
        return end_to_end([*(part.rows for part in parts), *self._aside_of(facts)]), problems

    def _put_aside(self, table: Table, rows: Rows, why: Column, more: Mapping[str, Column]) -> None:
        if rows.n:
            few = {name: _own_words(column) for name, column in {**rows.columns, ASIDE: why, **more}.items()}
            self.aside.append((table.name, Rows(rows.n, few)))

    def _aside_of(self, facts: str) -> list[Rows]:
        """The rows of the source that would have been fact rows; of those that are built of several rows none."""
        fact_table = FACT_TABLES[facts]
        found = [rows for table, rows in self.aside if table == fact_table.source.name]
        if fact_table.build or facts in ("solves", "contacts"):
            return []
        if fact_table.source.name == "tickets":
            found = [settled(rows) for rows in found]
        assert self.tally is not None
        labels = {name for grouping in self.tally.groupings for name in grouping.columns}
        names = frozenset(labels & {fact.name for fact in fact_table.facts})
        names = names.union(*(run.columns() for run in self.runs if run.formula.facts == facts))
        working = Working(self.as_of, self.tally.calendar.zone.name)
        if facts == "targets":
            kept = {*names, *KEYS[facts], PLACE, ASIDE, NEWER, *self.supply[facts].at_hand()}
            kinds = promise_kinds(self.supply[facts].columns)
            found = [targets_of(rows, kind, kept) for rows in found for kind in kinds]
        return [fact_table.work_out(rows, names, working) for rows in found]


def _own_words(column: Column) -> Column:
    """The column without the words that none of its cells has."""
    if not isinstance(column, Words):
        return column
    used, codes = np.unique(column.codes, return_inverse=True)
    kept = used[used >= 0]
    return Words((codes - (len(used) - len(kept))).astype(np.int32), tuple(column.words[code] for code in kept))


def sources_of(run: Run, supply: Supply) -> frozenset[str]:
    """The columns at hand that those of the formula are worked out from, and the instants that its rows have."""
    names = run.columns()
    facts = supply.facts
    own = {name for name, kind in facts.own_columns if kind == "instant" and facts.source.name != "tickets"}
    own |= {*TIMES.get(facts.name, ())}
    found = facts.sources(names - own) | own | names
    return frozenset(name for name in found if name in supply.schema and supply.missing([name]) is None)
