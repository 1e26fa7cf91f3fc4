"""What values does a tally hold? Ratios and percentiles are read from its terms at the very end."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

import numpy as np

from cx_cli.metrics.estimator import Difference, Mean, Share, estimator_of
from cx_cli.metrics.formula import Formula, Term
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.slices import UNDATED, Grouping
from cx_cli.metrics.states import Count, Distinct, Spans, Sum, Values
from cx_cli.metrics.tally import Block, Tally
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results import intervals


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Target:
    """The slices to read, as the groups and periods of a tally."""

    grouping: Grouping
    groups: Ints
    periods: Ints

    def __len__(self) -> int:
        return len(self.groups)


@dataclass(frozen=True)
class Figures:
    """Arrays over the slices of a target; NaN where there is no value."""

    values: Floats
    n: Floats
    low: Floats
    high: Floats


class Reader:
    """Reads the formulas of one tally."""

    def __init__(self, tally: Tally, horizon: Horizon):
        self.tally = tally
        self.horizon = horizon
        self._sorted: dict[tuple[Term, Grouping], tuple[Floats, Ints]] = {}
        self._terms: dict[tuple[Term, int], Floats] = {}
        self._targets: dict[tuple[str, Grouping], Target] = {}

    def target(self, facts: str, grouping: Grouping) -> Target:
        """Every slice in which the fact table has a row or a stock; without other columns every period."""
        key = (facts, grouping)
        if key not in self._targets:
            self._targets[key] = self._observed(facts, grouping)
        return self._targets[key]

    def read(self, formula: Formula, metric: Metric, statistic: str | None, target: Target) -> Figures:
        """The figures of one metric and statistic."""
        if statistic is not None:
            return self._quantiles(formula, statistic, target)
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
        return Figures(values, n, low, high)

    def term(self, term: Term, target: Target) -> Floats:
        """An additive term in each slice of the target."""
        key = (term, id(target))
        if key not in self._terms:
            self._terms[key] = self._stock(term, target) if term.what == "stock" else self._sum(term, target)
        return self._terms[key]

    def _sum(self, term: Term, target: Target) -> Floats:
        block = self._block(term.facts, term.at, target.grouping)
        state = block.states.get(term)
        size = len(block.slices)
        match state:
            case None:
                return np.zeros(len(target))
            case Count():
                totals = state.n.astype(np.float64)
            case Sum():
                totals = state.totals()
            case Distinct():
                totals = state.counts(size).astype(np.float64)
            case _:
                raise AssertionError(f"{term.what} is no additive term")
        found = block.slices.find(target.groups, target.periods)
        inside = (found >= 0) & (found < len(totals))
        return np.where(inside, totals[np.where(inside, found, 0)] if len(totals) else 0.0, 0.0)

    def _stock(self, term: Term, target: Target) -> Floats:
        """What has started and not ended by the end of each slice's period."""
        net = self._net(term, target.grouping)
        if not target.grouping.dated:
            return net[target.groups, 0]
        last = np.clip(target.periods - self._first_period(term, target.grouping), 0, net.shape[1] - 1)
        return np.cumsum(net, axis=1)[target.groups, last]

    def _net(self, term: Term, grouping: Grouping) -> Floats:
        """Started less ended, per group and period."""
        first = self._first_period(term, grouping)
        width = max(self.horizon.last - first + 1, 1) if grouping.dated else 1
        net = np.zeros((max(len(self.tally.groups[grouping].label_tuples()), 1), width))
        for at, sign in ((term.at, 1), (term.operand, -1)):
            block = self._block(term.facts, at, grouping)
            state = block.states.get(term)
            if isinstance(state, Count) and len(block.slices):
                n = state.n[: len(block.slices)]
                size = len(n)
                columns = np.array(block.slices.periods[:size]) - first if grouping.dated else np.zeros(size, dtype=int)
                np.add.at(net, (np.array(block.slices.groups[:size]), np.minimum(columns, width - 1)), sign * n)
        return net

    def _first_period(self, term: Term, grouping: Grouping) -> int:
        periods = self._block(term.facts, term.at, grouping).slices.periods
        return min(periods, default=self.horizon.first)

    def _observed(self, facts: str, grouping: Grouping) -> Target:
        first, last = self.horizon.first, self.horizon.last
        if not grouping.by:
            return Target(grouping, np.zeros(1, dtype=np.int64), np.full(1, UNDATED, dtype=np.int64))
        pairs: set[tuple[int, int]] = set()
        for (table, _, theirs), block in self.tally.blocks.items():
            if table == facts and theirs == grouping:
                seen = zip(block.slices.groups, block.slices.periods, strict=True)
                pairs |= {pair for pair in seen if not grouping.dated or pair[1] >= first}
        if grouping.by == ("period",):
            latest = max((period for _, period in pairs), default=last)
            periods = np.arange(first, max(last, latest) + 1, dtype=np.int64)
            return Target(grouping, np.zeros(len(periods), dtype=np.int64), periods)
        if grouping.dated:
            for term in self.tally.terms.get(facts, []):
                if term.what == "stock":
                    pairs |= self._stocked(term, grouping)
        ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return Target(grouping, ordered[:, 0], ordered[:, 1])

    def _stocked(self, term: Term, grouping: Grouping) -> set[tuple[int, int]]:
        stock = np.cumsum(self._net(term, grouping), axis=1)
        first = self._first_period(term, grouping)
        groups, columns = np.nonzero(stock)
        periods = columns + first
        inside = (periods >= self.horizon.first) & (periods <= self.horizon.last)
        return set(zip(groups[inside].tolist(), periods[inside].tolist(), strict=True))

    def _value(self, formula: Formula, node: ast.expr, target: Target) -> Floats:
        match node:
            case ast.Constant(value=int() | float() as value):
                return np.full(len(target), float(value))
            case ast.UnaryOp(operand=operand):
                return -self._value(formula, operand, target)
            case ast.BinOp(left=left, op=op, right=right):
                return _calculate(op, self._value(formula, left, target), self._value(formula, right, target))
            case ast.Call(func=ast.Name(id="days")):
                return self._days(target)
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
        division = next(
            (node for node in ast.walk(formula.tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)),
            None,
        )
        return self._value(formula, division.right if division else formula.tree, target)

    def _across(self, column: str, values: Floats, target: Target) -> Floats:
        """The sum over every value of one column, in each slice."""
        names = self.tally.groups[target.grouping].label_tuples()
        kept = [place for place, name in enumerate(target.grouping.columns) if name != column]
        parents: dict[tuple[object, ...], int] = {}
        codes = np.array(
            [
                parents.setdefault((period, *(names[group][place] for place in kept)), len(parents))
                for group, period in zip(target.groups.tolist(), target.periods.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        summed = np.bincount(codes, weights=values).astype(np.float64)
        return summed[codes] if len(codes) else values

    def _days(self, target: Target) -> Floats:
        """The days of each slice's period that the data cover."""
        first, end = self.horizon.starts_on, self.horizon.ends_before
        if not target.grouping.dated:
            return np.full(len(target), float(end - first))
        distinct, places = np.unique(target.periods, return_inverse=True)
        spans = [self.tally.calendar.days(int(period)) for period in distinct]
        covered = [max(min(over, end) - max(begin, first), 0) for begin, over in spans]
        return np.array(covered, dtype=np.float64)[places]

    def _quantiles(self, formula: Formula, statistic: str, target: Target) -> Figures:
        assert isinstance(formula.tree, ast.Call)
        term = formula.term_of(formula.tree)
        assert term is not None
        values, offsets = self._values_of(term, target)
        n = np.diff(offsets)
        return _statistic(statistic, values, offsets[:-1], n)

    def _values_of(self, term: Term, target: Target) -> tuple[Floats, Ints]:
        """The sorted values of each slice of the target, end to end, and where each slice begins."""
        if term.what == "age":
            return self._ages(term, target)
        block = self._block(term.facts, term.at, target.grouping)
        key = (term, target.grouping)
        if key not in self._sorted:
            state = block.states.get(term, Values())
            assert isinstance(state, Values)
            self._sorted[key] = state.sorted_by_slice(len(block.slices))
        values, offsets = self._sorted[key]
        found = block.slices.find(target.groups, target.periods)
        n = np.where(found >= 0, np.diff(offsets, append=len(values))[found], 0)
        starts = np.where(found >= 0, offsets[found], 0)
        if len(starts) and (np.cumsum(n)[:-1] == starts[1:]).all() and starts[0] == 0:
            return values, np.concatenate([[0], np.cumsum(n)])
        rows = np.repeat(starts - np.concatenate([[0], np.cumsum(n)[:-1]]), n) + np.arange(int(n.sum()))
        return values[rows.astype(np.int64)], np.concatenate([[0], np.cumsum(n)]).astype(np.int64)

    def _ages(self, term: Term, target: Target) -> tuple[Floats, Ints]:
        """The age of what is in stock at the end of each slice's period (at ``ends_at`` where that is earlier)."""
        state = self._block(term.facts, term.at, target.grouping).states.get(term, Spans())
        assert isinstance(state, Spans)
        groups, starts, ends = state.joined()
        calendar = self.tally.calendar
        if target.grouping.dated:
            last = self.horizon.last
            over = ends != np.iinfo(np.int64).max
            leaves = np.full(len(ends), last + 1, dtype=np.int64)
            leaves[over] = np.minimum(calendar.periods(ends[over]), last + 1)
            begins = np.maximum(calendar.periods(starts), self.horizon.first)
            times = np.maximum(leaves - begins, 0)
            rows = np.repeat(np.arange(len(starts)), times)
            step = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
            periods = begins[rows] + step
            moments = np.minimum(calendar.starts(periods + 1), self.horizon.ends_at)
        else:
            rows = np.arange(len(starts))
            periods = np.full(len(starts), UNDATED, dtype=np.int64)
            moments = np.full(len(starts), self.horizon.ends_at, dtype=np.int64)
        ages = moments - starts[rows]
        places = {
            pair: place for place, pair in enumerate(zip(target.groups.tolist(), target.periods.tolist(), strict=True))
        }
        slices = np.array(
            [places.get(pair, -1) for pair in zip(groups[rows].tolist(), periods.tolist(), strict=True)], dtype=np.int64
        )
        kept = (slices >= 0) & (ages >= 0)
        order = np.lexsort((ages[kept], slices[kept]))
        counts = np.bincount(slices[kept], minlength=len(target)) if len(target) else np.zeros(0, dtype=np.int64)
        return ages[kept][order].astype(np.float64), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def _block(self, facts: str, at: str, grouping: Grouping) -> Block:
        return self.tally.blocks.get((facts, at, grouping)) or Block()


def _statistic(statistic: str, values: Floats, starts: Ints, n: Ints) -> Figures:
    """One statistic of the sorted values of each slice; percentiles interpolate linearly between neighbours."""
    size = n.astype(np.float64)
    none = np.full(len(n), np.nan)
    filled = n > 0
    if statistic == "mean":
        total, squares = _segment_sums(values, starts, n)
        low, high = intervals.mean(total, squares, size)
        with np.errstate(invalid="ignore", divide="ignore"):
            return Figures(np.where(filled, total / size, np.nan), size, low, high)
    q = quantile_of(statistic)
    place = (n - 1) * q
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, n - 1)
    at = np.where(filled, starts, 0)
    if not len(values):
        return Figures(none, size, none, none)
    first, second = values[np.where(filled, at + below, 0)], values[np.where(filled, at + above, 0)]
    part = place - below
    found = np.where(filled, first + (second - first) * part, np.nan)
    low_rank, high_rank = intervals.quantile_ranks(n, q)
    low = np.where(low_rank > 0, values[np.where(low_rank > 0, at + low_rank - 1, 0)], np.nan)
    high = np.where(high_rank > 0, values[np.where(high_rank > 0, at + high_rank - 1, 0)], np.nan)
    return Figures(found, size, low, high)


def quantile_of(statistic: str) -> float:
    """The quantile that a statistic's name asks for.

    >>> quantile_of("median"), quantile_of("p90"), quantile_of("max")
    (0.5, 0.9, 1.0)
    """
    named = {"median": 0.5, "min": 0.0, "max": 1.0}
    return named[statistic] if statistic in named else float(statistic[1:]) / 100


def is_statistic(name: str) -> bool:
    """Whether a distribution has this statistic: mean, median, min, max, or pNN."""
    return name in ("mean", "median", "min", "max") or re.fullmatch(r"p\d{1,2}(\.\d+)?", name) is not None


def _segment_sums(values: Floats, starts: Ints, n: Ints) -> tuple[Floats, Floats]:
    """Sum and sum of squares of each segment, worked out in its sorted order, so that the rows' order can't be seen."""
    total, squares = np.zeros(len(n)), np.zeros(len(n))
    filled = n > 0
    if filled.any():
        begin = starts[filled]
        whole = (np.rint(values) == values).all()
        sums = np.add.reduceat(values.astype(np.int64) if whole else values, begin)
        total[filled] = sums
        average = np.repeat(total[filled] / n[filled], n[filled])
        spread = np.add.reduceat((values - average) ** 2, begin)
        squares[filled] = spread + total[filled] ** 2 / n[filled]
    return total, squares


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
