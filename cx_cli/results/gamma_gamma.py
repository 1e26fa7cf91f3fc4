"""What will a purchase be worth? Gamma-Gamma (Fader and Hardie 2013), fitted by maximum likelihood."""

from __future__ import annotations

from math import lgamma

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results.simplex import minimise


@frozen
class GammaGamma:
    """A purchase is Gamma(p, nu) around a customer's own mean, and nu is Gamma(q, v) over customers."""

    p: float
    q: float
    v: float

    def expected(self, x: Ints, means: Floats) -> Floats:
        """The value of a customer's purchases to come, from the mean of the ``x`` repeat purchases known."""
        p, q, v = self.p, self.q, self.v
        known = np.where(x > 0, means, 0.0)
        weight = p * x / (p * x + q - 1)
        return (1 - weight) * v * p / (q - 1) + weight * known


def fit(x: Ints, means: Floats) -> GammaGamma | None:
    """The most likely parameters for customers with ``x`` > 0 repeat purchases of a positive mean; None where there
    are none, or where the mean of purchases has no bound (q <= 1)."""
    if len(x) < 2 or np.ptp(means) == 0:
        return None
    scale = float(means.mean())
    found = minimise(lambda logs: -log_likelihood(x, means / scale, *np.exp(logs)), np.zeros(3))
    if found is None:
        return None
    p, q, v = np.exp(found)
    return GammaGamma(float(p), float(q), float(v * scale)) if q > 1 else None


def log_likelihood(x: Ints, means: Floats, p: float, q: float, v: float) -> float:
    """Equation 1a of the note, over all customers."""
    distinct, places = np.unique(x, return_inverse=True)
    shapes = np.array([lgamma(p * one + q) - lgamma(p * one) - lgamma(q) for one in distinct.tolist()])[places]
    return float(
        np.sum(
            shapes
            + q * np.log(v)
            + (p * x - 1) * np.log(means)
            + p * x * np.log(x)
            - (p * x + q) * np.log(x * means + v)
        )
    )
