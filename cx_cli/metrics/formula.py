"""What does a formula say? Parsed from a closed grammar, checked before data is read, never run by Python.

Aggregates over rows (their arguments are row expressions): ``count(condition)``, ``sum(x, condition)``,
``distribution(x, condition)``, ``distinct(key, condition)``, each with ``at=INSTANT`` where the rows are dated by
another instant than the metric's. ``stock(start, end)`` counts the rows that have started and not ended at the end
of the period, ``age(start, end)`` is the distribution of their age then. ``cohort(start, end)`` counts the rows that
are present when the period begins (when ``since`` is, without one), ``lost(start, end)`` those of them that end in it.
``survival(start, end)`` is the curve of Kaplan and Meier over the time between them, of what has started in the period.
``repeated(key, condition)`` counts the keys with more than one row. ``bg_nbd(customer, instant, amount)`` is what
a customer is expected to spend, by the model of that name. ``days()`` is the number of days of the
slice's period that the data cover, ``across(column, aggregate)`` the aggregate over every value of a column. A
metric is arithmetic between aggregates.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

from cx_cli.frozen import frozen
from cx_cli.normalise.expression import (
    CONSTANTS,
    Schema,
    a_kind,
    check_condition,
    columns_of,
    parse_row,
    text_of,
    type_of,
    wrong,
)
from cx_cli.suggest import nearest

AGGREGATES: dict[str, tuple[int, int]] = {
    "count": (0, 1),
    "sum": (1, 2),
    "distribution": (1, 2),
    "distinct": (1, 2),
    "stock": (2, 2),
    "age": (2, 2),
    "cohort": (2, 2),
    "lost": (2, 2),
    "repeated": (1, 2),
    "survival": (2, 2),
    "bg_nbd": (3, 3),
    "days": (0, 0),
    "across": (2, 2),
}
"""Name of each aggregate and the least and most arguments it takes."""

SPANS = ("stock", "age", "cohort", "lost", "survival")
"""The aggregates of what has begun and not ended, by two instants."""
_WHOLE = ("distribution", "age", "survival", "bg_nbd")
"""Those that a metric is, and that no arithmetic can use."""
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)


@frozen
class Term:
    """One additive piece of a formula; two terms that are equal are tallied once.

    ``what`` is the aggregate, ``operand`` and ``condition`` are row expressions as text ('' for none), ``where`` the
    metric's own population, ``at`` dates the rows; a span (:data:`SPANS`) has its second instant in ``operand``.
    """

    what: str
    facts: str
    at: str
    where: str = ""
    operand: str = ""
    condition: str = ""
    amount: str = ""

    def conditions(self) -> tuple[str, ...]:
        return tuple(text for text in (self.where, self.condition) if text)


@frozen
class Formula:
    """A parsed formula; ``tree`` has aggregates as calls, to be read with :func:`term_of`."""

    text: str
    tree: ast.expr
    facts: str
    at: str
    where: str

    def terms(self) -> tuple[Term, ...]:
        """Every term, each once, in order of appearance."""
        found = dict.fromkeys(term for call in self._calls() if (term := self.term_of(call)) is not None)
        return tuple(found)

    def across_columns(self) -> tuple[str, ...]:
        """The slice columns that ``across`` sums over."""
        return tuple(
            call.args[0].id for call in self._calls() if _name(call) == "across" and isinstance(call.args[0], ast.Name)
        )

    def term_of(self, call: ast.Call) -> Term | None:
        """The term of an aggregate call; None for ``days()`` and ``across()``, which hold no rows of their own."""
        what = _name(call)
        if what in ("days", "across"):
            return None
        at = next((_column(word.value) for word in call.keywords), self.at)
        arguments = [text_of(argument) for argument in call.args]
        if what in SPANS:
            return Term(what, self.facts, arguments[0], self.where, operand=arguments[1])
        if what == "bg_nbd":
            return Term(what, self.facts, arguments[1], self.where, arguments[0], amount=arguments[2])
        if what == "count":
            return Term(what, self.facts, at, self.where, condition=arguments[0] if arguments else "")
        return Term(what, self.facts, at, self.where, arguments[0], arguments[1] if len(arguments) > 1 else "")

    def is_distribution(self) -> bool:
        return isinstance(self.tree, ast.Call) and _name(self.tree) in ("distribution", "age", "survival")

    def what(self) -> str:
        """The aggregate that the whole formula is; '' for arithmetic between several."""
        return _name(self.tree) if isinstance(self.tree, ast.Call) else ""

    def denominator(self) -> ast.expr:
        """What a report's n is the value of: the right side of the outermost division, else the whole formula."""
        divisions = (
            node for node in ast.walk(self.tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        )
        found = next(divisions, None)
        return found.right if found else self.tree

    def _calls(self) -> Iterator[ast.Call]:
        yield from _aggregate_calls(self.tree)


def parse(text: str, facts: str, at: str, where: str = "", parameters: Mapping[str, float] | None = None) -> Formula:
    """The formula of a metric; ``parameters`` are names replaced by numbers. Refuses what the grammar does not have."""
    tree = parse_row(text)
    if parameters:
        tree = ast.fix_missing_locations(_Fill(parameters).visit(copy.deepcopy(tree)))
    _check_aggregate(tree, text)
    if not any(True for _ in _aggregate_calls(tree)):
        raise wrong(text, "it has no aggregate", fix="count(...) / count(...)")
    return Formula(text_of(tree), tree, facts, at, where)


def check(formula: Formula, schema: Schema) -> None:
    """Refuses a formula that names a column the fact table does not have, or mixes text, numbers and conditions."""
    if formula.where:
        check_condition(formula.where, schema)
    for term in formula.terms():
        for instant in (term.at, *([term.operand] if term.what in SPANS else [])):
            if type_of(instant, schema) != "instant":
                raise wrong(formula.text, f"{instant} is not an instant")
        if term.condition:
            check_condition(term.condition, schema)
        number = term.amount if term.what == "bg_nbd" else term.operand
        if number and term.what in ("sum", "distribution", "bg_nbd"):
            kind = type_of(number, schema)
            if kind != "number":
                raise wrong(formula.text, f"{number} is {a_kind(kind)}, and {term.what}() needs a number")
        if term.what in ("distinct", "repeated", "bg_nbd") and (
            term.operand in CONSTANTS or not type_of(term.operand, schema)
        ):
            raise wrong(formula.text, f"{term.operand} is no column")


def term_columns(term: Term) -> frozenset[str]:
    """The fact columns that a term reads, its instants included."""
    texts = [term.at, *(text for text in (term.operand, term.amount) if text), *term.conditions()]
    return frozenset().union(*(columns_of(text) for text in texts))


class _Fill(ast.NodeTransformer):
    def __init__(self, parameters: Mapping[str, float]):
        self.parameters = parameters

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.parameters:
            return node
        value = self.parameters[node.id]
        return ast.Constant(int(value) if float(value).is_integer() else value)


def _aggregate_calls(node: ast.expr) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call):
        yield node
        if _name(node) == "across":
            yield from _aggregate_calls(node.args[1])
    elif isinstance(node, ast.BinOp):
        yield from _aggregate_calls(node.left)
        yield from _aggregate_calls(node.right)
    elif isinstance(node, ast.UnaryOp):
        yield from _aggregate_calls(node.operand)


def _check_aggregate(node: ast.expr, text: str, *, inside: bool = False) -> None:
    """Refuses what is no arithmetic between aggregates; ``inside`` it or across() a distribution has no place."""
    if inside and isinstance(node, ast.Call) and _name(node) in _WHOLE:
        raise wrong(text, f"{_name(node)}() can't be part of arithmetic; use sum() and count()")
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        for side in (node.left, node.right):
            _check_aggregate(side, text, inside=True)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check_aggregate(node.operand, text, inside=True)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        pass
    elif isinstance(node, ast.Call):
        _check_call(node, text)
    else:
        raise wrong(text, f"{text_of(node)} can't stand outside an aggregate", fix="count(condition) / count()")


def _check_call(node: ast.Call, text: str) -> None:
    name = _name(node)
    if name not in AGGREGATES:
        close = nearest(name, AGGREGATES)
        raise wrong(text, f"{name}() is unknown" + (f"; is {close}() meant?" if close else ""))
    least, most = AGGREGATES[name]
    if not least <= len(node.args) <= most:
        raise wrong(text, f"{name}() takes {least if least == most else f'{least} to {most}'} arguments")
    dated = [word for word in node.keywords if word.arg == "at" and isinstance(word.value, ast.Name)]
    if len(dated) != len(node.keywords) or len(dated) > (name not in (*SPANS, "days", "across", "bg_nbd")):
        raise wrong(text, f"{name}() takes no such argument", fix="count(condition, at=resolved_at)")
    if name in ("distinct", "repeated", "bg_nbd") and not isinstance(node.args[0], ast.Name):
        raise wrong(text, f"{name}() takes a column", fix="count() / distinct(agent)")
    if name == "bg_nbd" and not isinstance(node.args[1], ast.Name):
        raise wrong(text, "bg_nbd() takes an instant second", fix="bg_nbd(customer_id, ordered_at, amount)")
    if name in SPANS and not all(isinstance(argument, ast.Name) for argument in node.args):
        raise wrong(text, f"{name}() takes two instants", fix=f"{name}(created_at, resolved_at)")
    if name == "across":
        if not isinstance(node.args[0], ast.Name) or node.args[0].id in (*AGGREGATES, *CONSTANTS, "known"):
            raise wrong(text, "across() takes a column first", fix="count() / across(channel, count())")
        if any(isinstance(inner, ast.Call) and _name(inner) == "across" for inner in ast.walk(node.args[1])):
            raise wrong(text, "across() can't stand inside across()")
        _check_aggregate(node.args[1], text, inside=True)


def _column(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)
    return node.id


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else text_of(call.func)
