"""What do the rows add up to? Terms per slice; tallies of two halves, merged, equal the tally of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.formula import Term
from cx_cli.metrics.slices import TAG, UNDATED, Grouping, Groups, Slices, words_of
from cx_cli.metrics.states import Count, Distinct, Spans, State, Sum, Values, smallest
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.rows import NEVER, Bools, Instants, Ints, Rows

S = TypeVar("S", Count, Sum, Values, Distinct, Spans)


@dataclass(frozen=True)
class Window:
    """The instants that count: ``since`` included, ``until`` not; None is open. A stock is known up to ``as_of``."""

    since: int | None = None
    until: int | None = None
    as_of: int | None = None

    def before_end(self, seconds: Ints) -> Bools:
        known = seconds != NEVER
        return known if self.until is None else known & (seconds < self.until)

    def before_close(self, seconds: Ints) -> Bools:
        """Which of these instants a stock knows of."""
        known = self.before_end(seconds)
        return known if self.as_of is None else known & (seconds <= self.as_of)


class Block:
    """The slices of one (fact table, instant) under one grouping, and the states of its terms."""

    def __init__(self) -> None:
        self.slices = Slices()
        self.states: dict[Term, State] = {}

    def merge(self, other: Block, groups: Ints) -> None:
        theirs_groups, theirs_periods = other.slices.pairs()
        mapping = self.slices.number(groups[theirs_groups], theirs_periods)
        for term, theirs in other.states.items():
            state = self.states.setdefault(term, type(theirs)())
            match state, theirs:
                case Spans(), Spans():
                    state.merge(theirs, groups)
                case Distinct(), Distinct():
                    state.merge(theirs, mapping)
                case Count(), Count():
                    state.merge(theirs, mapping, len(self.slices))
                case Sum(), Sum():
                    state.merge(theirs, mapping, len(self.slices))
                case Values(), Values():
                    state.merge(theirs, mapping, len(self.slices))


class Tally:
    """The terms of all fact tables, per grouping and slice; ``earliest`` is the first instant of each (facts, at)."""

    def __init__(self, terms: Iterable[Term], groupings: Sequence[Grouping], calendar: Calendar, window: Window):
        self.terms: dict[str, list[Term]] = {}
        for term in dict.fromkeys(terms):
            self.terms.setdefault(term.facts, []).append(term)
        alone = [grouping for grouping in groupings if _is_wide(grouping)]
        self._joint = Grouping.joint(grouping for grouping in groupings if grouping not in alone)
        self.groupings = (self._joint, *alone)
        self.calendar = calendar
        self.window = window
        self.groups = {grouping: Groups(grouping.columns) for grouping in self.groupings}
        self.blocks: dict[tuple[str, str, Grouping], Block] = {}
        self.earliest: dict[tuple[str, str], int] = {}

    def base_of(self, grouping: Grouping) -> Grouping:
        """The grouping under which the tally keeps the rows of this one, which is a sum of it."""
        return grouping if grouping in self.groupings else self._joint

    def block(self, facts: str, at: str, grouping: Grouping) -> Block:
        return self.blocks.setdefault((facts, at, grouping), Block())

    def count_spellings(self, rows: Rows) -> None:
        """Takes note of how labels are written in rows of a canonical table, each row once."""
        for groups in self.groups.values():
            groups.count_spellings(rows)

    def add(self, facts: str, rows: Rows) -> None:
        """Adds a piece of a fact table."""
        if rows.n and facts in self.terms:
            _Piece(self, facts, rows).add_all()

    def merge(self, other: Tally) -> None:
        """Adds another tally of the same terms."""
        for grouping in self.groupings:
            mapping = self.groups[grouping].absorb(other.groups[grouping])
            for (facts, at, theirs), block in other.blocks.items():
                if theirs == grouping:
                    self.block(facts, at, grouping).merge(block, mapping)
        for key, second in other.earliest.items():
            self.earliest[key] = min(second, self.earliest.get(key, second))


def _is_wide(grouping: Grouping) -> bool:
    """Whether a grouping is kept by itself: a row is in several of its slices, or nearly each row in its own."""
    return any(name == TAG or name.endswith("_id") for name in grouping.columns)


class _Piece:
    """One piece of rows on its way into a tally: everything that several terms need is worked out once."""

    def __init__(self, tally: Tally, facts: str, rows: Rows):
        self.tally = tally
        self.facts = facts
        self.rows = rows
        self.evaluator = Evaluator(rows, tally.calendar.zone.name)
        self.grouped = {grouping: tally.groups[grouping].number(rows) for grouping in tally.groupings}
        self._dated: dict[str, tuple[Ints, Bools, Ints]] = {}
        self._counted: dict[tuple[str, tuple[str, ...]], Ints] = {}
        self._slices: dict[tuple[str, Grouping], Ints] = {}

    def add_all(self) -> None:
        terms = self.tally.terms[self.facts]
        for at in dict.fromkeys(term.at for term in terms if term.what not in ("stock", "age")):
            for grouping in self.tally.groupings:
                self._all_slices(at, grouping)  # which slices there are must not hang on the piece a row is in
        for term in terms:
            if term.where and not self.evaluator.true(term.where).any():
                continue  # such as another kind of survey
            match term.what:
                case "stock":
                    self._add_stock(term)
                case "age":
                    self._add_age(term)
                case _:
                    self._add_rows(term)

    def _add_rows(self, term: Term) -> None:
        counted = self._rows_of(term)
        if not len(counted):
            return
        values = keys = None
        if term.what in ("sum", "squares", "distribution"):
            values = np.broadcast_to(self.evaluator.numbers(term.operand), self.rows.n)[counted]
            known = ~np.isnan(values)
            if not known.all():
                counted, values = counted[known], values[known]
            if term.what == "squares":
                values = values * values
        elif term.what == "distinct":
            keys = words_of(self.rows.columns[term.operand])
            counted = counted[keys.codes[counted] >= 0]
        kept = smallest(values) if values is not None and term.what == "distribution" else None
        for grouping in self.tally.groupings:
            block = self.tally.block(self.facts, term.at, grouping)
            slices, chosen = self._slices_of(term.at, grouping, counted)
            size = len(block.slices)
            if term.what == "count":
                _state(block, term, Count).add(slices, size)
            elif keys is not None:
                _state(block, term, Distinct).add(slices, keys.codes[counted[chosen]], keys.words)
            else:
                assert values is not None
                if kept is not None:
                    _state(block, term, Values).add(slices, kept[chosen], size)
                else:
                    _state(block, term, Sum).add(slices, values[chosen], size)

    def _rows_of(self, term: Term) -> Ints:
        """The rows that the term counts: dated inside the window, every condition true."""
        key = (term.at, term.conditions())
        if key not in self._counted:
            mask = self._inside(term.at)
            for condition in term.conditions():
                mask = mask & self.evaluator.true(condition)
            self._counted[key] = np.flatnonzero(mask)
        return self._counted[key]

    def _slices_of(self, at: str, grouping: Grouping, counted: Ints) -> tuple[Ints, Ints | slice]:
        """The slice of each counted row, and which of the counted rows they are (all of them, but for tags)."""
        every = self._all_slices(at, grouping)
        spread = self.grouped[grouping][0]
        if spread is None:
            return every if len(counted) == len(every) else every[counted], slice(None)
        place = np.full(self.rows.n, -1, dtype=np.int64)
        place[counted] = np.arange(len(counted))
        chosen = place[spread]
        return every[chosen >= 0], chosen[chosen >= 0]

    def _all_slices(self, at: str, grouping: Grouping) -> Ints:
        """The slice of every row (every row and tag) that is dated inside the window; -1 for the others."""
        key = (at, grouping)
        if key not in self._slices:
            self._slices[key] = self._number(at, grouping, self._inside(at), self._dates_of(at)[2])
        return self._slices[key]

    def _inside(self, at: str) -> Bools:
        seconds, dated, _ = self._dates_of(at)
        return dated if self.tally.window.since is None else dated & (seconds >= self.tally.window.since)

    def _number(self, at: str, grouping: Grouping, dated: Bools, periods: Ints) -> Ints:
        spread, groups = self.grouped[grouping]
        if spread is not None:
            dated, periods = dated[spread], periods[spread]
        block = self.tally.block(self.facts, at, grouping)
        if not grouping.dated:
            periods = np.full(len(groups), UNDATED, dtype=np.int64)
        if dated.all():
            return block.slices.number(groups, periods)
        found = np.full(len(groups), -1, dtype=np.int64)
        found[dated] = block.slices.number(groups[dated], periods[dated])
        return found

    def _dates_of(self, at: str) -> tuple[Ints, Bools, Ints]:
        """The instants, which rows are dated before the window's end, and their periods."""
        if at not in self._dated:
            column = self.rows.columns[at]
            assert isinstance(column, Instants)
            self._dated[at] = self._date(column.seconds)
            seconds, dated, _ = self._dated[at]
            if dated.any():
                first = int(seconds[dated].min())
                key = (self.facts, at)
                self.tally.earliest[key] = min(first, self.tally.earliest.get(key, first))
        return self._dated[at]

    def _date(self, seconds: Ints) -> tuple[Ints, Bools, Ints]:
        dated = self.tally.window.before_end(seconds)
        if not any(grouping.dated for grouping in self.tally.groupings):
            return seconds, dated, seconds
        if dated.all():
            return seconds, dated, self.tally.calendar.periods(seconds)
        periods = np.zeros(self.rows.n, dtype=np.int64)
        periods[dated] = self.tally.calendar.periods(seconds[dated])
        return seconds, dated, periods

    def _add_stock(self, term: Term) -> None:
        """What started and what ended before the window's end, whatever its beginning: a stock has no beginning."""
        counted, starts, ends = self._stock_rows(term)
        started = np.zeros(self.rows.n, dtype=np.bool_)
        started[counted] = True
        left = started & self.tally.window.before_close(ends)
        for at, seconds, mask in ((term.at, starts, started), (term.operand, ends, left)):
            periods = self._date(seconds)[2]
            for grouping in self.tally.groupings:
                spread, _ = self.grouped[grouping]
                slices = self._number(at, grouping, mask, periods)
                block = self.tally.block(self.facts, at, grouping)
                chosen = mask if spread is None else mask[spread]
                _state(block, term, Count).add(slices[chosen], len(block.slices))

    def _add_age(self, term: Term) -> None:
        counted, starts, ends = self._stock_rows(term)
        last = self.tally.window.before_close(ends)
        for grouping in self.tally.groupings:
            spread, groups = self.grouped[grouping]
            rows = counted
            if grouping.dated:
                began, over = self._dates_of(term.at)[2], self._date(ends)[2]
                rows = rows[~last[rows] | (began[rows] != over[rows])]
            else:
                rows = rows[~last[rows]]
            chosen = rows if spread is None else np.flatnonzero(np.isin(spread, rows))
            source = chosen if spread is None else spread[chosen]
            spans = _state(self.tally.block(self.facts, term.at, grouping), term, Spans)
            spans.add(groups[chosen], starts[source], np.where(last[source], ends[source], NEVER))

    def _stock_rows(self, term: Term) -> tuple[Ints, Ints, Ints]:
        """The rows that started before the window's end, their starts, and their ends, never before the start."""
        starts, dated, _ = self._dates_of(term.at)
        column = self.rows.columns[term.operand]
        assert isinstance(column, Instants)
        ends = np.where((column.seconds != NEVER) & (column.seconds < starts), starts, column.seconds)
        mask = dated & self.tally.window.before_close(starts)
        for condition in term.conditions():
            mask = mask & self.evaluator.true(condition)
        return np.flatnonzero(mask), starts, ends


def _state(block: Block, term: Term, kind: type[S]) -> S:
    state = block.states.setdefault(term, kind())
    assert isinstance(state, kind)
    return state
