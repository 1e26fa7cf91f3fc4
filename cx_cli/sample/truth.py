"""What are the true figures of the sample, by its plan and not by its files?"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from cx_cli.sample.clock import CUT, instant, iso, month
from cx_cli.sample.figures import Figure, ratio, share, spread, tally
from cx_cli.sample.records import Call, Helpdesk, Survey, Ticket

Inside = Callable[[int | None], bool]
"""Whether an instant is in the period; a missing one never is."""
Figures = dict[str, Figure]

SERVICE_LEVEL_SECONDS = 60


def truth(helpdesk: Helpdesk) -> dict[str, object]:
    """The figures of all the data, of each month, and of all the data by channel and by agent.

    Deadlines may lie past the cut: a last month holds the targets that were decided before they were due.
    """
    starts = [instant(f"{2025 + n // 12}-{n % 12 + 1:02}-01") for n in range(6, 20)]
    months: dict[str, Figures] = {}
    for begin, end in pairwise(starts):
        inside = _between(begin, end)
        months[month(begin)] = _figures(helpdesk, inside, end) if begin < CUT else _targets(helpdesk, inside)
    return {
        "as_of": iso(_newest(helpdesk)),
        "timezone": "UTC",
        "files": _accounting(helpdesk),
        "all": _figures(helpdesk, _ever, CUT + 1),
        "months": months,
        "by_channel": {name: _figures(_on(helpdesk, name), _ever, CUT + 1) for name in _channels(helpdesk)},
        "by_agent": {name: _figures_of_agent(helpdesk, name) for name in _agents(helpdesk)},
    }


def _ever(at: int | None) -> bool:
    return at is not None


def _between(begin: int, end: int) -> Inside:
    return lambda at: at is not None and begin <= at < end


def _figures(helpdesk: Helpdesk, inside: Inside, end: int) -> Figures:
    return (
        _demand(helpdesk, inside, end)
        | _speed(helpdesk, inside)
        | _resolution(helpdesk, inside)
        | _targets(helpdesk, inside)
        | _voice(helpdesk.surveys, inside)
        | _phone(helpdesk.calls, inside)
    )


def _kept(helpdesk: Helpdesk) -> list[Ticket]:
    return [ticket for ticket in helpdesk.tickets if not ticket.discarded]


def _demand(helpdesk: Helpdesk, inside: Inside, end: int) -> Figures:
    kept = _kept(helpdesk)
    unresolved = [
        ticket
        for ticket in kept
        if ticket.created_at < end and (ticket.resolved_at is None or ticket.resolved_at >= end)
    ]
    return {
        "tickets_created": tally(sum(inside(ticket.created_at) for ticket in kept)),
        "tickets_resolved": tally(sum(inside(ticket.resolved_at) for ticket in kept)),
        "backlog": tally(len(unresolved)),
    }


def _speed(helpdesk: Helpdesk, inside: Inside) -> Figures:
    kept = _kept(helpdesk)
    created = [ticket for ticket in kept if inside(ticket.created_at)]
    solved = [
        (ticket, ticket.resolved_at - ticket.created_at)
        for ticket in kept
        if ticket.resolved_at is not None and inside(ticket.resolved_at)
    ]
    return {
        "first_assignment_time": spread(
            t.first_assigned_at - t.created_at for t in created if t.first_assigned_at is not None
        ),
        "first_reply_time": spread(
            t.first_replied_at - t.created_at for t in created if t.first_replied_at is not None
        ),
        "resolution_time": spread(seconds for _, seconds in solved),
        "complaint_resolution_time": spread(
            seconds for ticket, seconds in solved if ticket.type == "complaint" or ticket.escalated
        ),
        "reply_time": spread(
            replied_at - asked_at
            for ticket in kept
            for asked_at, replied_at in _stretches(ticket)
            if inside(replied_at)
        ),
    }


def _stretches(ticket: Ticket) -> list[tuple[int, int]]:
    """From the first message a customer has waited on to the public reply of a person that ends the wait."""
    ended, waiting_since = [], None
    for message in ticket.messages:
        if message.author == "customer" and waiting_since is None:
            waiting_since = message.sent_at
        elif message.reply and waiting_since is not None:
            ended.append((waiting_since, message.sent_at))
            waiting_since = None
    return ended


def _resolution(helpdesk: Helpdesk, inside: Inside) -> Figures:
    kept = _kept(helpdesk)
    solved = [ticket for ticket in kept if inside(ticket.resolved_at)]
    n_created = sum(inside(ticket.created_at) for ticket in kept)
    return {
        "resolution_rate": ratio(len(solved), n_created, times=100),
        "first_contact_resolution": share(t.agent_replies == 1 and t.reopens == 0 for t in solved),
        "interactions_per_ticket": ratio(sum(t.agent_replies + t.customer_replies for t in solved), len(solved)),
        "reopen_rate": share(ticket.reopens > 0 for ticket in solved),
    }


def _targets(helpdesk: Helpdesk, inside: Inside) -> Figures:
    kept = _kept(helpdesk)
    first = [(t.first_reply_due_at, t.first_replied_at) for t in kept]
    last = [(t.resolution_due_at, t.resolved_at) for t in kept]
    return {
        name: share(
            done_at is not None and done_at <= due_at
            for due_at, done_at in targets
            if due_at is not None and inside(due_at) and (done_at is not None or due_at < CUT)
        )
        for name, targets in (("sla_first_reply", first), ("sla_resolution", last))
    }


def _voice(surveys: tuple[Survey, ...], inside: Inside) -> Figures:
    scores: dict[str, list[int]] = {"csat": [], "nps": [], "ces": []}
    for survey in surveys:
        if survey.score is not None and inside(survey.answered_at):
            scores[survey.kind].append(survey.score)
    promoters = sum(score >= 9 for score in scores["nps"]) - sum(score <= 6 for score in scores["nps"])
    asked = [survey for survey in surveys if inside(survey.sent_at)]
    rates = {
        f"survey_response_rate.{kind}": share(survey.score is not None for survey in asked if survey.kind == kind)
        for kind in scores
    }
    return {
        "csat": share(score >= 4 for score in scores["csat"]),
        "nps": ratio(promoters, len(scores["nps"]), times=100),
        "ces": ratio(sum(scores["ces"]), len(scores["ces"])),
        "survey_response_rate": share(survey.score is not None for survey in asked),
        **rates,
    }


def _phone(calls: tuple[Call, ...], inside: Inside) -> Figures:
    offered = [call for call in calls if inside(call.started_at)]
    answered = [call for call in offered if call.answered]
    return {
        "wait_time": spread(call.wait for call in answered),
        "handle_time": spread((call.talk or 0) + (call.hold or 0) + (call.wrap or 0) for call in answered),
        "pickup_rate": share(call.answered for call in offered),
        "abandonment_rate": share(call.abandoned for call in offered),
        "service_level": share(call.answered and call.wait <= SERVICE_LEVEL_SECONDS for call in offered),
    }


def _channels(helpdesk: Helpdesk) -> list[str]:
    return sorted({t.channel for t in helpdesk.tickets} | {call.channel for call in helpdesk.calls})


def _on(helpdesk: Helpdesk, channel: str) -> Helpdesk:
    return Helpdesk(
        tuple(ticket for ticket in helpdesk.tickets if ticket.channel == channel),
        tuple(survey for survey in helpdesk.surveys if survey.channel == channel),
        tuple(call for call in helpdesk.calls if call.channel == channel),
    )


def _agents(helpdesk: Helpdesk) -> list[str]:
    return sorted({ticket.agent.name for ticket in helpdesk.tickets if ticket.agent})


def _figures_of_agent(helpdesk: Helpdesk, name: str) -> Figures:
    """Reply times are left out: the one who replies is not always the one who has the ticket."""
    own = Helpdesk(
        tuple(t for t in helpdesk.tickets if t.agent and t.agent.name == name),
        tuple(s for s in helpdesk.surveys if s.ticket and s.ticket.agent and s.ticket.agent.name == name),
        tuple(call for call in helpdesk.calls if call.agent and call.agent.name == name),
    )
    figures = _figures(own, _ever, CUT + 1)
    del figures["reply_time"]
    return figures


def _accounting(helpdesk: Helpdesk) -> dict[str, dict[str, int]]:
    n_excluded = sum(ticket.discarded for ticket in helpdesk.tickets)
    n_messages = sum(len(ticket.messages) for ticket in helpdesk.tickets)
    counts = {
        "tickets": (len(helpdesk.tickets), n_excluded),
        "messages": (n_messages, 0),
        "surveys": (len(helpdesk.surveys), 0),
        "calls": (len(helpdesk.calls), 0),
    }
    return {
        f"{table}.{ending}": {"rows": n, "loaded": n - n_out, "duplicates": 0, "excluded": n_out, "rejected": 0}
        for table, (n, n_out) in counts.items()
        for ending in ("csv", "parquet")
    }


def _newest(helpdesk: Helpdesk) -> int:
    """The newest thing that happened; deadlines are no happenings."""
    return max(
        *(ticket.updated_at for ticket in helpdesk.tickets),
        *(message.sent_at for ticket in helpdesk.tickets for message in ticket.messages),
        *(survey.answered_at or survey.sent_at for survey in helpdesk.surveys),
        *(call.started_at for call in helpdesk.calls),
    )
