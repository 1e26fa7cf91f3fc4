"""Who was there when the period began, who left in it, and how long does it take? Read from spans of time."""

from __future__ import annotations

import numpy as np

from cx_cli.facts.business_time import BusinessTime
from cx_cli.metrics.calendar import DAY
from cx_cli.metrics.formula import Term
from cx_cli.metrics.states import Spans
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.rows import Bools, Floats, Ints
from cx_cli.results.rollup import RollUp, Target
from cx_cli.results.survival import Curves, curves_of

_OPEN = np.iinfo(np.int64).max
_YEAR = 365 * DAY
CHURN = Term("cohort", "customers", "started_at", operand="ended_at")
"""What tells of the lifespan of customers."""


def present(spans: Spans, rollup: RollUp, target: Target, *, lost: bool) -> Floats:
    """The rows that are present when each slice's period begins; ``lost``: those of them that end in it.

    Without a period, the slice is all the time that the report asks for, which has a beginning only with ``since``.
    """
    groups, starts, ends = spans.joined()
    groups = rollup.groups(groups)
    if not rollup.grouping.dated:
        return _in_all(rollup, groups, starts, ends, target, lost=lost)
    calendar = rollup.tally.calendar
    begins, over = calendar.periods(starts), np.full(len(ends), np.iinfo(np.int32).max, dtype=np.int64)
    over[ends != _OPEN] = calendar.periods(ends[ends != _OPEN])
    if lost:
        return _counted(target, groups, over, begins < over)
    first, last = int(target.periods.min(initial=0)), int(target.periods.max(initial=0))
    net = np.zeros((int(groups.max(initial=-1)) + 2, last - first + 2))
    for periods, sign in ((begins, 1), (over, -1)):
        # it counts from the period after the one in which it began (or ended) on
        columns = np.clip(periods + 1 - first, 0, last - first + 1)
        np.add.at(net, (groups, columns), sign)
    inside = np.minimum(target.groups, len(net) - 1)
    return np.cumsum(net, axis=1)[inside, target.periods - first]


def survivals(spans: Spans, rollup: RollUp, target: Target, ends_at: int, business: BusinessTime | None) -> Curves:
    """The time to the end, of what started in each slice; what goes on is seen until ``ends_at``."""
    groups, starts, ends = spans.joined()
    calendar = rollup.tally.calendar
    periods = calendar.periods(starts) if rollup.grouping.dated else np.zeros(len(starts), dtype=np.int64)
    places = target.places(rollup.groups(groups), periods)
    rows = np.flatnonzero((places >= 0) & (starts <= ends_at) & _since(rollup, starts))
    censored = (ends[rows] == _OPEN).astype(np.int64)
    until = np.where(censored == 1, ends_at, ends[rows])
    seconds = until - starts[rows] if business is None else business.elapsed(starts[rows], until)
    return curves_of(places[rows], seconds, censored, len(target))


def lifespan_years(tally: Tally, as_of: int | None) -> float:
    """1 / the churn of the year before ``as_of``: customers present a year ago over those of them that left since; NaN
    where nobody has left, or nobody was there."""
    starts, ends = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for (facts, _, _), block in tally.blocks.items():
        if facts == "customers" and isinstance(spans := block.states.get(CHURN), Spans):
            _, starts, ends = spans.joined()
    since = (as_of or 0) - _YEAR
    there = (starts < since) & (ends >= since)
    n_left = int((there & (ends <= (as_of or 0))).sum())
    return int(there.sum()) / n_left if n_left else float("nan")


def _in_all(rollup: RollUp, groups: Ints, starts: Ints, ends: Ints, target: Target, *, lost: bool) -> Floats:
    since = rollup.tally.window.since
    if since is None:
        return np.full(len(target), np.nan)
    there = (starts < since) & (ends >= since)
    return _counted(target, groups, np.zeros(len(groups), dtype=np.int64), there & (ends != _OPEN) if lost else there)


def _counted(target: Target, groups: Ints, periods: Ints, rows: Bools) -> Floats:
    places = target.places(groups[rows], periods[rows])
    return np.bincount(places[places >= 0], minlength=len(target)).astype(np.float64)


def _since(rollup: RollUp, starts: Ints) -> Bools:
    since = rollup.tally.window.since
    return np.ones(len(starts), dtype=np.bool_) if since is None else starts >= since
