"""In which order do the machine formats list the values, and how do they write a number?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.normalise.rows import Floats
from cx_cli.results.result import Report, Series

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    found: list[str] = texts(array, missing).to_pylist()
    return found


def texts(array: Floats, missing: str) -> Any:
    """The same as an Arrow array."""
    finite = np.isfinite(array)
    plain = np.where(finite, array, 0.0) + 0.0  # there is no need to see a minus zero
    if (np.abs(plain) < 2**31).all() and (plain.astype(np.int32) == plain).all():
        written = arrow_numbers(plain.astype(np.int32)).cast(pa.string())  # quicker than a fraction
    else:
        written = arrow_numbers(plain).cast(pa.string())  # repr() of each would take four times as long
    return (
        written if finite.all() else pc.if_else(arrow_numbers(finite.view(np.int8)).cast(pa.bool_()), written, missing)
    )


def arrow_numbers(array: NDArray[Any]) -> Any:
    """Numbers as an Arrow array, made of the buffer, because pa.array() imports pandas."""
    kinds = {"float64": pa.float64(), "int64": pa.int64(), "int32": pa.int32(), "int8": pa.int8()}
    plain = np.ascontiguousarray(array)
    return pa.Array.from_buffers(kinds[plain.dtype.name], len(plain), [None, pa.py_buffer(plain.data)])
