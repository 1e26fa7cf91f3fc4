"""How do the rows behind a number read as a table?"""

from __future__ import annotations

from cx_cli.render.safe import harmless
from cx_cli.render.to_csv import cell as cell_of
from cx_cli.results.listing import Listing
from cx_cli.results.row_cells import Cell, Listed, said

FIELDS = ("path", "line", "at", "n", "counted", "missed", "reason")


def render(listing: Listing) -> str:
    """A line per row: its key, path, line, ``at``, the slice's labels, the columns, then n, counted, missed, reason.

    A name that is taken has ``by_`` (a label) or ``column_`` in front. Durations are seconds, instants UTC; a text that
    a spreadsheet would run has a ``'`` in front.
    """
    taken = [*listing.key, *FIELDS]
    by = [f"by_{name}" if name in taken else name for name in listing.by]
    taken += by
    columns = [f"column_{name}" if name in taken else name for name in listing.columns]
    header = [*listing.key, *FIELDS[:3], *by, *columns, *FIELDS[3:]]
    lines = [",".join(cell_of(harmless(name)) for name in header)]
    lines += [",".join(map(_told, _cells(row))) for row in listing.rows]
    return "\n".join(lines) + "\n"


def _cells(row: Listed) -> tuple[Cell, ...]:
    line = None if row.line is None else float(row.line)
    return (*row.key, row.path, line, row.at, *row.labels, *row.columns, row.n, row.counted, row.missed, row.reason)


def _told(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell_of(cell) if isinstance(cell, str) else said(cell)
