"""On which scale are the ratings of a file? Decided per kind of survey, from a look at its scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from cx_cli.normalise.canonical import DEFAULT_SCALE, KINDS, SCORES
from cx_cli.normalise.columns import Cells, Reading, joined, read
from cx_cli.normalise.rows import Bools, Numbers, Words
from cx_cli.normalise.scores import Scale, decide_scale
from cx_cli.normalise.tables import Table


def decide_scales(
    table: Table, readings: Mapping[str, Reading], looked: pa.Table, said: Mapping[str, Scale]
) -> dict[str, Scale]:
    """The scale of each kind of survey that the file holds scores of; what the settings say is not decided."""
    scales: dict[str, Scale] = {}
    for name, kind in {**SCORES.get(table.name, {}), **({"score": ""} if table.name == "surveys" else {})}.items():
        reading = readings.get(name)
        if reading is None or reading.constant is not None:
            continue
        cells = joined([looked.column(header) for header in reading.headers])
        scores = read(reading, pa.table({reading.headers[0]: cells}))
        every = {kind: np.ones(looked.num_rows, dtype=np.bool_)} if kind else _kinds(readings["kind"], looked)
        for one, rows in every.items():
            scales[one] = said.get(one) or _scale_of(one, scores, rows)
    return scales


def _scale_of(kind: str, scores: Cells, rows: Bools) -> Scale:
    assert isinstance(scores.column, Numbers)
    spoken = scores.high is not None and bool((scores.high[rows] == 1.0).any())
    return decide_scale(kind, scores.column.values[rows], words=spoken) or DEFAULT_SCALE


def _kinds(reading: Reading, looked: pa.Table) -> dict[str, Bools]:
    """The rows of each kind."""
    found = read(reading, looked).column
    assert isinstance(found, Words)
    cells = found.cells()
    return {kind: np.array([cell == kind for cell in cells], dtype=np.bool_) for kind in KINDS}
