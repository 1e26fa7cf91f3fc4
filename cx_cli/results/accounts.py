"""What became of every row of every file, and what was wrong with them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cx_cli.errors import InputError
from cx_cli.facts.fact_table import Problem
from cx_cli.load.encoding import Guess, first_beyond_ascii
from cx_cli.normalise.canonical import PLACE, SCORES, Batch
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.rows import Bools, Flags, Instants, Ints, Rows
from cx_cli.results.result import Input, Issue

_OF_RECORDS = ("ragged", "totals")
"""Problems whose place counts the records of their piece, not its rows."""
FEW = 10
"""So many rejected rows are never too many."""


@dataclass
class Account:
    """The rows of one file and table. What is neither loaded, a duplicate nor rejected is excluded."""

    rows: int = 0
    loaded: int = 0
    duplicates: int = 0
    rejected: int = 0


@dataclass
class _Tale:
    n: int
    first: int
    example: str


class Accounts:
    """The accounts of every feed, the tables drawn from them included, and the problems by kind."""

    def __init__(self) -> None:
        self._accounts: dict[tuple[int, str], Account] = {}
        self._tales: dict[tuple[int, str, str | None, str], _Tale] = {}
        self._bad_ratings: dict[int, list[Ints]] = {}

    def of(self, feed: int, table: str) -> Account:
        return self._accounts.setdefault((feed, table), Account())

    def enter(self, feed: Feed, batch: Batch) -> None:
        """The rows of a batch, all of them loaded until duplicates are found."""
        account = self.of(feed.number, feed.table.name)
        account.rows += batch.n_rows
        account.loaded += batch.rows.n
        account.rejected += batch.n_rejected
        for found in batch.found:
            self._tell(feed.number, feed.table.name, found.column, found.problem, found.n, found.place, found.example)

    def enter_duplicates(self, rows: Rows, table: str) -> None:
        """Rows that were loaded, and that newer rows of the same key take the place of."""
        for owner, n in _owners(rows):
            self.of(owner, table).loaded -= n
            self.of(owner, table).duplicates += n

    def enter_excluded(self, rows: Rows, table: str) -> None:
        """Rows that were loaded, and turned out to be merged, deleted or spam."""
        for owner, n in _owners(rows):
            self.of(owner, table).loaded -= n

    def enter_ratings(self, table: str, rows: Rows, columns: Sequence[str]) -> None:
        """The ratings inside these rows: a row with any is loaded, one with none but a bad one rejected."""
        places = rows.columns[PLACE]
        assert isinstance(places, Instants)
        answered, bad = np.zeros(rows.n, dtype=np.bool_), np.zeros(rows.n, dtype=np.bool_)
        for column in columns:
            answered |= rows.columns[column].known() | _claimed(rows, f"{column}_offered")
            bad |= _claimed(rows, f"{column}_bad")
        bad &= ~answered
        for feed, here in _by_feed(places.seconds[bad]):
            self._bad_ratings.setdefault(feed, []).append(places.seconds[bad][here])
        for feed, here in _by_feed(places.seconds):
            account = self.of(feed, "surveys")
            account.loaded += int(np.count_nonzero(answered[here]))
            account.rejected += int(np.count_nonzero(bad[here]))

    def enter_problems(self, table: str, rows: Rows, problems: Iterable[Problem]) -> None:
        """Rows that a fact could not be worked out for, problem by problem."""
        for problem in problems:
            self._enter_problem(table, rows, problem)

    def _enter_problem(self, table: str, rows: Rows, problem: Problem) -> None:
        places = rows.columns[PLACE]
        assert isinstance(places, Instants)
        blamed = places.seconds[problem.rows]
        for feed, here in _by_feed(blamed):
            chosen = np.arange(len(blamed))[here]
            first = chosen[np.argmin(blamed[here])]
            example = problem.example(int(problem.rows[first]))
            self._tell(feed, table, problem.column, problem.problem, len(chosen), int(blamed[first]), example)

    def bad_ratings(self, feed: int) -> Ints:
        """The places of the rows of a ticket or call export that have no rating but a bad one."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self._bad_ratings.get(feed, ())])

    def merge(self, other: Accounts) -> None:
        for (feed, table), theirs in other._accounts.items():
            mine = self.of(feed, table)
            mine.rows += theirs.rows
            mine.loaded += theirs.loaded
            mine.duplicates += theirs.duplicates
            mine.rejected += theirs.rejected
        for number, places in other._bad_ratings.items():
            self._bad_ratings.setdefault(number, []).extend(places)
        for (feed, table, column, problem), tale in other._tales.items():
            self._tell(feed, table, column, problem, tale.n, tale.first, tale.example)

    def inputs(self, feeds: Sequence[Feed], drawn: frozenset[int]) -> tuple[Input, ...]:
        """One entry per file and table, in the order of the files; ``drawn`` are the feeds whose ratings were read."""
        entries = []
        for feed in feeds:
            whole = self.of(feed.number, feed.table.name)
            entries.append(self._input(feed, feed.table.name, whole))
            if feed.number in drawn:
                ratings = self.of(feed.number, "surveys")
                ratings.rows, ratings.duplicates = whole.rows, whole.duplicates
                entries.append(self._input(feed, "surveys", ratings))
        return tuple(entries)

    def issues(self, feeds: Sequence[Feed]) -> tuple[Issue, ...]:
        """The problems by file, column and kind, with the line of the first; found anew in the file."""
        known = {feed.number: feed for feed in feeds}
        issues = [
            Issue(feed.path, feed.table.name, header, None, "unused-header", 1, f"is {column} meant?")
            for feed in feeds
            for header, column in feed.layout.hints
        ]
        issues += [_guessed(feed, guess) for feed in feeds if (guess := feed.export.source.guessed) is not None]
        for (number, table, column, problem), tale in sorted(self._tales.items(), key=lambda item: _order(item[0])):
            feed = known[number]
            line = _line(feed, problem, tale)
            issues.append(Issue(feed.path, table, column, line, problem, tale.n, tale.example))
        return tuple(issues)

    def refuse_too_many(self, feeds: Sequence[Feed], limit: float) -> None:
        """Raises InputError where more rows of a file are rejected than the limit allows."""
        for feed in feeds:
            account = self.of(feed.number, feed.table.name)
            if account.rejected > max(FEW, limit * account.rows):
                tales = [(key, tale) for key, tale in self._tales.items() if key[0] == feed.number]
                (_, _, column, problem), tale = max(tales, key=lambda pair: pair[1].n)
                line = _line(feed, problem, tale)
                raise InputError(
                    f"{feed.path}: {account.rejected:,} of {account.rows:,} rows had to be rejected",
                    slug="too-many-rejected",
                    facts=[
                        ("most", f"{problem}{f' in {column}' if column else ''}, {tale.n:,} times"),
                        ("such as", f"{tale.example[:80]!r} in line {line}"),
                    ],
                    fix=f'[limits] max_rejected = "{min(100 * account.rejected // account.rows + 1, 100)}%"',
                )

    def _input(self, feed: Feed, table: str, account: Account) -> Input:
        return Input(
            path=feed.path,
            table=table,
            profile=feed.layout.profile,
            rows=account.rows,
            loaded=account.loaded,
            duplicates=account.duplicates,
            excluded=account.rows - account.loaded - account.duplicates - account.rejected,
            rejected=account.rejected,
            sha256=feed.export.source.sha256,
        )

    def _tell(self, feed: int, table: str, column: str | None, problem: str, n: int, place: int, example: str) -> None:
        tale = self._tales.get((feed, table, column, problem))
        if tale is None:
            self._tales[feed, table, column, problem] = _Tale(n, place, example)
            return
        tale.n += n
        if place < tale.first:
            tale.first, tale.example = place, example


def drawn_columns(feed: Feed) -> tuple[str, ...]:
    """The rating columns that the feed has read."""
    return tuple(name for name in SCORES.get(feed.table.name, {}) if feed.reading(name) is not None)


def _owners(rows: Rows) -> list[tuple[int, int]]:
    """The number of each feed that the rows come from, and how many they are."""
    places = rows.columns[PLACE]
    assert isinstance(places, Instants)
    return [(feed, len(places.seconds[here])) for feed, here in _by_feed(places.seconds)]


def _by_feed(places: Ints) -> Iterator[tuple[int, slice | Bools]]:
    """The number of each feed that these places are in, and which of them are."""
    if not len(places):
        return
    low, high = int(places.min()) >> 56, int(places.max()) >> 56
    if low == high:
        yield low, slice(None)
        return
    feeds = places >> 56
    for feed in np.unique(feeds).tolist():
        yield feed, feeds == feed


def _claimed(rows: Rows, name: str) -> Bools:
    column = rows.columns.get(name)
    return column.values == 1 if isinstance(column, Flags) else np.zeros(rows.n, dtype=np.bool_)


def _guessed(feed: Feed, guess: Guess) -> Issue:
    """That the file doesn't say in which encoding it is, and what was made of it."""
    line, _ = feed.export.source.line_of_first(first_beyond_ascii)
    told = f"{guess.encoding}: {guess.example()}"
    return Issue(feed.path, feed.table.name, None, line, "encoding-guessed", 1, told)


def _line(feed: Feed, problem: str, tale: _Tale) -> int:
    return feed.line_of_ragged(tale.first) if problem in _OF_RECORDS else feed.line_of(tale.first)


def _order(key: tuple[int, str, str | None, str]) -> tuple[int, str, str, str]:
    return key[0], key[1], key[2] or "", key[3]
