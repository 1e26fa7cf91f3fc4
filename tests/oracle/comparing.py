"""Does a report of the program agree with the oracle, cell by cell and in both directions?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from tests.cli.program import cx
from tests.oracle.catalogue_by_hand import CATALOGUE, expected
from tests.oracle.dice import iso
from tests.oracle.oracle import Cell, Slice, View
from tests.oracle.reading import Facts

COUNTS = {"tickets_created", "tickets_resolved", "backlog"}
WITHOUT_A_WHOLE = {"channel_share"}
DEFAULT_STATISTICS = ("mean", "median", "p90")
Report = dict[str, Any]


def options(view: View) -> list[str]:
    """The view in the words of the command line."""
    words = ["--timezone", view.zone, "--period", view.period, "--as-of", iso(int(view.as_of))]
    if view.by:
        words += ["--by", ",".join(view.by)]
    for name, day in (("--since", view.since), ("--until", view.until)):
        words += [name, day.isoformat()] if day is not None else []
    return [*words, "--statistic", ",".join(view.statistics)] if view.statistics != DEFAULT_STATISTICS else words


def run(files: list[str], *words: str, folder: Path) -> Report:
    """The report that the program prints for these files, run in this folder."""
    report: Report = cx(folder, "report", *files, *words, "--format", "json").json()
    assert report["schema"] == "cx.report/1"
    return report


def metric_options(names: list[str] | None = None) -> list[str]:
    return [word for name in names or list(CATALOGUE) for word in ("--metric", name)]


def cells_of(report: Report, metric: str) -> dict[tuple[str | None, Slice], dict[str, Any]]:
    cells: dict[tuple[str | None, Slice], dict[str, Any]] = {}
    for row in report["values"]:
        if row["metric"] == metric:
            key = (row["statistic"], tuple(row["slice"].items()))
            assert key not in cells, f"{metric} {key} stands there twice"
            cells[key] = row
    return cells


def close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def _cell_differences(metric: str, row: dict[str, Any], cell: Cell) -> list[str]:
    wrong = []
    same = row["value"] == cell.value if metric in COUNTS else close(row["value"], cell.value)
    if not same:
        wrong.append(f"value {row['value']}, oracle {cell.value}")
    if cell.n is not None and not close(row["n"], cell.n):
        wrong.append(f"n {row['n']}, oracle {cell.n}")
    if cell.interval is not None and not all(map(close, (row["low"], row["high"]), cell.interval)):
        wrong.append(f"interval {row['low']}..{row['high']}, oracle {cell.interval}")
    if row["statistic"] is not None and None not in (row["low"], row["high"], row["value"]):
        inside = row["low"] - 1e-9 <= row["value"] <= row["high"] + 1e-9
        wrong += [] if inside else [f"value {row['value']} outside its interval {row['low']}..{row['high']}"]
    if (row["note"] == "no data") != (row["value"] is None):
        wrong.append(f"value {row['value']} with note {row['note']}")
    return wrong


def is_empty(metric: str, row: dict[str, Any]) -> bool:
    if row["value"] is None:
        return row["note"] == "no data" and row["n"] == 0
    return row["value"] == 0 and metric in COUNTS | {"ticket_volume"}


def may_be_missing(metric: str, cell: Cell) -> bool:
    """A channel by which none of a slice's tickets came needs no row."""
    return metric == "channel_share" and cell.value == 0


def differences(
    report: Report, facts: Facts, view: View, variants: dict[str, str] | None = None, names: set[str] | None = None
) -> list[str]:
    """Every cell in which the two don't agree, in words; slices on one side only included."""
    found: list[str] = []
    for metric, oracle_cells in expected(facts, view, variants, names).items():
        cells = cells_of(report, metric)
        missing = [key for key in oracle_cells.keys() - cells.keys() if not may_be_missing(metric, oracle_cells[key])]
        found += [f"{metric} {key}: not in the report, oracle {oracle_cells[key]}" for key in missing]
        for key in cells.keys() - oracle_cells.keys():
            if key[1] == () and metric in WITHOUT_A_WHOLE:
                continue
            if not is_empty(metric, cells[key]):
                found.append(f"{metric} {key}: not in the oracle, report {cells[key]}")
        for key in cells.keys() & oracle_cells.keys():
            wrong = _cell_differences(metric, cells[key], oracle_cells[key])
            found += [f"{metric} {key}: {words}" for words in wrong]
    for row in report["values"]:
        if list(row["slice"]) not in ([], list(view.by)):
            found.append(f"{row['metric']}: slice {row['slice']} for by {view.by}")
    return sorted(found)
