"""How long does Polars take for job J? A lazy scan with the schema given: python in_polars.py FILE OUT.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

HEADER = (
    "ticket_id subject status priority type channel group assignee requester_id organization tags "
    "created_at assigned_at first_replied_at solved_at closed_at reopens replies agent_touches satisfaction_score "
    "nps ces sla_first_reply_due sla_resolution_due wait_seconds handle_seconds language brand product country"
)
WHOLE = ("ticket_id", "requester_id", "wait_seconds", "handle_seconds")
SMALL = ("reopens", "replies", "agent_touches", "satisfaction_score", "nps", "ces")
INSTANTS = tuple(name for name in HEADER.split() if name.endswith(("_at", "_due")))
SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(HEADER.split(), pl.String),
    **dict.fromkeys(WHOLE, pl.Int32),
    **dict.fromkeys(SMALL, pl.Int16),
}
EVENTS = ("created_at", "assigned_at", "first_replied_at", "solved_at", "closed_at")

Values = dict[str, dict[str, float]]


def scan(path: str) -> pl.LazyFrame:
    if path.endswith(".parquet"):
        return pl.scan_parquet(path)
    # Instants read as text and converted with their format take a quarter of the time of Datetime in the schema.
    instants = pl.col(*INSTANTS).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
    return pl.scan_csv(path, schema=SCHEMA).with_columns(instants)


def month(instant: str) -> pl.Expr:
    return pl.col(instant).dt.year().cast(pl.Int32) * 12 + pl.col(instant).dt.month() - 1


def read(path: str) -> pl.DataFrame:
    """The kept tickets, one narrow row each."""
    return (
        scan(path)
        .filter(pl.col("status") != "deleted")
        .with_columns(resolved_at=pl.coalesce("solved_at", "closed_at"))
        .select(
            "resolved_at",
            "first_replied_at",
            "sla_first_reply_due",
            "sla_resolution_due",
            *SMALL,
            channel=pl.col("channel").cast(pl.Categorical),
            agent=pl.col("assignee").cast(pl.Categorical),
            created=month("created_at"),
            resolved=month("resolved_at"),
            first_reply=(pl.col("first_replied_at") - pl.col("created_at")).dt.total_seconds().cast(pl.Int32),
            resolution=(pl.col("resolved_at") - pl.col("created_at")).dt.total_seconds().cast(pl.Int32),
            newest=pl.max_horizontal(*EVENTS),
        )
        .collect()
    )


def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return 100 * part / whole


def distribution(seconds: str, name: str) -> list[pl.Expr]:
    column = pl.col(seconds)
    return [
        column.mean().alias(f"{name}.mean"),
        column.median().alias(f"{name}.median"),
        column.quantile(0.9, interpolation="linear").alias(f"{name}.p90"),
    ]


def met(name: str, done: str, as_of: pl.Expr) -> pl.Expr:
    due = pl.col(f"sla_{name}_due")
    decided = pl.col(done).is_not_null() | (due < as_of)
    return percent((pl.col(done) <= due).sum(), decided.sum()).alias(f"sla_{name}")


def by(tickets: pl.LazyFrame, group: str, as_of: pl.Expr) -> list[pl.LazyFrame]:
    """One frame per way to date a ticket: created, resolved, rated, first reply due, resolution due."""
    touches, reopens = pl.col("agent_touches"), pl.col("reopens")
    score, nps = pl.col("satisfaction_score"), pl.col("nps")
    created = tickets.group_by("created", group).agg(
        pl.len().alias("tickets_created"), *distribution("first_reply", "first_reply_time")
    )
    resolved = (
        tickets.filter(pl.col("resolved").is_not_null())
        .group_by("resolved", group)
        .agg(
            pl.len().alias("tickets_resolved"),
            *distribution("resolution", "resolution_time"),
            percent(((touches == 1) & (reopens == 0)).sum(), pl.len()).alias("first_contact_resolution"),
            percent((reopens > 0).sum(), pl.len()).alias("reopen_rate"),
            ((touches.sum() + pl.col("replies").sum()) / pl.len()).alias("interactions_per_ticket"),
        )
    )
    rated = (
        tickets.filter(pl.any_horizontal(pl.col("satisfaction_score", "nps", "ces").is_not_null()))
        .group_by(pl.coalesce("resolved", "created").alias("rated"), group)
        .agg(
            percent((score >= 4).sum(), score.count()).alias("csat"),
            percent((nps >= 9).sum().cast(pl.Int64) - (nps <= 6).sum(), nps.count()).alias("nps"),
            pl.col("ces").mean().alias("ces"),
        )
    )
    due = [
        tickets.filter(pl.col(f"sla_{name}_due").is_not_null())
        .group_by(month(f"sla_{name}_due").alias("due"), group)
        .agg(met(name, done, as_of))
        for name, done in (("first_reply", "first_replied_at"), ("resolution", "resolved_at"))
    ]
    return [created, resolved, rated, *due]


def backlog(created: pl.DataFrame, resolved: pl.DataFrame, group: str) -> pl.DataFrame:
    """Every month and group: created less resolved so far, and resolved over created."""
    numbers: list[int] = [*created["created"].to_list(), *resolved["resolved"].to_list()]
    months = pl.DataFrame({"month": range(min(numbers), max(numbers) + 1)}, schema={"month": pl.Int32})
    n_created, n_resolved = pl.col("tickets_created").fill_null(0), pl.col("tickets_resolved").fill_null(0)
    keep = ["month", group]
    return (
        months.join(created.select(group).unique(), how="cross")
        .join(created.rename({"created": "month"}), on=keep, how="left", nulls_equal=True)
        .join(resolved.rename({"resolved": "month"}), on=keep, how="left", nulls_equal=True)
        .sort("month")
        .select(
            *keep,
            (n_created.cast(pl.Int64) - n_resolved).cum_sum().over(group).alias("backlog"),
            percent(n_resolved, pl.col("tickets_created")).alias("resolution_rate"),
        )
    )


def values_of(frames: list[pl.DataFrame]) -> Values:
    values: Values = {}
    for frame in frames:
        months, labels, *names = frame.columns
        keys = [
            f"{number // 12:04}-{number % 12 + 1:02}|{label or ''}"
            for number, label in zip(frame[months], frame[labels], strict=True)
        ]
        for name in names:
            cells = zip(keys, frame[name].to_list(), strict=True)
            values[name] = {key: cell for key, cell in cells if cell is not None and cell == cell}
    return values


def main(path: str, out: str) -> None:
    tickets = read(path)
    as_of = pl.lit(tickets["newest"].max())
    groups = ("channel", "agent")
    frames = pl.collect_all([frame for group in groups for frame in by(tickets.lazy(), group, as_of)])
    values = {}
    for group, mine in zip(groups, (frames[:5], frames[5:]), strict=True):
        values[group] = values_of([*mine, backlog(mine[0], mine[1], group)])
    Path(out).write_text(json.dumps(values))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
