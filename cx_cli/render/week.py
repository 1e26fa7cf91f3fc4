"""How many tickets came in each hour of the week?"""

from __future__ import annotations

from cx_cli.facts.time_labels import HOURS, WEEKDAYS
from cx_cli.results.result import Breakdown


def week_counts(breakdown: Breakdown | None) -> list[list[float]] | None:
    """The tickets of each hour of each weekday, Monday first; None where nobody has counted them."""
    found = [s for s in breakdown.series if s.metric == "arrivals"] if breakdown is not None else []
    if breakdown is None or not found:
        return None
    counts = {breakdown.slices[at]: float(n) for at, n in zip(found[0].where, found[0].values, strict=True)}
    return [[counts.get((day, hour), 0.0) for hour in HOURS] for day in WEEKDAYS]
