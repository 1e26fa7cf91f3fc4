"""What do the rows add up to? Terms per slice; tallies of two halves, merged, equal the tally of the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from cx_cli.metrics.blocks import Block, Window
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.formula import Term
from cx_cli.metrics.piece import Piece
from cx_cli.metrics.slices import TAG, Grouping, Groups
from cx_cli.normalise.rows import Rows


class Tally:
    """The terms of all fact tables, per grouping and slice; ``earliest`` is the first instant of each (facts, at).

    ``where`` is the condition that the terms share: no slice is there for the sake of rows that don't meet it.
    Of groupings for some metrics nothing but the terms that ``only`` has for these is kept.
    """

    def __init__(
        self,
        terms: Iterable[Term],
        groupings: Sequence[Grouping],
        calendar: Calendar,
        window: Window,
        where: str = "",
        only: Mapping[tuple[str, ...], Collection[Term]] | None = None,
    ):
        self.terms: dict[str, list[Term]] = {}
        for term in dict.fromkeys(terms):
            self.terms.setdefault(term.facts, []).append(term)
        alone = [grouping for grouping in groupings if _is_wide(grouping)]
        together: dict[tuple[str, ...], list[Grouping]] = {(): []}
        for grouping in groupings:
            if grouping not in alone:
                together.setdefault(grouping.metrics, []).append(grouping)
        self._joint = {metrics: Grouping.joint(found) for metrics, found in together.items()}
        self.groupings = (*self._joint.values(), *alone)
        self._only = only or {}
        self.calendar = calendar
        self.window = window
        self.where = where
        self.groups = {grouping: Groups(grouping.columns) for grouping in self.groupings}
        self.blocks: dict[tuple[str, str, Grouping], Block] = {}
        self.earliest: dict[tuple[str, str], int] = {}

    def base_of(self, grouping: Grouping) -> Grouping:
        """The grouping under which the tally keeps the rows of this one, which is a sum of it."""
        return grouping if grouping in self.groupings else self._joint[grouping.metrics]

    def groupings_of(self, term: Term) -> tuple[Grouping, ...]:
        """The groupings under which the term is kept."""
        return tuple(g for g in self.groupings if not g.metrics or term in self._only.get(g.metrics, ()))

    def block(self, facts: str, at: str, grouping: Grouping) -> Block:
        return self.blocks.setdefault((facts, at, grouping), Block())

    def count_spellings(self, rows: Rows) -> None:
        """Takes note of how labels are written in rows of a canonical table, each row once."""
        for groups in self.groups.values():
            groups.count_spellings(rows)

    def add(self, facts: str, rows: Rows) -> None:
        """Adds a piece of a fact table."""
        if rows.n and facts in self.terms:
            Piece(self, facts, rows).add_all()

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
