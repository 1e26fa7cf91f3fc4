"""How do verdicts read for a machine?"""

from __future__ import annotations

import json
from typing import Any

from cx_cli.render.safe import harmless
from cx_cli.render.to_json import input_entry, metrics_of, settings_of
from cx_cli.render.verdict_words import Words, unit_of
from cx_cli.results.result import Label
from cx_cli.results.verdict import Checked, Verdict

_BETWEEN = ",\n  "


def render(checked: Checked, exit_code: int) -> str:
    """The check as ``cx.check/1``, one line per verdict; a later check can take it for its baseline."""
    report, words = checked.report, Words(checked)
    settings = {
        **settings_of(report),
        "period": checked.asked,
        "judged": checked.period,
        "now": checked.now,
        "baseline": None if checked.baseline is None else harmless(checked.baseline),
    }
    del settings["by"]
    counts = {said.replace(" ", "_"): checked.counts[said] for said in ("pass", "warn", "fail", *_OTHERS)}
    summary = {"verdicts": len(checked.verdicts), **counts, "warnings": checked.warnings}
    parts = (
        ("schema", _text("cx.check/1")),
        ("exit_code", _text(exit_code)),
        ("summary", _text(summary)),
        ("inputs", _listed(map(input_entry, report.inputs))),
        ("settings", _text(settings)),
        ("metrics", _listed(metrics_of(report))),
        ("verdicts", _listed(_verdict(words, verdict) for verdict in checked.verdicts)),
    )
    return "{" + ",\n ".join(f'"{key}": {text}' for key, text in parts) + "}\n"


_OTHERS = ("too few", "no data", "inconclusive")


def _verdict(words: Words, found: Verdict) -> dict[str, Any]:
    rule = found.rule
    place: dict[str, Label] = {"period": found.period} if found.period is not None else {}
    place |= {column: None if label is None else harmless(label) for column, label in found.slice}
    return {
        "rule": harmless(rule.text),
        "level": found.level,
        "verdict": found.verdict,
        "effect": found.effect,
        "metric": rule.metric.name if rule.metric else rule.sentence.metric,
        "statistic": rule.statistic,
        "slice": place,
        "value": found.value,
        "op": rule.sentence.op,
        "limit": rule.limit,
        "unit": unit_of(rule),
        "n": _whole(found.n),
        "low": found.low,
        "high": found.high,
        "vs": rule.sentence.against,
        "compared": found.compared,
        "compared_period": found.compared_period,
        "change": found.change,
        "note": _note(found),
        "text": words.sentence(found),
        "tickets": list(map(harmless, found.tickets)),
    }


def _note(found: Verdict) -> str | None:
    return "no data" if found.verdict == "no data" else "incomplete" if found.incomplete else None


def _whole(n: float | None) -> float | int | None:
    return int(n) if n is not None and n == int(n) else n


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Any) -> str:
    text = _BETWEEN.join(map(_text, entries))
    return f"[\n  {text}\n ]" if text else "[]"
