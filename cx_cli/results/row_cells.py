"""What stands in the cells of a row that is listed: its key, place, labels, columns and the reason?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.places import lines_of
from cx_cli.normalise.rows import NEVER, SOMETIME, Column, Flags, Instants, Ints, Numbers, Rows, Words
from cx_cli.results.behind import Behind
from cx_cli.results.collect import NEWER
from cx_cli.results.reasons import Verdicts
from cx_cli.results.result import Label

Cell = str | float | bool | None


@frozen
class Listed:
    """One row: cells in the order of ``Listing.key``, ``.by`` and ``.columns``; instants are ISO 8601 in UTC.

    ``n`` is what it adds to the report's n; None where n is not made of rows.
    """

    key: tuple[Cell, ...]
    path: str | None
    line: int | None
    at: str | None
    labels: tuple[Label, ...]
    columns: tuple[Cell, ...]
    n: float | None
    counted: bool
    missed: bool | None
    reason: str | None


def listed(
    found: Behind,
    verdicts: Verdicts,
    numbers: Ints,
    names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
    feeds: Sequence[Feed],
) -> tuple[Listed, ...]:
    """These rows with the cells of ``names``: the columns of the key, of the labels, and the others."""
    key, by, others = names
    rows = found.rows.take(numbers)
    at = cells_of(rows, found.run.formula.at)
    labels = found.members.labels(by, numbers) if by else [()] * rows.n
    labels = _with_periods(found, by, numbers, labels)
    lines = _lines(rows, PLACE, feeds)
    newer = _lines(rows, NEWER, feeds)
    hit = found.hit
    missed = [None] * rows.n if hit is None else (~hit[numbers]).tolist()
    counted = found.counted[numbers].tolist()
    adds = found.adds[numbers].tolist() if found.n is not None and not found.anatomy.key else [None] * rows.n
    keys, columns = _together(rows, key), _together(rows, others)
    reasons = _reasons(verdicts, rows, numbers, lines, newer)
    return tuple(
        Listed(
            key=keys[i],
            path=lines[i][0],
            line=lines[i][1],
            at=at[i],  # type: ignore[arg-type]
            labels=labels[i],
            columns=columns[i],
            n=adds[i],
            counted=counted[i],
            missed=missed[i] if counted[i] else None,
            reason=reasons[i],
        )
        for i in range(rows.n)
    )


def _with_periods(
    found: Behind, by: tuple[str, ...], numbers: Ints, labels: Sequence[tuple[Label, ...]]
) -> list[tuple[Label, ...]]:
    """The labels with the period of each row's dating instant in its place."""
    if PERIOD not in by:
        return list(labels)
    place = by.index(PERIOD)
    calendar = found.members.tally.calendar
    at = found.rows.columns[found.run.formula.at]
    assert isinstance(at, Instants)
    known = at.known()[numbers]
    periods = calendar.periods(at.seconds[numbers][known])
    names = {period: calendar.label(period) for period in np.unique(periods).tolist()}
    dated = iter(periods.tolist())
    return [
        (*label[:place], names[next(dated)] if there else None, *label[place:])
        for label, there in zip(labels, known.tolist(), strict=True)
    ]


Line = tuple[str | None, int | None]


def _lines(rows: Rows, name: str, feeds: Sequence[Feed]) -> list[Line]:
    """The path and the line of each row's place; None where there is none."""
    column = rows.columns.get(name)
    found: list[Line] = [(None, None)] * rows.n
    if not isinstance(column, Instants):
        return found
    for feed in feeds:
        here = np.flatnonzero((column.seconds != NEVER) & (column.seconds >> 56 == feed.number))
        if len(here):
            for row, line in zip(here.tolist(), lines_of(feed, column.seconds[here]).tolist(), strict=True):
                found[row] = (feed.path, line)
    return found


def _reasons(
    verdicts: Verdicts, rows: Rows, numbers: Ints, lines: Sequence[Line], newer: Sequence[Line]
) -> list[str | None]:
    """The reason of each row, with the values that belong to it, or the line of the row that took its place."""
    codes = verdicts.codes[numbers]
    found: list[str | None] = [None if code < 0 else verdicts.texts[code] for code in codes.tolist()]
    for code in np.unique(codes[codes >= 0]).tolist():
        names = [name for name in verdicts.shown[code] if name in rows.columns]
        here = np.flatnonzero(codes == code)
        for row, cells in zip(here.tolist(), _together(rows.take(here), names), strict=True):
            pairs = zip(names, cells, strict=True)
            told = [f"{name} {'not known' if cell is None else said(cell)}" for name, cell in pairs]
            if len(names) == 1:
                told = [said(cells[0])] if cells[0] is not None else []
            found[row] = f"{verdicts.texts[code]}: {', '.join(told)}" if told else verdicts.texts[code]
    for row, (path, line) in enumerate(newer):
        if path is not None:
            found[row] = f"{found[row]} at line {line}" + ("" if path == lines[row][0] else f" of {path}")
    return found


def said(cell: Cell) -> str:
    """A cell in words.

    >>> said(True), said(2.0), said("chat"), said(None)
    ('true', '2', 'chat', '')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _together(rows: Rows, names: Sequence[str]) -> list[tuple[Cell, ...]]:
    columns = [cells_of(rows, name) for name in names]
    return list(zip(*columns, strict=True)) if columns else [()] * rows.n


def cells_of(rows: Rows, name: str) -> list[Cell]:
    """The cells of a column: text, numbers, booleans, instants in ISO 8601; None where there is none."""
    column: Column | None = rows.columns.get(name)
    match column:
        case Words():
            return list(column.cells())
        case Numbers(values):
            return [None if value != value else value for value in values.tolist()]
        case Flags(values):
            return [None if value < 0 else value == 1 for value in values.tolist()]
        case Instants(seconds):
            known = seconds > SOMETIME
            written = np.char.add(np.datetime_as_string(np.where(known, seconds, 0).astype("datetime64[s]")), "Z")
            return [text if there else None for text, there in zip(written.tolist(), known.tolist(), strict=True)]
    return [None] * rows.n
