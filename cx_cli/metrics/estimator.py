"""What kind of figure does a formula give, so that its interval can be worked out?"""

from __future__ import annotations

import ast
from dataclasses import replace

from cx_cli.frozen import frozen
from cx_cli.metrics.formula import Formula, Term


@frozen
class Share:
    """Counted rows over counted rows, both of the same rows."""

    hits: ast.expr
    n: ast.expr


@frozen
class Difference:
    """``100 * (count(a) - count(b)) / count(c)``, all of the same rows."""

    plus: ast.expr
    minus: ast.expr
    n: ast.expr


@frozen
class Mean:
    """``sum(x) / count(b)``, both of the same rows."""

    total: Term
    squares: Term
    n: ast.expr


_SAME = {"stock": "stock", "cohort": "cohort", "lost": "cohort", "distinct": "key", "repeated": "key"}
"""Aggregates that count the same things, if they are of the same column."""
Estimator = Share | Difference | Mean


def estimator_of(formula: Formula, unit: str) -> Estimator | None:
    """The estimator that the formula's shape shows; None when it has no interval of its own."""
    if not isinstance(formula.tree, ast.BinOp) or not isinstance(formula.tree.op, ast.Div):
        return None
    above, n = formula.tree.left, formula.tree.right
    if not _counts_same_rows(formula, n):
        return None
    match above:
        case ast.Call() if (total := formula.term_of(above)) is not None and total.what == "sum":
            return Mean(total, replace(total, what="squares"), n) if _instants(formula, n) == {total.at} else None
        case ast.BinOp(
            left=ast.Constant(value=100), op=ast.Mult(), right=ast.BinOp(left=plus, op=ast.Sub(), right=minus)
        ) if _counts_same_rows(formula, plus, minus, n):
            return Difference(plus, minus, n)
        case _ if unit == "percent" and _counts_same_rows(formula, above, n):
            return Share(above, n)
    return None


def terms_of(formula: Formula, unit: str) -> tuple[Term, ...]:
    """Every term that the value and its interval need."""
    estimator = estimator_of(formula, unit)
    extra = (estimator.squares,) if isinstance(estimator, Mean) else ()
    return tuple(dict.fromkeys([*formula.terms(), *extra]))


def _counts_same_rows(formula: Formula, *nodes: ast.expr) -> bool:
    """Whether every node adds up counts, and all of rows dated alike."""
    found = [_instants(formula, node) for node in nodes]
    return None not in found and len(set().union(*(instants for instants in found if instants))) == 1


def _instants(formula: Formula, node: ast.expr) -> set[str] | None:
    """The instants that date the rows of a sum of counts, one and the same for stocks; None for anything else."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            parts = _instants(formula, left), _instants(formula, right)
            return None if parts[0] is None or parts[1] is None else parts[0] | parts[1]
        case ast.Call(func=ast.Name(id="across"), args=[_, inside]):
            return _instants(formula, inside)
        case ast.Call():
            term = formula.term_of(node)
            if term is not None and term.what in _SAME:
                return {f"{_SAME[term.what]}({term.operand})"}
            return {term.at} if term is not None and term.what == "count" else None
    return None
