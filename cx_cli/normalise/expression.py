"""What does a row expression say of each row? The closed grammar of conditions and row arithmetic.

Columns, numbers, quoted text, ``true`` and ``false``, ``+ - * /``, comparisons, ``and or not``, ``in [...]``,
``known(x)``. Parsed with Python's ``ast`` and an allow-list, never run by Python. A condition with a missing operand
is neither true nor false (Kleene's logic), so ``not`` does not make it true.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from cx_cli.errors import UsageError
from cx_cli.normalise.rows import NEVER, Bools, Flags, Floats, Instants, Numbers, Rows, Words
from cx_cli.suggest import nearest

Type = Literal["number", "flag", "text", "instant"]
Schema = Mapping[str, Type]

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
CONSTANTS = {"true": True, "false": False}

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}
_CALCULATE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Evaluator:
    """Evaluates row expressions over one piece of rows, each condition once. ``zone`` reads quoted dates."""

    def __init__(self, rows: Rows, zone: str = "UTC"):
        self.rows = rows
        self.zone = zone
        self._masks: dict[str, Bools] = {}

    def true(self, text: str) -> Bools:
        """The rows of which the condition is true."""
        if text not in self._masks:
            self._masks[text] = self._holds(parse_row(text), True)
        return self._masks[text]

    def numbers(self, text: str) -> Floats:
        """The value in each row; an instant as seconds; NaN where it is missing."""
        return self._numbers(parse_row(text))

    def _holds(self, node: ast.expr, claim: bool) -> Bools:
        """Where the condition is known to be ``claim``."""
        match node:
            case ast.Name(id="true" | "false" as word):
                return np.full(self.rows.n, CONSTANTS[word] is claim)
            case ast.Name(id=name):
                return self._flags(name) == int(claim)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._holds(operand, not claim)
            case ast.BoolOp(op=op, values=values):
                masks = [self._holds(value, claim) for value in values]
                every = isinstance(op, ast.And) is claim
                return np.logical_and.reduce(masks) if every else np.logical_or.reduce(masks)
            case ast.Call(args=[ast.Name(id=name)]):
                known = self.rows.columns[name].known()
                return known if claim else ~known
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op, right, claim)
        raise AssertionError(f"unchecked condition {ast.unparse(node)}")

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr, claim: bool) -> Bools:
        if isinstance(op, ast.In | ast.NotIn):
            assert isinstance(right, ast.List | ast.Tuple)
            among = isinstance(op, ast.In) is claim
            if not right.elts:
                return np.full(self.rows.n, not among)
            equals = [self._compared(left, ast.Eq(), item, among) for item in right.elts]
            return np.logical_or.reduce(equals) if among else np.logical_and.reduce(equals)
        if not claim:
            return self._compared(left, _OPPOSITE[type(op)](), right, True)
        for column, other in ((left, right), (right, left)):
            if isinstance(column, ast.Name) and column.id in self.rows.columns:
                found = self.rows.columns[column.id]
                if isinstance(found, Words) and isinstance(other, ast.Constant):
                    return self._text_equals(found, str(other.value), isinstance(op, ast.Eq))
                if isinstance(found, Flags):
                    return self._flags_equal(found, other, isinstance(op, ast.Eq))
        first, second = self._numbers(left), self._numbers(right)
        if isinstance(op, ast.NotEq):
            return (first != second) & ~np.isnan(first) & ~np.isnan(second)
        holds: Bools = _COMPARE[type(op)](first, second)
        return holds

    def _text_equals(self, column: Words, text: str, equal: bool) -> Bools:
        matches = np.array([(word == text) is equal for word in column.words] + [False], dtype=bool)
        return matches[column.codes]

    def _flags_equal(self, column: Flags, other: ast.expr, equal: bool) -> Bools:
        if isinstance(other, ast.Name) and other.id in CONSTANTS:
            return column.values == int(CONSTANTS[other.id] is equal)
        first, second = self._holds(other, True), self._holds(other, False)
        same = ((column.values == 1) & first) | ((column.values == 0) & second)
        return same if equal else ((column.values == 0) & first) | ((column.values == 1) & second)

    def _flags(self, name: str) -> NDArray[np.int8]:
        column = self.rows.columns[name]
        assert isinstance(column, Flags)
        return column.values

    def _numbers(self, node: ast.expr) -> Floats:
        match node:
            case ast.Constant(value=str() as text):
                return np.full(1, float(instant_of(text, self.zone)))
            case ast.Constant(value=int() | float() as value):
                return np.full(1, float(value))
            case ast.Name(id=name):
                column = self.rows.columns[name]
                if isinstance(column, Instants):
                    return np.where(column.seconds == NEVER, np.nan, column.seconds.astype(np.float64))
                assert isinstance(column, Numbers)
                return column.values
            case ast.UnaryOp(operand=operand):
                return -self._numbers(operand)
            case ast.BinOp(left=left, op=op, right=right):
                with np.errstate(divide="ignore", invalid="ignore"):
                    result: Floats = _CALCULATE[type(op)](self._numbers(left), self._numbers(right))
                return np.where(np.isinf(result), np.nan, result)
        raise AssertionError(f"unchecked expression {ast.unparse(node)}")


def instant_of(text: str, zone: str) -> int:
    """A quoted ISO 8601 date or instant as UTC seconds; without an offset it is in ``zone``.

    >>> instant_of("1970-01-02", "UTC"), instant_of("1970-01-01T01:00+01:00", "UTC")
    (86400, 0)
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no date", slug="date", facts=[("form", "2026-03-09 or 2026-03-09T14:30:00Z")]
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return math.floor(moment.timestamp())


def check_condition(text: str, schema: Schema) -> None:
    """Refuses a condition that is none, or that names an unknown column."""
    kind = _type(parse_row(text), schema, f"condition {text!r}")
    if kind != "flag":
        raise wrong(text, f"it is {a_kind(kind)}, not a condition", fix="priority == 'urgent'")


def type_of(text: str, schema: Schema) -> Type:
    """The type of a row expression."""
    return _type(parse_row(text), schema, f"expression {text!r}")


def columns_of(text: str) -> frozenset[str]:
    """The columns that a row expression reads."""
    return frozenset(
        node.id
        for node in ast.walk(parse_row(text))
        if isinstance(node, ast.Name) and node.id not in ("known", *CONSTANTS)
    )


@cache
def parse_row(text: str) -> ast.expr:
    """The tree of an expression; shared, so never changed in place."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        spot = error.offset if isinstance(error, SyntaxError) and error.offset else None
        raise wrong(text, "it can't be read" + (f" at character {spot}" if spot else "")) from error


def _type(node: ast.expr, schema: Schema, where: str, depth: int = 0) -> Type:
    """The type of a row expression; refuses what is outside the grammar or does not fit together."""
    if depth > 50:
        raise wrong(where, "it is nested too deep")

    def of(child: ast.expr) -> Type:
        return _type(child, schema, where, depth + 1)

    match node:
        case ast.Constant(value=bool()):
            raise wrong(where, "write true or false in lower case")
        case ast.Constant(value=int() | float()):
            return "number"
        case ast.Constant(value=str()):
            return "text"
        case ast.Name(id="true" | "false"):
            return "flag"
        case ast.Name(id=name):
            return _column_type(name, schema, where)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _must(of(operand) == "flag", where, f"not needs a condition, not {shown(operand)}")
            return "flag"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _must(of(operand) == "number", where, f"- needs a number, not {shown(operand)}")
            return "number"
        case ast.BoolOp(values=values):
            for value in values:
                _must(of(value) == "flag", where, f"{shown(value)} is no condition")
            return "flag"
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
            kinds = (of(left), of(right))
            if kinds == ("instant", "instant") and isinstance(op, ast.Sub):
                return "number"
            _must(kinds == ("number", "number"), where, f"{shown(node)} needs numbers")
            return "number"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare_type(left, op, right, of, where)
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name() as argument], keywords=[]):
            of(argument)
            return "flag"
        case ast.Call() as node:
            raise wrong(where, f"{shown(node.func)}() can't stand inside a row expression; only known(column) can")
        case ast.Compare():
            raise wrong(where, "write a chain of comparisons with and")
    raise wrong(where, f"{shown(node)} is not in the grammar")


def _compare_type(left: ast.expr, op: ast.cmpop, right: ast.expr, of: Callable[[ast.expr], Type], where: str) -> Type:
    if isinstance(op, ast.In | ast.NotIn):
        _must(isinstance(right, ast.List | ast.Tuple), where, "in needs a list: in ['a', 'b']")
        assert isinstance(right, ast.List | ast.Tuple)
        for item in right.elts:
            _must(isinstance(item, ast.Constant), where, "a list holds quoted text or numbers")
            _must(of(item) == of(left), where, f"{shown(item)} can't be compared with {shown(left)}")
        return "flag"
    _must(isinstance(op, _COMPARISONS), where, "only == != < <= > >= and in compare")
    kinds = {of(left), of(right)}
    dated = kinds == {"instant", "text"}
    _must(len(kinds) == 1 or dated, where, f"{shown(left)} can't be compared with {shown(right)}")
    if dated:
        quoted = right if of(right) == "text" else left
        _must(isinstance(quoted, ast.Constant), where, "an instant is compared with a quoted date")
    if kinds <= {"text", "flag"}:
        _must(isinstance(op, ast.Eq | ast.NotEq), where, f"{shown(left)} has no order; use ==, != or in")
    if kinds == {"text"}:
        constants = [side for side in (left, right) if isinstance(side, ast.Constant)]
        _must(len(constants) == 1, where, "text is compared with quoted text")
    return "flag"


def _column_type(name: str, schema: Schema, where: str) -> Type:
    if name in schema:
        return schema[name]
    close = nearest(name, schema)
    raise UsageError(
        f"{where} names an unknown column {name!r}" + (f"; did you mean {close!r}?" if close else ""),
        slug="unknown-column",
        facts=[("known", ", ".join(sorted(schema)))],
    )


def _must(holds: bool, where: str, message: str) -> None:
    if not holds:
        raise wrong(where, message)


def wrong(text: str, message: str, fix: str | None = None) -> UsageError:
    return UsageError(f"the formula is wrong: {message}", slug="formula", facts=[("formula", text)], fix=fix)


def shown(node: ast.expr) -> str:
    return ast.unparse(node)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def a_kind(kind: str) -> str:
    """The type with its article, for messages."""
    return f"an {kind}" if kind == "instant" else f"a {kind}"
