"""How long does DuckDB take for job J? SQL with the column types given: python in_duckdb.py FILE OUT.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

TYPES = {
    **dict.fromkeys(("ticket_id", "requester_id", "wait_seconds", "handle_seconds"), "INTEGER"),
    **dict.fromkeys(("reopens", "replies", "agent_touches", "satisfaction_score", "nps", "ces"), "UTINYINT"),
}
HEADER = (
    "ticket_id subject status priority type channel group assignee requester_id organization tags "
    "created_at assigned_at first_replied_at solved_at closed_at reopens replies agent_touches satisfaction_score "
    "nps ces sla_first_reply_due sla_resolution_due wait_seconds handle_seconds language brand product country"
)

TICKETS = """
CREATE TEMP TABLE tickets AS
WITH kept AS (
    SELECT *, coalesce(solved_at, closed_at) AS resolved_at FROM {source} WHERE status <> 'deleted'
)
SELECT
    channel,
    assignee AS agent,
    (year(created_at) * 12 + month(created_at) - 1)::SMALLINT AS created,
    (year(resolved_at) * 12 + month(resolved_at) - 1)::SMALLINT AS resolved,
    date_diff('second', created_at, first_replied_at)::INTEGER AS first_reply,
    date_diff('second', created_at, resolved_at)::INTEGER AS resolution,
    first_replied_at, resolved_at, sla_first_reply_due, sla_resolution_due,
    reopens, replies, agent_touches, satisfaction_score, nps, ces,
    greatest(created_at, assigned_at, first_replied_at, solved_at, closed_at) AS newest
FROM kept
"""

BY_CREATED = """
SELECT created, {group}, count(*), avg(first_reply), quantile_cont(first_reply, [0.5, 0.9])
FROM tickets GROUP BY ALL
"""

BY_RESOLVED = """
SELECT resolved, {group}, count(*), avg(resolution), quantile_cont(resolution, [0.5, 0.9]),
    100 * count(*) FILTER (agent_touches = 1 AND reopens = 0) / count(*),
    100 * count(*) FILTER (reopens > 0) / count(*),
    sum(agent_touches::INTEGER + replies) / count(*)
FROM tickets WHERE resolved IS NOT NULL GROUP BY ALL
"""

BY_RATED = """
SELECT coalesce(resolved, created) AS rated, {group},
    100 * count(*) FILTER (satisfaction_score >= 4) / nullif(count(satisfaction_score), 0),
    100 * (count(*) FILTER (nps >= 9) - count(*) FILTER (nps <= 6)) / nullif(count(nps), 0),
    avg(ces)
FROM tickets WHERE coalesce(satisfaction_score, nps, ces) IS NOT NULL GROUP BY ALL
"""

BY_DUE = """
SELECT year({due}) * 12 + month({due}) - 1 AS due_month, {group},
    100 * count(*) FILTER ({done} <= {due}) / nullif(count(*) FILTER ({done} IS NOT NULL OR {due} < $as_of), 0)
FROM tickets WHERE {due} IS NOT NULL GROUP BY ALL
"""

Values = dict[str, dict[str, float]]


def source(path: str) -> str:
    if path.endswith(".parquet"):
        return f"read_parquet('{path}')"
    columns = {
        name: TYPES.get(name, "TIMESTAMP" if name.endswith(("_at", "_due")) else "VARCHAR") for name in HEADER.split()
    }
    return f"read_csv('{path}', columns = {columns}, auto_detect = false, header = true, delim = ',', quote = '\"')"


def breakdown(connection: duckdb.DuckDBPyConnection, group: str, as_of: object) -> Values:
    values: Values = {}

    def put(name: str, month: int, label: str | None, value: float | None) -> None:
        if value is not None:
            key = f"{month // 12:04}-{month % 12 + 1:02}|{label or ''}"
            values.setdefault(name, {})[key] = value

    def rows(query: str, **words: str) -> list[tuple[Any, ...]]:
        parameters = {"as_of": as_of} if "$as_of" in query else None
        return connection.execute(query.format(group=group, **words), parameters).fetchall()

    created: dict[tuple[int, str | None], int] = {}
    resolved: dict[tuple[int, str | None], int] = {}
    for month, label, n, mean, percentiles in rows(BY_CREATED):
        created[month, label] = n
        put("tickets_created", month, label, n)
        put("first_reply_time.mean", month, label, mean)
        for statistic, value in zip(("median", "p90"), percentiles or (), strict=False):
            put(f"first_reply_time.{statistic}", month, label, value)
    for month, label, n, mean, (median, p90), fcr, reopened, interactions in rows(BY_RESOLVED):
        resolved[month, label] = n
        put("tickets_resolved", month, label, n)
        put("resolution_time.mean", month, label, mean)
        put("resolution_time.median", month, label, median)
        put("resolution_time.p90", month, label, p90)
        put("first_contact_resolution", month, label, fcr)
        put("reopen_rate", month, label, reopened)
        put("interactions_per_ticket", month, label, interactions)
    for month, label, csat, nps, ces in rows(BY_RATED):
        put("csat", month, label, csat)
        put("nps", month, label, nps)
        put("ces", month, label, ces)
    for name, done in (("first_reply", "first_replied_at"), ("resolution", "resolved_at")):
        for month, label, met in rows(BY_DUE, done=done, due=f"sla_{name}_due"):
            put(f"sla_{name}", month, label, met)

    months = {month for month, _ in created} | {month for month, _ in resolved}
    for label in {label for _, label in created}:
        backlog = 0
        for month in range(min(months), max(months) + 1):
            n_created, n_resolved = created.get((month, label), 0), resolved.get((month, label), 0)
            backlog += n_created - n_resolved
            put("backlog", month, label, backlog)
            if n_created:
                put("resolution_rate", month, label, 100 * n_resolved / n_created)
    return values


def main(path: str, out: str) -> None:
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(TICKETS.format(source=source(path)))
    (as_of,) = connection.execute("SELECT max(newest) FROM tickets").fetchall()[0]
    Path(out).write_text(json.dumps({group: breakdown(connection, group, as_of) for group in ("channel", "agent")}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
