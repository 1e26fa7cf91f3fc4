"""Which periods does a breakdown have, which two stand side by side, and how did the figures run?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from cx_cli.frozen import frozen
from cx_cli.render.grid import Cell
from cx_cli.render.kpis import NOTHING, OPEN_MARK, Point, Slice
from cx_cli.render.safe import harmless
from cx_cli.results.result import Breakdown

BLOCKS = "▁▂▃▄▅▆▇█"
TREND = 24
"""A trend shows the newest so many periods; the legend says so where there are more."""


@frozen
class Times:
    """The periods of a breakdown, the oldest first, and the two that stand side by side."""

    at: int
    periods: tuple[str, ...]
    unfinished: frozenset[str]
    latest: str
    previous: str | None

    def marked(self, period: str) -> str:
        return harmless(period) + (OPEN_MARK if period in self.unfinished else "")

    def slice_of(self, period: str, keys: Slice) -> Slice:
        return (*keys[: self.at], period, *keys[self.at :])

    def trend(self, points: dict[Slice, Point], keys: Slice) -> Cell:
        """A block per period, a blank where there is no value; an unfinished period is marked and sets no scale."""
        shown = self.periods[-TREND:]
        values = [points.get(self.slice_of(period, keys), NOTHING).value for period in shown]
        scale = [v for period, v in zip(shown, values, strict=True) if period not in self.unfinished]
        blocks = spark(values, [v for v in scale if not math.isnan(v)] or values)
        ends = [OPEN_MARK if period in self.unfinished else "" for period in shown]
        return Cell("".join(block + end for block, end in zip(blocks, ends, strict=True)))


def spark(values: Sequence[float], scale: Iterable[float]) -> str:
    """A block for each value, between the lowest and the highest of ``scale``; a blank for NaN.

    >>> spark([1, 2, math.nan, 8, 99], [1, 8]), spark([3, 3], [3, 3])
    ('▁▂ ██', '▄▄')
    """
    known = [value for value in scale if not math.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def block(value: float) -> str:
        if math.isnan(value):
            return " "
        if high == low:
            return BLOCKS[3 + (value > high) - (value < low)]
        return BLOCKS[round((min(max(value, low), high) - low) / (high - low) * (len(BLOCKS) - 1))]

    return "".join(map(block, values))


def times_of(breakdown: Breakdown) -> Times | None:
    """The periods of a breakdown; None where it has none."""
    if "period" not in breakdown.by:
        return None
    at = breakdown.by.index("period")
    flags: dict[str, bool] = {}
    for labels, incomplete in zip(breakdown.slices, breakdown.incomplete, strict=True):
        if (period := labels[at]) is not None:
            flags[period] = flags.get(period, False) or incomplete
    if not flags:
        return None
    periods = tuple(sorted(flags))
    latest = next((period for period in reversed(periods) if not flags[period]), periods[-1])
    before = {later: earlier for earlier, later in pairwise(periods)}
    return Times(at, periods, frozenset(p for p in periods if flags[p]), latest, before.get(latest))
