"""What does a KPI come to under every definition in use? All of them from one reading of the files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cx_cli.facts.supply import supplies
from cx_cli.frozen import frozen
from cx_cli.metrics.definitions.preset import DEFAULT, presets
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.shape import shape_of
from cx_cli.normalise.feed import Feed
from cx_cli.results.compute import compute
from cx_cli.results.figure import Figure
from cx_cli.results.reconciliation import Candidate, Definition, Match, Product, Reconciliation, Side
from cx_cli.results.request import Request, filled
from cx_cli.results.result import Report
from cx_cli.results.route import Route, settled
from cx_cli.results.sides import clock_of

USUAL = ("mean", "median", "p90")
"""The statistics that a figure from elsewhere is compared with."""


@frozen
class Question:
    """``metric`` is the entry, ``own`` whether it is the user's; ``in_use`` the variant that ``cx report`` takes.

    ``request`` says the rest: its statistics are those to show, its own metrics don't count.
    """

    metric: Metric
    request: Request
    in_use: str = DEFAULT
    own: bool = False
    between: tuple[Side, Side] | None = None
    against: Figure | None = None
    elsewhere: Request | None = None
    """The same question with its days in another time zone, whose figures are held against ``against`` as well."""


def reconcile(feeds: Sequence[Feed], question: Question) -> Reconciliation:
    """The KPI under every variant, the walk between two of them, the definitions that a figure fits."""
    metric, request = question.metric, question.request
    if metric.statistics and not request.statistics_stated:
        request = replace(request, statistics=tuple(metric.statistics.split(",")))
    supply = supplies(feeds, request.clocks, request.policies)
    entries = {name: as_run(metric.under(name), name) for name in (DEFAULT, *metric.variants)}
    between = tuple(settled(side, metric, request, supply) for side in question.between or ())
    route = Route((between[0], between[1]), metric, request) if between else None
    more = route.metrics(supply) if route else ()
    wanted = (*request.statistics, *(USUAL if question.against else ()), *(route.statistics() if route else ()))
    runs = tuple((entry, DEFAULT) for entry in (*entries.values(), *more))
    asked = request.asked | {metric.name, *entries}
    timed = frozenset(entries) if metric.name in request.business else frozenset[str]()
    request = replace(request, metrics=runs, asked=asked, business=timed, statistics_stated=True)
    whole = compute(feeds, replace(request, statistics=tuple(dict.fromkeys(wanted))))
    report = _only(whole, entries)
    definitions = tuple(_definitions(question, entries, whole))
    return Reconciliation(
        metric,
        report,
        definitions,
        _shown(report, request, wanted),
        route.walk(whole) if route else None,
        _match(question.against, definitions, _reports(feeds, question, request, report)) if question.against else None,
    )


def _reports(feeds: Sequence[Feed], question: Question, request: Request, report: Report) -> tuple[Report, ...]:
    """The report, and the same in the other time zone where there is one to try."""
    if question.elsewhere is None:
        return (report,)
    asked = request.asked | {metric.name for metric, _ in request.metrics}
    again = replace(question.elsewhere, metrics=request.metrics, business=request.business, statistics_stated=True)
    return report, compute(feeds, replace(again, statistics=USUAL, asked=asked))


def as_run(metric: Metric, name: str) -> Metric:
    """A definition as a metric of its own, so that several of one KPI can stand in one report."""
    return replace(metric, name=name, variants={}, examples=())


def _only(report: Report, entries: Mapping[str, Metric]) -> Report:
    """The report without the metrics that only a walk needs."""
    breakdowns = (
        replace(one, series=tuple(series for series in one.series if series.metric in entries))
        for one in report.breakdowns
    )
    return replace(
        report,
        metrics=tuple(run for run in report.metrics if run.metric.name in entries),
        unavailable=tuple(one for one in report.unavailable if one.metric in entries),
        breakdowns=tuple(breakdowns),
    )


def _shown(report: Report, request: Request, wanted: Sequence[str]) -> tuple[str, ...]:
    """The statistics to show: those asked for, and those that a metric has of its own; not what only a walk needs."""
    found = [name for run in report.metrics for name in run.statistics if name is not None]
    own = [name for name in found if name not in wanted]
    return tuple(dict.fromkeys([*(name for name in request.statistics if name in found), *own]))


def _definitions(question: Question, entries: Mapping[str, Metric], report: Report) -> Iterator[Definition]:
    runs = {run.metric.name: run for run in report.metrics}
    needs = {one.metric: one.needs for one in report.unavailable}
    products = () if question.own else presets()
    known: dict[object, str] = {}
    for name, entry in entries.items():
        users = [(one.name, chosen) for one in products if (chosen := one.metrics.get(question.metric.name))]
        shape = shape_of(entry, None)
        yield Definition(
            name,
            entry,
            runs[name].formula if name in runs else filled(entry, question.request),
            tuple(
                Product(product, chosen.statistic, clock_of(chosen, entry), chosen.certainty, chosen.differs)
                for product, chosen in users
                if chosen.variant == name
            ),
            question.in_use == name,
            known.get(shape),
            needs.get(name),
        )
        known.setdefault(shape, name)


def _match(figure: Figure, definitions: Sequence[Definition], reports: Sequence[Report]) -> Match:
    """Every definition and statistic that is in the figure's unit, the nearest first. In another zone than the first
    report's only what differs there."""
    found: dict[tuple[object, ...], Candidate] = {}
    for report in reports:
        for one in definitions:
            if one.needs is None and one.same_as is None and one.metric.unit in figure.units:
                for candidate in _candidates(figure, one, definitions, report):
                    found.setdefault((candidate.variants, candidate.statistic, candidate.value), candidate)
    ordered = sorted(found.values(), key=lambda one: (not one.reproduces, abs(one.difference)))
    return Match(figure.text, figure.value, figure.low, figure.high, tuple(ordered))


def _candidates(
    figure: Figure, one: Definition, definitions: Sequence[Definition], report: Report
) -> Iterator[Candidate]:
    """The definition by each statistic that has a value in the whole of the data."""
    alike = [other for other in definitions if one.variant in (other.variant, other.same_as)]
    for series in report.breakdowns[0].series:
        if series.metric != one.variant or not len(series.values) or math.isnan(series.values[0]):
            continue
        value = float(series.values[0])
        yield Candidate(
            tuple(other.variant for other in alike),
            series.statistic,
            tuple(p.name for other in alike for p in other.products if _shows(p, series.statistic)),
            one.metric.unit,
            value,
            float(series.n[0]),
            value - figure.value,
            figure.covers(value),
            report.settings.timezone,
        )


def _shows(product: Product, statistic: str | None) -> bool:
    """Whether the product may show this; of one whose statistic is not known a mean or a median."""
    return statistic == product.statistic if product.statistic else statistic in (None, "mean", "median")
