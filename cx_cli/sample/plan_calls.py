"""Which calls came in, how long did they wait, and who took them?"""

from __future__ import annotations

from cx_cli.sample.clock import DAY, HOUR, OFFICE, open_on
from cx_cli.sample.dice import Dice
from cx_cli.sample.habits import AGENTS, BILLING, FRONT, TECHNICAL, arrivals, moment, outage, progress, rush
from cx_cli.sample.records import Call, Customer

QUEUES = {"General": 52, "Technical": 28, "Billing": 20}
TEAM_OF_QUEUE = {"General": FRONT, "Technical": TECHNICAL, "Billing": BILLING}
_LAST_START = 30 * 60
"""The lines close this long before the office, so that a call ends in the office's time."""


def plan_calls(n: int, customers: list[Customer], dice: Dice) -> list[Call]:
    """``n`` calls in the order they came in."""
    calls = [_call(day, customers, dice) for day in arrivals(n, dice, OFFICE)]
    return sorted(calls, key=lambda call: call.started_at)


def _call(day: int, customers: list[Customer], dice: Dice) -> Call:
    started_at = moment(day, "phone", dice)
    queue = "Technical" if outage(started_at) and dice.chance(0.6) else dice.weighted(QUEUES)
    caller = dice.pick(customers) if dice.chance(0.82) else None
    call = Call(started_at, queue, "video" if dice.chance(0.06) else "phone", caller, wait=0)
    span = open_on(day, OFFICE)
    if span is None or not span[0] <= started_at < span[1] - _LAST_START:
        return _voicemail(call, dice)
    patience = 3 + dice.exponential(230)
    call.wait = dice.whole(1, 6) if dice.chance(0.3) else dice.exponential(_mean_wait(started_at))
    if call.wait > patience:
        call.wait, call.abandoned = patience, True
        return call
    return _answer(call, dice)


def _mean_wait(at: int) -> float:
    """Seconds; longer on busy days and in the busy hours, shorter from month to month."""
    busy_hour = 1.35 if at % DAY // HOUR in (9, 10, 14, 15) else 0.85
    return 34.0 * (1.3 - 0.55 * progress(at)) * rush(at // DAY) * busy_hour * (2.0 if outage(at) else 1.0)


def _voicemail(call: Call, dice: Dice) -> Call:
    """Out of hours a machine answers: nobody took the call; some callers hang up at once."""
    call.wait = dice.whole(4, 25)
    call.abandoned = dice.chance(0.35)
    return call


def _answer(call: Call, dice: Dice) -> Call:
    able = [a for a in AGENTS if a.since <= call.started_at and a.team == TEAM_OF_QUEUE[call.queue]]
    agent = dice.weighted({one: one.share for one in able})
    talk_pace = 0.7 + 0.3 * agent.pace
    call.answered, call.agent = True, agent
    call.talk = dice.lognormal(215.0 * talk_pace * (1.5 if call.queue == "Technical" else 1.0), 0.55)
    call.hold = dice.lognormal(45.0, 0.6) if dice.chance(0.28) else 0
    call.wrap = dice.lognormal(40.0 * talk_pace, 0.5)
    call.transferred = dice.chance(0.09)
    call.resolved = not call.transferred and dice.chance(0.35 if outage(call.started_at) else 0.86)
    return call
