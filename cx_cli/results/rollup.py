"""How do the slices of a tally add up to those of a breakdown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cx_cli.facts.time_labels import ORDERS
from cx_cli.frozen import frozen
from cx_cli.metrics.blocks import Block
from cx_cli.metrics.formula import Term
from cx_cli.metrics.slices import PERIOD, UNDATED, Grouping
from cx_cli.metrics.states import Count
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.labels import label_key
from cx_cli.normalise.rows import Floats, Ints

Names = tuple[str | None, ...]


@frozen
class Target:
    """Slices to read, as groups of a roll-up and periods; sorted by period, then group."""

    groups: Ints
    periods: Ints

    def __len__(self) -> int:
        return len(self.groups)

    def places(self, groups: Ints, periods: Ints) -> Ints:
        """The place of each pair in the target, -1 for one that is not in it."""
        mine = _packed(self.groups, self.periods)
        wanted = _packed(groups, periods)
        found = np.searchsorted(mine, wanted)
        found[found == len(mine)] = 0
        return np.where(mine[found] == wanted, found, -1) if len(mine) else np.full(len(wanted), -1)


class RollUp:
    """One breakdown of a tally: its groups are those of the tally's base grouping, projected and in order of label."""

    def __init__(self, tally: Tally, grouping: Grouping):
        self.tally = tally
        self.grouping = grouping
        self.base = tally.base_of(grouping)
        self.names, self._projection = self._project()
        self._places: dict[tuple[int, int], Ints] = {}
        self._none = Block()

    def block(self, facts: str, at: str) -> Block:
        """The tally's block; an empty one where nothing was dated by that instant."""
        return self.tally.blocks.get((facts, at, self.base)) or self._none

    def groups(self, base_groups: Ints) -> Ints:
        return self._projection[base_groups]

    def periods(self, base_periods: Ints) -> Ints:
        return base_periods if self.grouping.dated else np.full(len(base_periods), UNDATED, dtype=np.int64)

    def pairs(self, block: Block) -> tuple[Ints, Ints]:
        """The group and period here of each slice of a block."""
        groups, periods = block.slices.pairs()
        return self.groups(groups), self.periods(periods)

    def places(self, block: Block, target: Target) -> Ints:
        """The place in the target of each slice of a block, -1 for none."""
        key = (id(block), id(target))
        if key not in self._places:
            self._places[key] = target.places(*self.pairs(block))
        return self._places[key]

    def observed(self, facts: str, first: int) -> tuple[Ints, Ints]:
        """Every pair in which the fact table has a row, from the first period on."""
        found = [
            self.pairs(block)
            for (table, _, base), block in self.tally.blocks.items()
            if table == facts and base == self.base
        ]
        groups = np.concatenate([*(pair[0] for pair in found), np.empty(0, dtype=np.int64)])
        periods = np.concatenate([*(pair[1] for pair in found), np.empty(0, dtype=np.int64)])
        inside = periods >= first if self.grouping.dated else np.ones(len(periods), dtype=np.bool_)
        return groups[inside], periods[inside]

    def net(self, term: Term, first: int, last: int) -> tuple[int, Floats]:
        """The first period, and started less ended per group and period up to the last; one column when undated."""
        started = self.pairs(self.block(term.facts, term.at))[1]
        first = min(first, int(started.min())) if self.grouping.dated and len(started) else first
        width = max(last - first + 1, 1) if self.grouping.dated else 1
        height = max(len(self.names), 1)
        net = np.zeros(height * width)
        for at, sign in ((term.at, 1), (term.operand, -1)):
            block = self.block(term.facts, at)
            state = block.states.get(term)
            if isinstance(state, Count):
                groups, periods = self.pairs(block)
                columns = np.clip(periods - first, 0, width - 1) if self.grouping.dated else periods
                n = min(len(groups), len(state.n))
                places = groups[:n] * width + columns[:n]
                net += sign * np.bincount(places, weights=state.n[:n], minlength=height * width)
        return first, net.reshape(height, width)

    def _project(self) -> tuple[list[Names], Ints]:
        """The label tuples of the groups in order, a missing label last, and the group of each base group."""
        names = self.tally.groups[self.base].label_tuples(self.grouping.columns)
        places = [{label: place for place, label in enumerate(ORDERS.get(name, ()))} for name in self.grouping.columns]
        ordered = sorted(set(names), key=lambda found: _rank(found, places))
        numbers = {name: number for number, name in enumerate(ordered)}
        return ordered, np.array([numbers[name] for name in names], dtype=np.int64)


def labels_of(tally: Tally) -> dict[str, tuple[str, ...]]:
    """The labels of every column that the tally is sliced by, those of rows outside its window among them."""
    found: dict[str, set[str]] = {}
    for groups in tally.groups.values():
        for name, labels in zip(groups.columns, groups.labels, strict=True):
            found.setdefault(name, set()).update(label for label in labels.chosen() if label is not None)
    return {name: tuple(sorted(labels)) for name, labels in found.items()}


def target_of(groups: Ints, periods: Ints) -> Target:
    """The distinct pairs as a target."""
    packed = np.unique(_packed(groups, periods), return_counts=True)[0]  # without counts, numpy imports numpy.ma
    return Target(packed & 0xFFFFFFFF, (packed >> 32) - _OFFSET)


def slice_names(names: Names, period: str | None, by: tuple[str, ...]) -> Names:
    """The labels of a slice in the order of ``by``."""
    place = by.index(PERIOD) if PERIOD in by else -1
    return names if place < 0 else (*names[:place], period, *names[place:])


_OFFSET = 1 << 30


def _packed(groups: Ints, periods: Ints) -> Ints:
    return ((periods + _OFFSET) << 32) | groups


def _rank(names: Names, places: Sequence[Mapping[str, int]]) -> tuple[tuple[bool, int, str, str], ...]:
    """Where the labels stand: worked-out ones in their own order, the others by the alphabet, a missing one last."""
    return tuple(
        (name is None, known.get(name or "", 0), label_key(name or ""), name or "")
        for name, known in zip(names, places, strict=True)
    )
