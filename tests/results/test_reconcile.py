"""Is every figure of a reconciliation the one that a report gives, and do the steps of a walk add up?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cx_cli.metrics.definitions.preset import preset, preset_names
from cx_cli.metrics.metric import Metric, Variant
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.normalise.feed import Feed
from cx_cli.results.compute import compute
from cx_cli.results.figure import figure_of
from cx_cli.results.reconcile import Question, reconcile
from cx_cli.results.reconciliation import Reconciliation, Walk
from cx_cli.results.result import Report
from cx_cli.results.sides import sides_of
from tests.results import every_table

SLICED = (("channel",), ("period",))
SEVERAL = [metric for metric in BUILT_IN.values() if metric.variants]
_TICKETS = ("tickets", "messages", "changes")
BESIDE = dict.fromkeys(("tickets", "solves", "targets", "replies", "surveys"), _TICKETS) | {
    "contacts": (*_TICKETS, "sessions"),
    "sessions": _TICKETS,
    "orders": ("customers",),
}
NOT_HAD = {
    "sla_next_reply": "tickets.next_reply_met",
    "sla_requester_wait": "[sla.NAME] requester_wait in cx.toml",
    "sla_update": "[sla.NAME] update in cx.toml",
    "clv_by_feedback": "--by feedback, nps_group",
}
ROUNDS = max(len(metric.variants) for metric in BUILT_IN.values()) + 1
Figures = dict[object, tuple[float, ...]]


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Feed]]:
    with every_table.feeds_of(every_table.write(tmp_path_factory.mktemp("every_table"))) as found:
        yield found


@pytest.fixture(scope="module")
def reports(feeds: Sequence[Feed]) -> list[Report]:
    """A report of all KPIs, then one per round, of those that have a next variant under that."""
    rounds = []
    for number in range(ROUNDS):
        picked = [(metric, variants(metric)[number]) for metric in BUILT_IN.values() if len(metric.variants) >= number]
        rounds.append(compute(feeds, every_table.request_of(picked, by=SLICED)))
    return rounds


def variants(metric: Metric) -> tuple[str, ...]:
    return ("default", *metric.variants)


def asked(metric: Metric, **more: object) -> Question:
    return replace(Question(metric, every_table.request_of(by=SLICED)), **more)  # type: ignore[arg-type]


def figures(report: Report, metric: str) -> Figures:
    """Value, n and interval of one metric by statistic and slice; of slices that have a value."""
    found: Figures = {}
    for breakdown in report.breakdowns:
        for series in breakdown.series:
            if series.metric == metric:
                arrays = (series.where, series.values, series.n, series.low, series.high)
                for place, *told in zip(*(array.tolist() for array in arrays), strict=True):
                    if not math.isnan(told[0]):
                        key = (breakdown.by, breakdown.slices[place], series.statistic)
                        found[key] = tuple(-1.0 if math.isnan(number) else number for number in told)
    return found


def read_for(feeds: Sequence[Feed], metric: Metric) -> Sequence[Feed]:
    """The files that say something of the rows that the metric counts; to read all ten each time would take long.
    Calls have a channel to slice by."""
    facts = {metric.facts, *(variant.facts for variant in metric.variants.values() if variant.facts)}
    tables = {"calls", *facts, *(table for name in facts for table in BESIDE.get(name, ()))}
    return [feed for feed in feeds if feed.table.name in tables]


def walk_of(feeds: Sequence[Feed], metric: Metric, between: str) -> Walk:
    sides = sides_of(between, metric, own=False, asked=None)
    walk = reconcile(read_for(feeds, metric), asked(metric, between=sides)).walk
    assert walk is not None
    return walk


def check_figures(found: Reconciliation, reports: Sequence[Report]) -> None:
    """Every definition has the figures, the formula and the needs that the report has for it. A period in which only
    other tables have rows is none of a KPI's own."""
    name = found.metric.name
    assert [one.variant for one in found.definitions] == [*variants(found.metric)]
    for number, one in enumerate(found.definitions):
        told, mine = figures(reports[number], name), figures(found.report, one.variant)
        assert mine == {key: figure for key, figure in told.items() if key in mine or figure[1]}
        assert one.needs == {lack.metric: lack.needs for lack in reports[number].unavailable}.get(name)
        formulas = {run.metric.name: run.formula for run in reports[number].metrics}
        assert one.formula == formulas.get(name, one.formula)


def check_sum(walk: Walk, ends: Sequence[Figures]) -> None:
    """Both ends are the report's, and every value on the way is a figure of its own run, so that the fractions of the
    floats add up without a remainder."""
    for path in walk.paths:
        values = [path.start, *(move.value for move in path.moves)]
        keys = [(path.by, path.slice, side.statistic) for side in (walk.start, walk.end)]
        told = [end.get(key, (None,))[0] for end, key in zip(ends, keys, strict=True)]
        assert [values[0], values[-1]] == told
        if path.difference is None:
            continue
        known = [value for value in values if value is not None]
        assert path.difference == known[-1] - known[0]
        assert Fraction(known[0]) + sum(Fraction(b) - Fraction(a) for a, b in itertools.pairwise(known)) == known[-1]
        changes = [move.change for move in path.moves if move.change is not None]
        assert changes == [b - a for a, b in itertools.pairwise(known)]
        assert math.isclose(known[0] + math.fsum(changes), known[-1], abs_tol=1e-12 * max(map(abs, known)))


def check_rows(walk: Walk) -> None:
    """The rows that come less those that go are the change of n."""
    for path in walk.paths:
        before = path.start_n
        for move in path.moves:
            rows = move.rows
            if rows.entering is not None and rows.leaving is not None:
                assert rows.before is not None
                assert rows.after == rows.before + rows.entering - rows.leaving
                assert 0 <= rows.leaving <= rows.before
                assert rows.entering >= 0
            if rows.before is not None and rows.after is not None and before and move.n:
                assert (rows.before, rows.after) == (before, move.n)
            before = move.n


def same(metric: Metric, start: str, end: str) -> bool:
    """Whether two variants say the same of the rows, so that only their direction or their name differs."""
    one, other = (metric.under(name) for name in (start, end))
    return (one.facts, one.at, one.where, one.formula) == (other.facts, other.at, other.where, other.formula)


@pytest.mark.parametrize("metric", SEVERAL, ids=lambda metric: metric.name)
def test_every_definition_is_the_reports_and_the_steps_between_two_add_up(
    feeds: Sequence[Feed], reports: list[Report], metric: Metric
) -> None:
    for start, end in itertools.pairwise(variants(metric)):
        sides = sides_of(f"{start},{end}", metric, own=False, asked=None)
        found = reconcile(read_for(feeds, metric), asked(metric, between=sides))
        if start == "default":
            check_figures(found, reports)
        assert found.walk is not None
        if metric.name in NOT_HAD:
            assert (found.walk.needs, found.walk.steps) == (NOT_HAD[metric.name], ())
            continue
        if metric.name == "sla_attainable" and "next_reply" in (start, end):
            assert found.walk.needs == NOT_HAD["sla_next_reply"]
            continue
        assert found.walk.needs is None
        assert bool(found.walk.steps) == (not same(metric, start, end))
        check_sum(found.walk, [figures(reports[variants(metric).index(side.variant)], metric.name) for side in sides])
        check_rows(found.walk)


@pytest.mark.parametrize("name", ["backlog_age", "backlog_overdue", "clv", "mentions", "retention_rate"])
def test_a_kpi_alone_has_the_figures_that_it_has_beside_all_others(
    feeds: Sequence[Feed], reports: list[Report], name: str
) -> None:
    check_figures(reconcile(feeds, asked(BUILT_IN[name])), reports)


def test_every_stop_of_a_walk_is_worked_out_by_hand(tmp_path: Path) -> None:
    """Answered after 10, 20 and 60 s; hung up after 50 s; one more that says nothing of its wait."""
    rows = ["true,10", "true,20", "true,60", "false,50", "false,"]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["answered,wait_seconds,started_at", *(f"{row},2026-03-02T09:00:00Z" for row in rows)]))
    sides = sides_of("default.median,per_offered", BUILT_IN["wait_time"], own=False, asked=None)
    with every_table.feeds_of([str(path)]) as feeds:
        question = Question(BUILT_IN["wait_time"], every_table.request_of(), between=sides)
        walk, back = (reconcile(feeds, replace(question, between=ends)).walk for ends in (sides, (sides[1], sides[0])))
    assert walk is not None
    assert back is not None
    (path_there,), (path_back,) = walk.paths, back.paths
    assert [path_there.start, *(move.value for move in path_there.moves)] == [20, 30, 35, 28]
    assert [move.change for move in path_there.moves] == [10, 5, -7]
    assert [move.n for move in path_there.moves] == [3, 4, 5]
    assert [(move.rows.entering, move.rows.leaving) for move in path_there.moves] == [(0, 0), (1, 0), (1, 0)]
    assert [step.metric.where for step in walk.steps] == ["answered", "", ""]
    assert path_there.difference == 8
    assert [path_back.start, *(move.value for move in path_back.moves)] == [28, 30, 30, 20], (
        "90 s over 3 answered calls"
    )


def test_a_walk_names_population_denominator_and_statistic_one_by_one(feeds: Sequence[Feed]) -> None:
    walk = walk_of(feeds, BUILT_IN["wait_time"], "default.median,talkdesk")
    assert [(step.aspects, step.says) for step in walk.steps] == [
        (("statistic",), ("the mean instead of the median",)),
        (("population",), ("no longer only where answered",)),
        (("denominator",), ("no longer only where known(wait_seconds)",)),
    ]
    assert walk.steps[1].metric.formula == "distribution(wait_seconds)"
    back = walk_of(feeds, BUILT_IN["wait_time"], "talkdesk,default.median")
    assert [step.aspects for step in back.steps] == [("population",), ("denominator",), ("statistic",)]
    assert back.paths[0].difference == -float(walk.paths[0].difference or 0)


def test_conditions_are_taken_one_by_one(feeds: Sequence[Feed]) -> None:
    walk = walk_of(feeds, BUILT_IN["first_contact_resolution"], "default,zendesk")
    assert [step.says for step in walk.steps] == [
        ("where agent_replies < 2 instead of agent_replies == 1",),
        ("no longer only where reopens == 0",),
    ]
    assert {step.aspects for step in walk.steps} == {("numerator",)}


def test_what_can_not_be_told_apart_is_one_step(feeds: Sequence[Feed]) -> None:
    """A formula of customers says nothing of orders, so rows, dates and what is counted change together."""
    walk = walk_of(feeds, BUILT_IN["referral_rate"], "default,orders")
    assert [step.aspects for step in walk.steps] == [("rows", "dating", "numerator")]
    assert len(walk.steps[0].says) == 3
    assert walk.paths[0].moves[0].change == walk.paths[0].difference


def test_a_walk_to_another_unit_has_no_sum(feeds: Sequence[Feed]) -> None:
    walk = walk_of(feeds, BUILT_IN["csat"], "default,mean")
    assert [move.change for move in walk.paths[0].moves] == [None]
    assert walk.paths[0].difference is None
    points = walk_of(feeds, BUILT_IN["csat"], "default,helpscout")
    assert points.paths[0].difference is not None, "percent and points both count in hundredths"


def test_a_statistic_is_the_products_own_else_that_of_the_other_end() -> None:
    metric = BUILT_IN["first_reply_time"]

    def statistics(between: str, asked: str | None = None) -> list[str | None]:
        return [side.statistic for side in sides_of(between, metric, own=False, asked=asked)]

    assert statistics("zendesk,chatwoot") == ["median", "mean"]
    assert statistics("zendesk,dbt_zendesk") == ["median", "median"]
    assert statistics("default,per_resolved") == ["mean", None]
    assert statistics("default,by_reply_date") == ["median", "median"]
    assert statistics("default.p90,by_reply_date") == ["p90", "p90"]
    assert statistics("default,by_reply_date", "p95") == ["p95", "p95"]


@pytest.mark.parametrize("name", sorted({name for metric in SEVERAL for name in metric.variants}))
def test_a_word_that_is_both_a_variant_and_a_product_is_one_definition(name: str) -> None:
    for metric in SEVERAL:
        if name in metric.variants and name in preset_names() and metric.name in preset(name).metrics:
            assert preset(name).metrics[metric.name].variant == name


ICMI = Metric(
    "level",
    "Level",
    "calls",
    "started_at",
    "count(answered and wait_seconds <= 20) / count()",
    "percent",
    "higher",
    variants={
        "of_answered": Variant("count(answered and wait_seconds <= 20) / count(answered)"),
        "twin": Variant("count(answered and wait_seconds <= 20.0) / count()"),
        "late": Variant("count(answered and wait_seconds <= 20) / (count() - count(abandoned and wait_seconds <= 20))"),
    },
)


@pytest.fixture(scope="module")
def icmi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Feed]]:
    """The calls of the published table: 860 answered in time, 140 later; 20 hung up in time, 40 later."""
    kinds = [
        ("true", "false", 10, 860),
        ("true", "false", 30, 140),
        ("false", "true", 10, 20),
        ("false", "true", 30, 40),
    ]
    rows = [f"{a},{b},{wait},2026-03-02T09:00:00Z" for a, b, wait, n in kinds for _ in range(n)]
    path = tmp_path_factory.mktemp("icmi") / "calls.csv"
    path.write_text("\n".join(["answered,abandoned,wait_seconds,started_at", *rows]), encoding="utf-8")
    with every_table.feeds_of([str(path)]) as found:
        yield found


def match_of(feeds: Sequence[Feed], text: str) -> tuple[list[tuple[str, ...]], Reconciliation]:
    found = reconcile(feeds, Question(ICMI, every_table.request_of(), own=True, against=figure_of(text)))
    assert found.match is not None
    return [one.variants for one in found.match.reproducing()], found


@pytest.mark.parametrize(
    ("figure", "names"),
    [
        ("86", [("of_answered",)]),  # 860 of 1000
        ("86.0%", [("of_answered",)]),
        ("86.1", []),
        ("82.7%", [("late",)]),  # 860 of 1040 is 82.69
        ("82.69", [("late",)]),
        ("82.70", []),
        ("81.13", [("default",), ("twin",)]),  # 860 of 1060, in two ways of writing it
        ("2m", []),
    ],
)
def test_a_figure_names_the_definitions_that_round_to_it(
    icmi: Sequence[Feed], figure: str, names: list[tuple[str, ...]]
) -> None:
    assert match_of(icmi, figure)[0] == names


def test_the_nearest_definition_comes_first_with_its_difference(icmi: Sequence[Feed]) -> None:
    _, found = match_of(icmi, "85%")
    assert found.match is not None
    nearest, *others = found.match.candidates
    assert (nearest.variants, nearest.value, nearest.difference, nearest.n) == (("of_answered",), 86.0, 1.0, 1000)
    assert [one.difference for one in others] == sorted((one.difference for one in others), key=abs)


def test_the_walk_of_the_published_table(icmi: Sequence[Feed]) -> None:
    sides = sides_of("default,of_answered", ICMI, own=True, asked=None)
    walk = reconcile(icmi, Question(ICMI, every_table.request_of(), own=True, between=sides)).walk
    assert walk is not None
    (path,) = walk.paths
    assert path.start == pytest.approx(100 * 860 / 1060)
    (move,) = path.moves
    assert (move.value, move.rows.before, move.rows.after) == (86.0, 1060, 1000)
    assert (move.rows.entering, move.rows.leaving) == (0, 60)
    assert move.counted is not None
    assert (move.counted.before, move.counted.after, move.counted.entering) == (860, 860, 0)
