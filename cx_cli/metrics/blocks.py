"""What is kept of one fact table under one grouping, and which instants count?"""

from __future__ import annotations

from typing import TypeVar

from cx_cli.frozen import frozen
from cx_cli.metrics.formula import Term
from cx_cli.metrics.keyed_states import Distinct, Purchases, Repeats
from cx_cli.metrics.slices import Slices
from cx_cli.metrics.states import Count, Spans, Sum, Values
from cx_cli.normalise.rows import NEVER, SOMETIME, Bools, Ints

State = Count | Sum | Values | Distinct | Spans | Repeats | Purchases
S = TypeVar("S", Count, Sum, Values, Distinct, Spans, Repeats, Purchases)


@frozen
class Window:
    """The instants that count: ``since`` included, ``until`` not; None is open. A stock is known up to ``as_of``."""

    since: int | None = None
    until: int | None = None
    as_of: int | None = None

    def before_end(self, seconds: Ints) -> Bools:
        known = seconds != NEVER
        return known if self.until is None else known & (seconds < self.until) & (seconds != SOMETIME)

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
                case Repeats(), Repeats():
                    state.merge(theirs, mapping)
                case Purchases(), Purchases():
                    state.merge(theirs, groups)
                case Count(), Count():
                    state.merge(theirs, mapping, len(self.slices))
                case Sum(), Sum():
                    state.merge(theirs, mapping, len(self.slices))
                case Values(), Values():
                    state.merge(theirs, mapping, len(self.slices))


def state_of(block: Block, term: Term, kind: type[S]) -> S:
    state = block.states.setdefault(term, kind())
    assert isinstance(state, kind)
    return state
