"""What should the user know of how the files were read, beside the results?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cx_cli.normalise.feed import Feed
from cx_cli.normalise.profile import Origin
from cx_cli.results.result import Report

_MOST = 5


def file_notes(feeds: Sequence[Feed]) -> Iterator[str]:
    """Of each file: table, profile, which header is which column, the further columns, headers that look misspelt."""
    for feed in feeds:
        yield f"{feed.path}: {feed.table.name}, profile {feed.layout.profile}"
        pairs = [f"{column} <- {_told(origin)}" for column, origin in feed.layout.columns.items()]
        width = max(map(len, pairs), default=0)
        yield from (f"  {pair:<{width}}".rstrip() for pair in pairs)
        used = {header for origin in feed.layout.columns.values() for header in origin.headers}
        further = [name for name, header in feed.extras.items() if header not in used]
        if further:
            yield f"  further columns: {', '.join(further)}"
        yield from (f"  {header!r} is not used: is {column} meant?" for header, column in feed.layout.hints)


def report_notes(report: Report, format: str) -> Iterator[str]:
    """What the page of a report says by itself, and a table of figures can't."""
    if format not in ("json", "csv"):
        return
    if not report.settings.timezone_stated:
        yield "no time zone is stated: UTC"
    for calendar in report.settings.calendars:
        if calendar.timezone is None:
            yield "some business time is the export's own: no calendar is set, or it has no instants to count between"
        elif format == "csv":
            yield f"business time by calendar {calendar.name} in {calendar.timezone}"
    if format == "json":
        return
    for entry in report.inputs:
        if entry.rows != entry.loaded:
            yield (
                f"{entry.path}: {entry.table}: {entry.loaded:,} of {entry.rows:,} rows loaded ({entry.duplicates:,} "
                f"duplicates, {entry.excluded:,} excluded, {entry.rejected:,} rejected)"
            )
    for issue in report.issues[:_MOST]:
        line = f", line {issue.line}" if issue.line is not None else ""
        column = f" in {issue.column}" if issue.column else ""
        yield f"{issue.path}{line}: {issue.problem}{column}, {issue.n:,} times, such as {issue.example!r}"
    if len(report.issues) > _MOST:
        yield f"{len(report.issues) - _MOST} more issues: see --format json"


def _told(origin: Origin) -> str:
    if origin.value is not None:
        return f"always {origin.value!r}"
    if origin.formula is not None:
        return f"= {origin.formula}"
    unit = f" ({origin.unit})" if origin.unit else ""
    return " + ".join(map(repr, origin.headers)) + unit
