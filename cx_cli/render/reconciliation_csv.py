"""How does a reconciliation read as one long table?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cx_cli.render.reconciliation_json import figures
from cx_cli.render.to_csv import cell, header_of, slice_columns
from cx_cli.results.reconciliation import Match, Reconciliation, Slice, Walk

DEFINITIONS = ("variant", "statistic", "value", "n", "low", "high", "note", "products", "formula", "needs")
WALK = (
    *("step", "aspects", "says", "statistic", "value", "n", "change"),
    *("rows_before", "rows_after", "rows_entering", "rows_leaving", "counted_entering", "counted_leaving"),
)
MATCH = ("variants", "statistic", "timezone", "value", "n", "difference", "reproduces", "unit", "products")


def render(found: Reconciliation) -> str:
    """One table: of the walk, of the match, or of every definition, in each slice. Nothing is rounded."""
    columns = slice_columns(found.report)
    fields: tuple[str, ...] = WALK if found.walk else MATCH if found.match else DEFINITIONS
    rows = _walk(found.walk) if found.walk else _match(found.match) if found.match else _definitions(found)
    lines = [_line([*(header_of(column, fields) for column in columns), *fields])]
    lines += [_line([*(labels.get(column) for column in columns), *values]) for labels, values in rows]
    return "\n".join(lines) + "\n"


Line = tuple[dict[str, str | None], Sequence[object]]


def _definitions(found: Reconciliation) -> Iterator[Line]:
    named = {one.variant: one for one in found.definitions}
    for figure in figures(found):
        one = named[figure["variant"]]
        told = ("variant", "statistic", "value", "n", "low", "high", "note")
        yield figure["slice"], [*(figure[key] for key in told), _words(p.name for p in one.products), one.formula, None]
    for one in found.definitions:
        if one.needs is not None:
            blank = [None] * 6
            yield {}, [one.variant, *blank, _words(p.name for p in one.products), one.formula, one.needs]


def _walk(walk: Walk) -> Iterator[Line]:
    """In each slice the start as step 0, then a row per step."""
    for path in walk.paths:
        labels = _labels(path.by, path.slice)
        yield labels, [0, "", walk.start.name, walk.start.statistic, path.start, path.start_n, *[None] * 7]
        for number, (step, move) in enumerate(zip(walk.steps, path.moves, strict=True), 1):
            rows, counted = move.rows, move.counted
            yield (
                labels,
                [
                    *(number, _words(step.aspects), "; ".join(step.says), step.statistic),
                    *(move.value, move.n, move.change),
                    *(rows.before, rows.after, rows.entering, rows.leaving),
                    *((counted.entering, counted.leaving) if counted else (None, None)),
                ],
            )


def _match(match: Match) -> Iterator[Line]:
    for one in match.candidates:
        told = (one.value, one.n, one.difference, "true" if one.reproduces else "false", one.unit)
        yield {}, [_words(one.variants), one.statistic, one.timezone, *told, _words(one.products)]


def _labels(by: tuple[str, ...], labels: Slice) -> dict[str, str | None]:
    return dict(zip(by, labels, strict=True))


def _words(names: Iterable[str]) -> str:
    return " ".join(names)


def _line(values: Iterable[object]) -> str:
    return ",".join(_cell(value) for value in values)


def _cell(value: object) -> str:
    """A number as it is, which no spreadsheet runs; words as the long form of a report has them."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)
    return str(value) if isinstance(value, int) else cell(str(value))
