"""Which rows are behind a rule that failed?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from cx_cli.frozen import frozen
from cx_cli.metrics.slices import PERIOD
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.rows import Bools, Floats, Ints
from cx_cli.periods import parse_label
from cx_cli.results.behind import Behind, Ledger
from cx_cli.results.collect import KEYS, Collector
from cx_cli.results.compute import compute
from cx_cli.results.judge import slicing_of
from cx_cli.results.members import Cut
from cx_cli.results.request import Request
from cx_cli.results.row_cells import Listed, cells_of, listed
from cx_cli.results.rules import N
from cx_cli.results.verdict import Verdict

SHOWN = 5
"""So many ids stand in the text of a verdict."""


@frozen
class Breach:
    """The rows behind a verdict. ``key`` are the columns that a row is known by; ``values`` are the rows' own, in the
    metric's unit, where the rule is about a duration or the like, and the furthest past the limit come first. ``ids``
    are the different ones in the column ``ids_of``, the tickets' where there are any."""

    verdict: Verdict
    ids: tuple[str, ...]
    ids_of: str
    key: tuple[str, ...]
    rows: tuple[Listed, ...]
    values: tuple[float | None, ...]


def breaches_of(
    feeds: Sequence[Feed], request: Request, verdicts: Iterable[Verdict], *, with_rows: bool
) -> tuple[Breach, ...]:
    """The rows behind each verdict that says fail, by a reading of their own; only their ids unless ``with_rows``.

    Of a share they are the rows that it misses, or hits where it is too high; of a distribution those past the limit
    (past the value compared with); of anything else all that n counts.
    """
    failed = [one for one in verdicts if one.verdict == "fail" and one.rule.metric is not None]
    if not failed:
        return ()
    names = {one.rule.metric.name for one in failed if one.rule.metric}
    asked = tuple(pair for pair in request.metrics if pair[0].name in names)
    by = tuple(dict.fromkeys(slicing_of(one.rule, one.period is not None) for one in failed))
    request = replace(request, metrics=asked, by=by)
    collector = Collector()
    compute(feeds, request, collector=collector)
    ledger = Ledger(collector, request)
    runs = {run.shown.metric.name: run for run in collector.runs}
    found = []
    for verdict in failed:
        assert verdict.rule.metric is not None
        behind = ledger.behind(runs[verdict.rule.metric.name], _cut(verdict))
        found.append(_breach(verdict, behind, feeds if with_rows else None))
    return tuple(found)


def with_ids(verdicts: Iterable[Verdict], breaches: Iterable[Breach]) -> tuple[Verdict, ...]:
    """The verdicts, those that fail with the first ids of the rows behind them."""
    known = {id(one.verdict): one for one in breaches}
    return tuple(_told(verdict, known[id(verdict)]) if id(verdict) in known else verdict for verdict in verdicts)


def _told(verdict: Verdict, breach: Breach) -> Verdict:
    are = f"{breach.ids_of.removesuffix('_id')}s"
    return replace(verdict, tickets=breach.ids[:SHOWN], tickets_are=are, n_tickets=len(breach.ids))


def _cut(verdict: Verdict) -> Cut:
    by = slicing_of(verdict.rule, verdict.period is not None)
    period = parse_label(verdict.period) if verdict.period is not None else None
    return Cut(
        by, {column: label for column, label in verdict.slice if column != PERIOD}, period[1] if period else None
    )


def _breach(verdict: Verdict, found: Behind, feeds: Sequence[Feed] | None) -> Breach:
    values = _values(found) if verdict.rule.statistic != N else None
    numbers = np.flatnonzero(_against(verdict, found, values))
    if values is not None:
        numbers = _furthest_first(verdict, numbers, values)
    key = tuple(name for name in KEYS[found.run.formula.facts] if name in found.rows.columns)
    ids, ids_of = _ids(found, numbers, key)
    if feeds is None:
        return Breach(verdict, ids, ids_of, key, (), ())
    rows = listed(found, found.reasons(), numbers, (key, (), ()), feeds)
    told: list[float | None] = [None] * len(numbers) if values is None else values[numbers].tolist()
    if values is not None:  # the value says it, and the reason only that there is one
        rows = tuple(replace(row, reason=None) for row in rows)
    return Breach(verdict, ids, ids_of, key, rows, tuple(told))


def _ids(found: Behind, numbers: Ints, key: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The different ids of the first column of the key that has any, the ticket's before others."""
    for name in sorted(key, key=lambda name: name != "ticket_id"):
        cells = cells_of(found.rows.take(numbers), name)
        if ids := tuple(dict.fromkeys(str(cell) for cell in cells if cell is not None)):
            return ids, name
    return (), "ticket_id"


def _values(found: Behind) -> Floats | None:
    """What each row adds to a distribution; None for another formula."""
    if found.run.formula.what() != "distribution":
        return None
    (term,) = found.run.formula.terms()
    return np.broadcast_to(found.members.evaluator.numbers(term.operand), found.rows.n)


def _against(verdict: Verdict, found: Behind, values: Floats | None) -> Bools:
    rule = verdict.rule
    if values is not None:
        limit = rule.limit if verdict.compared is None else verdict.compared
        past = {"<=": np.greater, "<": np.greater_equal, ">=": np.less, ">": np.less_equal}[rule.sentence.op]
        return found.counted & past(np.nan_to_num(values), limit)
    if rule.statistic == N or found.hit is None:
        return found.counted
    return found.counted & ~found.hit if _is_too_low(verdict) else found.hit


def _furthest_first(verdict: Verdict, numbers: Ints, values: Floats) -> Ints:
    order = values[numbers] if _is_too_low(verdict) else -values[numbers]
    return numbers[np.argsort(order, kind="stable")]


def _is_too_low(verdict: Verdict) -> bool:
    return verdict.rule.sentence.op in (">=", ">")
