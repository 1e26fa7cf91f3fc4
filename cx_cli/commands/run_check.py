"""How do files and rules become verdicts, reports and an exit code?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cx_cli.commands.ask import blaming
from cx_cli.commands.ask_rules import Plan, plan_of, refuse_unknown_columns, refuse_unknown_labels
from cx_cli.commands.check_reports import CheckReport, put_reports, reports_of
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.tell import file_notes
from cx_cli.errors import InputError
from cx_cli.facts.fact_table import iso
from cx_cli.facts.supply import supplies
from cx_cli.render.verdict_words import summary
from cx_cli.results.comparison import Baseline, baseline_of
from cx_cli.results.compute import compute
from cx_cli.results.judge import Evidence, Remembered, judge
from cx_cli.results.judged_period import judged_period
from cx_cli.results.result import Report
from cx_cli.results.verdict import Checked
from cx_cli.settings import Settings

FORMATS = ("table", "plain", "json")


def run_check(files: Sequence[str], settings: Settings, params: Mapping[str, Any]) -> int:
    """Judges the rules, writes what was asked for, and returns the exit code.

    Rules are read before files, and the groups they name are looked up before a baseline is, so that of several
    mistakes the one comes out whose exit code is first.
    """
    target, reports = target_of(settings, FORMATS), reports_of(params.get("report") or ())
    checked = check_files(files, settings, params)
    exit_code = 0 if params.get("exit_zero") else checked.exit_code
    _put(checked, exit_code, target, reports, params)
    say([summary(checked)], params)
    return exit_code


def check_files(files: Sequence[str], settings: Settings, params: Mapping[str, Any]) -> Checked:
    """The verdicts on these files, as of now where the settings don't say when."""
    plan = plan_of(settings, datetime.now(UTC))
    report = _computed(files, settings, params, plan)
    assert report.seen is not None
    refuse_unknown_labels(plan.cases, report.seen.labels)
    return _checked(plan, report, params)


def _computed(files: Sequence[str], settings: Settings, params: Mapping[str, Any], plan: Plan) -> Report:
    found = find_files(files, settings)
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params)
        with blaming(settings):
            known = set[str]().union(*(supply.at_hand() for supply in supplies(open_files.feeds).values()))
            refuse_unknown_columns(plan.cases, known)
            report = compute(open_files.feeds, plan.request)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params)
    return report


def _checked(plan: Plan, report: Report, params: Mapping[str, Any]) -> Checked:
    assert plan.request.now is not None
    judged = judged_period(plan.asked, report) if plan.asked else None
    baseline = _baseline(params.get("baseline"), plan)
    evidence = Evidence(
        report,
        plan.request.now,
        judged,
        has_period=plan.asked is not None,
        baseline=baseline,
        remembered=_memory(params.get("history"), report),
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


def _baseline(path: str | None, plan: Plan) -> Baseline | None:
    """The earlier report; one that isn't there yet is none where every rule says what holds without."""
    if path is None:
        return None
    needing = [case for case in plan.cases if case.rule.sentence.against == "baseline"]
    try:
        text = Path(path).read_bytes().decode()
        return baseline_of(json.loads(text), path)
    except FileNotFoundError:
        if needing and all(case.said.no_baseline is not None for case in needing):
            return None
        raise InputError(
            f"--baseline: there is no file {path!r}",
            slug="baseline",
            facts=[("first run", 'no_baseline = "warn" at each rule with vs baseline')],
            fix=f"cx report FILE -o {path}",
        ) from None
    except OSError as error:
        raise InputError(f"--baseline {path}: can't be read: {error.strerror}", slug="baseline") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise InputError(f"--baseline {path}: this is not JSON", slug="baseline") from None


def _memory(path: str | None, report: Report) -> Remembered:
    """The figures of whole periods that cx report has kept."""
    if path is None:
        return lambda *_: None
    from cx_cli.commands.history_store import remembered
    from cx_cli.results.history import family_of, find

    known = cache(lambda columns: remembered(Path(path), family_of(report, columns)))
    known(())  # a path that is none is told even if no rule needs it
    return lambda run, statistic, labels, period: find(
        known(tuple(column for column, _ in labels)), run, statistic, labels, period
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
