"""How long does it take, those that are not over yet included? The estimate of Kaplan and Meier (1958)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results.distribution import Figures, quantile_of
from cx_cli.results.intervals import Z

_BITS = 41
"""Of a duration in seconds, and of whether it goes on."""


@frozen
class Curve:
    """The share that is not over after each time at which something ended, with the bounds of 95 %.

    The bounds are those of the logarithm (Greenwood's variance), as survfit of R draws them.
    """

    times: Floats
    survival: Floats
    low: Floats
    high: Floats

    def quantile(self, q: float) -> tuple[float, float, float]:
        """The time by which the share ``q`` is over, and its bounds (Brookmeyer and Crowley 1982); NaN where the
        curve never falls that far."""
        rest = 1 - q + 1e-12
        return tuple(_first(self.times, curve <= rest) for curve in (self.survival, self.low, self.high))  # type: ignore[return-value]


def curve_of(seconds: Floats, censored: Floats) -> Curve:
    """The curve of durations, of which those that are ``censored`` (1) were not over when they were last seen."""
    order = np.argsort(seconds, kind="stable")
    return _curve(seconds[order], censored[order])


def _curve(ordered: Floats | Ints, censored: Floats | Ints) -> Curve:
    """:func:`curve_of` durations in order."""
    begins = np.flatnonzero(np.concatenate([np.ones(min(len(ordered), 1), dtype=np.bool_), np.diff(ordered) > 0]))
    at_risk = len(ordered) - begins
    ends = np.add.reduceat(1 - censored, begins) if len(begins) else np.zeros(0)
    kept = ends > 0
    times, at_risk, ends = ordered[begins[kept]].astype(np.float64), at_risk[kept], ends[kept]
    survival = np.cumprod(1 - ends / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z * np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends))))
        low, high = survival * np.exp(-spread), np.minimum(survival * np.exp(spread), 1.0)
    nothing_left = survival == 0
    bounds = np.where(nothing_left, np.nan, np.stack([low, high])).astype(np.float64)
    return Curve(times, survival.astype(np.float64), bounds[0], bounds[1])


@frozen
class Curves:
    """The curve of every slice, and how many durations it is drawn from; a slice without any has none."""

    n: Ints
    by_slice: Mapping[int, Curve]

    def figures(self, statistic: str) -> Figures:
        """One quantile per slice."""
        found = np.full((3, len(self.n)), np.nan)
        for place, curve in self.by_slice.items():
            found[:, place] = curve.quantile(quantile_of(statistic))
        return Figures(found[0], self.n.astype(np.float64), found[1], found[2])


def curves_of(slices: Ints, seconds: Ints, censored: Ints, size: int) -> Curves:
    """The curves of ``size`` slices; each duration, of less than 2^40 seconds, says which slice it is of."""
    # One number for slice, duration and whether it goes on: numpy sorts those ten times as fast as three columns.
    packed = slices << _BITS | seconds << 1 | censored
    packed.sort()
    ends = np.cumsum(np.bincount(slices, minlength=size)).tolist()
    n = np.diff(ends, prepend=0)
    curves = {}
    for place in np.flatnonzero(n).tolist():
        some = packed[ends[place] - n[place] : ends[place]] & (1 << _BITS) - 1
        curves[place] = _curve(some >> 1, some & 1)
    return Curves(n, curves)


def _first(times: Floats, reached: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return float(times[int(reached.argmax())]) if reached.any() else float("nan")
