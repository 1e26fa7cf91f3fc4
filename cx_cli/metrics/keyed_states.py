"""What is kept of the rows of each key, such as a customer? States that add, like those of :mod:`states`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cx_cli.normalise.rows import Codes, Floats, Ints


class Repeats:
    """How many rows each key has per slice."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}
        self.pairs: Ints = np.zeros(0, dtype=np.int64)
        self.n: Ints = np.zeros(0, dtype=np.int64)

    def add(self, slices: Ints, keys: Codes, words: Sequence[str]) -> None:
        self._add(slices, keys, words, np.ones(len(slices), dtype=np.int64))

    def merge(self, other: Repeats, mapping: Ints) -> None:
        keys = (other.pairs & 0xFFFFFFFF).astype(np.int32)
        self._add(mapping[other.pairs >> 32], keys, tuple(other.seen), other.n)

    def counts(self, places: Ints, size: int) -> Ints:
        """How many keys have more than one row in each place; ``places`` is the place of each slice, -1 for none."""
        found = places[self.pairs >> 32]
        kept = found >= 0
        pairs, n = _summed((found[kept] << 32) | (self.pairs[kept] & 0xFFFFFFFF), self.n[kept])
        return np.bincount(pairs[n > 1] >> 32, minlength=size)

    def _add(self, slices: Ints, keys: Codes, words: Sequence[str], n: Ints) -> None:
        table = np.array([self.seen.setdefault(word, len(self.seen)) for word in words], dtype=np.int64)
        pairs = (slices.astype(np.int64) << 32) | table[keys]
        self.pairs, self.n = _summed(np.concatenate([self.pairs, pairs]), np.concatenate([self.n, n]))


@dataclass
class Purchases:
    """Every purchase: the group, the customer, the second and the amount (NaN where it is not known)."""

    seen: dict[str, int] = field(default_factory=dict)
    groups: list[Ints] = field(default_factory=list)
    customers: list[Ints] = field(default_factory=list)
    seconds: list[Ints] = field(default_factory=list)
    amounts: list[Floats] = field(default_factory=list)

    def add(self, groups: Ints, customers: Codes, words: Sequence[str], seconds: Ints, amounts: Floats) -> None:
        table = np.array([self.seen.setdefault(word, len(self.seen)) for word in words], dtype=np.int64)
        self.groups.append(groups)
        self.customers.append(table[customers])
        self.seconds.append(seconds)
        self.amounts.append(amounts)

    def merge(self, other: Purchases, mapping: Ints) -> None:
        words = tuple(other.seen)
        for groups, customers, seconds, amounts in zip(
            other.groups, other.customers, other.seconds, other.amounts, strict=True
        ):
            self.add(mapping[groups], customers.astype(np.int32), words, seconds, amounts)

    def joined(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Groups, customers, seconds and amounts of all purchases; customers are numbered in the order of their ids."""
        ranks = np.empty(len(self.seen), dtype=np.int64)
        words = list(self.seen)
        ranks[np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)] = np.arange(len(words))
        empty = np.empty(0, dtype=np.int64)
        customers = np.concatenate([*self.customers, empty]).astype(np.int64)
        return (
            np.concatenate([*self.groups, empty]),
            ranks[customers],
            np.concatenate([*self.seconds, empty]),
            np.concatenate([*self.amounts, np.empty(0)]),
        )


def _summed(pairs: Ints, n: Ints) -> tuple[Ints, Ints]:
    """The distinct pairs, and the sum of ``n`` of each."""
    distinct, places = np.unique(pairs, return_inverse=True)
    return distinct, np.bincount(places, weights=n, minlength=len(distinct)).astype(np.int64)
