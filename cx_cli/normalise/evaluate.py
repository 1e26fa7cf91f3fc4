"""Of which rows is a condition true, and what number does an expression give in each?"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.normalise.expression import CONSTANTS, parse_row
from cx_cli.normalise.rows import NEVER, Bools, Flags, Floats, Instants, Numbers, Rows, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
        if self._is_condition(left):
            return self._conditions_equal(left, right, isinstance(op, ast.Eq))
        for column, other in ((left, right), (right, left)):
            if isinstance(column, ast.Name) and column.id in self.rows.columns:
                found = self.rows.columns[column.id]
                if isinstance(found, Words) and isinstance(other, ast.Constant):
                    return self._text_equals(found, str(other.value), isinstance(op, ast.Eq))
        first, second = self._numbers(left), self._numbers(right)
        if isinstance(op, ast.NotEq):
            holds = (first != second) & ~np.isnan(first) & ~np.isnan(second)
        else:
            holds = _COMPARE[type(op)](first, second)
        return np.broadcast_to(holds, self.rows.n)

    def _text_equals(self, column: Words, text: str, equal: bool) -> Bools:
        matches = np.array([(word == text) is equal for word in column.words] + [False], dtype=bool)
        found: Bools = matches.take(column.codes)
        return found

    def _conditions_equal(self, left: ast.expr, right: ast.expr, equal: bool) -> Bools:
        """Where both are known, and are the same (or not)."""
        first, second = self._holds(left, True), self._holds(left, False)
        same, other = self._holds(right, equal), self._holds(right, not equal)
        return (first & same) | (second & other)

    def _is_condition(self, node: ast.expr) -> bool:
        match node:
            case ast.Compare() | ast.BoolOp() | ast.Call() | ast.UnaryOp(op=ast.Not()):
                return True
            case ast.Name(id=name):
                return name in CONSTANTS or isinstance(self.rows.columns.get(name), Flags)
        return False

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
                with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
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
