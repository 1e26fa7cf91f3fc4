"""Which slice is each row in? Slices are whole numbers, given out as their labels are first seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.normalise.labels import clean_label, label_key
from cx_cli.normalise.rows import Codes, Column, Flags, Instants, Ints, Numbers, Rows, Words

PERIOD = "period"
TAG = "tag"
_LARGEST_TABLE = 1 << 22
_NEW = -2
UNDATED = 0
"""The period of every slice of a grouping without one."""
NO_PERIOD = 1 << 28
"""Where rows that happened nobody says when stand in a grouping by period: behind every period, without a label."""


@frozen
class Grouping:
    """One ``--by``: its columns in order; ``period`` among them dates the slices.

    Those for some ``metrics`` only are kept by themselves, and nothing else is sliced by them.
    """

    by: tuple[str, ...]
    metrics: tuple[str, ...] = ()

    @classmethod
    def joint(cls, groupings: Iterable[Grouping]) -> Grouping:
        """The coarsest grouping that all of these, which are for the same metrics, are sums of."""
        parts = list(groupings)
        by = tuple(dict.fromkeys(name for grouping in parts for name in grouping.by))
        return cls(by, parts[0].metrics if parts else ())

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in self.by if name != PERIOD)

    @property
    def dated(self) -> bool:
        return PERIOD in self.by


class Labels:
    """The labels of one column. Spellings that differ only by case, blanks or Unicode form are one; code 0 is none."""

    def __init__(self) -> None:
        self._spellings: dict[str, int] = {}
        self._codes: list[int] = []
        self._counts = np.zeros(16, dtype=np.int64)
        self._by_key: dict[str, int] = {"": 0}
        self._words: Sequence[str] = ()
        self._table = np.zeros(1, dtype=np.int32)

    def codes(self, column: Words) -> Codes:
        """The code of each row."""
        if column.words is not self._words:
            spellings = [self._spelling(word) for word in column.words]
            self._table = np.array([*(self._codes[spelling] for spelling in spellings), 0], dtype=np.int32)
            self._words = column.words
        found: Codes = self._table.take(column.codes)
        return found

    def count(self, column: Words) -> None:
        """Counts how often each spelling occurs, so that the most frequent can be chosen."""
        counted = np.bincount(column.codes + 1, minlength=len(column.words) + 1)[1:]
        self._add(column.words, counted)

    def _add(self, words: Iterable[str], counted: Ints) -> None:
        spellings = np.array([self._spelling(word) for word in words], dtype=np.int64)
        if len(self._codes) > len(self._counts):
            self._counts = np.pad(self._counts, (0, 2 * len(self._codes)))
        np.add.at(self._counts, spellings, counted)

    def chosen(self) -> list[str | None]:
        """The label of each code: its most frequent spelling, the first in order where two are as frequent."""
        seen: list[Counter[str]] = [Counter() for _ in self._by_key]
        counts = [*self._counts.tolist(), *[0] * len(self._codes)]  # a label that is worked out is counted nowhere
        for word, spelling in self._spellings.items():
            seen[self._codes[spelling]][clean_label(word)] += counts[spelling]
        return [None, *(min(words, key=lambda word: (-words[word], word)) for words in seen[1:])]

    def absorb(self, other: Labels) -> Codes:
        """Takes over the other's spellings; returns the code here of each code there."""
        table = np.zeros(len(other._by_key), dtype=np.int32)
        counted = np.zeros(len(other._codes), dtype=np.int64)
        seen = min(len(counted), len(other._counts))
        counted[:seen] = other._counts[:seen]
        self._add(other._spellings, counted)
        for word, spelling in other._spellings.items():
            table[other._codes[spelling]] = self._codes[self._spellings[word]]
        return table

    def _spelling(self, word: str) -> int:
        """The number of a word as it is written, each of which has a code."""
        spelling = self._spellings.get(word)
        if spelling is None:
            spelling = self._spellings[word] = len(self._codes)
            self._codes.append(self._by_key.setdefault(label_key(word), len(self._by_key)))
        return spelling


class Groups:
    """The label tuples of one grouping's columns, numbered."""

    def __init__(self, columns: tuple[str, ...]):
        self.columns = columns
        self.labels = tuple(Labels() for _ in columns)
        self._numbers: dict[tuple[int, ...], int] = {}
        self._tuples: list[tuple[int, ...]] = []
        self._sizes = [0] * len(columns)
        self._most = [0] * len(columns)
        self._table: Ints | None = None

    def count_spellings(self, rows: Rows) -> None:
        """Takes note of how the labels of these rows are written."""
        for name, labels in zip(self.columns, self.labels, strict=True):
            column = rows.columns.get(name)
            if name == TAG:
                labels.count(tags_of(rows)[1])
            elif column is not None:
                labels.count(words_of(column))

    def number(self, rows: Rows) -> tuple[Ints | None, Ints]:
        """The group of each row. With a tag column a row is in as many groups as it has tags: the first array then
        says which row each group number is for."""
        spread, parts = None, []
        for name, labels in zip(self.columns, self.labels, strict=True):
            if name == TAG:
                spread, tagged = tags_of(rows)
                parts.append(labels.codes(tagged))
            else:
                column = rows.columns.get(name)
                parts.append(labels.codes(words_of(column) if column else _nothing(rows.n)))
        n = rows.n if spread is None else len(spread)
        if spread is not None:
            parts = [
                part if len(part) == n and name == TAG else part[spread]
                for name, part in zip(self.columns, parts, strict=True)
            ]
        return spread, self._combined(parts, n)

    def absorb(self, other: Groups) -> Ints:
        """The number here of each group there."""
        tables = [mine.absorb(theirs) for mine, theirs in zip(self.labels, other.labels, strict=True)]
        return np.array(
            [
                self._of(tuple(int(table[code]) for table, code in zip(tables, codes, strict=True)))
                for codes in other._tuples
            ],
            dtype=np.int64,
        )

    def label_tuples(self, names: Sequence[str] | None = None) -> list[tuple[str | None, ...]]:
        """The labels of each group, in these of its columns or in all."""
        places = [self.columns.index(name) for name in (self.columns if names is None else names)]
        chosen = [self.labels[place].chosen() for place in places]
        columns = zip(chosen, self.codes().T[places].tolist(), strict=True)
        labels = [[words[code] for code in codes] for words, codes in columns]
        return list(zip(*labels, strict=True)) if places else [()] * len(self._tuples)

    def codes(self) -> Ints:
        """The label codes of each group, a column each."""
        return np.array(self._tuples, dtype=np.int64).reshape(len(self._tuples), len(self.columns))

    def _combined(self, parts: list[Codes], n: int) -> Ints:
        if not parts:
            return np.full(n, self._of(()), dtype=np.int64)
        self._make_room([int(part.max()) + 1 if len(part) else 1 for part in parts])
        combined = parts[0].astype(np.int64)
        for part, size in zip(parts[1:], self._sizes[1:], strict=True):
            combined = combined * size + part
        if self._table is None:
            distinct, places = np.unique(combined, return_inverse=True)
            return self._numbers_of(distinct)[places]
        found = self._table.take(combined)
        if found.min(initial=0) < 0:
            new = np.unique(combined[found < 0], return_counts=True)[0]  # without counts it imports numpy.ma
            self._table[new] = self._numbers_of(new)
            found = self._table.take(combined)
        return found

    def _make_room(self, sizes: list[int]) -> None:
        """Sizes the table from codes to numbers; there is none where it would have to be too large."""
        sizes = [max(size, most) for size, most in zip(sizes, self._most, strict=True)]
        if all(size <= room for size, room in zip(sizes, self._sizes, strict=True)):
            return
        self._sizes = [max(room, 1 << (size - 1).bit_length()) for size, room in zip(sizes, self._sizes, strict=True)]
        if np.prod(self._sizes, dtype=np.float64) > _LARGEST_TABLE:
            self._table = None
            return
        self._table = np.full(int(np.prod(self._sizes)), -1, dtype=np.int64)
        if self._tuples:
            places = np.ravel_multi_index(tuple(self.codes().T), self._sizes)
            self._table[places] = np.arange(len(self._tuples))

    def _numbers_of(self, distinct: Ints) -> Ints:
        codes = np.unravel_index(distinct, self._sizes)
        tuples = zip(*(part.tolist() for part in codes), strict=True)
        return np.array([self._of(found) for found in tuples], dtype=np.int64)

    def _of(self, codes: tuple[int, ...]) -> int:
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self._tuples)
            self._tuples.append(codes)
            self._most = [max(most, code + 1) for most, code in zip(self._most, codes, strict=True)]
        return number


class Slices:
    """The (group, period) pairs seen so far, numbered in order of appearance."""

    def __init__(self) -> None:
        self._groups: Ints = np.empty(0, dtype=np.int64)
        self._periods: Ints = np.empty(0, dtype=np.int64)
        self._base = 0
        self._table = np.full((0, 0), -1, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._groups)

    def pairs(self) -> tuple[Ints, Ints]:
        """The group and the period of each slice."""
        return self._groups, self._periods

    def number(self, groups: Ints, periods: Ints) -> Ints:
        """The slice of each row, new pairs numbered as they come."""
        if not len(groups):
            return np.empty(0, dtype=np.int64)
        self._make_room(int(groups.max()), int(periods.min()), int(periods.max()))
        cells = groups * self._table.shape[1] + (periods - self._base)
        flat = self._table.reshape(-1)
        found = flat.take(cells)
        if found.min() < 0:
            flat[cells[found < 0]] = _NEW
            new = np.flatnonzero(flat == _NEW)
            flat[new] = np.arange(len(self), len(self) + len(new))
            self._groups = np.concatenate([self._groups, new // self._table.shape[1]])
            self._periods = np.concatenate([self._periods, new % self._table.shape[1] + self._base])
            found = flat.take(cells)
        return found

    def _make_room(self, group: int, low: int, high: int) -> None:
        height, width = self._table.shape
        if not width:
            self._base = low
        if group < height and low >= self._base and high < self._base + width:
            return
        low, high = min(low, self._base), max(high, self._base + width - 1)
        grown = np.full((max(group + 1, height * 2 if group >= height else height), high - low + 1), -1, dtype=np.int64)
        grown[:height, self._base - low : self._base - low + width] = self._table
        self._table, self._base = grown, low


def words_of(column: Column) -> Words:
    """Any column as labels: numbers as they are written, flags as true and false, instants in ISO 8601."""
    if isinstance(column, Words):
        return column
    if isinstance(column, Flags):
        return Words(column.values.astype(np.int32), ("false", "true"))
    if isinstance(column, Numbers):
        distinct, codes = np.unique(np.nan_to_num(column.values), return_inverse=True)
        words = tuple(str(int(value)) if value == round(value) else repr(value) for value in distinct.tolist())
        return Words(np.where(np.isnan(column.values), -1, codes).astype(np.int32), words)
    assert isinstance(column, Instants)
    moments, codes = np.unique(column.seconds, return_inverse=True)
    stamps = np.datetime_as_string(moments.astype("datetime64[s]"), unit="s")
    return Words(np.where(column.known(), codes, -1).astype(np.int32), tuple(f"{stamp}Z" for stamp in stamps))


def tags_of(rows: Rows) -> tuple[Ints, Words]:
    """Each row once per tag (once without a label when it has none), and the tags."""
    cells = words_of(rows.columns["tags"]) if "tags" in rows.columns else _nothing(rows.n)
    split = [split_tags(word) for word in cells.words]
    words: dict[str, int] = {}
    coded = [[words.setdefault(tag, len(words)) for tag in tags] or [-1] for tags in split] + [[-1]]
    lengths = np.array([len(codes) for codes in coded], dtype=np.int64)[cells.codes]
    spread = np.repeat(np.arange(rows.n, dtype=np.int64), lengths)
    codes = np.fromiter(
        (code for cell in cells.codes.tolist() for code in coded[cell]), dtype=np.int32, count=len(spread)
    )
    return spread, Words(codes, tuple(words))


def _nothing(n: int) -> Words:
    return Words(np.full(n, -1, dtype=np.int32), ())


def split_tags(cell: str) -> Iterable[str]:
    """The tags of one cell, each once: separated by commas, semicolons or bars, else by blanks.

    >>> list(split_tags("vip, refund request")), list(split_tags("vip refund"))
    (['vip', 'refund request'], ['vip', 'refund'])
    """
    bare = cell.strip().removeprefix("[").removesuffix("]")
    mark = next((mark for mark in ",;|" if mark in bare), None)
    tags: dict[str, str] = {}
    for part in bare.split(mark):
        tag = part.strip().strip("'\"")
        if tag:
            tags.setdefault(label_key(tag), tag)
    return tags.values()
