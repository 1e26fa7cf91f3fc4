"""How does a question about the rows behind a number become a list of them?"""

from __future__ import annotations

import re
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
from cx_cli.commands.tell import file_notes
from cx_cli.errors import UsageError
from cx_cli.language import language_of
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import find
from cx_cli.results.behind import SHOWS
from cx_cli.results.listing import Listing, list_rows
from cx_cli.results.pseudonymise import pseudonymised_rows
from cx_cli.results.request import Request
from cx_cli.settings import Settings
from cx_cli.settings.values import duration as read_duration

SHOWN = 50
"""So many rows are listed for a reader, unless more are asked for."""


def run_tickets(name: str, files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Reads the files that were found, and lists the rows behind the metric where the options want them."""
    target = target_of(settings, ("table", "plain", "json", "csv"))
    metric, variant = metric_of(name, settings)
    language = language_of(settings.locale)
    slice, show, limit = slice_of(params.get("slice") or []), _show(params), params.get("limit")
    if limit is None:
        limit = None if target.format in ("json", "csv") else SHOWN
    request = request_of(settings)
    if params.get("due_within") is not None:
        request, show = due_within(str(params["due_within"]), metric.under(variant), request), "not-counted"
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params, language)
        with blaming(settings):
            listing = list_rows(open_files.feeds, request, metric, variant, slice, show=show, limit=limit or None)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params, language)
    if not request.timezone_stated and target.format in ("json", "csv"):
        say(["no time zone is stated: UTC"], params, language)
    if settings.pseudonymise:
        names, warnings = pseudonyms_of(settings)
        say(warnings, params, language)
        listing = pseudonymised_rows(listing, names)
    _put(listing, target, settings, params)


def metric_of(name: str, settings: Settings) -> tuple[Metric, str]:
    """The metric and the variant of ``NAME`` or ``NAME:VARIANT``; without one, the one that the settings pick."""
    named, _, variant = name.partition(":")
    metrics = metrics_of(settings)
    metric = find(named, metrics)
    chosen = variant or definitions_of(settings, metrics).variant_of(metric.name)
    metric.under(chosen)
    return metric, chosen


def due_within(duration: str, metric: Metric, request: Request) -> Request:
    """The request narrowed to promises that run out in so much time after as_of: none of them is counted yet."""
    seconds = read_duration(duration, "--due-within")
    if metric.facts != "targets":
        raise UsageError(f"--due-within: {metric.name} promises nothing", slug="usage", fix="cx tickets sla_resolution")
    narrowed = [f"({where}) and " for where in (request.where, metric.where) if where]
    soon = f"due_in_seconds >= 0 and due_in_seconds <= {seconds:.0f}"
    return replace(request, where="".join([*narrowed, soon]))


def slice_of(words: Sequence[str]) -> dict[str, str]:
    """Label by column; a comma that no ``COLUMN=`` follows belongs to the label.

    >>> slice_of(["channel=email,period=2026-03", "agent=Rossi, Anna"])
    {'channel': 'email', 'period': '2026-03', 'agent': 'Rossi, Anna'}
    """
    found: dict[str, str] = {}
    for part in (part for text in words for part in re.split(r",(?=\s*\w+\s*=)", text)):
        column, sign, label = part.partition("=")
        if not sign or not column.strip():
            raise UsageError(
                f"--slice {part!r}: a slice is named by column and label",
                slug="unknown-slice",
                fix="--slice channel=email,period=2026-03",
            )
        if column.strip() in found:
            raise UsageError(f"--slice names {column.strip()} twice", slug="unknown-slice")
        found[column.strip()] = label.strip()
    return found


def _show(params: Mapping[str, Any]) -> str:
    asked = [show for show in SHOWS if params.get(show.replace("-", "_"))]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]}: one list at a time", slug="usage", fix=f"--{asked[0]}")
    return asked[0] if asked else SHOWS[0]


def _put(listing: Listing, target: Target, settings: Settings, params: Mapping[str, Any]) -> None:
    language = language_of(settings.locale)
    quiet = bool(params.get("quiet"))
    match target.format:
        case "json":
            from cx_cli.render import rows_to_json

            emit(rows_to_json.parts(listing), target)
        case "csv":
            from cx_cli.render import rows_to_csv

            emit(rows_to_csv.parts(listing), target)
        case "plain":
            from cx_cli.render.rows_page import plain

            emit(plain(listing, language, quiet=quiet), target)
        case _:
            from cx_cli.render.rows_page import lines_of
            from cx_cli.render.to_terminal import console, show

            terminal = console(no_color=bool(params.get("no_color")))
            show(lambda width: lines_of(listing, width, language, quiet=quiet), terminal)
