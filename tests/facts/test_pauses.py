"""Does a promise stand still while the ticket's status pauses it, and is it over when counting minutes says so?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_cli.facts.business_time import BusinessTime
from cx_cli.facts.history import STATUSES
from cx_cli.facts.pauses import Always, Runs, Stays, due_instants, used_seconds
from cx_cli.normalise.rows import NEVER
from cx_cli.settings.calendars import OpenHours

MINUTE, DAY = 60, 86_400
MONDAY = 20_514 * DAY  # 2026-03-02
OFFICE = OpenHours("hours", week=(((9 * 3_600, 12 * 3_600), (13 * 3_600, 17 * 3_600)),) * 5 + ((), ()))


def stays(*tickets: list[tuple[int, int, str]]) -> Stays:
    """Stays of tickets, as (first minute, minute after the last or NEVER, status)."""
    listed = [(row, *stay) for row, ticket in enumerate(tickets) for stay in ticket]
    row, start, end = (np.array([stay[part] for stay in listed], dtype=np.int64) for part in range(3))
    status = np.array([STATUSES.index(stay[3]) for stay in listed], dtype=np.int64)
    ends = np.where(end == NEVER, NEVER, MONDAY + MINUTE * end)
    return Stays(row, MONDAY + MINUTE * start, ends, status, np.ones(len(tickets), dtype=np.bool_))


def counts(minute: int, office: bool, paused: list[tuple[int, int, str]]) -> bool:
    """Whether a minute is counted: open, and in no pause."""
    day, now = divmod(minute, 1_440)
    is_open = not office or (day % 7 < 5 and (540 <= now < 720 or 780 <= now < 1_020))
    return is_open and not any(start <= minute and (end == NEVER or minute < end) for start, end, _ in paused)


_CHANGES = st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(["open", "pending", "on_hold"])), max_size=8)


@settings(max_examples=80)
@given(
    histories=st.lists(_CHANGES, min_size=1, max_size=3),
    office=st.booleans(),
    begin=st.integers(0, 1_500),
    target=st.integers(1, 600),
    done=st.one_of(st.none(), st.integers(1, 3_000)),
)
def test_a_deadline_with_pauses_is_what_counting_every_minute_gives(
    histories: list[list[tuple[int, str]]], office: bool, begin: int, target: int, done: int | None
) -> None:
    time: Runs = BusinessTime(OFFICE, "UTC") if office else Always()
    tickets = []
    for changes in histories:
        instants = sorted(dict(changes).items())
        ends = [*(at for at, _ in instants[1:]), NEVER]
        tickets.append([(at, end, status) for (at, status), end in zip(instants, ends, strict=False)])
    known, rows = stays(*tickets), np.arange(len(tickets))
    pauses = known.among(["pending", "on_hold"])
    starts = np.full(len(tickets), MONDAY + MINUTE * begin)
    ended = np.full(len(tickets), NEVER if done is None else MONDAY + MINUTE * (begin + done))
    wanted = np.full(len(tickets), MINUTE * target)
    due = due_instants(time, starts, ended, wanted, pauses, rows)
    for row, ticket in enumerate(tickets):
        paused = [stay for stay in ticket if stay[2] != "open"]
        if done is not None:  # what comes after it is done can't push the deadline any more
            paused = [
                (start, begin + done if end == NEVER else min(end, begin + done), name) for start, end, name in paused
            ]
        minute, left = begin, target
        while left and minute < begin + 20_000:
            left -= counts(minute, office, paused)
            minute += 1
        assert due[row] == (NEVER if left else MONDAY + MINUTE * minute)
    if done is not None:
        used = used_seconds(time, starts, ended, pauses, rows)
        for row, ticket in enumerate(tickets):
            paused = [stay for stay in ticket if stay[2] != "open"]
            assert used[row] == MINUTE * sum(counts(m, office, paused) for m in range(begin, begin + done))


@pytest.mark.parametrize(
    ("ticket", "due"),
    [
        ([], 60),
        ([(30, 40, "pending")], 70),
        ([(30, 40, "pending"), (65, 70, "pending")], 75),
        ([(30, 40, "pending"), (70, 90, "pending")], 70),  # when it begins the hour is over
        ([(30, 40, "open"), (40, 50, "on_hold")], 70),
        ([(30, NEVER, "pending")], NEVER),
        ([(-60, 10, "pending")], 70),
    ],
)
def test_an_hour_around_the_clock_is_over_later_by_each_pause(ticket: list[tuple[int, int, str]], due: int) -> None:
    pauses = stays(ticket).among(["pending", "on_hold"])
    one = np.array([0])
    found = due_instants(Always(), np.array([MONDAY]), np.array([NEVER]), np.array([3_600]), pauses, one)
    assert found.tolist() == [NEVER if due == NEVER else MONDAY + MINUTE * due]
