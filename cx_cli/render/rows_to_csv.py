"""How do the rows behind a number read as a table?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cx_cli.render.safe import harmless
from cx_cli.render.to_csv import cell as cell_of
from cx_cli.results.listing import Listing
from cx_cli.results.row_cells import Cell, Listed, said

FIELDS = ("path", "line", "at", "n", "counted", "missed", "reason")


_AT_ONCE = 1 << 14


def render(listing: Listing) -> str:
    """The listing as CSV; see :func:`parts`."""
    return b"".join(parts(listing)).decode()


def parts(listing: Listing) -> Iterator[bytes]:
    """A line per row: its key, path, line, ``at``, the slice's labels, the columns, then n, counted, missed, reason.

    A name that is taken has ``by_`` (a label) or ``column_`` in front. Durations are seconds, instants UTC; a text that
    a spreadsheet would run has a ``'`` in front.
    """
    taken = [*listing.key, *FIELDS]
    by = [f"by_{name}" if name in taken else name for name in listing.by]
    taken += by
    columns = [f"column_{name}" if name in taken else name for name in listing.columns]
    header = [*listing.key, *FIELDS[:3], *by, *columns, *FIELDS[3:]]
    yield (",".join(cell_of(harmless(name)) for name in header) + "\n").encode()
    for begin in range(0, len(listing.rows), _AT_ONCE):
        lines = [",".join(map(_told, _cells(row))) for row in listing.rows[begin : begin + _AT_ONCE]]
        yield ("\n".join(lines) + "\n").encode()


def _cells(row: Listed) -> tuple[Cell, ...]:
    line = None if row.line is None else float(row.line)
    return (*row.key, row.path, line, row.at, *row.labels, *row.columns, row.n, row.counted, row.missed, row.reason)


@lru_cache(1 << 16, typed=True)
def _told(cell: Cell) -> str:
    return cell_of(cell) if isinstance(cell, str) else said(cell)
