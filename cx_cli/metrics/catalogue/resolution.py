"""Is the matter settled, at once and for good?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Resolution and service level"

RESOLUTION_RATE = Metric(
    name="resolution_rate",
    title="Resolution rate",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="count(at=resolved_at) / count(at=created_at)",
    unit="percent",
    better="higher",
    about="Tickets resolved in the period over tickets created in it; passes 100 % when old tickets are worked off.",
    source="Resolved / received in the period (OFG).",
    missing="Every row has a created_at; tickets without resolved_at are not resolved.",
    variants={
        "cohort": Variant(
            "count(resolved) / count()", about="of the tickets created in the period, those resolved by as_of"
        )
    },
    examples=(
        Example("created_at: 2026-03-02T10:00*4; resolved_at: 2026-03-03T10:00*3 -", "75%"),
        Example("created_at: 2026-03-02T10:00*4; resolved_at: 2026-03-03T10:00*3 -", "75%", variant="cohort"),
    ),
)

FIRST_CONTACT_RESOLUTION = Metric(
    name="first_contact_resolution",
    title="First contact resolution",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="count(agent_replies == 1 and reopens == 0) / count()",
    unit="percent",
    better="higher",
    about="Resolved tickets with exactly one agent reply that were never reopened.",
    source="Zendesk one-touch (later text), dbt_zendesk, Zoho: exactly one public agent reply.",
    missing="A ticket whose replies or reopens are not known is not counted as settled at once, but as resolved.",
    variants={
        "one_reply": Variant("count(agent_replies == 1) / count()", about="reopens not looked at (Zoho)"),
        "zendesk": Variant("count(agent_replies < 2) / count()", about="no or one agent reply (Zendesk Explore)"),
        "freshservice": Variant(
            "count(customer_replies == 0) / count()", about="the customer never wrote again (Freshservice)"
        ),
        "zammad": Variant(
            "count(resolution_seconds <= 900) / count()", about="closed within 15 minutes of creation (Zammad)"
        ),
        "messaging": Variant(
            "count(agent_replies >= 1 and not ever_waiting and reopens == 0) / count()",
            about="at least one reply, never pending or on hold, never reopened (Zendesk messaging); from changes",
        ),
        "no_repeat_7d": Variant(
            "count(not repeat_contact) / count(known(repeat_contact))",
            about="the customer opened no other ticket within 7 days of the solve (call centres)",
        ),
    },
    examples=(
        Example("resolved_at: 2026-03-03T10:00; agent_replies: 1 1 2 0; reopens: 0 1 0 0", "25%"),
        Example("resolved_at: 2026-03-03T10:00; agent_replies: 1 1 2 0; reopens: 0 1 0 0", "50%", variant="one_reply"),
        Example("resolved_at: 2026-03-03T10:00; agent_replies: 1 1 2 0; reopens: 0 1 0 0", "75%", variant="zendesk"),
        Example("resolved_at: 2026-03-03T10:00; customer_replies: 0 0 1 -", "50%", variant="freshservice"),
        Example(
            "created_at: 2026-03-03T10:00; resolved_at: 2026-03-03T10:15 2026-03-03T10:16", "50%", variant="zammad"
        ),
        Example(
            "resolved_at: 2026-03-03T10:00; agent_replies: 1 1 0 2; reopens: 0 0 0 1; waiting_stops: 0 1 0 0",
            "25%",
            variant="messaging",
        ),
        Example(
            "resolved_at: 2026-03-03T10:00; repeat_contact: yes no no -",
            "66.67%",
            variant="no_repeat_7d",
            source="the fourth ticket has no customer",
        ),
    ),
)

INTERACTIONS_PER_TICKET = Metric(
    name="interactions_per_ticket",
    title="Interactions per ticket",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="sum(agent_replies + customer_replies) / count()",
    unit="number",
    better="lower",
    about="Agent and customer replies per resolved ticket.",
    source="Freshdesk 'Agent interactions' and 'Customer interactions'.",
    missing="A ticket whose replies are not known adds nothing, but counts as a ticket.",
    variants={
        "agent_only": Variant("sum(agent_replies) / count()", about="agent replies alone (Zendesk 'Replies')"),
        "per_closed": Variant(
            "sum(agent_replies + customer_replies) / count()", at="closed_at", about="per closed ticket (Gorgias)"
        ),
    },
    examples=(
        Example("resolved_at: 2026-03-03T10:00; agent_replies: 1 3; customer_replies: 0 2", "3"),
        Example("resolved_at: 2026-03-03T10:00; agent_replies: 1 3; customer_replies: 0 2", "2", variant="agent_only"),
        Example("closed_at: 2026-03-03T10:00 -; agent_replies: 1 3; customer_replies: 1 2", "2", variant="per_closed"),
    ),
)

REOPEN_RATE = Metric(
    name="reopen_rate",
    title="Reopen rate",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="count(reopens > 0) / count()",
    unit="percent",
    better="lower",
    about="Resolved tickets that had been reopened at least once.",
    source="Zendesk 'Reopens': solved to open.",
    missing="A ticket whose reopens are not known counts as never reopened.",
    variants={
        "solves_minus_one": Variant(
            "count(solves > 1) / count()", about="solved more than once (dbt_zendesk); from changes"
        )
    },
    examples=(
        Example("resolved_at: 2026-03-03T10:00; reopens: 0 0 1 2", "50%"),
        Example("resolved_at: 2026-03-03T10:00; reopens: 0 1 1 2; solves: 1 1 2 3", "50%", variant="solves_minus_one"),
    ),
)

METRICS = (RESOLUTION_RATE, FIRST_CONTACT_RESOLUTION, INTERACTIONS_PER_TICKET, REOPEN_RATE)
