"""How does a comparison of files, or of saved reports, become a page or a document?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_cli.commands.ask import blaming, metrics_of
from cx_cli.commands.compare_spans import columns_of, spans_of
from cx_cli.commands.emit import Target, emit, say, target_of
from cx_cli.commands.find_files import Found
from cx_cli.commands.open_files import opened
from cx_cli.commands.pseudonyms import pseudonyms_of
from cx_cli.commands.question import request_of
from cx_cli.commands.tell import file_notes, report_notes
from cx_cli.errors import InputError
from cx_cli.language import language_of
from cx_cli.metrics.registry import find
from cx_cli.results.compare import Comparing, compare
from cx_cli.results.compare_saved import compare_saved
from cx_cli.results.contrast import Contrast
from cx_cli.results.pseudonymise_contrast import pseudonymised_contrast
from cx_cli.settings import Settings

if TYPE_CHECKING:
    from cx_cli.render.page import Page

_FORMATS = ("table", "plain", "json", "csv", "markdown")


def run_compare(files: Sequence[str], settings: Settings, params: Mapping[str, Any], found: Found) -> None:
    """Reads the files, compares the two spans, and puts what was found where the options want it."""
    target = target_of(settings, _FORMATS)
    request = request_of(settings)
    asked = Comparing(request, *spans_of(settings, params.get("against"), request.timezone), columns_of(settings))
    with opened(files, settings, found) as open_files:
        say(open_files.notes, params, language_of(settings.locale))
        with blaming(settings):
            answer = compare(open_files.feeds, asked)
        if params.get("verbose"):
            say(file_notes(open_files.feeds), params, language_of(settings.locale))
    put(answer, settings, target, params)


def run_compare_saved(paths: Sequence[str], settings: Settings, params: Mapping[str, Any]) -> None:
    """Compares two reports that were saved, the older one first."""
    target = target_of(settings, _FORMATS)
    known = metrics_of(settings)
    metrics = tuple(find(name, known).name for name in settings.metrics)
    older, newer = ((path, _document(path)) for path in paths)
    answer = compare_saved(older, newer, settings.min_n, metrics, columns_of(settings))
    put(answer, settings, target, params)


def _document(path: str) -> Any:
    try:
        return json.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"there is no file {path!r}", slug="no-such-file", fix=f"cx report FILE -o {path}") from None
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}", slug="unreadable") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: this is not JSON", slug="no-report", fix=f"cx report FILE -o {path}") from None


def put(answer: Contrast, settings: Settings, target: Target, params: Mapping[str, Any]) -> None:
    """The answer in the target's format, people under other names where the settings want it."""
    language = language_of(settings.locale)
    if settings.pseudonymise:
        names, warnings = pseudonyms_of(settings)
        say(warnings, params, language)
        answer = pseudonymised_contrast(answer, names)
    if answer.report is not None:
        say(report_notes(answer.report, target.format), params, language)
    if target.format == "json":
        from cx_cli.render.comparison_json import render as to_json

        emit(to_json(answer), target)
    elif target.format == "csv":
        from cx_cli.render.comparison_csv import render as to_csv

        emit(to_csv(answer), target)
    else:
        from cx_cli.render.comparison_page import build

        page = build(answer, named=frozenset(settings.metrics), verbose=bool(params.get("verbose")), language=language)
        _put_page(page, target, params)


def _put_page(page: Page, target: Target, params: Mapping[str, Any]) -> None:
    quiet = bool(params.get("quiet"))
    match target.format:
        case "markdown":
            from cx_cli.render.comparison_markdown import render as to_markdown

            emit(to_markdown(page), target)
        case "plain":
            from cx_cli.render.to_plain import text_of

            emit(text_of(page, quiet=quiet), target)
        case _:
            from cx_cli.render.page import lines_of
            from cx_cli.render.to_terminal import console, show

            show(lambda width: lines_of(page, width, quiet=quiet), console(no_color=bool(params.get("no_color"))))
