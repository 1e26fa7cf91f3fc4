"""How old is the newest record of each table?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cx_cli.facts.fact_table import iso
from cx_cli.frozen import frozen
from cx_cli.results.result import Report


@frozen
class Newest:
    """The newest record of a table, as ISO 8601 in UTC, and how long before the report's instant it lies."""

    table: str
    at: str
    age_seconds: float


def newest_records(report: Report) -> Iterator[Newest]:
    """One for each table with a date, the stalest first; none where the report was not asked to look.

    The age is taken against ``as_of``, so that the same files and settings say the same on any day.
    """
    told = report.settings.as_of
    if report.seen is None or told is None:
        return
    as_of = int(datetime.fromisoformat(told).timestamp())
    for table, newest in sorted(report.seen.newest.items(), key=lambda pair: (pair[1], pair[0])):
        yield Newest(table, iso(newest), float(max(as_of - newest, 0)))
