"""What is kept of the rows for one term and grouping? States that add: two halves, merged, equal the whole exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cx_cli.normalise.rows import NEVER, Codes, Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIDDLE = 2.0**26
_AT_ONCE = 1 << 21
"""So many values are sorted at once, unless a slice has more."""
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
        found = np.zeros(size, dtype=np.int64)
        n = min(len(places), len(self.n))
        inside = np.flatnonzero(places[:n] >= 0)
        np.add.at(found, places[inside], self.n[inside])
        return found

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
        parts = np.zeros((3, size), dtype=np.int64)
        n = min(len(places), self.parts.shape[1])
        inside = np.flatnonzero(places[:n] >= 0)
        for part, mine in zip(parts, self.parts, strict=True):
            np.add.at(part, places[inside], mine[inside])
        whole, middle, low = parts
        if not middle.any() and not low.any():
            return whole.astype(np.float64)
        exact = (
            (w << 52) + (m << 26) + part
            for w, m, part in zip(whole.tolist(), middle.tolist(), low.tolist(), strict=True)
        )
        return np.array([number / (1 << 52) for number in exact], dtype=np.float64)

    def _add_part(self, part: int, slices: Ints, values: Floats) -> None:
        largest = float(np.abs(values).max()) if len(values) else 0.0
        if largest * len(values) < _EXACT:
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
        counts = np.zeros(size + 1, dtype=np.int64)
        for chunk in self.slices:
            counts += np.bincount(places[chunk] + 1, minlength=size + 1)
        offsets = np.concatenate([[0], np.cumsum(counts[1:])])
        if not self.values:
            return np.empty(0, dtype=np.int32), offsets
        if all(chunk.dtype == np.int32 for chunk in self.values):
            return self._sorted_integers(places, offsets), offsets
        found = places[np.concatenate(self.slices)]
        values = np.concatenate([chunk.astype(np.float64) for chunk in self.values])
        order = np.lexsort((values, found))
        return values[order][counts[0] :], offsets

    def _sorted_integers(self, places: Ints, offsets: Ints) -> NDArray[np.int32]:
        """Some places at a time, to spare memory; place and value packed into a single number are sorted at once."""
        found = np.empty(int(offsets[-1]), dtype=np.int32)
        first, size = 0, len(offsets) - 1
        while first < size:
            last = max(int(np.searchsorted(offsets, offsets[first] + _AT_ONCE, side="right")) - 1, first + 1)
            packed = np.empty(int(offsets[last] - offsets[first]), dtype=np.int64)
            shifted = np.where((places >= first) & (places < last), (places - first) << 32, -1)
            end = 0
            for slices, values in zip(self.slices, self.values, strict=True):
                keys = shifted[slices]
                if (chosen := keys >= 0).all():
                    keys += values
                else:
                    keys = keys[chosen] + values[chosen]
                begin, end = end, end + len(keys)
                packed[begin:end] = keys
            packed += 1 << 31  # so that the lower half is never negative
            packed.sort()
            found[offsets[first] : offsets[last]] = (packed & 0xFFFFFFFF) - (1 << 31)
            first = last
        return found


class Distinct:
    """The keys seen per slice, each once."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}
        self.pairs: Ints = np.zeros(0, dtype=np.int64)

    def add(self, slices: Ints, keys: Codes, words: tuple[str, ...]) -> None:
        table = np.array([self.seen.setdefault(word, len(self.seen)) for word in words], dtype=np.int64)
        pairs = (slices.astype(np.int64) << 32) | table[keys]
        self.pairs = np.union1d(self.pairs, pairs)

    def merge(self, other: Distinct, mapping: Ints) -> None:
        words = tuple(other.seen)
        self.add(mapping[other.pairs >> 32].astype(np.int32), (other.pairs & 0xFFFFFFFF).astype(np.int32), words)

    def counts(self, places: Ints, size: int) -> Ints:
        """How many different keys each place has; ``places`` is the place of each slice, -1 for none."""
        found = places[self.pairs >> 32]
        distinct = np.unique((found[found >= 0] << 32) | (self.pairs[found >= 0] & 0xFFFFFFFF))
        return np.bincount(distinct >> 32, minlength=size)


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


def smallest(values: Floats) -> NDArray[np.generic]:
    """The values as 32-bit whole numbers if they are that, else as they are, without a negative zero."""
    values = values + 0.0
    whole = values.astype(np.int32) if len(values) and np.abs(values).max() < 2**31 else None
    return whole if whole is not None and (whole == values).all() else values


def _grown(array: Ints, size: int) -> Ints:
    return array if len(array) >= size else np.pad(array, (0, _room(size) - len(array)))


def _room(size: int) -> int:
    return max(16, 1 << (size - 1).bit_length())
