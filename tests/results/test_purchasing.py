"""Are the models of purchases fitted as published?"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import numpy as np
import pytest

from cx_cli.results import bg_nbd, gamma_gamma

CDNOW = Path(__file__).parents[3] / "shared" / "data" / "cdnow_orders" / "cdnow_customers_summary.csv"


def buyers(cells: list[tuple[int, float, float]]) -> bg_nbd.Buyers:
    x, recency, age = zip(*cells, strict=True)
    return bg_nbd.Buyers(np.array(x), np.array(recency), np.array(age), np.ones(len(cells)))


def by_hand(cells: list[tuple[int, float, float]], r: float, alpha: float, a: float, b: float) -> float:
    """The likelihood with gamma and beta functions as the paper writes it (equation 6)."""

    def log_beta(left: float, right: float) -> float:
        return math.lgamma(left) + math.lgamma(right) - math.lgamma(left + right)

    total = 0.0
    for x, recency, age in cells:
        purchases = math.lgamma(r + x) - math.lgamma(r) + r * math.log(alpha)
        alive = math.exp(log_beta(a, b + x) - log_beta(a, b) + purchases - (r + x) * math.log(alpha + age))
        gone = 0.0
        if x:
            gone = math.exp(
                log_beta(a + 1, b + x - 1) - log_beta(a, b) + purchases - (r + x) * math.log(alpha + recency)
            )
        total += math.log(alive + gone)
    return total


def simulated(n: int, r: float, alpha: float, a: float, b: float) -> list[tuple[int, float, float]]:
    """Customers as the model thinks of them, each seen for 40 to 52 weeks."""
    dice = random.Random(7)
    cells = []
    for _ in range(n):
        rate, leaving, age = dice.gammavariate(r, 1 / alpha), dice.betavariate(a, b), dice.uniform(40, 52)
        x, last, now = 0, 0.0, dice.expovariate(rate) if rate > 1e-9 else math.inf
        while now < age:
            x, last = x + 1, now
            if dice.random() < leaving:
                break
            now += dice.expovariate(rate)
        cells.append((x, last, age))
    return cells


def test_the_likelihood_is_that_of_the_paper() -> None:
    cells = [(0, 0.0, 38.9), (2, 30.4, 38.9), (7, 29.4, 38.0), (1, 1.0, 27.0)]
    for parameters in ((0.24, 4.4, 0.79, 2.43), (1.5, 20.0, 0.4, 0.9)):
        assert bg_nbd.log_likelihood(buyers(cells), *parameters) == pytest.approx(
            by_hand(cells, *parameters), rel=1e-12
        )


def test_the_fit_of_simulated_customers_is_at_least_as_likely_as_the_truth_and_near_it() -> None:
    truth = (0.8, 6.0, 0.9, 2.5)
    cells = simulated(4_000, *truth)
    found = bg_nbd.fit(buyers(cells))
    assert found is not None
    assert found.log_likelihood >= by_hand(cells, *truth)
    assert (found.r / found.alpha, found.a / (found.a + found.b)) == (
        pytest.approx(truth[0] / truth[1], rel=0.1),
        pytest.approx(truth[2] / (truth[2] + truth[3]), rel=0.15),
    )


def test_without_a_repeat_purchase_there_is_no_fit() -> None:
    assert bg_nbd.fit(buyers([(0, 0.0, 10.0), (0, 0.0, 20.0)])) is None


def test_the_expectation_of_the_paper_s_example_customer() -> None:
    # Fader, Hardie and Lee: customer 0001 of CDNOW, x = 2, t_x = 30.43, T = 38.86, is expected to buy 1.226 times.
    model = bg_nbd.BgNbd(0.243, 4.414, 0.793, 2.426, 0.0)
    assert model.expected(buyers([(2, 30.43, 38.86)]), 39.0)[0] == pytest.approx(1.226, abs=5e-4)


def test_gamma_gamma_finds_the_parameters_that_made_the_data() -> None:
    dice = np.random.default_rng(3)
    p, q, v, n = 4.0, 5.0, 30.0, 6_000
    x = dice.integers(1, 8, n)
    means = dice.gamma(p * x) / (dice.gamma(q, size=n) / v) / x
    found = gamma_gamma.fit(x, means)
    assert found is not None
    assert (found.p, found.q, found.v) == (
        pytest.approx(p, rel=0.1),
        pytest.approx(q, rel=0.1),
        pytest.approx(v, rel=0.15),
    )
    assert found.expected(np.array([0]), np.array([np.nan]))[0] == pytest.approx(p * v / (q - 1), rel=0.05)


@pytest.mark.skipif(not CDNOW.exists(), reason="the data of Fader and Hardie are not here")
def test_cdnow_gives_the_published_parameters() -> None:
    with CDNOW.open() as file:
        rows = [(int(row["frequency"]), float(row["recency"]), float(row["T"])) for row in csv.DictReader(file)]
    found = bg_nbd.fit(buyers(rows))
    assert found is not None
    assert [round(one, 3) for one in (found.r, found.alpha, found.a, found.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == -9582.4
