"""Which rows stand behind a metric's number in one slice: what does each add to n, does it hit, and why not?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.facts.fact_table import Problem
from cx_cli.facts.supply import FACT_TABLES
from cx_cli.normalise.rows import NEVER, Bools, Floats, Instants, Rows, Words, missing_column
from cx_cli.results.assemble import horizon_of
from cx_cli.results.collect import ASIDE, Collector
from cx_cli.results.members import STAYING, Cut, Members
from cx_cli.results.parts import Anatomy, Part, Parts, anatomy_of
from cx_cli.results.reasons import Reasons, Verdicts, described
from cx_cli.results.request import Request, Run

SHOWS = ("counted", "not-counted", "hit", "missed")
"""Which of the rows may be asked for."""


@dataclass
class Behind:
    """The rows of a metric's fact table, those set aside last; every mask is as long as ``rows``.

    ``counted`` are the rows in n, ``adds`` what each adds to it (their sum is the report's n where ``anatomy.adds_up``
    and n counts rows), ``hit`` those of them that the numerator takes too, None where the metric has nothing of the
    kind. ``elsewhere`` are the rows that ``--where`` or the slice leaves to others.
    """

    run: Run
    cut: Cut
    rows: Rows
    anatomy: Anatomy
    members: Members
    problems: list[Problem]
    where: str

    @cached_property
    def aside(self) -> Bools:
        """The rows that were never tallied: duplicates, merged, deleted and spam."""
        column = self.rows.columns.get(ASIDE)
        return column.known() if column is not None else np.zeros(self.rows.n, dtype=np.bool_)

    @cached_property
    def undefined(self) -> str:
        """Why the report has no n here at all; '' where it has one."""
        whats = {part.term.what for part in self.anatomy.n}
        if self.cut.period is None and self.members.tally.window.since is None and whats & {"cohort", "lost"}:
            return "no --since, and no period, says when it begins"
        if self.cut.period is not None and self.cut.period > self.members.horizon.last and "stock" in whats:
            return "the data end before the period"
        return ""

    @cached_property
    def adds(self) -> Floats:
        """What each row adds to n; a row whose key is counted adds 1 here, however many rows have the key."""
        return self._shares(self.anatomy.n)

    @cached_property
    def counted(self) -> Bools:
        return self.adds != 0

    @cached_property
    def n(self) -> float | None:
        """What the rows add up to: the report's n, None where that is no number of rows or keys (such as days)."""
        if not self.anatomy.adds_up:
            return None
        key = self.anatomy.key
        return float(len(np.unique(self.members.keys(key)[self.counted]))) if key else float(self.adds.sum())

    @cached_property
    def hit(self) -> Bools | None:
        hits = self.anatomy.hits
        if hits is None:
            return None
        taken = self._shares(hits) > 0
        if self.anatomy.key:
            keys = self.members.keys(self.anatomy.key)
            taken = np.isin(keys, keys[taken])
        return self.counted & (~taken if self.anatomy.against else taken)

    @cached_property
    def elsewhere(self) -> Bools:
        """Rows that are not asked about: --where is not true of them, or they belong to another slice."""
        out = np.zeros(self.rows.n, dtype=np.bool_)
        if self.where:
            out |= ~self.members.evaluator.true(self.where)
        belongs = [self._may_belong(part) for part in self.anatomy.n if part.times > 0]
        return (out | ~np.logical_or.reduce(belongs)) & ~self.counted if belongs else out & ~self.counted

    def mask(self, show: str) -> Bools:
        """The rows of one of :data:`SHOWS`. Raises UsageError where a metric has no rows that hit or miss."""
        if show == "counted":
            return self.counted
        if show == "not-counted":
            return ~self.counted & ~self.elsewhere
        if self.hit is None:
            raise self._nothing_misses(show)
        return self.hit if show == "hit" else self.counted & ~self.hit

    def reasons(self) -> Verdicts:
        """Why each row is in or out; of a counted row that misses, why it does."""
        verdicts = Verdicts(self.rows.n)
        self._tell_aside(verdicts)
        reasons = Reasons(self.members, FACT_TABLES[self.run.formula.facts], self.problems)
        out = ~self.counted & ~self.elsewhere
        if self.undefined:
            verdicts.blame(out, self.undefined)
        for part in self.anatomy.n:
            if part.times < 0:
                term = part.term
                verdicts.blame(out & self._taken(part), f"taken out again: {term.condition or described(term)}")
        for part in self.anatomy.n:
            if part.times > 0:
                reasons.kept_out(part.term, self._cut(part), out, verdicts)
        verdicts.blame(out, "in no term of n")
        if self.hit is not None:
            hits = self.anatomy.hits or ()
            said = self.counted & ~self.hit if self.anatomy.against else self.hit
            for part in hits:
                reasons.let_in(part.term, said & self._taken(part), verdicts)
            missed = self.counted & ~self.hit
            for part in hits if not self.anatomy.against else ():
                if part.times < 0:
                    verdicts.blame(missed & self._taken(part), f"taken out again: {described(part.term)}")
            for part in hits if not self.anatomy.against else ():
                reasons.kept_out(part.term, self._cut(part), missed, verdicts)
        for part in self.anatomy.n:
            reasons.let_in(part.term, self.counted & self._taken(part), verdicts)
        return verdicts

    def _tell_aside(self, verdicts: Verdicts) -> None:
        column = self.rows.columns.get(ASIDE)
        if isinstance(column, Words):
            for code, word in enumerate(column.words):
                verdicts.blame(column.codes == code, word)

    def _cut(self, part: Part) -> Cut:
        return self.cut.across(part.across) if part.across else self.cut

    def _taken(self, part: Part) -> Bools:
        return self.members.take(part.term, self._cut(part)) & ~self.aside

    def _shares(self, parts: Parts) -> Floats:
        total = np.zeros(self.rows.n)
        for part in parts if not self.undefined else ():
            shares = part.times * self.members.shares(part.term) if self.anatomy.adds_up else 1.0
            total += np.where(self._taken(part), shares, 0.0)
        return total

    def _may_belong(self, part: Part) -> Bools:
        """Whether a row has the slice's labels, and no date that puts it into another period."""
        cut, term = self._cut(part), part.term
        labelled = self.members.labelled(cut)
        if cut.period is None or term.what in STAYING:
            return labelled
        periods = self.members.periods(term.at)
        column = self.members.rows.columns[term.at]
        assert isinstance(column, Instants)
        dated = (column.seconds != NEVER) & (periods != cut.period)
        inside = self.members.in_window(term.at)
        return labelled & ~(dated & inside)

    def _nothing_misses(self, show: str) -> UsageError:
        name, formula = self.run.shown.metric.name, self.run.formula.text
        return UsageError(
            f"--{show}: no row of {name} hits or misses",
            slug="no-misses",
            facts=[("formula", formula), ("rows", "hit or miss where the formula is a share: count(a) / count(b)")],
            fix=f"cx tickets {name} FILE --counted",
        )


class Ledger:
    """The rows of every fact table that was computed, to be asked metric by metric and slice by slice.

    ``collector`` has been through :func:`cx_cli.results.compute.compute` with this request.
    """

    def __init__(self, collector: Collector, request: Request):
        assert collector.tally is not None
        self.collector = collector
        self.where = request.where
        self.horizon = horizon_of(collector.tally, request, collector.runs, collector.as_of)
        self._members: dict[str, tuple[Members, list[Problem]]] = {}

    def behind(self, run: Run, cut: Cut) -> Behind:
        """The rows behind one of ``collector.runs`` in a slice of one of the breakdowns that were computed."""
        members, problems = self._of(run.formula.facts)
        anatomy = anatomy_of(run.formula, run.shown.metric.unit)
        return Behind(run, cut, members.rows, anatomy, members, problems, self.where)

    def _of(self, facts: str) -> tuple[Members, list[Problem]]:
        if facts not in self._members:
            rows, problems = self.collector.rows_of(facts)
            tally, schema = self.collector.tally, self.collector.supply[facts].schema
            assert tally is not None
            names = frozenset().union(*(run.columns() for run in self.collector.runs if run.formula.facts == facts))
            absent = {name: missing_column(schema[name], rows.n) for name in names if name not in rows.columns}
            self._members[facts] = Members(tally, facts, rows.with_columns(absent), self.horizon), problems
        return self._members[facts]
