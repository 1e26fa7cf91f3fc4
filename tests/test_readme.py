"""Does the README say what the program does, word for word?"""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest

from cx_cli.errors import BUG, INTERRUPTED, InputError, UsageError
from cx_cli.results.verdict import FAILED, NO_DATA
from tests import readme
from tests.cli.program import cx
from tests.test_layers import LAYERS, LEAF

README = readme.README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def picture() -> str:
    return readme.picture()


def test_the_examples_show_what_the_program_prints() -> None:
    drift = list(unified_diff(README.splitlines(), readme.renewed(README).splitlines(), "README", "cx", lineterm=""))
    assert drift == [], readme.MEND


def test_the_picture_shows_what_the_program_prints(picture: str) -> None:
    shown = readme.seen(readme.PICTURE.read_text(encoding="utf-8"))
    assert len(shown) > 100
    assert shown == readme.seen(picture), readme.MEND


def test_the_same_report_is_the_same_picture_byte_for_byte(picture: str) -> None:
    assert readme.picture() == picture


def test_the_picture_fetches_nothing_and_is_light() -> None:
    svg = readme.PICTURE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    assert len(svg) < 80_000


def test_the_exit_codes_are_the_programs() -> None:
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert codes == sorted({0, FAILED, UsageError.exit_code, InputError.exit_code, NO_DATA, BUG, INTERRUPTED})


def test_the_layers_are_those_that_imports_are_held_to() -> None:
    built = README.partition("## How it is built")[2].partition("\n## ")[0]
    drawn = re.findall(r"^  (\w+)  ", built, re.MULTILINE)
    (lowest, settings, *layers, program) = LAYERS
    assert [(name,) for name in drawn] == layers
    assert program == ("__main__",)
    for name in (*lowest, *settings, LEAF):
        assert not name or f"`{name}`" in built, name


def test_every_command_and_option_it_names_is_there(tmp_path: Path) -> None:
    named = set(re.findall(r"(?:^|`|\$ )cx ([a-z]+)", README, re.MULTILINE))
    assert {"report", "metrics", "demo", "help"} <= named
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))
    assert "--by" in options
    known = cx(tmp_path, "--help").out
    commands = set(re.findall(r"^  ([a-z]+)  ", known.partition("Commands:")[2], re.MULTILINE))
    assert named - commands == set()
    helps = known + "".join(cx(tmp_path, command, "--help").out for command in commands)
    assert options - set(re.findall(r"--[a-z-]+", helps)) == set()


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert "docs/report.svg" in links
    assert [link for link in links if not (readme.ROOT / link).exists()] == []


def test_a_stale_example_is_mended_and_settings_hold_for_the_next_block_only() -> None:
    entry = (
        'metric.own = { title = "Mine", facts = "calls", at = "started_at", formula = "count()", '
        'unit = "count", better = "neither" }'
    )
    command = "cx metrics own | head -n 1"
    stale = f"A.\n\n```toml\n{readme.SETTINGS_MARK}{entry}\n```\n\n```console\n$ {command}\nold\n```\n"
    assert readme.renewed(stale) == stale.replace("old\n", "own   Mine\n")
    with pytest.raises(RuntimeError, match="unknown-metric"):
        readme.renewed(f"{stale}\n```console\n$ {command}\n```\n")
