"""How do files and rules become verdicts, reports and an exit code?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cx_cli.commands.ask import blaming
from cx_cli.commands.ask_rules import Plan, plan_of, refuse_unknown_columns, refuse_unknown_labels
from cx_cli.commands.check_reports import CheckReport, listing_of, put_listing, put_reports, reports_of
from cx_cli.commands.compared_with import baseline_at, memory_at
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.tell import file_notes
from cx_cli.facts.fact_table import iso
from cx_cli.facts.supply import supplies
from cx_cli.render.verdict_words import summary
from cx_cli.results.breaches import Breach, breaches_of, with_rows
from cx_cli.results.compute import compute
from cx_cli.results.judge import Evidence, judge
from cx_cli.results.judged_period import judged_period
from cx_cli.results.result import Report
from cx_cli.results.verdict import Checked
from cx_cli.settings import Settings

FORMATS = ("table", "plain", "json")
WITH_IDS = ("junit", "json", "github")
"""The reports whose failures name the first tickets behind them."""


def run_check(files: Sequence[str], settings: Settings, params: Mapping[str, Any]) -> int:
    """Judges the rules, writes what was asked for, and returns the exit code.

    Rules are read before files, and the groups they name are looked up before a baseline is, so that of several
    mistakes the one comes out whose exit code is first.
    """
    target, reports = target_of(settings, FORMATS), reports_of(params.get("report") or ())
    listing = listing_of(params.get("list_failures"))
    wants_rows = listing is not None or any(report.kind in WITH_IDS for report in reports)
    checked, breaches = check_files(files, settings, params, wants_rows=wants_rows)
    exit_code = 0 if params.get("exit_zero") else checked.exit_code
    if listing is not None:
        put_listing(listing, breaches)
    if listing is None or listing.path is not None:
        _put(checked, exit_code, target, reports, params)
    say([summary(checked)], params)
    return exit_code


def check_files(
    files: Sequence[str], settings: Settings, params: Mapping[str, Any], *, wants_rows: bool = False
) -> tuple[Checked, tuple[Breach, ...]]:
    """The verdicts on these files, as of now where the settings don't say when; and, if they are wanted and a rule
    failed, the rows behind it, for which the files are read again."""
    plan = plan_of(settings, datetime.now(UTC))
    found = find_files(files, settings)
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params)
        with blaming(settings):
            known = set[str]().union(
                *(
                    supply.at_hand()
                    for supply in supplies(open_files.feeds, plan.request.clocks, plan.request.policies).values()
                )
            )
            refuse_unknown_columns(plan.cases, known)
            report = compute(open_files.feeds, plan.request)
        assert report.seen is not None
        refuse_unknown_labels(plan.cases, report.seen.labels)
        checked = _checked(plan, report, params)
        breaches = breaches_of(open_files.feeds, plan.request, checked.verdicts) if wants_rows else ()
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params)
    return replace(checked, verdicts=with_rows(checked.verdicts, breaches)), breaches


def _checked(plan: Plan, report: Report, params: Mapping[str, Any]) -> Checked:
    assert plan.request.now is not None
    judged = judged_period(plan.asked, report) if plan.asked else None
    baseline = baseline_at(params.get("baseline"), plan)
    evidence = Evidence(
        report,
        plan.request.now,
        judged,
        has_period=plan.asked is not None,
        baseline=baseline,
        remembered=memory_at(params.get("history"), report),
        strict=bool(params.get("strict")),
    )
    return Checked(
        judge(plan.cases, evidence),
        report,
        asked=plan.asked.text if plan.asked else None,
        period=judged.label if judged else None,
        now=iso(plan.request.now),
        baseline=baseline.path if baseline else None,
    )


def _put(
    checked: Checked, exit_code: int, target: Target, reports: Iterable[CheckReport], params: Mapping[str, Any]
) -> None:
    reports = list(reports)
    quiet = bool(params.get("quiet"))
    put_reports([one for one in reports if one.path is not None], checked, exit_code)
    on_stdout = [one for one in reports if one.path is None]
    in_workflow = any(one.kind == "github" for one in on_stdout)
    if target.path is not None or all(one.kind == "github" for one in on_stdout):
        _put_table(checked, exit_code, target, quiet=quiet, in_workflow=in_workflow, params=params)
    put_reports(on_stdout, checked, exit_code)


def _put_table(
    checked: Checked, exit_code: int, target: Target, *, quiet: bool, in_workflow: bool, params: Mapping[str, Any]
) -> None:
    if target.format == "json":
        from cx_cli.render.verdicts_to_json import render

        emit(render(checked, exit_code), target)
    elif target.format == "plain" or in_workflow:
        from cx_cli.render.verdict_table import plain
        from cx_cli.render.verdicts_to_github import without_commands

        text = plain(checked, quiet=quiet)
        emit(without_commands(text) if in_workflow else text, target)
    else:
        from cx_cli.render.to_terminal import console, show
        from cx_cli.render.verdict_table import lines_of

        terminal = console(no_color=bool(params.get("no_color")))
        show(lambda width: lines_of(checked, width, quiet=quiet), terminal)
