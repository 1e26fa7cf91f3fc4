"""How does the walk from one number to another read, whole and by slice?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.kpi_tables import label_of
from cx_cli.render.page import Section
from cx_cli.render.safe import harmless
from cx_cli.results.reconciliation import Path, Reconciliation, Rows, Step, Walk
from cx_cli.units import MISSING, format_change, format_value

_COLUMNS = (
    Column("value"),
    Column("change", 1),
    Column("n", 2),
    Column("rows in", 4, aside="rows in"),
    Column("rows out", 5, aside="rows out"),
    Column("counted in", 6),
    Column("counted out", 7),
)


def walk_sections(found: Reconciliation, walk: Walk) -> Iterator[Section]:
    """The walk over the whole of the data, then one table by each ``--by``."""
    title = f"{harmless(found.metric.title)}: from {harmless(walk.start.told())} to {harmless(walk.end.told())}"
    if walk.needs is not None:
        absent = f"There is no way: one of the two can't be computed, it needs {harmless(walk.needs)}."
        yield Section(title, (), (absent, *map(harmless, walk.remarks)))
        return
    whole, *slices = walk.paths
    yield Section(title, (_whole(walk, whole),), tuple(_notes(walk, whole)))
    for by in dict.fromkeys(path.by for path in slices):
        yield Section(f"By {' and '.join(map(harmless, by))}", (_by(walk, [p for p in slices if p.by == by]),))


def unrounded(path: Path) -> str:
    """The chain of the walk with every digit: ``start + change + change = end``.

    >>> unrounded(Path((), (), 1.5, 2, (Move(1.25, 2, -0.25, Rows(2, 2), None),), -0.25))
    '1.5 - 0.25 = 1.25'
    """
    end = path.moves[-1].value if path.moves else path.start
    changes = [move.change for move in path.moves if move.change is not None]
    signs = [f" {'-' if change < 0 else '+'} {abs(change)!r}" for change in changes]
    return f"{path.start!r}{''.join(signs)} = {end!r}"


def _whole(walk: Walk, path: Path) -> Table:
    """A line per step: where it leads, by how much, and which rows it moves."""
    unit = walk.first.unit
    blank = Cell("")
    first = (_value(path.start, unit), blank, _n(path.start_n), blank, blank, blank, blank)
    rows = [Row(harmless(walk.start.told()), first, tone="strong")]
    for number, (step, move) in enumerate(zip(walk.steps, path.moves, strict=True), 1):
        cells = (
            _value(move.value, step.metric.unit),
            _change(move.change, unit),
            _n(move.n),
            *_moved(move.rows),
            *(_moved(move.counted) if move.counted else (blank, blank)),
        )
        rows.append(Row(f"{number} {_told(step)}", cells, 1))
    end = path.moves[-1] if path.moves else None
    value, n = (end.value, end.n) if end else (path.start, path.start_n)
    last = (_value(value, _last_unit(walk)), _change(path.difference, unit), _n(n), blank, blank, blank, blank)
    rows.append(Row(harmless(walk.end.told()), last, tone="strong"))
    return Table("step", _COLUMNS, tuple(rows))


def _by(walk: Walk, paths: Sequence[Path]) -> Table:
    """A line per slice: both ends, and between them the change of each step."""
    columns = (
        Column("from"),
        *(Column(f"step {number}", number) for number in range(1, len(walk.steps) + 1)),
        Column("to"),
        Column("difference"),
    )
    first, last = walk.first.unit, _last_unit(walk)
    rows = [
        Row(
            label_of(path.slice),
            (
                _value(path.start, first),
                *(_change(move.change, first) for move in path.moves),
                _value(path.moves[-1].value if path.moves else path.start, last),
                _change(path.difference, first),
            ),
        )
        for path in paths
    ]
    return Table("slice", columns, tuple(rows))


def _notes(walk: Walk, whole: Path) -> Iterator[str]:
    if not walk.steps:
        yield "Both are the same definition."
    merged = [number for number, step in enumerate(walk.steps, 1) if len(step.says) > 1]
    for number in merged:
        yield f"Step {number} takes several differences together: one without the other has no value."
    units = [walk.first.unit, *(step.metric.unit for step in walk.steps)]
    for number, (before, after) in enumerate(itertools.pairwise(units), 1):
        if before != after and whole.moves[number - 1].change is None:
            yield f"Step {number} leads to another unit, so it has no change: the two numbers can't be subtracted."
    if walk.steps and whole.difference is not None:
        yield f"Unrounded: {unrounded(whole)}"
    if len(walk.steps) > 1:
        aspects = dict.fromkeys(aspect for step in walk.steps for aspect in step.aspects)
        yield (
            f"The steps are taken in the order {', '.join(aspects)}; in another order their sizes could differ, "
            "their sum could not."
        )
    yield from map(harmless, walk.remarks)


def _told(step: Step) -> str:
    return harmless(f"{', '.join(step.aspects)}: {'; '.join(step.says)}")


def _last_unit(walk: Walk) -> str:
    return walk.steps[-1].metric.unit if walk.steps else walk.first.unit


def _value(value: float | None, unit: str) -> Cell:
    return Cell(MISSING, "faint") if value is None else Cell(format_value(value, unit))


def _change(change: float | None, unit: str) -> Cell:
    if change is None:
        return Cell(MISSING, "faint")
    told = format_change(change, unit, "neither")
    return Cell("0", "faint") if told.startswith("→") else Cell(told.rpartition(" ")[0])


def _n(n: float | None) -> Cell:
    return Cell("" if n is None else format_value(n, "count"), "faint")


def _moved(rows: Rows) -> tuple[Cell, Cell]:
    """The rows that came and went; nothing where none did."""
    if rows.entering is None or rows.leaving is None:
        return Cell(MISSING, "faint"), Cell(MISSING, "faint")
    into = Cell(f"+{rows.entering:,}" if rows.entering else "0", "plain" if rows.entering else "faint")
    out = Cell(f"-{rows.leaving:,}" if rows.leaving else "0", "plain" if rows.leaving else "faint")
    return into, out
