"""Where is a function of a few variables smallest? The simplex of Nelder and Mead (1965)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cx_cli.normalise.rows import Floats

_MOST_STEPS = 5_000
_CLOSE = 1e-10
_FARTHEST = 12.0
"""So far from 0 a minimum is none: the function goes on falling."""


def minimise(function: Callable[[Floats], float], start: Floats, size: float = 0.5) -> Floats | None:
    """The place of the minimum near ``start``; None where the search does not settle in time.

    It is begun again where it ends until that changes nothing, because a simplex can collapse too early.
    """
    best = start
    for _ in range(20):
        found = _search(function, best, size)
        if found is None:
            return None
        if np.abs(found).max() > _FARTHEST:
            return None
        if abs(function(found) - function(best)) <= _CLOSE * (1 + abs(function(best))):
            return found
        best = found
    return None


def _search(function: Callable[[Floats], float], start: Floats, size: float) -> Floats | None:
    n = len(start)
    corners = np.vstack([start, start + size * np.eye(n)])
    values = np.array([_value(function, corner) for corner in corners])
    for _ in range(_MOST_STEPS):
        order = np.argsort(values, kind="stable")
        corners, values = corners[order], values[order]
        if values[-1] - values[0] <= _CLOSE * (1 + abs(values[0])) and np.ptp(corners, axis=0).max() <= 1e-7:
            return corners[0]
        if np.abs(corners).max(axis=1).min() > 2 * _FARTHEST:  # it would go on for all its steps, and take seconds
            return None
        middle = corners[:-1].mean(axis=0)
        reflected = middle + (middle - corners[-1])
        value = _value(function, reflected)
        if value < values[0]:
            further = middle + 2 * (middle - corners[-1])
            stretched = _value(function, further)
            corners[-1], values[-1] = (further, stretched) if stretched < value else (reflected, value)
        elif value < values[-2]:
            corners[-1], values[-1] = reflected, value
        else:
            towards = reflected if value < values[-1] else corners[-1]
            nearer = middle + 0.5 * (towards - middle)
            shrunk = _value(function, nearer)
            if shrunk < min(value, values[-1]):
                corners[-1], values[-1] = nearer, shrunk
            else:
                corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
                values[1:] = [_value(function, corner) for corner in corners[1:]]
    return None


def _value(function: Callable[[Floats], float], place: Floats) -> float:
    value = function(place)
    return value if np.isfinite(value) else np.inf
