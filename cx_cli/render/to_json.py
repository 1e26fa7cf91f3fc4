"""How does a report read for a machine?"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.render.safe import harmless
from cx_cli.render.values import arrow_numbers, in_order, note_of, texts
from cx_cli.results.result import Breakdown, CalendarUsed, Input, Issue, Report, Series

if TYPE_CHECKING:
    from cx_cli.results.themes import Theme, Themes

_BETWEEN = ",\n  "
_AT_ONCE = 1 << 20
"""So many lines are made at once: the text of an Arrow array has at most 2 GB."""
_WORKERS = 2


def render(report: Report) -> str:
    """The report as ``cx.report/1``: one line per value, so that two reports can be compared line by line."""
    return b"".join(parts(report)).decode()


def parts(report: Report) -> Iterator[bytes | memoryview]:
    """The same in UTF-8, in parts that need not be in memory together."""
    head = (
        f'{{"schema": "cx.report/1",\n "inputs": {_listed(map(input_entry, report.inputs))},\n',
        f' "settings": {_text(settings_of(report))},\n "metrics": {_listed(metrics_of(report))},\n "values": [',
    )
    yield "".join(head).encode()
    last: memoryview | None = None
    for lines in _values(report):
        yield b"\n  " if last is None else last
        last = lines
    if last is not None:
        yield last[: -len(_BETWEEN)]
        yield b"\n "
    unavailable = ({"metric": u.metric, "needs": harmless(u.needs)} for u in report.unavailable)
    issues = _listed(map(issue_entry, report.issues))
    themes = f',\n "themes": {_text(_themes(report.themes))}' if report.themes is not None else ""
    yield f'],\n "issues": {issues},\n "unavailable": {_listed(unavailable)}{themes}}}\n'.encode()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _listed(entries: Any) -> str:
    return f"[{_joined(map(_text, entries))}]"


def _joined(lines: Any) -> str:
    text = _BETWEEN.join(lines)
    return f"\n  {text}\n " if text else ""


def input_entry(entry: Input) -> dict[str, Any]:
    """The account of one file and table."""
    return {
        "path": harmless(entry.path),
        "table": entry.table,
        "profile": entry.profile,
        "rows": entry.rows,
        "loaded": entry.loaded,
        "duplicates": entry.duplicates,
        "excluded": entry.excluded,
        "rejected": entry.rejected,
        "sha256": entry.sha256,
    }


def settings_of(report: Report) -> dict[str, Any]:
    told = report.settings
    bys = [list(breakdown.by) for breakdown in report.breakdowns[1:]]
    return {
        "timezone": told.timezone,
        "period": told.period,
        "by": bys[0] if len(bys) == 1 else bys,
        "since": told.since,
        "until": told.until,
        "as_of": told.as_of,
        "clock": told.clock,
        "definitions": told.definitions,
        **({"where": harmless(told.where)} if told.where else {}),
        **({"calendars": [_calendar(one) for one in told.calendars]} if told.calendars else {}),
    }


def _calendar(calendar: CalendarUsed) -> dict[str, Any]:
    return {"name": harmless(calendar.name), "timezone": calendar.timezone}


def metrics_of(report: Report) -> Iterator[dict[str, Any]]:
    for run in report.metrics:
        metric = run.metric
        yield {
            "name": metric.name,
            "title": harmless(metric.title),
            "unit": metric.unit,
            "better": metric.better,
            "facts": metric.facts,
            "at": metric.at,
            "formula": run.formula,
            "variant": run.variant,
            **({"clock": run.clock} if run.clock != "calendar" else {}),
        }


def issue_entry(issue: Issue) -> dict[str, Any]:
    """One problem, and where it was met first."""
    return {
        "path": harmless(issue.path),
        "table": issue.table,
        "column": None if issue.column is None else harmless(issue.column),
        "line": issue.line,
        "problem": issue.problem,
        "n": issue.n,
        "example": None if issue.example is None else harmless(issue.example),
    }


def _themes(themes: Themes) -> dict[str, Any]:
    def told(some: Sequence[Theme]) -> list[dict[str, Any]]:
        return [
            {**asdict(theme), "term": harmless(theme.term), "quotes": list(map(harmless, theme.quotes))}
            for theme in some
        ]

    return {
        "period": themes.period,
        "previous": themes.previous,
        "n": themes.n,
        "n_previous": themes.n_previous,
        "languages": {name or "unknown": n for name, n in themes.languages},
        "n_terms": themes.n_tried,
        "rising": told(themes.rising),
        "falling": told(themes.falling),
    }


def _values(report: Report) -> Iterator[memoryview]:
    """The lines of each series, every one with what stands between two; what the lines of a slice share is written
    once."""
    slices = [_slices(breakdown) for breakdown in report.breakdowns]
    return _made_ahead(
        (*slices[at], series, slice(begin, begin + _AT_ONCE))
        for at, series in in_order(report)
        for begin in range(0, len(series.where), _AT_ONCE)
    )


def _made_ahead(wanted: Iterable[tuple[Any, Any, Series, slice]]) -> Iterator[memoryview]:
    """The lines in order, a few series ahead of whoever writes them: pyarrow leaves Python's lock free."""
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="cx-write") as pool:
        ahead: deque[Future[memoryview]] = deque()
        for one in wanted:
            ahead.append(pool.submit(_lines, *one))
            if len(ahead) > 2 * _WORKERS:
                yield ahead.popleft().result()
        for found in ahead:
            yield found.result()


def _lines(slices: Any, ends: Any, series: Series, some: slice) -> memoryview:
    head = f'{{"metric": {_text(series.metric)}, "statistic": {_text(series.statistic)}, "slice": '
    where = arrow_numbers(series.where[some])
    ends = ends.take(where)
    if (missing := ~np.isfinite(series.values[some])).any():
        ends = pc.if_else(arrow_numbers(missing.view(np.int8)).cast(pa.bool_()), _end(note_of(True, False)), ends)
    figures = (("value", series.values), ("n", series.n), ("low", series.low), ("high", series.high))
    written = [part for name, array in figures for part in (f', "{name}": ', texts(array[some], "null"))]
    lines: Any = pc.binary_join_element_wise(head, slices.take(where), *written, ', "note": ', ends, "")
    bounds = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    return memoryview(lines.buffers()[2])[bounds[lines.offset] : bounds[lines.offset + len(lines)]]


def _end(note: str | None) -> str:
    return f"{_text(note)}}}{_BETWEEN}"


def _slices(breakdown: Breakdown) -> tuple[Any, Any]:
    """Of each slice its object, and how the lines end that have a value."""
    keys = [_text(harmless(column)) for column in breakdown.by]
    known: dict[str | None, str] = {None: "null"}
    for label in {label for labels in breakdown.slices for label in labels if label is not None}:
        known[label] = _text(harmless(label))
    slices = [
        "{" + ", ".join([f"{key}: {known[label]}" for key, label in zip(keys, labels, strict=True)]) + "}"
        for labels in breakdown.slices
    ]
    ends = {incomplete: _end(note_of(False, incomplete)) for incomplete in (False, True)}
    return pa.array(slices, pa.string()), pa.array([ends[one] for one in breakdown.incomplete], pa.string())
