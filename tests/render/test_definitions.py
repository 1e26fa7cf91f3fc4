"""Does a reader see whose definitions made the numbers, and what a product says?"""

from __future__ import annotations

from dataclasses import replace

from cx_cli.metrics.definitions.preset import Choice, Missing, Preset
from cx_cli.metrics.metric import Variant
from cx_cli.render import to_plain
from cx_cli.render.to_definitions import users_of, whole
from tests.render import fakes


def test_the_page_names_the_variant_of_each_number_that_is_not_the_default() -> None:
    run = fakes.run("csat", variant="mean")
    run = replace(run, metric=replace(run.metric, variants={"mean": Variant(about="average score")}))
    told = replace(fakes.run("nps"), remarks=("Acme: as everywhere", "shown as median"))
    runs = [run, told, fakes.run("ces")]
    whole = fakes.breakdown((), [()], [fakes.series(r.metric.name, None, [(4.0, 99, 3.0, 5.0)]) for r in runs])
    page = to_plain.render(fakes.report(runs, [whole], definitions="acme"))
    assert (
        "Definitions\n"
        "  csat        mean: average score\n"
        "  nps         default · Acme: as everywhere · shown as median\n"
        "  all others  default\n" in page
    )
    assert "definitions  acme\n" in page
    assert "Definitions" not in to_plain.render(fakes.helpdesk(("period",)))


ACME = Preset(
    "acme",
    "Acme",
    "The dashboard.",
    {"A1": "Acme help 1", "A2": "Acme help 2"},
    {"csat": Choice("mean", "average", ("A1",), "third_party", "mean", "business", "a zero is none there")},
    {"nps": Missing("the last answer alone", ("A1", "A2"), "memory")},
)


def test_a_product_is_shown_with_its_sources_and_how_sure_they_are() -> None:
    lines = whole(ACME).splitlines()
    assert "  csat  mean, mean, business time: average; differs: a zero is none there (A1; third_party)" in lines
    assert "  nps   not computed: the last answer alone (A1, A2; memory)" in lines
    assert "  A2  Acme help 2" in lines
    assert "  memory       from memory" in lines
    assert not any(line.startswith("  seen ") for line in lines)


def test_the_users_of_a_kpi_are_those_that_say_something_of_it() -> None:
    assert list(users_of("ces", [ACME])) == []
    assert list(users_of("nps", [ACME]))[-1] == "  acme  not computed: the last answer alone (A1, A2; memory)"
