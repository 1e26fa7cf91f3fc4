"""What are the canonical tables of these files, whole, with every row's origin?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cx_cli.facts.supply import supplies
from cx_cli.frozen import frozen
from cx_cli.load.line_numbers import LineCounter
from cx_cli.normalise.canonical import MARK, PLACE, RereadError
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.newest import newest_of
from cx_cli.normalise.parallel import batches
from cx_cli.normalise.rows import Flags, Instants, Ints, Rows, end_to_end
from cx_cli.normalise.tables import TABLES, Table
from cx_cli.results.accounts import Accounts
from cx_cli.results.choose import choose
from cx_cli.results.needs import Needs
from cx_cli.results.request import Request, groupings


@frozen
class Whole:
    """The rows of a table that count, from all of its files. ``files`` and ``lines`` say where each row stands: the
    number of its feed, and its line there (its row, where a file has no lines)."""

    table: Table
    feeds: tuple[Feed, ...]
    rows: Rows
    files: Ints
    lines: Ints


def canonical_tables(feeds: Sequence[Feed], request: Request, accounts: Accounts) -> Iterator[Whole]:
    """Every table of the files, one after the other; ``accounts`` is told what became of their rows.

    What a report leaves out (rejected rows, duplicates, merged and deleted tickets, spam) is not among the rows. All
    the rows of one table are in memory together.
    """
    ties = _tie_breakers(feeds, request)
    for table in TABLES.values():
        some = [feed for feed in feeds if feed.table is table]
        while some:
            attempt = Accounts()
            try:
                rows = _rows(table, some, ties[table.name], attempt)
            except RereadError as error:
                for feed in feeds:
                    feed.correct(error)
                continue
            accounts.merge(attempt)
            yield Whole(table, tuple(some), rows, *_origins(some, rows))
            break


def _tie_breakers(feeds: Sequence[Feed], request: Request) -> dict[str, frozenset[str]]:
    """The columns that a report on all KPIs reads: they tell rows apart that were changed at the same instant."""
    supply = supplies(feeds)
    calendar = replace(request, clock="calendar", policies=None)
    terms = [term for run in choose(calendar, supply)[0] for term in run.terms]
    needs = Needs(feeds, supply, groupings(request, supply), terms)
    names: dict[str, frozenset[str]] = {}
    for feed in feeds:
        needs.plan(feed, whole=True)
        names[feed.table.name] = names.get(feed.table.name, frozenset()) | set(feed.in_use.readings)
    return names


def _rows(table: Table, feeds: Sequence[Feed], ties: frozenset[str], accounts: Accounts) -> Rows:
    parts = []
    for feed in feeds:
        names = {*feed.has(), *feed.extras}
        feed.plan(names, dict.fromkeys(feed.extras, "text"), whole=True)
        for batch in batches(feed):
            accounts.enter(feed, batch)
            parts.append(batch.rows)
    rows = end_to_end(parts)
    judged = {name: column for name, column in rows.columns.items() if name in ties or name.startswith("#")}
    kept = newest_of(Rows(rows.n, judged), table)
    if len(kept) < rows.n:
        accounts.enter_duplicates(rows.take(np.setdiff1d(np.arange(rows.n), kept)), table.name)
        rows = rows.take(kept)
    mark = rows.columns.get(MARK)
    if isinstance(mark, Flags) and (mark.values == 1).any():
        accounts.enter_excluded(rows.take(np.flatnonzero(mark.values == 1)), table.name)
        rows = rows.take(np.flatnonzero(mark.values != 1))
    return rows


def _origins(feeds: Sequence[Feed], rows: Rows) -> tuple[Ints, Ints]:
    places = rows.columns[PLACE]
    assert isinstance(places, Instants)
    files, pieces, places_in = places.seconds >> 56, (places.seconds >> 28) & 0xFFFFFFF, places.seconds & 0xFFFFFFF
    lines = np.zeros(rows.n, dtype=np.int64)
    for feed in feeds:
        here = np.flatnonzero(files == feed.number)
        starts, numbers = _line_numbers(feed)
        lines[here] = numbers[starts[pieces[here]] + places_in[here]]
    return files, lines


def _line_numbers(feed: Feed) -> tuple[Ints, Ints]:
    """Where each piece begins among the rows of the file, and the line of every row."""
    counter, starts, numbers, n = LineCounter(feed.export), [], [], 0
    for piece in feed.export.pieces():
        found = np.array(counter.lines(piece, getattr(piece.data, "num_rows", 0)).rows, dtype=np.int64)
        starts.append(n)
        numbers.append(found)
        n += len(found)
    return np.array(starts, dtype=np.int64), np.concatenate([np.empty(0, dtype=np.int64), *numbers])
