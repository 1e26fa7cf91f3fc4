"""What was asked for, and which of it can the files answer?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from cx_cli.errors import UsageError
from cx_cli.facts.clocks import Clocks
from cx_cli.facts.fact_table import iso
from cx_cli.facts.policies import Policies
from cx_cli.facts.supply import Supply
from cx_cli.frozen import frozen
from cx_cli.metrics.estimator import terms_of
from cx_cli.metrics.formula import Formula, Term, parse, term_columns
from cx_cli.metrics.metric import UNKNOWN, Metric
from cx_cli.metrics.slices import PERIOD, TAG, Grouping
from cx_cli.normalise.expression import parse_row, text_of
from cx_cli.normalise.tables import TABLES
from cx_cli.periods import Kind
from cx_cli.results.clocked import calendars_used
from cx_cli.results.presence import CHURN
from cx_cli.results.purchasing import PARAMETERS
from cx_cli.results.result import MetricRun, PromiseMade, RunSettings
from cx_cli.settings.calendars import ALWAYS
from cx_cli.suggest import nearest

DISTRIBUTION = ("mean", "median", "p90")
LIFESPAN = "lifespan_years"


@frozen
class Request:
    """The question, instants in UTC seconds. ``metrics`` are the entries to run with the variant of each.

    ``definitions`` says in a word whose they are; ``remarks`` are what has to be said of a metric's definition. With
    ``now`` the report also says what a rule must know of the files: see :class:`~cx_cli.results.result.Seen`.
    ``clock`` business puts every ticket duration into business time; the metrics named in ``business`` are so in the
    product whose definitions hold, and stay in calendar time where the files and ``clocks`` do not allow it.
    """

    metrics: tuple[tuple[Metric, str], ...]
    by: tuple[tuple[str, ...], ...] = (("period",),)
    period: Kind = "month"
    since: int | None = None
    until: int | None = None
    as_of: int | None = None
    where: str = ""
    timezone: str = "UTC"
    timezone_stated: bool = False
    statistics: tuple[str, ...] = DISTRIBUTION
    parameters: Mapping[str, float] = field(default_factory=dict)
    max_rejected: float = 0.01
    criterion_weights: Mapping[str, float] = field(default_factory=dict)
    min_n: int = 30
    definitions: str = "default"
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    now: int | None = None
    asked: frozenset[str] = frozenset()
    """The metrics that were named one by one."""
    clock: str = "calendar"
    business: frozenset[str] = frozenset()
    clocks: Clocks | None = None
    policies: Policies | None = None
    statistics_stated: bool = False
    further: tuple[Grouping, ...] = ()
    """Slices of some metrics only, beside ``by``; those that the files do not allow are left out without a word."""


@frozen
class Run:
    """A metric that can be computed."""

    shown: MetricRun
    formula: Formula
    terms: tuple[Term, ...]

    def columns(self) -> frozenset[str]:
        """The columns of its fact table that it reads."""
        own = (term for term in self.terms if term.facts == self.formula.facts)
        return frozenset().union(*(term_columns(term) for term in own))


def groupings(request: Request, supply: Mapping[str, Supply]) -> tuple[Grouping, ...]:
    """The groupings asked for, the whole of the data first. An unknown column is refused."""
    known = {PERIOD}.union(*(found.at_hand() for found in supply.values()))
    known |= {TAG} if "tags" in known else set()
    for name in dict.fromkeys(name for by in request.by for name in by):
        if name not in known:
            raise unknown_column("--by", name, known)
    return tuple(dict.fromkeys([Grouping(()), *(Grouping(by) for by in request.by), *request.further]))


def with_further(request: Request, supply: Mapping[str, Supply]) -> Request:
    """The request with those of its further slices that the files allow and that are not asked for anyway."""
    facts = {entry.name: entry.under(variant).facts for entry, variant in request.metrics}
    found = []
    for one in request.further:
        columns = {*one.by} - {PERIOD}
        named = [name for name in one.metrics if name in facts and facts[name] in supply]
        names = tuple(name for name in named if columns <= supply[facts[name]].at_hand())
        found += [Grouping(one.by, names)] if names and one.by not in request.by else []
    return replace(request, further=tuple(found))


def bys_of(request: Request, metric: str) -> tuple[tuple[str, ...], ...]:
    """Every slicing that the metric may have a value for."""
    return (*request.by, *(one.by for one in request.further if metric in one.metrics))


def settings_of(request: Request, as_of: int | None, runs: Sequence[MetricRun]) -> RunSettings:
    """What the figures depend on, as the outputs state it."""
    return RunSettings(
        timezone=request.timezone,
        period=request.period,
        since=None if request.since is None else iso(request.since),
        until=None if request.until is None else iso(request.until),
        as_of=None if as_of is None else iso(as_of),
        clock=request.clock,
        definitions=request.definitions,
        where=request.where or None,
        timezone_stated=request.timezone_stated,
        min_n=request.min_n,
        calendars=calendars_used(runs, request.clocks, request.policies),
        promises=_promises(request),
    )


def _promises(request: Request) -> tuple[PromiseMade, ...]:
    """What the policies of the settings promise, in the order in which they are tried."""
    if request.policies is None:
        return ()
    return tuple(
        PromiseMade(policy.name, kind, seconds, "" if policy.calendar == ALWAYS else policy.calendar)
        for policy in request.policies.promised.policies
        for kind, seconds in policy.targets.items()
    )


def known_kind(where: str) -> str | None:
    """The kind of survey or promise that a population is narrowed to: ``kind == '...'``, ``promise == '...'``."""
    for node in ast.walk(parse_row(where)) if where else ():
        match node:
            case ast.Compare(
                left=ast.Name(id="kind" | "promise"), ops=[ast.Eq()], comparators=[ast.Constant(value=str() as kind)]
            ):
                return kind
    return None


def run_of(metric: Metric, variant: str, request: Request) -> Run:
    """The metric, already under its variant, as it will run."""
    where = " and ".join(f"({text})" for text in (metric.where, request.where) if text)
    metric = replace(metric, parameters=_parameters(metric, request))
    formula = parse(metric.formula, metric.facts, metric.at, where, metric.parameters)
    own = tuple(metric.statistics.split(",")) if metric.statistics and not request.statistics_stated else ()
    statistics = _statistics(formula, own or request.statistics)
    per_day = "days()" in text_of(formula.denominator())
    shown = MetricRun(metric, variant, formula.text, statistics, request.remarks.get(metric.name, ()), per_day)
    terms = terms_of(formula, metric.unit)
    return Run(shown, formula, (*terms, CHURN) if needs_lifespan(metric, request) else terms)


def with_lifespan(run: Run, request: Request, years: float) -> Run:
    """The run with the lifespan of a customer that the data say, where its formula needs it and nobody has said."""
    if not needs_lifespan(run.shown.metric, request):
        return run
    known = replace(request, parameters={**request.parameters, LIFESPAN: years})
    return replace(run_of(run.shown.metric, run.shown.variant, known), terms=run.terms)


def filled(metric: Metric, request: Request) -> str:
    """The metric's formula with its parameters, those that only the data can tell left as they are."""
    known = {name: value for name, value in _parameters(metric, request).items() if value != UNKNOWN}
    return parse(metric.formula, metric.facts, metric.at, metric.where, known).text


def _parameters(metric: Metric, request: Request) -> dict[str, float]:
    return {name: request.parameters.get(name, value) for name, value in metric.parameters.items()}


def needs_lifespan(metric: Metric, request: Request) -> bool:
    """Whether the formula needs a lifespan that is not known yet."""
    return LIFESPAN in metric.formula and _parameters(metric, request)[LIFESPAN] == UNKNOWN


def _statistics(formula: Formula, asked: tuple[str, ...]) -> tuple[str | None, ...]:
    """The statistics that the metric has; a curve that may not come to its end has quantiles only."""
    if formula.what() == "bg_nbd":
        return (None, *PARAMETERS)
    if formula.what() == "survival":
        return tuple(statistic for statistic in asked if statistic not in ("mean", "min", "max"))
    return asked if formula.is_distribution() else (None,)


def unknown_column(place: str, name: str, known: Iterable[str]) -> UsageError:
    known = sorted(known)
    close = nearest(name, known)
    canonical = {column.name for table in TABLES.values() for column in table.columns}
    elsewhere = nearest(name, canonical)
    if close:
        message = f"{place} names an unknown column {name!r}; did you mean {close!r}?"
    elif elsewhere:
        message = f"{place} {name}: no file has a column {elsewhere!r}"
    else:
        message = f"{place} names an unknown column {name!r}"
    return UsageError(message, slug="unknown-column", facts=[("known", ", ".join(_shortened(known)))])


def _shortened(names: Sequence[str], most: int = 40) -> list[str]:
    return [*names[:most], *(["..."] if len(names) > most else [])]
