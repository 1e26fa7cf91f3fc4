"""Which setting wins, and is every wrong one refused with the file and the key that was meant?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cx_cli.errors import UsageError
from cx_cli.settings import FileManner, Settings, load_settings


def written(folder: Path, text: str, name: str = "cx.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(
    folder: Path, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None, **more: Any
) -> Settings:
    return load_settings(flags or {}, environ or {}, folder, **more)


def refused(folder: Path, text: str) -> UsageError:
    written(folder, text)
    with pytest.raises(UsageError) as caught:
        load(folder)
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith("cx.toml")
    return caught.value


def test_without_any_settings_the_defaults_hold(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found == Settings()
    assert (found.period, found.by, found.statistics) == ("month", (("period",),), ("mean", "median", "p90"))
    assert found.timezone is None


def test_flags_win_over_variables_over_the_nearest_file_over_the_users_file(tmp_path: Path) -> None:
    user = written(tmp_path / "user", 'timezone = "Asia/Tokyo"\nperiod = "year"\ndate_order = "dmy"\nby = "team"')
    written(tmp_path / "project", 'timezone = "Europe/Rome"\nperiod = "quarter"\nby = "agent"')
    below = tmp_path / "project" / "exports" / "2026"
    below.mkdir(parents=True)
    found = load(
        below,
        {"timezone": "UTC", "period": None, "by": []},
        {"CX_TIMEZONE": "America/New_York", "CX_PERIOD": "week", "CX_BY": ""},
        user_file=user,
    )
    assert found.timezone == "UTC"
    assert found.period == "week"
    assert found.by == (("agent",),)
    assert found.date_order == "dmy"


def test_a_variable_of_another_program_is_no_setting(tmp_path: Path) -> None:
    assert load(tmp_path, environ={"CX_TIMEOUT": "30", "CX_APIKEY": "x", "CX_PERIODE": "day"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "field", "meant"),
    [
        ("CX_BY", "period, channel", "by", (("period", "channel"),)),
        ("CX_METRIC", "csat,nps", "metrics", ("csat", "nps")),
        ("CX_STATISTIC", "p95", "statistics", ("p95",)),
        ("CX_SINCE", "2026-01-01", "since", "2026-01-01"),
        ("CX_FORMAT", "json", "format", "json"),
        ("CX_LOCALE", "ro", "locale", "ro"),
        ("CX_AS_OF", "2026-01-01", "as_of", "2026-01-01"),
    ],
)
def test_a_variable_says_what_its_option_says(
    tmp_path: Path, variable: str, value: str, field: str, meant: object
) -> None:
    assert getattr(load(tmp_path, environ={variable: value}), field) == meant


def test_the_config_option_replaces_the_nearest_file_and_its_variable_too(tmp_path: Path) -> None:
    written(tmp_path, 'period = "day"\ntimezone = "UTC"')
    written(tmp_path, 'period = "year"', "other.toml")
    assert load(tmp_path, {"config": "other.toml"}) == Settings(period="year")
    assert load(tmp_path, environ={"CX_CONFIG": str(tmp_path / "other.toml")}).period == "year"


def test_a_config_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    written(tmp_path, "")
    with pytest.raises(UsageError, match=r"--config: there is no file 'cx.tml'; did you mean 'cx.toml'\?"):
        load(tmp_path, {"config": "cx.tml"})


def test_the_table_of_a_pyproject_counts_and_one_without_it_is_passed_by(tmp_path: Path) -> None:
    written(tmp_path, '[tool.cx]\nperiod = "day"\n[tool.cx.limits]\nmax_rejected = "5%"', "pyproject.toml")
    written(tmp_path / "inner", "this is [not TOML\n[tool.ruff", "pyproject.toml")
    assert load(tmp_path / "inner").period == "day"
    assert load(tmp_path / "inner").max_rejected == 0.05
    written(tmp_path, 'period = "week"')
    assert load(tmp_path).period == "week"


def test_no_file_is_looked_for_without_a_folder() -> None:
    assert load_settings({"period": "day"}, {"CX_TIMEZONE": "UTC"}, None) == Settings(period="day", timezone="UTC")


def test_every_table_is_read(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        timezone = "Europe/Rome"
        period = "week"
        by = [["period", "channel"], ["agent"]]
        since = 2026-01-01
        until = 2026-04-01T10:00:00Z
        statistic = ["mean", "p95"]
        [data]
        tickets = ["exports/t-*.csv.gz", "more.csv"]
        calls = "calls.csv"
        [files."calls-*.txt"]
        table = "calls"
        delimiter = ";"
        decimal = ","
        header = ["call_id", "started"]
        header_line = 3
        [columns.tickets]
        created_at = "opened_on"
        channel = { value = "phone" }
        [values.tickets.status]
        "Awaiting User Info" = "pending"
        [definitions]
        first_contact_resolution = "zendesk"
        [metric.vip]
        facts = "tickets"
        [service_level]
        within = "1m 30s"
        short_abandon = "5s"
        [scales]
        csat = "1..5"
        [limits]
        max_rejected = "2.5%"
        max_size = "500 MB"
        min_n = 50
        """,
    )
    found = load(tmp_path)
    assert found.by == (("period", "channel"), ("agent",))
    assert (found.since, found.until) == ("2026-01-01", "2026-04-01T10:00:00+00:00")
    assert found.statistics == ("mean", "p95")
    assert found.data == {"tickets": ("exports/t-*.csv.gz", "more.csv"), "calls": ("calls.csv",)}
    assert found.data_folder == str(tmp_path)
    manner = FileManner(
        "calls-*.txt", table="calls", delimiter=";", decimal=",", header=("call_id", "started"), header_line=3
    )
    assert found.files == (manner,)
    assert found.columns == {"tickets": {"created_at": "opened_on", "channel": {"value": "phone"}}}
    assert found.values == {"tickets": {"status": {"Awaiting User Info": "pending"}}}
    assert found.definitions == {"first_contact_resolution": "zendesk"}
    assert found.own_metrics == {"vip": {"facts": "tickets"}}
    assert found.parameters == {"within": 90.0, "short_abandon": 5.0}
    assert found.scales == {"csat": "1..5"}
    assert found.max_rejected == 0.025
    assert found.max_size == 500 * 1024 * 1024
    assert found.min_n == 50


def test_tables_of_two_files_are_merged_by_key_and_data_is_not(tmp_path: Path) -> None:
    user = written(
        tmp_path / "user",
        '[columns.tickets]\nagent = "Owner"\ncreated_at = "Made"\n[limits]\nmax_size = "1GB"\n'
        '[files."*.txt"]\ndecimal = ","\n[data]\ncalls = "c.csv"',
    )
    written(
        tmp_path,
        '[columns.tickets]\ncreated_at = "Opened"\n[limits]\nmax_rejected = "3%"\n[files."a.txt"]\ndecimal = "."\n'
        '[data]\ntickets = "t.csv"',
    )
    found = load(tmp_path, user_file=user)
    assert found.columns == {"tickets": {"agent": "Owner", "created_at": "Opened"}}
    assert (found.max_size, found.max_rejected) == (1 << 30, 0.03)
    assert [manner.pattern for manner in found.files] == ["a.txt", "*.txt"]
    assert found.data == {"tickets": ("t.csv",)}


def test_tables_of_commands_to_come_may_stand_in_the_file(tmp_path: Path) -> None:
    written(
        tmp_path,
        '[checks]\nmin_n = 30\n[checks.rules]\n"csat >= 85%" = "error"\n',
    )
    assert load(tmp_path).period == "month"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('timezne = "UTC"', "cx.toml: unknown key 'timezne'; did you mean 'timezone'?"),
        ('[column.tickets]\na = "b"', "cx.toml: unknown key 'column'; did you mean 'columns'?"),
        ('[service_level]\nwithn = "60s"', "cx.toml: [service_level]: unknown key 'withn'; did you mean 'within'?"),
        ('[limits]\nmax_reject = "1%"', "cx.toml: [limits]: unknown key 'max_reject'; did you mean 'max_rejected'?"),
        ('[scales]\ncsta = "1..5"', "cx.toml: [scales]: unknown key 'csta'; did you mean 'csat'?"),
        (
            '[files."*.txt"]\nencodng = "x"',
            "cx.toml: [files.\"*.txt\"]: unknown key 'encodng'; did you mean 'encoding'?",
        ),
        ('output = "x.json"', "cx.toml: unknown key 'output'"),
        ('period = "mnth"', "cx.toml: period can't be 'mnth'; did you mean 'month'?"),
        ("timezone = 1", "cx.toml: timezone must be text, not 1"),
        ('data = "x.csv"', "cx.toml: [data] must be a table, not 'x.csv'"),
        ("[columns]\ntickets = 3", "cx.toml: [columns].tickets must be a table, not 3"),
        ("[service_level]\nwithin = 60", "cx.toml: [service_level] within: a duration needs a unit"),
        ("[limits]\nmax_rejected = 0.01", "cx.toml: [limits] max_rejected: a percent needs its sign"),
        ('[limits]\nmax_size = "big"', "cx.toml: [limits] max_size 'big' is no size"),
        ("[files.a]\nheader_line = 0", 'cx.toml: [files."a"] header_line must be a whole number from 1'),
        ('[files.a]\ndelimiter = ";;"', 'cx.toml: [files."a"] delimiter must be one character'),
        ('statistic = "avg"', "cx.toml: statistic 'avg' is no statistic"),
        ('by = "agent,agent"', "cx.toml: by names the column 'agent' twice"),
        ("[definitions]\npreset = 3", "cx.toml: [definitions] preset must be text, not 3"),
        ("[limits]\nmin_n = 0", "cx.toml: [limits] min_n must be a whole number from 1, not 0"),
        ('locale = "fr"', "cx.toml: locale can't be 'fr'"),
        ('clock = "busines"', "cx.toml: clock can't be 'busines'; did you mean 'business'?"),
        ('period = "day"\n[x\n', "cx.toml, line 2: this is not TOML"),
        ('period = "day"\nperiod = "day"\n', "cx.toml, line 2: this is not TOML"),
    ],
)
def test_a_wrong_setting_is_refused_where_it_stands(tmp_path: Path, text: str, told: str) -> None:
    assert refused(tmp_path, text).message.startswith(told)


def test_a_weaker_place_may_not_be_wrong_either(tmp_path: Path) -> None:
    written(tmp_path, 'period = "fortnight"')
    with pytest.raises(UsageError, match="fortnight"):
        load(tmp_path, {"period": "day"})


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"period": "dya"}, "--period can't be 'dya'; did you mean 'day'?"),
        ({"statistic": ["p9x"]}, "--statistic 'p9x' is no statistic"),
        ({"format": "markdwn"}, "--format can't be 'markdwn'; did you mean 'markdown'?"),
        ({"date_order": "ydm"}, "--date-order can't be 'ydm'"),
    ],
)
def test_a_wrong_flag_is_named(tmp_path: Path, flags: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, flags)
    assert caught.value.message.startswith(told)


def test_it_is_known_where_a_setting_stands(tmp_path: Path) -> None:
    written(tmp_path, 'until = 2026-01-01\n[metric.x]\nfacts = "tickets"')
    found = load(tmp_path, {"since": "2025-01-01"}, {"CX_AS_OF": "2025-06-01", "CX_SINCE": "2020-01-01"})
    assert found.places == {"since": "--since", "as_of": "CX_AS_OF", "until": "cx.toml: until"}
    assert found.tables == {"metric.x": "cx.toml"}


def test_whose_definitions_hold_is_said_by_flag_variable_or_file_in_this_order(tmp_path: Path) -> None:
    user = written(tmp_path / "user", '[definitions]\npreset = "frappe"\ncsat = "mean"')
    assert load(tmp_path, user_file=user).preset == "frappe"
    written(tmp_path, '[definitions]\npreset = "zendesk"\nces = "effort"')
    found = load(tmp_path, user_file=user)
    assert (found.preset, found.places["definitions"]) == ("zendesk", "cx.toml: [definitions] preset")
    assert found.definitions == {"csat": "mean", "ces": "effort"}
    found = load(tmp_path, environ={"CX_DEFINITIONS": "gorgias"})
    assert (found.preset, found.places["definitions"]) == ("gorgias", "CX_DEFINITIONS")
    found = load(tmp_path, {"definitions": "default"}, {"CX_DEFINITIONS": "gorgias"})
    assert (found.preset, found.places["definitions"]) == ("default", "--definitions")
    assert found.definitions == {"ces": "effort"}


def test_by_can_be_given_several_times_and_as_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, {"by": ("period,channel", "agent", "agent")}).by == (("period", "channel"), ("agent",))
    assert load(tmp_path, {"by": ("",)}).by == ((),)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_bytes(b'timezone = "\xff"')
    with pytest.raises(UsageError, match=r"cx\.toml: a TOML file is UTF-8"):
        load(tmp_path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_bytes(b'\xef\xbb\xbfperiod = "day"\r\n')
    assert load(tmp_path).period == "day"
