"""Does every mistake end with the right exit code, in the one form that errors have?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Done, all_of, cx, environment, tickets

LINE = re.compile(r"  \S[^:]*: {2,}\S.*")

CASES: dict[str, tuple[int, str, str, list[str]]] = {
    "an unknown option": (2, "usage", "did you mean --period?", ["report", "t.csv", "--peroid", "day"]),
    "an unknown command": (2, "usage", "did you mean report?", ["repport", "t.csv"]),
    "an option without its value": (2, "usage", "--period", ["report", "t.csv", "--period"]),
    "an option before the command": (2, "usage", "--config stands after the command", ["--config", "x", "report"]),
    "an unknown metric": (2, "unknown-metric", "did you mean 'csat'?", ["report", "t.csv", "--metric", "csta"]),
    "an unknown metric to explain": (2, "unknown-metric", "did you mean 'nps'?", ["metrics", "nsp"]),
    "an unknown topic": (2, "unknown-topic", "did you mean 'date-order'?", ["help", "dateorder"]),
    "an unknown column": (2, "unknown-column", "did you mean 'channel'?", ["report", "t.csv", "--by", "chanel"]),
    "a condition on no column": (2, "unknown-column", "chanel", ["report", "t.csv", "--where", "chanel == 'x'"]),
    "a condition that is none": (2, "formula", "", ["report", "t.csv", "--where", "channel = 'x'"]),
    "an unknown zone": (2, "timezone", "Europe/Rome", ["report", "t.csv", "--timezone", "Rome"]),
    "a date that is none": (2, "date", "--since: 'monday'", ["report", "t.csv", "--since", "monday"]),
    "a date no calendar has": (2, "date", "--until", ["report", "t.csv", "--until", "2026-02-30"]),
    "an empty span": (2, "date", "exclusive", ["report", "t.csv", "--since", "2026-02-01", "--until", "2026-02-01"]),
    "an unknown period": (2, "settings", "did you mean 'month'?", ["report", "t.csv", "--period", "mnoth"]),
    "no file": (2, "no-files", "cx demo", ["report"]),
    "an unknown table": (2, "unknown-table", "did you mean 'tickets'?", ["report", "ticket=t.csv"]),
    "an ending without a format": (2, "output", "'.pdf'", ["report", "t.csv", "-o", "x.pdf"]),
    "a folder that is not there": (2, "output", "no folder", ["report", "t.csv", "-o", "no/x.csv"]),
    "a missing file": (3, "no-such-file", "did you mean 'typo.csv'?", ["report", "tpyo.csv"]),
    "a glob that fits nothing": (3, "no-such-file", "*.tsv", ["report", "*.tsv"]),
    "a header with a typo": (3, "unknown-table", "is 'craeted_at' meant?", ["report", "typo.csv"]),
    "an empty file": (3, "empty", "empty.csv", ["report", "empty.csv"]),
    "a binary file": (3, "not-text", "binary.csv", ["report", "binary.csv"]),
    "a damaged parquet": (3, "unreadable", "damaged.parquet", ["report", "damaged.parquet"]),
    "a quote that never closes": (3, "quotes", "line 15002", ["report", "quote.csv"]),
    "an undecidable date": (3, "date-order", "is 3 April or 4 March", ["report", "either.csv"]),
    "too many bad rows": (3, "too-many-rejected", "11 of 100", ["report", "bad.csv"]),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    folder = tmp_path_factory.mktemp("errors")
    files = {
        "t.csv": tickets(3),
        "typo.csv": "ticket_id,craeted_at,resolved_at\n1,2026-01-03,2026-01-04\n",
        "empty.csv": "",
        "either.csv": "ticket_id,created_at\n1,03/04/2026 10:15\n2,05/06/2026 11:00\n",
        "bad.csv": tickets(100, bad=range(11)),
        "quote.csv": tickets(20_000).replace("\n15000,", '\n"15000,'),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 20)
    (folder / "damaged.parquet").write_bytes(b"PAR1" + bytes(100))
    return all_of(folder, {name: words for name, (_, _, _, words) in CASES.items()})


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_in_the_form_of_errors(case: str, results: dict[str, Done]) -> None:
    code, slug, told, _ = CASES[case]
    done = results[case]
    first, *facts, last = done.err.splitlines()
    assert (done.code, done.out) == (code, "")
    assert first.startswith("error: ")
    assert not first.endswith(".")
    assert last == f"  [{slug}]"
    assert len(facts) <= 4
    assert [fact.startswith("  try: ") for fact in facts] == [False] * (len(facts) - 1) + [True]
    assert all(LINE.fullmatch(fact) for fact in facts), facts
    assert told in done.err


def test_a_bug_is_exit_70_in_one_line_and_its_traceback_is_for_verbose(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['cx', *sys.argv[1:]]\n"
        "from cx_cli import __main__, app\n"
        "from cx_cli.commands import run_report\n"
        "def boom(*words): raise ZeroDivisionError('by\\x1b[31m zero')\n"
        "run_report.compute = boom\n"
        "__main__.main()"
    )
    (tmp_path / "t.csv").write_text(tickets(3), encoding="utf-8")
    plain, verbose = (
        subprocess.run(
            [sys.executable, "-c", program, "report", "t.csv", *more],
            cwd=tmp_path, env=environment(tmp_path), capture_output=True, encoding="utf-8",
        )
        for more in ([], ["-qv"])
    )  # fmt: skip
    assert plain.returncode == verbose.returncode == 70
    assert plain.stderr.splitlines() == [
        "error: a bug in cx: ZeroDivisionError: by[31m zero",
        "  try:  run again with -v for the traceback",
        "  [bug]",
    ]
    assert "Traceback" in verbose.stderr
    assert "in boom" in verbose.stderr


def test_the_name_of_a_file_can_not_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31mred.csv").write_text("", encoding="utf-8")
    done = cx(tmp_path, "report", "\x1b[31mred.csv")
    assert done.code == 3
    assert "\x1b" not in done.err
