"""Which figure of a report does a slice have?"""

from __future__ import annotations

import math
from collections.abc import Mapping

from cx_cli.frozen import frozen
from cx_cli.results.result import Label, Report

Slice = tuple[Label, ...]


@frozen
class Figure:
    """``value``, ``low`` and ``high`` are None where there is none; ``n`` as in the report."""

    value: float | None
    n: float
    low: float | None = None
    high: float | None = None
    incomplete: bool = False


class Figures:
    """The figures of a report by breakdown, metric, statistic and slice; each is looked up once."""

    def __init__(self, report: Report):
        self._report = report
        self._known: dict[tuple[tuple[str, ...], str, str | None], dict[Slice, Figure] | None] = {}

    def of(self, by: tuple[str, ...], metric: str, statistic: str | None) -> Mapping[Slice, Figure] | None:
        """The figure of each slice; None where the breakdown has nothing of the metric."""
        key = (by, metric, statistic)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, by: tuple[str, ...], metric: str, statistic: str | None) -> dict[Slice, Figure] | None:
        for breakdown, series in self._report.series(metric, statistic):
            if breakdown.by == by:
                arrays = (series.values, series.n, series.low, series.high)
                rows = zip(series.where.tolist(), *(array.tolist() for array in arrays), strict=True)
                return {
                    breakdown.slices[at]: Figure(
                        known(value), n if math.isfinite(n) else 0.0, known(low), known(high), breakdown.incomplete[at]
                    )
                    for at, value, n, low, high in rows
                }
        return None


def known(value: float) -> float | None:
    return value if math.isfinite(value) else None
