"""Do imports point one way only, and do the heavy and the particular packages stay where they belong?"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "cx_cli"
LAYERS = (
    ("", "errors", "frozen", "shipped", "language", "units", "periods", "suggest", "topics"),
    ("settings",),
    ("load",),
    ("normalise",),
    ("facts",),
    ("metrics",),
    ("results",),
    ("render",),
    ("commands",),
    ("app",),
    ("__main__",),
)
"""From the lowest up; a name is a module or a folder of the package, '' the package itself."""

LEAF = "sample"
ALLOWED = {
    "typer": ("cx_cli.commands", "cx_cli.app"),
    "rich": ("cx_cli.render.to_terminal", "cx_cli.app"),
    "pandas": ("cx_cli.render.to_frame",),
}
"""Which modules, or folders of them, may import a package."""

Modules = Mapping[str, str]
"""Dotted name -> source text."""


def modules() -> dict[str, str]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("cx_cli", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


def imports(source: str) -> Iterator[str]:
    """Every name that is imported anywhere in a module; ``from a import b`` is a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def own_imports(source: str, known: Modules) -> set[str]:
    """The modules of the package that a module imports."""
    found = set()
    for name in imports(source):
        if name.split(".")[0] == "cx_cli":
            found.add(name if name in known else name.rpartition(".")[0])
    return found


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer_of(module: str) -> int | None:
    return next((number for number, parts in enumerate(LAYERS) if part_of(module) in parts), None)


def wrong_ways(known: Modules) -> list[str]:
    """Imports of a higher layer, of another part of the same layer above the lowest, and of or by the leaf."""
    found = []
    for module, source in known.items():
        for target in sorted(own_imports(source, known)):
            if part_of(module) == part_of(target):
                continue
            if part_of(module) == LEAF:
                found.append(f"{module} imports {target}: the sample is a leaf")
            elif part_of(target) == LEAF:
                found += [] if part_of(module) == "commands" else [f"{module} imports {target}: only commands may"]
            elif (mine := layer_of(module)) is None or (its := layer_of(target)) is None:
                found.append(f"{module} imports {target}: one of them is in no layer")
            elif its > mine or (its == mine > 0):
                found.append(f"{module} (layer {mine}) imports {target} (layer {its})")
    return found


def strangers(known: Modules) -> list[str]:
    """Imports of a package where it doesn't belong, any third-party one in the lowest layers, and relative ones."""
    found = []
    for module, source in known.items():
        for name in imports(source):
            package = name.split(".")[0]
            homes = ALLOWED.get(package)
            if homes and not any(module == home or module.startswith(f"{home}.") for home in homes):
                found.append(f"{module} imports {package}, which only {' and '.join(homes)} may")
            outside = package not in sys.stdlib_module_names and package != "cx_cli"
            if not package:
                found.append(f"{module} imports {name}: write imports whole")
            elif outside and (layer_of(module) or 0) < 2 and part_of(module) != LEAF:
                found.append(f"{module} imports {package}: settings and what is below do without")
    return found


def cycle(known: Modules) -> list[str]:
    """The modules of one import cycle, or none."""
    graph = {module: own_imports(source, known) - {module} for module, source in known.items()}
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(graph.get(module, ())):
            if found := walk(target, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in sorted(graph) if (found := walk(module, []))), [])


def test_imports_point_to_lower_layers_only() -> None:
    assert wrong_ways(modules()) == []


def test_packages_are_imported_only_where_they_belong() -> None:
    assert strangers(modules()) == []


def test_there_is_no_import_cycle() -> None:
    assert cycle(modules()) == []


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {part_of(module) for module in modules()}
    assert parts == {part for layer in LAYERS for part in layer} | {LEAF}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("cx_cli.load.source", "from cx_cli.normalise import feed"),
        ("cx_cli.errors", "def late():\n    import cx_cli.units, cx_cli.settings"),
        ("cx_cli.render.to_json", "from cx_cli.sample import write_sample"),
        ("cx_cli.sample.plan", "from cx_cli.errors import CxError"),
        ("cx_cli.unheard_of", "from cx_cli.units import parse_percent"),
    ],
)
def test_an_import_the_wrong_way_is_named(module: str, source: str) -> None:
    known = dict.fromkeys(("cx_cli.normalise.feed", "cx_cli.settings", "cx_cli.sample", "cx_cli.errors"), "")
    known["cx_cli.units"] = ""
    (told,) = wrong_ways({**known, module: source})
    assert told.startswith(module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("cx_cli.results.compute", "import typer"),
        ("cx_cli.render.to_json", "def late():\n    from rich.text import Text"),
        ("cx_cli.settings.load", "import tomlkit"),
        ("cx_cli.facts.tickets", "from . import calls"),
    ],
)
def test_a_package_out_of_place_is_named(module: str, source: str) -> None:
    (told,) = strangers({module: source})
    assert told.startswith(module)


def test_a_cycle_is_found() -> None:
    known = {
        "cx_cli.a": "import cx_cli.b",
        "cx_cli.b": "def late():\n    from cx_cli.c import x",
        "cx_cli.c": "from cx_cli import a",
    }
    assert cycle(known) == ["cx_cli.a", "cx_cli.b", "cx_cli.c", "cx_cli.a"]
