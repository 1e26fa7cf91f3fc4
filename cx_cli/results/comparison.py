"""What is a value compared with, and how far has it moved?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cx_cli.errors import InputError
from cx_cli.frozen import frozen
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.labels import label_key
from cx_cli.periods import parse_label
from cx_cli.results.result import Label
from cx_cli.results.rules import N, Rule

SCHEMAS = {"cx.report/1": "values", "cx.check/1": "verdicts"}


@frozen
class Compared:
    """A value to compare with; without one, ``reason`` says why."""

    value: float | None
    n: float = math.inf
    period: str | None = None
    reason: str = ""


@frozen
class Baseline:
    """The figures of an earlier report or check: rows of metric, statistic, slice, value, n and note."""

    path: str
    rows: tuple[Mapping[str, Any], ...]
    formulas: Mapping[str, str]
    clock: str

    def of(
        self, rule: Rule, labels: tuple[tuple[str, Label], ...], statistic: str | None, judged: str | None
    ) -> Compared:
        """The value of the same metric, statistic and slice; in the newest period of the judged one's kind that the
        baseline covers whole and that is not later, or in all of its data where the rules judge no period."""
        assert rule.metric is not None
        wanted = {column: _key(label) for column, label in labels}
        found: dict[str, Mapping[str, Any]] = {}
        for row in self.rows:
            place = dict(row["slice"])
            period = place.pop(PERIOD, None)
            same = row["metric"] == rule.metric.name and row["statistic"] in (statistic, rule.statistic)
            if same and {column: _key(label) for column, label in place.items()} == wanted:
                found[period or ""] = row
        periods = [
            period
            for period, row in found.items()
            if _value(rule, row) is not None and row.get("note") != "incomplete" and _fits(period, judged)
        ]
        if not periods:
            return Compared(None, reason=f"{self.path} has no value to compare with")
        period = max(periods)
        row = found[period]
        return Compared(_value(rule, row), float(row["n"] or 0), period or None)

    def differs(self, rule: Rule, formula: str, clock: str) -> str:
        """Why its figures are of another thing, '' where they are not."""
        assert rule.metric is not None
        known = self.formulas.get(rule.metric.name)
        if known is not None and known != formula:
            return f"{self.path} has {rule.metric.name} under another definition: {known}"
        if rule.metric.unit == "seconds" and self.clock != clock:
            return f"{self.path} is in {self.clock} time"
        return ""


def baseline_of(document: Any, path: str) -> Baseline:
    """The baseline in a parsed JSON document; anything but an earlier report or check is an InputError."""
    try:
        rows = tuple(document[SCHEMAS[document["schema"]]])
        formulas = {metric["name"]: str(metric["formula"]) for metric in document["metrics"]}
        clock = str(document["settings"]["clock"])
        for row in rows:
            _ = row["metric"], row["statistic"], dict(row["slice"]), float(row["value"] or 0), float(row["n"] or 0)
    except (KeyError, TypeError, ValueError):
        raise InputError(
            f"{path}: no report or check of cx", slug="baseline", fix=f"cx report FILE -o {path}"
        ) from None
    return Baseline(path, rows, formulas, clock)


def change_of(rule: Rule, value: float, compared: float) -> float:
    """How far the value has moved: in its own unit, or in percent where the limit is; infinite from nothing."""
    move = value - compared
    if rule.relative and move:
        move = 100 * move / abs(compared) if compared else math.copysign(math.inf, move)
    return round(move, 9)  # 78.1 - 80.1 is a hair under -2 in binary


def is_better(rule: Rule, move: float) -> bool:
    assert rule.metric is not None
    return (rule.metric.better == "higher" and move > 0) or (rule.metric.better == "lower" and move < 0)


def _value(rule: Rule, row: Mapping[str, Any]) -> float | None:
    """What the row says of the rule's figure: a report has n beside every value, a check has it as a statistic."""
    said = row["n"] if rule.statistic == N and row["statistic"] != N else row["value"]
    return None if said is None else float(said)


def _fits(period: str, judged: str | None) -> bool:
    """Whether the period is one to compare the judged one with."""
    if judged is None or not period:
        return judged is None and not period
    mine, its = parse_label(judged), parse_label(period)
    return mine is not None and its is not None and mine[0] == its[0] and its[1] <= mine[1]


def _key(label: Label) -> str | None:
    return None if label is None else label_key(label)
