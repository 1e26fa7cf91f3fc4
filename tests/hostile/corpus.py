"""Which hostile files are there?"""

from __future__ import annotations

from functools import cache

from tests.hostile import clocks, dates, encodings, layouts, numbers, packing, records, shapes
from tests.hostile.case import Case


@cache
def corpus() -> tuple[Case, ...]:
    """Every case, group by group."""
    parts = (encodings, packing, layouts, shapes, numbers, dates, clocks, records)
    return tuple(case for part in parts for case in part.cases())
