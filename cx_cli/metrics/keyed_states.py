"""What is kept of the rows of each key, such as a customer? States that add, like those of :mod:`states`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.rows import Codes, Floats, Ints
from cx_cli.normalise.vocabulary import end_to_end_ids, ranks

_KEY = 0xFFFFFFFF
_FEW = 1 << 16


@frozen
class _Part:
    """Slice and key of some rows in one number, each pair once, how many rows have it as far as that is asked, and the
    keys by number."""

    pairs: Ints
    n: Ints
    words: Sequence[str]


class Repeats:
    """How many keys have more than one row per slice.

    Each piece's keys keep their own numbers until there are more of them than of those that share theirs.
    """

    LEAST = 2

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    def add(self, slices: Ints, keys: Codes, words: Sequence[str]) -> None:
        self._add(slices.astype(np.int64) << 32 | keys, np.ones(len(slices), dtype=np.int64), words)

    def merge(self, other: Repeats, mapping: Ints) -> None:
        for part in other._parts:
            self._add(mapping[part.pairs >> 32] << 32 | part.pairs & _KEY, part.n, part.words)

    def counts(self, places: Ints, size: int) -> Ints:
        """How many keys have so many rows in each place; ``places`` is the place of each slice, -1 for none."""
        self._share_numbers()
        pairs, n = (self._parts[0].pairs, self._parts[0].n) if self._parts else (np.empty(0, dtype=np.int64),) * 2
        found = places[pairs >> 32]
        pairs, n = self._summed(found[found >= 0] << 32 | pairs[found >= 0] & _KEY, n[found >= 0])
        return np.bincount(pairs[n >= self.LEAST] >> 32, minlength=size)

    def _add(self, pairs: Ints, n: Ints, words: Sequence[str]) -> None:
        self._parts.append(_Part(*self._summed(pairs, n), words))
        if sum(len(part.pairs) for part in self._parts[1:]) > max(_FEW, len(self._parts[0].pairs)):
            self._share_numbers()

    def _share_numbers(self) -> None:
        """Makes one part of all."""
        parts = self._parts
        words, tables = end_to_end_ids([part.words for part in parts])
        pairs = [part.pairs & ~_KEY | table[part.pairs & _KEY] for part, table in zip(parts, tables, strict=True)]
        empty = np.empty(0, dtype=np.int64)
        found = self._summed(np.concatenate([empty, *pairs]), np.concatenate([empty, *(part.n for part in parts)]))
        self._parts = [_Part(*found, words)]

    def _summed(self, pairs: Ints, n: Ints) -> tuple[Ints, Ints]:
        """The distinct pairs in order, and the sum of ``n`` of each, which is not followed beyond what is asked."""
        if not len(pairs):
            return pairs, n
        if alike := bool((n == 1).all()):
            pairs = np.sort(pairs)
        else:
            order = pairs.argsort(kind="stable")
            pairs, n = pairs[order], n[order]
        first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        sums = np.diff(first, append=len(pairs)) if alike else np.add.reduceat(n, first)
        return pairs[first], np.minimum(sums, self.LEAST)


class Distinct(Repeats):
    """How many keys have a row per slice."""

    LEAST = 1


@dataclass
class Purchases:
    """Every purchase: the group, the customer, the second and the amount (NaN where it is not known)."""

    groups: list[Ints] = field(default_factory=list)
    customers: list[Codes] = field(default_factory=list)
    seconds: list[Ints] = field(default_factory=list)
    amounts: list[Floats] = field(default_factory=list)
    words: list[Sequence[str]] = field(default_factory=list)
    """The ids of each piece's customers."""

    def add(self, groups: Ints, customers: Codes, words: Sequence[str], seconds: Ints, amounts: Floats) -> None:
        self.groups.append(groups)
        self.customers.append(customers)
        self.words.append(words)
        self.seconds.append(seconds)
        self.amounts.append(amounts)

    def merge(self, other: Purchases, mapping: Ints) -> None:
        self.groups += [mapping[groups] for groups in other.groups]
        self.customers += other.customers
        self.words += other.words
        self.seconds += other.seconds
        self.amounts += other.amounts

    def joined(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Groups, customers, seconds and amounts of all purchases; customers are numbered in the order of their ids."""
        ids, tables = end_to_end_ids(self.words)
        places, empty = ranks(ids), np.empty(0, dtype=np.int64)
        customers = [places[table[codes]] for table, codes in zip(tables, self.customers, strict=True)]
        return (
            np.concatenate([*self.groups, empty]),
            np.concatenate([*customers, empty]),
            np.concatenate([*self.seconds, empty]),
            np.concatenate([*self.amounts, np.empty(0)]),
        )
