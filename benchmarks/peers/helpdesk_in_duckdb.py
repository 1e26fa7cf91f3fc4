"""How long does DuckDB take for some of a helpdesk's figures? python helpdesk_in_duckdb.py FOLDER OUT.json.

By month and channel, from four of the ten tables: tickets, messages, surveys, calls.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

READ = """
CREATE TEMP TABLE tickets AS SELECT ticket_id, channel, created_at, solved_at
    FROM read_csv('{folder}/tickets.csv') WHERE status <> 'deleted';
CREATE TEMP TABLE spoken AS SELECT ticket_id, sent_at, author = 'agent' AS from_agent
    FROM read_csv('{folder}/messages.csv') WHERE author IN ('agent', 'customer') AND public;
CREATE TEMP TABLE ordered AS SELECT *,
    row_number() OVER told AS place,
    coalesce(lag(from_agent) OVER told, true) AS after_agent
    FROM spoken WINDOW told AS (PARTITION BY ticket_id ORDER BY sent_at, from_agent);
CREATE TEMP TABLE stretches AS SELECT *,
    max(sent_at) FILTER (NOT from_agent AND after_agent)
        OVER (PARTITION BY ticket_id ORDER BY place ROWS UNBOUNDED PRECEDING) AS asked_at
    FROM ordered;
CREATE TEMP TABLE first_replies AS SELECT ticket_id, min(sent_at) AS replied_at
    FROM ordered WHERE from_agent AND place > 1 GROUP BY ticket_id;
"""

FIGURES = {
    ("tickets_created",): "SELECT created_at AS at, channel, count(*) FROM tickets GROUP BY ALL",
    ("tickets_resolved", "resolution_time.mean", "resolution_time.median"): """
        SELECT solved_at AS at, channel, count(*), avg(seconds), quantile_cont(seconds, 0.5)
        FROM (SELECT *, date_diff('second', created_at, solved_at) AS seconds FROM tickets)
        WHERE solved_at IS NOT NULL GROUP BY ALL""",
    ("first_reply_time.mean", "first_reply_time.median", "first_reply_time.p90"): """
        SELECT created_at AS at, channel, avg(seconds), quantile_cont(seconds, 0.5), quantile_cont(seconds, 0.9)
        FROM (SELECT *, date_diff('second', created_at, replied_at) AS seconds
              FROM tickets JOIN first_replies USING (ticket_id)) GROUP BY ALL""",
    ("reply_time.mean", "reply_time.median", "reply_time.p90"): """
        SELECT sent_at AS at, NULL, avg(seconds), quantile_cont(seconds, 0.5), quantile_cont(seconds, 0.9)
        FROM (SELECT sent_at, date_diff('second', asked_at, sent_at) AS seconds
              FROM stretches WHERE from_agent AND NOT after_agent) GROUP BY ALL""",
    ("csat",): """
        SELECT answered_at AS at, channel, 100 * count(*) FILTER (score >= 4) / count(*)
        FROM read_csv('{folder}/surveys.csv') LEFT JOIN tickets USING (ticket_id)
        WHERE score IS NOT NULL GROUP BY ALL""",
    ("pickup_rate",): """
        SELECT started_at AS at, channel, 100 * count(*) FILTER (answered) / count(*)
        FROM read_csv('{folder}/calls.csv') GROUP BY ALL""",
}


def main(folder: str, out: str) -> None:
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(READ.format(folder=folder))
    values: dict[str, dict[str, float]] = {}
    for names, query in FIGURES.items():
        by_month = (
            query.format(folder=folder).replace("SELECT", "SELECT strftime(", 1).replace(" AS at", ", '%Y-%m')", 1)
        )
        for month, label, *figures in connection.execute(by_month).fetchall():
            for name, value in zip(names, figures, strict=True):
                if value is not None:
                    values.setdefault(name, {})[f"{month}|{label or ''}"] = value
    Path(out).write_text(json.dumps({"channel": values}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
