"""Does the generator write the same files every time, and are they the ones that are checked in?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cx_cli.normalise.tables import TABLES
from cx_cli.sample import write_csv_sample
from cx_cli.sample.dice import Dice

NAMES = ("tickets", "messages", "surveys", "calls")
TEXT_FILES = [*(f"{name}.csv" for name in NAMES), "truth.json"]


def test_the_command_in_another_process_writes_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-m", "cx_cli.sample", str(tmp_path)], check=True, cwd=root)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == sorted([*TEXT_FILES, *(f"{name}.parquet" for name in NAMES)])
    for name, content in made.items():
        assert content == (fresh / name).read_bytes(), name


@pytest.mark.parametrize("name", TEXT_FILES)
def test_the_checked_in_text_is_a_fresh_run_byte_for_byte(name: str, fresh: Path, checked_in: Path) -> None:
    assert (checked_in / name).read_bytes() == (fresh / name).read_bytes(), "run: python -m cx_cli.sample"


@pytest.mark.parametrize("name", NAMES)
def test_the_checked_in_parquet_holds_the_fresh_table(name: str, fresh: Path, checked_in: Path) -> None:
    assert pq.read_table(checked_in / f"{name}.parquet").equals(pq.read_table(fresh / f"{name}.parquet"))


def test_the_checked_in_folder_holds_nothing_else_and_stays_small(checked_in: Path) -> None:
    files = list(checked_in.iterdir())
    assert sorted(file.name for file in files) == sorted([*TEXT_FILES, *(f"{name}.parquet" for name in NAMES)])
    assert sum(file.stat().st_size for file in files) < 4_000_000


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_parquet_hold_the_same_cells(name: str, fresh: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    parquet = pq.read_table(fresh / f"{name}.parquet")
    assert parquet.column_names == list(tables[name][0])
    for column in parquet.column_names:
        cells = [row[column] for row in tables[name]]
        assert [_as_text(value) for value in parquet[column].to_pylist()] == cells, column


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return str(value)


@pytest.mark.parametrize("name", NAMES)
def test_parquet_has_the_types_of_the_canonical_columns(name: str, fresh: Path) -> None:
    types = {
        "id": pa.string(),
        "text": pa.string(),
        "instant": pa.timestamp("ms", tz="UTC"),
        "seconds": pa.int32(),
        "number": pa.int32(),
        "score": pa.int32(),
        "flag": pa.bool_(),
    }
    for field in pq.read_schema(fresh / f"{name}.parquet"):
        assert field.type == types[TABLES[name][field.name].kind], field.name


@pytest.mark.parametrize("name", NAMES)
def test_csv_is_plain_utf8_with_bare_line_feeds(name: str, fresh: Path) -> None:
    content = (fresh / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_the_csv_files_alone_are_the_same_files(fresh: Path, tmp_path: Path) -> None:
    paths = write_csv_sample(tmp_path / "demo")
    assert [path.name for path in paths] == [f"{name}.csv" for name in NAMES]
    for path in paths:
        assert path.read_bytes() == (fresh / path.name).read_bytes()


def test_importing_the_package_does_not_import_pyarrow() -> None:
    code = "import sys, cx_cli.sample, cx_cli.sample.truth, cx_cli.sample.write; print('pyarrow' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "False"


def test_dice_draw_what_this_project_has_always_drawn() -> None:
    """Written down once; another number here means that every sample ever made would change."""
    dice = Dice(7)
    assert [dice.whole(1, 100) for _ in range(6)] == [33, 16, 66, 8, 54, 37]
