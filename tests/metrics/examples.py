"""A worked example of the catalogue, run through facts, tally and reading as the program does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from cx_cli.facts.fact_table import Working
from cx_cli.facts.promise_kinds import promise_kinds
from cx_cli.facts.supply import FACT_TABLES
from cx_cli.facts.targets import targets_of
from cx_cli.facts.tickets import settled
from cx_cli.metrics.blocks import Window
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.metric import Example, Metric
from cx_cli.metrics.slices import Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.evaluate import instant_of
from cx_cli.normalise.rows import NEVER, Column, Flags, Instants, Numbers, Rows, Words, end_to_end
from cx_cli.normalise.scores import Scale
from cx_cli.normalise.zones import Zone
from cx_cli.results.assemble import assemble
from cx_cli.results.request import DISTRIBUTION, Request, Run, known_kind, run_of
from cx_cli.units import parse_duration

DEFAULT_INSTANT = "2026-03-02T09:00"
AS_OF = instant_of("2026-03-05T00:00", "UTC")
WHOLE = Grouping(())
ALL = Window()


def cells_of(example: Example) -> dict[str, list[str]]:
    """The columns of an example, every one as long as the longest."""
    columns: dict[str, list[str]] = {}
    for part in re.split(r"[;\n]", example.rows):
        if part.strip():
            name, _, cells = part.partition(":")
            columns[name.strip()] = [
                cell for text in cells.split() for cell in [text.split("*")[0]] * int([*text.split("*"), "1"][1])
            ]
    n = max(len(cells) for cells in columns.values())
    return {name: cells * n if len(cells) == 1 else cells for name, cells in columns.items()}


_DATED_BY: dict[str, list[str]] = {
    "surveys": ["answered_at"],
    "calls": ["started_at"],
    "customers": [],
    "orders": [],
    "reviews": [],
    "mentions": [],
    "sessions": [],
    "contacts": [],
}


def rows_of(metric: Metric, cells: dict[str, list[str]]) -> Rows:
    """Canonical rows; the instants that a table must have and that the example does not name get one for all."""
    facts = FACT_TABLES[metric.facts]
    n = len(next(iter(cells.values())))
    instants = _DATED_BY.get(metric.facts, ["created_at"])
    for name in [*instants, *([metric.at] if metric.at in facts.source else [])]:
        if facts.source.name != "messages":
            cells.setdefault(name, [DEFAULT_INSTANT] * n)
    if facts.source.name == "messages":
        cells.setdefault("ticket_id", ["1"] * n)
    columns: dict[str, Column] = {}
    for name, texts in cells.items():
        if name == "scale":
            scales = [Scale.parse(text) for text in texts]
            columns["scale_low"] = Numbers(np.array([scale.low for scale in scales]))
            columns["scale_high"] = Numbers(np.array([scale.high for scale in scales]))
        elif name in facts.source:
            columns[name] = column_of(facts.source[name].kind, texts)
        elif name in (own := dict(facts.own_columns)):
            columns[name] = column_of(own[name], texts)
    return Rows(n, columns)


def column_of(kind: str, texts: Sequence[str]) -> Column:
    if kind == "instant":
        return Instants(np.array([NEVER if text == "-" else instant_of(text, "UTC") for text in texts]))
    if kind == "flag":
        return Flags(np.array([{"yes": 1, "no": 0, "-": -1}[text] for text in texts], dtype=np.int8))
    if kind in ("number", "seconds", "score"):
        return Numbers(np.array([np.nan if text == "-" else float(text) for text in texts]))
    words = tuple(dict.fromkeys(texts))
    return Words(np.array([-1 if text == "-" else words.index(text) for text in texts], dtype=np.int32), words)


def fact_rows(run: Run, rows: Rows, as_of: int = AS_OF) -> Rows:
    """The rows of the metric's fact table."""
    facts = FACT_TABLES[run.formula.facts]
    if facts.source.name == "tickets":
        rows = settled(rows)
    if facts.name == "targets" and "promise" not in rows.columns:
        kind = known_kind(run.formula.where)
        kinds = [kind] if kind else promise_kinds(frozenset(rows.columns))
        rows = end_to_end([targets_of(rows, each, run.columns()) for each in kinds])
    if facts.build:
        rows = facts.build(rows)
    return facts.work_out(rows, run.columns(), Working(as_of))


def tally_of(runs: Iterable[Run], groupings: Sequence[Grouping] = (WHOLE,), window: Window = ALL) -> Tally:
    terms = [term for run in runs for term in run.terms]
    return Tally(terms, groupings, Calendar(Zone("UTC"), "month"), window)


def value_of(metric: Metric, example: Example) -> float:
    """What the engine makes of the example."""
    cells = cells_of(example)
    as_of = instant_of(cells.pop("as_of")[0], "UTC") if "as_of" in cells else AS_OF
    parameters = {name: float(cells.pop(name)[0]) for name in list(metric.parameters) if name in cells}
    since, until = (instant_of(cells.pop(name)[0], "UTC") if name in cells else None for name in ("since", "until"))
    request = Request(
        ((metric, example.variant),),
        by=((),),
        since=since,
        until=until,
        parameters=parameters,
        statistics=(example.statistic,) if example.statistic is not None else DISTRIBUTION,
        statistics_stated=example.statistic is not None,
    )
    run = run_of(metric.under(example.variant), example.variant, request)
    tally = tally_of([run], window=Window(since, until, as_of))
    tally.add(run.formula.facts, fact_rows(run, rows_of(metric.under(example.variant), cells), as_of))
    (whole,) = assemble(tally, [WHOLE], request, [run], as_of)
    return float(whole.series[0].values[0])


def expected(text: str, unit: str) -> tuple[float, float]:
    """The value that an example expects and how far its last digit lets the value be off."""
    if unit == "seconds":
        return parse_duration(text), 0.0
    digits = text.rstrip("%")
    places = len(digits.partition(".")[2])
    return float(digits), 0.0 if "." not in digits else 0.5 * 10.0**-places
