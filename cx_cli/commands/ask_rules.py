"""Which rules are to be checked, and what must the engine compute for them?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cx_cli.commands.ask import metrics_of
from cx_cli.commands.definitions import definitions_of
from cx_cli.commands.question import request_of
from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import find
from cx_cli.metrics.slices import PERIOD, TAG
from cx_cli.normalise.labels import label_key
from cx_cli.results.judge import Case, slicing_of
from cx_cli.results.judged_period import Asked, asked_period
from cx_cli.results.request import Request
from cx_cli.results.rules import Definition, N, at_least_of, check_interval, rule_of
from cx_cli.settings import Settings
from cx_cli.settings.checks import RuleSettings
from cx_cli.suggest import nearest


@frozen
class Plan:
    """The rules, the period that they judge (None: all rows), and what to compute."""

    cases: tuple[Case, ...]
    asked: Asked | None
    request: Request


def plan_of(settings: Settings, now: datetime) -> Plan:
    """The plan, every rule of it checked against the catalogue before any file is read."""
    checks = settings.checks
    if not checks.rules:
        raise UsageError(
            "there are no rules to check",
            slug="no-rules",
            facts=[("in cx.toml", '[checks.rules]  "csat >= 85%" = "error"')],
            fix='cx check FILE --require "first_reply_time.median <= 4h"',
        )
    metrics, asked = metrics_of(settings), None
    definitions = definitions_of(settings, metrics)

    def definition(name: str) -> Metric:
        return find(name, metrics).under(definitions.variant_of(name))

    cases = tuple(_case(said, metrics, definition) for said in checks.rules)
    if checks.period is not None:
        asked = asked_period(checks.period, checks.period_place)
    for case in cases:
        if asked is None and (against := case.rule.sentence.against) in ("previous", "last-year"):
            message = f'rule "{case.rule.text}": vs {against} needs a period'
            raise _at(case.said, message, "cx check --period last-complete-month   # or [checks] period")
    return Plan(cases, asked, _request(settings, cases, asked, now))


def _case(said: RuleSettings, metrics: Mapping[str, Metric], definition: Definition) -> Case:
    try:
        rule = rule_of(said.text, metrics, definition)
        if said.decide == "interval":
            check_interval(rule)
        return Case(rule, said, at_least_of(rule, said.at_least) if said.at_least is not None else 0.0)
    except UsageError as error:
        raise UsageError(f"{said.place}: {error.message}", slug=error.slug, facts=error.facts, fix=error.fix) from None


def _request(settings: Settings, cases: Sequence[Case], asked: Asked | None, now: datetime) -> Request:
    rules = [case.rule for case in cases]
    names = tuple(dict.fromkeys(rule.metric.name for rule in rules if rule.metric))
    bys = [slicing_of(rule, asked is not None) for rule in rules if rule.metric]
    # n stands beside any statistic, and every distribution has a median
    statistics = ["median" if rule.statistic == N else rule.statistic for rule in rules if rule.metric]
    request = request_of(replace(settings, metrics=names or tuple(metrics_of(settings))[:1]))
    return replace(
        request,
        metrics=request.metrics if names else (),
        by=tuple(dict.fromkeys([*([(PERIOD,)] if asked else []), *bys])),
        period=asked.kind if asked else request.period,
        statistics=tuple(dict.fromkeys(name for name in statistics if name and _is_quantile(name))) or ("median",),
        now=request.as_of if request.as_of is not None else int(now.timestamp()),
    )


def _is_quantile(name: str) -> bool:
    return name in ("mean", "median", "min", "max") or name[1:].replace(".", "", 1).isdigit()


def refuse_unknown_columns(cases: Iterable[Case], known: Collection[str]) -> None:
    """Refuses a rule that slices by a column which no file has."""
    names = sorted({*known, *([TAG] if "tags" in known else [])})
    for case in cases:
        for column in case.rule.columns:
            if column not in names:
                close = nearest(column, names)
                message = f'rule "{case.rule.text}": no file has a column {column!r}'
                fix = case.rule.text.replace(column, close, 1) if close else None
                message += f"; did you mean {close!r}?" if close else ""
                raise _at(case.said, message, fix, facts=[("columns", ", ".join(names[:40]))], slug="unknown-column")


def refuse_unknown_labels(
    cases: Iterable[Case], labels: Mapping[str, Sequence[str]], hides: Callable[[str], bool]
) -> None:
    """Refuses a rule on a group that is in no row of the files; of a column that ``hides`` people nobody is named."""
    for case in cases:
        for column, value in case.rule.sentence.where:
            known = labels.get(column, ())
            if value and label_key(value) not in map(label_key, known):
                known = () if hides(column) else known
                close = nearest(value, known)
                message = f'rule "{case.rule.text}": no row has {value!r} in {column}'
                fix = case.rule.text.replace(value, close, 1) if close else None
                message += f"; did you mean {close!r}?" if close else ""
                facts = [("there is", ", ".join(known[:20]) + (" ..." if len(known) > 20 else ""))] if known else []
                raise _at(case.said, message, fix, facts=facts, slug="unknown-group")


def _at(
    said: RuleSettings, message: str, fix: str | None, facts: Sequence[tuple[str, str]] = (), slug: str = "rule"
) -> UsageError:
    return UsageError(f"{said.place}: {message}", slug=slug, facts=facts, fix=fix)
