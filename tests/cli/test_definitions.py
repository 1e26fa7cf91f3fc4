"""Can a report be had under a product's definitions, and does every output say so?"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from cx_cli.commands.definitions import definition_notes
from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.question import request_of
from cx_cli.metrics.definitions.preset import preset_names
from cx_cli.render import to_json
from cx_cli.results.compute import compute
from cx_cli.settings import load_settings
from tests.cli.program import Done, cx

FCR = ("--metric", "first_contact_resolution")
EXPORT = (
    "ticket_id,created_at,first_replied_at,resolved_at,agent_replies,customer_replies,reopens,satisfaction\n"
    "1,2026-01-31 10:00,2026-02-01 10:00,2026-02-02 10:00,0,0,0,5\n"
    "2,2026-02-03 10:00,2026-02-03 11:00,2026-02-03 12:00,1,0,0,4\n"
    "3,2026-02-04 10:00,2026-02-04 10:05,2026-02-04 10:10,1,1,1,3\n"
    "4,2026-02-05 10:00,2026-02-05 12:00,2026-02-06 10:00,3,0,0,1\n"
    "5,2026-03-05 10:00,,,,,0,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(EXPORT)
    return tmp_path


def report(folder: Path, *words: str, **variables: str) -> Done:
    return cx(folder, "report", "t.csv", "--timezone", "UTC", "--by", "", *words, variables=variables)


def whole(done: Done, metric: str = "first_contact_resolution", statistic: str | None = None) -> object:
    rows = [row for row in done.json()["values"] if (row["metric"], row["statistic"]) == (metric, statistic)]
    return rows[0]["value"]


@pytest.mark.parametrize(
    ("product", "variant", "value"),
    [
        ("default", "default", 25.0),  # the second
        ("zendesk", "zendesk", 75.0),  # the first three: no or one reply
        ("freshdesk", "one_reply", 50.0),  # the second and third
        ("freshservice", "freshservice", 75.0),  # all but the third: the customer never wrote again
        ("zammad", "zammad", 25.0),  # the third, closed within 15 minutes
        ("intercom", "default", 25.0),  # not as Intercom has it
    ],
)
def test_one_export_has_as_many_fcrs_as_products(folder: Path, product: str, variant: str, value: float) -> None:
    done = report(folder, *FCR, "--definitions", product, "--format", "json")
    found = done.json()
    assert found["settings"]["definitions"] == product
    assert [metric["variant"] for metric in found["metrics"]] == [variant]
    assert whole(done) == value
    assert ("not as Intercom has it" in done.err) == (product == "intercom")


def test_a_product_that_dates_by_the_reply_moves_a_ticket_to_another_month(folder: Path) -> None:
    words = ("--metric", "first_reply_time", "--format", "json", "--statistic", "mean")
    months = {}
    for product in ("default", "gorgias"):
        found = cx(folder, "report", "t.csv", *words, "--definitions", product).json()
        months[product] = {row["slice"].get("period"): row["n"] for row in found["values"]}
    assert (months["default"]["2026-01"], months["default"]["2026-02"]) == (1, 3)
    assert months["gorgias"]["2026-02"] == 4


def test_what_is_picked_for_a_kpi_wins_over_the_product(folder: Path) -> None:
    (folder / "cx.toml").write_text('[definitions]\npreset = "freshdesk"\nfirst_contact_resolution = "zendesk"\n')
    names = ("--metric", "first_contact_resolution,csat", "--format", "json")
    done = report(folder, *names)
    assert whole(done) == 75.0
    assert done.json()["settings"]["definitions"] == "freshdesk, first_contact_resolution = zendesk"
    assert whole(report(folder, *names, "--definitions", "zammad")) == 75.0
    same = report(folder, *names, "--definitions", "zendesk").json()["settings"]["definitions"]
    assert same == "zendesk"
    both = report(folder, *names, CX_DEFINITIONS="frappe")
    assert both.json()["settings"]["definitions"] == "frappe, first_contact_resolution = zendesk"
    assert whole(both, "csat") == (5 + 4 + 3 + 1) / 4


def test_a_kpi_of_ones_own_is_none_of_the_products(folder: Path) -> None:
    (folder / "cx.toml").write_text(
        '[metric.first_contact_resolution]\nfacts = "tickets"\nat = "resolved_at"\nformula = "count(reopens == 0) / '
        'count()"\nunit = "percent"\nbetter = "higher"\n'
    )
    assert whole(report(folder, *FCR, "--definitions", "zendesk", "--format", "json")) == 75.0
    assert "for --definitions" not in cx(folder, "metrics", "first_contact_resolution").out


def test_every_output_names_the_variant(folder: Path) -> None:
    words = (*FCR, "--metric", "csat", "--definitions", "zendesk")
    for form in ("table", "plain"):
        page = report(folder, *words, "--format", form).out
        assert "definitions  zendesk\n" in page
        assert "First contact resolution (zendesk)" in page
        assert (
            "\n  first_contact_resolution  zendesk: no or one agent reply (Zendesk Explore) · Zendesk: one-touch"
            in page
        )
    rows = list(csv.DictReader(io.StringIO(report(folder, *words, "--format", "csv").out)))
    assert {row["metric"]: row["variant"] for row in rows} == {"first_contact_resolution": "zendesk", "csat": "default"}
    assert report(folder, *FCR, "--format", "csv").out.startswith("metric,statistic,value,n,low,high,note\n")


def test_business_time_without_a_calendar_is_calendar_time_and_said_so(folder: Path) -> None:
    words = ("--metric", "first_reply_time,csat", "--definitions", "frappe")
    for form in ("plain", "json", "csv"):
        told = report(folder, *words, "--format", form).err
        assert "Frappe Helpdesk has first_reply_time" in told
        assert "in business time: calendar time was used" in told
    assert report(folder, *words, "--format", "json").json()["settings"]["clock"] == "calendar"
    assert "business time" not in report(folder, *FCR, "--definitions", "zendesk").err


@pytest.mark.parametrize("place", ["--definitions", "CX_DEFINITIONS"])
def test_an_unknown_product_is_exit_2_and_names_the_one_that_was_meant(folder: Path, place: str) -> None:
    flags = (place, "zendsk") if place.startswith("--") else ()
    done = report(folder, *flags, **({} if flags else {place: "zendsk"}))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {place}: there are no definitions named 'zendsk'; did you mean 'zendesk'?")
    assert "[unknown-definitions]" in done.err


def test_the_catalogue_lists_the_products_and_who_uses_which_variant(folder: Path) -> None:
    listed = cx(folder, "metrics").out
    assert all(f"\n  {name} " in listed for name in preset_names())
    told = cx(folder, "metrics", "first_contact_resolution").out.partition("Definitions of products")[2]
    told = re.sub("(?<=\\w) +", " ", told)
    assert "\n  freshservice freshservice: " in told
    assert "\n  intercom not computed: closed once with one participating teammate" in told
    product = cx(folder, "metrics", "frappe").out
    assert "  resolution_time   by_created_date, mean, business time: " in product
    assert "  Fr  frappe/helpdesk @6018181" in product
    found = json.loads(cx(folder, "metrics", "--format", "json").out)
    assert [entry["name"] for entry in found["definitions"]] == list(preset_names())
    (alone,) = json.loads(cx(folder, "metrics", "zoho", "--format", "json").out)["definitions"]
    assert alone["metrics"]["reopen_rate"]["certainty"] == "seen"


@pytest.mark.parametrize("product", preset_names())
def test_every_product_gives_a_report(folder: Path, product: str) -> None:
    files, settings = [str(folder / "t.csv")], load_settings({"definitions": product, "timezone": "UTC"}, {}, None)
    with opened(files, settings, find_files(files, settings, folder)) as found:
        report = compute(found.feeds, request_of(settings))
    told = json.loads(to_json.render(report))
    assert told["settings"]["definitions"] == product
    assert len(told["values"]) > 20
    assert all(definition_notes(settings, report, "json"))
