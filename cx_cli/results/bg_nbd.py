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
    likelihood = _Likelihood(scaled)
    found = minimise(lambda logs: -likelihood(*np.exp(logs)), np.zeros(4))
    if found is None:
        return None
    r, alpha, a, b = np.exp(found).tolist()
    return BgNbd(r, alpha * scale, a, b, log_likelihood(buyers, r, alpha * scale, a, b))


def log_likelihood(buyers: Buyers, r: float, alpha: float, a: float, b: float) -> float:
    """Equation 6 of the paper, over all customers."""
    return _Likelihood(buyers)(r, alpha, a, b)


class _Likelihood:
    """What the search asks a few hundred times: logarithms are taken once for each number of purchases and each time,
    of which there are few, and customers of one purchase are taken together by age."""

    def __init__(self, buyers: Buyers):
        self.ages, age = np.unique(buyers.age, return_inverse=True)
        self.times, recency = np.unique(buyers.recency, return_inverse=True)
        once = np.flatnonzero(buyers.x == 0)
        self.n_once = np.bincount(age[once], weights=buyers.n[once], minlength=len(self.ages))
        self.n_by_x = np.bincount(buyers.x, weights=buyers.n)
        again = np.flatnonzero(buyers.x > 0)
        self.x, self.age, self.recency, self.n = (part[again] for part in (buyers.x, age, recency, buyers.n))

    def __call__(self, r: float, alpha: float, a: float, b: float) -> float:
        steps = np.arange(len(self.n_by_x))
        base = _rising(r, steps) + r * np.log(alpha) + _rising(b, steps) - _rising(a + b, steps)
        by_age, by_time = np.log(alpha + self.ages), np.log(alpha + self.times)
        left = np.concatenate([[0.0], np.log(a) - np.log(b + steps[:-1])])
        power = (r + steps)[self.x]
        alive, gone = -power * by_age[self.age], left[self.x] - power * by_time[self.recency]
        repeated = np.sum(self.n * np.logaddexp(alive, gone))
        return float(np.sum(self.n_by_x * base) - r * np.sum(self.n_once * by_age) + repeated)


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
