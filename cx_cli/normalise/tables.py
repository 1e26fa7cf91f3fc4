"""What columns does each canonical table have, and what may stand in them?"""

from __future__ import annotations

from typing import Literal

from cx_cli.frozen import frozen

Kind = Literal["id", "text", "instant", "seconds", "number", "flag", "score"]
"""``id`` and ``text`` are words; ``instant`` UTC seconds; ``seconds`` a duration; ``score`` a number on a scale."""


@frozen
class Column:
    name: str
    kind: Kind
    about: str
    required: bool = False


@frozen
class Table:
    """One grain: ``one_row`` says what a row is; ``key`` identifies it; ``newest`` orders several rows of one key."""

    name: str
    one_row: str
    columns: tuple[Column, ...]
    key: str | None = None
    newest: str | None = None

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


TICKETS = Table(
    "tickets",
    "a ticket, as it stands in the newest row seen for its id",
    (
        Column("ticket_id", "id", "identifies the ticket", required=True),
        Column("created_at", "instant", "when the ticket was opened", required=True),
        Column("first_assigned_at", "instant", "first assignment to an agent"),
        Column("first_replied_at", "instant", "first public reply of a human agent"),
        Column("resolved_at", "instant", "the last solve"),
        Column("closed_at", "instant", "when the ticket was closed for good"),
        Column("updated_at", "instant", "the last change; the newest row of a ticket counts"),
        Column("due_at", "instant", "when the ticket is due"),
        Column("status", "text", "new, open, pending, on_hold, resolved, closed"),
        Column("raw_status", "text", "the status in the file's own words"),
        Column("priority", "text", "priority"),
        Column("type", "text", "type: question, problem, complaint ..."),
        Column("channel", "text", "how the ticket came in"),
        Column("agent", "text", "the assignee"),
        Column("team", "text", "the assignee's group"),
        Column("customer_id", "id", "the requester"),
        Column("organization", "text", "the requester's organization"),
        Column("tier", "text", "the customer's tier"),
        Column("tags", "text", "labels, several in a cell"),
        Column("subject", "text", "subject"),
        Column("language", "text", "language"),
        Column("agent_replies", "number", "public replies of agents"),
        Column("customer_replies", "number", "messages of the customer after the first"),
        Column("reopens", "number", "how often it was reopened"),
        Column("escalated", "flag", "whether it was escalated"),
        Column("sla_policy", "text", "the service level policy"),
        Column("first_reply_due_at", "instant", "deadline of the first reply"),
        Column("resolution_due_at", "instant", "deadline of the resolution"),
        Column("first_reply_met", "flag", "the export's own verdict on the first reply deadline"),
        Column("next_reply_met", "flag", "the export's own verdict on the next reply deadline"),
        Column("resolution_met", "flag", "the export's own verdict on the resolution deadline"),
        Column("satisfaction", "score", "a CSAT rating inside the ticket export"),
        Column("nps", "score", "a 0-10 recommendation inside the ticket export"),
        Column("ces", "score", "a 1-7 effort score inside the ticket export"),
        Column("reported_assignment_seconds", "seconds", "time to first assignment, as the product says"),
        Column("reported_assignment_seconds_business", "seconds", "the same in business hours"),
        Column("reported_first_reply_seconds", "seconds", "first reply time, as the product says"),
        Column("reported_first_reply_seconds_business", "seconds", "the same in business hours"),
        Column("reported_resolution_seconds", "seconds", "full resolution time, as the product says"),
        Column("reported_resolution_seconds_business", "seconds", "the same in business hours"),
        Column("reported_first_resolution_seconds", "seconds", "created to first solve, as the product says"),
        Column("reported_first_resolution_seconds_business", "seconds", "the same in business hours"),
        Column("reported_requester_wait_seconds", "seconds", "time new, open and on hold, as the product says"),
        Column("reported_requester_wait_seconds_business", "seconds", "the same in business hours"),
        Column("reported_on_hold_seconds", "seconds", "time on hold, as the product says"),
        Column("reported_on_hold_seconds_business", "seconds", "the same in business hours"),
        Column("discarded", "flag", "merged, deleted or spam"),
        Column("revision", "number", "orders rows of one ticket that were changed at the same instant"),
    ),
    key="ticket_id",
    newest="updated_at",
)

MESSAGES = Table(
    "messages",
    "a message on a ticket",
    (
        Column("message_id", "id", "identifies the message"),
        Column("ticket_id", "id", "the ticket it belongs to", required=True),
        Column("sent_at", "instant", "when it was sent", required=True),
        Column("author", "text", "customer, agent, bot or system", required=True),
        Column("agent", "text", "the agent who wrote it"),
        Column("public", "flag", "visible to the customer; a private note is no reply"),
        Column("channel", "text", "channel"),
        Column("text", "text", "the words"),
    ),
    key="message_id",
)

SURVEYS = Table(
    "surveys",
    "a survey sent to a customer",
    (
        Column("survey_id", "id", "identifies the survey"),
        Column("kind", "text", "csat, nps or ces", required=True),
        Column("score", "score", "the answer"),
        Column("scale", "text", "low..high, or good/bad"),
        Column("sent_at", "instant", "when the customer was asked"),
        Column("answered_at", "instant", "when the customer answered"),
        Column("ticket_id", "id", "the ticket it is about"),
        Column("customer_id", "id", "the customer"),
        Column("agent", "text", "agent"),
        Column("team", "text", "team"),
        Column("channel", "text", "channel"),
        Column("tier", "text", "the customer's tier"),
        Column("comment", "text", "the customer's words"),
        Column("acknowledged_at", "instant", "when the company answered the feedback"),
    ),
    key="survey_id",
)

CALLS = Table(
    "calls",
    "an offered call or chat",
    (
        Column("call_id", "id", "identifies the call"),
        Column("started_at", "instant", "when it was offered", required=True),
        Column("answered", "flag", "an agent took it"),
        Column("abandoned", "flag", "the caller hung up first"),
        Column("wait_seconds", "seconds", "time in the queue"),
        Column("talk_seconds", "seconds", "time talking"),
        Column("hold_seconds", "seconds", "time on hold"),
        Column("wrap_seconds", "seconds", "after-call work"),
        Column("agent", "text", "agent"),
        Column("team", "text", "team"),
        Column("queue", "text", "queue"),
        Column("channel", "text", "channel"),
        Column("customer_id", "id", "the caller"),
        Column("resolved", "flag", "the matter was settled in the call"),
        Column("transferred", "flag", "handed to another agent"),
        Column("score", "score", "a CSAT rating inside the call export"),
    ),
    key="call_id",
)

CHANGES = Table(
    "changes",
    "a field change on a ticket",
    (
        Column("ticket_id", "id", "the ticket that was changed", required=True),
        Column("changed_at", "instant", "when it was changed", required=True),
        Column("field", "text", "the field: status, agent, priority, team ...", required=True),
        Column("old", "text", "the value before"),
        Column("new", "text", "the value from then on"),
        Column("by", "text", "who changed it"),
        Column("created_at", "instant", "when the ticket was opened, in a log that says it on every row"),
        Column("agent", "text", "the assignee at the change, in a log that says it on every row"),
        Column("revision", "number", "orders changes of one ticket at the same instant"),
        Column("snapshot", "flag", "the row is of the whole ticket, whose own columns win over the history"),
    ),
)

CUSTOMERS = Table(
    "customers",
    "a customer",
    (
        Column("customer_id", "id", "identifies the customer", required=True),
        Column("started_at", "instant", "when the customer came"),
        Column("ended_at", "instant", "when the customer left"),
        Column("end_reason", "text", "why the customer left"),
        Column("referred_by", "text", "who brought the customer"),
        Column("loyalty_member", "flag", "takes part in the loyalty programme"),
        Column("trained", "flag", "took part in a training"),
        Column("active", "flag", "is using the product"),
        Column("tier", "text", "tier"),
        Column("discarded", "flag", "a user who is no customer: an agent"),
    ),
    key="customer_id",
)

ORDERS = Table(
    "orders",
    "an order; several rows of one order_id are its lines",
    (
        Column("order_id", "id", "identifies the order"),
        Column("customer_id", "id", "who ordered", required=True),
        Column("ordered_at", "instant", "when", required=True),
        Column("amount", "number", "what was paid for the line"),
        Column("margin", "number", "gross margin of the line, in the money of amount"),
        Column("referred", "flag", "came by a referral"),
        Column("channel", "text", "channel"),
    ),
)

REVIEWS = Table(
    "reviews",
    "one criterion of one quality review",
    (
        Column("review_id", "id", "identifies the review", required=True),
        Column("reviewed_at", "instant", "when it was reviewed"),
        Column("ticket_id", "id", "the ticket that was reviewed"),
        Column("agent", "text", "who was reviewed", required=True),
        Column("team", "text", "team"),
        Column("channel", "text", "channel"),
        Column("criterion", "text", "what was rated", required=True),
        Column("score", "number", "the rating; missing where the criterion does not apply"),
        Column("low", "number", "lowest rating of the criterion's scale"),
        Column("high", "number", "highest rating of the criterion's scale"),
        Column("weight", "number", "weight of the criterion"),
        Column("critical", "flag", "failing it makes the review 0"),
    ),
)

MENTIONS = Table(
    "mentions",
    "a public post about the brand",
    (
        Column("mention_id", "id", "identifies the post"),
        Column("posted_at", "instant", "when it was posted", required=True),
        Column("channel", "text", "where it was posted"),
        Column("author", "text", "who posted it"),
        Column("text", "text", "the words"),
        Column("sentiment", "text", "positive, neutral, negative"),
        Column("topic", "text", "topic"),
        Column("is_question", "flag", "asks something"),
        Column("is_technical", "flag", "is about a technical matter"),
        Column("is_suggestion", "flag", "suggests something"),
        Column("answerable", "flag", "can be answered"),
        Column("competitor", "flag", "names a competitor"),
        Column("answered_at", "instant", "when the company answered"),
        Column("discarded", "flag", "what the company itself wrote"),
    ),
    key="mention_id",
)

SESSIONS = Table(
    "sessions",
    "a self-service visit: help centre, bot, IVR",
    (
        Column("session_id", "id", "identifies the visit"),
        Column("started_at", "instant", "when it began", required=True),
        Column("customer_id", "id", "the visitor"),
        Column("channel", "text", "help centre, bot, IVR"),
        Column("resolved", "flag", "the visitor found the answer"),
        Column("ticket_id", "id", "the ticket that came of it"),
    ),
    key="session_id",
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (CHANGES, MESSAGES, TICKETS, SURVEYS, CALLS, CUSTOMERS, ORDERS, REVIEWS, MENTIONS, SESSIONS)
}

VOCABULARY: dict[str, frozenset[str]] = {
    "status": frozenset({"new", "open", "pending", "on_hold", "resolved", "closed", "merged", "deleted", "spam"}),
    "author": frozenset({"customer", "agent", "bot", "system"}),
    "kind": frozenset({"csat", "nps", "ces"}),
}
"""Columns whose words mean something to the KPIs; any other word in them means nothing."""
