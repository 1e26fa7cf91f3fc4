"""Which tickets came in over the year, from whom, about what?"""

from __future__ import annotations

from cx_cli.sample.clock import CUT, DAY, HOUR, MINUTE, N_DAYS, OFFICE, START, after
from cx_cli.sample.dice import Dice
from cx_cli.sample.habits import (
    CHANNELS,
    FIRST_REPLY_TARGET,
    LIVE_REPLY_TARGET,
    PRIORITIES,
    RESOLUTION_TARGET,
    TOPICS,
    TYPES_OF,
    arrivals,
    assignee,
    colleague,
    drawn_channel,
    moment,
    outage,
)
from cx_cli.sample.life import live
from cx_cli.sample.records import Call, Customer, Message, Ticket
from cx_cli.sample.words import OPENINGS, SPAM_TEXT, SUBJECTS

N_SPAM, N_MERGED, N_DELETED = 27, 16, 7
FIRST_ID = 48_211


def plan_tickets(n: int, customers: list[Customer], calls: list[Call], dice: Dice) -> list[Ticket]:
    """``n`` drawn tickets, those that calls make, and those that are set aside, in the order of creation."""
    tickets = [_drawn(number, day, customers, dice) for number, day in enumerate(arrivals(n, dice))]
    tickets += [
        _from_call(call, call.customer, dice)
        for call in calls
        if call.answered and not call.resolved and call.customer is not None and dice.chance(0.85)
    ]
    tickets = [ticket for ticket in tickets if ticket.created_at < CUT - MINUTE]
    for ticket in tickets:
        live(ticket, dice)
    customer = dice.pick(customers)
    newest = _ticket(CUT, "web", customer, "login", dice)
    live(newest, dice)
    tickets.append(newest)
    tickets += _set_aside(tickets, dice)
    tickets.sort(key=lambda ticket: ticket.created_at)
    _number(tickets)
    return tickets


def _drawn(number: int, day: int, customers: list[Customer], dice: Dice) -> Ticket:
    channel = drawn_channel(number)
    created_at = moment(day, channel, dice)
    topic = "outage" if outage(created_at) and dice.chance(0.7) else dice.weighted(TOPICS)
    some = customers[: len(customers) // 5] if dice.chance(0.4) else customers
    return _ticket(created_at, channel, dice.pick(some), topic, dice)


def _from_call(call: Call, customer: Customer, dice: Dice) -> Ticket:
    """What a call left open becomes a ticket when the call ends; a transfer gives it to a colleague."""
    by_queue = {"General": ("delivery", "login"), "Technical": ("bug",), "Billing": ("invoice", "refund")}
    topic = "outage" if outage(call.started_at) and dice.chance(0.7) else dice.pick(by_queue[call.queue])
    ticket = _ticket(call.ended_at, "phone", customer, topic, dice)
    ticket.agent = colleague(call.agent, call.started_at, dice) if call.agent and call.transferred else call.agent
    return ticket


def _ticket(created_at: int, channel: str, customer: Customer, topic: str, dice: Dice) -> Ticket:
    """A ticket at its first instant, with its customer's first message and its deadlines."""
    ticket = Ticket(
        created_at,
        channel,
        customer,
        topic,
        dice.weighted(TYPES_OF[topic]),
        _priority(topic, customer, dice),
        dice.pick(SUBJECTS[customer.language][topic]),
    )
    ticket.escalated = dice.chance(0.30 if ticket.type == "complaint" else 0.02)
    ticket.tags = _tags(ticket, dice)
    ticket.agent = assignee(topic, channel, customer.language, created_at, dice)
    ticket.messages.append(Message(created_at, "customer", None, True, dice.pick(OPENINGS[customer.language])))
    _set_deadlines(ticket)
    return ticket


def _priority(topic: str, customer: Customer, dice: Dice) -> str:
    if topic == "outage":
        return "urgent" if dice.chance(0.35) else "high"
    if customer.tier == "enterprise" and dice.chance(0.35):
        return "high"
    return dice.weighted(PRIORITIES)


def _tags(ticket: Ticket, dice: Dice) -> tuple[str, ...]:
    tags = [ticket.topic]
    if ticket.customer.tier == "enterprise":
        tags.append("vip")
    if ticket.topic == "delivery" and dice.chance(0.3):
        tags.append("carrier")
    return () if dice.chance(0.08) else tuple(tags)


def _set_deadlines(ticket: Ticket) -> None:
    """Targets run in the channel's open time for the first reply, in the office's for the resolution."""
    hours = CHANNELS[ticket.channel].hours
    target = LIVE_REPLY_TARGET.get(ticket.channel, FIRST_REPLY_TARGET[ticket.priority])
    ticket.first_reply_due_at = after(ticket.created_at, target, hours)
    if ticket.customer.tier != "basic":
        ticket.resolution_due_at = after(ticket.created_at, RESOLUTION_TARGET[ticket.priority], OFFICE)


def _set_aside(tickets: list[Ticket], dice: Dice) -> list[Ticket]:
    """Spam, duplicates merged into a ticket, and deleted tests: shut without a reply."""
    made = [_shut(_odd("spam", number, dice), "spam", dice.whole(5 * MINUTE, DAY)) for number in range(N_SPAM)]
    made += [
        _shut(_odd("test", 100 + number, dice), "deleted", dice.whole(MINUTE, 20 * MINUTE))
        for number in range(N_DELETED)
    ]
    early = [ticket for ticket in tickets if ticket.created_at < CUT - 2 * DAY]
    for _ in range(N_MERGED):
        into = dice.pick(early)
        created_at = into.created_at + dice.whole(4 * MINUTE, 90 * MINUTE)
        twin = _ticket(created_at, "email", into.customer, into.topic, dice)
        twin.subject, twin.type, twin.merged_into = into.subject, into.type, into
        made.append(_shut(twin, "merged", dice.whole(10 * MINUTE, 6 * HOUR)))
    return made


def _odd(topic: str, number: int, dice: Dice) -> Ticket:
    created_at = moment(START // DAY + dice.whole(0, N_DAYS - 4), "email", dice)
    stranger = Customer(f"C{9001 + number}", "en", "basic", None)
    ticket = Ticket(created_at, "email", stranger, topic, "question", "low", dice.pick(SUBJECTS["en"][topic]))
    text = dice.pick(SPAM_TEXT) if topic == "spam" else "test"
    ticket.messages.append(Message(created_at, "customer", None, True, text))
    _set_deadlines(ticket)
    return ticket


def _shut(ticket: Ticket, status: str, seconds: int) -> Ticket:
    ticket.status, ticket.agent, ticket.team = status, None, None
    ticket.closed_at = ticket.updated_at = ticket.created_at + seconds
    if status == "merged":
        ticket.messages.append(Message(ticket.closed_at, "system", None, False, ""))
    return ticket


def _number(tickets: list[Ticket]) -> None:
    """Ids in the order of time, for tickets and for messages."""
    for number, ticket in enumerate(tickets):
        ticket.ticket_id = str(FIRST_ID + number)
    for ticket in tickets:
        if ticket.merged_into is not None:
            ticket.messages[-1].text = f"Merged into {ticket.merged_into.ticket_id}."
    messages = [message for ticket in tickets for message in ticket.messages]
    messages.sort(key=lambda message: message.sent_at)
    for number, message in enumerate(messages):
        message.message_id = f"M{number + 1}"
