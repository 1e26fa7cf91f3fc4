"""What do sorted values say: mean, percentiles, and how far they could be off?"""

from __future__ import annotations

from typing import Any

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results import intervals

_AT_ONCE = 1 << 17
"""So many values are squared at once, to spare memory."""


@frozen
class Figures:
    """Arrays over the slices of a target; NaN where there is no value."""

    values: Floats
    n: Floats
    low: Floats
    high: Floats


def figures_of(statistic: str, values: Any, starts: Ints, n: Ints) -> Figures:
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


def _segment_sums(values: Any, starts: Ints, n: Ints) -> tuple[Floats, Floats]:
    """Sum and sum of squares of each segment, worked out in its sorted order, so that the rows' order can't be seen."""
    total, squares = np.zeros(len(n)), np.zeros(len(n))
    filled = np.flatnonzero(n)
    ends = starts[filled] + n[filled]
    first = 0
    while first < len(filled):
        begin = starts[filled[first]]
        last = max(int(np.searchsorted(ends, begin + _AT_ONCE, side="right")), first + 1)
        chosen = filled[first:last]
        some = values[begin : ends[last - 1]]
        kind = np.int64 if values.dtype == np.int32 else np.float64
        if last == first + 1:  # it may be longer than what is squared at once
            added = some.sum(dtype=kind)
            blocks = (some[at : at + _AT_ONCE] - added / len(some) for at in range(0, len(some), _AT_ONCE))
            sums, spread = np.array([added]), np.array([sum(float(np.square(block).sum()) for block in blocks)])
        else:
            places = starts[chosen] - begin
            sums = np.add.reduceat(some, places, dtype=kind)
            spread = np.add.reduceat(np.square(some - np.repeat(sums / n[chosen], n[chosen])), places)
        total[chosen] = sums
        squares[chosen] = spread + sums.astype(np.float64) ** 2 / n[chosen]
        first = last
    return total, squares
