"""What is a definition made of: rows, their dates, what is counted over what, and the statistic that is shown?"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric, Unit
from cx_cli.normalise.expression import columns_of, parse_row, text_of

_SIMPLE = {"count": 0, "sum": 1, "distinct": 1, "repeated": 1}
"""The aggregates of rows that meet a condition, by the place of the condition among their arguments."""
MEAN = "mean"

Conditions = frozenset[str]


@frozen
class Part:
    """One side of a fraction. ``what`` is the aggregate, '' for arithmetic between several, whose text is ``operand``.

    ``conditions`` are all that a row has to meet, those of the metric's ``where`` among them; ``at`` is an instant of
    the aggregate's own.
    """

    what: str
    operand: str
    conditions: Conditions
    at: str = ""

    def text(self, where: Conditions) -> str | None:
        """The part as a formula has it, under a ``where`` that says some of its conditions; None if it can't."""
        rest = self.conditions - where
        if not self.what:
            return None if rest else self.operand
        words = [word for word in (self.operand, joined(rest)) if word]
        return f"{self.what}({', '.join([*words, *([f'at={self.at}'] if self.at else [])])})"

    def renamed(self, names: Mapping[str, str]) -> Part:
        conditions = frozenset(_renamed(text, names) for text in self.conditions)
        return replace(self, operand=_renamed(self.operand, names), conditions=conditions)


@frozen
class RowSet:
    """Rows of a fact table that meet every condition, dated by ``at``."""

    facts: str
    at: str
    conditions: Conditions


@frozen
class Shape:
    """A definition taken apart. A distribution is ``sum(x)`` over ``count(known(x))``, which its mean is; of any other
    statistic both sides have to fit each other. ``below`` is None where there is no fraction."""

    facts: str
    at: str
    above: Part
    below: Part | None
    unit: Unit
    statistic: str | None = None

    def metric(self, like: Metric, name: str) -> Metric | None:
        """The metric of this shape, for what ``like`` leaves open; None where no formula says it."""
        parts = [self.above, *([self.below] if self.below else [])]
        where = frozenset.intersection(*(part.conditions for part in parts))
        where = frozenset(text for text in where if not columns_of(text) & like.parameters.keys())
        formula = self._distribution(where) if self.statistic else None
        if formula is None and self.statistic in (None, MEAN):
            sides = [part.text(where) for part in parts]
            formula = None if None in sides else " / ".join(_bracketed(str(side)) for side in sides)
        if formula is None:
            return None
        rows = replace(like, name=name, variants={}, examples=(), facts=self.facts, at=self.at, where=joined(where))
        return replace(rows, formula=formula, unit=self.unit)

    def renamed(self, names: Mapping[str, str]) -> Shape:
        """The same of other columns, such as of the twins of durations in business time."""
        below = self.below.renamed(names) if self.below else None
        return replace(self, above=self.above.renamed(names), below=below)

    def rows(self) -> RowSet | None:
        """The rows that ``n`` counts; None where it counts no rows."""
        return self._set(self.below or self.above)

    def counted(self) -> RowSet | None:
        """The rows above the line, where rows are counted there."""
        return self._set(self.above) if self.below and self.above.what == "count" else None

    def is_distribution(self) -> bool:
        """Whether the two sides are the mean of one quantity over the rows that have it."""
        above, below = self.above, self.below
        if below is None or (above.what, below.what, above.at, below.at) != ("sum", "count", "", ""):
            return False
        return below.conditions == above.conditions | {known(above.operand)}

    def _distribution(self, where: Conditions) -> str | None:
        if self.below is None:
            return self.above.text(where)
        words = [self.above.operand, joined(self.above.conditions - where)]
        return f"distribution({', '.join(word for word in words if word)})" if self.is_distribution() else None

    def _set(self, part: Part) -> RowSet | None:
        return RowSet(self.facts, part.at or self.at, part.conditions) if part.what == "count" else None


def shape_of(metric: Metric, statistic: str | None) -> Shape:
    """A metric, already under its variant, taken apart; ``statistic`` is None where it is no distribution."""
    tree, where = parse_row(metric.formula), conditions_of(metric.where)
    match tree:
        case ast.Call(func=ast.Name(id="distribution"), args=[x, *condition]):
            met = where.union(*(conditions_of(text_of(one)) for one in condition))
            above = Part("sum", text_of(x), met)
            below: Part | None = Part("count", "", met | {known(above.operand)})
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = _part(left, where, metric.at), _part(right, where, metric.at)
        case _:
            above, below = _part(tree, where, metric.at), None
    return Shape(metric.facts, metric.at, above, below, metric.unit, statistic)


def known(operand: str) -> str:
    """The condition that a quantity is known; of arithmetic, that it equals itself.

    >>> known("wait_seconds"), known("a + b")
    ('known(wait_seconds)', 'a + b == a + b')
    """
    return f"known({operand})" if operand.isidentifier() else f"{operand} == {operand}"


def conditions_of(text: str) -> Conditions:
    """The conditions that stand between the ``and`` of a condition.

    >>> sorted(conditions_of("a and (b or c) and n > 1"))
    ['a', 'b or c', 'n > 1']
    """
    if not text:
        return frozenset()
    tree = parse_row(text)
    match tree:
        case ast.BoolOp(op=ast.And(), values=values):
            return frozenset().union(*(conditions_of(text_of(value)) for value in values))
    return frozenset({text_of(tree)})


def joined(conditions: Iterable[str]) -> str:
    """One condition of several, in a fixed order.

    >>> joined({"b or c", "a"}), joined([])
    ('a and (b or c)', '')
    """
    found = sorted(conditions)
    return " and ".join(f"({text})" if len(found) > 1 and _is_choice(text) else text for text in found)


def _part(tree: ast.expr, where: Conditions, at: str) -> Part:
    match tree:
        case ast.Call(func=ast.Name(id=what), args=arguments, keywords=words) if what in _SIMPLE:
            place = _SIMPLE[what]
            operand = text_of(arguments[0]) if place else ""
            met = where.union(*(conditions_of(text_of(one)) for one in arguments[place:]))
            own = next((text_of(word.value) for word in words), "")
            return Part(what, operand, met, "" if own == at else own)
    return Part("", text_of(tree), where)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """The expression with other columns; text in quotes is none.

    >>> _renamed("a + b == 'a'", {"a": "c"})
    "c + b == 'a'"
    """
    tree = copy.deepcopy(parse_row(text)) if text else None
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return text_of(tree) if tree else ""


def _is_choice(text: str) -> bool:
    tree = parse_row(text)
    return isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or)


def _bracketed(text: str) -> str:
    return f"({text})" if isinstance(parse_row(text), ast.BinOp) else text
