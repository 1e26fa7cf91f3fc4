"""How does a report read for a machine?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cx_cli.render.safe import harmless
from cx_cli.render.values import in_order, note_of, numbers
from cx_cli.results.result import Breakdown, Issue, Report, Series


def render(report: Report) -> str:
    """The report as ``cx.report/1``: one line per value, so that two reports can be compared line by line."""
    parts = [
        f'{{"schema": "cx.report/1",\n "inputs": {_listed(_inputs(report))},\n',
        f' "settings": {_text(_settings(report))},\n "metrics": {_listed(_metrics(report))},\n',
        f' "values": [{_joined(_values(report))}],\n "issues": {_listed(map(_issue, report.issues))},\n',
        f' "unavailable": {_listed({"metric": u.metric, "needs": harmless(u.needs)} for u in report.unavailable)}}}\n',
    ]
    return "".join(parts)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Any) -> str:
    return f"[{_joined(map(_text, entries))}]"


def _joined(lines: Any) -> str:
    text = ",\n  ".join(lines)
    return f"\n  {text}\n " if text else ""


def _inputs(report: Report) -> Iterator[dict[str, Any]]:
    for entry in report.inputs:
        yield {
            "path": harmless(entry.path),
            "table": entry.table,
            "profile": entry.profile,
            "rows": entry.rows,
            "loaded": entry.loaded,
            "duplicates": entry.duplicates,
            "excluded": entry.excluded,
            "rejected": entry.rejected,
            "sha256": entry.sha256,
        }


def _settings(report: Report) -> dict[str, Any]:
    told = report.settings
    bys = [list(breakdown.by) for breakdown in report.breakdowns[1:]]
    return {
        "timezone": told.timezone,
        "period": told.period,
        "by": bys[0] if len(bys) == 1 else bys,
        "since": told.since,
        "until": told.until,
        "as_of": told.as_of,
        "clock": told.clock,
        "definitions": told.definitions,
        **({"where": harmless(told.where)} if told.where else {}),
    }


def _metrics(report: Report) -> Iterator[dict[str, Any]]:
    for run in report.metrics:
        metric = run.metric
        yield {
            "name": metric.name,
            "title": harmless(metric.title),
            "unit": metric.unit,
            "better": metric.better,
            "facts": metric.facts,
            "at": metric.at,
            "formula": run.formula,
            "variant": run.variant,
        }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "path": harmless(issue.path),
        "table": issue.table,
        "column": None if issue.column is None else harmless(issue.column),
        "line": issue.line,
        "problem": issue.problem,
        "n": issue.n,
        "example": None if issue.example is None else harmless(issue.example),
    }


def _values(report: Report) -> Iterator[str]:
    """A line per value; what the lines of one slice share is written once."""
    slices = [_slices(breakdown) for breakdown in report.breakdowns]
    for at, series in in_order(report):
        head = f'{{"metric": {_text(series.metric)}, "statistic": {_text(series.statistic)}, "slice": '
        yield from _rows(head, *slices[at], series)


def _rows(head: str, slices: Sequence[str], ends: Sequence[str], series: Series) -> list[str]:
    where = series.where.tolist()
    notes = [ends[place] for place in where]
    for i in np.flatnonzero(~np.isfinite(series.values)).tolist():
        notes[i] = _end(note_of(True, False))
    values, low, high = (numbers(array, "null") for array in (series.values, series.low, series.high))
    return [
        f'{head}{slices[place]}, "value": {value}, "n": {n}, "low": {lowest}, "high": {highest}, "note": {note}'
        for place, value, n, lowest, highest, note in zip(
            where, values, numbers(series.n, "null"), low, high, notes, strict=True
        )
    ]


def _end(note: str | None) -> str:
    return f"{_text(note)}}}"


def _slices(breakdown: Breakdown) -> tuple[list[str], list[str]]:
    """Of each slice its object, and how the lines end that have a value."""
    keys = [_text(harmless(column)) for column in breakdown.by]
    known: dict[str | None, str] = {None: "null"}
    for label in {label for labels in breakdown.slices for label in labels if label is not None}:
        known[label] = _text(harmless(label))
    slices = [
        "{" + ", ".join([f"{key}: {known[label]}" for key, label in zip(keys, labels, strict=True)]) + "}"
        for labels in breakdown.slices
    ]
    return slices, [_end(note_of(False, incomplete)) for incomplete in breakdown.incomplete]
