"""What are the people, the channels and the seasons of the sample helpdesk like?"""

from __future__ import annotations

from dataclasses import dataclass

from cx_cli.sample.clock import (
    CUT,
    DAY,
    HOUR,
    LIVE_DESK,
    MINUTE,
    N_DAYS,
    OFFICE,
    START,
    Hours,
    instant,
    open_on,
    weekday,
)
from cx_cli.sample.dice import Dice


@dataclass(frozen=True)
class Agent:
    """``pace`` multiplies times (below 1 is fast), ``charm`` moves survey scores, ``share`` is of the work."""

    name: str
    team: str
    languages: tuple[str, ...]
    share: int
    pace: float
    reopens: float
    charm: float
    since: int = START


FRONT, TECHNICAL, BILLING = "Front line", "Technical", "Billing"

AGENTS = (
    Agent("Emma Clarke", FRONT, ("en",), 20, 1.0, 0.05, 0.30),
    Agent("Jack O'Connor", FRONT, ("en",), 24, 0.45, 0.21, -0.25),
    Agent("Nicolò Ferrari", FRONT, ("it", "en"), 15, 1.05, 0.05, 0.10),
    Agent("Ioana Țăranu", FRONT, ("ro", "en"), 13, 0.85, 0.04, 0.45),
    Agent("Ștefan Munteanu", TECHNICAL, ("ro", "en"), 16, 1.25, 0.06, 0.00),
    Agent("Mosè Lombardi", TECHNICAL, ("it", "en"), 15, 1.10, 0.08, 0.05),
    Agent("Oliver Hughes", BILLING, ("en",), 16, 1.60, 0.03, 0.00),
    Agent("Mădălina Ilieș", BILLING, ("ro", "it", "en"), 14, 0.80, 0.05, 0.35, instant("2025-11-03")),
)


@dataclass(frozen=True)
class Channel:
    """Median seconds the company is open: to its first reply, and from there to the customer's next message."""

    name: str
    share: int
    hours: Hours
    reply: int
    customer: int
    spread: float
    answers_surveys: float


CHANNELS = {
    channel.name: channel
    for channel in (
        Channel("email", 50, OFFICE, 9600, 5 * HOUR, 0.75, 0.27),
        Channel("chat", 22, LIVE_DESK, 110, 100, 0.60, 0.42),
        Channel("web", 16, OFFICE, 7800, 6 * HOUR, 0.75, 0.24),
        Channel("whatsapp", 12, LIVE_DESK, 1100, 12 * MINUTE, 0.80, 0.36),
        Channel("phone", 0, OFFICE, 1500, 3 * HOUR, 0.70, 0.22),
    )
}
"""Phone tickets are not drawn: a call that was not settled makes one."""

BY_HOUR = {
    "email": (1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 19, 16, 12, 13, 17, 17, 15, 12, 9, 8, 7, 6, 4, 2),
    "web": (2, 1, 1, 1, 1, 2, 4, 8, 12, 15, 15, 13, 12, 12, 13, 13, 12, 11, 11, 12, 12, 10, 7, 4),
    "chat": (0, 0, 0, 0, 0, 0, 0, 6, 11, 15, 17, 16, 18, 15, 14, 14, 14, 15, 17, 18, 15, 9, 0, 0),
    "whatsapp": (1, 1, 0, 0, 0, 1, 3, 7, 10, 12, 12, 11, 14, 13, 11, 11, 12, 14, 18, 20, 19, 14, 8, 3),
    "phone": (0, 0, 0, 0, 0, 0, 0, 1, 14, 22, 21, 17, 11, 12, 17, 18, 14, 5, 1, 1, 0, 0, 0, 0),
}

PRIORITIES = {"low": 14, "normal": 60, "high": 20, "urgent": 6}
URGENCY = {"low": 1.35, "normal": 1.0, "high": 0.65, "urgent": 0.35}

FIRST_REPLY_TARGET = {"low": 12 * HOUR, "normal": 8 * HOUR, "high": 4 * HOUR, "urgent": 1 * HOUR}
LIVE_REPLY_TARGET = {"chat": 5 * MINUTE, "whatsapp": 1 * HOUR, "phone": 2 * HOUR}
RESOLUTION_TARGET = {"low": 80 * HOUR, "normal": 40 * HOUR, "high": 20 * HOUR, "urgent": 10 * HOUR}
"""All in the office's or the desk's open seconds; the basic tier has no target for the resolution."""

TIERS = {"basic": 55, "pro": 33, "enterprise": 12}
LANGUAGES = {"en": 58, "it": 25, "ro": 17}

TOPICS = {"login": 20, "delivery": 22, "invoice": 18, "refund": 12, "bug": 18, "upgrade": 10}
TEAM_OF = {
    "login": FRONT,
    "delivery": FRONT,
    "upgrade": FRONT,
    "invoice": BILLING,
    "refund": BILLING,
    "bug": TECHNICAL,
    "outage": TECHNICAL,
}
TYPES_OF = {
    "login": {"question": 50, "problem": 45, "complaint": 5},
    "delivery": {"question": 45, "problem": 40, "complaint": 15},
    "upgrade": {"question": 40, "request": 60},
    "invoice": {"question": 60, "request": 30, "complaint": 10},
    "refund": {"request": 75, "complaint": 25},
    "bug": {"problem": 92, "complaint": 8},
    "outage": {"problem": 72, "complaint": 28},
}

OUTAGE_FROM, OUTAGE_UNTIL, RECOVERED = instant("2026-02-10T08:40:00"), instant("2026-02-15"), instant("2026-02-18")
PEAK_FROM, PEAK_UNTIL = instant("2025-11-20"), instant("2025-12-24")
_BY_WEEKDAY = (1.28, 1.15, 1.06, 1.02, 0.94, 0.42, 0.30)
_QUIET_DAYS = {instant(day) // DAY: 0.35 for day in ("2025-12-24", "2025-12-25", "2025-12-26", "2026-01-01")}


def outage(at: int) -> bool:
    return OUTAGE_FROM <= at < OUTAGE_UNTIL


def progress(at: int) -> float:
    """0 at the start of the year, 1 at its end."""
    return (at - START) / (CUT - START)


def rush(day: int) -> float:
    """How many times the contacts of an even day a day (counted since 1970) brings, without chance."""
    noon = day * DAY + DAY // 2
    weight = _BY_WEEKDAY[weekday(noon)] * (0.94 + 0.16 * progress(noon)) * _QUIET_DAYS.get(day, 1.0)
    if PEAK_FROM <= noon < PEAK_UNTIL:
        weight *= 1.4 + 0.6 * (noon - PEAK_FROM) / (PEAK_UNTIL - PEAK_FROM)
    if instant("2025-08-04") <= noon < instant("2025-08-25"):
        weight *= 0.75
    return weight * (3.6 if outage(noon) else 1.0)


def slowness(at: int) -> float:
    """What multiplies the time to a reply: better from month to month, worse in the peak and in the outage."""
    trend = 1.50 - 0.90 * progress(at)
    if outage(at):
        return trend * 4.5
    if OUTAGE_UNTIL <= at < RECOVERED:
        return trend * 2.2
    return trend * (1.45 if PEAK_FROM <= at < PEAK_UNTIL else 1.0)


def arrivals(n: int, dice: Dice, hours: Hours | None = None) -> list[int]:
    """The days (counted since 1970) of ``n`` contacts, in order; with ``hours``, few on days that are shut."""
    days = [START // DAY + number for number in range(N_DAYS)]
    weights = [round(1e6 * rush(day) * (0.82 + 0.36 * dice.unit()) * _openness(day, hours)) for day in days]
    total, before, drawn = sum(weights), 0, []
    for day, weight in zip(days, weights, strict=True):
        until = before + weight
        drawn += [day] * (until * n // total - before * n // total)
        before = until
    return drawn


def _openness(day: int, hours: Hours | None) -> float:
    if hours is None:
        return 1.0
    span = open_on(day, hours)
    return max((span[1] - span[0]) / (10 * HOUR) if span else 0.0, 0.06)


def drawn_channel(number: int) -> str:
    """The channel of the ticket of that number: by the golden ratio, so that each month has the same mix."""
    left = int(number * 0.6180339887498949 % 1.0 * sum(channel.share for channel in CHANNELS.values()))
    for channel in CHANNELS.values():
        left -= channel.share
        if left < 0:
            return channel.name
    raise ValueError("channels without a share")


def moment(day: int, channel: str, dice: Dice) -> int:
    """An instant of a day, at an hour when customers use the channel."""
    hour = dice.weighted(dict(enumerate(BY_HOUR[channel])))
    return day * DAY + hour * HOUR + dice.whole(0, HOUR - 1)


def assignee(topic: str, channel: str, language: str, at: int, dice: Dice) -> Agent:
    """Who takes a ticket: someone of the team, who speaks the language where anyone does."""
    team = TEAM_OF[topic]
    if channel in ("chat", "whatsapp") and dice.chance(0.45):
        team = FRONT
    here = [agent for agent in AGENTS if agent.since <= at]
    able = [agent for agent in here if agent.team == team]
    speaking = [agent for agent in able if language in agent.languages and dice.chance(0.85)]
    shares = {a: a.share if a.languages[0] == language else a.share // 3 for a in speaking or able}
    return dice.weighted(shares)


def colleague(of: Agent, at: int, dice: Dice) -> Agent:
    """Someone of the same team, else anyone, who stands in for an agent."""
    here = [agent for agent in AGENTS if agent.since <= at and agent is not of]
    return dice.pick([agent for agent in here if agent.team == of.team] or here)
