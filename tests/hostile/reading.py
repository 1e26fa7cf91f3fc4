"""What does ``cx`` make of a hostile file? The whole way of a report, in this process."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from cx_cli.commands import open_files
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.errors import CxError
from cx_cli.facts.supply import FACT_TABLES
from cx_cli.load.pieces import UnclosedQuoteError
from cx_cli.load.source import BLOCK, Source
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.canonical import MARK, Batch
from cx_cli.normalise.detect import detect
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.newest import newest_of
from cx_cli.normalise.profile import Layout
from cx_cli.normalise.rows import NEVER, Column, Flags, Instants, Numbers, Words, end_to_end
from cx_cli.results import compute
from cx_cli.results.request import Request
from cx_cli.results.result import Report
from cx_cli.settings import FileManner, Settings
from tests.hostile.case import Account, Case

LIMITS = ("max_rejected",)
SEEN = ("layout", "rows")
TABLES = {name: name for name in ("orders", "surveys", "calls")}
COUNTED = {"orders": "ordered_at", "surveys": "answered_at", "calls": "started_at", "tickets": "created_at"}


@dataclass(frozen=True)
class Answer:
    """What came of a file: the cells, account, issues and labels of a :class:`Case`, or an error."""

    cells: dict[str, list[object]] = field(default_factory=dict)
    account: Account = (0, 0, 0, 0, 0)
    issues: dict[tuple[str | None, str], tuple[int, int | None]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    error: CxError | None = None


def answer(case: Case, folder: Path) -> Answer:
    """Reads the case's file as ``cx report`` would."""
    path = folder / case.file
    path.write_bytes(case.data)
    limits = {name: case.settings[name] for name in LIMITS if name in case.settings}
    settings = _settings(case)
    by = ((), ("agent",)) if case.labels is not None else ((),)
    request = Request(_metrics(case), by=by, period="year", timezone=settings.timezone or "UTC", **limits)
    # Where the table is not the question it is said, which spares the trial of ten tables.
    argument = str(path) if case.group in SEEN else f"{TABLES.get(path.stem, 'tickets')}={path}"
    try:
        with quickly(len(case.data)), opened([argument], settings, find_files([argument], settings)) as found:
            report = compute.compute(found.feeds, request)
            feed = found.feeds[0]
            names = [name for name in case.cells or () if not name.startswith("header:")]
            return Answer(_cells(feed, names), _account(report), _issues(report), _labels(report))
    except CxError as error:
        return Answer(error=error)
    finally:
        path.unlink()


def _metrics(case: Case) -> tuple[tuple[Metric, str], ...]:
    """A count of every column that the case names, so that a report reads them all."""
    found = [BUILT_IN["tickets_created"], BUILT_IN["csat"]]
    for facts, at in COUNTED.items():
        for name in case.cells or ():
            if name in FACT_TABLES[facts].source and name != at:
                formula = f"count(known({name}))"
                found.append(
                    replace(BUILT_IN["tickets_created"], name=f"{facts}_{name}", facts=facts, at=at, formula=formula)
                )
    return tuple((metric, "default") for metric in found)


def _settings(case: Case) -> Settings:
    said = dict(case.settings)
    files = tuple(FileManner(pattern, **manner) for pattern, manner in said.pop("files", {}).items())
    return Settings(**said, files=files)


def wrong(case: Case, found: Answer) -> str | None:
    """What is wrong with the answer; None where it is right."""
    if case.refused is not None:
        if found.error is None:
            return f"not refused with [{case.refused}]: {found.account} {found.cells}"
        told = "\n".join(found.error.lines())
        if found.error.slug != case.refused:
            return f"refused, not with [{case.refused}] but: {told}"
        unsaid = [words for words in (case.file, *case.says) if words not in told]
        return f"the refusal does not say {unsaid}: {told}" if unsaid else None
    if found.error is not None:
        return "refused: " + "\n".join(found.error.lines())
    for name, expected in (case.cells or {}).items():
        if not _same(expected, found.cells.get(name, [])):
            return f"{name} is {_shown(found.cells.get(name))}, not {_shown(expected)}"
    rows, loaded, duplicates, excluded, rejected = found.account
    if rows != loaded + duplicates + excluded + rejected:
        return f"the account does not add up: {found.account}"
    if case.account is not None and found.account != case.account:
        return f"the account is {found.account}, not {case.account}"
    if dict(case.issues) != found.issues:
        return f"the issues are {found.issues}, not {dict(case.issues)}"
    if case.labels is not None and dict(case.labels) != found.labels:
        return f"the labels are {found.labels}, not {dict(case.labels)}"
    return None


@contextmanager
def quickly(size: int) -> Iterator[None]:
    """The same way for files that are far smaller than any real one: no threads, one trial of the tables for files of
    the same headers, blocks not much larger than the file."""
    block = (min(BLOCK, max(size, 1 << 14)),)
    with (
        patch.object(compute, "batches", in_turn),
        patch.object(open_files, "detect", _detect),
        patch.object(Source.blocks, "__defaults__", block),
    ):
        yield


def _detect(headers: Sequence[str], **said: Any) -> Layout:
    key = repr((headers, said))
    if key not in _LAYOUTS:
        _LAYOUTS[key] = detect(headers, **said)
    return _LAYOUTS[key]


_LAYOUTS: dict[str, Layout] = {}


def in_turn(feed: Feed) -> Iterator[Batch]:
    """What batches() gives, without its threads: they take longer to begin than a small file to read."""
    try:
        for piece in feed.export.pieces():
            feed.offsets[piece.number] = piece.offset
            yield feed.normalise([feed.parse(piece)])
    except UnclosedQuoteError as error:
        raise feed.unclosed(error) from error


def _cells(feed: Feed, names: Sequence[str]) -> dict[str, list[object]]:
    order = {name for name in (feed.table.newest, "revision") if name in feed.has()}
    feed.plan({*names, *order}, {name: feed.kind_of(name) for name in names if name in feed.extras}, whole=True)
    rows = end_to_end([batch.rows for batch in in_turn(feed)])
    rows = rows.take(newest_of(rows, feed.table))
    discarded = rows.columns.get(MARK)
    if isinstance(discarded, Flags):
        rows = rows.take(np.flatnonzero(discarded.values != 1))
    return {name: _plain(rows.columns[name]) if name in rows.columns else [] for name in names}


def _plain(column: Column) -> list[Any]:
    match column:
        case Instants(seconds):
            return [None if one == NEVER else datetime.fromtimestamp(one, UTC) for one in seconds.tolist()]
        case Numbers(values):
            return [None if math.isnan(one) else one for one in values.tolist()]
        case Flags(values):
            return [None if one < 0 else bool(one) for one in values.tolist()]
        case Words():
            return column.cells()


def _same(expected: Sequence[object], found: Sequence[object]) -> bool:
    return len(expected) == len(found) and all(
        math.isclose(one, other, rel_tol=1e-12) if isinstance(one, float) and isinstance(other, float) else one == other
        for one, other in zip(expected, found, strict=True)
    )


def _shown(cells: Sequence[object] | None) -> list[str]:
    return [one.isoformat() if isinstance(one, datetime) else repr(one)[:60] for one in cells or ()]


def _account(report: Report) -> Account:
    one = report.inputs[0]
    return one.rows, one.loaded, one.duplicates, one.excluded, one.rejected


def _issues(report: Report) -> dict[tuple[str | None, str], tuple[int, int | None]]:
    return {(one.column, one.problem): (one.n, one.line) for one in report.issues}


def _labels(report: Report) -> dict[str, int]:
    found: dict[str, int] = {}
    for breakdown, series in report.series("tickets_created", None):
        if breakdown.by == ("agent",):
            for place, value in zip(series.where.tolist(), series.values.tolist(), strict=True):
                found[breakdown.slices[place][0] or "(none)"] = int(value)
    return found
