"""Of which terms is a number a plain sum, so that each row adds its own share to it?"""

from __future__ import annotations

import ast
from dataclasses import replace

from cx_cli.frozen import frozen
from cx_cli.metrics.estimator import Difference, estimator_of
from cx_cli.metrics.formula import Formula, Term

KEYED = ("distinct", "repeated", "bg_nbd")
"""The aggregates that count the different values of a column, and not rows."""
VALUED = ("sum", "distribution")
"""Those that take a row only where their operand is known."""


@frozen
class Part:
    """``times`` a term; ``across`` is the column over all values of which it is summed, '' for none."""

    times: float
    term: Term
    across: str = ""


Parts = tuple[Part, ...]


@frozen
class Anatomy:
    """What the rows of a metric are counted by.

    ``n_of`` says what the report's n is a number of: ``rows``, ``different customer_id``, else the expression itself,
    such as ``days()``. ``n`` are the parts that make it, or where no rows make it (``days()``) those of what is divided
    by it. ``hits`` are the parts of the numerator, None where the metric has no rows that miss; ``against`` says that
    rows miss which the ``hits`` take, as the detractors of an NPS do.
    """

    n_of: str
    n: Parts
    adds_up: bool
    hits: Parts | None
    against: bool = False

    @property
    def key(self) -> str:
        """The column whose different values n counts; '' where it counts rows."""
        return self.n[0].term.operand if self.adds_up and self.n and self.n[0].term.what in KEYED else ""


def anatomy_of(formula: Formula, unit: str) -> Anatomy:
    """How the n of a formula, as the report has it, is made of rows, and which rows the numerator takes of them."""
    node = formula.denominator()
    division = node is not formula.tree
    parts = parts_of(formula, node)
    adds_up = parts is not None and (len(parts) == 1 or all(part.term.what not in KEYED for part in parts))
    above = _above(formula, node) if division else None
    if parts is None or not adds_up:
        made_of = parts or (parts_of(formula, above) if above is not None else None) or _all_parts(formula)
        return Anatomy(ast.unparse(node), made_of, False, None)
    hits = _hits(formula, unit, above) if above is not None else None
    return Anatomy(_name(parts, node), parts, True, *(hits or (None,)))


def parts_of(formula: Formula, node: ast.expr) -> Parts | None:
    """The sum of terms that an expression is; None where it is something else, such as a product of two."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            first, second = parts_of(formula, left), parts_of(formula, right)
            if first is None or second is None:
                return None
            return first + (second if isinstance(op, ast.Add) else _times(second, -1) or ())
        case ast.BinOp(left=ast.Constant(value=int() | float() as by), op=ast.Mult(), right=inner):
            return _times(parts_of(formula, inner), by)
        case ast.BinOp(left=inner, op=ast.Mult(), right=ast.Constant(value=int() | float() as by)):
            return _times(parts_of(formula, inner), by)
        case ast.BinOp(left=inner, op=ast.Div(), right=ast.Constant(value=int() | float() as by)) if by:
            return _times(parts_of(formula, inner), 1 / by)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _times(parts_of(formula, inner), -1)
        case ast.Call(func=ast.Name(id="across"), args=[ast.Name(id=column), inside]):
            found = parts_of(formula, inside)
            return None if found is None else tuple(replace(part, across=column) for part in found)
        case ast.Call() if (term := formula.term_of(node)) is not None:
            return (Part(1, term),)
    return None


def _times(parts: Parts | None, by: float) -> Parts | None:
    return None if parts is None else tuple(replace(part, times=part.times * by) for part in parts)


def _all_parts(formula: Formula) -> Parts:
    return tuple(Part(1, term) for term in formula.terms())


def _above(formula: Formula, below: ast.expr) -> ast.expr | None:
    for node in ast.walk(formula.tree):
        if isinstance(node, ast.BinOp) and node.right is below:
            return node.left
    return None


def _hits(formula: Formula, unit: str, above: ast.expr) -> tuple[Parts, bool] | None:
    """The rows that the numerator takes; of a difference in points those that count against it."""
    estimator = estimator_of(formula, unit)
    if isinstance(estimator, Difference):
        minus = parts_of(formula, estimator.minus)
        return (minus, True) if minus is not None else None
    parts = parts_of(formula, above) if unit == "percent" else None
    if parts is None or any(part.term.what in VALUED for part in parts):
        return None  # a mean has no row that misses
    return parts, False


def _name(parts: Parts, node: ast.expr) -> str:
    if len(parts) == 1 and parts[0].term.what in KEYED:
        return f"different {parts[0].term.operand}"
    plain = all(part.times in (1, -1) and part.term.what != "sum" for part in parts)
    return "rows" if plain else ast.unparse(node)
