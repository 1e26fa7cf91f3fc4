"""Where can a text be cut so that no record is broken?"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from cx_cli.frozen import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE = ord('"')
_WINDOW = 1 << 14
_LONG_CELL = 30
"""A shorter quoted cell has no row in it."""
_LONGEST_RECORD = 1 << 26
"""A record of more bytes is none: a quote opens in it that never closes."""


Blocks = Generator[bytes | memoryview, bytes | None, None]
"""A text in blocks: what is sent stands before the next one."""


class UnclosedQuoteError(Exception):
    """A quote that opens in the record at ``offset`` swallows the records after it."""

    def __init__(self, offset: int, record: int = 0):
        super().__init__(offset)
        self.offset = offset
        self.record = record


@frozen
class Piece:
    """Whole records: UTF-8 bytes, the number of the piece, and where it begins in the text.

    ``regular``: every quote opens a cell, closes it, or is doubled inside one.
    """

    number: int
    offset: int
    data: Any
    regular: bool = True
    long_quotes: Any = None
    """Where long quoted cells open and close, a pair a line, if there are any and the quotes are regular."""
    n_totals: int = 0
    """How many records with totals stood behind these."""


def pieces(
    blocks: Blocks, begins: int, delimiter: str, plain: Callable[[bytes], bytes] | None = None
) -> Iterator[Piece]:
    """Cuts the text that comes in blocks at record ends, from ``begins`` on; ``plain`` makes of it what readers take.

    A block begins with what it was sent of the one before. Raises :class:`UnclosedQuoteError` where a quote is still
    open at the end of the text.
    """
    number, offset, carried, skipped = 0, begins, b"", 0
    block = next(blocks, None)
    while block is not None:
        data: bytes | memoryview = block
        if plain is not None:
            data = plain(bytes(data))
        if skipped < begins:
            dropped = min(begins - skipped, len(data))
            skipped += dropped
            data = data[dropped:]
        end, regular, quoted = _cut(data, delimiter)
        carried = bytes(data[end:])  # now: who takes the piece may use its memory again
        if end:
            yield Piece(number, offset, memoryview(data)[:end], regular, quoted)
            number, offset = number + 1, offset + end
        elif len(data) > _LONGEST_RECORD:
            raise UnclosedQuoteError(offset)
        block = next_block(blocks, carried)
    if not carried:
        return
    end, regular, quoted = _cut(carried + b"\n", delimiter)
    if end > len(carried):
        yield Piece(number, offset, memoryview(carried), regular, quoted)
        return
    if end:
        yield Piece(number, offset, memoryview(carried)[:end])
    raise UnclosedQuoteError(offset + end)


def next_block(blocks: Blocks, carried: bytes) -> bytes | memoryview | None:
    """The next block, begun with what is carried over to it; None when there is none."""
    try:
        return blocks.send(carried)
    except StopIteration:
        return None


def record_end(data: bytes, delimiter: str) -> int:
    """The end of the last record that is whole: behind a line end with an even number of quotes before it.

    >>> record_end(b'1,"a\\nb"\\n2,"c\\nd', ",")
    8
    """
    return _cut(data, delimiter)[0]


def piece_of(data: bytes, offset: int, delimiter: str) -> Piece:
    """A text that is whole as a piece."""
    _, regular, quoted = _cut(data, delimiter)
    return Piece(0, offset, data, regular, quoted)


def _cut(data: bytes | memoryview, delimiter: str) -> tuple[int, bool, NDArray[np.int64] | None]:
    """The end of the last whole record, whether no quote stands where none belongs, and the long quoted cells."""
    cells = np.frombuffer(data, dtype=np.uint8)
    quotes = _places(cells, _QUOTE)
    if len(quotes) and not _pair_up(cells, quotes, delimiter):
        return careful_record_end(data, delimiter), False, None
    end = _line_end(data, len(data))
    while end and np.searchsorted(quotes, end) % 2:
        end = _line_end(data, int(quotes[np.searchsorted(quotes, end) - 1]))
    return end, True, _long_ones(quotes)


def _long_ones(quotes: NDArray[np.int64]) -> NDArray[np.int64] | None:
    pairs = quotes[: len(quotes) // 2 * 2].reshape(-1, 2)
    long = pairs[pairs[:, 1] - pairs[:, 0] > _LONG_CELL]
    return long if len(long) else None


def _places(cells: NDArray[np.uint8], sign: int) -> NDArray[np.int64]:
    """Where the sign stands: eight cells at a time, because most eights have none."""
    n_eights = len(cells) // 8
    found = cells == sign
    eights = found[: n_eights * 8].view(np.uint64)
    hits = np.flatnonzero(eights != 0)  # three times as quick as asking the numbers themselves
    inside = np.flatnonzero(eights[hits].view(np.bool_))
    return np.concatenate([hits[inside >> 3] * 8 + (inside & 7), np.flatnonzero(found[n_eights * 8 :]) + n_eights * 8])


def _line_end(data: bytes | memoryview, before: int) -> int:
    """The end of the last line that ends before this place; 0 when there is none."""
    while before > 0:
        begin = max(before - _WINDOW, 0)
        if found := bytes(data[begin:before]).rfind(b"\n") + 1:
            return begin + found
        before = begin
    return 0


def _pair_up(cells: NDArray[np.uint8], quotes: NDArray[np.int64], delimiter: str) -> bool:
    """Whether every other quote opens a cell and the next one closes it; two in a row inside a cell are one sign."""
    bounds = np.zeros(256, dtype=np.bool_)
    bounds[[*delimiter.encode(), *b'\r\n"']] = True
    opening, closing = quotes[::2], quotes[1::2]
    opens = bounds[cells[opening - 1]] | (opening == 0)
    closes = bounds[cells[np.minimum(closing + 1, len(cells) - 1)]] | (closing == len(cells) - 1)
    return bool(opens.all() and closes.all())


def careful_record_end(data: bytes | memoryview, delimiter: str) -> int:
    """The same where a quote may stand inside a cell: only one at a cell's beginning opens a quoted cell."""
    mark = re.escape(delimiter.encode())
    cell = re.compile(rb'(?:"(?:[^"]|"")*+"[^%b\n]*|[^%b\n"][^%b\n]*)?(?:%b|(\n))' % (mark, mark, mark, mark))
    place = end = 0
    while (found := cell.match(data, place)) is not None:
        place = found.end()
        if found[1]:
            end = place
    return end
