"""Which small files of all ten tables, full of gaps and twins, does a seed make, and how are they opened in a test?"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.normalise.feed import Feed
from cx_cli.settings import load_settings
from tests.oracle import helpdesk

_START = datetime(2025, 11, 1)


def write(seed: int, folder: Path) -> list[str]:
    """The files of all ten tables, by name."""
    rng = random.Random(seed)
    small = helpdesk.export(seed, n_tickets=60, n_surveys=60, n_calls=40)
    rows = {**small, **_more(rng, [row["ticket_id"] for row in small["tickets"]])}
    for row in rng.sample(rows["tickets"], 8):
        row["status"] = rng.choice(["spam", "merged", "deleted"])
    for row in rows["tickets"]:
        row["next_reply_met"] = rng.choice(["yes", "no", ""])
        row["tags"] = rng.choice(["vip refund", "vip", "late", ""])
    for name, some in rows.items():
        columns = list(dict.fromkeys(column for row in some for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(some)
    return [str(folder / f"{name}.csv") for name in rows]


@contextmanager
def feeds_of(files: Sequence[str]) -> Iterator[tuple[Feed, ...]]:
    settings = load_settings({}, {}, None)
    with opened(files, settings, find_files(files, settings)) as found:
        yield found.feeds


def _more(rng: random.Random, tickets: list[str]) -> dict[str, list[dict[str, str]]]:
    people = [f"C{number}" for number in range(25)]

    def at(share: float = 1.0) -> str:
        when = _START + timedelta(minutes=rng.randrange(200 * 1440))
        return f"{when:%Y-%m-%dT%H:%M:%SZ}" if rng.random() < share else ""

    def maybe(*words: str) -> str:
        return rng.choice([*words, ""])

    return {
        "customers": [
            {
                "customer_id": name, "started_at": at(0.9), "ended_at": at(0.4), "end_reason": maybe("price", "moved"),
                "referred_by": maybe("C1", ""), "loyalty_member": maybe("yes", "no"), "trained": maybe("yes", "no"),
                "active": maybe("yes", "no"), "tier": maybe("pro", "basic"),
            }
            for name in people
        ],
        "orders": [
            {
                "order_id": maybe(*(str(number) for number in range(40))), "customer_id": rng.choice(people[:12]),
                "ordered_at": at(), "amount": maybe("10", "25.5", "40"), "margin": maybe("2", "5"),
                "referred": maybe("yes", "no"), "channel": maybe("web", "shop"),
            }
            for _ in range(60)
        ],
        "reviews": [
            {
                "review_id": str(rng.randrange(15)), "reviewed_at": at(0.95), "agent": rng.choice(["Ana", "Bo"]),
                "criterion": rng.choice(["tone", "facts"]), "score": maybe("0", "40", "100"), "low": "0", "high": "100",
                "weight": maybe("1", "3"), "critical": maybe("yes", "no"), "ticket_id": rng.choice(tickets),
            }
            for _ in range(40)
        ],
        "mentions": [
            {
                "mention_id": str(number), "posted_at": at(), "channel": maybe("x", "forum"), "text": "words",
                "sentiment": maybe("positive", "neutral", "negative"), "is_question": maybe("yes", "no"),
                "is_technical": maybe("yes", "no"), "is_suggestion": maybe("yes", "no"), "answered_at": at(0.4),
                "answerable": maybe("yes", "no"), "competitor": maybe("yes", "no"),
            }
            for number in range(50)
        ],
        "sessions": [
            {
                "session_id": str(number), "started_at": at(), "customer_id": maybe(*people), "channel": maybe("bot"),
                "resolved": maybe("yes", "no"), "ticket_id": maybe(*tickets[:5]),
            }
            for number in range(50)
        ],
        "changes": [
            {
                "ticket_id": rng.choice(tickets[:40]), "changed_at": at(), "field": "status",
                "old": rng.choice(["new", "open"]), "new": rng.choice(["open", "resolved", "closed", "pending"]),
            }
            for _ in range(60)
        ],
    }  # fmt: skip
