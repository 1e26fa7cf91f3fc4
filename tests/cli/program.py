"""How do the tests run the real program?"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.cli.warm import run_warm

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
CX = (sys.executable, "-m", "cx_cli")


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        assert self.code == 0, self.err
        found: dict[str, Any] = json.loads(self.out)
        return found


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Nothing of the machine's own settings: a bare environment with its home in the folder."""
    return {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HOME": str(folder / "home"), **variables}


def cx(folder: Path, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] | None = None) -> Done:
    """Runs ``cx`` in a folder, its output in files; the process is forked from one that has the libraries imported."""
    with TemporaryDirectory() as scratch:
        code, out, err = run_warm(arguments, folder, environment(folder, **(variables or {})), stdin, Path(scratch))
    return Done(code, out.decode(), err.decode())


def all_of(folder: Path, commands: Mapping[str, Sequence[str]]) -> dict[str, Done]:
    """Runs several command lines, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(commands, pool.map(lambda words: cx(folder, *words), commands.values()), strict=True))


def tickets(n: int, *, bad: Sequence[int] = ()) -> str:
    """A ticket export of n rows over January to March 2026; the dates of some rows (from 0) are none."""
    lines = ["ticket_id,created_at,first_replied_at,resolved_at,channel,agent,priority"]
    for i in range(n):
        day, channel, agent = 1 + i % 28, ("email", "chat", "phone")[i % 3], ("Ana", "Bo")[i % 2]
        created = "31/02/2026 25:00" if i in bad else f"2026-0{1 + i % 3}-{day:02}T08:00:00Z"
        month = 1 + i % 3
        lines.append(
            f"{i},{created},2026-0{month}-{day:02}T0{8 + i % 2}:30:00Z,2026-0{month}-{day:02}T{10 + i % 9}:00:00Z,"
            f"{channel},{agent},{'urgent' if i % 5 == 0 else 'normal'}"
        )
    return "\n".join(lines) + "\n"


def value(report: Mapping[str, Any], metric: str, statistic: str | None = None, **labels: str | None) -> Any:
    """The value of one metric, statistic and slice."""
    (row,) = (
        row
        for row in report["values"]
        if (row["metric"], row["statistic"], row["slice"]) == (metric, statistic, labels)
    )
    return row["value"]
