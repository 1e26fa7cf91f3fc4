"""The catalogue says what the design says, and every entry does what its worked example claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cx_cli.errors import UsageError
from cx_cli.facts.supply import FACT_TABLES
from cx_cli.metrics.formula import check, parse
from cx_cli.metrics.metric import Example, Metric, from_toml, to_toml
from cx_cli.metrics.registry import BUILT_IN
from tests.metrics.examples import expected, value_of

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
    assert all((metric.title, metric.about, metric.source, metric.missing, metric.examples))


def test_a_wrong_formula_makes_its_example_fail() -> None:
    wrong = replace(BUILT_IN["csat"], formula="count(satisfied) / count()", where="")
    unanswered = Example("kind: csat; scale: 1..5; score: 4 5 - -; answered_at: 2026-03-02T10:00", "100%")
    assert value_of(BUILT_IN["csat"], unanswered) == 100.0
    assert value_of(wrong, replace(unanswered, rows="kind: csat; scale: 1..5; score: 4 1")) == 50.0


def test_nps_of_a_hundred_answers_has_an_interval_of_about_thirteen_points() -> None:
    """kpis.md: 70 at 9-10, 20 at 7-8, 10 at 1-6 is 60, 95 % interval about +-13."""
    from cx_cli.results.assemble import assemble
    from cx_cli.results.request import Request, run_of
    from tests.metrics.examples import WHOLE, cells_of, fact_rows, rows_of, tally_of

    nps = BUILT_IN["nps"]
    run = run_of(nps, "default", Request(((nps, "default"),), by=((),)))
    tally = tally_of([run])
    cells = cells_of(Example("kind: nps; scale: 0..10; score: 9*40 10*30 8*20 5*10", ""))
    tally.add("surveys", fact_rows(run, rows_of(nps, cells)))
    (whole,) = assemble(tally, [WHOLE], Request(((nps, "default"),), by=((),)), [run], 1_772_700_000)
    series = whole.series[0]
    assert series.values[0] == 60
    assert 12 < (series.high[0] - series.low[0]) / 2 < 14


OWN = '[metric.x]\nfacts = "tickets"\nat = "created_at"\nformula = "count()"\nunit = "count"\nbetter = "higher"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace('"tickets"', "3"), "[metric.x]: facts = 3 must be text"),
        (OWN.replace('"count()"', "1"), "[metric.x]: formula = 1 must be text"),
        (OWN.replace('"count"', "[]"), "[metric.x]: unit = [] must be text"),
        (OWN.replace('"higher"', "true"), "[metric.x]: better = True must be text"),
        (OWN + "title = 2026-01-01", "[metric.x]: title = datetime.date(2026, 1, 1) must be text"),
        (OWN + "where = {}", "[metric.x]: where = {} must be text"),
        (OWN + "parameters = 5", "[metric.x]: parameters = 5 must be a table"),
        (OWN + 'variants = "mean"', "[metric.x]: variants = 'mean' must be a table"),
        (OWN + "examples = {}", "[metric.x]: examples = {} must be a list of tables"),
        (OWN + "variants = { mean = 3 }", "[metric.x].variants.mean must be a table"),
        (OWN + "variants = { mean = { formula = 3 } }", "[metric.x].variants.mean: formula = 3 must be text"),
        (OWN + "variants = { mean = { formla = 'x' } }", "[metric.x].variants.mean has an unknown key 'formla'"),
        (OWN + 'examples = ["score: 4"]', "[metric.x].examples must be a table"),
        (OWN + "examples = [{ rows = 4 }]", "[metric.x].examples: rows = 4 must be text"),
        (OWN.replace('"count"', '"cuont"'), "[metric.x]: unit = 'cuont' is not known"),
    ],
)
def test_a_wrong_type_in_an_own_metric_is_a_usage_error(text: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        from_toml(text)
    assert refused.value.message.startswith(told)
    assert (refused.value.slug, refused.value.exit_code) == ("settings", 2)


@pytest.mark.parametrize(
    "more", ['parameters = { within = "20s" }', "variants = { mean = { unit = 'cuont' } }", "examples = [{}]"]
)
def test_a_wrong_part_of_an_own_metric_is_a_usage_error(more: str) -> None:
    with pytest.raises(UsageError):
        from_toml(OWN + more)
