"""How does a comparison read for a machine?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from cx_cli.render.safe import harmless
from cx_cli.render.to_json import input_entry, issue_entry, settings_of
from cx_cli.results.contrast import Anomaly, Change, Contrast, Drivers, Figure, Part, Side

SCHEMA = "cx.compare/1"


def render(found: Contrast) -> str:
    """The comparison as ``cx.compare/1``, a line per change, driver and anomaly; nothing is rounded.

    Between two saved reports ``settings`` is null, ``inputs``, ``issues`` and ``unavailable`` are empty.
    """
    report = found.report
    settings = {k: v for k, v in settings_of(report).items() if k not in ("by", "since", "until")} if report else None
    unavailable = [{"metric": u.metric, "needs": harmless(u.needs)} for u in report.unavailable] if report else []
    parts = {
        "schema": _text(SCHEMA),
        "inputs": _listed(map(input_entry, report.inputs if report else ())),
        "settings": _text(settings),
        "older": _text(_side(found.older)),
        "newer": _text(_side(found.newer)),
        "changes": _listed(map(_change, found.changes)),
        "drivers": _listed(map(_drivers, found.drivers)),
        "anomalies": _listed(map(_anomaly, found.anomalies)),
        "looked_at": _listed({"volume": harmless(name), "days": n} for name, n in found.looked.items()),
        "notes": _listed(harmless(note.told()) for note in found.notes),
        "issues": _listed(map(issue_entry, report.issues if report else ())),
        "unavailable": _listed(unavailable),
    }
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Iterable[Any]) -> str:
    lines = ",\n  ".join(map(_text, entries))
    return f"[\n  {lines}\n ]" if lines else "[]"


def _side(side: Side) -> dict[str, Any]:
    path = None if side.path is None else harmless(side.path)
    return {
        "label": harmless(side.label),
        "since": side.since and harmless(side.since),
        "until": side.until and harmless(side.until),
        "whole": side.whole,
        "path": path,
    }


def _measure(one: Change | Drivers) -> dict[str, Any]:
    statistic = one.measure.statistic
    return {"metric": harmless(one.measure.metric), "statistic": None if statistic is None else harmless(statistic)}


def _change(one: Change) -> dict[str, Any]:
    measure = one.measure
    return {
        **_measure(one),
        "title": harmless(measure.title),
        "unit": measure.unit,
        "better": measure.better,
        "variant": harmless(measure.variant),
        "clock": harmless(measure.clock),
        "older": _figure(one.older),
        "newer": _figure(one.newer),
        "change": _number(one.change),
        "percent": _number(one.percent),
        "low": _number(one.low),
        "high": _number(one.high),
        "noise": one.noise,
        "direction": one.direction,
        "small": one.small,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _number(figure.value),
        "n": _number(figure.n),
        "low": _number(figure.low),
        "high": _number(figure.high),
    }


def _drivers(one: Drivers) -> dict[str, Any]:
    """``exact`` are the fractions of mix and within, in which the parts add up to the last digit."""
    return {
        **_measure(one),
        "by": harmless(one.column),
        "change": float(one.change),
        "mix": float(one.mix),
        "within": float(one.within),
        "exact": [str(one.mix), str(one.within)],
        "simpsons_paradox": bool(one.paradox),
        "groups_went": one.paradox or None,
        "parts": list(_parts(one.parts)),
    }


def _parts(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield {
            "label": None if part.label is None else harmless(part.label),
            "older": {"value": _number(part.older.value), "n": _number(part.older.n), "share": float(part.share_older)},
            "newer": {"value": _number(part.newer.value), "n": _number(part.newer.n), "share": float(part.share_newer)},
            "mix": float(part.mix),
            "within": float(part.within),
            "change": float(part.total),
            "exact": [str(part.mix), str(part.within)],
            "small": part.small,
        }


def _anomaly(one: Anomaly) -> dict[str, Any]:
    return {
        "volume": harmless(one.volume),
        "kind": one.kind,
        "label": one.label,
        "n": one.n,
        "usual": _number(one.usual),
        "score": one.score,
        "made_of": [
            {
                "by": harmless(made.column),
                "label": None if made.label is None else harmless(made.label),
                "n": made.n,
                "usual": _number(made.usual),
            }
            for made in one.made_of
        ],
    }


def _number(value: float | None) -> float | int | None:
    """A whole number without its ``.0``, as in a report."""
    return int(value) if value is not None and value == int(value) and abs(value) < 2**53 else value
