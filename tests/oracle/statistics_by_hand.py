"""What are a sample's mean, percentiles and 95 % intervals, from the textbook formulas?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)
Interval = tuple[float, float]


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def percentile(values: Sequence[float], p: float) -> float:
    """Between the two neighbours of rank p (n - 1), in proportion."""
    ordered = sorted(values)
    rank = p * (len(ordered) - 1)
    below = math.floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)


def wilson(k: int, n: int) -> Interval:
    """The score interval of a share, in percent."""
    share = k / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return 100 * (centre - half), 100 * (centre + half)


def adjusted_wald(promoters: int, detractors: int, n: int) -> Interval:
    """The interval of a net promoter score: 3 answers more, 3/4 of one promoters, 3/4 detractors."""
    total = n + 3
    up, down = (promoters + 0.75) / total, (detractors + 0.75) / total
    half = Z * math.sqrt((up + down - (up - down) ** 2) / total)
    return max(-100.0, 100 * (up - down - half)), min(100.0, 100 * (up - down + half))


def normal(values: Sequence[float]) -> Interval | None:
    """The interval of a mean from the sample's standard deviation; one value has none."""
    if len(values) < 2:
        return None
    centre = mean(values)
    variance = math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)
    half = Z * math.sqrt(variance / len(values))
    return centre - half, centre + half
