"""Is any key there twice? Keys as numbers, kept small, compared at the end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx_cli.normalise.rows import NEVER, Ints

_LONGEST = 64
_PLAIN = r"^[1-9][0-9]{0,17}$"
"""A number that reads back as it was written."""


class Keys:
    """The keys of one table, from any number of pieces. Equal numbers may be equal keys; different ones never are."""

    def __init__(self) -> None:
        self._chunks: list[tuple[int, int, bool, NDArray[np.integer], int]] = []

    def add(self, keys: Ints) -> None:
        if not len(keys):
            return
        low, high = int(keys.min()), int(keys.max())
        rising = bool((keys[1:] > keys[:-1]).all())
        small = keys - low if high - low >= 1 << 31 else (keys - low).astype(np.int32)
        self._chunks.append((low, high, rising, small, low))

    def clear(self) -> None:
        self._chunks.clear()

    def may_repeat(self) -> bool:
        """Whether two of the numbers are equal."""
        ordered = sorted(self._chunks, key=lambda chunk: chunk[0])
        apart = all(one[1] < other[0] for one, other in pairwise(ordered))
        if apart and all(chunk[2] for chunk in ordered):
            return False
        joined = np.concatenate([chunk[3].astype(np.int64) + chunk[4] for chunk in ordered])
        joined.sort()
        return bool((joined[1:] == joined[:-1]).any())


def key_numbers(column: Any) -> Ints:
    """A number for each key: the number that it is, else a hash of its text. Null is ``NEVER``."""
    array: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_integer(array.type):
        return np.asarray(pc.fill_null(array.cast(pa.int64()), NEVER))
    if pa.types.is_dictionary(array.type):
        words = key_numbers(array.dictionary.cast(pa.string()))
        return np.append(words, NEVER)[np.asarray(array.indices.fill_null(len(words)))]
    text = pc.utf8_trim_whitespace(array.cast(pa.string()))
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN), False)
    whole = np.asarray(pc.fill_null(pc.if_else(plain, text, None).cast(pa.int64()), NEVER))
    if bool(pc.all(plain).as_py()):
        return whole
    hashed = np.where(np.asarray(pc.is_null(text)), NEVER, _hashed(pc.fill_null(text, "")))
    return np.where(np.asarray(plain), whole, hashed)


def number_type(column: Any) -> Any:
    """The pyarrow type to read keys like these as: whole numbers where every one is plainly written, else text."""
    known = column.cast(pa.string()).drop_null()
    plain = len(known) and bool(pc.all(pc.match_substring_regex(known, _PLAIN)).as_py())
    return pa.int64() if plain else pa.string()


def _hashed(array: Any) -> Ints:
    """64-bit hashes of texts, eight bytes at a time."""
    n = len(array)
    if not n:
        return np.empty(0, dtype=np.int64)
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + n + 1].astype(np.int64)
    lengths = np.diff(offsets)
    longest = int(lengths.max())
    if longest > _LONGEST:
        return np.array([hash(text.encode()) for text in array.to_pylist()], dtype=np.int64)
    width = max(8, -(-longest // 8) * 8)
    data = np.frombuffer(array.buffers()[2] or b"\0", dtype=np.uint8)
    places = np.arange(width)
    picked = np.minimum(offsets[:-1, None] + places, len(data) - 1)
    cells = np.where(places < lengths[:, None], data[picked], 0).astype(np.uint8)
    mixed = lengths.astype(np.uint64)
    for part in cells.view(np.uint64).reshape(n, -1).T:
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
    return mixed.view(np.int64)
