"""Does the program give the numbers that the definitions give in plain Python?"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.oracle import dice, helpdesk, reading
from tests.oracle.catalogue_by_hand import CATALOGUE
from tests.oracle.comparing import Report, differences, metric_options, options, run
from tests.oracle.oracle import View

AS_OF, FILES = dice.AS_OF, ["tickets.csv", "messages.csv", "surveys.csv", "calls.csv"]
ROME, NEW_YORK = "Europe/Rome", "America/New_York"
VIEWS = [
    (1, View(AS_OF, (), "month", "UTC")),
    (1, View(AS_OF, ("period",), "month", ROME)),
    (2, View(AS_OF, ("period", "channel"), "month", ROME)),
    (3, View(AS_OF, ("period", "channel"), "week", NEW_YORK)),
    (4, View(AS_OF, ("period",), "day", NEW_YORK)),
    (4, View(AS_OF, ("team",), "month", ROME, statistics=("max", "min", "p25", "p95"))),
    (4, View(AS_OF, ("period", "agent", "channel"), "week", ROME)),
    (5, View(AS_OF, ("period", "agent", "channel"), "month", NEW_YORK)),
    (6, View(AS_OF, ("period", "team"), "quarter", ROME)),
    (7, View(AS_OF, ("channel", "period"), "year", NEW_YORK)),
    (8, View(AS_OF, ("period", "channel"), "month", ROME, date(2025, 11, 15), date(2026, 2, 10))),
    (9, View(AS_OF, ("agent",), "month", NEW_YORK, date(2026, 1, 1), date(2026, 3, 9))),
    (2, View(dice.epoch("2026-02-10T09:00:00Z"), ("channel",), "month", ROME)),
]


def shown(found: list[str]) -> str:
    return f"{len(found)} differences\n" + "\n".join(found[:40])


@cache
def report_of(seed: int, view: View, settings: str = "") -> tuple[Report, reading.Facts]:
    """The program's report, under these settings, and the facts of the same export; nobody may change them."""
    export = helpdesk.export(seed)
    with TemporaryDirectory() as name:
        helpdesk.write(export, folder := Path(name))
        (folder / "cx.toml").write_text(settings, encoding="utf-8")
        report = run(FILES, *options(view), *metric_options(), folder=folder)
    needs_channel = [] if "channel" in view.by else ["channel_share"]
    assert [entry["metric"] for entry in report["unavailable"]] == needs_channel
    return report, reading.read(export, view.as_of)


@pytest.mark.parametrize(("seed", "view"), VIEWS, ids=[f"{seed}-{'-'.join(v.by)}-{v.period}" for seed, v in VIEWS])
def test_every_number_is_the_oracles(seed: int, view: View) -> None:
    report, facts = report_of(seed, view)
    found = differences(report, facts, View(**{**vars(view), "by": tuple(report["settings"]["by"])}))
    assert not found, shown(found)


@pytest.mark.parametrize("turn", range(max(len(variants) for variants in CATALOGUE.values()) - 1))
def test_every_variant_is_the_oracles(turn: int) -> None:
    others = {name: [v for v in variants if v != "default"] for name, variants in CATALOGUE.items()}
    chosen = {name: variants[turn] for name, variants in others.items() if turn < len(variants)}
    lines = [f'{name} = "{variant}"\n' for name, variant in chosen.items()]
    view = View(AS_OF, ("period", "channel"), "month", ROME)
    report, facts = report_of(10 + turn, view, "[definitions]\n" + "".join(lines))
    told = {metric["name"]: metric["variant"] for metric in report["metrics"]}
    assert {name: told[name] for name in chosen} == chosen
    found = differences(report, facts, view, chosen, set(chosen))
    assert not found, shown(found)


def test_only_the_first_and_the_last_month_are_incomplete() -> None:
    report, _ = report_of(1, View(AS_OF, ("period",), "month", ROME))
    notes: dict[str, set[str | None]] = {}
    for row in report["values"]:
        if row["metric"] == "tickets_created" and row["slice"]:
            notes.setdefault(row["slice"]["period"], set()).add(row["note"])
    months = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]
    ends = {"2025-10", "2026-04"}
    assert notes == {month: {"incomplete" if month in ends else None} for month in months}


def test_an_instant_after_as_of_is_counted_but_makes_no_duration(tmp_path: Path) -> None:
    days = (("01", "03"), ("05", "12"), ("15", "18"), ("16", ""), ("17", ""))
    tickets = [
        {
            "ticket_id": f"T{first}",
            "created_at": f"2026-01-{first}T10:00:00Z",
            "resolved_at": f"2026-01-{last}T10:00:00Z" if last else "",
        }
        for first, last in days
    ]
    helpdesk.write({"tickets": tickets}, tmp_path)
    names = ["tickets_created", "tickets_resolved", "resolution_time", "backlog", "backlog_age"]
    view = View(dice.epoch("2026-01-10T00:00:00Z"), ("period",))
    report = run(["tickets.csv"], *options(view), *metric_options(names), folder=tmp_path)
    found = differences(report, reading.read({"tickets": tickets}, view.as_of), view, names=set(names))
    assert not found, shown(found)
    assert sum(issue["n"] for issue in report["issues"]) > 0
