"""Where do the tests of the sample get a fresh run and the files that are checked in?"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cx_cli.sample import write_sample

Row = dict[str, str]
CHECKED_IN = Path(__file__).resolve().parents[2] / "sample_data"
NAMES = ("tickets", "messages", "surveys", "calls")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "made"
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def checked_in() -> Path:
    return CHECKED_IN


@pytest.fixture(scope="session")
def tables(fresh: Path) -> dict[str, list[Row]]:
    """The rows of the four CSV files, read by the csv module."""
    rows = {}
    for name in NAMES:
        with (fresh / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows[name] = list(csv.DictReader(file))
    return rows


@pytest.fixture(scope="session")
def truth(fresh: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((fresh / "truth.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    return datetime.fromisoformat
