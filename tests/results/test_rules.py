"""Can a typo in a rule pass, and does each part of a sentence come to what it says?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.results.rules import Rule, at_least_of, check_interval, rule_of
from cx_cli.units import format_beside, parse_duration


def rule(text: str) -> Rule:
    return rule_of(text, BUILT_IN, BUILT_IN.__getitem__)


REFUSED = {
    "csta >= 90%": ("there is no metric 'csta'; did you mean 'csat'?", "csat >= 90%"),
    "csat >= 90": ("a percent needs its sign", "csat >= 90%"),
    "csat >= 4h": ("'4h' is not a percent", None),
    "csat.p90 >= 90%": ("csat is a ratio, which has no p90", "csat >= 90%"),
    "csat.meen >= 90%": ("csat has no statistic 'meen'", None),
    "tickets_created.p90 >= 3": ("is a single figure, which has no p90", "tickets_created >= 3"),
    "first_reply_time <= 4h": ("mean and median differ: say which", "first_reply_time.median <= 4h"),
    "first_reply_time.p90 <= 4": ("a duration needs a unit", "first_reply_time.p90 <= 4s"),
    "first_reply_time.medain <= 4h": ("did you mean 'median'?", None),
    "first_reply_time.p100 <= 4h": ("has no statistic 'p100'", None),
    "resolution_time_all.mean <= 4h": ("has no statistic 'mean'; did you mean 'median'?", None),
    "tickets_created >= 90%": ("'90%' is no plain number", None),
    "nps >= 30pp": ("'30pp' is no plain number", None),
    "tickets.newest_aeg <= 36h": ("did you mean tickets.newest_age?", "tickets.newest_age <= 36h"),
    "tiket.newest_age <= 36h": ("there is no table 'tiket'; did you mean 'tickets'?", None),
    "tickets.newest_age by agent <= 36h": ("it takes no column", None),
    "tickets.newest_age <= 36": ("a duration needs a unit", None),
    "tickets >= 5": ("did you mean tickets_created?", "tickets_created >= 5"),
    "channel_share <= 50%": ("is said of one channel at a time", "channel_share by channel <= 50%"),
    "arrivals by agent >= 3": ("is said of one weekday or hour at a time", None),
    "csat.n <= 5%": ("'5%' is no plain number, as csat.n is", None),
    "csat == 90%": ("'==' stands where the operator should", None),
    "csat => 90%": ("'=>' stands where the operator should", None),
    "csat 90%": ("'90%' stands where the operator should", None),
    "csat >=": ("nothing stands behind >=", None),
    "csat >= 90% or so": ("is not a percent", None),
    ">= 90%": ("begins with no metric", None),
    "csat{channel:chat} >= 90%": ("stands where column=value should", None),
    "csat{channel=chat >= 90%": ("the { is not closed", None),
    "csat by period >= 90%": ("the period is chosen by [checks] period", 'period = "last-complete-week"'),
    "csat{agent=Ana} by agent >= 90%": ("names the column 'agent' twice", None),
    "csat vs lastyear >= 0%": ("did you mean 'last-year'?", None),
    "csat vs previous >= -2": ("percent of the value or percentage points", None),
    "nps vs previous >= -5%": ("can be zero or less", "nps vs previous >= -5"),
    "first_reply_time.p90 vs previous <= +2pp": ("are percentage points", None),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_can_not_be_meant_is_refused_with_the_rule_in_the_words(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        rule(text)
    told, fix = REFUSED[text]
    assert caught.value.message.startswith(f'rule "{text}": ')
    assert told in caught.value.message
    assert (fix is None) or caught.value.fix == fix
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "limit", "relative", "unit"),
    [
        ("csat >= 90%", 90, False, "percent"),
        ("csat>=90.5 %", 90.5, False, "percent"),
        ("first_reply_time.median <= 1h 30m", 5400, False, "seconds"),
        ("first_reply_time.p99.5 <= 1d", 86_400, False, "seconds"),
        ("first_reply_time.n >= 30", 30, False, "count"),
        ("sla_margin.median >= -15m", -900, False, "seconds"),
        ("nps >= -10", -10, False, "points"),
        ("ces > 4.5", 4.5, False, "score"),
        ("csat vs baseline >= -2pp", -2, False, "percent"),
        ("csat vs baseline >= -2%", -2, True, "percent"),
        ("first_reply_time.p90 vs previous <= +10%", 10, True, "seconds"),
        ("first_reply_time.p90 vs previous <= +15m", 900, False, "seconds"),
        ("tickets_created vs last-year <= +5", 5, False, "count"),
        ("mentions.newest_age < 2d", 172_800, False, "seconds"),
    ],
)
def test_a_limit_is_read_in_the_unit_of_what_it_limits(text: str, limit: float, relative: bool, unit: str) -> None:
    found = rule(text)
    assert (found.limit, found.relative, found.unit) == (limit, relative, unit)


def test_values_of_columns_may_be_quoted_and_hold_what_the_grammar_uses() -> None:
    found = rule("""csat { channel = "web, form" , agent='O}Neil by x', tier= } by team,  type >= 90%""")
    assert found.sentence.where == (("channel", "web, form"), ("agent", "O}Neil by x"), ("tier", ""))
    assert found.columns == ("channel", "agent", "tier", "team", "type")


@pytest.mark.parametrize(
    ("op", "held"), [("<=", (True, True, False)), ("<", (True, False, False)), (">=", (False, True, True))]
)
def test_the_operator_decides_at_the_limit_itself(op: str, held: tuple[bool, ...]) -> None:
    found = rule(f"csat {op} 90%")
    assert tuple(map(found.holds, (89.999999999, 90.0, 90.000000001))) == held


def test_deciding_by_an_interval_needs_one() -> None:
    for text in ("csat >= 90%", "first_reply_time.p90 <= 4h", "nps >= 3"):
        check_interval(rule(text))
    for text in ("tickets_created >= 3", "csat.n >= 3", "tickets.newest_age <= 1h", "csat vs previous >= 0%"):
        with pytest.raises(UsageError, match="interval"):
            check_interval(rule(text))


def test_the_least_move_is_in_the_metrics_own_unit() -> None:
    assert at_least_of(rule("first_reply_time.p90 vs baseline <= +10%"), "15m") == 900
    assert at_least_of(rule("csat vs baseline >= -5%"), "2pp") == 2
    for text, said in (("csat vs baseline >= -5%", "2%"), ("first_reply_time.p90 vs previous <= +1%", "15")):
        with pytest.raises(UsageError):
            at_least_of(rule(text), said)
    with pytest.raises(UsageError, match="rules with vs"):
        at_least_of(rule("csat >= 5%"), "2pp")


@given(
    st.integers(-(10**12), 10**12).map(lambda millionths: millionths / 1e6),
    st.one_of(st.integers(-1000, 1000), st.just(0)),
    st.sampled_from(["percent", "seconds", "points", "score", "count", "number", "pp"]),
    st.integers(-20, 20).map(lambda ten_millionths: ten_millionths / 1e7),
)
def test_a_printed_value_stands_on_its_side_of_the_limit(value: float, limit: float, unit: str, nearly: float) -> None:
    for number in (value, limit + nearly, float(limit)):
        text = format_beside(number, limit, unit).replace(",", "")
        shown = parse_duration(text) if unit == "seconds" else float(text.removesuffix(" pp").removesuffix("%"))
        assert ((shown > limit), (shown < limit)) == ((number > limit), (number < limit)), text
