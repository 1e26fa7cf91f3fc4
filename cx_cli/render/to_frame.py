"""How does a report read for somebody who has pandas open?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cx_cli.render.safe import harmless
from cx_cli.render.to_csv import VARIANT, fields_of, header_of, slice_columns
from cx_cli.render.values import in_order, note_of
from cx_cli.results.result import Report

if TYPE_CHECKING:
    import pandas as pd


def to_frame(report: Report) -> pd.DataFrame:
    """The values in long form, the columns of the CSV output: one row per metric, statistic and slice.

    Labels keep their words (no ``'`` in front of a formula: a frame runs none); a missing one, a statistic that
    there is none of and a note that there is nothing to say are None, a missing number is NaN.
    """
    import pandas as pd

    columns, fields = slice_columns(report), fields_of(report)
    variants = {run.metric.name: run.variant for run in report.metrics}
    labels: dict[str, list[str | None]] = {column: [] for column in columns}
    texts: dict[str, list[str | None]] = {"metric": [], "statistic": [], "note": [], VARIANT: []}
    figures: dict[str, list[Any]] = {"value": [], "n": [], "low": [], "high": []}
    for at, series in in_order(report):
        breakdown, where = report.breakdowns[at], series.where.tolist()
        for column in columns:
            place = breakdown.by.index(column) if column in breakdown.by else None
            labels[column] += [_label(breakdown.slices[i], place) for i in where]
        texts["metric"] += [series.metric] * len(where)
        texts[VARIANT] += [harmless(variants[series.metric])] * len(where)
        texts["statistic"] += [series.statistic] * len(where)
        missing = (~np.isfinite(series.values)).tolist()
        texts["note"] += [note_of(gone, breakdown.incomplete[i]) for gone, i in zip(missing, where, strict=True)]
        for name, array in (("value", series.values), ("n", series.n), ("low", series.low), ("high", series.high)):
            figures[name].append(array)
    made: dict[str, Any] = {header_of(name, fields): pd.Series(found, dtype=object) for name, found in labels.items()}
    for name in fields:
        made[name] = (
            pd.Series(texts[name], dtype=object) if name in texts else np.concatenate([*figures[name], np.empty(0)])
        )
    return pd.DataFrame(made)


def _label(labels: tuple[str | None, ...], place: int | None) -> str | None:
    label = None if place is None else labels[place]
    return None if label is None else harmless(label)
