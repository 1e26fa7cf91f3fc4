"""Does the page say what the report says, and nothing that it doesn't?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cx_cli.metrics.registry import BUILT_IN
from cx_cli.render import to_plain
from cx_cli.render.page import build, lines_of
from cx_cli.render.times import spark
from cx_cli.results.request import Request, run_of
from cx_cli.results.result import Breakdown, CalendarUsed, Input, Issue, Report, Unavailable
from cx_cli.units import MISSING
from tests.render import fakes

NAN = math.nan
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


def by_month(
    rows: Sequence[tuple[float, float, float, float]],
    *,
    metric: str = "csat",
    incomplete: tuple[bool, ...] = (False, False, False, True),
    total: tuple[float, float, float, float] = (85.0, 400, 80.0, 90.0),
    **told: object,
) -> Report:
    statistic = fakes.run(metric).statistics[0]
    slices = [(month,) for month in MONTHS[: len(rows)]]
    return fakes.report(
        [fakes.run(metric)],
        [
            fakes.breakdown((), [()], [fakes.series(metric, statistic, [total])]),
            fakes.breakdown(("period",), slices, [fakes.series(metric, statistic, rows)], incomplete[: len(rows)]),
        ],
        **told,  # type: ignore[arg-type]
    )


def tables(report: Report, **how: bool) -> list[str]:
    return to_plain.render(report, quiet=True, **how).splitlines()


def test_the_latest_whole_month_stands_beside_the_one_before_it() -> None:
    rows = [(80.0, 100, 71.1, 86.7), (82.0, 100, 73.3, 88.3), (87.31, 240, 82.5, 90.9), (60.0, 20, 38.7, 78.1)]
    assert tables(by_month(rows)) == [
        "By month",
        "",
        "Voice of the customer  2026-03   95 % interval    n  2026-02   95 % interval    n  "
        "change           trend  total   95 % interval    n",
        "─" * 133,
        "Customer satisfaction    87.3%  82.5% to 90.9%  240    82.0%  73.3% to 88.3%  100  "
        "↑ 5.3 pp better  ▁▃█▁·  85.0%  80.0% to 90.0%  400",
    ]


def test_no_data_is_a_dash_and_never_a_zero() -> None:
    page = to_plain.render(by_month([(80.0, 100, 70, 90), (NAN, 0, NAN, NAN)], total=(NAN, 0, NAN, NAN)))
    row = next(line for line in page.splitlines() if line.startswith("Customer satisfaction"))
    assert row.split() == [
        "Customer",
        "satisfaction",
        MISSING,
        "0",
        "80.0%",
        "70.0%",
        "to",
        "90.0%",
        "100",
        MISSING,
        "▄",
        MISSING,
    ]
    assert f"\n{MISSING}      no data\n" in page


def test_a_true_zero_is_a_zero() -> None:
    row = tables(by_month([(0.0, 0, NAN, NAN), (0.0, 0, NAN, NAN)], metric="tickets_created"))[-1]
    assert row.split()[2:7] == ["0", "0", "0", "→", "same"]


def test_a_value_on_fewer_than_30_is_marked_and_one_on_30_is_not() -> None:
    page = to_plain.render(by_month([(80.0, 30, 70, 90), (90.0, 29, 80, 95)]))
    assert "90.0%*" in page
    assert "80.0%*" not in page
    assert "n < 30" in page
    assert "n < 30" not in to_plain.render(by_month([(80.0, 30, 70, 90), (90.0, 30, 80, 95)]))


def test_how_many_are_few_is_a_setting() -> None:
    page = to_plain.render(by_month([(80.0, 9, 70, 90), (90.0, 10, 80, 95)], min_n=10))
    assert "80.0%*" in page
    assert "90.0%*" not in page
    assert "n < 10" in page


@pytest.mark.parametrize("variant", ["default", "per_week"])
def test_tickets_per_day_are_a_count_and_28_days_no_small_sample(variant: str) -> None:
    run = run_of(BUILT_IN["ticket_volume"].under(variant), variant, Request(())).shown
    slices = [(month,) for month in MONTHS[:2]]
    rows = [(8.0, 31, NAN, NAN), (9.0, 28, NAN, NAN)]
    made = [fakes.breakdown((), [()], [fakes.series("ticket_volume", None, [(8.5, 59, NAN, NAN)])])]
    made += [fakes.breakdown(("period",), slices, [fakes.series("ticket_volume", None, rows)])]
    assert "*" not in to_plain.render(fakes.report([run], made))


def test_a_value_per_customer_is_a_small_sample_though_days_are_in_its_formula() -> None:
    run = run_of(BUILT_IN["clv"], "default", Request(())).shown
    made = [fakes.breakdown((), [()], [fakes.series("clv", None, [(8.5, 29, NAN, NAN)])])]
    assert re.search(r"8\.50\* +29$", to_plain.render(fakes.report([run], made)), re.MULTILINE)


def test_every_value_has_its_n_and_interval_also_where_it_is_only_compared_with() -> None:
    rows = [(80.0, 101, 71.1, 86.7), (82.0, 102, 73.3, 88.3)]
    row = tables(by_month(rows, incomplete=(False, False)))[-1]
    for value, interval, n in (("82.0%", "73.3% to 88.3%", "102"), ("80.0%", "71.1% to 86.7%", "101")):
        assert re.search(rf"{value}  {interval}  {n}\b", row)
    assert row.endswith("85.0%  80.0% to 90.0%  400")


def test_a_small_sample_keeps_its_place_by_name_and_its_mark_without_colour() -> None:
    rows = [(99.0, 3.0, 50.0, 100.0), (60.0, 900.0, 55.0, 65.0), (70.0, 900.0, 65.0, 75.0)]
    made = fakes.breakdown(("agent",), [("Bo",), ("Cy",), ("Di",)], [fakes.series("csat", None, rows)])
    total = fakes.breakdown((), [()], [fakes.series("csat", None, [(65.0, 1803.0, 60.0, 70.0)])])
    shown = [line.split()[:2] for line in tables(fakes.report([fakes.run("csat")], [total, made]))[4:]]
    assert shown == [["Bo", "99.0%*"], ["Cy", "60.0%"], ["Di", "70.0%"], ["total", "65.0%"]]


def test_a_count_is_no_sample_and_is_never_marked() -> None:
    assert "*" not in to_plain.render(by_month([(5.0, 5, NAN, NAN), (7.0, 7, NAN, NAN)], metric="tickets_created"))


def test_where_no_period_is_whole_the_newest_is_shown_and_marked() -> None:
    report = by_month([(80.0, 100, 70, 90), (90.0, 100, 80, 95)], incomplete=(True, True))
    head, _, row = tables(report)[-3:]
    assert "2026-02·" in head
    assert "↑ 10.0 pp better·" in row
    assert "doesn't cover the period whole: 2026-01, 2026-02" in to_plain.render(report)


def test_one_period_alone_has_no_change_and_no_trend() -> None:
    head, _, row = tables(by_month([(80.0, 100, 70, 90)]))[-3:]
    interval = ["95", "%", "interval", "n"]
    assert head.split() == ["Voice", "of", "the", "customer", "2026-01", *interval, "total", *interval]
    assert row.endswith("80.0%  70.0% to 90.0%  100  85.0%  80.0% to 90.0%  400")


@pytest.mark.parametrize(
    ("metric", "before", "now", "told"),
    [
        ("first_reply_time", 600.0, 300.0, "↓ 5m 00s better"),
        ("csat", 90.0, 80.0, "↓ 10.0 pp worse"),
        ("tickets_created", 90.0, 100.0, "↑ 10 higher"),
        ("csat", 90.0, 90.0, "→ same"),
    ],
)
def test_the_word_of_a_change_follows_what_is_better(metric: str, before: float, now: float, told: str) -> None:
    assert told in tables(by_month([(before, 99, NAN, NAN), (now, 99, NAN, NAN)], metric=metric))[-1]


def test_a_trend_leaves_a_gap_and_an_unfinished_period_does_not_set_its_scale() -> None:
    report = by_month([(10.0, 99, NAN, NAN), (NAN, 0, NAN, NAN), (20.0, 99, NAN, NAN), (1.0, 99, NAN, NAN)])
    assert "▁ █▁·" in tables(report)[-1]


def test_blocks_rise_with_the_value() -> None:
    assert spark([0, 1, 2, 3, 4, 5, 6, 7], [0, 7]) == "▁▂▃▄▅▆▇█"
    assert spark([NAN, NAN], []) == "  "


def test_a_trend_that_leaves_out_periods_says_so() -> None:
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    page = to_plain.render(fakes.helpdesk(("period",), periods=months))
    assert "the last 24 of 36 periods, 2024-01 to 2025-12" in page


def labelled(by: tuple[str, ...], *labels: tuple[str | None, ...]) -> Report:
    rows = [(10.0 * i, 100.0, NAN, NAN) for i in range(1, len(labels) + 1)]
    total = fakes.breakdown((), [()], [fakes.series("csat", None, [(50.0, 999, 45.0, 55.0)])])
    return fakes.report([fakes.run("csat")], [total, fakes.breakdown(by, labels, [fakes.series("csat", None, rows)])])


def test_agents_stand_in_their_order_the_nameless_last_and_the_whole_below() -> None:
    assert [line.split()[:2] for line in tables(labelled(("agent",), ("Zoe",), ("ana",), (None,)))[4:]] == [
        ["Zoe", "10.0%"],
        ["ana", "20.0%"],
        ["(none)", "30.0%"],
        ["total", "50.0%"],
    ]


def test_several_keys_are_one_label() -> None:
    assert tables(labelled(("channel", "team"), ("chat", None)))[4].startswith("chat · (none) ")


def test_a_label_without_the_latest_period_is_there_without_data() -> None:
    report = labelled(("channel", "period"), ("chat", "2026-01"), ("chat", "2026-02"), ("fax", "2026-01"))
    chat, fax = tables(report)[4:]
    assert chat.split()[:5] == ["chat", "20.0%", "100", "10.0%", "100"]
    assert fax.split()[:6] == ["fax", MISSING, MISSING, "30.0%", "100", MISSING]


def test_labels_over_time_go_by_name_and_the_missing_one_is_last() -> None:
    report = labelled(("period", "channel"), *(("2026-01", name) for name in (None, "web", "Chat", "(fax)")))
    assert [line.split()[0] for line in tables(report)[4:]] == ["(fax)", "Chat", "web", "(none)"]


def test_every_label_is_shown_however_many_there_are() -> None:
    labels = [(f"agent {i:04}",) for i in range(3000)]
    shown = [line.split("  ")[0] for line in tables(labelled(("agent",), *labels))]
    assert shown[4:-1] == [label for (label,) in labels]


def test_each_breakdown_stands_under_its_heading_and_says_what_it_lacks() -> None:
    page = tables(fakes.helpdesk(("period",), ("agent",), ("period", "agent", "channel")))
    assert [line for line in page if line.startswith("By ")] == [
        "By month",
        "By agent",
        "By month, agent and channel",
    ]
    assert page.count("No agent to split by: Wait time, Service level") == 1


def test_without_a_breakdown_the_whole_of_the_data_is_shown() -> None:
    page = tables(fakes.helpdesk())
    assert page[0] == "Whole of the data"
    assert sum(line.startswith("Customer satisfaction") for line in page) == 1


def test_another_definition_and_the_clock_are_named_beside_the_title() -> None:
    row = [(36 * 3600.0, 50, NAN, NAN)]
    run = fakes.run("first_reply_time", variant="by_reply_date")
    whole = fakes.breakdown((), [()], [fakes.series("first_reply_time", name, row) for name in fakes.THREE])
    used = (CalendarUsed("hours", "Europe/Rome"),)
    page = to_plain.render(fakes.report([replace(run, clock="business")], [whole], clock="business", calendars=used))
    assert "business time (hours in Europe/Rome)" in page
    assert "First reply time (by_reply_date, business time)" in page
    assert "36h 00m" in page
    assert "1d" not in page
    assert "1d 12h" in to_plain.render(fakes.report([run], [whole]))


def test_a_time_zone_that_nobody_stated_is_said_to_be_assumed() -> None:
    rows = [(80.0, 100, 70, 90)]
    assert "UTC (not stated, so UTC)" in to_plain.render(by_month(rows, timezone="UTC", timezone_stated=False))
    assert "not stated" not in to_plain.render(by_month(rows, timezone="UTC"))


def test_the_header_counts_every_row_and_names_the_files() -> None:
    many = [Input(f"t{i}.csv", "tickets", "zendesk", 1000, 990, 4, 3, 3, "") for i in range(5)]
    rows = [(80.0, 100, 70, 90)]
    told = to_plain.render(by_month(rows, since="2026-01-01", until="2026-02-01", where="priority == 'urgent'"))
    assert "tickets      1,000 rows read · 990 loaded · 10 set aside · tickets.csv\n" in told
    assert "rows         since 2026-01-01 · until 2026-02-01 (exclusive) · where priority == 'urgent'\n" in told
    assert "5,000 rows read · 4,950 loaded · 50 set aside · 5 files\n" in to_plain.render(by_month(rows, inputs=many))


def test_verbose_adds_the_formula_and_accounts_for_the_rows_of_each_input() -> None:
    page = to_plain.render(by_month([(80.0, 100, 70, 90)]), verbose=True)
    assert "= count(satisfied) / count(answered) of surveys by answered_at; default definition" in page
    head, _, row = page.splitlines()[4:7]
    assert head.split() == ["file", "table", "profile", "rows", "loaded", "duplicates", "excluded", "rejected"]
    assert row.split() == ["tickets.csv", "tickets", "zendesk", "1,000", "990", "4", "3", "3"]


def test_what_can_not_be_computed_is_grouped_by_what_it_needs() -> None:
    lacking = [Unavailable("a", "messages.sent_at"), Unavailable("b", "x.y"), Unavailable("c", "messages.sent_at")]
    page = to_plain.render(by_month([(80.0, 100, 70, 90)], unavailable=lacking))
    assert "  needs messages.sent_at:  a, c\n  needs x.y:               b\n" in page


def test_an_issue_names_file_line_column_problem_and_an_example() -> None:
    issue = Issue("t.csv", "tickets", "closed_at", 88, "bad-date", 1412, "31/02/2024")
    page = to_plain.render(by_month([(80.0, 100, 70, 90)], issues=[issue])).splitlines()
    assert "t.csv     88  closed_at  bad-date  1,412  31/02/2024" in page


def test_nothing_harmful_leaves_even_a_page_that_holds_it() -> None:
    page = replace(build(fakes.helpdesk(("period",))), header=(("a\x1b[2J", ("b\u202ec",)),))
    assert next(lines_of(page, None)) == (("a[2J", "strong"), ("  bc", "plain"))


def test_quiet_is_tables_only() -> None:
    loud, quiet = to_plain.render(fakes.helpdesk(("period",))), tables(fakes.helpdesk(("period",)))
    assert quiet[0] == "By month"
    assert set(quiet) < set(loud.splitlines())
    assert not any("needs " in line or "Issues" in line or "n < 30" in line for line in quiet)


def test_a_whole_without_values_still_makes_a_page() -> None:
    empty = Breakdown((), ((),), (False,), ())
    assert "By agent" in to_plain.render(fakes.report([], [empty, Breakdown(("agent",), (), (), ())]))
    assert "By month" in to_plain.render(fakes.report([], [empty, Breakdown(("period",), (), (), ())]))
