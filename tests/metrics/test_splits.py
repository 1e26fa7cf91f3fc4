"""Any split of the rows, tallied apart and merged, equals the tally of the whole, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.metrics.blocks import Window
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.slices import Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.rows import NEVER, Flags, Instants, Numbers, Rows, Words, end_to_end
from cx_cli.normalise.zones import Zone
from cx_cli.results.assemble import assemble
from cx_cli.results.request import Request, Run, run_of

AS_OF = 1_767_225_600 + 90 * 86_400
GROUPINGS = (
    Grouping(()),
    Grouping(("period",)),
    Grouping(("period", "channel")),
    Grouping(("agent", "period")),
    Grouping(("agent",)),
    Grouping(("tag",)),
    Grouping(("customer_id",)),
    Grouping(("channel",), ("created", "mean")),
    Grouping(("agent", "period"), ("created", "mean")),
)
FORMULAS = {
    "created": "count()",
    "share": "count(amount > 2) / count()",
    "mean": "sum(amount) / count()",
    "spread": "distribution(amount)",
    "seconds": "distribution(wait)",
    "agents": "distinct(agent)",
    "open": "stock(created_at, resolved_at)",
    "age": "age(created_at, resolved_at)",
    "flow": "count() - count(at=resolved_at)",
    "part": "count() / across(channel, count())",
    "daily": "count() / days()",
}

instants = st.one_of(st.just(NEVER), st.integers(1_767_225_600, AS_OF))
amounts = st.one_of(
    st.just(float("nan")), st.floats(-1e6, 1e6, allow_nan=False), st.sampled_from([0.1, 0.2, 0.3, 1e-9])
)
tickets = st.tuples(
    st.integers(1_767_225_600, AS_OF),
    instants,
    amounts,
    st.sampled_from([float("nan"), 0.0, 5.0, 70.0, 3600.0]),
    st.sampled_from(["email", "Email ", "chat", None]),
    st.sampled_from(["Ana", "ana", "Bo", None]),
    st.sampled_from(["vip, late", "late", None]),
    st.sampled_from(["c1", "c2", "c3"]),
)


def run_for(name: str, formula: str) -> Run:
    metric = Metric(name, name, "tickets", "created_at", formula, "number", "neither")
    return run_of(metric, "default", Request(((metric, "default"),), statistics=("mean", "median", "p90", "max")))


RUNS = [run_for(name, formula) for name, formula in FORMULAS.items()]


def rows_of(cells: list[tuple]) -> Rows:
    created, resolved, amount, wait, channel, agent, tags, customer = zip(*cells, strict=True)
    return Rows(
        len(cells),
        {
            "created_at": Instants(np.array(created, dtype=np.int64)),
            "resolved_at": Instants(np.array(resolved, dtype=np.int64)),
            "amount": Numbers(np.array(amount)),
            "wait": Numbers(np.array(wait)),
            **{
                name: words(column)
                for name, column in (("channel", channel), ("agent", agent), ("tags", tags), ("customer_id", customer))
            },
            "resolved": Flags(np.array([moment != NEVER for moment in resolved], dtype=np.int8)),
        },
    )


def words(cells: tuple) -> Words:
    known = tuple(dict.fromkeys(cell for cell in cells if cell is not None))
    return Words(np.array([-1 if cell is None else known.index(cell) for cell in cells], dtype=np.int32), known)


def tally_of(rows: Rows, window: Window) -> Tally:
    calendar = Calendar(Zone("Europe/Rome"), "month")
    only = {
        ("created", "mean"): [
            term for run in RUNS if run.shown.metric.name in ("created", "mean") for term in run.terms
        ]
    }
    tally = Tally([term for run in RUNS for term in run.terms], GROUPINGS, calendar, window, only=only)
    tally.count_spellings(rows)
    tally.add("tickets", rows)
    return tally


def figures(tally: Tally, window: Window) -> list:
    request = Request((), by=tuple(g.by for g in GROUPINGS), since=window.since, until=window.until)
    return [
        (breakdown.slices, breakdown.incomplete, [series_as_bytes(series) for series in breakdown.series])
        for breakdown in assemble(tally, GROUPINGS, request, RUNS, AS_OF)
    ]


def series_as_bytes(series) -> tuple:
    arrays = (series.where, series.values, series.n, series.low, series.high)
    return (series.metric, series.statistic, *(array.tobytes() for array in arrays))


@settings(max_examples=25)
@given(st.lists(tickets, min_size=1, max_size=40), st.integers(1, 5), st.randoms(use_true_random=False), st.booleans())
def test_any_split_of_the_rows_merged_equals_the_whole_exactly(cells, n_parts, random, windowed) -> None:
    window = Window(1_769_904_000, AS_OF - 86_400) if windowed else Window()
    whole = tally_of(rows_of(cells), window)
    shuffled = random.sample(cells, len(cells))
    parts = [part for start in range(n_parts) if (part := shuffled[start::n_parts])]
    merged = tally_of(rows_of(parts[0]), window)
    for part in parts[1:]:
        merged.merge(tally_of(rows_of(part), window))
    for mine, theirs in zip(figures(merged, window), figures(whole, window), strict=True):
        assert mine[:2] == theirs[:2]
        for one, other in zip(mine[2], theirs[2], strict=True):
            assert one == other


@settings(max_examples=15)
@given(st.lists(tickets, min_size=2, max_size=30), st.integers(1, 29))
def test_pieces_added_one_after_the_other_equal_the_whole(cells, cut) -> None:
    cut = min(cut, len(cells) - 1)
    pieces = [rows_of(cells[:cut]), rows_of(cells[cut:])]
    whole = end_to_end(pieces)
    tally = tally_of(pieces[0], Window())
    tally.count_spellings(pieces[1])
    tally.add("tickets", pieces[1])
    assert figures(tally, Window()) == figures(tally_of(whole, Window()), Window())


def test_a_sum_of_tenths_is_the_nearest_number_to_the_true_sum() -> None:
    """0.1 added ten times by floats is 0.9999999999999999; the tally keeps whole parts and adds them exactly."""
    cells = [(1_767_225_600 + n, NEVER, 0.1, 0.0, "email", "Ana", None, "c1") for n in range(10)]
    run = run_for("total", "sum(amount)")
    tally = Tally(run.terms, (Grouping(()),), Calendar(Zone("UTC"), "month"), Window())
    for cell in cells:
        tally.add("tickets", rows_of([cell]))
    (whole,) = assemble(tally, (Grouping(()),), Request((), by=((),)), [run], AS_OF)
    assert whole.series[0].values[0] == pytest.approx(1.0, abs=1e-15)


def test_a_lost_merge_would_be_seen() -> None:
    cells = [(1_767_225_600 + n, NEVER, 1.0, 0.0, "email", "Ana", None, "c1") for n in range(4)]
    half = tally_of(rows_of(cells[:2]), Window())
    assert figures(half, Window()) != figures(tally_of(rows_of(cells), Window()), Window())
