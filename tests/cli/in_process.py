"""How do tests compute a report of files without a process of their own?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results.compute import compute
from cx_cli.results.request import Request
from cx_cli.results.result import Report
from cx_cli.settings import Settings, load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"
ALL = tuple((metric, "default") for metric in BUILT_IN.values())


def report(
    folder: Path, files: dict[str, str], example: str | None = None, more: Sequence[str] = (), **asked: Any
) -> Report:
    """The report of these texts under these names; ``example`` is a settings file of tests/examples."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    names = [str(folder / name) for name in (*files, *more)]
    settings = Settings()
    if example:
        settings = load_settings({"config": str(EXAMPLES / example)}, {}, folder)
    with opened(names, settings, find_files(names, settings, folder)) as found:
        return compute(found.feeds, Request(**{"metrics": ALL, **asked}))


def figure(found: Report, metric: str, statistic: str | None = None, slice_: tuple[str | None, ...] = ()) -> Any:
    """The value and n of one metric, statistic and slice."""
    for breakdown, series in found.series(metric, statistic):
        for place, value, n in zip(series.where, series.values, series.n, strict=True):
            if breakdown.slices[place] == slice_:
                return float(value), int(n)
    raise AssertionError(f"no {metric} {statistic} {slice_}")


def accounts(found: Report) -> list[tuple[str, int, int, int, int]]:
    """Of each input its table, rows, loaded, excluded and rejected ones."""
    return [(one.table, one.rows, one.loaded, one.excluded, one.rejected) for one in found.inputs]
