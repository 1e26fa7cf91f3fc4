"""Does the search find a minimum where there is one, and end soon where there is none?"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cx_cli.results.simplex import minimise


def test_the_minimum_of_rosenbrocks_valley_is_found() -> None:
    found = minimise(lambda at: float(100 * (at[1] - at[0] ** 2) ** 2 + (1 - at[0]) ** 2), np.array([-1.2, 1.0]))
    assert found == pytest.approx(np.array([1.0, 1.0]), abs=1e-5)


def test_a_function_that_falls_for_ever_has_no_minimum_and_is_given_up_soon() -> None:
    """It falls the slower the farther it is, and so without end: 5,000 steps of it took seconds."""
    asked = 0

    def falling(at: NDArray[np.float64]) -> float:
        nonlocal asked
        asked += 1
        return float(-np.arctan(at[0]) + np.square(at[1:]).sum())

    assert minimise(falling, np.zeros(4)) is None
    assert asked < 1_000
