"""What do a history and a conversation make of a ticket? They win over what the ticket's own row says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from cx_cli.facts import conversation, history
from cx_cli.facts.assignment import Assignments
from cx_cli.facts.clocks import Clocks
from cx_cli.facts.conversation import Conversations
from cx_cli.facts.fact_table import Problem, instants, iso, numbers
from cx_cli.facts.history import Histories, with_first_status
from cx_cli.facts.pauses import no_stays, stays_of
from cx_cli.facts.promises import Told
from cx_cli.facts.status_time import business_in_status
from cx_cli.frozen import frozen
from cx_cli.normalise.ids import places_among
from cx_cli.normalise.rows import (
    NEVER,
    Bools,
    Column,
    Instants,
    Ints,
    Numbers,
    Rows,
    Words,
    missing_column,
    type_of_column,
)
from cx_cli.normalise.vocabulary import Ids, chained

_WORDS_OF_THE_FILE = "status"
"""A column that the ticket's own row keeps where it has it."""
_TOLD = (*history.GIVES, "first_status", "status_changed_at")
"""The columns of a history's tickets that their own rows are rebuilt with."""
_IN_BUSINESS = frozenset(f"{status}_seconds_business" for status in history.TIMED)


@frozen
class Companions:
    """What other files say of the tickets; None for what no file, or no metric, is there for.

    ``clocks`` are the calendars by which time in a status is business time.
    """

    histories: Histories | None = None
    conversations: Conversations | None = None
    assignments: Assignments | None = None
    clocks: Clocks | None = None

    def rebuild(self, tickets: Rows, names: Collection[str]) -> tuple[Rows, list[Problem]]:
        """The tickets with these columns as history and conversation have them, and where that differs."""
        problems: list[Problem] = []
        if self.histories is not None:
            tickets = self._with_history(tickets, self.histories, names, problems)
        if self.conversations is not None:
            places = _places(tickets, self.conversations.ids)
            theirs = _spread(self.conversations.tickets, places, conversation.GIVES)
            told = ~np.isnan(numbers(theirs, "agent_replies"))
            for name in conversation.GIVES:
                if name in names:
                    tickets = _replaced(tickets, name, theirs.columns[name], told, problems, "differs-from-messages")
        return tickets, problems

    def made_tickets(self, names: Collection[str]) -> Rows:
        """The tickets of a history without a ticket file."""
        assert self.histories is not None
        made = self.histories.tickets
        made = made.with_columns(self._business(made, made, np.arange(made.n), names))
        return with_first_status(made)

    def told_of(self, tickets: Rows) -> Told:
        """What a promise has to know of these tickets."""
        changed = spoke = np.full(tickets.n, -1, dtype=np.int64)
        stays, priorities, talk = no_stays(tickets.n), None, None
        if self.histories is not None:
            changed = _places(tickets, self.histories.ids)
            stays, priorities = stays_of(tickets, changed, self.histories), self.histories.priorities
        if self.conversations is not None:
            spoke, talk = _places(tickets, self.conversations.ids), self.conversations.talk
        return Told(stays, priorities, changed, talk, spoke)

    def solves_of(self, tickets: Rows) -> Rows:
        """Every solve of these tickets as a row with the ticket's columns."""
        assert self.histories is not None
        places = _places(tickets, self.histories.ids)
        row_of = np.full(len(self.histories.ids) + 1, -1, dtype=np.int64)
        row_of[places] = np.arange(tickets.n)
        row_of[-1] = -1
        rows = row_of[self.histories.solved]
        here = np.flatnonzero(rows >= 0)
        return tickets.take(rows[here]).with_columns({"solved_at": Instants(self.histories.solved_at[here])})

    def strangers(self, tickets: Rows) -> Rows:
        """The tickets of the history that are none of these."""
        assert self.histories is not None
        known = np.zeros(len(self.histories.ids) + 1, dtype=np.bool_)
        known[_places(tickets, self.histories.ids)] = True
        return self.histories.tickets.take(np.flatnonzero(~known[:-1]))

    def _with_history(
        self, tickets: Rows, histories: Histories, names: Collection[str], problems: list[Problem]
    ) -> Rows:
        places = _places(tickets, histories.ids)
        theirs = _spread(histories.tickets, places, _TOLD)
        theirs = theirs.with_columns(self._business(tickets, theirs, places, names))
        created = {"created_at": Instants(instants(tickets, "created_at"))}
        theirs = with_first_status(theirs.with_columns(created))
        stepped = instants(theirs, "status_changed_at") != NEVER
        for name in history.GIVES:
            column = theirs.columns.get(name)
            if column is None or name not in names:
                continue
            told = column.known() if name in ("agent", "first_assigned_at") else stepped
            if (histories.snapshots or name == _WORDS_OF_THE_FILE) and name in tickets.columns:
                continue
            tickets = _replaced(tickets, name, column, told, problems, "differs-from-history")
        return tickets

    def _business(self, tickets: Rows, theirs: Rows, places: Ints, names: Collection[str]) -> Mapping[str, Column]:
        """The business time in each status, where a metric reads it and there is a calendar."""
        if self.clocks is None or self.histories is None or not _IN_BUSINESS & set(names):
            return {}
        return business_in_status(tickets, theirs, places, self.histories, self.clocks)


def id_of(tickets: Rows, row: int) -> str:
    """The id of one ticket."""
    return _text(tickets.columns["ticket_id"], row)


def _places(tickets: Rows, ids: Ids) -> Ints:
    column = tickets.columns["ticket_id"]
    assert isinstance(column, Words)
    return places_among(column, ids)


def _spread(theirs: Rows, places: Ints, names: Collection[str]) -> Rows:
    """These columns of the rows at these places, one without any value for place -1."""
    found: dict[str, Column] = {}
    nowhere = places < 0
    for name in names:
        if (column := theirs.columns.get(name)) is None:
            continue
        found[name] = missing_column(type_of_column(column), len(places))
        if theirs.n:
            taken = column.take(np.maximum(places, 0))
            found[name] = _chosen(found[name], taken, nowhere) if nowhere.any() else taken
    return Rows(len(places), found)


def _replaced(tickets: Rows, name: str, theirs: Column, told: Bools, problems: list[Problem], problem: str) -> Rows:
    """The tickets with their column where it is told, their own elsewhere."""
    own = tickets.columns.get(name)
    if own is None:
        return tickets.with_columns({name: theirs})
    differ = np.flatnonzero(told & own.known() & ~_same(own, theirs))
    if len(differ):
        problems.append(Problem(name, problem, differ, _pair(own, theirs)))
    return tickets.with_columns({name: _chosen(theirs, own, told)})


def _chosen(first: Column, second: Column, rows: Bools) -> Column:
    """The first column in these rows, the second in the others."""
    match first, second:
        case Instants(), Instants():
            return Instants(np.where(rows, first.seconds, second.seconds))
        case Numbers(), Numbers():
            return Numbers(np.where(rows, first.values, second.values))
        case Words(), Words():
            codes = np.where(second.codes >= 0, second.codes + len(first.words), -1)
            return Words(np.where(rows, first.codes, codes).astype(np.int32), chained(first.words, second.words))
    raise AssertionError("two columns of one name are of one type")


def _same(own: Column, theirs: Column) -> Bools:
    match own, theirs:
        case Instants(), Instants():
            return np.equal(own.seconds, theirs.seconds)
        case Numbers(), Numbers():
            return np.equal(own.values, theirs.values)
        case Words(), Words():
            numbers_of: dict[str, int] = {}
            mine, others = (
                np.array([*(numbers_of.setdefault(word, len(numbers_of)) for word in column.words), -1])[column.codes]
                for column in (own, theirs)
            )
            return np.equal(mine, others)
    raise AssertionError("two columns of one name are of one type")


def _pair(own: Column, theirs: Column) -> Callable[[int], str]:
    return lambda row: f"{_text(own, row)}, not {_text(theirs, row)}"


def _text(column: Column, row: int) -> str:
    match column.take(np.array([row])):
        case Instants(seconds):
            return iso(int(seconds[0])) if seconds[0] != NEVER else "nothing"
        case Numbers(values):
            return f"{values[0]:g}" if values[0] == values[0] else "nothing"
        case Words() as words:
            return words.cells()[0] or "nothing"
    return "?"
