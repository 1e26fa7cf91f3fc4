"""How do files and rules become verdicts, reports and an exit code?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_cli.commands.ask import blaming
from cx_cli.commands.ask_rules import Plan, plan_of, refuse_unknown_columns, refuse_unknown_labels
from cx_cli.commands.check_reports import CheckReport, listing_of, put_listing, put_reports, reports_of
from cx_cli.commands.compared_with import baseline_at, memory_at
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.pseudonyms import pseudonyms_of
from cx_cli.commands.tell import file_notes
from cx_cli.facts.fact_table import iso
from cx_cli.facts.supply import supplies
from cx_cli.language import Language, language_of
from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.render.verdict_words import summary
from cx_cli.results.breaches import Breach, breaches_of, with_ids
from cx_cli.results.compute import compute
from cx_cli.results.judge import Evidence, judge
from cx_cli.results.judged_period import judged_period
from cx_cli.results.pseudonymise import pseudonymised
from cx_cli.results.pseudonymise_check import hidden_labels, pseudonymised_breaches, pseudonymised_check
from cx_cli.results.result import Report
from cx_cli.results.verdict import Checked
from cx_cli.settings import Settings

if TYPE_CHECKING:
    from cx_cli.normalise.feed import Feed
    from cx_cli.results.request import Request

FORMATS = ("table", "plain", "json")
WITH_IDS = ("junit", "json", "github")
"""The reports whose failures name the first tickets behind them."""


def run_check(files: Sequence[str], settings: Settings, params: Mapping[str, Any], folder: Path = Path()) -> int:
    """Judges the rules, writes what was asked for, and returns the exit code.

    Rules are read before files, and the groups they name are looked up before a baseline is, so that of several
    mistakes the one comes out whose exit code is first.
    """
    target, reports = target_of(settings, FORMATS), reports_of(params.get("report") or ())
    listing = listing_of(params.get("list_failures"))
    wants_ids = any(report.kind in WITH_IDS for report in reports)
    checked, breaches = check_files(files, settings, params, folder, ids=wants_ids, rows=listing is not None)
    exit_code = 0 if params.get("exit_zero") else checked.exit_code
    if listing is not None:
        put_listing(listing, breaches)
    language = language_of(settings.locale)
    on_stdout = listing is not None and listing.path is None
    _put(checked, exit_code, target, reports, params, language, on_stdout=on_stdout)
    say([summary(checked, language)], params, language)
    return exit_code


def check_files(
    files: Sequence[str],
    settings: Settings,
    params: Mapping[str, Any],
    folder: Path = Path(),
    *,
    ids: bool = False,
    rows: bool = False,
) -> tuple[Checked, tuple[Breach, ...]]:
    """The verdicts on these files, as of now where the settings don't say when; and, if they are wanted and a rule
    failed, the ids of the rows behind it, or the rows, for which the files are read again."""
    plan, language = plan_of(settings, datetime.now(UTC)), language_of(settings.locale)
    names, warnings = pseudonyms_of(settings) if settings.pseudonymise else (None, [])
    say(warnings, params, language)
    found = find_files(files, settings, folder)
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params, language)
        with blaming(settings):
            refuse_unknown_columns(plan.cases, columns_at_hand(open_files.feeds, plan.request))
            report = compute(open_files.feeds, plan.request)
        assert report.seen is not None
        refuse_unknown_labels(plan.cases, report.seen.labels, names.hides if names else lambda _: False)
        checked = judged(plan, report, params, names)
        wanted = checked.verdicts if ids or rows else ()
        breaches = breaches_of(open_files.feeds, plan.request, wanted, with_rows=rows)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params, language)
    checked = replace(checked, verdicts=with_ids(checked.verdicts, breaches))
    return (
        (pseudonymised_check(checked, names), pseudonymised_breaches(breaches, names)) if names else (checked, breaches)
    )


def columns_at_hand(feeds: Sequence[Feed], request: Request) -> set[str]:
    """The columns that a rule may name, whichever file has them."""
    found = supplies(feeds, request.clocks, request.policies).values()
    return set[str]().union(*(supply.at_hand() for supply in found))


def judged(plan: Plan, report: Report, params: Mapping[str, Any], names: Pseudonyms | None) -> Checked:
    """The verdicts of a plan on the report of its own request."""
    assert plan.request.now is not None
    period = judged_period(plan.asked, report) if plan.asked else None
    baseline = baseline_at(params.get("baseline"), plan)
    evidence = Evidence(
        report,
        plan.request.now,
        period,
        has_period=plan.asked is not None,
        baseline=baseline,
        remembered=memory_at(params.get("history"), pseudonymised(report, names) if names else report),
        strict=bool(params.get("strict")),
        kept_as=partial(hidden_labels, names=names) if names else lambda labels: labels,
    )
    return Checked(
        judge(plan.cases, evidence),
        report,
        asked=plan.asked.text if plan.asked else None,
        period=period.label if period else None,
        now=iso(plan.request.now),
        baseline=baseline.path if baseline else None,
    )


def _put(
    checked: Checked,
    exit_code: int,
    target: Target,
    reports: Sequence[CheckReport],
    params: Mapping[str, Any],
    language: Language,
    *,
    on_stdout: bool,
) -> None:
    """The table, unless something for a program stands on stdout, and the reports; annotations go below the table."""
    put_reports([one for one in reports if one.path is not None], checked, exit_code, language)
    told = [one for one in reports if one.path is None]
    in_workflow = any(one.kind == "github" for one in told)
    taken = on_stdout or any(one.kind != "github" for one in told)
    if target.path is not None or not taken:
        _put_table(checked, exit_code, target, language, in_workflow=in_workflow, params=params)
    put_reports(told, checked, exit_code, language)


def _put_table(
    checked: Checked,
    exit_code: int,
    target: Target,
    language: Language,
    *,
    in_workflow: bool,
    params: Mapping[str, Any],
) -> None:
    quiet = bool(params.get("quiet"))
    if target.format == "json":
        from cx_cli.render.verdicts_to_json import render

        emit(render(checked, exit_code), target)
    elif target.format == "plain" or in_workflow:
        from cx_cli.render.verdict_table import plain
        from cx_cli.render.verdicts_to_github import without_commands

        text = plain(checked, language, quiet=quiet)
        emit(without_commands(text) if in_workflow else text, target)
    else:
        from cx_cli.render.to_terminal import console, show
        from cx_cli.render.verdict_table import lines_of

        terminal = console(no_color=bool(params.get("no_color")))
        show(lambda width: lines_of(checked, width, language, quiet=quiet), terminal)
