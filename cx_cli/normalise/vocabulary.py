"""How are the ids of a column held? In an Arrow array: whole numbers where each reads back as it is written, else text.

A million of them as Python's text take ten times the room, and every step over them a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST, _LAST = ord("!"), ord("~")
_SPARSEST, _SMALL_TABLE = 8, 1 << 12
"""So many places a table may have for each whole number in it, and so many it always may: no number is hashed then."""


class Ids(Sequence[str]):
    """Ids by number; to whoever takes them one by one they are text. ``array`` is of int64 or of text, without nulls.

    >>> ids = Ids.of(["17", "-3"])
    >>> ids.array.type, list(ids), ids[1]
    (DataType(int64), ['17', '-3'], '-3')
    >>> Ids.of(["17", "017"]).array.type
    DataType(string)
    """

    def __init__(self, array: Any):
        self.array = array

    @classmethod
    def of(cls, words: Sequence[str]) -> Ids:
        """These words as ids."""
        return words if isinstance(words, Ids) else cls(narrowest(pa.array(words, pa.string())))

    @property
    def text(self) -> Any:
        """The ids as they are written, as an Arrow array."""
        return self.array if pa.types.is_string(self.array.type) else self.array.cast(pa.string())

    @property
    def are_numbers(self) -> bool:
        return bool(pa.types.is_integer(self.array.type))

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, code: int) -> str: ...

    @overload
    def __getitem__(self, code: slice) -> Sequence[str]: ...

    def __getitem__(self, code: int | slice) -> str | Sequence[str]:
        return Ids(self.array[code]) if isinstance(code, slice) else str(self.array[code].as_py())

    def __iter__(self) -> Iterator[str]:
        return iter(self.text.to_pylist())


def narrowest(text: Any) -> Any:
    """The cells as whole numbers where each of them is one that is written back as it stands, else as they are.

    ``007``, ``+7``, ``7.0``, ``1E5`` and ``0x7`` are text, and make text of all the others.
    """
    data = _bytes_of(text)
    if not len(data) or data.min() < ord("-") or data.max() > ord("9"):
        return text
    try:
        numbers = text.cast(pa.int64())
    except pa.ArrowInvalid:
        return text
    # a zero that stands before a number is a sign more than it takes to write it
    return numbers if _n_signs(np.asarray(numbers.drop_null())) == len(data) else text


def is_plain(text: Any) -> bool:
    """Whether no cell holds a blank, or anything beyond ASCII."""
    data = _bytes_of(text)
    return not len(data) or bool(data.min() >= _FIRST and data.max() <= _LAST)


def end_to_end_ids(parts: Sequence[Sequence[str]]) -> tuple[Ids, list[NDArray[np.int32]]]:
    """The ids of all parts, each once, and the number here of each id of every part."""
    arrays = [Ids.of(part) for part in parts]
    numbers = all(ids.are_numbers or not len(ids) for ids in arrays)
    kind = pa.int64() if numbers else pa.string()
    filled = [(ids.array.cast(kind) if numbers else ids.text) for ids in arrays if len(ids)]
    if not filled:
        return Ids(pa.array([], pa.string())), [np.empty(0, dtype=np.int32) for _ in parts]
    codes, ids = encoded(pa.concat_arrays(filled))
    ends = np.cumsum([len(part) for part in arrays])
    return ids, np.split(codes, ends[:-1])


def encoded(array: Any) -> tuple[NDArray[np.int32], Ids]:
    """The number of each cell's id, -1 for none, and the different ids by number."""
    if array.null_count or (span := _span(array)) is None:
        found = array.dictionary_encode()
        return np.asarray(found.indices.fill_null(-1)), Ids(found.dictionary)
    first, size = span
    places = np.asarray(array) - first
    there = np.zeros(size, dtype=np.bool_)
    there[places] = True
    numbers = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return numbers[places], Ids(pa.array(np.flatnonzero(there) + first))


def places_in(wanted: Any, known: Any) -> NDArray[np.int64]:
    """The place of each cell among ``known``, an array of the same type, the first where it is there twice; -1 for one
    that is not there."""
    if wanted.null_count or (span := _span(known)) is None:
        found: Any = pc.index_in(wanted, value_set=known)
        return np.asarray(found.fill_null(-1)).astype(np.int64)
    first, size = span
    table = np.full(size + 1, -1, dtype=np.int64)
    table[np.asarray(known)[::-1] - first] = np.arange(len(known))[::-1]
    numbers = np.asarray(wanted)
    inside = (numbers >= first) & (numbers < first + size)
    return table[np.where(inside, numbers - first, size)]


def _span(array: Any) -> tuple[int, int] | None:
    """The smallest of these whole numbers, and how many there are from it to the largest; None for text, for no numbers
    and for some that lie far apart."""
    if not pa.types.is_integer(array.type) or not len(array):
        return None
    bounds: Any = pc.min_max(array)
    first, last = bounds["min"].as_py(), bounds["max"].as_py()
    size = last - first + 1
    return (first, size) if size <= max(_SMALL_TABLE, _SPARSEST * len(array)) else None


def ranks(words: Sequence[str]) -> NDArray[np.int64]:
    """The place of each word in the order of the alphabet; two that are the same have a place each.

    >>> ranks(["b", "a", "B"]).tolist()
    [2, 1, 0]
    """
    found = np.empty(len(words), dtype=np.int64)
    if isinstance(words, Ids):
        order = np.asarray(pc.array_sort_indices(words.text)).astype(np.int64)
    else:
        order = np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)
    found[order] = np.arange(len(words))
    return found


def chained(first: Sequence[str], second: Sequence[str]) -> Sequence[str]:
    """The words of both, one behind the other."""
    if not isinstance(first, Ids) and not isinstance(second, Ids):
        return (*first, *second)
    ids = (Ids.of(first), Ids.of(second))
    if all(one.are_numbers for one in ids):
        return Ids(pa.concat_arrays([one.array for one in ids]))
    return Ids(pa.concat_arrays([one.text for one in ids]))


def _n_signs(numbers: NDArray[np.int64]) -> int:
    """How many signs it takes to write all of these whole numbers."""
    if not len(numbers):
        return 0
    low, high = int(numbers.min()), int(numbers.max())
    n_signs, limit = len(numbers), 10
    if low < 0:
        n_signs += int(np.count_nonzero(numbers < 0))
    while high >= limit or -low >= limit:
        n_signs += len(numbers) if low >= limit else int(np.count_nonzero(numbers >= limit))
        n_signs += int(np.count_nonzero(numbers <= -limit)) if -low >= limit else 0
        limit *= 10
    return n_signs


def _bytes_of(text: Any) -> NDArray[np.uint8]:
    """The bytes of all cells of a text array."""
    _, offsets, data = text.buffers()
    if not len(text) or data is None:
        return np.empty(0, dtype=np.uint8)
    places = np.frombuffer(offsets, dtype=np.int32)[text.offset : text.offset + len(text) + 1]
    return np.frombuffer(data, dtype=np.uint8)[places[0] : places[-1]]
