"""How long does pandas take for job J, as most people would write it? python in_pandas.py FILE OUT.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

INSTANTS = [
    "created_at",
    "assigned_at",
    "first_replied_at",
    "solved_at",
    "closed_at",
    "sla_first_reply_due",
    "sla_resolution_due",
]
COLUMNS = [
    *("status", "channel", "assignee", "reopens", "replies", "agent_touches"),
    *("satisfaction_score", "nps", "ces"),
    *INSTANTS,
]

Values = dict[str, dict[str, float]]


def read(path: str) -> pd.DataFrame:
    if path.endswith(".parquet"):
        return pd.read_parquet(path, columns=COLUMNS)
    return pd.read_csv(path, usecols=COLUMNS, parse_dates=INSTANTS)


def month(instants: pd.Series) -> pd.Series:
    return instants.dt.year * 12 + instants.dt.month - 1


def prepare(tickets: pd.DataFrame) -> pd.DataFrame:
    as_of = tickets[INSTANTS[:5]].max().max()
    tickets = tickets[tickets["status"] != "deleted"].rename(columns={"assignee": "agent"})
    tickets["agent"] = tickets["agent"].fillna("")
    tickets["resolved_at"] = tickets["solved_at"].fillna(tickets["closed_at"])
    tickets["created"] = month(tickets["created_at"])
    tickets["resolved"] = month(tickets["resolved_at"])
    tickets["rated"] = tickets["resolved"].fillna(tickets["created"])
    tickets["first_reply"] = (tickets["first_replied_at"] - tickets["created_at"]).dt.total_seconds()
    tickets["resolution"] = (tickets["resolved_at"] - tickets["created_at"]).dt.total_seconds()
    tickets["interactions"] = tickets["agent_touches"] + tickets["replies"]
    tickets["one_contact"] = (tickets["agent_touches"] == 1) & (tickets["reopens"] == 0)
    tickets["reopened"] = tickets["reopens"] > 0
    tickets["satisfied"] = (tickets["satisfaction_score"] >= 4).where(tickets["satisfaction_score"].notna())
    tickets["promoter"] = (tickets["nps"] >= 9).astype(float) - (tickets["nps"] <= 6).astype(float)
    tickets["promoter"] = tickets["promoter"].where(tickets["nps"].notna())
    for name, done in (("first_reply", "first_replied_at"), ("resolution", "resolved_at")):
        due = tickets[f"sla_{name}_due"]
        tickets[f"{name}_due"] = month(due)
        decided = tickets[done].notna() | (due < as_of)
        tickets[f"{name}_met"] = (tickets[done] <= due).where(decided).astype(float)
    return tickets


def breakdown(tickets: pd.DataFrame, group: str) -> Values:
    values: Values = {}

    def put(name: str, series: pd.Series) -> None:
        known = series.dropna()
        values[name] = {
            f"{int(number) // 12:04}-{int(number) % 12 + 1:02}|{label}": value
            for (number, label), value in zip(known.index, known.tolist(), strict=True)
        }

    def distribution(name: str, grouped: pd.api.typing.SeriesGroupBy) -> None:
        put(f"{name}.mean", grouped.mean())
        put(f"{name}.median", grouped.median())
        put(f"{name}.p90", grouped.quantile(0.9))

    by_created = tickets.groupby(["created", group])
    by_resolved = tickets[tickets["resolved"].notna()].groupby(["resolved", group])
    by_rated = tickets.groupby(["rated", group])
    put("tickets_created", by_created.size())
    distribution("first_reply_time", by_created["first_reply"])
    put("tickets_resolved", by_resolved.size())
    distribution("resolution_time", by_resolved["resolution"])
    put("first_contact_resolution", 100 * by_resolved["one_contact"].mean())
    put("reopen_rate", 100 * by_resolved["reopened"].mean())
    put("interactions_per_ticket", by_resolved["interactions"].mean())
    put("csat", 100 * by_rated["satisfied"].mean().astype(float))
    put("nps", 100 * by_rated["promoter"].mean())
    put("ces", by_rated["ces"].mean())
    for name in ("first_reply", "resolution"):
        due = tickets[tickets[f"{name}_due"].notna()].groupby([f"{name}_due", group])
        put(f"sla_{name}", 100 * due[f"{name}_met"].mean())

    created = by_created.size().unstack(fill_value=0)
    resolved = by_resolved.size().unstack(fill_value=0).reindex(columns=created.columns, fill_value=0)
    months = range(int(created.index.min()), int(max(created.index.max(), resolved.index.max())) + 1)
    created = created.reindex(months, fill_value=0)
    resolved = resolved.reindex(months, fill_value=0)
    put("backlog", (created - resolved).cumsum().stack())
    put("resolution_rate", (100 * resolved / created.where(created > 0)).stack())
    return values


def main(path: str, out: str) -> None:
    tickets = prepare(read(path))
    values = {group: breakdown(tickets, group) for group in ("channel", "agent")}
    Path(out).write_text(json.dumps(values))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
