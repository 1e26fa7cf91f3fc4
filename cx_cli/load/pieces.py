"""Where can a text be cut so that no record is broken?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

_QUOTE = ord('"')
_TOO_LONG = 8
"""So many blocks without a record end by counting quotes: some quote stands inside a cell, and is looked at closely."""


@dataclass(frozen=True)
class Piece:
    """Whole records: UTF-8 bytes, the number of the piece, and where it begins in the text."""

    number: int
    offset: int
    data: Any


def pieces(blocks: Iterable[bytes], begins: int, delimiter: str, carriage_returns: bool = False) -> Iterator[Piece]:
    """Cuts the text that comes in blocks at record ends, from ``begins`` on."""
    number, offset, carried, skipped = 0, begins, b"", 0
    for block in blocks:
        if carriage_returns:
            block = block.replace(b"\r", b"\n")
        if skipped < begins:
            dropped = min(begins - skipped, len(block))
            skipped += dropped
            block = block[dropped:]
        data = carried + block if carried else block
        end = record_end(data)
        if not end and len(data) > _TOO_LONG * len(block) > 0:
            end = careful_record_end(data, delimiter)
        if not end:
            carried = data
            continue
        yield Piece(number, offset, memoryview(data)[:end])
        number, offset, carried = number + 1, offset + end, data[end:]
    if carried:
        yield Piece(number, offset, memoryview(carried))


def record_end(data: bytes) -> int:
    """The end of the last record that is whole: behind a line end with an even number of quotes before it.

    >>> record_end(b'1,"a\\nb"\\n2,"c\\nd')
    8
    """
    end = data.rfind(b"\n") + 1
    quotes = np.frombuffer(data, dtype=np.uint8) == _QUOTE
    while end and np.count_nonzero(quotes[:end]) % 2:
        end = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
    return end


def careful_record_end(data: bytes, delimiter: str) -> int:
    """The same where a quote may stand inside a cell: only one at a cell's beginning opens a quoted cell."""
    mark = re.escape(delimiter.encode())
    cell = re.compile(rb'(?:"(?:[^"]|"")*"[^%b\n]*|[^%b\n"][^%b\n]*)?(?:%b|(\n))' % (mark, mark, mark, mark))
    place = end = 0
    while (found := cell.match(data, place)) is not None:
        place = found.end()
        if found[1]:
            end = place
    return end
