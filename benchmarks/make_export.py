"""What does the ticket export of job J hold? A seeded one of any size, as CSV and Parquet.

python -m benchmarks.make_export ROWS OUT.csv [OUT.parquet]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.job import rows_of

SEED = 20_260_114
PIECE = 200_000
START = int(np.datetime64("2024-01-01T00:00:00", "s").astype(np.int64))
END = int(np.datetime64("2025-12-31T23:59:59", "s").astype(np.int64))
HOUR, DAY = 3_600, 86_400

CHANNELS = ("email", "chat", "phone", "web", "whatsapp", "messenger", "api", "sms")
CHANNEL_SHARES = (0.38, 0.22, 0.14, 0.10, 0.07, 0.04, 0.03, 0.02)
REPLY_MEDIANS = np.array([3.0, 0.05, 0.03, 2.0, 0.5, 0.7, 4.0, 1.0]) * HOUR
PRIORITIES = ("low", "normal", "high", "urgent")
FIRST_REPLY_TARGETS = np.array([8, 4, 2, 1]) * HOUR
RESOLUTION_TARGETS = np.array([96, 48, 24, 8]) * HOUR
TYPES = ("question", "problem", "incident", "task")
GROUPS = ("Support", "Billing", "Tech", "Sales", "Returns", "Onboarding", "VIP", "Logistics")
FIRST_NAMES = (
    *("Ana", "Ben", "Carla", "Dan", "Elena", "Fabio", "Gina", "Hugo", "Irina", "Jon"),
    *("Kim", "Luca", "Mara", "Nico", "Olga", "Paul", "Rosa", "Sam", "Tina", "Vlad"),
)
LAST_NAMES = ("Amato", "Brown", "Costa", "Dima", "Evans", "Ferri", "Grant", "Ionescu", "Marin", "Rossi")
AGENTS = tuple(f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES)
THINGS = ("Order", "Invoice", "Login", "Parcel", "Refund", "Account", "Password", "Payment", "App", "Voucher")
MATTERS = ("is late", "not found", "please help", "wrong, again", "question", "broken, urgent", "how to change")
TAGS = ("vip", "bug", "refund", "late", "new billing", "app ios", "followup", "damaged", "b2b", "")
ORGANIZATIONS = tuple(f"Org {number}" for number in range(900))
LANGUAGES = ("en", "it", "ro", "de", "fr")
BRANDS = ("north", "south")
PRODUCTS = ("basic", "plus", "pro", "team")
COUNTRIES = ("IT", "RO", "GB", "DE", "FR", "US")

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column: TypeAlias = "pa.Array[Any]"


def piece(first: int, n_rows: int, n_all: int) -> pa.Table:
    """Rows ``first`` to ``first + n_rows`` of an export of ``n_all``; a piece needs no other piece."""
    rng = np.random.default_rng([SEED, n_all, first])
    position = np.arange(first, first + n_rows)
    created = START + ((END - START) * (position / n_all) ** 0.9).astype(np.int64)
    created = np.clip(created + rng.integers(-2 * HOUR, 2 * HOUR, n_rows), START, END)
    channel = rng.choice(len(CHANNELS), n_rows, p=CHANNEL_SHARES)
    priority = rng.choice(len(PRIORITIES), n_rows, p=(0.2, 0.55, 0.18, 0.07))
    agent = np.minimum(rng.exponential(45.0, n_rows).astype(np.int64), len(AGENTS) - 1)
    last = first + n_rows == n_all
    if last:
        created[-1] = END  # a kept ticket, so the newest instant is the same with and without the deleted ones

    deleted = _chance(rng, n_rows, 0.005)
    if last:
        deleted[-1] = False
    assigned_at = created + rng.exponential(600.0, n_rows).astype(np.int64)
    assigned = _chance(rng, n_rows, 0.97) & (assigned_at <= END)
    reply_due = created + FIRST_REPLY_TARGETS[priority]
    resolution_due = created + RESOLUTION_TARGETS[priority]
    with_target = _chance(rng, n_rows, 0.9)

    replied_at = assigned_at + (REPLY_MEDIANS[channel] * rng.lognormal(0.0, 1.1, n_rows)).astype(np.int64)
    on_the_dot = _chance(rng, n_rows, 0.001) & (reply_due >= assigned_at)
    replied_at = np.where(on_the_dot, reply_due, replied_at)
    replied = assigned & _chance(rng, n_rows, 0.95) & (replied_at <= END)
    solved_at = np.where(replied, replied_at, assigned_at)
    solved_at = solved_at + (12 * HOUR * rng.lognormal(0.0, 1.4, n_rows)).astype(np.int64)
    solved = assigned & ~deleted & _chance(rng, n_rows, 0.93) & (solved_at <= END)
    closed_at = solved_at + 4 * DAY
    closed = solved & _chance(rng, n_rows, 0.85) & (closed_at <= END)

    status = np.where(assigned, rng.integers(1, 3, n_rows), 0)  # open or pending; new while unassigned
    status = np.where(deleted, 5, np.where(closed, 4, np.where(solved, 3, status)))
    reopens = np.where(solved & _chance(rng, n_rows, 0.08), rng.geometric(0.8, n_rows), 0)
    has_organization = _chance(rng, n_rows, 0.4)
    rated = solved | _chance(rng, n_rows, 0.02)
    n_touches = np.where(replied, 1 + rng.poisson(0.9, n_rows), 0)
    columns: dict[str, Column] = {
        "ticket_id": pa.array(position + 1_000_001),
        "subject": _subjects(rng, position),
        "status": _words(("new", "open", "pending", "solved", "closed", "deleted"), status),
        "priority": _words(PRIORITIES, priority),
        "type": _words(TYPES, rng.integers(0, len(TYPES), n_rows)),
        "channel": _words(CHANNELS, channel),
        "group": _words(GROUPS, agent % len(GROUPS), assigned),
        "assignee": _words(AGENTS, agent, assigned),
        "requester_id": pa.array(500_000 + (rng.pareto(1.2, n_rows) * 9_000).astype(np.int64) % 400_000),
        "organization": _words(ORGANIZATIONS, rng.integers(0, len(ORGANIZATIONS), n_rows), has_organization),
        "tags": _words(TAGS, rng.integers(0, len(TAGS), n_rows)),
        "created_at": _instants(created, None),
        "assigned_at": _instants(assigned_at, assigned),
        "first_replied_at": _instants(replied_at, replied),
        "solved_at": _instants(solved_at, solved),
        "closed_at": _instants(closed_at, closed),
        "reopens": _numbers(reopens, None, 100),
        "replies": _numbers(rng.poisson(1.3, n_rows), None, 100),
        "agent_touches": _numbers(n_touches, None, 100),
        "satisfaction_score": _scores(rng, (0.08, 0.05, 0.09, 0.28, 0.5), 1, rated, 0.20),
        "nps": _scores(rng, (0.04, *[0.02] * 4, 0.05, 0.07, 0.12, 0.16, 0.2, 0.28), 0, rated, 0.06),
        "ces": _scores(rng, (0.05, 0.05, 0.08, 0.12, 0.2, 0.28, 0.22), 1, rated, 0.05),
        "sla_first_reply_due": _instants(reply_due, with_target),
        "sla_resolution_due": _instants(resolution_due, with_target),
        "wait_seconds": _numbers(rng.exponential(70.0, n_rows), channel == CHANNELS.index("phone"), 10_000),
        "handle_seconds": _numbers(rng.exponential(420.0, n_rows), assigned, 30_000),
        "language": _words(LANGUAGES, rng.integers(0, len(LANGUAGES), n_rows)),
        "brand": _words(BRANDS, rng.integers(0, len(BRANDS), n_rows)),
        "product": _words(PRODUCTS, rng.integers(0, len(PRODUCTS), n_rows)),
        "country": _words(COUNTRIES, rng.integers(0, len(COUNTRIES), n_rows)),
    }
    return pa.table(columns)


def csv_lines(table: pa.Table) -> memoryview:
    """The rows as CSV lines: text quoted only where it holds a comma, a missing cell empty."""
    cells: list[Column] = []
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if name.endswith(("_at", "_due")):
            column = column.cast(pa.timestamp("s"))
        cells.append(_quoted(column) if name == "subject" else column.cast(pa.string()))
    newline = pa.scalar("\n", pa.string())
    last = pc.binary_join_element_wise(cells[-1], newline, "", null_handling="replace", null_replacement="")
    lines = pc.binary_join_element_wise(*cells[:-1], last, ",", null_handling="replace", null_replacement="")
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, np.int32)
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def make(n_rows: int, csv_path: Path | None, parquet_path: Path | None) -> None:
    """Write the export piece by piece, under a temporary name until it is whole."""
    with ExitStack() as stack:
        csv = stack.enter_context(_partial(csv_path).open("wb")) if csv_path else None
        parquet: pq.ParquetWriter | None = None
        for first in range(0, n_rows, PIECE):
            table = piece(first, min(PIECE, n_rows - first), n_rows)
            if csv is not None:
                if first == 0:
                    csv.write((",".join(table.column_names) + "\n").encode())
                csv.write(csv_lines(table))
            if parquet_path is not None:
                if parquet is None:
                    parquet = stack.enter_context(pq.ParquetWriter(_partial(parquet_path), table.schema))
                parquet.write_table(table)
    for path in (csv_path, parquet_path):
        if path is not None:
            _partial(path).rename(path)


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _chance(rng: np.random.Generator, n: int, share: float) -> Flags:
    return rng.random(n, np.float32) < share


def _words(words: Sequence[str], codes: Ints, known: Flags | None = None) -> Column:
    indices = pa.array(codes.astype(np.int32), mask=None if known is None else ~known)
    return pc.take(pa.array([word or None for word in words], pa.string()), indices)


def _instants(seconds: Ints, known: Flags | None) -> Column:
    return pa.array(seconds * 1_000_000, mask=None if known is None else ~known).cast(pa.timestamp("us"))


def _numbers(values: NDArray[np.generic], known: Flags | None, below: int) -> Column:
    whole = np.minimum(values.astype(np.int64), below - 1)
    return pa.array(whole.astype(np.int32), mask=None if known is None else ~known)


def _scores(rng: np.random.Generator, weights: Sequence[float], low: int, rated: Flags, share: float) -> Column:
    scores = low + rng.choice(len(weights), len(rated), p=np.array(weights) / np.sum(weights))
    return _numbers(scores, rated & _chance(rng, len(rated), share), 100)


def _subjects(rng: np.random.Generator, position: Ints) -> Column:
    things = _words(THINGS, rng.integers(0, len(THINGS), len(position)))
    matters = _words(MATTERS, rng.integers(0, len(MATTERS), len(position)))
    return pc.binary_join_element_wise(things, pa.array(position % 10_000).cast(pa.string()), matters, " ")


def _quoted(text: Column) -> Column:
    mark = pa.scalar('"', pa.string())
    return pc.if_else(pc.match_substring(text, ","), pc.binary_join_element_wise(mark, text, mark, ""), text)


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    began = time.perf_counter()
    paths = [Path(name) for name in sys.argv[2:]]
    n_rows = rows_of(sys.argv[1])
    make(
        n_rows,
        next((path for path in paths if path.suffix == ".csv"), None),
        next((path for path in paths if path.suffix == ".parquet"), None),
    )
    sizes = ", ".join(f"{path} {path.stat().st_size / 1e6:,.0f} MB" for path in paths)
    print(f"{n_rows:,} rows in {time.perf_counter() - began:.1f} s: {sizes}")


if __name__ == "__main__":
    main()
