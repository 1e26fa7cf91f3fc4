"""Reports of a made-up helpdesk, for looking at and testing the renderers."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cx_cli.metrics.metric import Metric, Variant
from cx_cli.results.result import (
    Breakdown,
    Input,
    Issue,
    Label,
    MetricRun,
    Report,
    RunSettings,
    Series,
    Unavailable,
)

THREE = ("median", "p90", "mean")
MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[2:16]


@dataclass(frozen=True)
class Fake:
    """A catalogue entry, about where its values lie, and how many stand behind one."""

    name: str
    title: str
    family: str
    facts: str
    unit: str
    better: str
    about: float
    n: int
    formula: str
    at: str
    statistics: tuple[str | None, ...] = (None,)


_SERVICE, _VOICE = "Resolution and service level", "Voice of the customer"
_NPS = "100 * (count(score >= 9) - count(score <= 6)) / count(answered)"
CATALOGUE = tuple(
    Fake(*row)
    for row in (
        ("tickets_created", "Tickets created", "Demand", "tickets", "count", "neither", 1240, 1240,
         "count()", "created_at"),
        ("backlog", "Backlog", "Demand", "tickets", "count", "lower", 180, 180,
         "stock(created_at, resolved_at)", "created_at"),
        ("first_reply_time", "First reply time", "Speed", "tickets", "seconds", "lower", 11520, 1180,
         "distribution(first_reply_seconds)", "created_at", THREE),
        ("resolution_time", "Resolution time", "Speed", "tickets", "seconds", "lower", 190_000, 1100,
         "distribution(resolution_seconds)", "resolved_at", THREE),
        ("first_contact_resolution", "First contact resolution", _SERVICE, "tickets", "percent", "higher", 61, 1100,
         "count(one_touch) / count()", "resolved_at"),
        ("reopen_rate", "Reopen rate", _SERVICE, "tickets", "percent", "lower", 6, 1100,
         "count(reopens > 0) / count()", "resolved_at"),
        ("sla_first_reply", "First reply inside SLA", _SERVICE, "targets", "percent", "higher", 92, 1050,
         "count(met) / count(decided)", "due_at"),
        ("csat", "Customer satisfaction", _VOICE, "surveys", "percent", "higher", 87, 240,
         "count(satisfied) / count(answered)", "answered_at"),
        ("nps", "Net promoter score", _VOICE, "surveys", "points", "higher", 42, 21, _NPS, "answered_at"),
        ("ces", "Customer effort score", _VOICE, "surveys", "score", "higher", 4.08, 160,
         "sum(score) / count(answered)", "answered_at"),
        ("wait_time", "Wait time", "Calls", "calls", "seconds", "lower", 68, 4054,
         "distribution(wait_seconds, answered)", "started_at", THREE),
        ("service_level", "Service level", "Calls", "calls", "percent", "higher", 81, 5000,
         "count(answered and wait_seconds <= 60) / count()", "started_at"),
    )
)  # fmt: skip


def run(name: str, *, variant: str = "default", **changes: object) -> MetricRun:
    """The catalogue's entry as it ran; ``changes`` are fields of the metric."""
    fake = next(entry for entry in CATALOGUE if entry.name == name)
    facts = {key: getattr(fake, key) for key in ("name", "title", "facts", "at", "formula", "unit", "better", "family")}
    metric = Metric(**{**facts, "variants": {} if variant == "default" else {variant: Variant()}, **changes})
    return MetricRun(metric, variant, metric.formula, fake.statistics)


def series(
    metric: str,
    statistic: str | None,
    rows: Sequence[tuple[float, float, float, float]],
    where: Sequence[int] | None = None,
) -> Series:
    """From rows of value, n, low, high."""
    array = np.array(rows, dtype=np.float64).reshape(-1, 4)
    at = np.arange(len(rows)) if where is None else np.array(where)
    return Series(metric, statistic, at.astype(np.int64), *(array[:, i] for i in range(4)))


def breakdown(
    by: tuple[str, ...],
    slices: Sequence[tuple[Label, ...]],
    made: Sequence[Series],
    incomplete: Sequence[bool] | None = None,
) -> Breakdown:
    return Breakdown(by, tuple(slices), tuple(incomplete or [False] * len(slices)), tuple(made))


def settings(**changes: object) -> RunSettings:
    told: dict[str, object] = {
        "timezone": "Europe/Rome", "period": "month", "since": None, "until": None, "as_of": "2026-04-11T16:42:00Z",
        "clock": "calendar", "definitions": "default",
    }  # fmt: skip
    return RunSettings(**{**told, **changes})  # type: ignore[arg-type]


def report(
    metrics: Sequence[MetricRun],
    breakdowns: Sequence[Breakdown],
    *,
    inputs: Sequence[Input] = (Input("tickets.csv", "tickets", "zendesk", 1000, 990, 4, 3, 3, "00" * 32),),
    issues: Sequence[Issue] = (),
    unavailable: Sequence[Unavailable] = (),
    **told: object,
) -> Report:
    return Report(tuple(inputs), settings(**told), tuple(metrics), tuple(breakdowns), tuple(issues), tuple(unavailable))


def helpdesk(
    *bys: tuple[str, ...],
    periods: Sequence[str] = MONTHS,
    channels: Sequence[Label] = ("chat", "email", "phone", "web form", None),
    agents: Sequence[Label] = ("Ana Popescu", "Bruno De Luca", "Ștefan Ionescu", None),
    **told: object,
) -> Report:
    """A whole report: first and last period incomplete, NPS on few answers, CES from the fifth period on."""
    known: dict[str, Sequence[Label]] = {"period": list(periods), "channel": list(channels), "agent": list(agents)}
    dice = random.Random(7)
    runs = [run(entry.name) for entry in CATALOGUE]
    made = []
    for by in ((), *bys):
        slices = list(itertools.product(*(known[key] for key in by)))
        open_ = [by[:1] == ("period",) and labels[0] in (periods[0], periods[-1]) for labels in slices]
        share = math.prod(len(known[key]) for key in by)
        rows = [
            series(entry.name, statistic, [_drawn(dice, entry, statistic, labels, share) for labels in slices])
            for entry in CATALOGUE
            for statistic in entry.statistics
            if "agent" not in by or entry.facts != "calls"
        ]
        made.append(breakdown(by, slices, rows, open_))
    return report(
        runs,
        made,
        inputs=(
            Input("exports/tickets-2025.csv.gz", "tickets", "zendesk", 12_480, 12_391, 44, 33, 12, "a1" * 32),
            Input("exports/tickets-2026.csv.gz", "tickets", "zendesk", 4_950, 4_950, 0, 0, 0, "b2" * 32),
            Input("exports/surveys.csv", "surveys", "generic", 5_120, 5_101, 12, 0, 7, "c3" * 32),
            Input("exports/calls.xlsx", "calls", "generic", 70_004, 70_004, 0, 0, 0, "d4" * 32),
        ),
        issues=(
            Issue("exports/tickets-2025.csv.gz", "tickets", "closed_at", 88, "bad-date", 12, "31/02/2025"),
            Issue(
                "exports/tickets-2025.csv.gz", "tickets", "resolved_at", 412, "before-created", 5, "2025-04-01 09:12"
            ),
            Issue("exports/surveys.csv", "surveys", "score", 19, "off-scale", 7, "11"),
            Issue("exports/calls.xlsx", "calls", None, None, "no-header", 1, None),
        ),
        unavailable=(
            Unavailable("reply_time", "messages.sent_at"),
            Unavailable("interactions_per_ticket", "messages.sent_at"),
            Unavailable("requester_wait_time", "changes.changed_at"),
            Unavailable("iqs", "reviews.reviewed_at"),
        ),
        **told,
    )


def _drawn(
    dice: random.Random, fake: Fake, statistic: str | None, labels: tuple[Label, ...], share: int
) -> tuple[float, float, float, float]:
    value = fake.about * {"p90": 3.4, "mean": 1.3}.get(statistic or "", 1.0) * dice.uniform(0.85, 1.1)
    n = float(fake.n if share < 20 else max(3, fake.n * 3 // share))
    if labels and labels[0] in MONTHS[:4] and fake.name == "ces":
        return math.nan, 0.0, math.nan, math.nan
    if fake.unit == "count":
        whole = float(round(value * (0.4 if labels[:1] == (MONTHS[-1],) else 1)))
        return whole, whole, math.nan, math.nan
    half = value * 1.5 / math.sqrt(n)
    return value, n, value - half, min(value + half, 100.0) if fake.unit == "percent" else value + half
