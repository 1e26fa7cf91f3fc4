"""Which rows does a term take in one slice? Asked of the very evaluation that the tally is made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.metrics.calendar import DAY
from cx_cli.metrics.formula import Term
from cx_cli.metrics.piece import Piece
from cx_cli.metrics.slices import NO_PERIOD, PERIOD, TAG, Grouping, words_of
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.labels import label_key
from cx_cli.normalise.rows import SOMETIME, Bools, Floats, Ints, Rows
from cx_cli.results.parts import KEYED, VALUED
from cx_cli.results.reading import Horizon

STAYING = ("stock", "age", "cohort", "lost")
"""The aggregates of what is there at some time, whenever it began."""
_NEVER_DATED = np.iinfo(np.int64).max


@frozen
class Cut:
    """One slice: of each column the label (None: without one), and the number of its period, None where it is no slice
    of a period; NO_PERIOD is the one of what has no date.

    ``by`` are the columns of the breakdown that it is a slice of; ``{}`` and no period is the whole of the data.
    """

    by: tuple[str, ...] = ()
    labels: Mapping[str, str | None] = field(default_factory=dict)
    period: int | None = None

    def across(self, column: str) -> Cut:
        """The same over every value of one column."""
        return replace(self, labels={name: label for name, label in self.labels.items() if name != column})


class Members(Piece):
    """The rows of a fact table as one piece that has been tallied, asked term by term. Masks are as long as it."""

    def __init__(self, tally: Tally, facts: str, rows: Rows, horizon: Horizon):
        super().__init__(tally, facts, rows)
        self.horizon = horizon
        self._periods: dict[str, Ints] = {}
        self._of_tally = tally
        self._names: dict[Grouping, list[tuple[str | None, ...]]] = {}
        self._labelled: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], Bools] = {}

    def take(self, term: Term, cut: Cut) -> Bools:
        """The rows of the slice that the term counts, sums or ages."""
        taken = self.timed(term, cut.period) & self.labelled(cut)
        if term.what == "repeated":
            rows = np.flatnonzero(taken)
            keys = self.keys(term.operand)[rows]
            taken[rows[np.bincount(keys)[keys] < 2]] = False
        return taken

    def shares(self, term: Term) -> Floats:
        """What each row adds where it is taken: 1, or the value that is summed."""
        if term.what != "sum":
            return np.ones(self.rows.n)
        return np.nan_to_num(np.broadcast_to(self.evaluator.numbers(term.operand), self.rows.n))

    def keys(self, column: str) -> Ints:
        """The value of a column in each row as a number, -1 where there is none; equal words are one."""
        words = words_of(self.rows.columns[column])
        seen: dict[str, int] = {}
        return np.array([*(seen.setdefault(word, len(seen)) for word in words.words), -1], dtype=np.int64)[words.codes]

    def labelled(self, cut: Cut) -> Bools:
        """The rows with the labels of the slice, whatever their dates."""
        keys = tuple((name, label_key(label or "")) for name, label in cut.labels.items())
        if (cut.by, keys) not in self._labelled:
            self._labelled[cut.by, keys] = self._with_labels(Grouping(cut.by), dict(keys))
        return self._labelled[cut.by, keys]

    def _with_labels(self, grouping: Grouping, keys: Mapping[str, str]) -> Bools:
        base = self._of_tally.base_of(grouping)
        spread, groups = self.grouped[base]
        fits = np.ones(len(self._names_of(base)), dtype=np.bool_)
        for name, key in keys.items():
            labels = [found[base.columns.index(name)] for found in self._names_of(base)]
            same = {label for label in set(labels) if label_key(label or "") == key}
            fits &= np.array([label in same for label in labels], dtype=np.bool_)
        chosen = fits[groups]
        if spread is None:
            return chosen
        found = np.zeros(self.rows.n, dtype=np.bool_)
        found[spread[chosen]] = True
        return found

    def _names_of(self, base: Grouping) -> list[tuple[str | None, ...]]:
        """The labels of each group."""
        if base not in self._names:
            self._names[base] = self._of_tally.groups[base].label_tuples()
        return self._names[base]

    def labels(self, by: Sequence[str], rows: Ints) -> list[tuple[str | None, ...]]:
        """The labels of these rows under the columns but the period; of several tags all, with commas."""
        columns = tuple(name for name in by if name != PERIOD)
        base = self._of_tally.base_of(Grouping(tuple(by)))
        spread, groups = self.grouped[base]
        names = self._names_of(base)
        kept = [base.columns.index(name) for name in columns]
        if spread is None:
            return [tuple(names[group][at] for at in kept) for group in groups[rows].tolist()]
        begins = np.searchsorted(spread, rows).tolist()
        ends = np.searchsorted(spread, rows, side="right").tolist()
        numbers = groups.tolist()
        found = []
        for begin, end in zip(begins, ends, strict=True):
            tuples = [names[group] for group in numbers[begin:end]]
            tags = ", ".join(sorted(name for one in tuples if (name := one[base.columns.index(TAG)]) is not None))
            pairs = zip(columns, kept, strict=True)
            found.append(tuple((tags or None) if name == TAG else tuples[0][at] for name, at in pairs))
        return found

    def timed(self, term: Term, period: int | None) -> Bools:
        """The rows that the term takes by their dates and conditions, whatever their labels."""
        match term.what:
            case "stock" if not term.at.endswith("due_at"):
                return self._in_stock(term, period)
            case "stock" | "age":
                return self._aged(term, period)
            case "cohort" | "lost":
                return self._present(term, period)
            case "survival":
                since = self.tally.window.since
                started, starts, _, _ = self._spans(term)
                mask = started & (starts <= self.horizon.ends_at)
                mask &= True if since is None else starts >= since
                return mask if period is None else mask & (self.periods(term.at) == period)
        mask = self._mask(self._rows_of(term))
        if term.what in VALUED:
            mask &= ~np.isnan(np.broadcast_to(self.evaluator.numbers(term.operand), self.rows.n))
        if term.what in KEYED:
            mask &= self.rows.columns[term.operand].known()
        if term.what == "bg_nbd":
            mask &= self._dates_of(term.at)[0] < self.horizon.ends_before * DAY
        return mask if period is None else mask & (self.periods(term.at) == period)

    def in_window(self, at: str) -> Bools:
        """The rows that are dated between --since and --until."""
        return self._inside(at)

    def periods(self, at: str) -> Ints:
        """The period of each row by one of its instants; a number that no period has where it is missing."""
        if at not in self._periods:
            _, dated, periods = self._dates_of(at)
            self._periods[at] = np.where(dated, periods, _NEVER_DATED)
        return self._periods[at]

    def _date(self, seconds: Ints) -> tuple[Ints, Bools, Ints]:
        """Row by row: of several pieces, end to end, some have dates and some have none."""
        dated = self.tally.window.before_end(seconds)
        periods = self._number_periods(seconds, dated & (seconds != SOMETIME))
        return seconds, dated, np.where(seconds == SOMETIME, NO_PERIOD, periods)

    def _in_stock(self, term: Term, period: int | None) -> Bools:
        started, starts, ends, over = self._spans(term)
        if period is None:
            return started & ~over
        gone = over & (self._number_periods(ends, over) <= period)
        return started & (self._number_periods(starts, started) <= period) & ~gone

    def _aged(self, term: Term, period: int | None) -> Bools:
        """Like the ages that the report reads: of what is in stock at the end of the period, or at its ``ends_at``."""
        started, starts, ends, over = self._spans(term)
        if period is None:
            return started & ~over & (starts <= self.horizon.ends_at)
        first, last = self.horizon.first, self.horizon.last
        begins = np.maximum(self._number_periods(starts, started), first)
        leaves = np.minimum(self._number_periods(ends, over), last + 1)
        moment = min(int(self.tally.calendar.starts(np.array([period + 1]))[0]), self.horizon.ends_at)
        return started & (begins <= period) & (period < leaves) & (starts <= moment)

    def _present(self, term: Term, period: int | None) -> Bools:
        """What was there when the period (or, without one, ``since``) began; ``lost``: of them what ends in it."""
        started, starts, ends, over = self._spans(term)
        if period is None:
            since = self.tally.window.since
            if since is None:
                return np.zeros(self.rows.n, dtype=np.bool_)
            there = started & (starts < since) & (~over | (ends >= since))
            return there & over if term.what == "lost" else there
        begins, leaves = self._number_periods(starts, started), self._number_periods(ends, over)
        there = started & (begins < period) & (period <= leaves)
        return there & (leaves == period) if term.what == "lost" else there

    def _spans(self, term: Term) -> tuple[Bools, Ints, Ints, Bools]:
        """What has started, starts, ends, and what has ended as far as the window knows."""
        counted, starts, ends = self._stock_rows(term)
        return self._mask(counted), starts, ends, self.tally.window.before_close(ends)

    def _number_periods(self, seconds: Ints, known: Bools) -> Ints:
        found = np.full(self.rows.n, _NEVER_DATED, dtype=np.int64)
        found[known] = self.tally.calendar.periods(seconds[known])
        return found

    def _mask(self, rows: Ints) -> Bools:
        mask = np.zeros(self.rows.n, dtype=np.bool_)
        mask[rows] = True
        return mask
