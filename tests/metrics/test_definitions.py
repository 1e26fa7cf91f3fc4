"""Does every product's preset say only what can be run, and for each word where it stands and how sure it is?"""

from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest

from cx_cli.errors import UsageError
from cx_cli.metrics.definitions.preset import CERTAINTY, HERE, Choice, Missing, Preset, preset, preset_names, presets
from cx_cli.metrics.registry import BUILT_IN

EVERY = pytest.mark.parametrize("product", presets(), ids=lambda product: product.name)
NAMED = {"zendesk", "intercom", "freshdesk", "hubspot", "liveagent", "chatwoot", "zammad", "frappe", "dbt_zendesk"}


@EVERY
def test_a_preset_names_only_kpis_and_variants_that_there_are(product: Preset) -> None:
    assert product.metrics.keys() <= BUILT_IN.keys()
    for name, choice in product.metrics.items():
        assert choice.variant in {"default", *BUILT_IN[name].variants}, name
        assert choice.clock in ("calendar", "business")
        assert choice.statistic in (None, "mean", "median")


@EVERY
def test_every_word_of_a_preset_has_a_source_and_a_certainty(product: Preset) -> None:
    assert product.title
    assert product.about.endswith(".")
    entries = [*product.metrics.values(), *product.not_available.values()]
    assert all(entry.source and entry.certainty in CERTAINTY for entry in entries)
    assert {code for entry in entries for code in entry.source} == set(product.sources)
    assert all(choice.says for choice in product.metrics.values())
    assert all(missing.reason for missing in product.not_available.values())


@EVERY
def test_a_kpi_is_either_run_or_not_available(product: Preset) -> None:
    assert not product.metrics.keys() & product.not_available.keys()


@EVERY
def test_a_statistic_is_named_only_of_a_distribution(product: Preset) -> None:
    for name, choice in product.metrics.items():
        if choice.statistic:
            assert BUILT_IN[name].under(choice.variant).formula.startswith(("distribution(", "survival(")), name


@EVERY
def test_the_file_is_named_as_the_preset_and_has_no_other_key(product: Preset) -> None:
    data = tomllib.loads((HERE / f"{product.name}.toml").read_text(encoding="utf-8"))
    assert data["name"] == product.name
    assert data.keys() <= {"name", "title", "about", "clock", "sources", "metrics", "not_available"}
    for part, kind in (("metrics", Choice), ("not_available", Missing)):
        for table in data.get(part, {}).values():
            assert table.keys() <= {spec.name for spec in fields(kind)}


def test_the_products_that_the_contract_names_are_there() -> None:
    assert set(preset_names()) >= NAMED


@pytest.mark.parametrize(
    ("product", "metric", "variant"),
    [
        ("zendesk", "first_contact_resolution", "zendesk"),
        ("freshservice", "first_contact_resolution", "freshservice"),
        ("zammad", "first_contact_resolution", "zammad"),
        ("zammad", "backlog", "net_flow"),
        ("gorgias", "first_reply_time", "by_reply_date"),
        ("liveagent", "first_reply_time", "per_resolved"),
        ("frappe", "resolution_time", "by_created_date"),
        ("frappe", "sla_resolution", "frappe"),
        ("helpscout", "csat", "helpscout"),
        ("talkdesk", "wait_time", "per_offered"),
        ("bright_pattern", "service_level", "late_abandons_only"),
        ("zendesk_messaging", "first_contact_resolution", "messaging"),
        ("dbt_zendesk", "first_contact_resolution", "one_reply"),
        ("nextiva", "resolution_rate", "cohort"),
        ("ofg", "resolution_time", "from_first_reply"),
        ("ticketboard", "self_service_usage", "deflection"),
        ("zendesk", "requester_wait_time", "without_on_hold"),
        ("dbt_zendesk", "reopen_rate", "solves_minus_one"),
        ("liveagent", "ces", "effort"),
        ("simla", "reply_time", "from_last_message"),
        ("commslayer", "reply_time", "without_first"),
        ("gorgias", "nps", "default"),
    ],
)
def test_a_product_counts_as_its_pages_say(product: str, metric: str, variant: str) -> None:
    """Each pair stands in definitions.md of the design; the last product says nothing of the KPI."""
    assert preset(product).variant_of(metric) == variant


@pytest.mark.parametrize(
    ("statistic", "products"),
    [("median", {"zendesk", "intercom", "gorgias", "plain"}), ("mean", {"chatwoot", "frappe", "freshdesk"})],
)
def test_a_product_shows_the_statistic_that_its_pages_name(statistic: str, products: set[str]) -> None:
    """Row 3 of the disagreements in definitions.md, of the first reply."""
    assert {preset(name).metrics["first_reply_time"].statistic for name in products} == {statistic}


def test_what_somebody_else_says_of_a_product_is_marked_so() -> None:
    """The marks T and M of definitions.md."""
    doubted = {
        "zendesk": "csat",
        "intercom": "csat",
        "hubspot": "ces",
        "gorgias": "backlog",
        "shopify": "repurchase_rate",
    }
    assert {preset(name).metrics[metric].certainty for name, metric in doubted.items()} == {"third_party"}
    assert preset("hubspot").metrics["first_reply_time"].certainty == "memory"
    assert preset("hubspot").metrics["sla_first_reply"].certainty == "seen"


def test_the_clock_of_a_preset_holds_for_every_kpi_that_names_none() -> None:
    assert {choice.clock for choice in preset("frappe").metrics.values()} == {"business"}
    assert preset("zammad").metrics["first_reply_time"].clock == "business"
    assert preset("zammad").metrics["backlog"].clock == "calendar"


def test_an_unknown_preset_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="no definitions named 'zendsk'; did you mean 'zendesk'") as refused:
        preset("zendsk")
    assert refused.value.exit_code == 2
    assert preset("default").metrics == {}
