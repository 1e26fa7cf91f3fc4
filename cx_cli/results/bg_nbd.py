"""How often will a customer buy again? BG/NBD (Fader, Hardie and Lee 2005), fitted by maximum likelihood."""

from __future__ import annotations

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Floats, Ints
from cx_cli.results.simplex import minimise

_TERMS = 2_000
_SMALLEST = 1e-14


@frozen
class Buyers:
    """A row per distinct customer history: ``x`` repeat purchases, the last one ``recency`` after the first, seen for
    ``age``, in one unit of time; ``n`` customers have it."""

    x: Ints
    recency: Floats
    age: Floats
    n: Floats


@frozen
class BgNbd:
    """Purchases come at a rate that is Gamma(r, alpha) over customers; after each, a customer leaves with a
    probability that is Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected(self, buyers: Buyers, horizon: float) -> Floats:
        """The purchases that each history lets expect in the ``horizon`` after ``age`` (equation 10 of the paper)."""
        x, t_x, age = buyers.x.astype(np.float64), buyers.recency, buyers.age
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = horizon / (alpha + age + horizon)
        series = _hypergeometric(r + x, b + x, a + b + x - 1, z)
        shrunk = 1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x) * series
        left = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x), 0.0)
        return (a + b + x - 1) / (a - 1) * shrunk / (1 + left)


def fit(buyers: Buyers) -> BgNbd | None:
    """The most likely parameters; None where there are none (no repeat purchase, or the search does not settle)."""
    if not (buyers.x > 0).any():
        return None
    scale = float(buyers.age.max())  # a time unit of that size keeps the parameters near 1
    scaled = Buyers(buyers.x, buyers.recency / scale, buyers.age / scale, buyers.n)
    found = minimise(lambda logs: -log_likelihood(scaled, *np.exp(logs)), np.zeros(4))
    if found is None:
        return None
    r, alpha, a, b = np.exp(found).tolist()
    return BgNbd(r, alpha * scale, a, b, log_likelihood(buyers, r, alpha * scale, a, b))


def log_likelihood(buyers: Buyers, r: float, alpha: float, a: float, b: float) -> float:
    """Equation 6 of the paper, over all customers."""
    x = buyers.x
    steps = np.arange(int(x.max()) + 1)
    gamma_r, beta_b, beta_ab = _rising(r, steps), _rising(b, steps), _rising(a + b, steps)
    base = gamma_r[x] + r * np.log(alpha)
    alive = beta_b[x] - beta_ab[x] - (r + x) * np.log(alpha + buyers.age)
    with np.errstate(divide="ignore"):
        gone = np.where(
            x > 0,
            np.log(a)
            - np.log(b + np.maximum(x, 1) - 1)
            + beta_b[x]
            - beta_ab[x]
            - (r + x) * np.log(alpha + buyers.recency),
            -np.inf,
        )
    return float(np.sum(buyers.n * (base + np.logaddexp(alive, gone))))


def _rising(start: float, steps: Ints) -> Floats:
    """log(Gamma(start + k) / Gamma(start)) of every k in ``steps``, which count up from 0."""
    return np.concatenate([[0.0], np.cumsum(np.log(start + steps[:-1]))])


def _hypergeometric(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    """Gauss's series 2F1(a, b; c; z) for 0 <= z < 1."""
    total, term = np.ones_like(z), np.ones_like(z)
    for k in range(_TERMS):
        term = term * (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total += term
        if float(np.max(np.abs(term) / np.abs(total))) < _SMALLEST:
            break
    return total
