"""Can every error, issue and metric be looked up, and does the demo run?"""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path

import pytest

from cx_cli.commands import run_demo
from cx_cli.commands.explain import explained
from cx_cli.language import LOCALES, language_of
from cx_cli.metrics.definitions.preset import presets
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.render.to_catalogue import entry, overview
from cx_cli.topics import ERRORS, ISSUES
from tests.cli.program import cx
from tests.sentences import PACKAGE, nodes

PROBLEM = re.compile(r"(bad|off|before|after|clock|unused|unknown)-[a-z-]+|missing|ragged")


def slugs() -> set[str]:
    """Every slug that the code gives an error; one that is put together counts by its beginning."""
    found = set()
    for every in nodes().values():
        for node in every:
            if isinstance(node, ast.keyword) and node.arg == "slug":
                match node.value:
                    case ast.Constant(value=str() as slug):
                        found.add(slug)
                    case ast.JoinedStr(values=[ast.Constant(value=str() as start), *_]):
                        found |= {slug for slug in ERRORS if slug.startswith(start)} or {start}
    return found


def problems() -> set[str]:
    """Every word of the code that looks like the name of an issue."""
    found = set()
    for path, every in nodes().items():
        if path.relative_to(PACKAGE).parts[0] in ("normalise", "facts", "results"):
            for node in every:
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and PROBLEM.fullmatch(node.value):
                    found.add(node.value)
    return found


def test_every_slug_of_the_code_is_explained_and_no_other() -> None:
    assert slugs() | {"bug"} == set(ERRORS)


def literals() -> set[str]:
    """Every text that stands in the code, but for the topics; of one that is put together its constant part."""
    every = (node for path, found in nodes().items() if path.name != "topics.py" for node in found)
    return {node.value for node in every if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_no_topic_explains_what_nobody_raises() -> None:
    said = literals()
    languages = {name for name in ISSUES if name.startswith("estimated-")}
    assert {name for name in ISSUES if name not in said} == languages
    assert {f"estimated-{locale}" for locale in LOCALES} == languages
    assert "estimated-" in said


def test_every_issue_of_the_code_is_explained() -> None:
    found = problems()
    assert found - set(ERRORS) <= set(ISSUES)
    assert {"bad-date", "ragged", "off-scale"} <= found


@pytest.mark.parametrize("word", [*ERRORS, *ISSUES])
def test_an_explanation_says_what_it_is_and_what_to_do(word: str) -> None:
    text = explained(f"[{word}]")
    assert text.startswith(word)
    assert word in explained(None)
    assert max(map(len, text.splitlines())) <= 110
    if word in ERRORS:
        assert ERRORS[word].do
        assert all(f"  {line}\n" in f"{text}\n" for line in ERRORS[word].do)


def test_every_metric_can_be_looked_up(tmp_path: Path) -> None:
    told = overview(list(BUILT_IN.values()))
    for name, metric in BUILT_IN.items():
        whole = " ".join(entry(metric).split())
        assert f"  {name} " in told
        for said in (metric.title, metric.formula, metric.at, metric.facts, metric.unit, metric.source, metric.missing):
            assert " ".join(said.split()) in whole
        for variant in metric.variants:
            assert f" {variant} " in whole
        for example in metric.examples:
            assert example.rows in whole
            assert example.expect in whole
    done = cx(tmp_path, "metrics", "service_level")
    assert (done.code, done.out) == (0, entry(BUILT_IN["service_level"], presets()))
    assert "[definitions]" in done.out


def test_the_catalogue_can_be_read_by_a_machine(tmp_path: Path) -> None:
    done = cx(tmp_path, "metrics", "--format", "json")
    found = json.loads(done.out)
    assert found["schema"] == "cx.metrics/1"
    assert [metric["name"] for metric in found["metrics"]] == list(BUILT_IN)
    assert found["metrics"][0]["formula"] == next(iter(BUILT_IN.values())).formula
    assert cx(tmp_path, "metrics", "csat", "-o", "csat.json").code == 0
    assert json.loads((tmp_path / "csat.json").read_text())["metrics"][0]["name"] == "csat"


def test_the_demo_shows_three_commands_that_print_the_same_when_typed(tmp_path: Path) -> None:
    done = cx(tmp_path, "demo", "--keep", "our files", "--locale", "it")
    assert done.code == 0, done.err
    start, *shown = re.split(r"^\n?# \d di 3: .*\n\$ cx (.*)\n\n", done.out, flags=re.MULTILINE)
    commands, printed = shown[::2], [text.rstrip("\n") for text in shown[1::2]]
    assert (start, [command.split()[0] for command in commands]) == ("", ["report", "tickets", "check"])
    for command, text in zip(commands, printed, strict=True):
        again = cx(tmp_path, *(word for typed in shlex.split(command) for word in _expanded(typed)))
        assert again.out.rstrip("\n") == text
    assert done.err.splitlines()[-4:-1] == [*again.err.splitlines(), f"codice di uscita {again.code}", ""]
    refused = cx(tmp_path, "demo", "--keep", "our files")
    assert (refused.code, "our files is there already, and nothing writes over it" in refused.err) == (2, True)


def _expanded(word: str) -> list[str]:
    """What a shell makes of a star."""
    return [word.replace("*", name) for name in ("calls", "messages", "surveys", "tickets")] if "*" in word else [word]


def test_the_demo_says_how_to_go_on() -> None:
    told = [*run_demo._end(language_of("en"), 1, None)]
    assert told[2:] == ["To try these commands yourself: cx demo --keep cx-demo", "On your own export: cx report FILE"]
    assert told[-1:] == [*run_demo._end(language_of("en"), 1, "folder")][2:]


def test_the_demo_runs_anywhere_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "cx.toml").write_text("not = [TOML")
    done = cx(tmp_path, "demo", "--by", "channel", variables={"TMPDIR": str(tmp_path / "tmp"), "CX_CONFIG": "none"})
    assert done.code == 0, done.err
    assert "Customer satisfaction" in done.out
    assert done.err.splitlines() == [
        "cx report tickets.csv messages.csv surveys.csv calls.csv   # on sample data, written for this run"
    ]
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["cx.toml"]
