"""What do rules with vs compare with, beside the files: an earlier report, or a history?"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from cx_cli.commands.ask_rules import Plan
from cx_cli.errors import InputError
from cx_cli.results.comparison import Baseline, baseline_of
from cx_cli.results.judge import Remembered
from cx_cli.results.result import Report


def baseline_at(path: str | None, plan: Plan) -> Baseline | None:
    """The earlier report; one that isn't there yet is none where every rule says what holds without."""
    if path is None:
        return None
    needing = [case for case in plan.cases if case.rule.sentence.against == "baseline"]
    try:
        text = Path(path).read_bytes().decode()
        return baseline_of(json.loads(text), path)
    except FileNotFoundError:
        if needing and all(case.said.no_baseline is not None for case in needing):
            return None
        raise InputError(
            f"--baseline: there is no file {path!r}",
            slug="baseline",
            facts=[("first run", 'no_baseline = "warn" at each rule with vs baseline')],
            fix=f"cx report FILE -o {path}",
        ) from None
    except OSError as error:
        raise InputError(f"--baseline {path}: can't be read: {error.strerror}", slug="baseline") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise InputError(f"--baseline {path}: this is not JSON", slug="baseline") from None


def memory_at(path: str | None, report: Report) -> Remembered:
    """The figures of whole periods that cx report has kept."""
    if path is None:
        return lambda *_: None
    from cx_cli.commands.history_store import remembered
    from cx_cli.results.history import Kept, family_of, find

    @cache
    def known(columns: tuple[str, ...], period: str) -> list[Kept]:
        return remembered(Path(path), family_of(report, columns), period=period)

    known((), "")  # a path that is none is told even if no rule needs it
    return lambda run, statistic, labels, period: find(
        known(tuple(column for column, _ in labels), period), run, statistic, labels, period
    )
