"""What does a row expression say of each row? The closed grammar of conditions and row arithmetic.

Columns, numbers, quoted text, ``true`` and ``false``, ``+ - * /``, comparisons, ``and or not``, ``in [...]``,
``known(x)``. Parsed with Python's ``ast`` and an allow-list, never run by Python. A condition with a missing operand
is neither true nor false (Kleene's logic), so ``not`` does not make it true.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from keyword import iskeyword
from typing import Literal

from cx_cli.errors import UsageError
from cx_cli.suggest import nearest

Type = Literal["number", "flag", "text", "instant"]
Schema = Mapping[str, Type]

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
CONSTANTS = {"true": True, "false": False}
_KEYWORDS = frozenset({"and", "or", "not", "in", "True", "False", "None", "lambda", "if", "else", "for", "await"})
_MARK = "_cx_"
_NUMBER = r"(?:0[xX][0-9a-fA-F]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w.])"
_WORD = re.compile(rf"""'[^']*'|"[^"]*"|{_NUMBER}|\w+""")
_DEEPEST = 50
_LARGEST = 1e300


@cache
def text_of(node: ast.expr) -> str:
    """The expression as text that :func:`parse_row` reads back to the same tree: quoted text as it is, unescaped."""
    if not any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node)):
        return ast.unparse(node)
    quoted: list[str] = []

    class Hidden(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            if not isinstance(node.value, str):
                return node
            mark = '"' if "'" in node.value else "'"
            quoted.append(f"{mark}{node.value}{mark}")
            return ast.copy_location(ast.Name(f"_cx_quoted_{len(quoted) - 1}_", ast.Load()), node)

    text = ast.unparse(Hidden().visit(copy.deepcopy(node)))
    return re.sub(r"_cx_quoted_(\d+)_", lambda found: quoted[int(found[1])], text)


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
        for node, parent in _with_parents(parse_row(text))
        if isinstance(node, ast.Name) and node.id not in CONSTANTS and not _is_called(node, parent)
    )


def _with_parents(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    yield tree, None
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            yield child, parent


def _is_called(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(parent, ast.Call) and parent.func is node


@cache
def parse_row(text: str) -> ast.expr:
    """The tree of an expression; shared, so never changed in place."""
    try:
        tree: ast.expr = _Unmarked().visit(ast.parse(_readable(text), mode="eval")).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        spot = error.offset if isinstance(error, SyntaxError) and error.offset else None
        raise wrong(text, "it can't be read" + (f" at character {spot}" if spot else "")) from error
    _refuse_bombs(tree, text)
    return tree


def _readable(text: str) -> str:
    """The text as Python can read it: a backslash is a sign like others, and any header's name is a name."""
    literal = text.strip().replace("\\", "\\\\")

    def marked(found: re.Match[str]) -> str:
        word = found.group()
        is_name = (iskeyword(word) and word not in _KEYWORDS) or (word[0].isdigit() and not re.fullmatch(_NUMBER, word))
        return f"{_MARK}{word}" if is_name else word

    return _WORD.sub(marked, literal)


class _Unmarked(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Name(node.id.removeprefix(_MARK), node.ctx), node)


def _refuse_bombs(tree: ast.expr, text: str) -> None:
    """Refuses nesting and numbers that no reader means."""
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        for node in level:
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) >= _LARGEST:
                raise wrong(text, "it has a number that is too large")
        if not level:
            return
    raise wrong(text, "it is nested too deep")


def _type(node: ast.expr, schema: Schema, where: str) -> Type:
    """The type of a row expression; refuses what is outside the grammar or does not fit together."""

    def of(child: ast.expr) -> Type:
        return _type(child, schema, where)

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
            _must(of(operand) == "flag", where, f"not needs a condition, not {text_of(operand)}")
            return "flag"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _must(of(operand) == "number", where, f"- needs a number, not {text_of(operand)}")
            return "number"
        case ast.BoolOp(values=values):
            for value in values:
                _must(of(value) == "flag", where, f"{text_of(value)} is no condition")
            return "flag"
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
            kinds = (of(left), of(right))
            if kinds == ("instant", "instant") and isinstance(op, ast.Sub):
                return "number"
            _must(kinds == ("number", "number"), where, f"{text_of(node)} needs numbers")
            return "number"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare_type(left, op, right, of, where)
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name() as argument], keywords=[]):
            _must(argument.id not in CONSTANTS, where, f"{argument.id} is no column")
            of(argument)
            return "flag"
        case ast.Call() as node:
            raise wrong(where, f"{text_of(node.func)}() can't stand inside a row expression; only known(column) can")
        case ast.Compare():
            raise wrong(where, "write a chain of comparisons with and")
    raise wrong(where, f"{text_of(node)} is not in the grammar")


def _compare_type(left: ast.expr, op: ast.cmpop, right: ast.expr, of: Callable[[ast.expr], Type], where: str) -> Type:
    if isinstance(op, ast.In | ast.NotIn):
        _must(isinstance(right, ast.List | ast.Tuple), where, "in needs a list: in ['a', 'b']")
        assert isinstance(right, ast.List | ast.Tuple)
        for item in right.elts:
            _must(isinstance(item, ast.Constant), where, "a list holds quoted text or numbers")
            _must(of(item) == of(left), where, f"{text_of(item)} can't be compared with {text_of(left)}")
        return "flag"
    _must(isinstance(op, _COMPARISONS), where, "only == != < <= > >= and in compare")
    kinds = {of(left), of(right)}
    dated = kinds == {"instant", "text"}
    _must(len(kinds) == 1 or dated, where, f"{text_of(left)} can't be compared with {text_of(right)}")
    if dated:
        quoted = right if of(right) == "text" else left
        _must(isinstance(quoted, ast.Constant), where, "an instant is compared with a quoted date")
        assert isinstance(quoted, ast.Constant)
        _must(_is_date(str(quoted.value)), where, f"{quoted.value!r} is no date such as 2026-03-09")
    if kinds <= {"text", "flag"}:
        _must(isinstance(op, ast.Eq | ast.NotEq), where, f"{text_of(left)} has no order; use ==, != or in")
    if kinds == {"text"}:
        constants = [side for side in (left, right) if isinstance(side, ast.Constant)]
        _must(len(constants) == 1, where, "text is compared with quoted text")
    return "flag"


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


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


def a_kind(kind: str) -> str:
    """The type with its article, for messages."""
    return f"an {kind}" if kind == "instant" else f"a {kind}"
