"""What does a report say? Frozen values that renderers read and never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric

if TYPE_CHECKING:
    from cx_cli.normalise.rows import Floats, Ints
    from cx_cli.results.themes import Themes

Label = str | None


@frozen
class Input:
    """One file and table: ``rows = loaded + duplicates + excluded + rejected``."""

    path: str
    table: str
    profile: str
    rows: int
    loaded: int
    duplicates: int
    excluded: int
    rejected: int
    sha256: str


@frozen
class Issue:
    """``n`` cells or rows with one problem; ``line`` and ``example`` are the first one's."""

    path: str
    table: str
    column: str | None
    line: int | None
    problem: str
    n: int
    example: str | None


@frozen
class Unavailable:
    """A metric that can't be computed from these files, and the column it needs."""

    metric: str
    needs: str


@frozen
class MetricRun:
    """A metric as it ran: the entry under the chosen variant, parameters filled into ``formula``."""

    metric: Metric
    variant: str
    formula: str
    statistics: tuple[str | None, ...]
    """``(None,)`` for a metric with one value, else the statistics of its distribution in the order asked for."""
    remarks: tuple[str, ...] = ()
    """What the product says of this KPI whose definitions were asked for, and what differs from it."""
    per_day: bool = False
    """Whether n is a number of days, so that the value is a count and no sample."""
    clock: str = "calendar"
    """business where its durations are counted in business time."""


@frozen
class Series:
    """One metric and statistic over the slices of a breakdown; arrays of one length, NaN where there is no value.

    ``where[i]`` is the index into ``Breakdown.slices`` that ``values[i]``, ``n[i]``, ``low[i]``, ``high[i]`` belong to.
    """

    metric: str
    statistic: str | None
    where: Ints
    values: Floats
    n: Floats
    low: Floats
    high: Floats


@frozen
class Breakdown:
    """The values under one ``--by``; ``by == ()`` has the single slice ``()``, the whole of the data.

    ``slices`` are label tuples in the order of ``by``, sorted, a missing label (None) last. ``incomplete[i]`` says
    that slice ``i`` is in a period that the data does not cover whole. ``further`` is one that nobody asked for: it
    has some metrics only, which a page shows in its sections.
    """

    by: tuple[str, ...]
    slices: tuple[tuple[Label, ...], ...]
    incomplete: tuple[bool, ...]
    series: tuple[Series, ...]
    further: bool = False


@frozen
class CalendarUsed:
    """A calendar of business time; without a zone it is the export's own, which nothing is known of."""

    name: str
    timezone: str | None


@frozen
class PromiseMade:
    """What a policy of the settings promises: within ``seconds`` of a calendar's time, '' for around the clock."""

    policy: str
    kind: str
    seconds: int
    calendar: str


@frozen
class RunSettings:
    """What the figures depend on, as the outputs state it. Instants are ISO 8601 in UTC with ``Z``.

    A figure that is no count is a small sample on fewer than ``min_n`` rows. ``calendars`` are those of the business
    time in the report.
    """

    timezone: str
    period: str
    since: str | None
    until: str | None
    as_of: str | None
    clock: str
    definitions: str
    where: str | None = None
    timezone_stated: bool = True
    min_n: int = 30
    calendars: tuple[CalendarUsed, ...] = ()
    promises: tuple[PromiseMade, ...] = ()


@frozen
class Seen:
    """What the files hold, whatever part of them the figures are of.

    ``newest`` is the newest instant of each table, in UTC seconds, that is not in the future; ``labels`` are those of
    each column that the report slices by.
    """

    newest: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class NamedRows:
    """The first of the ``n`` rows of a metric, in a period or in all: the id, the cells of ``columns``, file and line.

    None of it says who somebody is. Instants are ISO 8601 in UTC. ``seconds`` say how long each has been open, or by
    how much its promise was broken (so far); NaN where that can't be told.
    """

    metric: str
    period: str | None
    n: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    seconds: tuple[float, ...]
    lined: bool = True
    """Whether a line stands beside the file."""


@frozen
class Report:
    """Everything ``cx report`` knows; ``breakdowns[0]`` is the whole of the data."""

    inputs: tuple[Input, ...]
    settings: RunSettings
    metrics: tuple[MetricRun, ...]
    breakdowns: tuple[Breakdown, ...]
    issues: tuple[Issue, ...]
    unavailable: tuple[Unavailable, ...]
    seen: Seen | None = None
    themes: Themes | None = None
    named: tuple[NamedRows, ...] = ()
    """Rows that a page names beside its figures."""

    def series(self, metric: str, statistic: str | None) -> Iterator[tuple[Breakdown, Series]]:
        """The series of one metric and statistic, the whole of the data first."""
        for breakdown in self.breakdowns:
            for series in breakdown.series:
                if series.metric == metric and series.statistic == statistic:
                    yield breakdown, series
