"""A helpdesk with a file of each of the ten tables, and the engine in this process."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.metrics.metric import Metric
from cx_cli.normalise.feed import Feed
from cx_cli.results.request import Request
from cx_cli.settings import load_settings
from tests.oracle import helpdesk

BEGIN = datetime(2025, 11, 3, tzinfo=UTC)
AS_OF = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp())
Row = dict[str, object]


def write(folder: Path) -> list[str]:
    """The paths of ten small files; the seed is fixed."""
    rng = random.Random(11)
    found = [str(path) for path in helpdesk.write(helpdesk.export(3, 50, 40, 40), folder)]
    customers = [f"C{n}" for n in range(25)]
    tables: dict[str, list[Row]] = {
        "changes": [row for n in range(25) for row in _history(rng, n)],
        "customers": [_customer(rng, customer) for customer in customers],
        "orders": [
            {
                "order_id": f"O{n}",
                "customer_id": rng.choice(customers),
                "ordered_at": _day(rng, 200),
                "amount": rng.randint(10, 200),
                "margin": rng.choice(["", rng.randint(1, 9)]),
                "referred": rng.choice(["true", "false", ""]),
            }
            for n in range(60)
        ],
        "reviews": [
            {
                "review_id": f"R{n // 2}",
                "reviewed_at": _day(rng, 80),
                "agent": "Ana",
                "criterion": rng.choice(["tone", "facts"]),
                "score": rng.choice([1, 2, 3, 4, 5, ""]),
                "low": 1,
                "high": 5,
                "weight": rng.choice([1, 2]),
                "critical": rng.choice(["true", "false"]),
            }
            for n in range(30)
        ],
        "mentions": [
            {"mention_id": n, "posted_at": _day(rng, 80), "sentiment": rng.choice(["positive", "negative", ""])}
            | {name: rng.choice(["true", "false"]) for name in ("is_technical", "answerable", "is_suggestion")}
            | {"competitor": "true", "answered_at": rng.choice([_day(rng, 80), ""])}
            for n in range(20)
        ],
        "sessions": [
            {"session_id": n, "started_at": _day(rng, 80), "customer_id": rng.choice(customers), "resolved": "true"}
            for n in range(20)
        ],
    }
    for table, rows in tables.items():
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        found.append(f"{table}={path}")
    return found


@contextmanager
def feeds_of(files: Sequence[str]) -> Iterator[Sequence[Feed]]:
    settings = load_settings({"timezone": "UTC"}, {}, None)
    with opened(files, settings, find_files(files, settings)) as found:
        yield found.feeds


def request_of(metrics: Sequence[tuple[Metric, str]] = (), *, by: tuple[tuple[str, ...], ...] = ((),)) -> Request:
    return Request(tuple(metrics), by=by, as_of=AS_OF, timezone_stated=True, parameters={"lifespan_years": 2.0})


def _day(rng: random.Random, days: int) -> str:
    return (BEGIN + timedelta(days=rng.randrange(days), seconds=rng.randrange(86_400))).isoformat()


def _history(rng: random.Random, number: int) -> Iterator[Row]:
    """Solved once, or solved, opened and perhaps solved again; some wait in between."""
    at = BEGIN + timedelta(days=number, hours=rng.randrange(20))
    states = ["new", "open", *rng.choice([[], ["pending", "open"]]), "solved", *rng.choice([[], ["open", "solved"]])]
    for old, new in itertools.pairwise(states):
        at += timedelta(minutes=rng.randint(1, 3000))
        changed = at.strftime("%Y-%m-%d %H:%M:%S")
        yield {"ticket_id": f"T{number:04d}", "changed_at": changed, "field": "status", "old": old, "new": new}


def _customer(rng: random.Random, customer: str) -> Row:
    return {
        "customer_id": customer,
        "started_at": _day(rng, 60),
        "ended_at": rng.choice(["", "", "2026-01-20T10:00:00Z"]),
        "end_reason": rng.choice(["price", "moved"]),
        "referred_by": rng.choice(["", "C1"]),
        "loyalty_member": rng.choice(["true", "false"]),
        "trained": rng.choice(["true", "false", ""]),
        "active": rng.choice(["true", "false"]),
    }
