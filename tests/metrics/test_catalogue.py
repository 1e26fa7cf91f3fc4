"""The catalogue says what the design says, and every entry does what its worked example claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.metrics.examples import expected, value_of

from cx_cli.facts.supply import FACT_TABLES
from cx_cli.metrics.formula import check, parse
from cx_cli.metrics.metric import Example, Metric, from_toml, to_toml
from cx_cli.metrics.registry import BUILT_IN

EXAMPLES = [
    pytest.param(metric, example, id=f"{metric.name}-{example.variant}-{number}")
    for metric in BUILT_IN.values()
    for number, example in enumerate(metric.examples)
]


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_the_worked_example_gives_the_value_it_claims(metric: Metric, example: Example) -> None:
    unit = metric.under(example.variant).unit
    value, tolerance = expected(example.expect, unit)
    assert value_of(metric, example) == pytest.approx(value, abs=tolerance + 1e-9)


@pytest.mark.parametrize("metric", BUILT_IN.values(), ids=lambda metric: metric.name)
def test_every_variant_has_a_worked_example_and_says_who_uses_it(metric: Metric) -> None:
    shown = {example.variant for example in metric.examples}
    assert shown == {"default", *metric.variants}
    assert all(variant.about for variant in metric.variants.values())


@pytest.mark.parametrize("metric", BUILT_IN.values(), ids=lambda metric: metric.name)
def test_an_entry_written_to_toml_and_read_back_is_equal(metric: Metric) -> None:
    assert from_toml(to_toml(metric)) == [metric]


@pytest.mark.parametrize("metric", BUILT_IN.values(), ids=lambda metric: metric.name)
def test_every_formula_fits_its_fact_table(metric: Metric) -> None:
    for name in ("default", *metric.variants):
        entry = metric.under(name)
        formula = parse(entry.formula, entry.facts, entry.at, entry.where, entry.parameters)
        check(formula, FACT_TABLES[entry.facts].schema())


@pytest.mark.parametrize("metric", BUILT_IN.values(), ids=lambda metric: metric.name)
def test_an_entry_says_all_that_a_reader_asks_for(metric: Metric) -> None:
    assert metric.title and metric.about and metric.source and metric.missing and metric.examples


def test_a_wrong_formula_makes_its_example_fail() -> None:
    wrong = replace(BUILT_IN["csat"], formula="count(satisfied) / count()", where="")
    unanswered = Example("kind: csat; scale: 1..5; score: 4 5 - -; answered_at: 2026-03-02T10:00", "100%")
    assert value_of(BUILT_IN["csat"], unanswered) == 100.0
    assert value_of(wrong, replace(unanswered, rows="kind: csat; scale: 1..5; score: 4 1")) == 50.0


def test_nps_of_a_hundred_answers_has_an_interval_of_about_thirteen_points() -> None:
    """kpis.md: 70 at 9-10, 20 at 7-8, 10 at 1-6 is 60, 95 % interval about +-13."""
    from tests.metrics.examples import WHOLE, cells_of, fact_rows, rows_of, tally_of

    from cx_cli.results.assemble import assemble
    from cx_cli.results.request import Request, run_of

    nps = BUILT_IN["nps"]
    run = run_of(nps, "default", Request(((nps, "default"),), by=((),)))
    tally = tally_of([run])
    cells = cells_of(Example("kind: nps; scale: 0..10; score: 9*40 10*30 8*20 5*10", ""))
    tally.add("surveys", fact_rows(run, rows_of(nps, cells)))
    (whole,) = assemble(tally, [WHOLE], Request(((nps, "default"),), by=((),)), [run], 1_772_700_000)
    series = whole.series[0]
    assert series.values[0] == 60
    assert 12 < (series.high[0] - series.low[0]) / 2 < 14
