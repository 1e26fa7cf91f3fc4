"""What does a page ask of the files beside what was asked for? All of it comes out of the same reading."""

from __future__ import annotations

from dataclasses import replace

from cx_cli.metrics.catalogue.demand import BACKLOG
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.slices import Grouping
from cx_cli.results.request import Request

BUSINESS_TWIN = "_in_business_time"
"""How the name of a duration ends that stands a second time on a page, by the other clock."""
_TWINS = ("first_reply_time", "resolution_time")
_CREATED = ("tickets_created", "channel_share", "first_reply_share", "resolution_share")
_PROMISES = ("sla_first_reply", "sla_next_reply", "sla_resolution", "sla_near_miss_rate")


def _share(name: str, title: str, bucket: str, about: str) -> Metric:
    return Metric(
        name=name,
        title=title,
        family="Speed",
        facts="tickets",
        at="created_at",
        formula=f"count() / across({bucket}, count())",
        unit="percent",
        better="neither",
        about=about,
        source="A distribution in few steps, as support managers read it.",
        missing="A ticket that has no end yet is in a bucket of its own.",
    )


SHARES = {
    "first_reply_time": _share(
        "first_reply_share",
        "Tickets by first reply time",
        "first_reply_bucket",
        "Share of the tickets created whose first reply came so soon, in calendar time.",
    ),
    "resolution_time": _share(
        "resolution_share",
        "Tickets by resolution time",
        "resolution_bucket",
        "Share of the tickets created that were resolved so soon, in calendar time.",
    ),
}
"""Duration -> the share of tickets in each step of it."""
FURTHER = (
    Grouping(("weekday", "hour"), ("arrivals",)),
    *(Grouping((column,), _CREATED) for column in ("channel", "first_reply_bucket", "resolution_bucket")),
    *(Grouping((column,), _PROMISES) for column in ("sla_policy", "priority", "team")),
)
_BACKLOG = ("backlog", "default")
NET_FLOW = replace(
    BACKLOG.under("net_flow"), name="net_flow", title="Net flow", about="Tickets created less tickets resolved."
)
"""What the backlog grew by in a period."""
ANY_TIME = 2**61
"""A second that nothing comes after: the newest record of a table is looked for among all."""
PAGE_ONLY = frozenset({"arrivals", "channel_share", *(share.name for share in SHARES.values())})
"""Metrics that say nothing of the whole of the data: they stand on a page by their labels only."""


def for_page(request: Request, *, themes: bool = False) -> Request:
    """The request with the slices, the shares and the business time that a page shows beside the KPIs asked for.

    ``themes``: where all KPIs are asked for, what customers write of is looked for too.
    """
    names = {metric.name for metric, _ in request.metrics}
    shares = [(share, "default") for name, share in SHARES.items() if name in names]
    twinned = [metric.name for metric, _ in request.metrics if metric.name in _TWINS and _by_two_clocks(request)]
    metrics = []
    for metric, variant in request.metrics:
        metrics += [(metric, variant), *([_twin(metric, variant)] if metric.name in twinned else [])]
    flow = [(NET_FLOW, "default") for metric, variant in request.metrics if (metric.name, variant) == _BACKLOG]
    return replace(
        request,
        metrics=(*metrics, *shares, *flow),
        asked=request.asked or frozenset({"themes"} if themes else ()),
        further=FURTHER,
        now=request.as_of if request.as_of is not None else ANY_TIME,
        business=request.business | {name + BUSINESS_TWIN for name in twinned},
    )


def for_terminal(request: Request) -> Request:
    """The request with when tickets come in, where all KPIs are asked for: a page on a screen shades the week."""
    return request if request.asked else replace(request, further=FURTHER[:1])


def _by_two_clocks(request: Request) -> bool:
    return request.clocks is not None and request.clock == "calendar"


def _twin(metric: Metric, variant: str) -> tuple[Metric, str]:
    """The duration under another name, so that its business time stands beside its calendar time."""
    return replace(metric.under(variant), name=metric.name + BUSINESS_TWIN, variants={}), "default"
