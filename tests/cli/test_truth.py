"""Does the program find in sample_data the figures that the generator knows to be true?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from math import isclose
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
SLICINGS = {"months": "period", "by_channel": "channel", "by_agent": "agent"}
SECTIONS = ("all", *SLICINGS)

Slice = dict[str, str | None]


@pytest.fixture(scope="module", params=["csv", "parquet"])
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One run over the four files of one kind, with every breakdown that the truth has.

    The truth has the response rate of each kind of survey too, which is a slice to the program.
    """
    files = sorted(path.relative_to(ROOT).as_posix() for path in SAMPLE.glob(f"*.{request.param}"))
    assert len(files) == 4
    slicings = [*SLICINGS.values(), "kind", *(f"{column},kind" for column in SLICINGS.values())]
    by = [word for slicing in slicings for word in ("--by", slicing)]
    command = [sys.executable, "-m", "cx_cli", "report", *files, *by, "--timezone", "UTC", "--format", "json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert (ran.returncode, ran.stderr) == (0, "")
    told: dict[str, Any] = json.loads(ran.stdout)
    told["kind_of_file"] = request.param
    return told


@pytest.mark.parametrize("section", SECTIONS)
def test_every_figure_of_the_truth_is_the_programs(section: str, report: dict[str, Any]) -> None:
    found = {_key(row["metric"], row["statistic"], row["slice"]): row for row in report["values"]}
    assert len(found) == len(report["values"]), "two rows for one metric, statistic and slice"
    wrong, n_figures = [], 0
    for metric, statistic, where, value, n in _figures(section):
        n_figures += 1
        row = found.get(_key(metric, statistic, where), {"value": None, "n": 0})
        if not _same(value, n, row):
            wrong.append(f"{metric} {statistic or ''} {where}: {row['value']} (n {row['n']}), in truth {value} (n {n})")
    assert wrong == []
    assert n_figures >= 38


@pytest.mark.parametrize("section", SLICINGS)
def test_there_are_no_slices_but_those_of_the_truth(section: str, report: dict[str, Any]) -> None:
    column = SLICINGS[section]
    labels = {row["slice"][column] for row in report["values"] if list(row["slice"]) == [column]}
    nobody = {None} if column == "agent" else set()
    assert labels == set(TRUTH[section]) | nobody


def test_every_row_of_every_file_is_accounted_for_as_in_the_truth(report: dict[str, Any]) -> None:
    told = {Path(entry["path"]).name: entry for entry in report["inputs"]}
    true = {name: counts for name, counts in TRUTH["files"].items() if name.endswith("." + report["kind_of_file"])}
    assert {name: {word: told[name][word] for word in counts} for name, counts in true.items()} == true
    assert sorted(told) == sorted(true)


def test_the_report_is_as_of_the_newest_instant_of_the_truth(report: dict[str, Any]) -> None:
    assert report["settings"]["as_of"] == TRUTH["as_of"]
    assert report["settings"]["timezone"] == TRUTH["timezone"]


def test_clean_data_raises_no_issue_and_only_what_the_sample_lacks_is_unavailable(report: dict[str, Any]) -> None:
    assert report["issues"] == []
    lacking = {"changes", "customers", "orders", "reviews", "mentions", "sessions"}
    for entry in report["unavailable"]:
        table, _, column = entry["needs"].partition(".")
        assert (
            table in lacking
            or column in ("next_reply_met", "acknowledged_at")
            or table.startswith(("--by", "--metric themes", "[sla"))
        ), entry


def _figures(section: str) -> Iterator[tuple[str, str | None, Slice, float | None, int]]:
    """Metric, statistic, slice, value and n of everything that a section of the truth says."""
    slices = {None: TRUTH["all"]} if section == "all" else TRUTH[section]
    for label, figures in slices.items():
        for name, figure in figures.items():
            metric, _, kind = name.partition(".")
            where: Slice = {} if label is None else {SLICINGS[section]: label}
            if kind:
                where["kind"] = kind
            for statistic in figure.keys() - {"n"}:
                yield metric, None if statistic == "value" else statistic, where, figure[statistic], figure["n"]


def _key(metric: str, statistic: str | None, where: Slice) -> tuple[object, ...]:
    return metric, statistic, *where.items()


def _same(value: float | None, n: int, row: dict[str, Any]) -> bool:
    """Counts exactly, the rest to 1e-9 of its size. Where nothing happened there may be no row, or a zero."""
    if n == 0:
        return row["n"] == 0 and row["value"] in (None, value)
    if row["n"] != n or row["value"] is None or value is None:
        return False
    return row["value"] == value if isinstance(value, int) else isclose(row["value"], value, rel_tol=1e-9)
