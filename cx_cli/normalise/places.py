"""On which lines of a file do rows stand?"""

from __future__ import annotations

import numpy as np

from cx_cli.normalise.feed import Feed
from cx_cli.normalise.rows import Ints


def lines_of(feed: Feed, places: Ints) -> Ints:
    """The line of each of these rows of a feed by its place, in one reading of the file; of a Parquet file the row."""
    pieces, rows = (places >> 28) & 0xFFFFFFF, places & 0xFFFFFFF
    offsets = {piece: feed.offsets[piece] for piece in np.unique(pieces).tolist()}
    found = feed.export.lines_of({offset: rows[pieces == piece] for piece, offset in offsets.items()})
    lines = np.empty(len(places), dtype=np.int64)
    for piece, offset in offsets.items():
        lines[pieces == piece] = found[offset]
    return lines
