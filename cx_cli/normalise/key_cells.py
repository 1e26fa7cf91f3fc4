"""What are the ids of some rows of a piece, without a word made of the others?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.canonical import Parsed
from cx_cli.normalise.columns import joined
from cx_cli.normalise.labels import clean_label
from cx_cli.normalise.rows import Ints


@frozen
class KeyCells:
    """The cells of a table's key in pieces that follow one another, as the reader gave them."""

    cells: Any
    numbers: Ints
    begins: Ints

    def at(self, places: Ints) -> list[str]:
        """The ids at these places, '' where a cell is missing."""
        pieces, rows = (places >> 28) & 0xFFFFFFF, places & 0xFFFFFFF
        found = self.cells.take(self.begins[np.searchsorted(self.numbers, pieces)] + rows)
        return ["" if cell is None else clean_label(str(cell)) for cell in found.to_pylist()]


def key_cells(parsed: Parsed, headers: Sequence[str]) -> KeyCells:
    """Those of the columns with these headers."""
    sizes = np.array(parsed.sizes, dtype=np.int64)
    cells = joined([parsed.table.column(header) for header in headers])
    return KeyCells(cells, np.array(parsed.numbers, dtype=np.int64), np.cumsum(sizes) - sizes)
