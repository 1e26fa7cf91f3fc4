"""In which order do the machine formats list the values, and how do they write a number?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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

    >>> numbers(np.array([1.5, np.nan, 2.0]), "null")
    ['1.5', 'null', '2.0']
    """
    texts = list(map(repr, (array + 0.0).tolist()))
    for place in np.flatnonzero(~np.isfinite(array)).tolist():
        texts[place] = missing
    return texts


def counts(array: Floats, missing: str) -> list[str]:
    """Like :func:`numbers`, whole numbers without decimals.

    >>> counts(np.array([3.0, 4.0]), "null"), counts(np.array([3.0, 4.5]), "null")
    (['3', '4'], ['3', '4.5'])
    """
    if np.isfinite(array).all() and (array == np.floor(array)).all():
        return list(map(str, array.astype(np.int64).tolist()))
    return [text.removesuffix(".0") for text in numbers(array, missing)]
