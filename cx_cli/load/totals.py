"""Does a file end in totals? Its last records are then no rows of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cx_cli.load.dialect import cells_of, records
from cx_cli.load.pieces import Piece, UnclosedQuoteError

_TOTALS = re.compile(
    r"(?:(?:grand |sub-?|overall )?totals?(?: general| g[ée]n[ée]ral)?|total[ei](?: complessiv[oi]| generale)?"
    r"|sum|somma|sum[ăa]|gesamt(?:summe|ergebnis)?)\s*(?:\([^)]*\))?\s*[:=]?",
    re.IGNORECASE,
)
_LAST_BYTES = 1 << 14
_MOST = 3


def without_totals(pieces: Iterable[Piece], delimiter: str) -> Iterator[Piece]:
    """The pieces; of the last one the totals are cut off, and counted."""
    held, before = None, b""
    try:
        for piece in pieces:
            if held is not None:
                before = bytes(held.data[max(len(held.data) - _LAST_BYTES, 0) :])  # its memory may be used again
                yield held
            held = piece
    except UnclosedQuoteError:
        if held is not None:
            yield held
        raise
    if held is not None:
        yield _cut(held, before, delimiter)


def is_totals(cells: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a record is a row of totals: its first word says so, and it lacks a cell that the record before has.

    >>> is_totals(["Total", "", "5"], ["1", "Anna", "3"]), is_totals(["Total", "Bo", "5"], ["1", "Anna", "3"])
    (True, False)
    """
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    if not _TOTALS.fullmatch(first):
        return False
    filled = [bool(cell.strip()) for cell in cells]
    return len(cells) != len(before) or any(
        there and not here for here, there in zip(filled, (cell.strip() for cell in before), strict=True)
    )


def _cut(piece: Piece, before: bytes, delimiter: str) -> Piece:
    """The piece without its totals; ``before`` is the end of what stands before it."""
    size = len(piece.data)
    tail = before * (size < _LAST_BYTES) + bytes(piece.data[max(size - _LAST_BYTES, 0) :])
    found = list(records(tail[tail.find(b"\n") + 1 :].decode("utf-8", errors="replace")))
    if len(tail) == size:
        found = list(records(tail.decode("utf-8", errors="replace")))
    ends, n = size, 0
    while n < _MOST and found:
        last = found.pop()
        ends -= len(last.encode())
        if last.strip():
            above = next((record for record in reversed(found) if record.strip()), "")
            if ends < 0 or not above or not is_totals(_cells(last, delimiter), _cells(above, delimiter)):
                break
            n, size = n + 1, ends
    return replace(piece, data=piece.data[:size], n_totals=n) if n else piece


def _cells(record: str, delimiter: str) -> list[str]:
    return cells_of(record.strip("\r\n"), delimiter)
