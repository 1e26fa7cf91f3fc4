"""Is the export of job J what the peers and cx take it for?"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks.make_export import make, piece

N_ROWS = 3_000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("export")
    paths = folder / "tickets.csv", folder / "tickets.parquet"
    make(N_ROWS, *paths)
    return paths


@pytest.fixture(scope="module")
def tickets(export: tuple[Path, Path]) -> list[dict[str, str]]:
    with export[0].open(newline="") as file:
        return list(csv.DictReader(file))


def instant(cell: str) -> datetime | None:
    return datetime.strptime(cell, "%Y-%m-%d %H:%M:%S") if cell else None


def test_the_csv_and_the_parquet_hold_the_same_cells(export, tickets):
    table = pq.read_table(export[1])
    assert len(tickets) == table.num_rows == N_ROWS
    assert len(table.column_names) == 30
    for row, stored in zip(tickets, table.to_pylist(), strict=True):
        assert row == {name: "" if cell is None else str(cell) for name, cell in stored.items()}


def test_the_same_number_of_rows_gives_the_same_bytes(export, tmp_path):
    make(N_ROWS, tmp_path / "again.csv", None)
    assert (tmp_path / "again.csv").read_bytes() == export[0].read_bytes()


def test_only_text_with_a_comma_is_quoted(export, tickets):
    n_quotes = export[0].read_text().count('"')
    assert n_quotes == 2 * sum("," in row["subject"] for row in tickets) > 0


def test_no_ticket_is_resolved_before_it_is_created_and_its_status_says_so(tickets):
    for row in tickets:
        created_at, solved_at = instant(row["created_at"]), instant(row["solved_at"])
        assert solved_at is None or solved_at >= created_at
        assert (row["status"] in ("solved", "closed")) == (solved_at is not None)
        assert not row["closed_at"] or solved_at is not None
    assert {row["status"] for row in tickets} == {"new", "open", "pending", "solved", "closed", "deleted"}


@pytest.mark.parametrize("n_rows", [90, 358])  # sizes at which chance alone would delete the last ticket
def test_the_newest_instant_is_that_of_a_kept_ticket(n_rows):
    rows = piece(0, n_rows, n_rows).to_pylist()
    names = ("created_at", "assigned_at", "first_replied_at", "solved_at", "closed_at")

    def newest(rows: list[dict[str, Any]]) -> datetime:
        return max(row[name] for row in rows for name in names if row[name] is not None)

    assert newest(rows) == newest([row for row in rows if row["status"] != "deleted"])
