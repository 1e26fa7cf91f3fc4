"""Which pieces of code add to what is remarked, and with what?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

REMARKS = ("notes", "warnings", "remark", "remarks", "told", "pseudonyms_of")
"""What a variable, a parameter or a function is called that holds or gives remarks; so do those in ``_notes``."""


def remarked(node: ast.AST) -> Iterator[ast.expr]:
    """The texts that a piece of code adds to the remarks."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=args) if name in REMARKS:
            yield from args
        case ast.keyword(arg=name, value=value) if name in REMARKS:
            yield from _texts(value)
        case ast.Call(func=ast.Name(id="say"), args=[ast.List() as lines, *_]):
            yield from _texts(lines)
        case ast.FunctionDef(name=name) if name.strip("_") in REMARKS or name.endswith("_notes"):
            for inside in ast.walk(node):
                if isinstance(inside, ast.Yield | ast.YieldFrom | ast.Return) and inside.value is not None:
                    yield from _texts(inside.value)
    for name, value in assigned(node):
        yield from _texts(value) if name in REMARKS else ()


def _texts(expr: ast.expr) -> Iterator[ast.expr]:
    """The expressions of text in a list, a tuple, a comprehension or a choice between them."""
    match expr:
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            for one in elts:
                yield from _texts(one)
        case ast.Starred(value=value) | ast.Call(func=ast.Name(id="tuple"), args=[value]):
            yield from _texts(value)
        case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt):
            yield from _texts(elt)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.BinOp() | ast.Name():
            yield expr


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The variables that a piece of code sets, with what is put into each."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=False)
                yield from ((one.id, value) for one, value in pairs if isinstance(one, ast.Name))
    if isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
