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
    examples=(Example("resolved_at: 2026-03-02T09:00 - 2026-03-03T10:00", "2"),),
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

METRICS = (TICKETS_CREATED, TICKETS_RESOLVED, TICKET_VOLUME, BACKLOG, BACKLOG_AGE, CHANNEL_SHARE)
