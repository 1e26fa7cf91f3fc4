"""Which customers were asked, who answered, and what did they say?"""

from __future__ import annotations

from cx_cli.sample.clock import AWAKE, CUT, DAY, HOUR, MINUTE, N_DAYS, START, after
from cx_cli.sample.dice import Dice
from cx_cli.sample.habits import CHANNELS, OUTAGE_FROM, outage, progress
from cx_cli.sample.records import Customer, Survey, Ticket
from cx_cli.sample.words import GRUMBLES, OUTAGE_GRUMBLES, PRAISE

N_NPS = 1200
_CSAT_EDGES = (-1.75, -1.20, -0.72, 0.30)
_CES_EDGES = (-1.9, -1.45, -1.0, -0.55, 0.0, 0.8)
_NPS_EDGES = (-2.2, -2.0, -1.8, -1.6, -1.35, -1.1, -0.8, -0.35, 0.15, 0.75)
"""A mood of mean 0 is cut at these edges; the number of edges below it says the score."""


def plan_surveys(tickets: list[Ticket], customers: list[Customer], dice: Dice) -> list[Survey]:
    surveys: list[Survey] = []
    for ticket in tickets:
        if ticket.resolved_at is None or ticket.agent is None:
            continue
        if dice.chance(0.85):
            surveys.append(_csat(ticket, ticket.resolved_at, dice))
        if ticket.channel != "phone" and dice.chance(0.38):
            surveys.append(_ces(ticket, ticket.resolved_at, dice))
    surveys += [_nps(START + number * N_DAYS * DAY // N_NPS, customers, dice) for number in range(N_NPS)]
    asked = [survey for survey in surveys if survey.sent_at <= CUT]
    return sorted(asked, key=lambda survey: survey.sent_at)


def _mood(ticket: Ticket, dice: Dice) -> float:
    """How the customer feels about a ticket: 0 is the middle of the year's tickets."""
    agent, late = ticket.agent, ticket.first_replied_at is not None and ticket.first_reply_due_at is not None
    mood = dice.normal() + 0.30 + (agent.charm if agent else 0.0)
    if late and (ticket.first_replied_at or 0) > (ticket.first_reply_due_at or 0):
        mood -= 0.75
    mood -= 0.70 * min(ticket.reopens, 2) + (0.45 if ticket.type == "complaint" else 0.0)
    return mood - (1.15 if outage(ticket.created_at) else 0.0) + 0.25 * progress(ticket.created_at)


def _score(mood: float, edges: tuple[float, ...], lowest: int) -> int:
    return lowest + sum(mood >= edge for edge in edges)


def _csat(ticket: Ticket, resolved_at: int, dice: Dice) -> Survey:
    sent_at = resolved_at + (2 * MINUTE if ticket.channel == "chat" else dice.whole(HOUR, 2 * HOUR))
    survey = Survey("csat", sent_at, ticket.customer, ticket.channel, ticket)
    if dice.chance(CHANNELS[ticket.channel].answers_surveys):
        survey.score = _score(_mood(ticket, dice), _CSAT_EDGES, 1)
        _answered(survey, survey.score >= 4, outage(ticket.created_at), dice)
    return survey


def _ces(ticket: Ticket, resolved_at: int, dice: Dice) -> Survey:
    survey = Survey("ces", resolved_at + dice.whole(DAY, 2 * DAY), ticket.customer, ticket.channel, ticket)
    if dice.chance(0.29):
        effort = 0.22 * (ticket.agent_replies + ticket.customer_replies - 3)
        survey.score = _score(_mood(ticket, dice) - effort, _CES_EDGES, 1)
        _answered(survey, survey.score >= 5, outage(ticket.created_at), dice)
    return survey


def _nps(about: int, customers: list[Customer], dice: Dice) -> Survey:
    sent_at = after(about, dice.whole(0, 8 * HOUR), AWAKE)
    survey = Survey("nps", sent_at, dice.pick(customers), "email")
    if dice.chance(0.33):
        sore = OUTAGE_FROM <= sent_at < OUTAGE_FROM + 30 * DAY
        mood = dice.normal() + 0.35 * progress(sent_at) + (0.15 if survey.customer.tier == "enterprise" else 0.0)
        survey.score = _score(mood - (0.8 if sore else 0.0), _NPS_EDGES, 0)
        _answered(survey, survey.score >= 9, sore, dice)
    return survey


def _answered(survey: Survey, pleased: bool, sore: bool, dice: Dice) -> None:
    """Date the answer and perhaps add a comment; an answer later than the cut has not come."""
    answered_at = survey.sent_at + dice.lognormal(20 * MINUTE if survey.channel == "chat" else 7 * HOUR, 1.0)
    if answered_at > CUT:
        survey.score = None
        return
    survey.answered_at = answered_at
    if dice.chance(0.25 if pleased else 0.5):
        words = PRAISE if pleased else OUTAGE_GRUMBLES if sore else GRUMBLES
        survey.comment = dice.pick(words[survey.customer.language])
