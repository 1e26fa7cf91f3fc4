"""Which tables show the KPIs of a breakdown?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import BETWEEN, Cell, Column, Row, Table
from cx_cli.render.kpis import NOTHING, Kpi, Point, Slice, Statistic
from cx_cli.render.safe import harmless
from cx_cli.render.times import Times, times_of
from cx_cli.results.result import Breakdown
from cx_cli.units import format_value

INTERVAL = "95 % interval"
TOTAL = 3
"""The cells of the total: value, interval, n."""


def tables_of(kpis: Sequence[Kpi], breakdown: Breakdown, language: Language = ENGLISH) -> tuple[Table, ...]:
    """A table for each family, or for each KPI where the lines are labels."""
    say, times = language.say, times_of(breakdown)
    keys = keys_of(breakdown, times)
    if times and keys != [()]:
        return tuple(_labels_over_time(kpi, times, keys) for kpi in kpis)
    if times:
        return _by_family(
            kpis, _time_columns(times, language, total=True), lambda kpi, s: _over_time(kpi, s, times, ())
        )
    if breakdown.by:
        return tuple(_labels(kpi, keys) for kpi in kpis)
    columns = (Column(say("value"), aside=""), Column(say(INTERVAL), 2, aside="95 %"), Column("n", 1))
    return _by_family(kpis, columns, lambda kpi, s: _figures(kpi, s.total))


def label_of(labels: Slice, language: Language = ENGLISH) -> str:
    """The labels of a slice in one, as a reader sees them.

    >>> label_of(("chat", None))
    'chat · (none)'
    """
    say = language.say
    return BETWEEN.join(say("(none)") if label is None else harmless(label) or say("(blank)") for label in labels)


def _by_family(
    kpis: Sequence[Kpi], columns: tuple[Column, ...], cells: Callable[[Kpi, Statistic], tuple[Cell, ...]]
) -> tuple[Table, ...]:
    families: dict[str, list[Row]] = {}
    for kpi in kpis:
        rows = families.setdefault(kpi.run.metric.family, [])
        several = len(kpi.statistics) > 1
        rows += [Row(kpi.title)] if several else []
        rows += [
            Row(statistic_of(kpi, s) if several else _with(kpi, s), cells(kpi, s), int(several)) for s in kpi.statistics
        ]
        rows += kpi.notes
    return tuple(
        Table(harmless(kpis[0].language.say(family[:1].upper() + family[1:])), columns, tuple(rows))
        for family, rows in families.items()
    )


def _labels_over_time(kpi: Kpi, times: Times, keys: Sequence[Slice]) -> Table:
    several = len(kpi.statistics) > 1
    rows = list(kpi.notes)
    for statistic in kpi.statistics:
        rows += [Row(statistic_of(kpi, statistic))] if several else []
        rows += [
            Row(label_of(key, kpi.language), _over_time(kpi, statistic, times, key)[:-TOTAL], int(several))
            for key in keys
        ]
    title = kpi.title if several else _with(kpi, kpi.statistics[0])
    return Table(title, _time_columns(times, kpi.language, total=False), tuple(rows))


def _time_columns(times: Times, language: Language, *, total: bool) -> tuple[Column, ...]:
    say = language.say
    return (
        Column(times.marked(times.latest)),
        Column(say(INTERVAL), 6, aside="95 %"),
        Column("n", 2),
        *(_beside(times.marked(times.previous), 5, language) if times.previous else []),
        *([Column(say("change"), 1, right=False)] if times.previous else []),
        *([Column(say("trend"), 3, right=False)] if len(times.periods) > 1 else []),
        *(_beside(say("total"), 4, language) if total else []),
    )


def _beside(title: str, rank: int, language: Language) -> tuple[Column, ...]:
    """A value to compare with, its interval and n; these two go below the row before any other column does."""
    return (
        Column(title, rank),
        Column(language.say(INTERVAL), rank + 20, aside=f"{title} 95 %"),
        Column("n", rank + 10, aside=f"{title} n"),
    )


def _over_time(kpi: Kpi, statistic: Statistic, times: Times, keys: Slice) -> tuple[Cell, ...]:
    """The cells under :func:`_time_columns`, those of the total last."""
    now = statistic.points.get(times.slice_of(times.latest, keys), NOTHING)
    cells = [*_figures(kpi, now)]
    if times.previous is not None:
        before = statistic.points.get(times.slice_of(times.previous, keys), NOTHING)
        whole = not {times.latest, times.previous} & times.unfinished
        cells += [kpi.value(before), kpi.interval(before), kpi.n(before), kpi.change(now, before, whole=whole)]
    if len(times.periods) > 1:
        cells.append(times.trend(statistic.points, keys))
    return (*cells, kpi.value(statistic.total), kpi.interval(statistic.total), kpi.n(statistic.total))


def _labels(kpi: Kpi, keys: Sequence[Slice]) -> Table:
    """A line per label, the figures of the KPI beside each other, and the whole of the data as the last line."""
    say = kpi.language.say
    named = [say(s.name or "value") for s in kpi.statistics]
    columns = [
        column
        for i, name in enumerate(named)
        for column in (
            Column(name, 2 * i),
            Column(say(INTERVAL), 2 * i + 20, aside="95 %" if len(named) == 1 else say("95 % of {name}", name=name)),
        )
    ]

    def cells(points: Sequence[Point]) -> tuple[Cell, ...]:
        pairs = zip(kpi.statistics, points, strict=True)
        return (*(cell for _, p in pairs for cell in (kpi.value(p), kpi.interval(p))), _n(kpi, points[0]))

    rows = [
        Row(label_of(key, kpi.language), cells([s.points.get(key, NOTHING) for s in kpi.statistics])) for key in keys
    ]
    rows.append(Row(say("total"), cells([s.total for s in kpi.statistics]), tone="strong"))
    return Table(kpi.title, (*columns, Column("n", 1)), (*kpi.notes, *rows))


def _figures(kpi: Kpi, point: Point) -> tuple[Cell, ...]:
    return kpi.value(point), kpi.interval(point), _n(kpi, point)


def _n(kpi: Kpi, point: Point) -> Cell:
    return Cell(format_value(point.n, "count", language=kpi.language), "faint")


def keys_of(breakdown: Breakdown, times: Times | None) -> list[Slice]:
    """The label tuples without the period, by name, missing labels last."""
    if times is None:
        return list(breakdown.slices)
    keys = {labels[: times.at] + labels[times.at + 1 :] for labels in breakdown.slices}
    return sorted(keys, key=lambda labels: [(label is None, label or "") for label in labels])


def statistic_of(kpi: Kpi, statistic: Statistic) -> str:
    """What the statistic is called; one that a KPI has without asking has no name."""
    return kpi.language.say(statistic.name) if statistic.name else ""


def _with(kpi: Kpi, statistic: Statistic) -> str:
    return f"{kpi.title}, {statistic_of(kpi, statistic)}" if statistic.name else kpi.title
