"""Do the settings reach the report, and is a wrong one told with the file it stands in?"""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_cli.app import run
from tests.cli.program import cx, tickets, value

OWN = """
[data]
tickets = ["exports/t-*.csv"]
[columns.tickets]
ticket_id = "Nr"
created_at = "Opened"
channel = { value = "phone" }
[values.tickets.status]
"Done and dusted" = "resolved"
[definitions]
ticket_volume = "per_week"
[metric.urgent_share]
facts = "tickets"
at = "created_at"
formula = "count(priority == 'urgent') / count()"
unit = "percent"
better = "lower"
[files."t-semi*.csv"]
delimiter = ";"
date_order = "mdy"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "t-comma.csv").write_text(
        "Nr,Opened,Closed At,Status,Priority\n"
        "1,2026-01-03 10:00,2026-01-04 10:00,Done and dusted,urgent\n2,2026-01-05 10:00,,open,low\n"
    )
    (exports / "t-semi.csv").write_text(
        "Nr;Opened;Status;Priority\n3;02/03/2026 10:00;open;low\n4;02/04/2026;open;low\n"
    )
    (tmp_path / "cx.toml").write_text(OWN)
    return tmp_path


def test_a_project_runs_on_its_settings_alone_from_any_folder_in_it(project: Path) -> None:
    done = cx(project / "exports", "report", "--format", "json", "--by", "channel")
    found = done.json()
    assert [entry["path"] for entry in found["inputs"]] == ["t-comma.csv", "t-semi.csv"]
    assert value(found, "tickets_created", channel="phone") == 4
    assert value(found, "urgent_share") == 25
    assert {metric["name"]: metric["variant"] for metric in found["metrics"]}["ticket_volume"] == "per_week"
    by_month = cx(project, "report", "-q", "--format", "json", "--metric", "tickets_created").json()
    assert value(by_month, "tickets_created", period="2026-02") == 2
    status = cx(project, "report", "-q", "--format", "json", "--metric", "tickets_created", "--by", "status").json()
    assert value(status, "tickets_created", status="resolved") == 1


def test_flags_and_variables_win_over_the_file(project: Path) -> None:
    (project / "cx.toml").write_text('period = "year"\ntimezone = "Asia/Tokyo"\n' + OWN)
    found = cx(project, "report", "--timezone", "UTC", "--format", "json", variables={"CX_PERIOD": "day"}).json()
    assert (found["settings"]["timezone"], found["settings"]["period"]) == ("UTC", "day")
    (project / "other.toml").write_text('period = "week"\n' + OWN)
    other = cx(project, "report", "--config", "other.toml", "--format", "json").json()
    assert (other["settings"]["timezone"], other["settings"]["period"]) == ("UTC", "week")


def test_an_own_metric_is_in_the_catalogue(project: Path) -> None:
    done = cx(project, "metrics", "urgent_share")
    assert done.code == 0
    assert "count(priority == 'urgent') / count()" in done.out
    assert "urgent_share" in cx(project, "metrics").out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('tmezone = "UTC"', "cx.toml: unknown key 'tmezone'; did you mean 'timezone'?"),
        ('[columns.ticket]\nagent = "x"', "cx.toml: [columns.ticket]: 'ticket' is no table; did you mean 'tickets'?"),
        ('[metric.x]\nfacts = "tickets"', "cx.toml: [metric.x] needs 'at'"),
        ('[metric.x]\nfacts = "tickets"\nformul = "count()"', "cx.toml: [metric.x] has an unknown key 'formul'"),
        ('[definitions]\ncsta = "mean"', "cx.toml: [definitions]: there is no metric 'csta'; did you mean 'csat'?"),
        ('[definitions]\ncsat = "maen"', "cx.toml: [definitions]: csat has no variant 'maen'; did you mean 'mean'?"),
        (
            '[definitions]\npreset = "zendsk"',
            "cx.toml: [definitions] preset: there are no definitions named 'zendsk'; did you mean 'zendesk'?",
        ),
        ('[scales]\ncsat = "5"', "cx.toml: [scales]: '5' is not a scale"),
        ('[data]\ntikets = "x.csv"', "cx.toml: [data]: there is no table 'tikets'; did you mean 'tickets'?"),
        ('timezone = "Rome"', "cx.toml: timezone: there is no time zone named 'Rome'"),
        ('[files.a]\ntimezone = "Rome"', "cx.toml: [files]: there is no time zone named 'Rome'"),
        ("since = 2026-01-01\nuntil = 2026-01-01", "cx.toml: since 2026-01-01 is not before cx.toml: until"),
        ("[x", "cx.toml, line 1: this is not TOML"),
    ],
)
def test_a_wrong_setting_is_exit_2_and_names_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "cx.toml").write_text(text)
    (tmp_path / "t.csv").write_text(tickets(2))
    files = [] if "[data]" in text else ["t.csv"]
    code, (out, err) = run(["report", *files]), capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {told}")


def test_more_bad_rows_can_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(tickets(100, bad=range(20)))
    assert cx(tmp_path, "report", "bad.csv").code == 3
    (tmp_path / "cx.toml").write_text('[limits]\nmax_rejected = "20%"\n')
    assert cx(tmp_path, "report", "bad.csv").code == 0


def test_a_column_of_ones_own_can_be_named_and_worked_out_and_one_that_no_file_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "ticket_id,opened_on,q,unit price,region\n1,2026-01-05,2,10,N\n2,2026-01-06,3,5.5,S\n"
    )
    said = '[columns.tickets]\ncreated_at = "opened_on"\namount = { formula = "q * unit_price" }\narea = "region"\n'
    own = '[metric.worth]\nfacts = "tickets"\nat = "created_at"\nformula = "sum(amount)"\nunit = "count"\n'
    own += 'better = "higher"\n'
    (tmp_path / "cx.toml").write_text(said + own)
    found = cx(tmp_path, "report", "t.csv", "--metric", "worth", "--by", "area", "--format", "json").json()
    assert [value(found, "worth", **by) for by in ({}, {"area": "N"}, {"area": "S"})] == [36.5, 20, 16.5]
    dear = cx(
        tmp_path, "report", "t.csv", "--metric", "worth", "--where", "amount > 17", "--by", "", "--format", "json"
    )
    assert value(dear.json(), "worth") == 20
    assert (cx(tmp_path, "inspect", "t.csv").code, cx(tmp_path, "convert", "t.csv", "-o", "t.parquet").code) == (0, 0)
    (tmp_path / "cx.toml").write_text(said.replace('"region"', '"regoin"'))
    refused = cx(tmp_path, "report", "t.csv")
    assert (refused.code, "no file of tickets has a column 'regoin'; did you mean 'region'?" in refused.err) == (
        2,
        True,
    )
    (tmp_path / "cx.toml").write_text('[values.tickets.status]\n"Parked" = "on hold"\n')
    refused = cx(tmp_path, "report", "t.csv")
    assert (refused.code, "'on hold' is no status; did you mean 'on_hold'?" in refused.err) == (2, True)
