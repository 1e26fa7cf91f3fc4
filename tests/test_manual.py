"""Is the man page what the program's own help says, and is it one that man can show?"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
import typer

from cx_cli.app import app
from cx_cli.commands.manual import EXIT_CODES, manual
from cx_cli.settings.places import VARIABLES
from cx_cli.topics import ERRORS, ISSUES
from tests.cli.program import ROOT

COMMAND: Any = typer.main.get_command(app)
PAGE = ROOT / "docs" / "cx.1"
LINTERS = {"mandoc": ("-T", "lint", "-W", "warning"), "groff": ("-ww", "-man", "-Tutf8", "-Kutf8", "-z")}


def shown(page: str) -> str:
    """The page as it reads, on one line."""
    named = {r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\(ti": "~", r"\(ha": "^", r"\(dq": '"', r"\&": "", r"\e": "\\"}
    text = re.sub(r"\\f[BIR]", "", page)
    for sign, meant in named.items():
        text = text.replace(sign, meant)
    return " ".join(text.split())


def test_the_page_is_what_the_program_says_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(COMMAND), "run: make man"


def test_every_command_option_variable_error_and_issue_is_in_it() -> None:
    text = shown(manual(COMMAND))
    for name, command in COMMAND.commands.items():
        assert f'.SS "{name}' in text
        for param in command.params:
            assert param.opts[-1] in text or param.metavar in text
            assert " ".join((param.help or "").split()) in text
    for topic in ERRORS.values():
        assert all(" ".join(line.split()) in text for line in topic.do)
    assert all(word in text for word in (*VARIABLES, *ERRORS, *ISSUES))


def test_its_exit_codes_are_those_of_the_readme() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    assert [*EXIT_CODES] == [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]


@pytest.mark.parametrize("linter", LINTERS)
def test_man_shows_it_without_a_warning(linter: str) -> None:
    if (program := shutil.which(linter)) is None:
        pytest.skip(f"{linter} is not installed")
    done = subprocess.run([program, *LINTERS[linter], str(PAGE)], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
