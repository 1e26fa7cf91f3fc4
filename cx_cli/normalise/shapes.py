"""What do the cells of a text column look like once every digit is a 0, and where are their digits?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Bytes, Codes, Ints

Span = tuple[int, int]
"""Where a number stands in a shape: first byte, byte after the last."""

LONGEST = 80
PROSE = b"(prose)"
"""The shape of every cell of more than ``LONGEST`` bytes: nobody looks at it closer."""

_ZERO = ord("0")
_FOLD = np.arange(256, dtype=np.uint8)
_FOLD[ord("0") : ord("9") + 1] = ord("0")
_FOLD[ord("A") : ord("Z") + 1] = np.arange(ord("a"), ord("z") + 1)

_BLANKS = ((b"\xe2\x80\xaf", b"   "), (b"\xe2\x80\x89", b"   "), (b"\xc2\xa0", b"  "), (b"\t", b" "))


@frozen
class Alike:
    """The cells of one shape: ``text`` is the shape in lower case with plain blanks, byte for byte the
    cells' own; ``rows`` says which cells they are."""

    text: bytes
    rows: Ints
    _data: Bytes
    _starts: Ints

    def number(self, span: Span) -> Ints:
        """The digits between two places of every cell, as a number; what groups them is passed over.

        At most 18 digits: more don't fit, and the caller has to look.
        """
        places = [place for place in range(*span) if self.text[place] == _ZERO]
        value = self._digit(places[0])
        for place in places[1:]:
            value *= 10
            value += self._digit(place)
        return value

    def _digit(self, place: int) -> Ints:
        return (self._data[self._starts + place] - np.uint8(48)).astype(np.int64)


def text_array(column: Any) -> Any:
    """The column as one contiguous array of text, whatever way the text is held."""
    array: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        array = array.cast(pa.large_string())
    return array


def shapes(column: Any) -> list[Alike]:
    """The non-null cells of a text column, shape by shape, the shape seen first first."""
    array = text_array(column)
    if not len(array):
        return []
    wide = pa.types.is_large_string(array.type)
    _, offsets_buffer, data_buffer = array.buffers()
    count = len(array)
    offsets = np.frombuffer(offsets_buffer, dtype=np.int64 if wide else np.int32)[
        array.offset : array.offset + count + 1
    ]
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    offsets = offsets - offsets[0]
    folded = pa.Array.from_buffers(
        pa.large_binary() if wide else pa.binary(),
        count,
        [_validity(array), _buffer(offsets), _buffer(_FOLD[data])],
    ).dictionary_encode()
    starts = offsets[:-1].astype(np.int64)
    texts: list[Any] = folded.dictionary.to_pylist()
    codes = folded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return [
        Alike(_plain_blanks(text), rows, data, starts[rows])
        for text, rows in zip(texts, _rows_by_code(codes, len(texts)), strict=True)
    ]


def _validity(array: Any) -> Any:
    """The null bitmap, moved to start at the first cell of a slice."""
    if not array.null_count:
        return None
    return _buffer(np.packbits(array.is_valid().to_numpy(zero_copy_only=False), bitorder="little"))


def _buffer(values: Any) -> pa.Buffer:
    return pa.py_buffer(values)


def _rows_by_code(codes: Codes, n_codes: int) -> list[Ints]:
    if n_codes == 1 and codes.min() == 0:
        return [np.arange(len(codes))]
    narrow = codes.astype(np.int16) if n_codes < 2**15 else codes
    order = np.argsort(narrow, kind="stable")
    ends = np.cumsum(np.bincount(codes + 1, minlength=n_codes + 1))
    return [order[start:end] for start, end in pairwise(ends)]


def _plain_blanks(text: bytes) -> bytes:
    text = text.rstrip()
    if len(text) > LONGEST:
        return PROSE
    for blank, plain in _BLANKS:
        text = text.replace(blank, plain)
    return text
