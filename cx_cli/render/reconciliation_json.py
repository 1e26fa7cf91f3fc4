"""How does a reconciliation read for a machine?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from cx_cli.metrics.metric import Metric
from cx_cli.render.safe import harmless
from cx_cli.render.to_json import input_entry, issue_entry, settings_of
from cx_cli.render.values import in_order, note_of
from cx_cli.results.reconciliation import Match, Move, Path, Reconciliation, Rows, Side, Walk


def render(found: Reconciliation) -> str:
    """The reconciliation as ``cx.reconcile/1``, a line per entry; nothing is rounded."""
    metric, report = found.metric, found.report
    told = {"name": metric.name, "title": harmless(metric.title), "unit": metric.unit, "better": metric.better}
    parts = {
        "schema": _text("cx.reconcile/1"),
        "metric": _text(told),
        "inputs": _listed(map(input_entry, report.inputs)),
        "settings": _text(settings_of(report)),
        "definitions": _listed(_definitions(found)),
        "values": _listed(_values(found)),
        "walk": _walk(found.walk) if found.walk else "null",
        "against": _against(found.match) if found.match else "null",
        "issues": _listed(map(issue_entry, report.issues)),
    }
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "}\n"


def figures(found: Reconciliation) -> Iterator[dict[str, Any]]:
    """The figure of every definition, statistic and slice, the definitions in their order."""
    for at, series in in_order(found.report):
        breakdown = found.report.breakdowns[at]
        if series.statistic is not None and series.statistic not in found.statistics:
            continue
        rows = zip(*(array.tolist() for array in (series.where, series.values, series.n)), strict=True)
        for (place, value, n), low, high in zip(rows, series.low.tolist(), series.high.tolist(), strict=True):
            yield {
                "variant": series.metric,
                "statistic": series.statistic,
                "slice": dict(zip(breakdown.by, breakdown.slices[place], strict=True)),
                "value": _number(value),
                "n": _number(n),
                "low": _number(low),
                "high": _number(high),
                "note": note_of(_number(value) is None, breakdown.incomplete[place]),
            }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Iterable[Any]) -> str:
    lines = ",\n  ".join(map(_text, entries))
    return f"[\n  {lines}\n ]" if lines else "[]"


def _definitions(found: Reconciliation) -> Iterator[dict[str, Any]]:
    for one in found.definitions:
        yield {
            "variant": one.variant,
            **_definition(one.metric, None),
            "formula": one.formula,
            "products": [asdict(product) for product in one.products],
            "in_use": one.in_use,
            "same_as": one.same_as,
            "needs": None if one.needs is None else harmless(one.needs),
        }


def _definition(metric: Metric, statistic: str | None) -> dict[str, Any]:
    return {
        "facts": metric.facts,
        "at": metric.at,
        "where": metric.where or None,
        "formula": metric.formula,
        "unit": metric.unit,
        **({"statistic": statistic} if statistic else {}),
    }


def _values(found: Reconciliation) -> Iterator[dict[str, Any]]:
    for figure in figures(found):
        yield {**figure, "slice": _slice(figure["slice"])}


def _slice(labels: dict[str, str | None]) -> dict[str, str | None]:
    return {harmless(key): None if label is None else harmless(label) for key, label in labels.items()}


def _walk(walk: Walk) -> str:
    steps = (
        {"aspects": step.aspects, "says": step.says, "definition": _definition(step.metric, step.statistic)}
        for step in walk.steps
    )
    parts = {
        "from": _text(_side(walk.start)),
        "to": _text(_side(walk.end)),
        "needs": _text(walk.needs),
        "steps": _listed(steps),
        "paths": _listed(map(_path, walk.paths)),
        "remarks": _text([harmless(remark) for remark in walk.remarks]),
    }
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "}"


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "variant": side.variant, "statistic": side.statistic, "clock": side.clock}


def _path(path: Path) -> dict[str, Any]:
    return {
        "slice": _slice(dict(zip(path.by, path.slice, strict=True))),
        "value": path.start,
        "n": _whole(path.start_n),
        "moves": [_move(move) for move in path.moves],
        "difference": path.difference,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "value": move.value,
        "n": _whole(move.n),
        "change": move.change,
        "rows": _rows(move.rows),
        "counted": _rows(move.counted) if move.counted else None,
    }


def _rows(rows: Rows) -> dict[str, Any]:
    return asdict(rows)


def _against(match: Match) -> str:
    parts = {
        "figure": _text(harmless(match.text)),
        "value": _text(match.figure),
        "low": _text(match.low),
        "high": _text(match.high),
        "reproduced_by": _text([[*one.variants] for one in match.reproducing()]),
        "candidates": _listed(asdict(one) for one in match.candidates),
    }
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "}"


def _whole(n: float | None) -> float | int | None:
    return None if n is None else _number(n)


def _number(value: float) -> float | int | None:
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value == int(value) and abs(value) < 2**53 else value
