"""Is a change no more certain than its two sides, and do its parts add up to it, mix kept apart from within?"""

from __future__ import annotations

import math
import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from cx_cli.periods import day_number, parse_label
from cx_cli.results.anomalies import Volume, anomalies_of
from cx_cli.results.change import change_of, mover
from cx_cli.results.contrast import Drivers, Figure, Measure
from cx_cli.results.drivers import largest, split
from cx_cli.results.intervals import wilson

CSAT = Measure("csat", None, "Customer satisfaction", "percent", "higher", "count(satisfied) / count(answered)")
REPLY = Measure("first_reply_time", "mean", "First reply time", "seconds", "lower", "distribution(first_reply_seconds)")
Groups = dict[str | None, tuple[int, int]]
"""Of each label what is counted, and over how many."""


def share(hits: int, n: int) -> Figure:
    """A share as a report has it."""
    low, high = wilson(np.array([float(hits)]), np.array([float(n)]))
    return Figure(100 * hits / n, n, 100 * float(low[0]), 100 * float(high[0]))


def parts_of(older: Groups, newer: Groups, measure: Measure = CSAT, scale: int = 100) -> Drivers | None:
    sides = [
        {label: Figure(scale * hits / n if n else None, n) for label, (hits, n) in side.items()}
        for side in (older, newer)
    ]
    wholes = [
        Figure(scale * sum(hits for hits, _ in side.values()) / sum(n for _, n in side.values()), n_of(side))
        for side in (older, newer)
    ]
    return split(change_of(measure, *wholes, 30), "size", *sides, 30)


def n_of(side: Groups) -> int:
    return sum(n for _, n in side.values())


def test_the_interval_of_two_shares_is_newcombes() -> None:
    # Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10, and its further pairs
    for (hits1, n1), (hits0, n0), low, high in (
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ):
        found = mover(share(hits0, n0), share(hits1, n1))
        assert found is not None
        assert [round(bound / 100, 4) for bound in found] == [low, high]


def test_the_interval_of_two_means_is_that_of_the_sum_of_their_variances() -> None:
    # standard errors of 3 and 4 make one of 5
    z = 1.959963984540054
    found = mover(Figure(100.0, 50, 100 - 3 * z, 100 + 3 * z), Figure(110.0, 60, 110 - 4 * z, 110 + 4 * z))
    assert found == pytest.approx((10 - 5 * z, 10 + 5 * z))


def test_a_change_is_more_than_noise_where_no_change_is_outside_its_interval() -> None:
    sure = change_of(CSAT, share(48, 80), share(56, 70), 30)
    assert (sure.noise, sure.direction, sure.small) == ("more than noise", "better", False)
    worse = change_of(CSAT, share(56, 70), share(48, 80), 30)
    assert (worse.noise, worse.direction) == ("more than noise", "worse")
    assert worse.low is not None
    assert sure.high is not None
    assert worse.low == pytest.approx(-sure.high)
    same = change_of(CSAT, share(48, 80), share(49, 80), 30)
    assert (same.noise, same.direction) == ("within noise", "better")
    assert change_of(CSAT, share(8, 10), share(49, 80), 30).small


def test_without_an_interval_nothing_is_said_of_noise() -> None:
    counted = Measure("tickets_created", None, "Tickets created", "count", "neither", "count()", is_count=True)
    found = change_of(counted, Figure(200.0, 200), Figure(5.0, 5), 30)
    assert (found.change, found.percent, found.noise, found.small) == (-195, -97.5, "not known", False)
    gone = change_of(CSAT, share(5, 9), Figure(None, 0), 30)
    assert (gone.change, gone.noise) == (None, "not known")


def test_simpsons_paradox_is_found_in_the_kidney_stones() -> None:
    # Charig et al. 1986 (BMJ 292, 879-882): open surgery is better for small and for large stones, and worse in all
    older: Groups = {"small": (234, 270), "large": (55, 80)}
    newer: Groups = {"small": (81, 87), "large": (192, 263)}
    found = parts_of(older, newer)
    assert found is not None
    assert found.paradox == "better"
    # by hand: w small 270/350 and 87/350, r small 234/270 and 81/87, r large 55/80 and 192/263
    small = Fraction(270 + 87, 700) * (Fraction(81, 87) - Fraction(234, 270))
    large = Fraction(80 + 263, 700) * (Fraction(192, 263) - Fraction(55, 80))
    assert found.within == 100 * (small + large)
    assert found.change == Fraction(100 * (273 - 289), 350)
    # there are fewer small stones, of which more than usual are healed: of R, 289/350 and 273/350
    (of_small,) = (part for part in found.parts if part.label == "small")
    over = (Fraction(234, 270) + Fraction(81, 87)) / 2 - Fraction(289 + 273, 700)
    assert of_small.mix == 100 * over * Fraction(87 - 270, 350) < 0
    assert found.mix == found.change - found.within
    assert round(float(found.within), 2) == 5.37
    assert round(float(found.mix), 2) == -9.94
    turned = parts_of(newer, older)
    assert turned is not None
    assert turned.paradox == "worse"
    faster = parts_of(newer, older, REPLY, 1)
    assert faster is not None
    assert faster.paradox == "better"


def test_a_whole_that_goes_with_its_groups_is_no_paradox() -> None:
    older: Groups = {"a": (8, 10), "b": (2, 10)}
    with_its_groups: Groups = {"a": (9, 10), "b": (3, 10)}
    one_as_it_was: Groups = {"a": (8, 10), "b": (30, 100)}
    with_a_new_one: Groups = {"a": (9, 10), "b": (3, 10), "c": (0, 100)}
    for newer in (with_its_groups, one_as_it_was, with_a_new_one):
        found = parts_of(older, newer)
        assert found is not None
        assert found.paradox == ""
    found = parts_of(older, {"a": (9, 10), "b": (30, 100)})
    assert found is not None
    assert found.paradox == "better"


def test_parts_add_up_to_the_change_to_the_last_digit() -> None:
    dice = random.Random(7)
    for _ in range(300):
        scale, most = dice.choice(((100, 1), (1, 1_000_003)))
        older, newer = (
            {label: (dice.randint(0, n * most), n) for label in "abcdef" if (n := dice.choice((0, 1, 3, 7, 977)))}
            for _ in range(2)
        )
        if not older or not newer:
            continue
        found = parts_of(dict(older), dict(newer), CSAT if scale == 100 else REPLY, scale)
        rates = [Fraction(scale * sum(h for h, _ in side.values()), n_of(dict(side))) for side in (older, newer)]
        if found is None:
            assert len({*older, *newer}) == 1 or rates[0] == rates[1]
            continue
        assert sum(part.mix + part.within for part in found.parts) == found.change == rates[1] - rates[0]
        for part in found.parts:
            if part.label not in older or part.label not in newer:
                assert part.within == 0
        shown, (mix, within, others) = largest(found, 2)
        assert sum(part.total for part in shown) + mix + within == found.change
        assert len(shown) + others == len(found.parts)


def test_the_same_mix_leaves_nothing_to_the_mix_and_the_same_values_nothing_to_within() -> None:
    found = parts_of({"a": (1, 10), "b": (5, 30)}, {"a": (4, 20), "b": (30, 60)})
    assert found is not None
    assert (found.mix, [part.mix for part in found.parts]) == (0, [0, 0])
    found = parts_of({"a": (1, 10), "b": (15, 30)}, {"a": (6, 60), "b": (10, 20)})
    assert found is not None
    assert found.within == 0
    assert found.mix == found.change != 0


def test_groups_that_are_not_the_whole_have_no_parts() -> None:
    change = change_of(CSAT, share(5, 10), share(8, 10), 30)
    twice = {"vip": share(5, 10), "new": share(2, 4)}  # a row is in both
    assert split(change, "tag", twice, {"vip": share(8, 10), "new": share(4, 4)}, 30) is None
    assert split(change, "team", {"a": share(5, 10)}, {"a": share(8, 10)}, 30) is None
    assert split(change, "team", {}, {"a": share(4, 5), None: share(4, 5)}, 30) is None


def weeks(n: int, of_weekday: tuple[int, ...] = (100, 90, 80, 85, 95, 10, 0)) -> dict[int, float]:
    """So many weeks of days from Monday 2026-01-05 on, a little up and down."""
    first = day_number(date(2026, 1, 5))
    return {first + day: max(of_weekday[day % 7] + (day * 5) % 7 - 3, 0) for day in range(7 * n)}


def test_a_planted_spike_is_found_with_what_it_is_made_of_and_nothing_else() -> None:
    days = weeks(12)
    spike = parse_label("2026-02-17")
    assert spike is not None
    chat = {day: round(n * 0.3) for day, n in days.items()} | {spike[1]: 90.0}
    mail = {day: n - round(n * 0.3) for day, n in days.items()}
    total = {day: chat[day] + mail[day] for day in days}
    (found,) = anomalies_of(Volume("Tickets created", total, {"channel": {"chat": chat, "mail": mail}}))
    assert (found.kind, found.label) == ("day", "2026-02-17")
    assert found.score > 3.5
    assert abs(found.usual - 90) <= 3
    (made,) = found.made_of
    assert (made.column, made.label, made.n) == ("channel", "chat", 90)
    assert made.usual == pytest.approx(0.3 * found.n, rel=0.05)


def test_where_days_vary_much_only_a_day_that_varies_more_is_odd() -> None:
    found = []
    for seed in range(5):
        dice = random.Random(seed)
        days = {day: 100 * math.exp(dice.gauss(0, 0.3)) for day in weeks(20)}
        found += anomalies_of(Volume("Calls", days, {}))
    assert len(found) < 5 * 140 * 0.01, "of Poisson numbers about every fourth would be odd"
    planted = anomalies_of(Volume("Calls", days | {min(days) + 70: 700.0}, {}))
    assert ("day", "2026-03-16") in [(one.kind, one.label) for one in planted]


def test_a_day_that_is_usual_for_its_weekday_only_is_odd_on_another() -> None:
    days = weeks(12)
    monday, sunday = max(days) - 6, max(days)
    assert anomalies_of(Volume("Calls", days, {})) == []
    odd = anomalies_of(Volume("Calls", days | {sunday: days[monday]}, {}))
    assert [one.label for one in odd] == ["2026-03-29"]
    low = anomalies_of(Volume("Calls", days | {monday: 0.0}, {}))
    assert [(one.label, one.score < 0) for one in low] == [("2026-03-23", True)]


def test_a_week_a_third_busier_on_each_day_is_found_as_a_week() -> None:
    days = weeks(16)
    week = sorted(days)[49:56]
    found = anomalies_of(Volume("Calls", days | {day: math.floor(1.33 * days[day]) for day in week}, {}))
    assert [(one.kind, one.label) for one in found] == [("week", "2026-W09")]


def test_fewer_than_four_weeks_have_no_pattern() -> None:
    days = weeks(4)
    del days[min(days)]
    assert anomalies_of(Volume("Calls", days | {max(days): 900.0}, {})) == []
