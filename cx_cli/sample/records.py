"""What is known of a ticket, a message, a survey and a call of the sample? One object each."""

from __future__ import annotations

from dataclasses import dataclass, field

from cx_cli.sample.habits import Agent

DISCARDED = ("spam", "merged", "deleted")


@dataclass(frozen=True)
class Customer:
    customer_id: str
    language: str
    tier: str
    organization: str | None


@dataclass
class Message:
    sent_at: int
    author: str
    agent: Agent | None
    public: bool
    text: str
    message_id: str = ""

    @property
    def reply(self) -> bool:
        return self.author == "agent" and self.public


@dataclass
class Ticket:
    """A ticket as it stands at the cut. ``messages`` are in the order they were sent."""

    created_at: int
    channel: str
    customer: Customer
    topic: str
    type: str
    priority: str
    subject: str
    tags: tuple[str, ...] = ()
    escalated: bool = False
    agent: Agent | None = None
    team: str | None = None
    status: str = "new"
    first_assigned_at: int | None = None
    first_replied_at: int | None = None
    resolved_at: int | None = None
    closed_at: int | None = None
    updated_at: int = 0
    reopens: int = 0
    first_reply_due_at: int | None = None
    resolution_due_at: int | None = None
    messages: list[Message] = field(default_factory=list)
    merged_into: Ticket | None = None
    ticket_id: str = ""

    @property
    def discarded(self) -> bool:
        return self.status in DISCARDED

    @property
    def agent_replies(self) -> int:
        return sum(message.reply for message in self.messages)

    @property
    def customer_replies(self) -> int:
        return sum(message.author == "customer" for message in self.messages) - 1


@dataclass
class Survey:
    kind: str
    sent_at: int
    customer: Customer
    channel: str
    ticket: Ticket | None = None
    answered_at: int | None = None
    score: int | None = None
    comment: str | None = None


@dataclass
class Call:
    """``wait`` .. ``wrap`` are seconds; a call that nobody took has no talk, hold and wrap."""

    started_at: int
    queue: str
    channel: str
    customer: Customer | None
    wait: int
    answered: bool = False
    abandoned: bool = False
    agent: Agent | None = None
    talk: int | None = None
    hold: int | None = None
    wrap: int | None = None
    resolved: bool | None = None
    transferred: bool | None = None

    @property
    def ended_at(self) -> int:
        return self.started_at + self.wait + (self.talk or 0) + (self.hold or 0)


@dataclass(frozen=True)
class Helpdesk:
    """Everything in the order of time."""

    tickets: tuple[Ticket, ...]
    surveys: tuple[Survey, ...]
    calls: tuple[Call, ...]
