"""Where are the results of runs kept, so that neither two runs at once nor a kill loses any?

A SQLite file in WAL mode. A run is one transaction: it is there whole or not at all. ``runs`` has a row per run;
``figures`` has the newest word on each period, which names the run it is of.
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cx_cli import __version__
from cx_cli.errors import CxError, InputError, UsageError
from cx_cli.normalise.labels import label_key
from cx_cli.results.history import Family, Kept, Labels, kept_of
from cx_cli.results.result import Report

APPLICATION = 0x43584831
"""The mark of a history in the file's header: CXH1."""
PATIENCE_SECONDS = 60
LOOK_BACK = 24
"""A trend shows no more periods."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, written_at TEXT NOT NULL, version TEXT NOT NULL, as_of TEXT, since TEXT, until TEXT,
    definitions TEXT NOT NULL, inputs TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS families (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, timezone TEXT NOT NULL, clock TEXT NOT NULL, condition TEXT NOT NULL,
    columns TEXT NOT NULL, UNIQUE (kind, timezone, clock, condition, columns));
CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, family INTEGER NOT NULL REFERENCES families, metric TEXT NOT NULL, formula TEXT NOT NULL,
    statistic TEXT NOT NULL, slice TEXT NOT NULL, labels TEXT NOT NULL,
    UNIQUE (family, metric, formula, statistic, slice));
CREATE TABLE IF NOT EXISTS figures (
    series INTEGER NOT NULL REFERENCES series, period TEXT NOT NULL, value REAL NOT NULL, n REAL, low REAL, high REAL,
    complete INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (series, period)) WITHOUT ROWID;
"""


_FROM = (
    "FROM figures JOIN series ON series.id = figures.series JOIN families ON families.id = series.family "
    "WHERE kind = ? AND timezone = ? AND clock = ? AND condition = ? AND columns = ?"
)


def append(path: Path, report: Report) -> None:
    """Adds a run. Its periods take the place of the same periods of earlier runs, groups that are gone included; one
    that the data don't cover whole takes no place of one that they did."""
    with _opened(path, create=True) as store:
        _write_ahead(store)
        store.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            store.execute(statement)
        store.execute(f"PRAGMA application_id = {APPLICATION}")
        run = _enter_run(store, report)
        for family, kept in kept_of(report):
            _enter(store, _family_id(store, family), run, kept)
        store.execute("COMMIT")


def remembered(path: Path, family: Family, *, period: str | None = None, before: str | None = None) -> list[Kept]:
    """What the history has of a family: all of it, one period, or of what was whole the newest :data:`LOOK_BACK`
    periods before one."""
    with _opened(path, create=False) as store:
        if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'figures'").fetchone():
            return []
        chosen, values = "", list[object](_key(family))
        if period is not None:
            chosen, values = "AND period = ? ", [*values, period]
        if before is not None:
            newest = f"SELECT DISTINCT period {_FROM} AND complete AND period < ? ORDER BY period DESC LIMIT ?"
            chosen, values = f"AND period IN ({newest}) ", [*values, *values, before, LOOK_BACK]
        columns = "metric, formula, statistic, labels, period, value, n, low, high, complete"
        rows = store.execute(f"SELECT {columns} {_FROM} {chosen}ORDER BY period, series", values)
        labels = cache(_labels)
        return [_read(row, labels) for row in rows]


@contextmanager
def _opened(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    if not create and not path.is_file():
        raise InputError(
            f"--history: there is no file {str(path)!r}", slug="history", fix=f"cx report FILE --history {path}"
        )
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"--history {path}: can't be written: it is no place for a file", slug="history")
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as store:
            _refuse_strangers(path, store)
            yield store
    except sqlite3.DatabaseError as error:
        raise _broken(path, error) from error


def _refuse_strangers(path: Path, store: sqlite3.Connection) -> None:
    """A database of another program is left alone."""
    mark = store.execute("PRAGMA application_id").fetchone()[0]
    tables = store.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark != APPLICATION and tables:
        raise InputError(f"--history {path}: this is a database, but no history of cx", slug="history")


def _broken(path: Path, error: sqlite3.DatabaseError) -> CxError:
    if isinstance(error, sqlite3.OperationalError):
        return UsageError(f"--history {path}: can't be used: {error}", slug="history")
    return InputError(f"--history {path}: this is no history of cx: {error}", slug="history")


def _write_ahead(store: sqlite3.Connection) -> None:
    """Puts the file in WAL mode. While another run does the same SQLite says at once that it is locked."""
    store.execute("PRAGMA synchronous = FULL")  # a run that is told to be done outlives a loss of power
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while store.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            store.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)


def _enter_run(store: sqlite3.Connection, report: Report) -> int:
    told = report.settings
    inputs = json.dumps([[entry.path, entry.table, entry.sha256] for entry in report.inputs])
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = (now, __version__, told.as_of, told.since, told.until, told.definitions, inputs)
    names = "written_at, version, as_of, since, until, definitions, inputs"
    done = store.execute(f"INSERT INTO runs ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    assert done.lastrowid is not None
    return done.lastrowid


def _family_id(store: sqlite3.Connection, family: Family) -> int:
    names = "kind, timezone, clock, condition, columns"
    store.execute(f"INSERT OR IGNORE INTO families ({names}) VALUES (?, ?, ?, ?, ?)", _key(family))
    where = "kind = ? AND timezone = ? AND clock = ? AND condition = ? AND columns = ?"
    found: int = store.execute(f"SELECT id FROM families WHERE {where}", _key(family)).fetchone()[0]
    return found


def _enter(store: sqlite3.Connection, family: int, run: int, kept: Sequence[Kept]) -> None:
    measures = {(one.metric, one.formula, one.statistic or "") for one in kept}
    known = _series(store, family)
    old = [number for key, number in known.items() if key[:3] in measures]
    _make_room(store, old, {one.period: one.complete for one in kept})
    keys = cache(_slice_key)
    rows = []
    for one in kept:
        key = (one.metric, one.formula, one.statistic or "", keys(one.labels))
        if key not in known:
            labels = json.dumps(one.labels, ensure_ascii=False)
            names = "family, metric, formula, statistic, slice, labels"
            done = store.execute(f"INSERT INTO series ({names}) VALUES (?, ?, ?, ?, ?, ?)", (family, *key, labels))
            assert done.lastrowid is not None
            known[key] = done.lastrowid
        rows.append((known[key], one.period, one.value, *map(_stored, (one.n, one.low, one.high)), one.complete, run))
    store.executemany("INSERT OR IGNORE INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _make_room(store: sqlite3.Connection, series: Iterable[int], periods: Mapping[str, bool]) -> None:
    """Takes away what earlier runs said of these periods, unless that was of the whole of one and this isn't."""
    store.execute("CREATE TEMP TABLE IF NOT EXISTS replaced (series INTEGER PRIMARY KEY)")
    store.execute("DELETE FROM replaced")
    store.executemany("INSERT INTO replaced VALUES (?)", [(number,) for number in series])
    chosen = "period = ? AND complete <= ? AND series IN (SELECT series FROM replaced)"
    store.executemany(f"DELETE FROM figures WHERE {chosen}", list(periods.items()))


def _series(store: sqlite3.Connection, family: int) -> dict[tuple[str, ...], int]:
    rows = store.execute("SELECT metric, formula, statistic, slice, id FROM series WHERE family = ?", (family,))
    return {tuple(key): number for *key, number in rows}


def _read(row: Sequence[Any], labels: Callable[[str], Labels]) -> Kept:
    metric, formula, statistic, written, period, *figures, complete = row
    a, b, c, d = (math.nan if one is None else one for one in figures)
    return Kept(metric, formula, statistic or None, labels(written), period, a, b, c, d, bool(complete))


def _labels(written: str) -> Labels:
    return tuple((column, label) for column, label in json.loads(written))


def _key(family: Family) -> tuple[str, ...]:
    return family.kind, family.timezone, family.clock, family.where, json.dumps(family.columns, ensure_ascii=False)


def _slice_key(labels: Labels) -> str:
    """What all spellings of the labels share."""
    keys = [(column, None if label is None else label_key(label)) for column, label in labels]
    return json.dumps(keys, ensure_ascii=False)


def _stored(number: float) -> float | None:
    return number if math.isfinite(number) else None
