"""Is help there at once, without the packages that only a report needs?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import cx, environment

HEAVY = {"pandas", "pyarrow", "numpy", "rich", "tomllib", "pydantic"}


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--version"], []])
def test_help_and_version_import_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom cx_cli.app import run\nprint(run(sys.argv[1:]), *sys.modules, sep=chr(10), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    code, *loaded = done.stderr.splitlines()
    assert code == "0"
    assert "typer" in loaded
    expected = {"pydantic"} if not words else set()  # Typer's own way of reading a value, where one is to be read
    assert HEAVY & set(loaded) <= expected
    assert done.stdout.startswith("cx 0." if words == ["--version"] else "Usage: cx ")


def test_openblas_starts_no_threads_of_its_own(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom cx_cli import __main__, app\n"
        "app.run = lambda words: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules) or 0\n"
        "__main__.main()"
    )
    for given, told in (({}, "1 False"), ({"OPENBLAS_NUM_THREADS": "3"}, "3 False")):
        done = subprocess.run(
            [sys.executable, "-c", program, "--version"],
            env=environment(tmp_path, **given), capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.stdout.strip() == told


def test_help_names_every_option_of_the_report(tmp_path: Path) -> None:
    done = cx(tmp_path, "report", "-h")
    assert done.code == 0
    for option in (
        *("--by", "--period", "--since", "--until", "--metric", "--definitions", "--where", "--timezone", "--as-of"),
        *("--statistic", "--date-order", "--format", "-o, --output", "--config", "-q", "-v", "--no-color", "--version"),
    ):
        assert option in done.out
    assert done.out == cx(tmp_path, "help", "report").out.replace("Usage: cx help", "Usage: cx report")
