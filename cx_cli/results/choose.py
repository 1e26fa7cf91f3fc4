"""Which of the metrics that were asked for can the files answer, by which clock, and what do the others lack?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cx_cli.errors import UsageError
from cx_cli.facts.mentions import SENTIMENTAL
from cx_cli.facts.promise_kinds import promise_needs
from cx_cli.facts.supply import FACT_TABLES, NO_HOURS, Supply
from cx_cli.facts.ticket_durations import BUSINESS
from cx_cli.metrics.formula import check, parse, term_columns
from cx_cli.metrics.metric import Metric
from cx_cli.normalise.expression import check_condition, columns_of
from cx_cli.results.clocked import (
    REPORTED,
    check_conditions,
    has_clock,
    in_business_time,
    is_by_policy,
    is_curve,
    is_reported,
)
from cx_cli.results.request import Request, Run, bys_of, known_kind, needs_lifespan, run_of, unknown_column
from cx_cli.results.result import MetricRun, Unavailable
from cx_cli.suggest import nearest

_OTHER_CLOCK = "in business time there, in calendar time here"


def choose(request: Request, supply: Mapping[str, Supply]) -> tuple[list[Run], list[Unavailable]]:
    """The metrics that the files allow, and those they don't, each with the column it needs.

    Raises UsageError for what can't be meant whatever the files: an unknown column, a formula that is none.
    """
    _check_where(request.where, supply)
    check_conditions(request.clocks, request.policies, supply)
    runs, lacking = [], []
    for entry, variant in request.metrics:
        metric, clock, needs = _clocked(entry.under(variant), request, supply)
        if needs is not None:
            lacking.append(Unavailable(metric.name, needs))
        else:
            run = run_of(metric, variant, request)
            run = replace(run, shown=_told(run.shown, clock, supply[metric.facts].columns, request))
            runs.append(_estimated(run) if supply[metric.facts].estimated and metric.name in SENTIMENTAL else run)
    if any(one.needs == NO_HOURS for one in lacking) and not any(run.shown.clock == "business" for run in runs):
        raise UsageError(
            "the clock is business, but no calendar is set, and the export has no durations in business hours",
            slug="no-hours",
            facts=[("first", f"{next(one.metric for one in lacking if one.needs == NO_HOURS)} needs one of them")],
            fix='[hours] open = ["09:00-17:00"]   # in cx.toml; or --clock calendar',
        )
    return runs, lacking


def _estimated(run: Run) -> Run:
    """The run with a remark that its sentiment is none that anybody has given."""
    remark = "sentiment estimated from the words of the text; issues say how much could not be judged"
    return replace(run, shown=replace(run.shown, remarks=(*run.shown.remarks, remark)))


def _clocked(metric: Metric, request: Request, supply: Mapping[str, Supply]) -> tuple[Metric, str, str | None]:
    """The metric as the clock has it, which clock that is, and what it lacks."""
    if (request.clock == "business" or metric.name in request.business) and has_clock(metric):
        timed = in_business_time(metric)
        needs = _needs(timed, request, supply) or _curve_needs(timed, request)
        if needs is None or request.clock == "business":
            return timed, "business", needs
    return metric, "calendar", _needs(metric, request, supply)


def _curve_needs(metric: Metric, request: Request) -> str | None:
    if not is_curve(metric):
        return None
    chosen = request.clocks.chosen if request.clocks else ()
    return None if len(chosen) == 1 else "one calendar for all tickets" if chosen else NO_HOURS


def _told(shown: MetricRun, clock: str, columns: frozenset[str], request: Request) -> MetricRun:
    """The metric with its clock, and remarks where the product's is another, or business time is the export's own."""
    if is_by_policy(shown.metric, request.policies):
        return replace(shown, clock="business")
    differs = shown.metric.name in request.business and clock == "calendar"
    more = [*([_OTHER_CLOCK] if differs else []), *([REPORTED] if is_reported(shown.metric, columns) else [])]
    return replace(shown, clock=clock, remarks=(*shown.remarks, *more))


def _needs(metric: Metric, request: Request, supply: Mapping[str, Supply]) -> str | None:
    """What the metric lacks; None when it can be computed. Its formula is checked first."""
    formula = parse(metric.formula, metric.facts, metric.at, metric.where, dict.fromkeys(metric.parameters, 0.0))
    found = supply.get(metric.facts)
    if found is None:
        return _table_needs(metric)
    check(formula, found.schema)
    across = [name for name in formula.across_columns() if not any(name in by for by in bys_of(request, metric.name))]
    if across:
        return f"--by {across[0]}"
    if not any(metric.is_said_by(by) for by in bys_of(request, metric.name)):
        return f"--by {metric.by}"
    if needs_lifespan(metric, request) and not (
        "customers" in supply and {"started_at", "ended_at"} <= supply["customers"].columns
    ):
        return "[clv] lifespan_years, or customers.ended_at"
    if metric.on_request and metric.name not in request.asked:
        return f"--metric {metric.name}"
    names = frozenset().union(*(term_columns(term) for term in formula.terms()))
    if request.clocks and any(name.endswith(BUSINESS) for name in names):
        names |= request.clocks.columns()
    kind = known_kind(metric.where)
    if metric.facts == "targets" and not found.kinds:
        return promise_needs(kind or "resolution", request.policies)
    if found.kinds is not None and kind is not None and kind not in found.kinds:
        told = promise_needs(kind, request.policies)
        return told if metric.facts == "targets" else f"surveys({kind}).score"
    return found.missing(names | (columns_of(request.where) if request.where else frozenset()))


def _table_needs(metric: Metric) -> str:
    """What a metric needs of a table that no file holds; its formula is checked against the schema all the same."""
    if metric.facts not in FACT_TABLES:
        close = nearest(metric.facts, FACT_TABLES)
        raise UsageError(
            f"[metric.{metric.name}]: there is no fact table {metric.facts!r}"
            + (f"; did you mean {close!r}?" if close else ""),
            slug="settings",
            facts=[("known", ", ".join(FACT_TABLES))],
        )
    facts = FACT_TABLES[metric.facts]
    kind = known_kind(metric.where)
    if metric.facts == "texts":
        return "mentions.text, or surveys.comment"
    if metric.facts == "targets" and kind is not None:
        return promise_needs(kind, None)
    if metric.facts == "solves":
        return "changes.changed_at"
    if metric.facts == "surveys" and kind is not None:
        return f"surveys({kind}).score"
    return f"{facts.source.name}.{facts.source.required[-1] if metric.facts != 'replies' else 'sent_at'}"


def _check_where(where: str, supply: Mapping[str, Supply]) -> None:
    """A condition must fit at least one fact table at hand."""
    if not where or not supply:
        return
    errors = []
    for found in supply.values():
        try:
            check_condition(where, found.schema)
            return
        except UsageError as error:
            errors.append(error)
    unknown = [name for name in columns_of(where) if not any(name in found.schema for found in supply.values())]
    if unknown:
        raise unknown_column("--where", unknown[0], set().union(*(found.at_hand() for found in supply.values())))
    raise errors[0]
