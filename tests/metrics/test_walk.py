"""Do the changes between two definitions, taken one after the other, lead from one to the other?"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from cx_cli.facts.supply import FACT_TABLES
from cx_cli.metrics.formula import check, parse
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.metrics.shape import MEAN, Part, Shape, conditions_of, shape_of
from cx_cli.metrics.walk import ORDER, changes

PAIRS = [
    (metric, start, end)
    for metric in BUILT_IN.values()
    for start, end in itertools.permutations(("default", *metric.variants), 2)
]


def shape(metric: Metric, variant: str, statistic: str) -> Shape:
    entry = metric.under(variant)
    is_distribution = entry.formula.startswith("distribution(")
    return shape_of(entry, statistic if is_distribution else None)


@pytest.mark.parametrize("statistics", [("median", "mean"), ("mean", "mean"), ("p90", "median")], ids=str)
def test_all_changes_of_every_pair_lead_to_the_other_definition(statistics: tuple[str, str]) -> None:
    for metric, first, last in PAIRS:
        start, end = (shape(metric, variant, s) for variant, s in zip((first, last), statistics, strict=True))
        found = changes(start, end)
        reached = start if start.statistic or not end.statistic else replace(start, statistic=MEAN)
        for change in found:
            after = change.apply(reached)
            assert after != reached, (metric.name, first, last, change)
            reached = after
        assert replace(reached, statistic=None) == replace(end, statistic=None), (metric.name, first, last)
        assert reached.statistic == (end.statistic or (MEAN if start.statistic else None))
        aspects = [change.aspect for change in found if change.aspect != "statistic"]
        assert aspects == sorted(aspects, key=ORDER.index)


def test_a_definition_is_put_together_again_as_it_was() -> None:
    for metric in BUILT_IN.values():
        for variant in ("default", *metric.variants):
            entry = metric.under(variant)
            made = shape(metric, variant, "median").metric(metric, "again")
            assert made is not None
            assert shape(made, "default", "median") == shape(metric, variant, "median")
            assert (made.facts, made.at, made.unit) == (entry.facts, entry.at, entry.unit)
            parameters = dict.fromkeys(made.parameters, 1.0)
            check(parse(made.formula, made.facts, made.at, made.where, parameters), FACT_TABLES[made.facts].schema())


def test_conditions_that_both_sides_get_are_one_change_of_population() -> None:
    sla = BUILT_IN["sla_resolution"]
    (change,) = changes(shape(sla, "default", ""), shape(sla, "frappe", ""))
    assert (change.aspect, change.says) == ("population", "only where finished")
    (change,) = changes(shape(sla, "frappe", ""), shape(sla, "default", ""))
    assert change.says == "no longer only where finished"


def test_a_measured_interval_changes_with_the_rows_that_have_it() -> None:
    metric = BUILT_IN["resolution_time"]
    start, end = shape(metric, "default", "median"), shape(metric, "first_solve", "median")
    (change,) = changes(start, end)
    assert (change.aspect, change.says) == ("interval", "first_resolution_seconds instead of resolution_seconds")
    assert change.apply(start) == end
    assert end.below == Part("count", "", frozenset({"known(first_resolution_seconds)"}))


def test_a_median_of_parts_that_do_not_fit_each_other_is_no_metric() -> None:
    start = shape(BUILT_IN["wait_time"], "default", "median")
    assert start.below is not None
    odd = replace(start, below=replace(start.below, conditions=frozenset()))
    assert odd.metric(BUILT_IN["wait_time"], "odd") is None
    mean = replace(odd, statistic=MEAN).metric(BUILT_IN["wait_time"], "odd")
    assert mean is not None
    assert mean.formula == "sum(wait_seconds, answered) / count()"


def test_a_choice_stays_one_condition() -> None:
    assert conditions_of("a and (b or c)") == {"a", "b or c"}
    part = Part("count", "", frozenset({"b or c", "a", "w"}))
    assert part.text(frozenset({"w"})) == "count(a and (b or c))"
