"""Which formula does each KPI of the catalogue have, under each of its variants?"""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle import oracle as o
from tests.oracle import statistics_by_hand as stats
from tests.oracle.reading import Fact, Facts

answered, abandoned = o.is_("answered"), o.is_("abandoned")
in_time = o.both(answered, o.at_most("wait_seconds", o.THRESHOLD_SECONDS))
abandoned_in_time = o.both(abandoned, o.at_most("wait_seconds", o.THRESHOLD_SECONDS))
abandoned_short = o.both(abandoned, o.at_most("wait_seconds", o.SHORT_SECONDS))
resolution_seconds = o.between("created_at", "resolved_at")
first_reply_seconds = o.between("created_at", "first_replied_at")


def abandoned_late(row: Fact) -> bool:
    return bool(abandoned(row)) and (row.get("wait_seconds") or 0) > o.THRESHOLD_SECONDS


def complaint(row: Fact) -> bool:
    return row.get("type") == "complaint" or row.get("escalated") is True


def interactions(row: Fact) -> float | None:
    ours, theirs = row.get("agent_replies"), row.get("customer_replies")
    return None if ours is None or theirs is None else ours + theirs


def closed_at_once(row: Fact) -> bool:
    seconds = resolution_seconds(row)
    return seconds is not None and seconds <= 15 * 60


def surveys(kind: str, cell: Callable[[list[Fact]], o.Cell]) -> o.Kpi:
    """A score of the answers to one kind of survey."""

    def kpi(facts: Facts, view: o.View) -> o.Cells:
        rows = [row for row in facts.surveys if row["kind"] == kind]
        return {
            (None, key): cell([row for row in slice_rows if row["answered"]])
            for key, slice_rows in o.sliced(rows, "answered_at", view).items()
        }

    return kpi


def nps_cell(rows: list[Fact]) -> o.Cell:
    up, down, n = sum(r["score"] >= 9 for r in rows), sum(r["score"] <= 6 for r in rows), len(rows)
    return o.Cell(100 * (up - down) / n, n, stats.adjusted_wald(up, down, n)) if n else o.Cell(None, 0)


def mean_cell(rows: list[Fact]) -> o.Cell:
    scores = [row["score"] for row in rows]
    return o.Cell(stats.mean(scores), len(rows), stats.normal(scores)) if rows else o.Cell(None, 0)


def net_easy_cell(rows: list[Fact]) -> o.Cell:
    return o.ratio(sum(r["score"] >= 5 for r in rows) - sum(r["score"] <= 3 for r in rows), len(rows), 100)


def helpscout_cell(rows: list[Fact]) -> o.Cell:
    """Great minus not good: on three steps the upper and the lowest."""

    def step(row: Fact) -> float:
        low, high = (float(end) for end in row["scale"].split(".."))
        return float((row["score"] - low) / (high - low))

    return o.ratio(sum(step(r) >= 0.75 for r in rows) - sum(step(r) <= 0.25 for r in rows), len(rows), 100)


def targets(due: str, done: str, met: str, resolved_only: bool = False) -> o.Kpi:
    """The decided targets that were met; a target is dated by its due instant."""

    def target(row: Fact, as_of: float) -> Fact | None:
        due_at, done_at = row.get(due), row.get(done)
        if resolved_only and row["resolved_at"] is None:
            return None
        if due_at is not None:
            verdict = done_at <= due_at if done_at is not None else (False if due_at < as_of else None)
            return row | {"at": due_at, "verdict": verdict}
        if row.get(met) is None:
            return None
        resolved_at = row["resolved_at"]
        verdict = None if row[met] and resolved_at is None else row[met]
        return row | {"at": row["created_at"] if resolved_at is None else resolved_at, "verdict": verdict}

    def kpi(facts: Facts, view: o.View) -> o.Cells:
        rows = [found for row in facts.tickets if (found := target(row, view.as_of)) is not None]
        return {
            (None, key): o.share_cell(
                sum(row["verdict"] is True for row in some), sum(row["verdict"] is not None for row in some)
            )
            for key, some in o.sliced(rows, "at", view).items()
        }

    return kpi


def margins(*promises: tuple[str, str, str]) -> o.Kpi:
    """The deadline less the moment it was done, dated by the deadline."""

    def kpi(facts: Facts, view: o.View) -> o.Cells:
        rows = [
            {**row, "at": row[due], "margin": row[due] - row[done]}
            for due, done, _ in promises
            for row in facts.tickets
            if row.get(due) is not None and row.get(done) is not None
        ]
        cells: o.Cells = {}
        for key, some in o.sliced(rows, "at", view).items():
            figures = o.spread([row["margin"] for row in some], view.statistics)
            cells |= {(statistic, key): cell for statistic, cell in figures.items()}
        return cells

    return kpi


def one_reply(row: Fact) -> bool:
    return row.get("agent_replies") == 1 and row.get("reopens") == 0


def reopened(row: Fact) -> bool:
    return (row.get("reopens") or 0) > 0


first_reply = ("first_reply_due_at", "first_replied_at", "first_reply_met")
resolution = ("resolution_due_at", "resolved_at", "resolution_met")
wait = "wait_seconds"

CATALOGUE: dict[str, dict[str, o.Kpi]] = {
    "tickets_created": {"default": o.counted("tickets", "created_at")},
    "tickets_resolved": {"default": o.counted("tickets", "resolved_at")},
    "ticket_volume": {"default": o.tickets_per(1), "per_week": o.tickets_per(7)},
    "backlog": {"default": o.backlog, "net_flow": o.net_flow},
    "backlog_age": {"default": o.backlog_age},
    "backlog_overdue": {"default": o.backlog_overdue},
    "channel_share": {"default": o.channel_share},
    "first_assignment_time": {
        "default": o.distribution("tickets", "created_at", o.between("created_at", "first_assigned_at"))
    },
    "first_reply_time": {
        "default": o.distribution("tickets", "created_at", first_reply_seconds),
        "from_assignment": o.distribution("tickets", "created_at", o.between("first_assigned_at", "first_replied_at")),
        "by_reply_date": o.distribution("tickets", "first_replied_at", first_reply_seconds),
        "per_resolved": o.first_reply_per_resolved,
    },
    "reply_time": {
        "default": o.distribution("replies", "replied_at", lambda row: row["reply_seconds"]),
        "from_last_message": o.distribution("replies", "replied_at", lambda row: row["from_last_seconds"]),
        "without_first": o.distribution(
            "replies", "replied_at", lambda row: row["reply_seconds"], lambda row: not row["is_first"]
        ),
    },
    "resolution_time": {
        "default": o.distribution("tickets", "resolved_at", resolution_seconds),
        "by_created_date": o.distribution("tickets", "created_at", resolution_seconds),
        "from_first_reply": o.distribution("tickets", "resolved_at", o.between("first_replied_at", "resolved_at")),
    },
    "complaint_resolution_time": {"default": o.distribution("tickets", "resolved_at", resolution_seconds, complaint)},
    "resolution_rate": {
        "default": o.resolution_rate,
        "cohort": lambda facts, view: o.share("tickets", "created_at", o.at_most("resolved_at", view.as_of))(
            facts, view
        ),
    },
    "first_contact_resolution": {
        "default": o.share("tickets", "resolved_at", one_reply),
        "zendesk": o.share("tickets", "resolved_at", o.at_most("agent_replies", 1)),
        "freshservice": o.share("tickets", "resolved_at", o.equal("customer_replies", 0)),
        "zammad": o.share("tickets", "resolved_at", closed_at_once),
    },
    "interactions_per_ticket": {
        "default": o.total_per("tickets", "resolved_at", interactions),
        "agent_only": o.total_per("tickets", "resolved_at", lambda row: row["agent_replies"]),
    },
    "reopen_rate": {"default": o.share("tickets", "resolved_at", reopened)},
    "csat": {
        "default": o.share("surveys", "answered_at", o.is_("satisfied"), o.is_("answered"), o.equal("kind", "csat")),
        "mean": surveys("csat", mean_cell),
        "helpscout": surveys("csat", helpscout_cell),
    },
    "nps": {"default": surveys("nps", nps_cell)},
    "ces": {"default": surveys("ces", mean_cell), "net_easy": surveys("ces", net_easy_cell)},
    "survey_response_rate": {"default": o.share("surveys", "sent_at", o.is_("answered"))},
    "feedback_response_rate": {
        "default": o.share("surveys", "answered_at", o.known("acknowledged_at"), o.is_("answered"), o.is_("answered"))
    },
    "comment_rate": {
        "default": o.share("surveys", "answered_at", o.known("comment"), o.is_("answered"), o.is_("answered"))
    },
    "wait_time": {
        "default": o.distribution("calls", "started_at", lambda row: row[wait], answered),
        "per_offered": o.total_per("calls", "started_at", lambda row: row[wait]),
        "all_waits": o.total_per("calls", "started_at", lambda row: row[wait], answered),
    },
    "handle_time": {
        "default": o.distribution("calls", "started_at", lambda row: row["handle_seconds"], answered),
        "talk_only": o.distribution("calls", "started_at", lambda row: row["talk_seconds"], answered),
    },
    "pickup_rate": {"default": o.share("calls", "started_at", answered)},
    "abandonment_rate": {
        "default": o.share("calls", "started_at", abandoned),
        "without_short": o.share(
            "calls", "started_at", o.both(abandoned, o.without(abandoned_short)), o.without(abandoned_short)
        ),
    },
    "service_level": {
        "default": o.share("calls", "started_at", in_time),
        "of_offered": o.share("calls", "started_at", in_time),
        "of_answered": o.share("calls", "started_at", in_time, answered),
        "answered_and_abandoned_in_time": o.share("calls", "started_at", o.either(in_time, abandoned_in_time)),
        "late_abandons_only": o.share("calls", "started_at", in_time, o.either(answered, abandoned_late)),
        "short_abandons_met": o.share("calls", "started_at", o.either(in_time, abandoned_short)),
        "without_short_abandons": o.share("calls", "started_at", in_time, o.without(abandoned_short)),
    },
    "sla_first_reply": {
        "default": targets(*first_reply),
        "frappe": targets(*first_reply, resolved_only=True),
        "zendesk": targets(*first_reply),
    },
    "sla_resolution": {
        "default": targets(*resolution),
        "frappe": targets(*resolution, resolved_only=True),
        "zendesk": targets(*resolution),
    },
    "sla_margin": {
        "default": margins(first_reply, resolution),
        "first_reply": margins(first_reply),
        "resolution": margins(resolution),
    },
}


def expected(
    facts: Facts, view: o.View, variants: dict[str, str] | None = None, names: set[str] | None = None
) -> dict[str, o.Cells]:
    """Every KPI's cells, or those of the named ones, under the default definition unless another is named."""
    chosen = variants or {}
    return {
        name: formulas[chosen.get(name, "default")](facts, view)
        for name, formulas in CATALOGUE.items()
        if names is None or name in names
    }
