"""How far could the value be off by chance? 95 % intervals for shares, differences of shares, means and quantiles."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from cx_cli.normalise.rows import Floats, Ints

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
_EXACT_RANKS = 1_000
"""Up to this many values the ranks come from the binomial distribution itself, above from its normal limit."""
_SIZES_AT_ONCE = 64


def wilson(hits: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Bounds of a share, 0..1 (Wilson 1927); NaN where ``n`` is 0 or the hits are no part of it.

    >>> [float(round(bound[0], 4)) for bound in wilson(np.array([72.0]), np.array([100.0]))]
    [0.6251, 0.7986]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where((hits >= 0) & (hits <= n), hits / n, np.nan)
        middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = np.where(hits == 0, 0.0 * share, middle - half)
    high = np.where(hits == n, share, middle + half)
    return low, high


def difference(plus: Floats, minus: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Bounds of ``plus/n - minus/n``, -1..1: adjusted Wald, 3 added to n and 3/4 to each group (Bonett and Price)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        m = np.where(n > 0, n + 3, np.nan)
        up, down = (plus + 0.75) / m, (minus + 0.75) / m
        half = Z * np.sqrt((up + down - (up - down) ** 2) / m)
    return np.maximum(up - down - half, -1.0), np.minimum(up - down + half, 1.0)


def mean(total: Floats, squares: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Normal bounds of a mean from the sum and the sum of squares; NaN for fewer than two values."""
    with np.errstate(divide="ignore", invalid="ignore"):
        average = total / n
        variance = np.where(n > 1, np.maximum(squares - n * average**2, 0.0) / (n - 1), np.nan)
        half = Z * np.sqrt(variance / n)
    return average - half, average + half


def quantile_ranks(n: Ints, q: float) -> tuple[Ints, Ints]:
    """The ranks (from 1) of the ordered values that bound the ``q`` quantile; 0 where no value bounds it.

    The order statistics l < u with P(X_l <= quantile <= X_u) >= 95 %, 2.5 % on each side at the most.

    >>> [int(rank[0]) for rank in quantile_ranks(np.array([20]), 0.5)]
    [6, 15]
    """
    distinct, places = np.unique(n, return_inverse=True)
    low, high = np.zeros(len(distinct), dtype=np.int64), np.zeros(len(distinct), dtype=np.int64)
    if 0 < q < 1:
        few = np.searchsorted(distinct, _EXACT_RANKS, side="right")
        size = distinct[few:].astype(np.float64)
        half = Z * np.sqrt(size * q * (1 - q))
        low[few:], high[few:] = np.floor(size * q - half), np.ceil(size * q + half) + 1
        for begin in range(0, int(few), _SIZES_AT_ONCE):
            some = slice(begin, min(begin + _SIZES_AT_ONCE, int(few)))
            first, cumulated = _cumulated_binomials(distinct[some], q)
            low[some] = first + (cumulated <= 0.025).sum(axis=1)
            high[some] = first + (cumulated < 0.975).sum(axis=1) + 1
    low, high = np.maximum(low, 0), np.where((high <= distinct) & (distinct > 0), high, 0)
    return np.where(distinct > 0, low, 0)[places], high[places]


def _cumulated_binomials(n: Ints, q: float) -> tuple[int, Floats]:
    """The first k that matters, and P(at most k of n) from there on, a row per n in order; 1 where k is past n.

    What is left out is further than nine standard deviations and twenty from every mean: less than 1e-15.
    """
    least, most = int(n[0]), int(n[-1])
    first = max(math.floor(least * q - 9 * math.sqrt(least * q * (1 - q)) - 20), 0)
    last = min(math.ceil(most * q + 9 * math.sqrt(most * q * (1 - q)) + 20), most)
    size, k = n[:, None], np.arange(first, last + 1)
    logs = _log_factorials()
    rest = np.maximum(size - k, 0)
    mass = np.exp(logs[size] - logs[k] - logs[rest] + k * math.log(q) + rest * math.log1p(-q))
    return first, np.cumsum(np.where(k <= size, mass, 0.0), axis=1)


@cache
def _log_factorials() -> Floats:
    """The logarithms of 0!, 1!, 2! ... as far as ranks are exact."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, _EXACT_RANKS + 1)))])
