"""What is kept of the rows for one term and grouping? States that add: two halves, merged, equal the whole exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.normalise.rows import NEVER, Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIDDLE = 2.0**26
_AT_ONCE = 1 << 13
"""So many values are sorted at once, unless a slice has more: they stay near the processor."""
_EXACT = 2**53


class Count:
    """The number of rows per slice."""

    def __init__(self) -> None:
        self.n: Ints = np.zeros(0, dtype=np.int64)

    def add(self, slices: Ints, size: int) -> None:
        self.n = _grown(self.n, size)
        counted = np.bincount(slices, minlength=0)
        self.n[: len(counted)] += counted

    def totals(self, places: Ints, size: int) -> Ints:
        """The rows of each place; ``places`` is the place of each slice, -1 for none."""
        n = min(len(places), len(self.n))
        return _added_up(places[:n], self.n[:n], size)

    def merge(self, other: Count, mapping: Ints, size: int) -> None:
        self.n = _grown(self.n, size)
        known = min(len(mapping), len(other.n))
        np.add.at(self.n, mapping[:known], other.n[:known])


class Sum:
    """The exact sum per slice, in whole numbers, 2^-26 and 2^-52 parts, so that the order of adding can't be seen.

    A value of at least 1 is kept exactly; below that, to the nearest 2^-52.
    """

    def __init__(self) -> None:
        self.parts: Ints = np.zeros((3, 0), dtype=np.int64)

    def add(self, slices: Ints, values: Floats, size: int) -> None:
        self._make_room(size)
        whole = np.floor(values)
        rest = (values - whole) * _MIDDLE
        self._add_part(0, slices, whole)
        if rest.any():
            middle = np.floor(rest)
            self._add_part(1, slices, middle)
            self._add_part(2, slices, np.rint((rest - middle) * _MIDDLE))

    def merge(self, other: Sum, mapping: Ints, size: int) -> None:
        self._make_room(size)
        known = min(len(mapping), other.parts.shape[1])
        for mine, theirs in zip(self.parts, other.parts, strict=True):
            np.add.at(mine, mapping[:known], theirs[:known])

    def totals(self, places: Ints, size: int) -> Floats:
        """The sum of each place; ``places`` is the place of each slice, -1 for none."""
        n = min(len(places), self.parts.shape[1])
        whole, middle, low = (_added_up(places[:n], part[:n], size) for part in self.parts)
        if not middle.any() and not low.any():
            return whole.astype(np.float64)
        exact = (
            (w << 52) + (m << 26) + part
            for w, m, part in zip(whole.tolist(), middle.tolist(), low.tolist(), strict=True)
        )
        return np.array([number / (1 << 52) for number in exact], dtype=np.float64)

    def _add_part(self, part: int, slices: Ints, values: Floats) -> None:
        if _add_exactly(values):
            added = np.bincount(slices, weights=values)
            self.parts[part, : len(added)] += added.astype(np.int64)
        else:
            np.add.at(self.parts[part], slices, values.astype(np.int64))

    def _make_room(self, size: int) -> None:
        if self.parts.shape[1] < size:
            self.parts = np.pad(self.parts, ((0, 0), (0, _room(size) - self.parts.shape[1])))


@dataclass
class Values:
    """Every value with its slice, in as few bytes as hold them."""

    slices: list[NDArray[np.integer]] = field(default_factory=list)
    values: list[NDArray[np.generic]] = field(default_factory=list)

    def add(self, slices: Ints, values: NDArray[np.generic], size: int) -> None:
        """Adds values as :func:`smallest` keeps them; groupings share them."""
        if len(values):
            self.slices.append(slices.astype(np.uint16 if size <= 1 << 16 else np.int32))
            self.values.append(values)

    def merge(self, other: Values, mapping: Ints, size: int) -> None:
        kind = np.uint16 if size <= 1 << 16 else np.int32
        self.slices += [mapping[chunk].astype(kind) for chunk in other.slices]
        self.values += other.values

    def sorted_by(self, places: Ints, size: int) -> tuple[NDArray[np.generic], Ints]:
        """All values of the slices that have a place (-1: none), sorted within it, and where each place begins.

        ``places`` is the place of each slice; there are ``size`` of them, and ``size + 1`` beginnings.
        """
        if size == 1 and self.slices and (places == 0).all():
            everything = np.concatenate(self.values).astype(self._kind())
            everything.sort()
            return everything, np.array([0, len(everything)])
        keys = (places + 1).astype(np.uint16 if size < 1 << 16 else np.int64)  # of 16 bits they are sorted by counting
        counts = np.zeros(size + 1, dtype=np.int64)
        for slices in self.slices:
            counts += np.bincount(keys.take(slices), minlength=size + 1)
        offsets = np.concatenate([[0], np.cumsum(counts[1:])])
        found = np.empty(int(offsets[-1]), dtype=self._kind())
        free = np.concatenate([[0], offsets[:-1]])
        for slices, values in zip(self.slices, self.values, strict=True):
            chunk = keys.take(slices)
            order = chunk.argsort(kind="stable")
            n = np.bincount(chunk, minlength=size + 1)
            targets = np.repeat(free - (np.cumsum(n) - n), n) + np.arange(len(chunk))
            found[targets[n[0] :]] = values[order[n[0] :]]
            free += n
        _sort_each(found, offsets)
        return found, offsets

    def _kind(self) -> np.dtype[np.generic]:
        return np.result_type(np.int32, *{chunk.dtype for chunk in self.values})


def _sort_each(values: NDArray[np.generic], offsets: Ints) -> None:
    """Sorts every stretch by itself; small ones a few at a time, stretch and value packed into a single number."""
    first, size = 0, len(offsets) - 1
    while first < size:
        last = max(int(offsets.searchsorted(offsets[first] + _AT_ONCE, side="right")) - 1, first + 1)
        some = values[offsets[first] : offsets[last]]
        if last == first + 1:
            some.sort()
        else:
            stretch = np.repeat(np.arange(last - first), np.diff(offsets[first : last + 1]))
            if some.dtype == np.int32:
                packed = (stretch << 32) + some.astype(np.int64)
                packed.sort()
                some[:] = packed.astype(np.int32)  # the lower half
            else:
                some[:] = some[np.lexsort((some, stretch))]
        first = last


@dataclass
class Spans:
    """The rows that were in stock at the end of some period: group, start and end (``NEVER`` while still in)."""

    groups: list[Ints] = field(default_factory=list)
    starts: list[Ints] = field(default_factory=list)
    ends: list[Ints] = field(default_factory=list)

    def add(self, groups: Ints, starts: Ints, ends: Ints) -> None:
        self.groups.append(groups)
        self.starts.append(starts)
        self.ends.append(ends)

    def merge(self, other: Spans, mapping: Ints) -> None:
        self.groups += [mapping[chunk] for chunk in other.groups]
        self.starts += other.starts
        self.ends += other.ends

    def joined(self) -> tuple[Ints, Ints, Ints]:
        empty = np.empty(0, dtype=np.int64)
        ends = np.concatenate([*self.ends, empty])
        ends = np.where(ends == NEVER, np.iinfo(np.int64).max, ends)
        return np.concatenate([*self.groups, empty]), np.concatenate([*self.starts, empty]), ends


def _added_up(places: Ints, numbers: Ints, size: int) -> Ints:
    """The sum of the numbers of each place (-1: none)."""
    if _add_exactly(numbers):
        return np.bincount(places + 1, weights=numbers, minlength=size + 1)[1:].astype(np.int64)
    found = np.zeros(size + 1, dtype=np.int64)
    np.add.at(found, places + 1, numbers)
    return found[1:]


def _add_exactly(numbers: Ints | Floats) -> bool:
    """Whether floating point can add up these whole numbers without rounding, which is quicker."""
    return not len(numbers) or max(float(numbers.max()), -float(numbers.min())) * len(numbers) < _EXACT


def smallest(values: Floats) -> NDArray[np.generic]:
    """The values as 32-bit whole numbers if they are that, else as they are, without a negative zero."""
    values = values + 0.0
    whole = values.astype(np.int32) if len(values) and np.abs(values).max() < 2**31 else None
    return whole if whole is not None and (whole == values).all() else values


def _grown(array: Ints, size: int) -> Ints:
    return array if len(array) >= size else np.pad(array, (0, _room(size) - len(array)))


def _room(size: int) -> int:
    return max(16, 1 << (size - 1).bit_length())
