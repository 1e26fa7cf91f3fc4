"""What is job J, and how is each program asked to do it?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"

METRICS = (
    "tickets_created",
    "tickets_resolved",
    "first_reply_time",
    "resolution_time",
    "sla_first_reply",
    "sla_resolution",
    "csat",
    "nps",
    "ces",
    "first_contact_resolution",
    "reopen_rate",
    "interactions_per_ticket",
    "resolution_rate",
    "backlog",
)
BREAKDOWNS = ("channel", "agent")
PEERS = ("duckdb", "polars", "pandas", "floor")
FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class Program:
    """``computes`` is false for the floor, which only reads."""

    name: str
    computes: bool = True

    def command(self, data: Path, out: Path) -> list[str]:
        if self.name != "cx":
            script = "floor.py" if self.name == "floor" else f"in_{self.name}.py"
            return [sys.executable, str(HERE / "peers" / script), str(data), str(out)]
        options = [option for column in BREAKDOWNS for option in ("--by", f"period,{column}")]
        options += ["--format", "json", "-o", str(out)]
        options += [option for metric in METRICS for option in ("--metric", metric)]
        return [sys.executable, "-m", "cx_cli", "report", str(data), *options]


def program(name: str) -> Program:
    return Program(name, computes=name != "floor")


def rows_of(text: str) -> int:
    """``100k``, ``1M``, ``250_000`` as a number.

    >>> rows_of("100k"), rows_of("1.5M"), rows_of("250_000")
    (100000, 1500000, 250000)
    """
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return round(float(text[:-1] if factor > 1 else text) * factor)


def size_name(n_rows: int) -> str:
    """The shortest name of a number of rows.

    >>> size_name(100_000), size_name(5_000_000), size_name(1_234)
    ('100k', '5M', '1234')
    """
    for factor, letter in ((1_000_000, "M"), (1_000, "k")):
        if n_rows >= factor and n_rows % factor == 0:
            return f"{n_rows // factor}{letter}"
    return str(n_rows)


def data_path(n_rows: int, kind: str) -> Path:
    return DATA / f"tickets-{size_name(n_rows)}.{kind}"
