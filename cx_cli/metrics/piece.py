"""How does one piece of rows get into a tally? What several terms need is worked out once."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cx_cli.metrics.blocks import Block, Window, state_of
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.formula import Term
from cx_cli.metrics.keyed_states import Distinct, Purchases, Repeats
from cx_cli.metrics.slices import UNDATED, Grouping, Groups, words_of
from cx_cli.metrics.states import Count, Spans, Sum, Values, smallest
from cx_cli.normalise.evaluate import Evaluator
from cx_cli.normalise.rows import NEVER, SOMETIME, Bools, Instants, Ints, Rows


class _Tally(Protocol):
    """What a piece has to know of the tally that it is added to."""

    terms: dict[str, list[Term]]
    groupings: tuple[Grouping, ...]
    calendar: Calendar
    window: Window
    where: str
    groups: dict[Grouping, Groups]
    earliest: dict[tuple[str, str], int]

    def groupings_of(self, term: Term) -> tuple[Grouping, ...]: ...

    def block(self, facts: str, at: str, grouping: Grouping) -> Block: ...


class Piece:
    """One piece of rows on its way into a tally: everything that several terms need is worked out once."""

    def __init__(self, tally: _Tally, facts: str, rows: Rows):
        self.tally = tally
        self.facts = facts
        self.rows = rows
        self.evaluator = Evaluator(rows, tally.calendar.zone.name)
        self.terms = {term: tally.groupings_of(term) for term in tally.terms[facts]}
        wanted = set().union(*self.terms.values())
        self.grouped = {group: tally.groups[group].number(rows) for group in tally.groupings if group in wanted}
        self._dated: dict[str, tuple[Ints, Bools, Ints]] = {}
        self._counted: dict[tuple[str, tuple[str, ...]], Ints] = {}
        self._slices: dict[tuple[str, Grouping], Ints] = {}

    def add_all(self) -> None:
        for term, groupings in self.terms.items():
            for grouping in groupings if term.what not in ("stock", "cohort", "lost") else ():
                self._all_slices(term.at, grouping)  # which slices there are must not hang on the piece a row is in
        for term in self.terms:
            if term.where and not self.evaluator.true(term.where).any():
                continue  # such as another kind of survey
            match term.what:
                case "stock" if not term.at.endswith("due_at"):
                    self._add_stock(term)
                case "cohort" | "lost" | "survival":
                    self._add_spans(term)
                case "bg_nbd":
                    self._add_purchases(term)
                case "stock" | "age":
                    self._add_age(term)  # a due instant may lie after as_of, so it is not known yet what has begun
                case _:
                    self._add_rows(term)

    def _add_rows(self, term: Term) -> None:
        counted = self._rows_of(term)
        if not len(counted):
            return
        values = keys = None
        if term.what in ("sum", "squares", "distribution"):
            values = np.broadcast_to(self.evaluator.numbers(term.operand), self.rows.n)
            if len(counted) < self.rows.n:
                values = values.take(counted)
            if (unknown := np.isnan(values)).any():
                known = np.flatnonzero(~unknown)
                counted, values = counted.take(known), values.take(known)
            if term.what == "squares":
                values = values * values
        elif term.what in ("distinct", "repeated"):
            keys = words_of(self.rows.columns[term.operand])
            counted = counted[keys.codes[counted] >= 0]
        kept = smallest(values) if values is not None and term.what == "distribution" else None
        for grouping in self.terms[term]:
            block = self.tally.block(self.facts, term.at, grouping)
            slices, chosen = self._slices_of(term.at, grouping, counted)
            size = len(block.slices)
            if term.what == "count":
                state_of(block, term, Count).add(slices, size)
            elif keys is not None and term.what == "repeated":
                state_of(block, term, Repeats).add(slices, keys.codes[counted[chosen]], keys.words)
            elif keys is not None:
                state_of(block, term, Distinct).add(slices, keys.codes[counted[chosen]], keys.words)
            else:
                assert values is not None
                if kept is not None:
                    state_of(block, term, Values).add(slices, kept[chosen], size)
                else:
                    state_of(block, term, Sum).add(slices, values[chosen], size)

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
            return every if len(counted) == len(every) else every.take(counted), slice(None)
        place = np.full(self.rows.n, -1, dtype=np.int64)
        place[counted] = np.arange(len(counted))
        chosen = place[spread]
        return every[chosen >= 0], chosen[chosen >= 0]

    def _all_slices(self, at: str, grouping: Grouping) -> Ints:
        """The slice of every row (every row and tag) asked for that is dated inside the window; -1 for the others."""
        key = (at, grouping)
        if key not in self._slices:
            asked = self._inside(at)
            if self.tally.where:
                asked = asked & self.evaluator.true(self.tally.where)
            self._slices[key] = self._number(at, grouping, asked, self._dates_of(at)[2])
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
        rows = np.flatnonzero(dated)
        found[rows] = block.slices.number(groups.take(rows), periods.take(rows))
        return found

    def _dates_of(self, at: str) -> tuple[Ints, Bools, Ints]:
        """The instants, which rows are dated before the window's end, and their periods."""
        if at not in self._dated:
            column = self.rows.columns[at]
            assert isinstance(column, Instants)
            self._dated[at] = self._date(column.seconds)
            seconds, dated, _ = self._dated[at]
            if dated.any() and (first := int(seconds.take(np.flatnonzero(dated)).min())) != SOMETIME:
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
        rows = np.flatnonzero(dated)
        periods[rows] = self.tally.calendar.periods(seconds.take(rows))
        return seconds, dated, periods

    def _add_stock(self, term: Term) -> None:
        """What started and what ended before the window's end, whatever its beginning: a stock has no beginning."""
        counted, starts, ends = self._stock_rows(term)
        started = np.zeros(self.rows.n, dtype=np.bool_)
        started[counted] = True
        left = started & self.tally.window.before_close(ends)
        for at, seconds, mask in ((term.at, starts, started), (term.operand, ends, left)):
            for grouping in self.terms[term]:
                spread, _ = self.grouped[grouping]
                slices = self._stock_slices(at, grouping, seconds, mask)
                block = self.tally.block(self.facts, at, grouping)
                chosen = np.flatnonzero(mask if spread is None else mask[spread])
                state_of(block, term, Count).add(slices.take(chosen), len(block.slices))

    def _stock_slices(self, at: str, grouping: Grouping, seconds: Ints, mask: Bools) -> Ints:
        """The slices of these rows; those that other terms have them in, where the window begins for both alike."""
        known = self._slices.get((at, grouping))
        if known is not None and self.tally.window.since is None and seconds is self._dates_of(at)[0]:
            return known
        return self._number(at, grouping, mask, self._date(seconds)[2])

    def _add_age(self, term: Term) -> None:
        counted, starts, ends = self._stock_rows(term)
        last = self.tally.window.before_close(ends)
        for grouping in self.terms[term]:
            spread, groups = self.grouped[grouping]
            rows = counted
            if grouping.dated:
                began, over = self._dates_of(term.at)[2], self._date(ends)[2]
                rows = rows[~last[rows] | (began[rows] != over[rows])]
            else:
                rows = rows[~last[rows]]
            chosen = rows if spread is None else np.flatnonzero(np.isin(spread, rows))
            source = chosen if spread is None else spread[chosen]
            spans = state_of(self.tally.block(self.facts, term.at, grouping), term, Spans)
            spans.add(groups[chosen], starts[source], np.where(last[source], ends[source], NEVER))

    def _add_spans(self, term: Term) -> None:
        """Every row that started before the window's end, whatever its beginning."""
        counted, starts, ends = self._stock_rows(term)
        last = self.tally.window.before_close(ends)
        for grouping in self.terms[term]:
            spread, groups = self.grouped[grouping]
            chosen = counted if spread is None else np.flatnonzero(np.isin(spread, counted))
            source = chosen if spread is None else spread[chosen]
            spans = state_of(self.tally.block(self.facts, term.at, grouping), term, Spans)
            spans.add(groups[chosen], starts[source], np.where(last[source], ends[source], NEVER))

    def _add_purchases(self, term: Term) -> None:
        counted = self._rows_of(term)
        keys = words_of(self.rows.columns[term.operand])
        counted = counted[keys.codes[counted] >= 0]
        amounts = np.broadcast_to(self.evaluator.numbers(term.amount), self.rows.n)
        seconds = self._dates_of(term.at)[0]
        for grouping in self.terms[term]:
            spread, groups = self.grouped[grouping]
            chosen = counted if spread is None else np.flatnonzero(np.isin(spread, counted))
            rows = chosen if spread is None else spread[chosen]
            state = state_of(self.tally.block(self.facts, term.at, grouping), term, Purchases)
            state.add(groups[chosen], keys.codes[rows], keys.words, seconds[rows], amounts[rows])

    def _stock_rows(self, term: Term) -> tuple[Ints, Ints, Ints]:
        """The rows that started before the window's end, their starts, and their ends, never before the start."""
        starts, dated, _ = self._dates_of(term.at)
        column = self.rows.columns[term.operand]
        assert isinstance(column, Instants)
        ends = column.seconds
        if (early := (ends != NEVER) & (ends < starts)).any():
            ends = np.where(early, starts, ends)
        mask = dated & self.tally.window.before_close(starts)
        for condition in term.conditions():
            mask = mask & self.evaluator.true(condition)
        return np.flatnonzero(mask), starts, ends
