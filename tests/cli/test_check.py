"""Does a pipeline get the exit code, the streams and the files that the rules call for?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_cli.app import run
from tests.cli.program import cx
from tests.results.checking import write

AS_OF = ("--as-of", "2026-03-31", "--timezone", "UTC")
GOOD, BAD, NO_DATA, SOFT = "csat >= 70%", "csat >= 90%", "iqs >= 3%", "csat >= 95%"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    write(folder)
    return folder


def require(*rules: str) -> list[str]:
    return [word for rule in rules for word in ("--require", rule)]


CODES: dict[str, tuple[int, list[str]]] = {
    "all holds": (0, require(GOOD)),
    "a warning": (0, [*require(GOOD), "--warn", SOFT]),
    "a warning that is to fail": (1, [*require(GOOD), "--warn", SOFT, "--strict"]),
    "a failure": (1, require(GOOD, BAD)),
    "a failure that is let pass": (0, [*require(BAD), "--exit-zero"]),
    "no data": (4, require(GOOD, NO_DATA)),
    "no data that is let pass": (0, [*require(NO_DATA), "--exit-zero"]),
    "a warning without data": (0, [*require(GOOD), "--warn", NO_DATA]),
    "failure before no data": (1, require(NO_DATA, BAD)),
    "no rules": (2, []),
    "a typo": (2, require(BAD, "csta >= 90%")),
    "a typo let pass": (2, [*require("csat >= 90"), "--exit-zero"]),
    "a column typo": (2, require(BAD, "csat by agnet >= 90%")),
    "a group typo": (2, require(BAD, "csat{agent=Anna} >= 90%")),
    "a missing file": (3, ["none.csv", *require(BAD)]),
    "a typo before a missing file": (2, ["none.csv", *require("csta >= 90%")]),
    "a missing baseline": (3, [*require(BAD, "csat vs baseline >= 0%"), "--baseline", "none.json"]),
    "a group typo before a missing baseline": (
        2,
        [*require("csat vs baseline >= 0%", "csat{agent=Anna} >= 90%"), "--baseline", "none.json"],
    ),
    "a report nobody knows": (2, [*require(GOOD), "--report", "junitt=x.xml"]),
    "a report that can't be written": (2, [*require(BAD), "--report", "junit=no/x.xml"]),
}


@pytest.mark.parametrize("case", CODES)
def test_the_exit_code_is_the_documented_one(case: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    code, words = CODES[case]
    assert run(["check", "tickets.csv", "surveys.csv", *AS_OF, *words]) == code


def test_results_on_stdout_the_verdict_last_on_stderr_and_every_report_in_its_place(folder: Path) -> None:
    reports = [
        word
        for kind in ("junit=j.xml", "markdown=m.md", "openmetrics=o.txt", "json=c.json", "github")
        for word in ("--report", kind)
    ]
    done = cx(folder, "check", "tickets.csv", "surveys.csv", *AS_OF, *require(GOOD, BAD), "--warn", SOFT, *reports)
    assert done.code == 1
    assert done.err.splitlines()[-1] == "cx check: FAILED 1 of 3 (1 warning)"
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines[4:7]] == ["fail", "warn", "pass"]
    assert [line.split()[0] for line in lines[7:]] == ["::error", "::warning"]
    assert (folder / "j.xml").read_text().startswith("<?xml")
    assert (folder / "m.md").read_text().startswith("### cx check: FAILED 1 of 3")
    assert (folder / "o.txt").read_text().endswith("# EOF\n")
    document = json.loads((folder / "c.json").read_text())
    assert document["exit_code"] == 1
    # the check of today is the baseline of tomorrow
    words = require("csat vs baseline >= -1pp")
    again = cx(folder, "check", "surveys.csv", *AS_OF, *words, "--baseline", "c.json", "--format", "json", "-q")
    assert (again.code, again.err) == (0, "")
    (verdict,) = json.loads(again.out)["verdicts"]
    assert (verdict["compared"], verdict["change"]) == (verdict["value"], 0)


def test_a_report_on_stdout_stands_there_alone(folder: Path) -> None:
    done = cx(folder, "check", "surveys.csv", *AS_OF, *require(BAD), "--report", "json=-")
    assert done.code == 1
    assert json.loads(done.out)["schema"] == "cx.check/1"
