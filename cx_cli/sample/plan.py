"""What happened at the sample helpdesk in its year?"""

from __future__ import annotations

from cx_cli.sample.dice import Dice
from cx_cli.sample.habits import LANGUAGES, TIERS
from cx_cli.sample.plan_calls import plan_calls
from cx_cli.sample.plan_surveys import plan_surveys
from cx_cli.sample.plan_tickets import plan_tickets
from cx_cli.sample.records import Customer, Helpdesk
from cx_cli.sample.words import ORGANIZATIONS

SEED = 2026
N_CUSTOMERS = 900
N_DRAWN = 2560
"""Tickets besides those that a call, a duplicate or a spammer makes."""
N_CALLS = 3000


def plan(seed: int = SEED) -> Helpdesk:
    dice = Dice(seed)
    customers = [_customer(1001 + number, dice) for number in range(N_CUSTOMERS)]
    calls = plan_calls(N_CALLS, customers, dice)
    tickets = plan_tickets(N_DRAWN, customers, calls, dice)
    surveys = plan_surveys(tickets, customers, dice)
    return Helpdesk(tuple(tickets), tuple(surveys), tuple(calls))


def _customer(number: int, dice: Dice) -> Customer:
    tier = dice.weighted(TIERS)
    company = dice.pick(ORGANIZATIONS) if tier == "enterprise" or dice.chance(0.35) else None
    return Customer(f"C{number}", dice.weighted(LANGUAGES), tier, company)
