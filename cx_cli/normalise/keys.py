"""Is any key there twice? Keys as numbers, kept small, compared at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.normalise.labels import clean_label
from cx_cli.normalise.rows import NEVER, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST = 64
_SMALL_TABLE = 1 << 20
_SPARSEST = 16
"""The table may have so many places for each key."""
_PLAIN = r"^-?[0-9]{1,18}$"
"""What stands for itself; 007 and 7 then share a number, and are told apart as text when it comes to it."""
_DECIMALS = r"^(-?[0-9]+)\.0+$"
_AS_A_NUMBER = r"^-?(?:[0-9]+|0[xX][0-9a-fA-F]+)$"
"""What pyarrow reads as a whole number as well, in a piece of numbers."""


class Keys:
    """The keys of one table, from any number of pieces. Equal numbers may be equal keys; different ones never are.

    Numbers that lie close together are ticked off in a table, a byte each; the others are kept, and compared at the
    end.
    """

    def __init__(self) -> None:
        self._ticked = np.zeros(0, dtype=np.bool_)
        self._first = 0
        self._n_ticked = 0
        self._repeats = False
        self._others: list[Ints] = []

    def add(self, keys: Ints) -> None:
        if self._repeats or not len(keys):
            return
        low, high = int(keys.min()), int(keys.max())
        if self._make_room(low, high, len(keys)):
            begin, end = low - self._first, high - self._first + 1
            before = np.count_nonzero(self._ticked[begin:end])
            self._ticked[keys - self._first] = True
            self._repeats = bool(np.count_nonzero(self._ticked[begin:end]) - before < len(keys))
            self._n_ticked += len(keys)
        else:
            self._others.append(keys)

    def may_repeat(self) -> bool:
        """Whether two of the numbers are equal."""
        if self._repeats or not self._others:
            return self._repeats
        joined = np.concatenate(self._others)
        joined.sort()
        inside = joined[(joined >= self._first) & (joined < self._first + len(self._ticked))]
        return bool((joined[1:] == joined[:-1]).any() or self._ticked[inside - self._first].any())

    def _make_room(self, low: int, high: int, n: int) -> bool:
        """Whether the table holds these numbers, grown if that is worth its bytes."""
        first = min(low, self._first) if self._n_ticked else low
        last = max(high + 1, self._first + len(self._ticked)) if self._n_ticked else high + 1
        if last - first > max(_SMALL_TABLE, _SPARSEST * (self._n_ticked + n)):
            return False
        if first < self._first or last > self._first + len(self._ticked) or not self._n_ticked:
            room = np.zeros(2 * (last - first), dtype=np.bool_)
            offset = self._first - first
            if self._n_ticked:
                room[offset : offset + len(self._ticked)] = self._ticked[: len(room) - offset]
            self._ticked, self._first = room, first
        return True


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
    clean = _cleaned(text.filter(pc.invert(plain)))
    numbers = whole.copy()
    numbers[~np.asarray(plain)] = np.where(np.asarray(pc.is_null(clean)), NEVER, _numbers(clean))
    return numbers


def _cleaned(text: Any) -> Any:
    """The keys without what can't be seen, and 17.0 as 17."""
    if not pc.all(pc.match_substring_regex(text, "^[!-~]*$")).as_py():
        text = pa.array([None if word is None else clean_label(word) for word in text.to_pylist()], pa.string())
    return pc.replace_substring_regex(text, _DECIMALS, r"\1")


def _numbers(text: Any) -> Ints:
    """The number that a key is, however it is written, else a hash of its text."""
    numbers = _hashed(pc.fill_null(text, ""))
    odd = pc.fill_null(pc.match_substring_regex(text, _AS_A_NUMBER), False)
    for place in np.flatnonzero(np.asarray(odd)).tolist():
        word = text[place].as_py()
        value = int(word, 16 if "x" in word.lower() else 10) if len(word) < 64 else 1 << 63
        if -(1 << 63) < value < 1 << 63:
            numbers[place] = value
    return numbers


def number_type(column: Any) -> Any:
    """The pyarrow type to read keys like these as: whole numbers where every one is plainly written, else text."""
    known = column.cast(pa.string()).drop_null()
    plain = len(known) and bool(pc.all(pc.match_substring_regex(known, _PLAIN)).as_py())
    return pa.int64() if plain else pa.string()


def _hashed(array: Any) -> Ints:
    """64-bit hashes of texts, eight bytes at a time; a text's hash does not depend on those beside it."""
    n = len(array)
    if not n:
        return np.empty(0, dtype=np.int64)
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + n + 1].astype(np.int64)
    lengths = np.diff(offsets)
    data = np.frombuffer(array.buffers()[2] or b"\0", dtype=np.uint8)
    places = np.arange(8)
    mixed = lengths.astype(np.uint64)
    for start in range(0, min(int(lengths.max()), _LONGEST), 8):
        longer = np.flatnonzero(lengths > start)
        picked = np.minimum(offsets[longer, None] + start + places, len(data) - 1)
        inside = start + places < lengths[longer, None]
        words = np.ascontiguousarray(np.where(inside, data[picked], 0).astype(np.uint8)).view(np.uint64).reshape(-1)
        mixed[longer] = _mix(mixed[longer] ^ words)
    hashes = mixed.view(np.int64)
    for place in np.flatnonzero(lengths > _LONGEST).tolist():
        hashes[place] = hash(array[place].as_py())
    return hashes


def _mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spreads what tells two numbers apart over all their bits (a step of SplitMix64)."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))
