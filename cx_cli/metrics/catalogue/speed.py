"""How long does the customer wait?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Speed"

FIRST_ASSIGNMENT_TIME = Metric(
    name="first_assignment_time",
    title="First assignment time",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="distribution(assignment_seconds)",
    unit="seconds",
    better="lower",
    about="Creation to the first assignment to an agent.",
    source="Zendesk CSV 'Initially assigned at' (an agent, not a group); LiveAgent 'First Assign avg time'.",
    missing="Tickets that were never assigned are left out.",
    examples=(
        Example(
            "created_at: 2026-03-02T09:00*3; first_assigned_at: 2026-03-02T09:10 2026-03-02T09:20 -", "15m", "mean"
        ),
    ),
)

FIRST_REPLY_TIME = Metric(
    name="first_reply_time",
    title="First reply time",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="distribution(first_reply_seconds)",
    unit="seconds",
    better="lower",
    about="Creation to the first public reply of a human agent.",
    source="Zendesk 'First reply time': ticket creation to the first public comment of an agent.",
    missing="Tickets without a reply are left out; they are the difference to tickets_created.",
    variants={
        "from_assignment": Variant(
            "distribution(reply_from_assignment_seconds)", about="from the first assignment on (asked for in Chatwoot)"
        ),
        "by_reply_date": Variant(at="first_replied_at", about="dated by the reply (Gorgias, Chatwoot)"),
        "per_resolved": Variant(
            "sum(first_reply_seconds) / count(at=resolved_at)",
            about="total first reply time / number of resolved tickets (LiveAgent)",
        ),
    },
    examples=(
        Example(
            "created_at: 2026-03-02T09:00*3; first_replied_at: 2026-03-02T10:00 2026-03-02T11:00 -", "1h 30m", "median"
        ),
        Example(
            "created_at: 2026-03-02T09:00*2; first_replied_at: 2026-03-02T10:00 2026-03-02T11:00; "
            "resolved_at: 2026-03-02T12:00 -",
            "3h",
            variant="per_resolved",
        ),
        Example(
            "created_at: 2026-03-02T09:00; first_assigned_at: 2026-03-02T09:50; first_replied_at: 2026-03-02T10:00",
            "10m",
            "mean",
            variant="from_assignment",
        ),
        Example("created_at: 2026-03-02T23:00; first_replied_at: 2026-03-03T01:00", "2h", "mean", "by_reply_date"),
    ),
)

REPLY_TIME = Metric(
    name="reply_time",
    title="Reply time",
    family=FAMILY,
    facts="replies",
    at="replied_at",
    formula="distribution(reply_seconds)",
    unit="seconds",
    better="lower",
    about="Each stretch of unanswered customer messages to the agent's reply that ends it, first replies included.",
    source="Chatwoot reply_time (from waiting_since); dbt_zendesk collapses consecutive customer comments alike.",
    missing="A stretch that was never answered has no reply; bots and private notes answer nothing.",
    variants={
        "from_last_message": Variant(
            "distribution(reply_from_last_seconds)", about="from the last message of the stretch (Simla)"
        ),
        "without_first": Variant(where="replies_before > 0", about="without each ticket's first reply (Commslayer)"),
    },
    examples=(
        Example(
            "sent_at: 2026-03-02T09:00 2026-03-02T09:10 2026-03-02T09:30; author: customer customer agent",
            "30m",
            "mean",
        ),
        Example(
            "sent_at: 2026-03-02T09:00 2026-03-02T09:10 2026-03-02T09:30; author: customer customer agent",
            "20m",
            "mean",
            variant="from_last_message",
        ),
        Example(
            "sent_at: 2026-03-02T09:00 2026-03-02T09:30 2026-03-02T10:00 2026-03-02T10:05; "
            "author: customer agent customer agent",
            "5m",
            "mean",
            variant="without_first",
        ),
    ),
)

RESOLUTION_TIME = Metric(
    name="resolution_time",
    title="Resolution time",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="distribution(resolution_seconds)",
    unit="seconds",
    better="lower",
    about="Creation to the last solve.",
    source="Zendesk 'Full resolution time'. Closing a ticket without a solve resolves it.",
    missing="Unresolved tickets are left out; so is one resolved before it was created, which is an issue.",
    variants={
        "first_solve": Variant(
            "distribution(first_resolution_seconds)",
            about="creation to the first solve (Zendesk first resolution time, Zammad)",
        ),
        "by_created_date": Variant(at="created_at", about="dated by the creation (Frappe, Intercom responsiveness)"),
        "from_first_reply": Variant(
            "distribution(resolution_from_reply_seconds)", about="after the first contact (OFG)"
        ),
    },
    examples=(
        Example("created_at: 2026-03-02T10:00*2; resolved_at: 2026-03-02T12:00 2026-03-02T16:00", "4h", "mean"),
        Example("created_at: 2026-03-02T10:00; resolved_at: 2026-03-03T10:00", "1d", "mean", "by_created_date"),
        Example(
            "created_at: 2026-03-02T10:00; first_resolved_at: 2026-03-02T12:00; resolved_at: 2026-03-03T10:00",
            "2h",
            "mean",
            "first_solve",
        ),
        Example(
            "created_at: 2026-03-02T10:00; first_replied_at: 2026-03-02T11:00; resolved_at: 2026-03-02T12:00",
            "1h",
            "mean",
            "from_first_reply",
        ),
    ),
)

RESOLUTION_TIME_ALL = Metric(
    name="resolution_time_all",
    title="Resolution time of all tickets",
    family=FAMILY,
    facts="tickets",
    at="created_at",
    formula="survival(created_at, resolved_at)",
    unit="seconds",
    better="lower",
    about="How long a ticket takes, those that are still open included: Kaplan-Meier over the tickets created in the "
    "period, open ones censored at as_of.",
    source="Kaplan and Meier 1958; bounds of Brookmeyer and Crowley 1982 on the logarithm, as R's survfit has them.",
    missing="A quantile that the curve does not fall to has no value: too few tickets are resolved yet.",
    examples=(
        Example(
            "created_at: 2026-03-01T00:00*5; resolved_at: 2026-03-01T01:00 2026-03-01T02:00 2026-03-01T03:00 - -; "
            "as_of: 2026-03-01T04:00",
            "3h",
            "median",
            source="4/5 after an hour, 3/5 after two, 2/5 after three; two are open",
        ),
    ),
)

COMPLAINT_RESOLUTION_TIME = Metric(
    name="complaint_resolution_time",
    title="Complaint resolution time",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="distribution(resolution_seconds)",
    where="complaint",
    unit="seconds",
    better="lower",
    about="Creation to the last solve of complaints and escalated tickets.",
    source="Opened Monday, resolved Wednesday at the same hour: 2 days.",
    missing="Unresolved complaints are left out.",
    examples=(Example("created_at: 2026-03-02T10:00; resolved_at: 2026-03-04T10:00; type: complaint", "2d", "mean"),),
)

REQUESTER_WAIT_TIME = Metric(
    name="requester_wait_time",
    title="Requester wait time",
    family=FAMILY,
    facts="tickets",
    at="resolved_at",
    formula="distribution(requester_wait_seconds)",
    unit="seconds",
    better="lower",
    about="How long a resolved ticket was new, open or on hold: the time in which the customer was not asked anything.",
    source="GitLab handbook after Zendesk, dbt_zendesk: new + open + on hold; from changes, else the vendor's column.",
    missing="A ticket without a history or the vendor's own figure is left out.",
    variants={
        "without_on_hold": Variant(
            "distribution(requester_wait_without_hold_seconds)", about="new and open only (Zendesk CSV export help)"
        )
    },
    examples=(
        Example(
            "resolved_at: 2026-03-03T10:00; new_seconds: 60; open_seconds: 600; on_hold_seconds: 3000; "
            "pending_seconds: 9000",
            "3660s",
            "mean",
        ),
        Example(
            "resolved_at: 2026-03-03T10:00; new_seconds: 60; open_seconds: 600; on_hold_seconds: 3000",
            "660s",
            "mean",
            "without_on_hold",
        ),
        Example("resolved_at: 2026-03-03T10:00; reported_requester_wait_seconds: 90 30", "60s", "mean"),
    ),
)

WAIT_TIME = Metric(
    name="wait_time",
    title="Wait time",
    family=FAMILY,
    facts="calls",
    at="started_at",
    formula="distribution(wait_seconds, answered)",
    unit="seconds",
    better="lower",
    about="Time in the queue of the calls that were answered (average speed of answer).",
    source="500 minutes over 200 answered calls is 2.5 minutes (LiveAgent).",
    missing="Calls without a wait are left out; so are those that were not answered.",
    variants={
        "per_offered": Variant("sum(wait_seconds) / count()", about="all waits over all offered calls (Talkdesk)"),
        "all_waits": Variant(
            "sum(wait_seconds) / count(answered)", about="the waits of those who hung up included, per answered call"
        ),
    },
    examples=(
        Example("answered: yes*200; wait_seconds: 150", "2.5m", "mean", source="500 min / 200 calls"),
        Example("answered: yes no; wait_seconds: 60 20", "40s", variant="per_offered"),
        Example("answered: yes no; wait_seconds: 60 20", "80s", variant="all_waits"),
    ),
)

HANDLE_TIME = Metric(
    name="handle_time",
    title="Handle time",
    family=FAMILY,
    facts="calls",
    at="started_at",
    formula="distribution(handle_seconds, answered)",
    unit="seconds",
    better="lower",
    about="Talk, hold and after-call work of the calls that were answered.",
    source="Amazon Connect 'agent active time' = interaction + hold + after-call work.",
    missing="A part that the export lacks is left out; a part missing in a row counts 0; a row without any has none.",
    variants={"talk_only": Variant("distribution(talk_seconds, answered)", about="talk time alone")},
    examples=(
        Example("answered: yes*2; talk_seconds: 100 200; hold_seconds: 20 -; wrap_seconds: 30 10", "180s", "mean"),
        Example("answered: yes*2; talk_seconds: 100 200; hold_seconds: 20 -", "150s", "mean", variant="talk_only"),
    ),
)

METRICS = (
    FIRST_ASSIGNMENT_TIME,
    FIRST_REPLY_TIME,
    REPLY_TIME,
    RESOLUTION_TIME,
    RESOLUTION_TIME_ALL,
    COMPLAINT_RESOLUTION_TIME,
    REQUESTER_WAIT_TIME,
    WAIT_TIME,
    HANDLE_TIME,
)
