"""How far has a KPI moved, how sure is that, and is it more than noise?"""

from __future__ import annotations

import math

from cx_cli.results.contrast import Change, Figure, Measure, Noise, Side
from cx_cli.units import direction


def changes_of(measures: tuple[Measure, ...], older: Side, newer: Side, min_n: int) -> tuple[Change, ...]:
    """The change of every measure that has a value on either side, in their order."""
    nothing = Figure()
    pairs = [(one, older.figures.get(one.key, nothing), newer.figures.get(one.key, nothing)) for one in measures]
    return tuple(change_of(*pair, min_n) for pair in pairs if pair[1].value is not None or pair[2].value is not None)


def change_of(measure: Measure, older: Figure, newer: Figure, min_n: int) -> Change:
    """The change with the interval of :func:`mover`; a figure on fewer than ``min_n`` rows makes it a small one."""
    small = not measure.is_count and any(one.n is not None and one.n < min_n for one in (older, newer))
    if older.value is None or newer.value is None:
        return Change(measure, older, newer, None, None, None, None, "not known", "same", small)
    moved = newer.value - older.value
    percent = 100 * moved / abs(older.value) if older.value else None
    bounds = mover(older, newer)
    low, high = bounds or (None, None)
    way = direction(moved, measure.better)
    return Change(measure, older, newer, moved, percent, low, high, noise_of(bounds), way, small)


def mover(older: Figure, newer: Figure) -> tuple[float, float] | None:
    """The 95 % interval of a difference from those of its two sides, by squaring and adding their arms.

    MOVER, the method of variance estimates recovery (Zou and Donner 2008): of two Wilson intervals it is Newcombe's
    (1998, method 10), of two normal ones Welch's without his correction for few rows. It needs independent sides. None
    where a bound is missing, as of a count, and of a median on very few rows.

    >>> [round(bound, 3) for bound in mover(Figure(50.0, 99, 40.0, 60.0), Figure(62.0, 99, 55.0, 68.0))]
    [-0.207, 23.662]
    """
    known = (older.value, older.low, older.high, newer.value, newer.low, newer.high)
    if None in known:
        return None
    value0, low0, high0, value1, low1, high1 = (float(one) for one in known if one is not None)
    moved = value1 - value0
    return moved - math.hypot(value1 - low1, high0 - value0), moved + math.hypot(high1 - value1, value0 - low0)


def noise_of(bounds: tuple[float, float] | None) -> Noise:
    """More than noise where no change lies outside the interval; one that only touches it is noise."""
    if bounds is None:
        return "not known"
    return "more than noise" if bounds[0] > 0 or bounds[1] < 0 else "within noise"
