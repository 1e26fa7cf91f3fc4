"""Do the intervals have the bounds that textbooks and exact arithmetic give them?"""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cx_cli.results import intervals

Z = 1.959963984540054


def floats(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def bounds(found: tuple[object, object]) -> tuple[float, float]:
    low, high = found
    return float(np.asarray(low)[0]), float(np.asarray(high)[0])


# --- shares: Wilson, as in Newcombe (1998), Brown, Cai and DasGupta (2001) and the usual tables


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 10, 0.0179, 0.4042),
        (15, 20, 0.5313, 0.8881),
        (72, 100, 0.6251, 0.7986),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 1, 0.0, 0.7935),
        (1, 1, 0.2065, 1.0),
        (1, 2, 0.0945, 0.9055),
        (1, 1000, 0.0002, 0.0056),
    ],
)
def test_wilson_has_the_published_bounds(hits: int, n: int, low: float, high: float) -> None:
    found = bounds(intervals.wilson(floats(hits), floats(n)))
    assert found == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_wilson_ends_are_exact_at_none_and_all() -> None:
    assert bounds(intervals.wilson(floats(0), floats(7)))[0] == 0.0
    assert bounds(intervals.wilson(floats(7), floats(7)))[1] == 1.0


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_wilson_has_no_bounds_where_there_is_no_share(hits: int, n: int) -> None:
    assert all(math.isnan(bound) for bound in bounds(intervals.wilson(floats(hits), floats(n))))


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_bounds_are_where_the_score_test_turns(case: tuple[int, int]) -> None:
    hits, n = case
    share = hits / n
    low, high = bounds(intervals.wilson(floats(hits), floats(n)))
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert abs(share - bound) == pytest.approx(Z * math.sqrt(bound * (1 - bound) / n), rel=1e-6, abs=1e-9)


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_of_the_rest_is_the_mirror_image(case: tuple[int, int]) -> None:
    hits, n = case
    low, high = bounds(intervals.wilson(floats(hits), floats(n)))
    other = bounds(intervals.wilson(floats(n - hits), floats(n)))
    assert other == (pytest.approx(1 - high, abs=1e-12), pytest.approx(1 - low, abs=1e-12))


# --- differences of shares: adjusted Wald


@pytest.mark.parametrize(
    ("plus", "minus", "n"), [(70, 10, 100), (0, 0, 1), (1, 0, 2), (0, 2, 2), (3, 3, 9), (500, 200, 1000)]
)
def test_the_net_score_is_adjusted_wald_by_hand(plus: int, minus: int, n: int) -> None:
    up, down = Fraction(4 * plus + 3, 4 * (n + 3)), Fraction(4 * minus + 3, 4 * (n + 3))
    middle, half = up - down, Z * math.sqrt((up + down - (up - down) ** 2) / (n + 3))
    low, high = bounds(intervals.difference(floats(plus), floats(minus), floats(n)))
    assert low == pytest.approx(max(float(middle) - half, -1.0))
    assert high == pytest.approx(min(float(middle) + half, 1.0))


def test_seventy_promoters_and_ten_detractors_are_off_by_about_thirteen_points() -> None:
    low, high = bounds(intervals.difference(floats(70), floats(10), floats(100)))
    assert (high - low) / 2 == pytest.approx(0.13, abs=0.005)
    assert low < 0.6 < high


def test_the_net_score_stays_on_its_scale_and_is_nothing_of_nothing() -> None:
    assert bounds(intervals.difference(floats(5), floats(0), floats(5)))[1] == 1.0
    assert bounds(intervals.difference(floats(0), floats(5), floats(5)))[0] == -1.0
    assert all(math.isnan(bound) for bound in bounds(intervals.difference(floats(0), floats(0), floats(0))))


@pytest.mark.xfail(strict=True, reason="one detractor alone: -100 is outside -98.5..66")
@example((0, 1, 1))
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))))
def test_the_net_score_is_inside_its_bounds(case: tuple[int, int, int]) -> None:
    plus, minus, n = case[0], min(case[1], case[2] - case[0]), case[2]
    low, high = bounds(intervals.difference(floats(plus), floats(minus), floats(n)))
    assert -1 <= low <= (plus - minus) / n <= high <= 1


# --- means


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=30))
def test_a_mean_has_normal_bounds(values: list[float]) -> None:
    n = len(values)
    low, high = bounds(
        intervals.mean(floats(math.fsum(values)), floats(math.fsum(value * value for value in values)), floats(n))
    )
    half = Z * statistics.stdev(values) / math.sqrt(n)
    centre = statistics.fmean(values)
    assert low == pytest.approx(centre - half, rel=1e-6, abs=1e-2)
    assert high == pytest.approx(centre + half, rel=1e-6, abs=1e-2)


@pytest.mark.parametrize("n", [0, 1])
def test_a_mean_of_fewer_than_two_values_has_no_bounds(n: int) -> None:
    found = bounds(intervals.mean(floats(3.0 * n), floats(9.0 * n), floats(n)))
    assert all(math.isnan(bound) for bound in found)


def test_equal_values_have_an_interval_of_no_length() -> None:
    assert bounds(intervals.mean(floats(0.3), floats(0.03), floats(3))) == (pytest.approx(0.1), pytest.approx(0.1))


# --- quantiles


@cache
def chances(n: int, q: Fraction) -> list[Fraction]:
    """P(K <= k) of a binomial, exactly."""
    found, total = [], Fraction(0)
    for k in range(n + 1):
        total += math.comb(n, k) * q**k * (1 - q) ** (n - k)
        found.append(total)
    return found


def exact_ranks(n: int, q: Fraction) -> tuple[int, int]:
    """The largest l with P(X_l > quantile) = P(K < l) <= 2.5 %, the smallest u with P(K >= u) <= 2.5 %; 0 for none."""
    below = chances(n, q)
    lows = [rank for rank in range(1, n + 1) if below[rank - 1] <= Fraction(25, 1000)]
    highs = [rank for rank in range(1, n + 1) if 1 - below[rank - 1] <= Fraction(25, 1000)]
    return max(lows, default=0), min(highs, default=0)


def ranks(n: int, q: float) -> tuple[int, int]:
    low, high = intervals.quantile_ranks(np.array([n], dtype=np.int64), q)
    return int(low[0]), int(high[0])


QUANTILES = {0.5: Fraction(1, 2), 0.9: Fraction(9, 10), 0.95: Fraction(19, 20), 0.1: Fraction(1, 10)}


@pytest.mark.parametrize("q", QUANTILES)
def test_ranks_are_the_tightest_that_the_exact_binomial_allows(q: float) -> None:
    for n in [*range(1, 60), 72, 73, 99, 100, 150, 200]:
        assert ranks(n, q) == exact_ranks(n, QUANTILES[q]), n


@pytest.mark.parametrize("q", QUANTILES)
def test_ranks_cover_the_quantile_95_times_in_100_and_one_less_would_not(q: float) -> None:
    for n in (80, 150, 200):
        low, high = ranks(n, q)
        below = chances(n, QUANTILES[q])
        assert 0 < low < high
        assert below[high - 1] - below[low - 1] >= Fraction(95, 100)
        assert below[low] > Fraction(25, 1000)
        assert 1 - below[high - 2] > Fraction(25, 1000)


@pytest.mark.parametrize(
    ("n", "expected"), [(0, (0, 0)), (1, (0, 0)), (2, (0, 0)), (5, (0, 0)), (6, (1, 6)), (7, (1, 7)), (9, (2, 8))]
)
def test_few_values_bound_no_median(n: int, expected: tuple[int, int]) -> None:
    assert ranks(n, 0.5) == expected


@pytest.mark.parametrize("q", [0.0, 1.0])
def test_the_least_and_the_largest_have_no_interval(q: float) -> None:
    assert ranks(50, q) == (0, 0)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_the_normal_limit_is_within_a_few_ranks_of_the_exact_ones(q: float) -> None:
    for n in (1001, 1500):
        exact = exact_ranks(n, QUANTILES[q])
        assert all(abs(one - other) <= 2 for one, other in zip(ranks(n, q), exact, strict=True)), n


@pytest.mark.parametrize(("n", "q"), [(1001, 0.999), (1500, 0.999), (1001, 0.001)])
def test_the_normal_limit_is_not_used_where_it_does_not_hold(n: int, q: float) -> None:
    exact = exact_ranks(n, Fraction(str(q)))
    assert all(abs(one - other) <= 1 for one, other in zip(ranks(n, q), exact, strict=True))


def test_ranks_of_many_slices_are_those_of_each() -> None:
    sizes = np.array([20, 0, 7, 20, 1, 3000], dtype=np.int64)
    low, high = intervals.quantile_ranks(sizes, 0.5)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [ranks(int(n), 0.5) for n in sizes]
