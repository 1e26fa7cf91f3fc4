"""What becomes of a ticket between its first message and the cut?"""

from __future__ import annotations

from dataclasses import dataclass, field

from cx_cli.sample.clock import AWAKE, CUT, DAY, HOUR, MINUTE, OFFICE, after
from cx_cli.sample.dice import Dice
from cx_cli.sample.habits import (
    CHANNELS,
    FIRST_REPLY_TARGET,
    LIVE_REPLY_TARGET,
    TECHNICAL,
    URGENCY,
    Agent,
    Channel,
    colleague,
    outage,
    slowness,
)
from cx_cli.sample.records import Message, Ticket
from cx_cli.sample.words import AGAIN, ASKS, BOT, CHECKS_IN, MORE, NOTES, NUDGES, REOPENED, SETTLES, THANKS, Phrases

_CLOSES_AFTER = 4 * DAY


@dataclass
class _Story:
    """A ticket's whole life, as if there were no cut; ``now`` is how far it has been told."""

    ticket: Ticket
    agent: Agent
    dice: Dice
    now: int
    assigned_at: int | None = None
    solved: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    on_hold: list[tuple[int, int]] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        return CHANNELS[self.ticket.channel]

    def says(self, author: str, at: int, words: Phrases) -> None:
        """A public message; the story goes on after it. No two public ones have one instant."""
        at = max(at, self.now + 1)
        writer = None
        if author == "agent":
            writer = colleague(self.agent, at, self.dice) if self.dice.chance(0.06) else self.agent
        text = self.dice.pick(words[self.ticket.customer.language])
        self.ticket.messages.append(Message(at, author, writer, True, text))
        self.now = at

    def notes(self, author: str, at: int, text: str) -> None:
        """A private message, which is no reply; it may stand between two public ones."""
        writer = self.agent if author == "agent" else None
        self.ticket.messages.append(Message(at, author, writer, False, text))


def live(ticket: Ticket, dice: Dice) -> None:
    """Tell the ticket's story and leave in it what had happened by the cut."""
    if ticket.agent is None:
        raise ValueError("a ticket's story needs an agent")
    story = _Story(ticket, ticket.agent, dice, ticket.created_at)
    lost = dice.chance(0.010)
    _greet(story)
    if not (lost and dice.chance(0.3)):
        _first_reply(story)
        _talk(story)
        if lost:
            _stall(story)
        else:
            _solve(story)
            _reopen(story)
    elif dice.chance(0.5):
        story.says("customer", after(story.now, dice.whole(DAY // 2, DAY), AWAKE), NUDGES)
    _stand_at_the_cut(story)


def _greet(story: _Story) -> None:
    live_channel = story.ticket.channel in ("chat", "whatsapp")
    if story.ticket.channel != "phone" and story.dice.chance(0.30 if live_channel else 0.12):
        story.says("bot", story.now + story.dice.whole(1, 6), BOT)


def _reply_delay(story: _Story, at: int) -> int:
    """Open seconds to a reply, by the habits of the channel, the agent and the season."""
    live_channel = story.ticket.channel in ("chat", "whatsapp")
    urgency = 1.0 if live_channel else URGENCY[story.ticket.priority]
    median = story.channel.reply * story.agent.pace * urgency * slowness(at)
    return max(8, story.dice.lognormal(median, story.channel.spread))


def _first_reply(story: _Story) -> None:
    ticket, dice = story.ticket, story.dice
    delay = _reply_delay(story, ticket.created_at)
    if dice.chance(0.004):
        delay = LIVE_REPLY_TARGET.get(ticket.channel, FIRST_REPLY_TARGET[ticket.priority])
    replied_at = max(after(ticket.created_at, delay, story.channel.hours), story.now + 1)
    taken_at = after(ticket.created_at, int(delay * (0.10 + 0.55 * dice.unit())), story.channel.hours)
    story.assigned_at = taken_at
    if dice.chance(0.10) and replied_at - story.now > 2 * MINUTE:
        story.says("customer", dice.whole(story.now + 30, replied_at - 30), NUDGES)
    if dice.chance(0.09) and replied_at - taken_at > MINUTE:
        story.notes("agent", dice.whole(taken_at, replied_at - 1), dice.pick(NOTES))
    story.says("agent", replied_at, SETTLES if dice.chance(0.5) else ASKS)


def _talk(story: _Story) -> None:
    """Rounds of a customer's message and a reply, and at times a pause for the engineers."""
    ticket, dice = story.ticket, story.dice
    hard = 0.52 if story.agent.team == TECHNICAL or ticket.type in ("problem", "complaint") else 0.30
    go_on = hard * (0.8 if story.agent.pace > 1.4 else 1.0)
    while dice.chance(go_on) and len(ticket.messages) < 16:
        _round(story, MORE)
        go_on *= 0.85
    if ticket.channel != "chat" and dice.chance(0.20 if ticket.topic in ("bug", "outage") else 0.05):
        began = story.now
        story.says("agent", after(began, dice.whole(5 * HOUR, 30 * HOUR), OFFICE), CHECKS_IN)
        story.on_hold.append((began, story.now))


def _round(story: _Story, words: Phrases) -> None:
    dice = story.dice
    story.says("customer", after(story.now, dice.lognormal(story.channel.customer, 0.9), AWAKE), words)
    replied_at = after(story.now, int(0.8 * _reply_delay(story, story.now)) + 5, story.channel.hours)
    if dice.chance(0.10) and replied_at - story.now > 2 * MINUTE:
        story.says("customer", dice.whole(story.now + 20, replied_at - 20), NUDGES)
    story.says("agent", replied_at, SETTLES if dice.chance(0.6) else ASKS)


def _stall(story: _Story) -> None:
    """A ticket that nobody solves: the customer asks in vain, or it waits on others."""
    how = story.dice.unit()
    if how < 0.4:
        story.says("customer", after(story.now, story.dice.whole(HOUR, DAY), AWAKE), NUDGES)
    elif how < 0.7:
        story.on_hold.append((story.now, CUT + 1))


def _solve(story: _Story) -> None:
    dice = story.dice
    if story.ticket.channel in ("chat", "whatsapp"):
        solved_at = story.now + 2 + dice.lognormal(4 * MINUTE, 0.8)
    elif dice.chance(0.5):
        solved_at = story.now + dice.whole(5, 10 * MINUTE)
    else:
        solved_at = after(story.now, dice.whole(2 * HOUR, 28 * HOUR), OFFICE)
    story.solved.append(solved_at)


def _reopen(story: _Story) -> None:
    dice = story.dice
    likely = story.agent.reopens * (1.8 if outage(story.ticket.created_at) else 1.0)
    while dice.chance(likely) and len(story.reopened) < 3:
        solved_at = story.solved[-1]
        story.now = solved_at
        wait = dice.lognormal(9 * HOUR, 0.9)
        back_at = min(after(solved_at, wait, AWAKE), solved_at + _CLOSES_AFTER - HOUR)
        story.says("customer", back_at, AGAIN)
        story.reopened.append(story.now)
        story.notes("system", story.now + 1, REOPENED)
        replied_at = after(story.now + 2, _reply_delay(story, story.now), story.channel.hours)
        story.says("agent", replied_at, SETTLES)
        _solve(story)
        likely *= 0.7
    if dice.chance(0.13):
        story.now = story.solved[-1]
        story.says("customer", story.now + dice.whole(20, 5 * HOUR), THANKS)


def _stand_at_the_cut(story: _Story) -> None:
    """Forget what would come after the cut, and read the ticket's columns from what is left."""
    ticket = story.ticket
    ticket.messages = sorted((m for m in ticket.messages if m.sent_at <= CUT), key=lambda m: m.sent_at)
    solved = [at for at in story.solved if at <= CUT]
    reopened = [at for at in story.reopened if at <= CUT]
    ticket.reopens = len(reopened)
    ticket.first_replied_at = next((m.sent_at for m in ticket.messages if m.reply), None)
    if story.assigned_at is not None and story.assigned_at <= CUT:
        ticket.first_assigned_at = story.assigned_at
    else:
        ticket.agent = None
    if len(solved) > len(reopened):
        ticket.resolved_at = solved[-1]
        closed_at = solved[-1] + _CLOSES_AFTER
        ticket.closed_at = closed_at if closed_at <= CUT else None
    ticket.team = ticket.agent.team if ticket.agent else None
    ticket.status = _status(story)
    known = (ticket.first_assigned_at, ticket.resolved_at, ticket.closed_at, ticket.messages[-1].sent_at)
    ticket.updated_at = max(at for at in known if at is not None)


def _status(story: _Story) -> str:
    ticket = story.ticket
    if ticket.resolved_at is not None:
        return "closed" if ticket.closed_at is not None else "resolved"
    if ticket.first_assigned_at is None:
        return "new"
    if any(began <= CUT < ended for began, ended in story.on_hold):
        return "on_hold"
    spoken = [message for message in ticket.messages if message.author in ("agent", "customer") and message.public]
    return "pending" if spoken[-1].author == "agent" else "open"
