"""What does a survey take from its ticket? Labels that it lacks, and a date where it has none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa

from cx_cli.facts.fact_table import Working, first_known, instants
from cx_cli.facts.time_labels import first_reply_bucket, resolution_bucket
from cx_cli.normalise.ids import id_keys, places_among
from cx_cli.normalise.rows import Column, Instants, Ints, Rows, Words, end_to_end
from cx_cli.normalise.vocabulary import Ids, chained

_BUCKETS = {"first_reply_bucket": first_reply_bucket, "resolution_bucket": resolution_bucket}
LENT = ("agent", "team", "channel", "type", "tier", "tags", "customer_id", *_BUCKETS)
DATES = ("created_at", "resolved_at", "closed_at")
DATED = "ticket_dated_at"
"""The column of a survey that holds its ticket's resolved_at, else created_at."""


class Lender:
    """The tickets that surveys take labels and dates from; a ticket lends to any number of surveys."""

    def __init__(self) -> None:
        self._parts: list[Rows] = []
        self._tickets: Rows | None = None
        self._ids = Ids.of(())

    def add(self, tickets: Rows, names: Collection[str], as_of: int | None) -> None:
        """Takes note of tickets, each of them once."""
        tickets = with_buckets(tickets, names, as_of)
        kept = {"ticket_id", *DATES, *(set(names) & set(LENT))}
        self._parts.append(Rows(tickets.n, {name: cells for name, cells in tickets.columns.items() if name in kept}))

    def lend(self, surveys: Rows) -> Rows:
        """The surveys with what they lack filled from their tickets; a survey without a ticket stays as it is."""
        ticket_id = surveys.columns.get("ticket_id")
        if not self._parts or not isinstance(ticket_id, Words):
            return surveys
        tickets = self._gathered()
        found = places_among(ticket_id, self._ids)
        here = np.flatnonzero(found >= 0)
        lent = tickets.take(found[here])
        more: dict[str, Column] = {DATED: Instants(_spread(_dates(lent), here, surveys.n))}
        for name in LENT:
            theirs = lent.columns.get(name)
            if isinstance(theirs, Words):
                more[name] = _filled(surveys.columns.get(name), theirs, here, surveys.n)
        return surveys.with_columns(more)

    def _gathered(self) -> Rows:
        if self._tickets is None:
            self._tickets = end_to_end(self._parts)
            ids = self._tickets.columns["ticket_id"]
            assert isinstance(ids, Words)
            self._ids = Ids(id_keys(ids.words).array.take(pa.array(ids.codes)))
        return self._tickets


def with_buckets(tickets: Rows, names: Collection[str], as_of: int | None) -> Rows:
    """The tickets with those of these labels that say how fast they were; rows that are no tickets as they are."""
    if "created_at" not in tickets.columns:
        return tickets
    working = Working(as_of)
    more = {name: work_out(tickets, working) for name, work_out in _BUCKETS.items() if name in names}
    return tickets.with_columns(more)


def _dates(tickets: Rows) -> Ints:
    return first_known(instants(tickets, "resolved_at"), instants(tickets, "created_at"))


def _spread(values: Ints, rows: Ints, n: int) -> Ints:
    spread = np.full(n, np.iinfo(np.int64).min, dtype=np.int64)
    spread[rows] = values
    return spread


def _filled(own: Column | None, theirs: Words, rows: Ints, n: int) -> Words:
    """The own words, and the ticket's where there is none."""
    mine = own if isinstance(own, Words) else Words(np.full(n, -1, dtype=np.int32), ())
    codes = np.full(n, -1, dtype=np.int32)
    codes[rows] = np.where(theirs.codes >= 0, theirs.codes + len(mine.words), -1)
    return Words(np.where(mine.codes >= 0, mine.codes, codes).astype(np.int32), chained(mine.words, theirs.words))


def lends(ticket_columns: Sequence[frozenset[str]], survey_columns: Sequence[frozenset[str]]) -> bool:
    """Whether any survey file names tickets, and there is a ticket file to find them in."""
    return bool(ticket_columns) and any("ticket_id" in columns for columns in survey_columns)
