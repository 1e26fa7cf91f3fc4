"""What are the columns and rows of the sample's four files?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cx_cli.sample.plan_calls import TEAM_OF_QUEUE
from cx_cli.sample.records import Call, Helpdesk, Message, Survey, Ticket

Kind = Literal["text", "instant", "whole", "flag"]
Cell = str | int | bool | None


@dataclass(frozen=True)
class SampleTable:
    """``columns`` names each column's kind; instants are seconds since 1970."""

    name: str
    columns: dict[str, Kind]
    rows: list[tuple[Cell, ...]]


TICKETS: dict[str, Kind] = {
    "ticket_id": "text",
    "created_at": "instant",
    "first_assigned_at": "instant",
    "first_replied_at": "instant",
    "resolved_at": "instant",
    "closed_at": "instant",
    "updated_at": "instant",
    "status": "text",
    "priority": "text",
    "type": "text",
    "channel": "text",
    "agent": "text",
    "team": "text",
    "customer_id": "text",
    "organization": "text",
    "tier": "text",
    "tags": "text",
    "subject": "text",
    "language": "text",
    "agent_replies": "whole",
    "customer_replies": "whole",
    "reopens": "whole",
    "escalated": "flag",
    "first_reply_due_at": "instant",
    "resolution_due_at": "instant",
}
MESSAGES: dict[str, Kind] = {
    "message_id": "text",
    "ticket_id": "text",
    "sent_at": "instant",
    "author": "text",
    "agent": "text",
    "public": "flag",
    "channel": "text",
    "text": "text",
}
SURVEYS: dict[str, Kind] = {
    "survey_id": "text",
    "kind": "text",
    "score": "whole",
    "scale": "text",
    "sent_at": "instant",
    "answered_at": "instant",
    "ticket_id": "text",
    "customer_id": "text",
    "agent": "text",
    "team": "text",
    "channel": "text",
    "comment": "text",
}
CALLS: dict[str, Kind] = {
    "call_id": "text",
    "started_at": "instant",
    "answered": "flag",
    "abandoned": "flag",
    "wait_seconds": "whole",
    "talk_seconds": "whole",
    "hold_seconds": "whole",
    "wrap_seconds": "whole",
    "agent": "text",
    "team": "text",
    "queue": "text",
    "channel": "text",
    "customer_id": "text",
    "resolved": "flag",
    "transferred": "flag",
}
SCALES = {"csat": "1..5", "nps": "0..10", "ces": "1..7"}


def tables(helpdesk: Helpdesk) -> list[SampleTable]:
    messages = ((ticket, message) for ticket in helpdesk.tickets for message in ticket.messages)
    in_order = sorted(messages, key=lambda pair: int(pair[1].message_id[1:]))
    return [
        _table("tickets", TICKETS, map(_ticket_row, helpdesk.tickets)),
        _table("messages", MESSAGES, (_message_row(ticket, message) for ticket, message in in_order)),
        _table("surveys", SURVEYS, (_survey_row(*numbered) for numbered in enumerate(helpdesk.surveys, 1))),
        _table("calls", CALLS, (_call_row(*numbered) for numbered in enumerate(helpdesk.calls, 1))),
    ]


def _table(name: str, columns: dict[str, Kind], rows: Iterable[tuple[Cell, ...]]) -> SampleTable:
    return SampleTable(name, columns, list(rows))


def _ticket_row(ticket: Ticket) -> tuple[Cell, ...]:
    return (
        ticket.ticket_id,
        ticket.created_at,
        ticket.first_assigned_at,
        ticket.first_replied_at,
        ticket.resolved_at,
        ticket.closed_at,
        ticket.updated_at,
        ticket.status,
        ticket.priority,
        ticket.type,
        ticket.channel,
        ticket.agent.name if ticket.agent else None,
        ticket.team,
        ticket.customer.customer_id,
        ticket.customer.organization,
        ticket.customer.tier,
        ",".join(ticket.tags) or None,
        ticket.subject,
        ticket.customer.language,
        ticket.agent_replies,
        ticket.customer_replies,
        ticket.reopens,
        ticket.escalated,
        ticket.first_reply_due_at,
        ticket.resolution_due_at,
    )


def _message_row(ticket: Ticket, message: Message) -> tuple[Cell, ...]:
    return (
        message.message_id,
        ticket.ticket_id,
        message.sent_at,
        message.author,
        message.agent.name if message.agent else None,
        message.public,
        ticket.channel,
        message.text,
    )


def _survey_row(number: int, survey: Survey) -> tuple[Cell, ...]:
    ticket = survey.ticket
    agent = ticket.agent if ticket else None
    return (
        f"S{number}",
        survey.kind,
        survey.score,
        SCALES[survey.kind],
        survey.sent_at,
        survey.answered_at,
        ticket.ticket_id if ticket else None,
        survey.customer.customer_id,
        agent.name if agent else None,
        agent.team if agent else None,
        survey.channel,
        survey.comment,
    )


def _call_row(number: int, call: Call) -> tuple[Cell, ...]:
    return (
        f"K{number}",
        call.started_at,
        call.answered,
        call.abandoned,
        call.wait,
        call.talk,
        call.hold,
        call.wrap,
        call.agent.name if call.agent else None,
        TEAM_OF_QUEUE[call.queue],
        call.queue,
        call.channel,
        call.customer.customer_id if call.customer else None,
        call.resolved,
        call.transferred,
    )
