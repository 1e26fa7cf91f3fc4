"""Are the promises kept?"""

from cx_cli.metrics.metric import Example, Metric, Variant

FAMILY = "Resolution and service level"

_DECIDED = "A promise still inside its time is undecided and not in the denominator; so is a ticket without one."
_SLA_SOURCE = (
    "dbt_zendesk, Frappe: on the deadline is met. Deadlines by [sla] of cx.toml; without a policy deadlines and met "
    "flags as the export has them: a flag without a due instant is dated by resolved_at, else created_at, and true on "
    "an unfinished ticket is undecided."
)
_PER_TARGET = Variant(about="the default: every target is a row of its own (Zendesk)")
_FINISHED = Variant("count(met and finished) / count(decided and finished)", about="resolved tickets only (Frappe)")

SLA_FIRST_REPLY = Metric(
    name="sla_first_reply",
    title="First reply within SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(met) / count(decided)",
    where="promise == 'first_reply'",
    unit="percent",
    better="higher",
    about="First replies given by their deadline, of those met, missed, or still running past it.",
    source=_SLA_SOURCE,
    missing=_DECIDED,
    variants={"frappe": _FINISHED, "zendesk": _PER_TARGET},
    examples=(
        Example(
            "created_at: 2026-03-02T09:00; first_reply_due_at: 2026-03-02T10:00; resolved_at: -; "
            "first_replied_at: 2026-03-02T10:00 2026-03-02T09:30 2026-03-02T10:01 -",
            "50%",
            source="on the deadline is met; the fourth runs past its due time",
        ),
        Example(
            "created_at: 2026-03-02T09:00; first_reply_due_at: 2026-03-02T10:00; resolved_at: -; "
            "first_replied_at: 2026-03-02T10:00 2026-03-02T09:30 2026-03-02T10:01 -",
            "50%",
            variant="zendesk",
        ),
        Example(
            "created_at: 2026-03-02T09:00; first_reply_due_at: 2026-03-02T10:00; "
            "resolved_at: 2026-03-03T09:00*2 -*2; "
            "first_replied_at: 2026-03-02T10:00 2026-03-02T09:30 2026-03-02T10:01 -",
            "100%",
            variant="frappe",
        ),
    ),
)

SLA_NEXT_REPLY = Metric(
    name="sla_next_reply",
    title="Next reply within SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(met) / count(decided)",
    where="promise == 'next_reply'",
    unit="percent",
    better="higher",
    about="Later replies given by their deadline, of those met, missed, or still running past it: one per stretch of "
    "the customer's messages by a policy, one per ticket by the export's own flag.",
    source=_SLA_SOURCE,
    missing=_DECIDED,
    variants={"frappe": _FINISHED, "zendesk": _PER_TARGET},
    examples=(
        Example("next_reply_met: yes no yes no; resolved_at: 2026-03-03T09:00*2 -*2", "33.33%"),
        Example("next_reply_met: yes no yes no; resolved_at: 2026-03-03T09:00*2 -*2", "50%", variant="frappe"),
        Example("next_reply_met: yes no yes no; resolved_at: 2026-03-03T09:00*2 -*2", "33.33%", variant="zendesk"),
    ),
)

SLA_RESOLUTION = Metric(
    name="sla_resolution",
    title="Resolved within SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(met) / count(decided)",
    where="promise == 'resolution'",
    unit="percent",
    better="higher",
    about="Tickets resolved by their deadline, of those met, missed, or still running past it.",
    source=_SLA_SOURCE,
    missing=_DECIDED,
    variants={"frappe": _FINISHED, "zendesk": _PER_TARGET},
    examples=(
        Example(
            "created_at: 2026-03-02T09:00; resolution_due_at: 2026-03-03T09:00; "
            "resolved_at: 2026-03-02T17:00 2026-03-03T09:00 2026-03-03T09:01 2026-03-04T09:00",
            "50%",
        ),
        Example("resolution_met: yes no yes; resolved_at: 2026-03-03T09:00*2 -", "50%"),
        Example("resolution_met: yes no yes; resolved_at: 2026-03-03T09:00*2 -", "50%", variant="zendesk"),
        Example(
            "created_at: 2026-03-02T09:00; resolution_due_at: 2026-03-03T09:00; "
            "resolved_at: 2026-03-02T17:00 2026-03-04T09:00 -",
            "50%",
            variant="frappe",
        ),
    ),
)


def _told(promise: str, *, kept: str) -> str:
    """Rows of an example that says its promises outright: an hour each, due at 10:00."""
    return f"promise: {promise}; due_at: 2026-03-02T10:00; promised_at: 2026-03-02T10:00; target_seconds: 3600; {kept}"


_KEPT = "done_at: 2026-03-02T09:30 2026-03-02T10:00 2026-03-02T10:01 -; finished: yes*3 no"

SLA_REQUESTER_WAIT = Metric(
    name="sla_requester_wait",
    title="Requester wait within SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(met) / count(decided)",
    where="promise == 'requester_wait'",
    unit="percent",
    better="higher",
    about="Tickets solved before the customer had waited (new, open, on hold) longer than promised, of those decided.",
    source="Zendesk 'Requester wait time': runs in New, Open and On-hold, paused in Pending. By [sla] and a history.",
    missing=_DECIDED,
    variants={"frappe": _FINISHED, "zendesk": _PER_TARGET},
    examples=(
        Example(_told("requester_wait", kept=_KEPT), "50%", source="on the deadline is met; the fourth runs past it"),
        Example(_told("requester_wait", kept=_KEPT), "66.67%", variant="frappe"),
        Example(_told("requester_wait", kept=_KEPT), "50%", variant="zendesk"),
    ),
)

SLA_UPDATE = Metric(
    name="sla_update",
    title="Updates within SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(met) / count(decided)",
    where="promise == 'update'",
    unit="percent",
    better="higher",
    about="Messages of agents that were followed by the next, or by the solve, in the promised time, of those decided.",
    source="Zendesk 'Periodic update': between public agent comments. By [sla] and the messages.",
    missing=_DECIDED,
    variants={"frappe": _FINISHED, "zendesk": _PER_TARGET},
    examples=(
        Example(_told("update", kept=_KEPT), "50%"),
        Example(_told("update", kept=_KEPT), "66.67%", variant="frappe"),
        Example(_told("update", kept=_KEPT), "50%", variant="zendesk"),
    ),
)

_MARGINS = (
    "created_at: 2026-03-02T09:00; first_reply_due_at: 2026-03-02T10:00; first_replied_at: 2026-03-02T09:30; "
    "resolution_due_at: 2026-03-03T09:00; resolved_at: 2026-03-03T11:30"
)

SLA_MARGIN = Metric(
    name="sla_margin",
    title="Margin to the SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="distribution(margin_seconds)",
    unit="seconds",
    better="higher",
    about="Deadline less done, of all promises: by how much the team is inside (or, below zero, outside) the contract.",
    source="Zammad '*_diff_in_min' and Jira's remaining time: negative when breached. In calendar time; with --clock "
    "business as the policy counts.",
    missing="What is not done yet has no margin, however late; neither has a promise known by its met flag alone.",
    variants={
        "first_reply": Variant(where="promise == 'first_reply'", about="of the first reply alone"),
        "resolution": Variant(where="promise == 'resolution'", about="of the resolution alone"),
    },
    examples=(
        Example(_MARGINS, "-1h", "mean", source="30 minutes inside, 2 h 30 min outside"),
        Example(_MARGINS, "30m", "median", variant="first_reply"),
        Example(_MARGINS, "-2h 30m", "median", variant="resolution"),
    ),
)

SLA_NEAR_MISS_RATE = Metric(
    name="sla_near_miss_rate",
    title="Near misses of the SLA",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="count(near_miss) / count(met and known(near_miss))",
    unit="percent",
    better="lower",
    about="Of the promises that were kept, those kept in the last 10 % of their time.",
    source="What a little less luck would have made a breach; --by promise tells the kinds apart.",
    missing="A promise known by its met flag alone has no time to be near the end of, and is left out.",
    examples=(
        Example(
            "created_at: 2026-03-02T09:00; first_reply_due_at: 2026-03-02T10:00; "
            "first_replied_at: 2026-03-02T09:30 2026-03-02T09:54 2026-03-02T09:55 2026-03-02T10:00 2026-03-02T10:01",
            "50%",
            source="two of the four that were kept took more than 54 minutes",
        ),
    ),
)

SLA_ATTAINABLE = Metric(
    name="sla_attainable",
    title="Attainable SLA target",
    family=FAMILY,
    facts="targets",
    at="due_at",
    formula="distribution(used_seconds)",
    unit="seconds",
    better="lower",
    statistics="p90,p95,p99",
    about="What was used up of the promised time: a target of the p90 would have been kept 90 % of the time.",
    source="Percentiles of the used time as the policy counts it, of all promises; --by promise tells the kinds apart.",
    missing="What is not done yet has used nobody knows how much, and is left out; so is what a flag alone tells of.",
    variants={
        "first_reply": Variant(where="promise == 'first_reply'", about="of the first reply alone"),
        "next_reply": Variant(where="promise == 'next_reply'", about="of later replies alone"),
        "resolution": Variant(where="promise == 'resolution'", about="of the resolution alone"),
    },
    examples=(
        Example(_MARGINS, "26h 30m", "max", source="half an hour and 26 h 30 min"),
        Example(_MARGINS, "30m", "p90", variant="first_reply"),
        Example(_MARGINS, "26h 30m", "p90", variant="resolution"),
        Example(_told("next_reply", kept="used_seconds: 600; done_at: 2026-03-02T09:10"), "10m", "p90", "next_reply"),
    ),
)

METRICS = (
    SLA_FIRST_REPLY,
    SLA_NEXT_REPLY,
    SLA_RESOLUTION,
    SLA_REQUESTER_WAIT,
    SLA_UPDATE,
    SLA_MARGIN,
    SLA_NEAR_MISS_RATE,
    SLA_ATTAINABLE,
)
