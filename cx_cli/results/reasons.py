"""Why does a row count, or not? In words built from the conditions themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import numpy as np

from cx_cli.facts.fact_table import FactTable, Problem
from cx_cli.metrics.formula import SPANS, Term
from cx_cli.normalise.expression import columns_of, parse_row, text_of
from cx_cli.normalise.rows import NEVER, SOMETIME, Bools, Instants, Ints
from cx_cli.results.collect import TIMES
from cx_cli.results.members import STAYING, Cut, Members
from cx_cli.results.parts import KEYED, VALUED

_UNDATED = {
    "resolved_at": "not resolved",
    "closed_at": "not closed",
    "answered_at": "not answered",
    "first_replied_at": "not replied to",
    "ended_at": "has not left",
}
_PROBLEMS = {
    "before-created": "{column} is before created_at",
    "before-start": "{column} is before the start",
    "after-as-of": "{column} is after as_of",
}


class Verdicts:
    """One reason per row, the first that is given; ``shown`` are the columns whose values, if known, belong to it."""

    def __init__(self, n: int):
        self.codes: Ints = np.full(n, -1, dtype=np.int64)
        self.texts: list[str] = []
        self.shown: list[tuple[str, ...]] = []

    def blame(self, rows: Bools, text: str, shown: Sequence[str] = ()) -> None:
        """Gives these rows the reason, unless they have one."""
        new = rows & (self.codes < 0)
        if new.any():
            self.codes[new] = len(self.texts)
            self.texts.append(text)
            self.shown.append(tuple(shown))


class Reasons:
    """What keeps rows out of terms, or lets them in."""

    def __init__(self, members: Members, facts: FactTable, problems: Sequence[Problem]):
        self.members = members
        self.rows = members.rows
        self.facts = facts
        self.problems = problems

    def kept_out(self, term: Term, cut: Cut, out: Bools, verdicts: Verdicts) -> None:
        """Of the rows that the term does not take, all ``out`` get a reason."""
        column = self.rows.columns[term.at]
        assert isinstance(column, Instants)
        seconds, window = column.seconds, self.members.tally.window
        verdicts.blame(out & (seconds == NEVER), _UNDATED.get(term.at, f"no {term.at}"))
        for condition in term.conditions():
            self.fails(condition, out, verdicts)
        if window.until is not None:
            late = (seconds >= window.until) | (seconds == SOMETIME)
            verdicts.blame(out & late, f"{term.at} is outside --since/--until", [term.at])
        if window.since is not None and term.what not in STAYING:
            verdicts.blame(out & (seconds < window.since), f"{term.at} is outside --since/--until", [term.at])
        if term.what in VALUED:
            self._unknown(term.operand, out, verdicts)
        if term.what in KEYED:
            verdicts.blame(out & ~self.rows.columns[term.operand].known(), f"{term.operand} is not known")
        if term.what in SPANS:
            self._not_there(term, cut, out, verdicts)
        if term.what == "repeated":
            verdicts.blame(out & self.members.timed(term, cut.period), f"only one row of its {term.operand}")
        if cut.period is not None and term.what not in STAYING:
            other = self.members.periods(term.at) != cut.period
            verdicts.blame(out & other, f"{term.at} in another period", [term.at])
        verdicts.blame(out & ~self.members.labelled(cut), "another slice", [*cut.labels])
        verdicts.blame(out, f"not among those of {described(term)}")

    def let_in(self, term: Term, rows: Bools, verdicts: Verdicts) -> None:
        """What is so of the rows that the term takes."""
        if term.condition:
            text = term.condition
        elif term.what in VALUED:
            text = f"{term.operand} is known"
        elif term.what in ("stock", "age"):
            text = f"{term.at} before the end of the period, {term.operand} not"
        else:
            text = f"dated by {term.at}" if term.what == "count" else described(term)
        verdicts.blame(rows, text, sorted(columns_of(term.condition)) if _is_comparison(term.condition) else ())

    def fails(self, condition: str, rows: Bools, verdicts: Verdicts) -> None:
        """The first part of a condition that is not so, or not known."""
        true, evaluator = self.members.evaluator.true, self.members.evaluator
        for node in conjuncts(parse_row(condition)):
            part = text_of(node)
            out = rows & ~true(part)
            if not out.any():
                continue
            denied = out & evaluator.true(f"not ({part})")
            match node:
                case ast.Name(id=name):
                    verdicts.blame(denied, f"not {name}", self._made_of(name))
                case ast.UnaryOp(op=ast.Not(), operand=operand):
                    shown = sorted(columns_of(part)) if _is_comparison(text_of(operand)) else []
                    verdicts.blame(denied, text_of(operand), shown)
                case ast.Call(args=[ast.Name(id=name)]):
                    verdicts.blame(denied, f"{name} is not known")
                case _:
                    verdicts.blame(denied, f"{part} is not so", sorted(columns_of(part)))
            self._unknown(part, out, verdicts)
            verdicts.blame(out, f"{part} is not known")

    def _made_of(self, name: str) -> list[str]:
        """The columns that a flag is worked out from."""
        made_of = self.facts.sources([name]) - {name} or frozenset(TIMES.get(self.facts.name, ()))
        return sorted(column for column in made_of if column in self.rows.columns)

    def _unknown(self, expression: str, rows: Bools, verdicts: Verdicts) -> None:
        """The columns of an expression that have no value, and why they can have none."""
        for name in sorted(columns_of(expression)):
            missing = rows & ~self.rows.columns[name].known()
            if not missing.any():
                continue
            for problem in self.problems:
                if problem.problem in _PROBLEMS and problem.column in self.facts.sources([name]):
                    told = np.zeros(self.rows.n, dtype=np.bool_)
                    told[problem.rows] = True
                    why = _PROBLEMS[problem.problem].format(column=problem.column)
                    verdicts.blame(missing & told, f"{name} is not known: {why}")
            verdicts.blame(missing, f"{name} is not known")

    def _not_there(self, term: Term, cut: Cut, out: Bools, verdicts: Verdicts) -> None:
        """Why a span does not reach to where it is counted."""
        start, end = self.rows.columns[term.at], self.rows.columns[term.operand]
        assert isinstance(start, Instants)
        late = start.seconds > self.members.horizon.ends_at
        verdicts.blame(out & late, f"{term.at} is after as_of", [term.at])
        if term.what in ("stock", "age"):
            if cut.period is not None:
                after = self.members.periods(term.at) > cut.period
                verdicts.blame(out & after, f"{term.at} is after the period", [term.at])
            verdicts.blame(out & end.known(), f"{term.operand} is before the end of the period", [term.operand])
        elif term.what == "lost":
            verdicts.blame(out & ~end.known(), _UNDATED.get(term.operand, f"no {term.operand}"))
            verdicts.blame(out, f"{term.operand} is not in the period", [term.at, term.operand])
        elif term.what == "cohort":
            verdicts.blame(out, "not there when the period began", [term.at, term.operand])


def described(term: Term) -> str:
    """A term in the words of the formula.

    >>> described(Term("count", "tickets", "created_at", condition="resolved"))
    'count(resolved)'
    """
    start = term.at if term.what in SPANS else ""
    return f"{term.what}({', '.join(text for text in (start, term.operand, term.condition) if text)})"


def conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of a condition that must all be so.

    >>> [text_of(part) for part in conjuncts(parse_row("(a and b == 1) and not c"))]
    ['a', 'b == 1', 'not c']
    """
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from conjuncts(value)
    else:
        yield node


def _is_comparison(condition: str) -> bool:
    """Whether the values say more than the condition does: it compares something."""
    return bool(condition) and any(isinstance(node, ast.Compare) for node in ast.walk(parse_row(condition)))
