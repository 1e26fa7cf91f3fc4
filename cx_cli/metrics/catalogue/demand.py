"""How much work comes in, how much goes out, how much is left?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Demand"

TICKETS_CREATED = Metric(
    name="tickets_created",
    title="Tickets created",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="count()",
    unit="count",
    better="neither",
    about="Tickets opened in the period. Merged, deleted and spam tickets are out.",
    source="Every helpdesk counts these alike, but for the tickets it leaves out (Freshdesk: merged, spam).",
    missing="Every row has a created_at; a row without one is rejected.",
    examples=(Example("created_at: 2026-03-02T09:00 2026-03-03T09:00 2026-03-03T10:00", "3"),),
)

TICKETS_RESOLVED = Metric(
    name="tickets_resolved",
    title="Tickets resolved",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="count()",
    unit="count",
    better="higher",
    about="Tickets whose last solve is in the period, whenever they were created.",
    source="Freshdesk, Zendesk Explore (solved tickets). Closing a ticket without a solve resolves it.",
    missing="A ticket that was never solved or closed is not counted.",
    variants={
        "events": Variant(
            facts="solves", at="solved_at", about="every solve counts (LiveAgent, Chatwoot); from changes"
        )
    },
    examples=(
        Example("resolved_at: 2026-03-02T09:00 - 2026-03-03T10:00", "2"),
        Example("solved_at: 2026-03-02T09:00*2 2026-03-03T10:00", "3", variant="events"),
    ),
)

_FOUR_IN_FOUR_DAYS = (
    "created_at: 2026-03-02T09:00 2026-03-03T09:00 2026-03-03T10:00 2026-03-05T00:00; as_of: 2026-03-05T23:59"
)

TICKET_VOLUME = Metric(
    name="ticket_volume",
    title="Tickets per day",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="count() / days()",
    unit="number",
    better="neither",
    about="Average number of tickets created per calendar day of the period that the data cover.",
    source="Average ticket volume; the days without a ticket count too.",
    missing="Every row has a created_at.",
    variants={
        "per_week": Variant("count() / (days() / 7)", about="per seven calendar days"),
        "per_agent": Variant("count() / distinct(agent)", about="per agent who has at least one ticket in the slice"),
    },
    examples=(
        Example(_FOUR_IN_FOUR_DAYS, "1"),
        Example(_FOUR_IN_FOUR_DAYS, "7", variant="per_week"),
        Example("created_at: 2026-03-02T09:00; agent: Ana*3 Bo*3", "3", variant="per_agent"),
    ),
)

BACKLOG = Metric(
    name="backlog",
    title="Backlog",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="stock(created_at, resolved_at)",
    unit="count",
    better="lower",
    about="Tickets that are unresolved at the end of the period, whenever they were created.",
    source="Stock at the end of the period (dbt_zendesk's backlog, without its edge at midnight).",
    missing="A ticket without resolved_at is in the backlog of every period from its creation on.",
    variants={
        "net_flow": Variant(
            "count(at=created_at) - count(at=resolved_at)",
            about="created less resolved in the period, may be negative (Zammad)",
        )
    },
    examples=(
        Example("created_at: 2026-03-02T09:00*5; resolved_at: 2026-03-03T09:00*2 -*3", "3"),
        Example("created_at: 2026-03-02T09:00*5; resolved_at: 2026-03-03T09:00*2 -*3", "3", variant="net_flow"),
    ),
)

BACKLOG_AGE = Metric(
    name="backlog_age",
    title="Backlog age",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="age(created_at, resolved_at)",
    unit="seconds",
    better="lower",
    about="How old the backlog is at the end of the period, or at as_of where the period is not over.",
    source="Now less created (dbt_zendesk unsolved_ticket_age_minutes), at each period's end.",
    missing="A ticket without resolved_at is in the backlog of every period from its creation on.",
    examples=(
        Example(
            "created_at: 2026-03-01T10:00 2026-03-03T10:00; resolved_at: - 2026-03-04T09:00; as_of: 2026-03-04T10:00",
            "3d",
            "median",
        ),
    ),
)

_DUE = (
    "created_at: 2026-03-01T10:00*4; due_at: 2026-03-03T10:00 2026-03-04T10:00 2026-03-04T09:59 -; "
    "as_of: 2026-03-04T10:00"
)

BACKLOG_OVERDUE = Metric(
    name="backlog_overdue",
    title="Backlog overdue",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="stock(overdue_at, resolved_at) / stock(created_at, resolved_at)",
    unit="percent",
    better="lower",
    about="Share of the backlog that is past its deadline at the end of the period, or at as_of if that is earlier.",
    source="The deadline of the resolution, else the ticket's own (Freshdesk 'Due by Time'); on it is not past it.",
    missing="A ticket without a deadline is never overdue; it is in the backlog.",
    examples=(
        Example(f"{_DUE}; resolved_at: -", "50%", source="the second is due at as_of itself, the fourth never"),
        Example(f"{_DUE}; resolved_at: 2026-03-04T09:00 - - -", "33.3%", source="late, but no longer in the backlog"),
    ),
)

CHANNEL_SHARE = Metric(
    name="channel_share",
    title="Channel share",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="count() / across(channel, count())",
    unit="percent",
    better="neither",
    about="Share of the period's tickets that came in by the slice's channel; needs channel in --by.",
    source="Preferred channel: the one with the largest share.",
    missing="A ticket without a channel is in the slice whose channel is missing, and in the whole.",
    examples=(Example("channel: email*3 chat*1", "100%"),),
)

ARRIVALS = Metric(
    name="arrivals",
    title="Arrivals",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="count()",
    by="weekday,hour",
    unit="count",
    better="neither",
    about="Tickets created by weekday and hour of the report's time zone; needs weekday or hour in --by.",
    source="Peak hours: the weekday and hour with the most tickets.",
    missing="Every row has a created_at.",
    examples=(Example("created_at: 2026-03-02T09:10 2026-03-02T09:50 2026-03-03T10:00", "3"),),
)

_FOUR_TO_ONE = "contacted_at: 2026-03-02T09:00; customer_id: a b c d a; by_session: yes*4 no; by_ticket: no*4 yes"

SELF_SERVICE_USAGE = Metric(
    name="self_service_usage",
    title="Self-service usage",
    family=FAMILY,
    facts="contacts",
    at="contacted_at",
    formula="distinct(customer_id, by_session) / distinct(customer_id)",
    unit="percent",
    better="higher",
    about="Customers with a self-service visit, of those with a visit or a ticket.",
    source="Share of customers that use self-service (Nextiva).",
    missing="A visit or a ticket without a customer is left out.",
    variants={
        "score": Variant(
            "distinct(customer_id, by_session) / distinct(customer_id, by_ticket)",
            unit="number",
            about="session users : ticket users, 1000 to 250 is 4.0 (Zendesk, Gainsight)",
        ),
        "deflection": Variant("count(by_session) / count()", about="visits / (visits + tickets)"),
    },
    examples=(
        Example(_FOUR_TO_ONE, "100%"),
        Example(_FOUR_TO_ONE, "4", variant="score"),
        Example(_FOUR_TO_ONE, "80%", variant="deflection"),
    ),
)

SELF_SERVICE_SUCCESS = Metric(
    name="self_service_success",
    title="Self-service success",
    family=FAMILY,
    facts="sessions",
    at="started_at",
    formula="count(resolved) / count()",
    unit="percent",
    better="higher",
    about="Visits that found their answer: the file says so, or no ticket of the same visit or customer followed "
    "within 24 hours.",
    source="Resolved / all self-service visits.",
    missing="A visit of which nothing is known is not counted as a success.",
    examples=(Example("started_at: 2026-03-02T09:00; resolved: yes*3 no", "75%"),),
)

METRICS = (
    TICKETS_CREATED,
    TICKETS_RESOLVED,
    TICKET_VOLUME,
    BACKLOG,
    BACKLOG_AGE,
    BACKLOG_OVERDUE,
    CHANNEL_SHARE,
    ARRIVALS,
    SELF_SERVICE_USAGE,
    SELF_SERVICE_SUCCESS,
)
