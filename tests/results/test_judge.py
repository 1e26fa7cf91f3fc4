"""Is each rule judged as it says, on figures that are worked out by hand?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_cli.commands.run_check import check_files
from cx_cli.errors import InputError, UsageError
from cx_cli.render.verdict_words import Words, summary
from cx_cli.render.verdicts_to_json import render
from cx_cli.results.verdict import Checked, Verdict
from cx_cli.settings import load_settings
from tests.results.checking import check, write

MARCH = 'period = "2026-03"\n'


def said(checked: Checked) -> dict[str, str]:
    words = Words(checked)
    return {words.name(one): one.verdict for one in checked.verdicts}


def only(checked: Checked) -> Verdict:
    (verdict,) = checked.verdicts
    return verdict


@pytest.mark.parametrize(
    ("rule", "verdict", "value", "n"),
    [
        ("csat >= 80%", "pass", 80.0, 100),
        ("csat > 80%", "fail", 80.0, 100),
        ("csat >= 80.01%", "fail", 80.0, 100),
        ("tickets_created >= 30", "pass", 30, 30),
        ("first_reply_time.mean <= 80s", "pass", 80.0, 30),  # 10 x 120 s and 20 x 60 s
        ("first_reply_time.median < 1m", "fail", 60.0, 30),
        ("first_reply_time.median{channel=email} <= 2m", "pass", 120.0, 10),
        ("first_reply_time.median{channel= E-mail } <= 2m", "no data", None, None),
        ("first_reply_time.median{channel=EMAIL} <= 1m 59s", "fail", 120.0, 10),
        ("tickets_created{agent=} >= 2", "fail", 1, 1),  # the one without an agent
        ("first_reply_time.n{channel=chat} >= 21", "fail", 20, 20),
        ("tickets_created{priority=urgent} <= 0", "pass", 0, 0),  # there are two, in February: a true zero
        ("first_reply_time.median{priority=urgent} <= 1m", "no data", None, 0),
        ("nps >= 3", "no data", None, 0),
        ("iqs >= 3%", "no data", None, None),
    ],
)
def test_a_rule_is_judged_on_the_value_of_its_period_and_group(
    tmp_path: Path, rule: str, verdict: str, value: float | None, n: float | None
) -> None:
    if "E-mail" in rule:
        with pytest.raises(UsageError, match="did you mean 'email'"):
            check(tmp_path, rule, toml=f"[checks]\n{MARCH}")
        return
    found = only(check(tmp_path, rule, toml=f"[checks]\n{MARCH}"))
    assert (found.verdict, found.value, found.n) == (verdict, value, n)


def test_by_a_column_every_group_is_judged_and_rows_without_a_label_only_where_they_have_a_value(
    tmp_path: Path,
) -> None:
    toml = f"[checks]\n{MARCH}"
    assert said(check(tmp_path, "csat by agent >= 80%", toml=toml)) == {
        "csat by agent >= 80% [agent=Ana]": "pass",
        "csat by agent >= 80% [agent=Bo]": "fail",
    }
    rules = ("tickets_created by agent >= 14", "csat{agent=Ana} >= 90%")
    assert said(check(tmp_path, *rules, toml=toml)) == {
        "tickets_created by agent >= 14 [agent=Ana]": "pass",
        "tickets_created by agent >= 14 [agent=Bo]": "pass",
        "tickets_created by agent >= 14 [agent=(none)]": "fail",
        "csat{agent=Ana} >= 90%": "pass",
    }


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        # 80 of 100: the 95 % interval is 71.1 % to 86.7 % (Wilson)
        ("csat >= 80%", "pass"),
        ("csat >= 85%", "inconclusive"),
        ("csat >= 86.6%", "inconclusive"),
        ("csat >= 86.7%", "fail"),
        ("csat <= 71.2%", "inconclusive"),
        ("csat <= 71.1%", "fail"),
    ],
)
def test_by_the_interval_only_what_chance_can_not_explain_fails(tmp_path: Path, rule: str, verdict: str) -> None:
    toml = f'[checks]\n{MARCH}[checks.rules]\n"{rule}" = {{ level = "error", decide = "interval" }}\n'
    found = check(tmp_path, toml=toml)
    assert only(found).verdict == verdict
    assert found.exit_code == (1 if verdict == "fail" else 0)


EFFECTS = [
    # what is written beside the rule, --strict, verdict, exit code, warnings
    ("csat >= 90%", 'level = "error"', False, "fail", 1, 0),
    ("csat >= 90%", 'level = "warn"', False, "warn", 0, 1),
    ("csat >= 90%", 'level = "warn"', True, "fail", 1, 0),
    ("csat >= 10%", 'level = "error", min_n = 100', False, "pass", 0, 0),
    ("csat >= 10%", 'level = "error", min_n = 101', False, "too few", 0, 1),
    ("csat >= 10%", 'level = "error", min_n = 101, too_few = "fail"', False, "too few", 1, 0),
    ("csat >= 10%", 'level = "warn", min_n = 101, too_few = "fail"', False, "too few", 0, 1),
    ("csat >= 99%", 'level = "error", min_n = 101, too_few = "pass"', False, "too few", 0, 0),
    ("csat >= 99%", 'level = "error", min_n = 101', True, "too few", 1, 0),
    ("csat vs previous >= -1pp", 'level = "error", min_n = 2', False, "pass", 0, 0),
    ("csat vs previous >= -1pp", 'level = "error", min_n = 3', False, "too few", 0, 1),  # February has 2 answers
    ("tickets_created >= 9", 'level = "error", min_n = 1000', False, "pass", 0, 0),  # a count is no sample
    ("nps >= 3", 'level = "error"', False, "no data", 4, 0),
    ("nps >= 3", 'level = "error", no_data = "warn"', False, "no data", 0, 1),
    ("nps >= 3", 'level = "error", no_data = "warn"', True, "no data", 4, 0),
    ("nps >= 3", 'level = "error", no_data = "pass"', True, "no data", 0, 0),
    ("nps >= 3", 'level = "warn"', False, "no data", 0, 1),
    ("csat vs baseline >= 0%", 'level = "error"', False, "no data", 4, 0),
    ("csat vs baseline >= 0%", 'level = "error", no_baseline = "warn"', False, "no data", 0, 1),
    ("csat vs baseline >= 0%", 'level = "error", no_data = "pass"', False, "no data", 0, 0),
]


@pytest.mark.parametrize(("rule", "beside", "strict", "verdict", "code", "warnings"), EFFECTS)
def test_level_policies_and_strict_decide_what_a_verdict_comes_to(
    tmp_path: Path, rule: str, beside: str, strict: bool, verdict: str, code: int, warnings: int
) -> None:
    toml = f'[checks]\n{MARCH}[checks.rules]\n"{rule}" = {{ {beside} }}\n'
    found = check(tmp_path, toml=toml, strict=strict)
    assert (only(found).verdict, found.exit_code, found.warnings) == (verdict, code, warnings)


def test_what_checks_says_holds_for_every_rule_that_says_nothing_else(tmp_path: Path) -> None:
    toml = f'[checks]\n{MARCH}min_n = 101\ntoo_few = "fail"\nno_data = "pass"\n[checks.rules]\n'
    toml += '"csat >= 1%" = "error"\n"csat >= 2%" = { min_n = 100 }\n"nps >= 1" = "error"\n'
    found = check(tmp_path, toml=toml)
    assert [(one.verdict, one.effect) for one in found.verdicts] == [
        ("too few", "fail"),
        ("pass", "pass"),
        ("no data", "pass"),
    ]
    assert summary(found) == "cx check: FAILED 1 of 3"


@pytest.mark.parametrize(
    ("rule", "verdict", "change"),
    [
        # first replies: median 100 s in February, 60 s in March, mean 80 s; tickets 20, then 30
        ("first_reply_time.median vs previous <= +10%", "pass", -40.0),
        ("first_reply_time.mean vs previous <= -20%", "pass", -20.0),
        ("first_reply_time.mean vs previous <= -30s", "pass", -20.0),  # an improvement never trips
        ("first_reply_time.mean vs previous >= +1%", "pass", -20.0),
        ("first_reply_time.max vs previous <= +20%", "pass", 20.0),
        ("first_reply_time.max vs previous < +20%", "fail", 20.0),
        ("first_reply_time.max vs previous <= +19s", "fail", 20.0),
        ("tickets_created vs previous <= +50%", "pass", 50.0),
        ("tickets_created vs previous <= +9", "fail", 10.0),
        ("csat vs previous <= +1pp", "pass", 30.0),  # 50 % to 80 %, and higher is better
        ("csat vs previous >= +60%", "pass", 60.0),
        ("tickets_created{priority=urgent} vs previous <= +0", "pass", -2.0),
        ("tickets_created{channel=email} vs previous <= +1000%", "fail", None),  # from nothing
        ("tickets_created vs last-year <= +5%", "no data", None),
    ],
)
def test_a_change_is_judged_relative_or_absolute_and_never_for_the_better(
    tmp_path: Path, rule: str, verdict: str, change: float | None
) -> None:
    found = only(check(tmp_path, rule, toml=f"[checks]\n{MARCH}"))
    assert (found.verdict, found.change) == (verdict, change)


def test_a_small_move_does_not_trip_however_large_in_percent(tmp_path: Path) -> None:
    for least, verdict in (("21s", "pass"), ("20s", "fail")):
        toml = (
            f'[checks]\n{MARCH}[checks.rules]\n"first_reply_time.max vs previous <= +5%" = {{ at_least = "{least}" }}\n'
        )
        assert only(check(tmp_path, toml=toml)).verdict == verdict


@pytest.mark.parametrize(
    ("period", "as_of", "judged", "reason"),
    [
        ("last-complete-month", "2026-03-31", "2026-03", ""),
        ("last-complete-month", "2026-03-31T23:59:58", "2026-02", ""),
        ("last-complete-week", "2026-03-31", "2026-W13", ""),
        ("last-complete-day", "2026-03-31", "2026-03-31", ""),
        ("last-complete-quarter", "2026-03-31", "2026-Q1", ""),
        ("last-complete-year", "2026-03-31", "2025", "the data have no 2025: they begin in 2026"),
        ("2026-02", "2026-03-31", "2026-02", ""),
        ("2026-04", "2026-03-31", "2026-04", "2026-04 is not over: the data go to 2026-03-31T23:59:59Z"),
        ("2026-03", None, "2026-03", "2026-03 is not over: the data go to 2026-03-31T23:01:00Z"),
        ("2026", "2026-03-31", "2026", "2026 is not over: the data go to 2026-03-31T23:59:59Z"),
    ],
)
def test_a_period_that_is_not_over_or_that_the_data_do_not_know_is_not_judged(
    tmp_path: Path, period: str, as_of: str | None, judged: str, reason: str
) -> None:
    found = check(tmp_path, "tickets_created >= 0", check_period=period, as_of=as_of)
    verdict = only(found)
    assert (found.period, verdict.reason, verdict.verdict) == (judged, reason, "no data" if reason else "pass")


def test_a_period_ends_in_the_reports_zone(tmp_path: Path) -> None:
    """Midnight of 1 April in Rome is 22:00 UTC of 31 March."""
    for as_of, judged in (("2026-03-31T21:59:59Z", "2026-03"), ("2026-03-31T21:59:58Z", "2026-02")):
        given = {"timezone": "Europe/Rome", "as_of": as_of, "check_period": "last-complete-month"}
        assert check(tmp_path, "tickets_created >= 0", **given).period == judged


def test_a_bound_of_the_question_ends_a_period_too(tmp_path: Path) -> None:
    found = check(tmp_path, "tickets_created >= 0", check_period="last-complete-month", until="2026-03-15")
    assert found.period == "2026-02"
    found = check(tmp_path, "tickets_created >= 15", since="2026-02-11", check_period="2026-02")
    assert (only(found).value, only(found).verdict, only(found).incomplete) == (10, "fail", True)


def test_without_a_period_all_rows_that_are_selected_are_judged(tmp_path: Path) -> None:
    assert only(check(tmp_path, "tickets_created >= 50")).value == 50
    assert only(check(tmp_path, "tickets_created >= 50", since="2026-03-01", until="2026-03-11")).value == 10
    with pytest.raises(UsageError, match="vs previous needs a period"):
        check(tmp_path, "csat vs previous >= 0%")


@pytest.mark.parametrize(
    ("rule", "verdict"), [("tickets.newest_age <= 58m", "fail"), ("tickets.newest_age <= 59m", "pass")]
)
def test_freshness_is_the_time_since_the_newest_instant_as_of_now(tmp_path: Path, rule: str, verdict: str) -> None:
    """The newest instant is the reply of 23:01 on 31 March; now is 23:59:59."""
    found = only(check(tmp_path, rule))
    assert (found.value, found.verdict) == (58 * 60 + 59, verdict)
    assert only(check(tmp_path, rule, as_of=None)).verdict == "fail"  # by the clock of the machine
    assert only(check(tmp_path, "calls.newest_age <= 3h")).reason == "needs calls with a date"


def test_an_instant_in_the_future_does_not_make_an_export_fresh(tmp_path: Path) -> None:
    files = write(tmp_path)
    with open(files[0], "a", encoding="utf-8") as file:
        file.write("X,2099-01-01T00:00:00Z,,chat,Ana,normal\n")
    found = only(check(tmp_path, "tickets.newest_age <= 59m", files=files))
    assert found.value == 58 * 60 + 59


def test_a_baseline_is_an_earlier_report_or_check(tmp_path: Path) -> None:
    document = {
        "schema": "cx.report/1",
        "settings": {"clock": "calendar"},
        "metrics": [{"name": "csat", "formula": "count(satisfied) / count(answered)"}],
        "values": [
            {"metric": "csat", "statistic": None, "slice": {}, "value": 79.0, "n": 10, "note": None},
            {"metric": "csat", "statistic": None, "slice": {"agent": "BO "}, "value": 90.0, "n": 10, "note": None},
            {"metric": "csat", "statistic": None, "slice": {"period": "2026-01"}, "value": 70.0, "n": 9, "note": None},
            {"metric": "csat", "statistic": None, "slice": {"period": "2026-02"}, "value": 84.0, "n": 9, "note": None},
            {"metric": "csat", "statistic": None, "slice": {"period": "2026-03"}, "value": 1, "n": 9,
             "note": "incomplete"},
            {"metric": "csat", "statistic": None, "slice": {"period": "2026-04"}, "value": 1.0, "n": 9, "note": None},
        ],
    }  # fmt: skip
    path = tmp_path / "base.json"

    def compared(rule: str, **params: object) -> Verdict:
        path.write_text(json.dumps(document), encoding="utf-8")
        return only(check(tmp_path, rule, baseline=str(path), **params))

    in_march = {"since": "2026-03-01"}
    assert compared("csat vs baseline >= -1pp", **in_march).change == 1.0
    assert compared("csat{agent=Bo} vs baseline >= -1pp", **in_march).change == -20.0
    found = compared("csat vs baseline >= -1pp", check_period="2026-03")
    assert (found.change, found.compared_period, found.verdict) == (-4.0, "2026-02", "fail")
    assert compared("csat{agent=Ana} vs baseline >= -1pp", **in_march).verdict == "no data"
    document["metrics"] = [{"name": "csat", "formula": "sum(score) / count(answered)"}]
    assert "another definition" in compared("csat vs baseline >= -1pp", **in_march).reason
    document["schema"] = "cx.metrics/1"
    with pytest.raises(InputError, match="no report or check of cx"):
        compared("csat vs baseline >= -1pp")


def test_a_baseline_that_is_not_there_is_an_error_unless_every_rule_says_what_holds_then(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.json")
    with pytest.raises(InputError, match="there is no file"):
        check(tmp_path, "csat vs baseline >= 0%", baseline=missing)
    toml = '[checks.rules]\n"csat vs baseline >= 0%" = { no_baseline = "pass" }\n'
    found = check(tmp_path, toml=toml, baseline=missing)
    assert (only(found).verdict, found.exit_code) == ("no data", 0)


def test_the_n_of_a_metric_that_has_no_mean_is_judged_beside_a_mean(tmp_path: Path) -> None:
    found = check(tmp_path, "first_reply_time.mean <= 4h", "resolution_time_all.n >= 50", files=[_resolved(tmp_path)])
    assert [(one.verdict, one.value) for one in found.verdicts] == [("pass", 60.0), ("fail", 2)]


def _resolved(folder: Path) -> str:
    lines = ["ticket_id,created_at,first_replied_at,resolved_at"]
    lines += [f"{i},2026-03-0{i}T08:00:00Z,2026-03-0{i}T08:01:00Z,2026-03-0{i}T09:00:00Z" for i in (1, 2)]
    (folder / "resolved.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / "resolved.csv")


def test_a_column_or_group_that_is_not_there_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file has a column 'chanel'; did you mean 'channel'") as caught:
        check(tmp_path, "tickets_created{chanel=chat} >= 0")
    assert caught.value.fix == "tickets_created{channel=chat} >= 0"
    with pytest.raises(UsageError, match="no row has 'caht' in channel; did you mean 'chat'") as caught:
        check(tmp_path, "tickets_created{channel=caht} >= 0")
    assert caught.value.fix == "tickets_created{channel=chat} >= 0"
    assert caught.value.facts == (("there is", "chat, email"),)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("", "there are no rules to check"),
        ('[checks]\nperid = "x"', "cx.toml: [checks]: unknown key 'perid'; did you mean 'period'?"),
        ('[checks]\nperiod = "week"', "did you mean 'last-complete-week'?"),
        ('[checks]\ntoo_few = "ignore"', "[checks] too_few can't be 'ignore'"),
        ('[checks.rules]\n"csat >= 9%" = "eror"', "can't be 'eror'; did you mean 'error'?"),
        ('[checks.rules]\n"csat >= 9%" = { leve = "warn" }', "unknown key 'leve'; did you mean 'level'?"),
        ('[checks.rules]\n"csat >= 9%" = 3', 'must be "error", "warn" or a table, not 3'),
        ('[checks.rules]\n"csta >= 9%" = "warn"', "cx.toml: [checks.rules]: rule \"csta >= 9%\": there is no metric"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_where_it_stands(tmp_path: Path, toml: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        check(tmp_path, toml=toml + ('\n[checks.rules]\n"csat >= 1%" = "warn"' if toml.startswith("[checks]") else ""))
    assert told in caught.value.message


def test_the_command_line_wins_over_the_file_and_adds_to_it(tmp_path: Path) -> None:
    toml = '[checks.rules]\n"csat >= 90%" = { level = "error", min_n = 500 }\n"csat >= 10%" = "error"\n'
    found = check(tmp_path, "csat >= 20%", toml=toml, warn=["csat  >=  90%"])
    assert [(one.rule.text, one.level, one.verdict) for one in found.verdicts] == [
        ("csat >= 10%", "error", "pass"),
        ("csat >= 90%", "warn", "warn"),
        ("csat >= 20%", "error", "pass"),
    ]


def test_people_have_other_names_wherever_a_check_names_them(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text("", encoding="utf-8")
    rules = ["csat{agent=Ana} >= 99%", "tickets_created by agent >= 99", "csat by agent vs baseline >= 0%"]
    given = {"as_of": "2026-03-31", "timezone": "UTC", "quiet": True, "pseudonymise": True}
    key = {"CX_PSEUDONYM_KEY": "a key of sixteen signs"}
    files = write(tmp_path)

    def checked(**more: object) -> Checked:
        return check_files(files, load_settings({**given, **more}, key, tmp_path), {**given, **more})[0]

    base = checked(require=[*rules[:2], "csat by agent >= 0%"])
    (tmp_path / "base.json").write_text(render(base, 1), encoding="utf-8")
    text = render(checked(require=rules, baseline=str(tmp_path / "base.json")), 1)
    for name in ("Ana", '"Bo"', "=Bo"):
        assert name not in text
    found = json.loads(text)["verdicts"]
    assert found[0]["rule"].startswith("csat{agent=agent-")
    assert [one["verdict"] for one in found[-2:]] == ["pass", "pass"]  # the baseline knows them by these names
    with pytest.raises(UsageError) as caught:
        checked(require=["csat{agent=Anna} >= 1%"])
    assert (caught.value.facts, caught.value.fix) == ((), None)


def test_a_file_without_rows_has_no_data_and_zero_events(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("ticket_id,created_at,first_replied_at\n", encoding="utf-8")
    rules = ("tickets_created >= 1", "first_reply_time.median <= 4h", "tickets.newest_age <= 3h")
    found = check(tmp_path, *rules, files=[str(tmp_path / "empty.csv")])
    assert [one.verdict for one in found.verdicts] == ["fail", "no data", "no data"]
    found = check(tmp_path, "tickets_created <= 1", files=[str(tmp_path / "empty.csv")], check_period="2026-03")
    assert only(found).verdict == "no data"
