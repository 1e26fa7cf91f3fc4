"""Which sentences does the program put together, as their source has them, ``{}`` for each part that is filled in?"""

from __future__ import annotations

import ast
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.remarks import assigned, remarked

PACKAGE = Path(__file__).parents[1] / "cx_cli"
HOLE = "{}"
SPOKEN = ("message", "reason")
"""What a parameter is called that holds a sentence, or its end; others hold names of the user's."""
REMARKING = ("cx_cli.commands", *(f"cx_cli.results.{name}" for name in ("choose", "clocked", "route", "sides")))
"""Which modules have something to remark."""
DECIDING = tuple(
    ("cx_cli.results.inspect_columns", name) for name in ("_format", "_zone", "_decimal", "_why", "_why_instants")
)
REASONING = ("differs", "_needs", "_curve_needs", "promise_needs")
_MANY = 64
"""So many ways to put one sentence together are followed."""
Functions = ast.FunctionDef
_SPEAKING = {ast.FunctionDef, ast.Call, ast.keyword, ast.Assign, ast.AnnAssign, ast.NamedExpr}
_SILENT = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop, ast.arguments)


@dataclass(frozen=True)
class Sentence:
    shape: str
    where: str

    @property
    def words(self) -> list[str]:
        """The words of its own."""
        return re.findall(r"[^\W\d_]{2,}", self.shape.replace(HOLE, " "))


class Source:
    """The package's modules as trees that know what stands around each node."""

    def __init__(self, trees: Mapping[str, ast.Module]):
        self.trees = trees
        self.imported = {module: dict(_imports(tree)) for module, tree in self.trees.items()}
        self.around: dict[ast.AST, Functions | None] = {}
        self.functions: dict[tuple[str, str], Functions] = {}
        self.calls: dict[tuple[str, str], list[tuple[str, ast.Call]]] = defaultdict(list)
        self.nodes: list[tuple[str, ast.AST]] = []
        """Those that can say something: functions, calls, keywords, assignments."""
        self.set: dict[ast.AST, dict[str, list[ast.expr]]] = defaultdict(lambda: defaultdict(list))
        """By function or module: what is put into each variable there."""
        self.given: dict[ast.AST, list[ast.expr]] = defaultdict(list)
        """By function: what it returns."""
        for module, tree in self.trees.items():
            self._read(module, tree, tree, None)

    def _read(self, module: str, tree: ast.Module, node: ast.AST, function: Functions | None) -> None:
        self.around[node] = function
        if type(node) in _SPEAKING:
            self.nodes.append((module, node))
            for name, value in assigned(node):
                self.set[function or tree][name].append(value)
        inside = function
        match node:
            case ast.Call(func=func):
                self.calls[self._name(module, func)].append((module, node))
            case ast.Return(value=ast.expr() as value) if function is not None:
                self.given[function].append(value)
            case ast.FunctionDef(name=name):
                self.functions[module, name] = inside = node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, _SILENT):
                self._read(module, tree, child, inside)

    def errors(self) -> Iterator[tuple[str, ast.Call]]:
        """Every making of an error for the user."""
        kinds = self._kinds()
        for (_, name), calls in self.calls.items():
            for module, call in calls:
                if name in kinds or self._local(call.func) in kinds:
                    yield module, call

    def messages(self) -> Iterator[Sentence]:
        """What every error says: through functions that are given it, as they put it."""
        for module, call in self.errors():
            if call.args:
                yield from self._followed(module, call.args[0], f"{module}:{call.lineno}", ())

    def facts(self) -> Iterator[tuple[Sentence, Sentence]]:
        """The words and the texts of the facts that stand under an error."""
        for module, value in self._given("facts"):
            for node in ast.walk(value):
                if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                    where = f"{module}:{node.lineno}"
                    words, texts = (self.shapes(module, one) for one in node.elts)
                    for word, text in itertools.product(words, texts):
                        yield Sentence(_bare(word), where), Sentence(_bare(text), where)

    def fixes(self) -> Iterator[Sentence]:
        """What stands behind ``try:``."""
        for module, value in self._given("fix"):
            yield from (Sentence(_bare(shape), f"{module}:{value.lineno}") for shape in self.shapes(module, value))

    def remarks(self) -> Iterator[Sentence]:
        """What is remarked on stderr, and of figures on a page."""
        for module, node in self.nodes:
            for one in remarked(node) if module.startswith(REMARKING) else ():
                yield from (Sentence(_bare(shape), f"{module}:{one.lineno}") for shape in self.shapes(module, one))

    def arguments(self, function: str, at: int) -> Iterator[Sentence]:
        """What is given to a function, or to a class, as one of its arguments."""
        for (_, name), calls in self.calls.items():
            for module, call in calls if name == function else ():
                if at < len(call.args):
                    for shape in self.shapes(module, call.args[at]):
                        yield Sentence(_bare(shape), f"{module}:{call.lineno}")

    def decisions(self) -> Iterator[Sentence]:
        """What shows how a file is read, how its cells are written, and what settings say of it."""
        yield from self.arguments("Decision", 1)
        yield from self.arguments("_line", 2)
        for module, name in DECIDING:
            yield from self._returns(module, name)

    def reasons(self) -> Iterator[Sentence]:
        """Why a row does not count, why a rule could not be judged, what a KPI needs."""
        yield from self.arguments("blame", 1)
        yield from self.arguments("_without_data", 2)
        for module, value in self._given("reason"):
            if module.startswith("cx_cli.results"):
                yield from (Sentence(_bare(shape), f"{module}:{value.lineno}") for shape in self.shapes(module, value))
        for module, name in self.functions:
            yield from self._returns(module, name) if name in REASONING else ()

    def _returns(self, module: str, name: str) -> Iterator[Sentence]:
        for value in self.given[self.functions[module, name]]:
            yield from (Sentence(_bare(shape), f"{module}:{value.lineno}") for shape in self.shapes(module, value))

    def _given(self, name: str) -> Iterator[tuple[str, ast.expr]]:
        """Whatever is given for a keyword, or put into a variable, of that name."""
        for module, node in self.nodes:
            if isinstance(node, ast.keyword) and node.arg == name:
                yield module, node.value
            yield from ((module, value) for own, value in assigned(node) if own == name)

    def _local(self, func: ast.expr) -> str:
        """The class that a variable of the function around stands for, one of them if there are several."""
        function = self.around[func]
        if function is None or not isinstance(func, ast.Name) or func.id not in self.set[function]:
            return ""
        found = [one.id for one in ast.walk(self.set[function][func.id][0]) if isinstance(one, ast.Name)]
        return found[-1] if found else ""

    @cache  # noqa: B019
    def _kinds(self) -> set[str]:
        """The names of CxError and the classes under it."""
        found, before = {"CxError"}, 0
        classes = [node for tree in self.trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        while before != len(found):
            before = len(found)
            found |= {one.name for one in classes if any(isinstance(b, ast.Name) and b.id in found for b in one.bases)}
        return found

    def _followed(self, module: str, expr: ast.expr, where: str, seen: tuple[str, ...]) -> Iterator[Sentence]:
        """The sentences of an expression; where a parameter is a part of it, what the callers give for that too."""
        function = self.around[expr]
        for shape in self.shapes(module, expr):
            given = [name for name in re.findall(r"\{(\w+)\}", shape) if name in SPOKEN]
            bare = Sentence(_bare(shape), where)
            if bare.words or not given:
                yield bare
            if not given or function is None or function.name in seen:
                continue
            for caller, call in self.calls[module, function.name]:
                argument = _argument(function, call, given[0])
                if argument is not None:
                    for one in self._followed(caller, argument, f"{caller}:{call.lineno}", (*seen, function.name)):
                        whole = _bare(shape.replace(f"{{{given[0]}}}", one.shape))
                        yield one if bare.words or ": " in shape else Sentence(whole, one.where)

    def _name(self, module: str, func: ast.expr) -> tuple[str, str]:
        """The module and the name that a call goes to; of a method, this module and its name."""
        names = self.imported[module]
        if isinstance(func, ast.Name):
            return names.get(func.id, (module, func.id))
        if isinstance(func, ast.Attribute):
            if isinstance(func.value, ast.Name) and func.value.id in names:
                return (".".join(names[func.value.id]), func.attr)
            return (module, func.attr)
        return (module, "")

    def shapes(self, module: str, expr: ast.expr, seen: frozenset[str] = frozenset()) -> set[str]:
        """What the text may be: ``{}`` for what is not known, ``{name}`` for a parameter of the function around it."""
        match expr:
            case ast.Constant(value=str(text)):
                return {re.sub(r"\{\w*\}", HOLE, text)}
            case ast.JoinedStr(values=values):
                return self._joined(module, values, seen)
            case ast.FormattedValue(value=value, format_spec=None):
                return self.shapes(module, value, seen)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined(module, [left, right], seen)
            case ast.IfExp(body=body, orelse=orelse):
                return self.shapes(module, body, seen) | self.shapes(module, orelse, seen)
            case ast.BoolOp(values=values):
                return set().union(*(self.shapes(module, one, seen) for one in values))
            case ast.Name(id=name) if name not in seen:
                return self._named(module, expr, name, seen)
            case ast.Call(func=ast.Name(id=name)) if (module, name) in self.functions and name not in seen:
                return self._returned(module, name, seen)
        return {HOLE}

    def _joined(self, module: str, parts: list[ast.expr], seen: frozenset[str]) -> set[str]:
        each = [sorted(self.shapes(module, part, seen)) for part in parts]
        return {"".join(one) for one in itertools.islice(itertools.product(*each), _MANY)}

    def _returned(self, module: str, name: str, seen: frozenset[str]) -> set[str]:
        """What a function of the module gives, if it gives text."""
        found = [self.shapes(module, one, seen | {name}) for one in self.given[self.functions[module, name]]]
        return {_bare(shape) for shape in set[str]().union(*found)} or {HOLE}

    def _named(self, module: str, expr: ast.Name, name: str, seen: frozenset[str]) -> set[str]:
        function = self.around[expr]
        if function and (found := self.set[function].get(name)):
            return set().union(*(self.shapes(module, one, seen | {name}) for one in found))
        if function and name in [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]:
            return {f"{{{name}}}"}
        if found := self.set[self.trees[module]].get(name):
            return set().union(*(self.shapes(module, one, seen | {name}) for one in found))
        return {HOLE}


def _bare(shape: str) -> str:
    return re.sub(r"\{\w+\}", HOLE, shape)


def _argument(function: Functions, call: ast.Call, name: str) -> ast.expr | None:
    """What a call gives for a parameter; None where that is the default."""
    names = [one.arg for one in function.args.args]
    names = names[1:] if names[:1] == ["self"] else names
    if name in names and names.index(name) < len(call.args):
        return call.args[names.index(name)]
    return next((word.value for word in call.keywords if word.arg == name), None)


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, (node.module, alias.name)) for alias in node.names)


@cache
def trees() -> dict[Path, ast.Module]:
    """Every file of the package as a tree; nobody may change one."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def nodes() -> dict[Path, tuple[ast.AST, ...]]:
    """Of every file of the package whatever stands in it."""
    return {path: tuple(ast.walk(tree)) for path, tree in trees().items()}


@cache
def source() -> Source:
    read = {}
    for path, tree in trees().items():
        if path.parent.name == "sample":
            continue  # a leaf, which says nothing to anybody
        parts = ("cx_cli", *path.relative_to(PACKAGE).with_suffix("").parts)
        read[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = tree
    return Source(read)
