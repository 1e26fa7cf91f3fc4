"""Which reports of a check were asked for, and where do they go?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cx_cli.commands.emit import Target, emit, writable
from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render import (
    breaches_to_csv,
    verdicts_to_github,
    verdicts_to_json,
    verdicts_to_junit,
    verdicts_to_markdown,
    verdicts_to_openmetrics,
)
from cx_cli.results.breaches import Breach
from cx_cli.results.verdict import Checked
from cx_cli.suggest import nearest

Renderer = Callable[[Checked, int, Language], str]
_RENDERERS: Mapping[str, Renderer] = {
    "junit": lambda checked, *_: verdicts_to_junit.render(checked),
    "github": lambda checked, *_: verdicts_to_github.render(checked),
    "markdown": lambda checked, _, language: verdicts_to_markdown.render(checked, language),
    "openmetrics": lambda checked, *_: verdicts_to_openmetrics.render(checked),
    "json": lambda checked, exit_code, _: verdicts_to_json.render(checked, exit_code),
}


@frozen
class CheckReport:
    """``path`` is None for standard output."""

    kind: str
    path: Path | None


def reports_of(said: Sequence[str]) -> tuple[CheckReport, ...]:
    """The reports of ``--report``; an unknown kind, or a path that can't be written, is refused at once."""
    found = [_report(text) for text in said]
    for path in {one.path for one in found if one.path is not None}:
        if sum(one.path == path for one in found) > 1:
            raise UsageError(f"--report: {path} is named twice", slug="output")
    return tuple(found)


def _report(text: str) -> CheckReport:
    kind, mark, path = text.partition("=")
    if kind not in _RENDERERS:
        close = nearest(kind, _RENDERERS)
        raise UsageError(
            f"--report {text}: there is no report {kind!r}" + (f"; did you mean {close!r}?" if close else ""),
            slug="output",
            facts=[("reports", "junit=PATH markdown=PATH openmetrics=PATH json=PATH github")],
        )
    if kind == "github":
        if mark:
            raise UsageError(
                "--report github takes no path: annotations are read from the log", slug="output", fix="--report github"
            )
        return CheckReport(kind, None)
    if not path:
        raise UsageError(f"--report {text}: no path is named", slug="output", fix=f"--report {kind}=PATH")
    if path == "-":
        return CheckReport(kind, None)
    return CheckReport(kind, writable(Path(path)))


def listing_of(path: str | None) -> Target | None:
    """Where the rows behind failures go; a path that can't be written is refused at once."""
    if path is None or path == "-":
        return None if path is None else Target("csv")
    return Target("csv", writable(Path(path)))


def put_listing(target: Target, breaches: Sequence[Breach]) -> None:
    """Writes the rows, none of them where no rule failed, so that no old list stays there."""
    emit(breaches_to_csv.render(breaches), target)


def put_reports(reports: Sequence[CheckReport], checked: Checked, exit_code: int, language: Language) -> None:
    """Writes each report; a file takes its place whole. The one for people is in their language."""
    for report in reports:
        emit(_RENDERERS[report.kind](checked, exit_code, language), Target(report.kind, report.path))
