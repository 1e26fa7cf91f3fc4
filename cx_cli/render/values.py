"""In which order do the machine formats list the values, and how do they write a number?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from cx_cli.results.result import Floats, Report, Series


def in_order(report: Report) -> Iterator[tuple[int, Series]]:
    """Every series with the number of its breakdown: by metric and statistic, the whole of the data first."""
    found: dict[tuple[str, str | None], list[tuple[int, Series]]] = {}
    for at, breakdown in enumerate(report.breakdowns):
        for series in breakdown.series:
            found.setdefault((series.metric, series.statistic), []).append((at, series))
    for run in report.metrics:
        for statistic in run.statistics:
            yield from found.get((run.metric.name, statistic), ())


def note_of(is_missing: bool, incomplete: bool) -> str | None:
    """What the note of a value says."""
    return "no data" if is_missing else "incomplete" if incomplete else None


def numbers(array: Floats, missing: str) -> list[str]:
    """The numbers as text: the shortest that reads back the same, ``missing`` for NaN and the infinite.

    >>> numbers(np.array([1.5, np.nan, 2.0, 1e-7]), "null")
    ['1.5', 'null', '2', '1e-7']
    """
    plain = np.ascontiguousarray(array, dtype=np.float64) + 0.0  # there is no need to see a minus zero
    # Made of the buffer, because pa.array() imports pandas; cast, because repr() of each takes four times as long.
    floats: Any = pa.Array.from_buffers(pa.float64(), len(plain), [None, pa.py_buffer(plain.data)])
    texts: list[str] = floats.cast(pa.string()).to_pylist()
    for place in np.flatnonzero(~np.isfinite(plain)).tolist():
        texts[place] = missing
    return texts
