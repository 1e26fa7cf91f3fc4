"""How do verdicts read for Prometheus, and for a GitLab metrics report?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cx_cli.render.safe import harmless
from cx_cli.render.verdict_words import Words, number, unit_of
from cx_cli.results.judge import known_from
from cx_cli.results.verdict import Checked, Verdict

_FAMILIES: tuple[tuple[str, str, Callable[[Verdict], float | None]], ...] = (
    ("cx_check_value", "The value that a rule is about, in the metric's unit.", lambda one: one.value),
    ("cx_check_change", "How far it has moved, of a rule with vs.", lambda one: one.change),
    ("cx_check_limit", "The limit of the rule.", lambda one: one.rule.limit),
    ("cx_check_n", "The rows behind the value.", lambda one: one.n),
    ("cx_check_failed", "1 where the rule fails the check.", lambda one: float(one.effect == "fail")),
    ("cx_check_warned", "1 where the rule warns.", lambda one: float(one.effect == "warn")),
    ("cx_check_no_data", "1 where there was nothing to judge.", lambda one: float(one.verdict == "no data")),
)


def render(checked: Checked) -> str:
    """OpenMetrics text without timestamps; the time of the run is a value of its own."""
    words = Words(checked)
    lines = [line for family in _FAMILIES for line in _family(checked, words, *family)]
    lines += [
        "# TYPE cx_last_success_seconds gauge",
        "# UNIT cx_last_success_seconds seconds",
        "# HELP cx_last_success_seconds When a check last ran through, whatever its verdicts, in Unix seconds.",
        f"cx_last_success_seconds {known_from(checked.now)}",
        "# EOF",
    ]
    return "\n".join(lines) + "\n"


def _family(
    checked: Checked, words: Words, name: str, help: str, of: Callable[[Verdict], float | None]
) -> Iterator[str]:
    samples = [(verdict, number(of(verdict))) for verdict in checked.verdicts]
    if any(text for _, text in samples):
        yield f"# TYPE {name} gauge"
        yield f"# HELP {name} {help}"
    yield from (f"{name}{_labels(words, verdict)} {text}" for verdict, text in samples if text)


def _labels(words: Words, verdict: Verdict) -> str:
    group = ", ".join(f"{column}={'' if label is None else label}" for column, label in verdict.slice)
    pairs = {
        "rule": verdict.rule.text,
        "level": verdict.level,
        "metric": words.subject(verdict),
        "unit": unit_of(verdict.rule),
        "group": group,
        "period": verdict.period or "",
    }
    return "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in pairs.items()) + "}"


def _escaped(value: str) -> str:
    return harmless(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
