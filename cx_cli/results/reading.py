"""What values does a tally hold? Ratios and percentiles are read from its terms at the very end."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.facts.business_time import BusinessTime
from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import DAY
from cx_cli.metrics.estimator import Difference, Mean, Share, estimator_of
from cx_cli.metrics.formula import Formula, Term
from cx_cli.metrics.keyed_states import Purchases, Repeats
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.slices import NO_PERIOD, PERIOD, UNDATED
from cx_cli.metrics.states import Count, Spans, Sum, Values
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results import intervals
from cx_cli.results.distribution import Figures, figures_of
from cx_cli.results.presence import present, survivals
from cx_cli.results.purchasing import models_of
from cx_cli.results.rollup import RollUp, Target, target_of
from cx_cli.results.survival import Curves

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_SLICES = 1_000_000


@frozen
class Horizon:
    """Where the data end: ``first`` and ``last`` period of the report, and the instants that bound them."""

    first: int
    last: int
    starts_on: int
    """The first local day that the data cover, as a day number."""
    ends_before: int
    """The first local day after the last one that the data cover."""
    ends_at: int
    """The UTC second up to which a stock is known: ``as_of``, or ``until`` when that is earlier."""


class Reader:
    """Reads formulas from one breakdown of a tally; ``clocks`` has the calendar of metrics in business time."""

    def __init__(self, rollup: RollUp, horizon: Horizon, clocks: Mapping[str, BusinessTime] | None = None):
        self.rollup = rollup
        self.calendar = rollup.tally.calendar
        self.dated = rollup.grouping.dated
        self.horizon = horizon
        self.clocks = clocks or {}
        self._terms: dict[tuple[Term, int], Floats] = {}
        self._targets: dict[str, Target] = {}
        self._models: dict[tuple[Term, int], dict[str | None, Figures]] = {}
        self._curves: tuple[tuple[Term, str], Curves] | None = None
        self._sorted: tuple[Term, NDArray[np.generic], Ints] | None = None

    def target(self, facts: str) -> Target:
        """Every slice in which the fact table has a row or a stock; without other columns every period."""
        if facts not in self._targets:
            self._targets[facts] = self._observed(facts)
        return self._targets[facts]

    def read(self, formula: Formula, metric: Metric, statistic: str | None, target: Target) -> Figures:
        """The figures of one metric and statistic."""
        if formula.what() == "bg_nbd":
            return self._purchases(formula, metric, statistic, target)
        if statistic is not None:
            return self._quantiles(formula, metric, statistic, target)
        values, n = self._value(formula, formula.tree, target), self._denominator(formula, target)
        if metric.unit == "percent":
            values = self._percent(formula, target, values)
        low = high = np.full(len(target), np.nan)
        match estimator_of(formula, metric.unit):
            case Share(hits, total):
                low, high = intervals.wilson(self._value(formula, hits, target), self._value(formula, total, target))
                low, high = 100 * low, 100 * high
            case Difference(plus, minus, total):
                parts = (self._value(formula, node, target) for node in (plus, minus, total))
                low, high = intervals.difference(*parts)
                low, high = 100 * low, 100 * high
            case Mean(total, squares, count):
                sums = self.term(total, target), self.term(squares, target)
                low, high = intervals.mean(*sums, self._value(formula, count, target))
                if metric.unit == "percent":
                    low, high = 100 * low, 100 * high
        return Figures(values, n, low, high)

    def term(self, term: Term, target: Target) -> Floats:
        """An additive term in each slice of the target."""
        key = (term, id(target))
        if key not in self._terms:
            if term.what in ("cohort", "lost"):
                self._terms[key] = present(self._spans(term), self.rollup, target, lost=term.what == "lost")
            else:
                self._terms[key] = self._stock(term, target) if term.what == "stock" else self._sum(term, target)
        return self._terms[key]

    def _spans(self, term: Term) -> Spans:
        state = self.rollup.block(term.facts, term.at).states.get(term, Spans())
        assert isinstance(state, Spans)
        return state

    def _purchases(self, formula: Formula, metric: Metric, statistic: str | None, target: Target) -> Figures:
        assert isinstance(formula.tree, ast.Call)
        term = formula.term_of(formula.tree)
        assert term is not None
        state = self.rollup.block(term.facts, term.at).states.get(term, Purchases())
        assert isinstance(state, Purchases)
        key = (term, id(target))
        if key not in self._models:
            ends_before = self.horizon.ends_before * DAY
            self._models[key] = models_of(state, self.rollup, target, ends_before, metric.parameters["horizon_weeks"])
        return self._models[key][statistic]

    def _sum(self, term: Term, target: Target) -> Floats:
        block = self.rollup.block(term.facts, term.at)
        match block.states.get(term):
            case None:
                return np.zeros(len(target))
            case Sum() as state:
                return state.totals(self.rollup.places(block, target), len(target))
            case Count() as state:
                return state.totals(self.rollup.places(block, target), len(target)).astype(np.float64)
            case Repeats() as state:
                return state.counts(self.rollup.places(block, target), len(target)).astype(np.float64)
        raise AssertionError(f"{term.what} is no additive term")

    def _stock(self, term: Term, target: Target) -> Floats:
        """What has started and not ended by the end of each slice's period."""
        state = self.rollup.block(term.facts, term.at).states.get(term)
        if isinstance(state, Spans):
            counted = np.bincount(self._aged(state, target)[0], minlength=len(target)).astype(np.float64)
            return np.where(target.periods > self.horizon.last, np.nan, counted) if self.dated else counted
        first, net = self.rollup.net(term, self.horizon.first, self.horizon.last)
        last = np.clip(target.periods - first, 0, net.shape[1] - 1) if self.dated else target.periods
        stock: Floats = np.cumsum(net, axis=1)[target.groups, last]
        return np.where(target.periods > self.horizon.last, np.nan, stock) if self.dated else stock

    def _observed(self, facts: str) -> Target:
        first, last = self.horizon.first, self.horizon.last
        if not self.rollup.grouping.by:
            return Target(np.zeros(1, dtype=np.int64), np.full(1, UNDATED, dtype=np.int64))
        groups, periods = self.rollup.observed(facts, first)
        if self.rollup.grouping.by == (PERIOD,):
            every = np.arange(first, max([last, *periods[periods < NO_PERIOD].tolist()]) + 1, dtype=np.int64)
            every = np.append(every, np.unique(periods[periods == NO_PERIOD]))
            return Target(np.zeros(len(every), dtype=np.int64), every)
        terms = self.rollup.tally.terms.get(facts, [])
        for term in terms if self.dated else ():
            if term.what in ("cohort", "age"):
                there = self._where(term)
                groups, periods = np.concatenate([groups, there[0]]), np.concatenate([periods, there[1]])
        stocks = {term for term in terms if term.what == "stock"}
        for term in stocks if self.dated else ():
            start, net = self.rollup.net(term, first, last)
            stock = np.cumsum(net, axis=1)
            if np.count_nonzero(stock) > _MOST_SLICES:
                raise UsageError(
                    f"--by {','.join(self.rollup.grouping.by)} makes more than {_MOST_SLICES:,} slices",
                    slug="too-many-slices",
                    fix="--period year, or --since and --until around the dates that matter",
                )
            stocked, columns = np.nonzero(stock)
            inside = columns + start >= first
            groups = np.concatenate([groups, stocked[inside]])
            periods = np.concatenate([periods, columns[inside] + start])
        return target_of(groups, periods)

    def _where(self, term: Term) -> tuple[Ints, Ints]:
        """The groups and periods at whose beginning (``age``: end) anything is present."""
        if term.what == "age":
            return self._in_stock(self._spans(term))[:2]
        n_groups = max(len(self.rollup.names), 1)
        cells = np.arange(n_groups * max(self.horizon.last - self.horizon.first + 1, 0))
        grid = target_of(cells % n_groups, self.horizon.first + cells // n_groups)
        there = present(self._spans(term), self.rollup, grid, lost=False) > 0
        return grid.groups[there], grid.periods[there]

    def _value(self, formula: Formula, node: ast.expr, target: Target) -> Floats:
        match node:
            case ast.Constant(value=int() | float() as value):
                return np.full(len(target), float(value))
            case ast.UnaryOp(operand=operand):
                return -self._value(formula, operand, target)
            case ast.BinOp(left=left, op=op, right=right):
                return _calculate(op, self._value(formula, left, target), self._value(formula, right, target))
            case ast.Call(func=ast.Name(id="days")):
                return self._days(formula, target)
            case ast.Call(func=ast.Name(id="across"), args=[ast.Name(id=column), aggregate]):
                return self._across(column, self._value(formula, aggregate, target), target)
            case ast.Call():
                term = formula.term_of(node)
                assert term is not None
                return self.term(term, target)
        raise AssertionError(f"unchecked formula {formula.text}")

    def _percent(self, formula: Formula, target: Target, values: Floats) -> Floats:
        """A share as 0..100; the numerator is multiplied first, so that 4054 / 5000 is 81.08 and not a hair more."""
        if isinstance(formula.tree, ast.BinOp) and isinstance(formula.tree.op, ast.Div):
            above = self._value(formula, formula.tree.left, target)
            return _calculate(ast.Div(), 100 * above, self._value(formula, formula.tree.right, target))
        return 100 * values

    def _denominator(self, formula: Formula, target: Target) -> Floats:
        return self._value(formula, formula.denominator(), target)

    def _across(self, column: str, values: Floats, target: Target) -> Floats:
        """The sum over every value of one column, in each slice."""
        kept = [place for place, name in enumerate(self.rollup.grouping.columns) if name != column]
        parents: dict[tuple[object, ...], int] = {}
        codes = np.array(
            [
                parents.setdefault((period, *(self.rollup.names[group][place] for place in kept)), len(parents))
                for group, period in zip(target.groups.tolist(), target.periods.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        summed = np.bincount(codes, weights=values).astype(np.float64)
        return summed[codes] if len(codes) else values

    def _days(self, formula: Formula, target: Target) -> Floats:
        """The days of each slice's period that the data cover, from the formula's own first row on."""
        begins = self.rollup.tally.earliest.get((formula.facts, formula.at), 0)
        first, end = max(self.horizon.starts_on, self.calendar.day_of(begins)), self.horizon.ends_before
        if not self.dated:
            return np.full(len(target), float(end - first))
        distinct, places = np.unique(target.periods, return_inverse=True)
        spans = [self.calendar.days(int(period)) for period in distinct]
        covered = [max(min(over, end) - max(begin, first), 0) for begin, over in spans]
        return np.array(covered, dtype=np.float64)[places]

    def _quantiles(self, formula: Formula, metric: Metric, statistic: str, target: Target) -> Figures:
        assert isinstance(formula.tree, ast.Call)
        term = formula.term_of(formula.tree)
        assert term is not None
        if term.what == "survival":
            return self._survivals(term, metric, target).figures(statistic)
        values, offsets = self._values_of(term, target)
        return figures_of(statistic, values, offsets[:-1], np.diff(offsets))

    def _survivals(self, term: Term, metric: Metric, target: Target) -> Curves:
        """The curves of the last metric that was asked for: its statistics are read one after the other."""
        if self._curves is None or self._curves[0] != (term, metric.name):
            self._curves = None
            business = self.clocks.get(metric.name)
            found = survivals(self._spans(term), self.rollup, target, self.horizon.ends_at, business)
            self._curves = ((term, metric.name), found)
        return self._curves[1]

    def _values_of(self, term: Term, target: Target) -> tuple[NDArray[np.generic], Ints]:
        """The sorted values of each slice of the target, end to end, and where each slice begins."""
        if self._sorted is None or self._sorted[0] != term:
            self._sorted = None
            self._sorted = (term, *(self._ages(term, target) if term.what == "age" else self._sort(term, target)))
        return self._sorted[1:]

    def _sort(self, term: Term, target: Target) -> tuple[NDArray[np.generic], Ints]:
        block = self.rollup.block(term.facts, term.at)
        state = block.states.get(term, Values())
        assert isinstance(state, Values)
        return state.sorted_by(self.rollup.places(block, target), len(target))

    def _ages(self, term: Term, target: Target) -> tuple[Floats, Ints]:
        """The age of what is in stock at the end of each slice's period (at ``ends_at`` where that is earlier)."""
        slices, ages = self._aged(self._spans(term), target)
        packed = slices << 40 | ages  # one number is sorted many times as fast as two columns
        packed.sort()
        counts = np.bincount(slices, minlength=len(target))
        ages = packed & (1 << 40) - 1
        return ages.astype(np.float64), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def ages_at_the_end(self, formula: Formula) -> Ints:
        """The age of everything that is in stock where the data end, by a formula that is ``age(...)``."""
        assert isinstance(formula.tree, ast.Call)
        term = formula.term_of(formula.tree)
        assert term is not None
        return self._in_stock(self._spans(term))[2]

    def _aged(self, state: Spans, target: Target) -> tuple[Ints, Ints]:
        """Each row once per slice at the end of whose period it is in stock: the slice, and its age then."""
        groups, periods, ages = self._in_stock(state)
        slices = target.places(groups, periods)
        return slices[slices >= 0], ages[slices >= 0]

    def _in_stock(self, state: Spans) -> tuple[Ints, Ints, Ints]:
        """Each row once per period at whose end it is in stock: its group, the period, and its age then."""
        groups, starts, ends = state.joined()
        groups, still_in = self.rollup.groups(groups), ends == np.iinfo(np.int64).max
        if self.dated:
            last = self.horizon.last
            leaves = np.full(len(ends), last + 1, dtype=np.int64)
            leaves[~still_in] = np.minimum(self.calendar.periods(ends[~still_in]), last + 1)
            begins = np.maximum(self.calendar.periods(starts), self.horizon.first)
            times = np.maximum(leaves - begins, 0)
            rows = np.repeat(np.arange(len(starts)), times)
            step = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
            periods = begins[rows] + step
            starts_of = self.calendar.starts(np.arange(self.horizon.first + 1, last + 2))
            moments = np.minimum(starts_of, self.horizon.ends_at)[periods - self.horizon.first]
        else:
            rows = np.flatnonzero(still_in)
            periods = np.full(len(rows), UNDATED, dtype=np.int64)
            moments = np.full(len(rows), self.horizon.ends_at, dtype=np.int64)
        ages = moments - starts[rows]
        return groups[rows][ages >= 0], periods[ages >= 0], ages[ages >= 0]


def _calculate(op: ast.operator, left: Floats, right: Floats) -> Floats:
    if isinstance(op, ast.Add):
        return np.add(left, right)
    if isinstance(op, ast.Sub):
        return np.subtract(left, right)
    if isinstance(op, ast.Mult):
        return np.multiply(left, right)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Floats = np.where(right == 0, np.nan, left / right)
    return quotient
