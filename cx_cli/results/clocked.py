"""Which metrics have durations that the clock picks, and what do they read in business time?"""

from __future__ import annotations

import ast
import copy
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cx_cli.errors import UsageError
from cx_cli.facts.business_time import BusinessTime
from cx_cli.facts.clocks import HOURS, Clocks
from cx_cli.facts.fact_table import TYPE_OF_KIND
from cx_cli.facts.policies import Policies
from cx_cli.facts.supply import FACT_TABLES, Supply
from cx_cli.facts.ticket_durations import BUSINESS
from cx_cli.metrics.metric import Metric
from cx_cli.normalise.expression import check_condition, columns_of, parse_row, text_of
from cx_cli.normalise.tables import TICKETS
from cx_cli.results.result import CalendarUsed, MetricRun
from cx_cli.settings.calendars import ALWAYS

REPORTED = "business time as the export reports it"
"""What is remarked of a metric that no calendar of ours has made."""


def has_clock(metric: Metric) -> bool:
    """Whether business time would change the metric."""
    return in_business_time(metric).formula != metric.formula or is_curve(metric)


def is_curve(metric: Metric) -> bool:
    """Whether it is read from spans of time of tickets, whose calendar is asked when they are read."""
    return metric.facts in ("tickets", "solves") and "survival(" in metric.formula


def twins(facts: str) -> dict[str, str]:
    """The durations of a fact table that exist twice: in calendar time -> in business time."""
    table = FACT_TABLES.get(facts)
    names = [fact.name for fact in table.facts if fact.name.endswith(BUSINESS)] if table else []
    return {name.removesuffix(BUSINESS): name for name in names}


def in_business_time(metric: Metric) -> Metric:
    """The metric with every duration of its formula that exists twice in business time."""
    renamed = _Renamed(frozenset(twins(metric.facts)))
    tree = renamed.visit(copy.deepcopy(parse_row(metric.formula)))
    return replace(metric, formula=text_of(tree)) if renamed.any else metric


def check_conditions(clocks: Clocks | None, policies: Policies | None, supply: Mapping[str, Supply]) -> None:
    """Refuses a ``where`` of a calendar or a policy that the rows of tickets can't be asked."""
    if "tickets" not in supply:
        return
    schema = ChainMap({column.name: TYPE_OF_KIND[column.kind] for column in TICKETS.columns}, supply["tickets"].extras)  # type: ignore[arg-type]
    conditions = [(time.hours.place, time.hours.where) for time in (clocks.chosen if clocks else ())]
    conditions += [(one.place, one.where) for one in (policies.promised.policies if policies else ())]
    for place, where in conditions:
        if where:
            try:
                check_condition(where, schema)
            except UsageError as error:
                message = f"{place} where: {error.message}"
                raise UsageError(message, slug=error.slug, facts=error.facts, fix=error.fix) from error


def is_by_policy(metric: Metric, policies: Policies | None) -> bool:
    """Whether it reads time as the policies count it, some of them in business time."""
    counted = metric.facts == "targets" and "used_seconds" in columns_of(metric.formula)
    return counted and any(one.calendar != ALWAYS for one in (policies.promised.policies if policies else ()))


def is_reported(metric: Metric, columns: frozenset[str]) -> bool:
    """Whether its business time is the export's own, because there is no calendar, or no instant to count up to."""
    named = columns_of(metric.formula)
    facts = [fact for fact in FACT_TABLES[metric.facts].facts if fact.name in named and fact.name.endswith(BUSINESS)]
    counted = [any(HOURS in needs and columns.issuperset(needs) for needs in fact.needs) for fact in facts]
    return bool(facts) and not all(counted)


def calendars_used(
    runs: Sequence[MetricRun], clocks: Clocks | None, policies: Policies | None
) -> tuple[CalendarUsed, ...]:
    """The calendars of the tickets and of the policies that a report's business time runs by; one without a zone
    where it is the export's own."""
    times: dict[str, BusinessTime] = {}
    timed = [run for run in runs if run.clock == "business" or BUSINESS in run.formula]
    if clocks and any(run.metric.facts != "targets" and REPORTED not in run.remarks for run in timed):
        times |= {time.name: time for time in clocks.chosen}
    if clocks and policies and any(run.metric.facts == "targets" for run in runs):
        named = [policy.calendar for policy in policies.promised.policies if policy.calendar != ALWAYS]
        times |= {name: clocks.calendars[name] for name in named}
    reported = [CalendarUsed("reported", None)] if any(REPORTED in run.remarks for run in timed) else []
    return (*(CalendarUsed(time.name, time.zone.name) for time in times.values()), *reported)


def calendars_of_curves(runs: Iterable[MetricRun], clocks: Clocks | None) -> dict[str, BusinessTime]:
    """The calendar of each metric that is read from spans of time, in business time."""
    named = [run.metric.name for run in runs if run.clock == "business" and is_curve(run.metric)]
    return {name: clocks.chosen[0] for name in named if clocks}


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: frozenset[str]):
        self.names = names
        self.any = False

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.names:
            return node
        self.any = True
        return ast.copy_location(ast.Name(node.id + BUSINESS, node.ctx), node)
