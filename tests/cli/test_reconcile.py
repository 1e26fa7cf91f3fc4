"""Does cx reconcile say which definitions there are, how one becomes another, and which gives a figure?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cx_cli.commands.find_files import find_files
from cx_cli.commands.run_reconcile import question_of, run_reconcile
from cx_cli.errors import UsageError
from cx_cli.settings import load_settings
from cx_cli.units import MISSING
from tests.cli.program import Done, all_of, cx

EXPORT = (
    "ticket_id,created_at,first_replied_at,resolved_at,agent_replies,customer_replies,reopens,channel\n"
    "1,2026-01-31 10:00,2026-02-01 10:00,2026-02-02 10:00,0,0,0,chat\n"
    "2,2026-02-03 10:00,2026-02-03 11:00,2026-02-03 12:00,1,0,0,chat\n"
    "3,2026-02-04 10:00,2026-02-04 10:05,2026-02-04 10:10,1,1,1,email\n"
    "4,2026-02-05 10:00,2026-02-05 12:00,2026-02-06 10:00,3,0,0,email\n"
    "5,2026-03-05 10:00,,,,,0,email\n"
)
FCR = "first_contact_resolution"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconcile")
    (folder / "t.csv").write_text(EXPORT)
    return folder


@pytest.fixture(scope="module")
def runs(folder: Path) -> dict[str, Done]:
    return all_of(
        folder,
        {
            "json": ("reconcile", FCR, "t.csv", "--between", "default,zendesk", "--by", "channel", "--format", "json"),
            "plain": ("reconcile", FCR, "t.csv", "--timezone", "UTC", "-q"),
            "typo": ("reconcile", FCR, "t.csv", "--between", "zendsk,zammad"),
            "file": ("reconcile", "first_reply_time", "t.csv", "--against", "1h 00m", "-q", "-o", "match.csv"),
        },
    )


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str, **params: object) -> str:
    """What the command prints, run in this process."""
    metric, *files = arguments
    flags = {"metric": metric, "timezone": "UTC", "quiet": True, **params}
    settings = load_settings(flags, {}, folder if "config" in params else None)
    paths = [str(folder / name) for name in files]
    run_reconcile(paths, settings, flags, find_files(paths, settings))
    return capsys.readouterr().out


def test_the_walk_goes_from_one_product_to_another_in_every_slice(runs: dict[str, Done]) -> None:
    """25 % of the four resolved tickets have one reply and no reopening; with the first, which has none, 50 %; with
    the third, which was reopened, 75 %."""
    found = runs["json"].json()
    assert found["schema"] == "cx.reconcile/1"
    assert [step["aspects"] for step in found["walk"]["steps"]] == [["numerator"], ["numerator"]]
    whole, *slices = found["walk"]["paths"]
    assert (whole["slice"], whole["value"], whole["n"], whole["difference"]) == ({}, 25.0, 4, 50.0)
    assert [(move["value"], move["change"], move["n"]) for move in whole["moves"]] == [(50.0, 25.0, 4), (75.0, 25.0, 4)]
    assert whole["moves"][0]["counted"] == {"before": 1, "after": 2, "entering": 1, "leaving": 0}
    assert whole["moves"][0]["rows"] == {"before": 4, "after": 4, "entering": 0, "leaving": 0}
    told = {path["slice"]["channel"]: [path["value"], *(move["value"] for move in path["moves"])] for path in slices}
    assert told == {"chat": [50.0, 100.0, 100.0], "email": [0.0, 0.0, 50.0]}
    values = {row["variant"]: row["value"] for row in found["values"] if row["slice"] == {}}
    assert values == {
        "default": 25.0, "one_reply": 50.0, "zendesk": 75.0, "freshservice": 75.0, "zammad": 25.0,
    }  # fmt: skip
    needs = {one["variant"]: one["needs"] for one in found["definitions"] if one["needs"]}
    assert needs == {"messaging": "changes.changed_at", "no_repeat_7d": "tickets.customer_id"}
    assert [one["variant"] for one in found["definitions"] if one["in_use"]] == ["default"]
    (zendesk,) = next(one["products"] for one in found["definitions"] if one["variant"] == "zendesk")
    assert (zendesk["name"], zendesk["certainty"]) == ("zendesk", "seen")


def test_the_page_has_a_line_per_definition_with_who_defines_it_so_and_the_formula(runs: dict[str, Done]) -> None:
    lines = runs["plain"].out.splitlines()
    one_reply = next(line for line in lines if line.startswith("one_reply"))
    assert one_reply.split()[1:6] == ["50.0%*", "15.0%", "to", "85.0%", "4"]
    assert one_reply.endswith(
        "dbt_zendesk, freshdesk, zoho  count(agent_replies == 1) / count() of tickets by resolved_at"
    )
    assert "messaging can't be computed from these files: needs changes.changed_at." in lines


def test_a_typo_is_exit_2_with_the_name_that_was_meant(runs: dict[str, Done]) -> None:
    done = runs["typo"]
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'zendesk'?" in done.err.splitlines()[0]
    assert done.err.rstrip().endswith("[unknown-variant]")


def test_a_figure_is_matched_into_a_file(runs: dict[str, Done], folder: Path) -> None:
    """The median of 5 min, 1 h, 2 h and 24 h is 1 h 30 min; the mean of those from the assignment can't be had."""
    assert (runs["file"].code, runs["file"].out) == (0, "")
    rows = list(csv.DictReader(io.StringIO((folder / "match.csv").read_text(encoding="utf-8"))))
    assert {row["reproduces"] for row in rows} == {"false"}
    assert rows[0]["variants"] in ("default", "by_reply_date")
    assert (rows[0]["statistic"], rows[0]["value"], rows[0]["difference"]) == ("median", "5400", "1800")


def test_two_definitions_that_give_the_figure_are_not_told_apart(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = asked(folder, capsys, FCR, "t.csv", against="75%", format="plain").splitlines()[0]
    assert told == (
        "First contact resolution 75%: zendesk and freshservice give it and can't be told apart on these data"
    )
    told = asked(folder, capsys, FCR, "t.csv", against="74%", format="plain").splitlines()[0]
    assert told == "First contact resolution 74%: no definition gives it; zendesk comes nearest with 75.0%"


def test_days_that_begin_in_utc_are_tried_as_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of January in Rome the ticket of 31 January 23:30 UTC is no part; of January in UTC it is."""
    rows = ["2026-01-10 10:00:00Z", "2026-01-31 23:30:00Z", "2026-02-03 10:00:00Z"]
    lines = [f"{number},{created}" for number, created in enumerate(rows)]
    (folder / "edge.csv").write_text("\n".join(["ticket_id,created_at", *lines]))
    params = {"timezone": "Europe/Rome", "since": "2026-01-01", "until": "2026-02-01", "format": "plain"}
    told = asked(folder, capsys, "tickets_created", "edge.csv", against="2", **params).splitlines()[0]
    assert told == "Tickets created 2: default, days in UTC gives it"
    told = asked(folder, capsys, "tickets_created", "edge.csv", against="1", **params).splitlines()[0]
    assert told == "Tickets created 1: default gives it"


def test_the_same_definition_on_two_clocks_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params = {"between": "frappe,hubspot", "format": "plain"}
    told = asked(folder, capsys, "first_reply_time", "t.csv", **params).splitlines()
    assert "Both are the same definition." in told
    assert any(line.startswith("frappe: in business time there") for line in told)


def test_a_walk_crosses_from_calendar_to_business_time_and_its_ends_are_the_reports_figures(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 48 h, 2 h, 10 min and 24 h there are 1 h, 2 h, 10 min and 8 h between nine and five on working days."""
    (folder / "hours.toml").write_text('[hours]\nweekdays = "mon-fri"\nopen = ["09:00-17:00"]\n')
    params = {"between": "default,frappe", "format": "json", "config": str(folder / "hours.toml")}
    walk = json.loads(asked(folder, capsys, "resolution_time", "t.csv", **params))["walk"]
    calendar, business = ((hours * 3600 + 600) / 4 for hours in (48 + 2 + 24, 1 + 2 + 8))
    assert [step["aspects"] for step in walk["steps"]] == [["dating"], ["clock"]]
    path = walk["paths"][0]
    assert [path["value"], *(one["value"] for one in path["moves"])] == [calendar, calendar, business]
    for clock, expect in (("business", business), ("calendar", calendar)):
        params["clock"] = clock
        found = json.loads(asked(folder, capsys, "resolution_time", "t.csv", **params))
        assert [step["aspects"] for step in found["walk"]["steps"]] == [["dating"]]
        means = [one["value"] for one in found["values"] if one["statistic"] == "mean" and one["variant"] == "default"]
        assert means == [found["walk"]["paths"][0]["moves"][0]["value"]] == [expect]
    del params["between"], params["clock"]
    preset = json.loads(asked(folder, capsys, "resolution_time", "t.csv", definitions="frappe", **params))
    assert next(one["value"] for one in preset["values"] if one["statistic"] == "mean") == business


def test_no_data_is_no_other_unit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "none.csv").write_text("ticket_id,created_at,agent\n")
    told = asked(folder, capsys, "ticket_volume", "none.csv", between="default,per_week", format="plain")
    assert "another unit" not in told
    assert told.count(MISSING) == 7, "both values, the step's, its rows and the difference"


def test_only_the_rows_asked_for_count(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params = {"where": "channel == 'email'", "since": "2026-02-05", "format": "json"}
    found = json.loads(asked(folder, capsys, FCR, "t.csv", **params))
    values = {row["variant"]: (row["value"], row["n"]) for row in found["values"]}
    assert values["default"] == (0, 1), "of the fourth ticket alone"
    assert found["settings"]["where"] == "channel == 'email'"


def test_a_kpi_with_one_definition_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(folder, capsys, "tickets_created", "t.csv", format="plain")
    assert "tickets_created has one definition." in told.splitlines()


def test_a_walk_with_an_end_that_is_not_there_says_what_it_needs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(asked(folder, capsys, FCR, "t.csv", between="default,messaging", format="json"))
    assert (found["walk"]["needs"], found["walk"]["steps"]) == ("changes.changed_at", [])
    told = asked(folder, capsys, FCR, "t.csv", between="default,messaging", format="plain")
    assert "it needs changes.changed_at" in told


def test_the_walk_as_csv_has_the_start_and_a_row_per_step_in_each_slice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    params = {"between": "default.mean,per_resolved", "by": ["channel"], "format": "csv"}
    rows = list(csv.DictReader(io.StringIO(asked(folder, capsys, "first_reply_time", "t.csv", **params))))
    assert [(row["channel"], row["step"]) for row in rows] == [
        (channel, str(step)) for channel in ("", "chat", "email") for step in range(3)
    ]
    whole = rows[:3]
    assert [row["says"] for row in whole[1:]] == [
        "no longer only where known(first_reply_seconds)",
        "dated by resolved_at instead of created_at",
    ]
    assert [float(row["value"]) for row in whole] == [97500 / 4, 97500 / 5, 97500 / 4]
    assert [(row["rows_entering"], row["rows_leaving"]) for row in whole[1:]] == [("1", "0"), ("0", "1")]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"metric": "frst_reply_time"}, "did you mean 'first_reply_time'"),
        ({"between": "zendesk"}, "takes two definitions"),
        ({"between": "default,one_repli"}, "did you mean 'one_reply'"),
        ({"between": "default.median,zendesk"}, "is one value and has no median"),
        ({"metric": "first_reply_time", "between": "default.medium,zendesk"}, "'medium' is no statistic"),
        ({"between": "default,zendesk", "against": "4"}, "two questions"),
        ({"against": "4,5"}, "is no figure"),
        ({"against": "75%", "by": ["channel"]}, "--against is one figure, and --by makes several"),
    ],
)
def test_what_can_not_be_meant_is_refused_before_any_file_is_read(params: dict[str, object], message: str) -> None:
    flags = {"metric": FCR, **params}
    with pytest.raises(UsageError, match=message) as refused:
        question_of(load_settings(flags, {}, None), flags)
    assert refused.value.exit_code == 2
    assert refused.value.fix or "two questions" in refused.value.message


def test_a_format_that_the_command_does_not_have_is_refused(folder: Path) -> None:
    flags = {"metric": FCR, "output": str(folder / "walk.html")}
    settings = load_settings(flags, {}, None)
    with pytest.raises(UsageError, match="this command has no format html"):
        run_reconcile([], settings, flags, find_files([str(folder / "t.csv")], settings))
    assert not (folder / "walk.html").exists()


def test_an_unknown_metric_is_exit_2(folder: Path) -> None:
    done = cx(folder, "reconcile", "csatt", "t.csv")
    assert done.code == 2
    assert "did you mean 'csat'?" in done.err
