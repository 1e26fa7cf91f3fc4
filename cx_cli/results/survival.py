"""How long does it take, those that are not over yet included? The estimate of Kaplan and Meier (1958)."""

from __future__ import annotations

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results.distribution import Figures, quantile_of
from cx_cli.results.intervals import Z


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
    ordered, ended = seconds[order], 1 - censored[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-np.inf))
    times = ordered[begins]
    at_risk = len(seconds) - begins
    ends = np.add.reduceat(ended, begins) if len(times) else np.zeros(0)
    kept = ends > 0
    times, at_risk, ends = times[kept], at_risk[kept], ends[kept]
    survival = np.cumprod(1 - ends / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z * np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends))))
        low, high = survival * np.exp(-spread), np.minimum(survival * np.exp(spread), 1.0)
    nothing_left = survival == 0
    bounds = np.where(nothing_left, np.nan, np.stack([low, high])).astype(np.float64)
    return Curve(times, survival.astype(np.float64), bounds[0], bounds[1])


def survival_figures(statistic: str, seconds: Ints, censored: Ints, offsets: Ints) -> Figures:
    """One quantile per slice of durations that stand slice by slice; ``offsets`` is where each begins."""
    n = np.diff(offsets)
    q = quantile_of(statistic)
    figures = np.full((3, len(n)), np.nan)
    for place in np.flatnonzero(n).tolist():
        some = slice(offsets[place], offsets[place + 1])
        figures[:, place] = curve_of(seconds[some].astype(np.float64), censored[some].astype(np.float64)).quantile(q)
    return Figures(figures[0], n.astype(np.float64), figures[1], figures[2])


def _first(times: Floats, reached: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return float(times[int(reached.argmax())]) if reached.any() else float("nan")
