"""Which rules are to be checked, and what is to happen where one can't be judged?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from cx_cli.frozen import frozen
from cx_cli.settings import values as v
from cx_cli.settings.places import Place

Level = Literal["error", "warn"]
Policy = Literal["pass", "warn", "fail"]

_POLICY = v.one_of("pass", "warn", "fail")
_OPTIONS: Mapping[str, v.Reader] = {"min_n": v.whole, "too_few": _POLICY, "no_data": _POLICY, "no_baseline": _POLICY}
_CHECK_KEYS: Mapping[str, v.Reader] = {"period": v.text, **_OPTIONS, "rules": v.table}
_RULE_KEYS: Mapping[str, v.Reader] = {
    "level": v.one_of("error", "warn"),
    "decide": v.one_of("value", "interval"),
    "at_least": v.text,
    **_OPTIONS,
}


@frozen
class RuleSettings:
    """A rule as it is written, what is said beside it, and the ``place`` it stands in, for errors.

    ``at_least`` is text because its unit is the metric's; ``no_baseline`` is what holds where a value to compare with
    is missing, ``no_data`` where it is None.
    """

    text: str
    place: str
    level: Level = "error"
    decide: Literal["value", "interval"] = "value"
    min_n: int = 1
    too_few: Policy = "warn"
    no_data: Policy = "fail"
    no_baseline: Policy | None = None
    at_least: str | None = None


@frozen
class Checks:
    """``[checks]`` with the rules of the command line; ``period_place`` is how the period is called where it is set."""

    period: str | None = None
    period_place: str = ""
    rules: tuple[RuleSettings, ...] = ()


def checks_of(found: Sequence[Place]) -> Checks:
    """The rules of all files, the nearest file's word on each key, then those of ``--require`` and ``--warn``.

    A sentence that stands in two places is one rule, as the stronger place has it. Unknown keys are refused.
    """
    general: dict[str, Any] = {}
    period, period_place = None, ""
    said: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for place in reversed(found):
        if place.file is None:
            continue
        where = f"{place.shown}: [checks]"
        table = v.table(place.said.get("checks", {}), where)
        v.refuse_unknown(table, _CHECK_KEYS, where)
        read = {key: _CHECK_KEYS[key](value, f"{where} {key}") for key, value in table.items()}
        if "period" in read:
            period, period_place = read.pop("period"), f"{where} period"
        for text, options in read.pop("rules", {}).items():
            said[_plain(text)] = f"{place.shown}: [checks.rules]", _options(text, options, place.shown)
        general |= read
    flags = found[0] if found else Place({}, {})
    if "check_period" in flags.said:
        period, period_place = v.text(flags.said["check_period"], "--period"), "--period"
    for flag, level in (("warn", "warn"), ("require", "error")):
        for text in v.texts(flags.said[flag], f"--{flag}") if flags.said.get(flag) else ():
            said.pop(_plain(text), None)
            said[_plain(text)] = f"--{flag}", {"level": level}
    default = RuleSettings("", "", **general)
    rules = tuple(replace(default, text=text, place=place, **options) for text, (place, options) in said.items())
    return Checks(period, period_place, rules)


def _options(text: str, said: Any, file: str) -> Mapping[str, Any]:
    """What stands beside a rule: its level, or a table."""
    where = f'{file}: [checks.rules] "{text}"'
    if isinstance(said, str):
        return {"level": _RULE_KEYS["level"](said, where)}
    if not isinstance(said, dict):
        raise v.wrong(where, f'must be "error", "warn" or a table, not {said!r}', fix='"error"')
    v.refuse_unknown(said, _RULE_KEYS, where)
    return {key: _RULE_KEYS[key](value, f"{where} {key}") for key, value in said.items()}


def _plain(text: str) -> str:
    return " ".join(text.split())
