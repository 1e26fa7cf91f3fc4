"""How do the decisions on files become a page, and what ends the program where a report would end?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import Found
from cx_cli.commands.look import Look, look_at, look_closer, refused
from cx_cli.commands.open_files import Manners, at_hand
from cx_cli.commands.progress import watched
from cx_cli.commands.question import of_all, request_of
from cx_cli.commands.rejects import rejects_to
from cx_cli.errors import CxError, InputError
from cx_cli.language import language_of
from cx_cli.normalise.misfit import NoTableError
from cx_cli.normalise.relations import relate
from cx_cli.results.accounts import Accounts
from cx_cli.results.compute import compute
from cx_cli.results.inspection import Inspection
from cx_cli.results.result import Issue
from cx_cli.settings import Settings


def run_inspect(files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Looks at every file, shows what it saw, and raises what a report on the files would end with."""
    target = target_of(settings, ("table", "plain", "json"))
    say(found.notes, params, language_of(settings.locale))
    inspection, errors = inspected(files, settings, found, params.get("rejects"))
    _put(inspection, target, settings, params)
    if errors:
        raise min(errors, key=lambda error: error.exit_code)


def inspected(
    files: Sequence[str], settings: Settings, found: Found, rejects: str | None = None
) -> tuple[Inspection, list[CxError]]:
    """What is seen of the files, their rows accounted for, and the errors that a report on them would end with."""
    with at_hand(settings, found) as named:
        manners = Manners(settings, files)
        looks: list[Look] = []
        for one in named:
            looks.append(look_at(sum(len(look.feeds) for look in looks), one, settings, manners))
        try:
            relate([feed for look in looks for feed in look.feeds])
        except InputError as error:
            _blame(looks, error).feeds = []
        for look in looks:
            look_closer(look)
        with watched([feed for look in looks for feed in look.feeds], settings):
            issues = _account(looks, settings, rejects)
    errors = [error for look in looks for error in look.errors]
    if any(look.feeds for look in looks):  # a report leaves such files out, where there are others
        errors = [error for error in errors if not isinstance(error, NoTableError)]
    return Inspection(tuple(look.seen for look in looks), issues), errors


def _account(looks: Sequence[Look], settings: Settings, rejects: str | None) -> tuple[Issue, ...]:
    """Accounts for the rows of the files that can be read, as a report on all KPIs does; the issues of all."""
    feeds = [feed for look in looks for feed in look.feeds]
    issues: list[Issue] = []
    write = rejects_to(rejects, feeds)

    def audit(accounts: Accounts, drawn: frozenset[int]) -> None:
        issues.extend(accounts.issues(feeds))
        for look in looks:
            if look.feeds:
                look.seen = replace(look.seen, accounts=accounts.inputs(look.feeds, drawn))
        if write is not None:
            write(accounts, drawn)

    try:
        if feeds:
            compute(feeds, request_of(of_all(settings)), audit)
    except InputError as error:
        _blame(looks, error)
    known = {(issue.path, issue.column, issue.problem) for issue in issues}
    more = [one.first_bad for look in looks for one in look.seen.columns if one.first_bad is not None]
    return (*issues, *(one for one in more if (one.path, one.column, one.problem) not in known))


def _blame(looks: Sequence[Look], error: InputError) -> Look:
    """The file that the error names, which is told so."""
    look = next((look for look in looks if error.message.startswith(look.seen.path)), looks[0])
    refused(look, error)
    return look


def _put(inspection: Inspection, target: Target, settings: Settings, params: Mapping[str, Any]) -> None:
    from cx_cli.render import inspection_page, to_inspection_json

    language = language_of(settings.locale)

    if target.format == "json":
        emit(to_inspection_json.render(inspection), target)
    elif target.format == "plain":
        lines = inspection_page.lines_of(inspection, None, language)
        emit("".join("".join(text for text, _ in line) + "\n" for line in lines), target)
    else:
        from cx_cli.render.to_terminal import console, show

        where = console(no_color=bool(params.get("no_color")))
        show(lambda width: inspection_page.lines_of(inspection, width, language), where)
