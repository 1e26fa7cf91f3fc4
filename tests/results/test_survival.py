"""Is the curve of Kaplan and Meier the published one?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.results.survival import curve_of

# Freireich and others 1963: weeks in remission under 6-MP; + is still in remission. The curve is in every textbook.
WEEKS = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()  # noqa: SIM905
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def arrays(cells: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    return np.array([float(time) for time, _ in cells]), np.array([float(censored) for _, censored in cells])


def test_the_remissions_of_freireich_give_the_published_curve_and_median() -> None:
    curve = curve_of(*arrays([(int(week.rstrip("+")), week.endswith("+")) for week in WEEKS]))
    assert dict(zip(curve.times.tolist(), curve.survival.round(3).tolist(), strict=True)) == PUBLISHED
    median, low, high = curve.quantile(0.5)
    assert (median, low) == (23, 16), "R: survfit(Surv(weeks, over) ~ 1) says 23, from 16, without an upper bound"
    assert math.isnan(high)


def test_a_quantile_that_the_curve_does_not_reach_has_no_value() -> None:
    assert math.isnan(curve_of(*arrays([(1, False), (5, True), (5, True)])).quantile(0.5)[0])


@given(cells=st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=20))
def test_the_curve_is_the_product_over_the_times_in_plain_python(cells: list[tuple[int, bool]]) -> None:
    curve = curve_of(*arrays(cells))
    survival, expected = 1.0, {}
    for time in sorted({time for time, censored in cells if not censored}):
        at_risk = sum(other >= time for other, _ in cells)
        survival *= 1 - sum(other == time and not censored for other, censored in cells) / at_risk
        expected[float(time)] = survival
    assert curve.times.tolist() == list(expected)
    assert curve.survival.tolist() == pytest.approx(list(expected.values()))
