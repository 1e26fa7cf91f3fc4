"""Which rows were made by whoever handled the file, and which words were spoilt before they came?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.normalise.columns import Cells, Reading
from cx_cli.normalise.ids import lossy_codes
from cx_cli.normalise.labels import is_spoilt
from cx_cli.normalise.rows import Bools, Column, Ints, Words


def headers_again(table: pa.Table, readings: Mapping[str, Reading], cells: Mapping[str, Cells]) -> Bools:
    """Rows that are the header once more, as in exports that were put end to end."""
    again = np.zeros(table.num_rows, dtype=np.bool_)
    for name, cell in cells.items():
        headers = readings[name].headers
        if cell.bad is None or len(headers) != 1 or not cell.bad.any():
            continue
        text = table.column(headers[0])
        if pa.types.is_string(text.type) or pa.types.is_dictionary(text.type):
            same: Any = pc.equal(text.cast(pa.string()), pa.scalar(headers[0]))
            again |= np.asarray(pc.fill_null(same, False)) & cell.bad
    return again


def spoilt_rows(kind: str, column: Column) -> tuple[str, Ints] | None:
    """The problem and the rows of words that lost signs to an encoding, or of ids that a spreadsheet has rounded."""
    if not isinstance(column, Words) or kind not in ("id", "text"):
        return None
    words = column.words
    codes = lossy_codes(words) if kind == "id" else [code for code, word in enumerate(words) if is_spoilt(word)]
    if not codes:
        return None
    return "lossy-id" if kind == "id" else "spoilt-text", np.flatnonzero(np.isin(column.codes, codes))
