"""On which lines of a file do rows stand?"""

from __future__ import annotations

import numpy as np

from cx_cli.load.from_csv import CsvExport
from cx_cli.load.line_numbers import LineCounter
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.rows import Ints


def lines_of(feed: Feed, places: Ints) -> Ints:
    """The line of each of these rows of a feed by its place, in one reading of the file; of a Parquet file the row."""
    pieces, rows = (places >> 28) & 0xFFFFFFF, places & 0xFFFFFFF
    wanted = np.unique(pieces).tolist()
    lines = np.empty(len(places), dtype=np.int64)
    if not isinstance(feed.export, CsvExport):
        for piece in wanted:
            lines[pieces == piece] = feed.offsets[piece] + rows[pieces == piece] + 1
        return lines
    counter = LineCounter(feed.export)
    for piece in feed.export.whole_pieces():
        if piece.number not in wanted:
            counter.skip(piece, 0)
            continue
        here = pieces == piece.number
        lines[here] = np.array(counter.lines(piece, 0).rows)[rows[here]]
        if piece.number == wanted[-1]:
            break
    return lines
