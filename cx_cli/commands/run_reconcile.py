"""How does a question about one KPI's definitions become a page or a document?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cx_cli.commands.ask import blaming, metrics_of
from cx_cli.commands.definitions import definitions_of
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import Found
from cx_cli.commands.open_files import opened
from cx_cli.commands.pseudonyms import pseudonyms_of
from cx_cli.commands.question import request_of
from cx_cli.commands.tell import file_notes, report_notes
from cx_cli.errors import UsageError
from cx_cli.language import language_of
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import find
from cx_cli.results.figure import figure_of
from cx_cli.results.pseudonymise_reconciliation import pseudonymised_reconciliation
from cx_cli.results.reconcile import Question, reconcile
from cx_cli.results.reconciliation import Reconciliation, Side
from cx_cli.results.sides import sides_of
from cx_cli.settings import Settings


def run_reconcile(files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Reads the files once, computes every definition, and puts what was found where the options want it."""
    target = target_of(settings, ("table", "plain", "json", "csv"))
    question, language = question_of(settings, params), language_of(settings.locale)
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params, language)
        with blaming(settings):
            answer = reconcile(open_files.feeds, question)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params, language)
    if settings.pseudonymise:
        names, warnings = pseudonyms_of(settings)
        say(warnings, params, language)
        answer = pseudonymised_reconciliation(answer, names)
    say(report_notes(answer.report, target.format), params, language)
    put(answer, target, settings, params)


def question_of(settings: Settings, params: Mapping[str, Any]) -> Question:
    """What is asked, its words checked against what can be known before any file is read."""
    known = metrics_of(settings)
    metric = find(str(params["metric"]), known)
    between, against = params.get("between"), params.get("against")
    _check_asked(between, against, settings)
    settings = replace(settings, metrics=(metric.name,), by=settings.by if "by" in settings.places else ((),))
    request, own = request_of(settings), metric.name in settings.own_metrics
    asked = settings.statistics[0] if "statistic" in settings.places else None
    bounded = request.since is not None or request.until is not None
    return Question(
        metric,
        request,
        in_use=definitions_of(settings, known).variant_of(metric.name),
        own=own,
        between=_sides(between, metric, settings, asked) if between is not None else None,
        against=figure_of(against) if against is not None else None,
        elsewhere=request_of(replace(settings, timezone="UTC")) if bounded and request.timezone != "UTC" else None,
    )


def _sides(between: str, metric: Metric, settings: Settings, asked: str | None) -> tuple[Side, Side]:
    """The two ends, each by its product's clock unless one is stated for both."""
    first, second = sides_of(between, metric, own=metric.name in settings.own_metrics, asked=asked)
    if "clock" in settings.places:
        return replace(first, clock="calendar"), replace(second, clock="calendar")
    return first, second


def _check_asked(between: str | None, against: str | None, settings: Settings) -> None:
    """Refuses two questions at once, and one figure for several slices."""
    if between is not None and against is not None:
        raise UsageError("--between and --against are two questions; ask one at a time", slug="between")
    if against is not None and "by" in settings.places and any(settings.by):
        raise UsageError(
            f"--against is one figure, and {settings.places['by']} makes several",
            slug="figure",
            fix=f"--against {against} --where \"channel == 'chat'\"   # or --since, --until; and --by ''",
        )


def put(answer: Reconciliation, target: Target, settings: Settings, params: Mapping[str, Any]) -> None:
    """The answer in the target's format."""
    quiet, language = bool(params.get("quiet")), language_of(settings.locale)
    match target.format:
        case "json":
            from cx_cli.render.reconciliation_json import render as to_json

            emit(to_json(answer), target)
        case "csv":
            from cx_cli.render.reconciliation_csv import render as to_csv

            emit(to_csv(answer), target)
        case "plain":
            from cx_cli.render.reconciliation_page import build
            from cx_cli.render.to_plain import text_of

            emit(text_of(build(answer, language), quiet=quiet), target)
        case _:
            from cx_cli.render.page import lines_of
            from cx_cli.render.reconciliation_page import build
            from cx_cli.render.to_terminal import console, show

            page = build(answer, language)
            show(lambda width: lines_of(page, width, quiet=quiet), console(no_color=bool(params.get("no_color"))))
