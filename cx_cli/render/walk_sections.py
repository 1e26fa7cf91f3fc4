"""How does the walk from one number to another read, whole and by slice?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from cx_cli.language import ENGLISH, Language
from cx_cli.render.grid import Cell, Column, Row, Table
from cx_cli.render.kpi_tables import label_of
from cx_cli.render.page import Section, listed
from cx_cli.render.safe import harmless
from cx_cli.results.reconciliation import Path, Reconciliation, Rows, Step, Walk
from cx_cli.units import MISSING, format_change, format_value


def walk_sections(found: Reconciliation, walk: Walk, language: Language = ENGLISH) -> Iterator[Section]:
    """The walk over the whole of the data, then one table by each ``--by``."""
    say = language.say
    title = say(
        "{kpi}: from {start} to {end}",
        kpi=harmless(say(found.metric.title)),
        start=harmless(walk.start.told(language.say)),
        end=harmless(walk.end.told(language.say)),
    )
    if walk.needs is not None:
        absent = say(
            "There is no way: one of the two can't be computed, it needs {columns}.",
            columns=harmless(language.retell(walk.needs)),
        )
        yield Section(title, (), (absent, *_remarks(walk, language)))
        return
    whole, *slices = walk.paths
    yield Section(title, (_whole(walk, whole, language),), tuple(_notes(walk, whole, language)))
    for by in dict.fromkeys(path.by for path in slices):
        columns = listed([*map(harmless, by)], language)
        yield Section(say("By {columns}", columns=columns), (_by(walk, [p for p in slices if p.by == by], language),))


def unrounded(path: Path) -> str:
    """The chain of the walk with every digit: ``start + change + change = end``.

    >>> unrounded(Path((), (), 1.5, 2, (Move(1.25, 2, -0.25, Rows(2, 2), None),), -0.25))
    '1.5 - 0.25 = 1.25'
    """
    end = path.moves[-1].value if path.moves else path.start
    changes = [move.change for move in path.moves if move.change is not None]
    signs = [f" {'-' if change < 0 else '+'} {abs(change)!r}" for change in changes]
    return f"{path.start!r}{''.join(signs)} = {end!r}"


def _whole(walk: Walk, path: Path, language: Language) -> Table:
    """A line per step: where it leads, by how much, and which rows it moves."""
    say, unit = language.say, walk.first.unit
    columns = (
        Column(say("value")),
        Column(say("change"), 1),
        Column("n", 2),
        Column(say("rows in"), 4),
        Column(say("rows out"), 5),
        Column(say("counted in"), 6),
        Column(say("counted out"), 7),
    )
    blank = Cell("")
    first = (_value(path.start, unit, language), blank, _n(path.start_n, language), blank, blank, blank, blank)
    rows = [Row(harmless(walk.start.told(language.say)), first, tone="strong")]
    for number, (step, move) in enumerate(zip(walk.steps, path.moves, strict=True), 1):
        cells = (
            _value(move.value, step.metric.unit, language),
            _change(move.change, unit, language),
            _n(move.n, language),
            *_moved(move.rows, language),
            *(_moved(move.counted, language) if move.counted else (blank, blank)),
        )
        rows.append(Row(f"{number} {_told(step, language)}", cells, 1))
    end = path.moves[-1] if path.moves else None
    value, n = (end.value, end.n) if end else (path.start, path.start_n)
    last = (
        _value(value, _last_unit(walk), language),
        _change(path.difference, unit, language),
        _n(n, language),
        blank,
        blank,
        blank,
        blank,
    )
    rows.append(Row(harmless(walk.end.told(language.say)), last, tone="strong"))
    return Table(say("step"), columns, tuple(rows))


def _by(walk: Walk, paths: Sequence[Path], language: Language) -> Table:
    """A line per slice: both ends, and between them the change of each step."""
    say = language.say
    columns = (
        Column(say("from")),
        *(Column(say("step {n}", n=number), number) for number in range(1, len(walk.steps) + 1)),
        Column(say("to")),
        Column(say("difference")),
    )
    first, last = walk.first.unit, _last_unit(walk)
    rows = [
        Row(
            label_of(path.slice, language),
            (
                _value(path.start, first, language),
                *(_change(move.change, first, language) for move in path.moves),
                _value(path.moves[-1].value if path.moves else path.start, last, language),
                _change(path.difference, first, language),
            ),
        )
        for path in paths
    ]
    return Table(say("slice"), columns, tuple(rows))


def _notes(walk: Walk, whole: Path, language: Language) -> Iterator[str]:
    say = language.say
    if not walk.steps:
        yield say("Both are the same definition.")
    merged = [number for number, step in enumerate(walk.steps, 1) if len(step.says) > 1]
    for number in merged:
        yield say("Step {n} takes several differences together: one without the other has no value.", n=number)
    units = [walk.first.unit, *(step.metric.unit for step in walk.steps)]
    for number, (before, after) in enumerate(itertools.pairwise(units), 1):
        if before != after and whole.moves[number - 1].change is None:
            yield say(
                "Step {n} leads to another unit, so it has no change: the two numbers can't be subtracted.", n=number
            )
    if walk.steps and whole.difference is not None:
        yield say("Unrounded: {chain}", chain=unrounded(whole))
    if len(walk.steps) > 1:
        aspects = dict.fromkeys(aspect for step in walk.steps for aspect in step.aspects)
        yield say(
            "The steps are taken in the order {aspects}; in another order their sizes could differ, their sum could "
            "not.",
            aspects=", ".join(map(say, aspects)),
        )
    yield from _remarks(walk, language)


def _remarks(walk: Walk, language: Language) -> Iterator[str]:
    yield from (harmless(language.retell(remark, "definitions")) for remark in walk.remarks)


def _told(step: Step, language: Language) -> str:
    told = "; ".join(language.retell(said, "steps") for said in step.says)
    return harmless(f"{', '.join(map(language.say, step.aspects))}: {told}")


def _last_unit(walk: Walk) -> str:
    return walk.steps[-1].metric.unit if walk.steps else walk.first.unit


def _value(value: float | None, unit: str, language: Language) -> Cell:
    return Cell(MISSING, "faint") if value is None else Cell(format_value(value, unit, language=language))


def _change(change: float | None, unit: str, language: Language) -> Cell:
    if change is None:
        return Cell(MISSING, "faint")
    told = format_change(change, unit, "neither", language=language)
    word = language.say("higher" if change > 0 else "lower")
    return Cell("0", "faint") if told.startswith("→") else Cell(told.removesuffix(f" {word}"))


def _n(n: float | None, language: Language) -> Cell:
    return Cell("" if n is None else format_value(n, "count", language=language), "faint")


def _moved(rows: Rows, language: Language) -> tuple[Cell, Cell]:
    """The rows that came and went; nothing where none did."""
    if rows.entering is None or rows.leaving is None:
        return Cell(MISSING, "faint"), Cell(MISSING, "faint")
    into = Cell(f"+{language.count(rows.entering)}" if rows.entering else "0", "plain" if rows.entering else "faint")
    out = Cell(f"-{language.count(rows.leaving)}" if rows.leaving else "0", "plain" if rows.leaving else "faint")
    return into, out
