"""How does a question about files become a report on the screen or in a file?"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_cli.commands.ask import blaming
from cx_cli.commands.definitions import definition_notes
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import Found
from cx_cli.commands.open_files import opened
from cx_cli.commands.question import request_of
from cx_cli.commands.tell import file_notes, report_notes
from cx_cli.errors import UsageError
from cx_cli.facts.texts import READ_OF
from cx_cli.language import language_of
from cx_cli.metrics.slices import PERIOD
from cx_cli.results.compute import compute
from cx_cli.results.result import Report
from cx_cli.settings import Settings

if TYPE_CHECKING:
    from cx_cli.commands.ask_rules import Plan
    from cx_cli.normalise.feed import Feed
    from cx_cli.normalise.pseudonyms import Pseudonyms
    from cx_cli.results.compute import Auditor
    from cx_cli.results.request import Request
    from cx_cli.results.verdict import Checked

PAGES = ("html", "markdown", "xlsx")
"""The formats that tell a whole story, and need more of the files than the figures that were asked for."""
_SMALL = 20_000_000
"""So many bytes of files are looked at again for the lines on a page; of more it names ids only, which cost nothing."""


def run_report(files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Reads the files that were found, computes, and puts the report where the options want it."""
    target, language = target_of(settings), language_of(settings.locale)
    request = request_of(settings)
    if target == Target("table") and sys.stdout.isatty() and not params.get("quiet"):
        from cx_cli.results.further import for_terminal

        request = for_terminal(request)
    rules = settings.checks.rules if target.format in PAGES else ()
    plan = _plan(settings) if rules else None
    names, checked = _names(settings, params), None
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params, language)
        with blaming(settings):
            audit = _auditor(open_files.feeds, names, params)
            if target.format in PAGES:
                report = _compute_page(open_files.feeds, request, audit, quotes=names is None)
            else:
                report = compute(open_files.feeds, request, audit)
            if plan is not None:
                from cx_cli.commands.page_check import check_page

                checked = check_page(plan, open_files.feeds, settings, params, names)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params, language)
    if names is not None:
        from cx_cli.results.pseudonymise import pseudonymised

        report = pseudonymised(report, names)
    if params.get("history"):
        report = _with_history(report, Path(params["history"]), target)
    say(report_notes(report, target.format), params, language)
    say(definition_notes(settings, report, target.format), params, language, "definitions")
    put(report, target, settings, params, checked)


def _plan(settings: Settings) -> Plan | None:
    """The rules for a page, which an ordinary report does not even import."""
    from cx_cli.commands.page_check import plan_for_page

    return plan_for_page(settings)


def _compute_page(feeds: Sequence[Feed], request: Request, audit: Auditor | None, *, quotes: bool) -> Report:
    """The report with all that a page shows beside the KPIs, the rows that it names, and what customers are quoted for.

    Quotes may name somebody, and looking at every word takes its time: they are for files that are small.
    """
    from cx_cli.results.further import for_page
    from cx_cli.results.keeping import Keeper
    from cx_cli.results.page_rows import with_named_rows

    request = for_page(request, themes=quotes and _are_small([one for one in feeds if one.table.name in READ_OF]))
    keeper = Keeper()
    for feed in feeds:
        feed.keeps_ids = feed.table.name == "tickets"
    report = compute(feeds, request, audit, keeper=keeper)
    return with_named_rows(report, feeds, keeper, lines=_are_small(feeds))


def _are_small(feeds: Sequence[Feed]) -> bool:
    return sum({feed.export.source.path: feed.export.source.path.stat().st_size for feed in feeds}.values()) <= _SMALL


def _with_history(report: Report, path: Path, target: Target) -> Report:
    """Keeps the report; a page gets the periods that earlier runs have kept, a machine's format has the files' own."""
    from cx_cli.commands.history_store import append, remembered
    from cx_cli.results.history import with_history

    if not any(PERIOD in breakdown.by for breakdown in report.breakdowns):
        raise UsageError("--history keeps figures by period, and --by names none", slug="history", fix="--by period")
    append(path, report)
    if target.format in ("json", "csv"):
        return report
    return with_history(report, lambda family, before: remembered(path, family, before=before))


def _names(settings: Settings, params: Mapping[str, Any]) -> Pseudonyms | None:
    """The names under which people stand, where they are to be hidden."""
    if not settings.pseudonymise:
        return None
    from cx_cli.commands.pseudonyms import pseudonyms_of

    names, warnings = pseudonyms_of(settings)
    say(warnings, params, language_of(settings.locale))
    return names


def _auditor(feeds: Sequence[Feed], names: Pseudonyms | None, params: Mapping[str, Any]) -> Auditor | None:
    """What writes the rejected rows, where somebody wants them."""
    if params.get("rejects") is None:
        return None
    from cx_cli.commands.rejects import rejects_to

    return rejects_to(params["rejects"], feeds, names)


def put(
    report: Report, target: Target, settings: Settings, params: Mapping[str, Any], checked: Checked | None = None
) -> None:
    """The report in the target's format, a page with the verdicts; people's formats are in their language."""
    language = language_of(settings.locale)
    verbose, quiet = bool(params.get("verbose")), bool(params.get("quiet"))
    match target.format:
        case "json":
            from cx_cli.render.to_json import parts

            emit(parts(report), target)
        case "csv":
            from cx_cli.render.to_csv import for_spreadsheet
            from cx_cli.render.to_csv import render as to_csv

            # by the flag alone: what another program reads must not change with a setting
            asked = settings.places.get("locale") == "--locale" and settings.locale != "en"
            emit(for_spreadsheet(report, language) if asked else to_csv(report), target)
        case "html":
            from cx_cli.render.to_html import render as to_html

            emit(to_html(report, language, checked), target)
        case "markdown":
            from cx_cli.render.to_markdown import render as to_markdown

            emit(to_markdown(report, language, checked), target)
        case "xlsx":
            from cx_cli.render.to_xlsx import render as to_xlsx

            emit([to_xlsx(report, language, checked)], target)
        case "plain":
            from cx_cli.render.to_plain import render as to_plain

            emit(to_plain(report, language, verbose=verbose, quiet=quiet), target)
        case _:
            from cx_cli.render.to_terminal import console, render

            terminal = console(no_color=bool(params.get("no_color")))
            render(report, terminal, language, verbose=verbose, quiet=quiet)
