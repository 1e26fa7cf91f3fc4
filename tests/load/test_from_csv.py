"""Which cells does a delimited file hold, and on which line does each of its rows begin?"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx_cli.errors import InputError
from cx_cli.load import source as source_module
from cx_cli.load.from_csv import CsvExport
from cx_cli.load.source import Source

Record = dict[str, Any]


def export(folder: Path, data: str | bytes, **said: Any) -> CsvExport:
    path = folder / "file.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return CsvExport(Source(path, "file.csv"), **said)


def rows_of(found: CsvExport, block: int = 1 << 20) -> tuple[list[Record], list[tuple[int, int]], int]:
    """Every row as text, where it is (offset and row of the piece), and the number of ragged records."""
    text = dict.fromkeys(found.headers, pa.string())
    rows: list[Record] = []
    places: list[tuple[int, int]] = []
    n_ragged = 0
    for piece in found.pieces():
        table, ragged = found.read(piece, text, [""])
        rows += table.to_pylist()
        places += [(piece.offset, row) for row in range(table.num_rows)]
        n_ragged += len(ragged.places)
    return rows, places, n_ragged


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of some bytes, so that a short text has many pieces."""
    blocks = Source.blocks
    monkeypatch.setattr(Source, "blocks", lambda self, size=64: blocks(self, size))
    assert source_module.Source is Source


@pytest.mark.usefixtures("small_blocks")
def test_rows_of_many_pieces_know_their_lines(tmp_path: Path) -> None:
    lines = ["", "id,note", ""]
    begins: list[int] = []
    for i in range(200):
        if i % 7 == 3:
            lines.append("")
        begins.append(len(lines) + 1)
        if i % 5 == 2:
            lines += [f'{i},"two', f'lines, of {i}"']
        else:
            lines.append(f"{i},one line of {i}")
    found = export(tmp_path, "\r\n".join(lines) + "\r\n")
    rows, places, n_ragged = rows_of(found)
    assert len(list(found.pieces())) > 20
    assert ([row["id"] for row in rows], n_ragged) == ([str(i) for i in range(200)], 0)
    assert [found.line_of(offset, row) for offset, row in places] == begins


@pytest.mark.usefixtures("small_blocks")
def test_ragged_records_are_set_aside_with_their_lines(tmp_path: Path) -> None:
    lines = ["id,note"]
    expected: list[int] = []
    rows: list[int] = []
    for i in range(60):
        if i % 10 == 4:
            lines.append("")
        if i % 6 == 1:
            expected.append(len(lines) + 1)
            lines.append(f"{i},too,many" if i % 4 == 1 else f"{i}")
        else:
            rows.append(len(lines) + 1)
            lines.append(f"{i},fine")
    found = export(tmp_path, "\n".join(lines) + "\n")
    text = dict.fromkeys(found.headers, pa.string())
    told, fine = [], []
    for piece in found.pieces():
        table, ragged = found.read(piece, text, [""])
        told += [found.line_of_record(piece.offset, place - 1) for place in ragged.places]
        fine += [found.line_of(piece.offset, row) for row in range(table.num_rows)]
        assert all(n in (1, 3) for n in ragged.cells)
    assert (told, fine) == (expected, rows)


def test_lines_are_right_in_a_file_of_several_real_pieces(tmp_path: Path) -> None:
    filler = "x" * 300
    lines = ["id,note"] + [f"{i},{filler}" for i in range(35_000)]
    lines[30_000] = '29999,"broken\nin two"'
    found = export(tmp_path, "\n".join(lines) + "\n")
    pieces = [(piece.offset, len(piece.data)) for piece in found.pieces()]
    assert len(pieces) >= 3
    last, _ = pieces[-1]
    table, _ = found.read(list(found.pieces())[-1], {"id": pa.int64()}, [""])
    first_id = table.column("id")[0].as_py()
    assert found.line_of(last, 0) == first_id + 2 + (1 if first_id > 29_999 else 0)
    assert found.line_of(last, table.num_rows - 1) == 35_000 + 1 + 1


CELLS = st.text("ab1 ,\"\n'é", max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 99).map(str), CELLS, CELLS), min_size=1, max_size=15),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, end: str, bom: bool, quoting: Any
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "first", "second"])
    writer.writerows(rows)
    found = export(tmp_path, ("\ufeff" if bom else "") + out.getvalue(), delimiter=delimiter)
    read, _, n_ragged = rows_of(found)
    assert n_ragged == 0
    assert [(row["id"], row["first"] or "", row["second"] or "") for row in read] == rows


@pytest.mark.parametrize(
    ("data", "slug"), [(b"", "empty"), (b"\n\n", "empty"), (b"\0\1\2\3" * 100, "not-text"), (b" \r\n\t\n", "empty")]
)
def test_what_is_no_table_is_an_input_error(tmp_path: Path, data: bytes, slug: str) -> None:
    with pytest.raises(InputError) as refused:
        export(tmp_path, data)
    assert (refused.value.slug, refused.value.exit_code) == (slug, 3)


@pytest.mark.parametrize("text", ["id,note", "id,note\n", "id,note\r\n"])
def test_a_header_alone_has_no_rows(tmp_path: Path, text: str) -> None:
    found = export(tmp_path, text)
    assert (found.headers, rows_of(found)[0], found.look([]).num_rows) == (("id", "note"), [], 0)


def test_a_file_of_bare_carriage_returns_has_its_rows_and_lines(tmp_path: Path) -> None:
    found = export(tmp_path, "id,note\r1,a\r2,b\r3,c")
    rows, places, n_ragged = rows_of(found)
    assert ([row["note"] for row in rows], n_ragged) == (["a", "b", "c"], 0)
    assert [found.line_of(*place) for place in places] == [2, 3, 4]


def test_the_last_row_needs_no_line_end(tmp_path: Path) -> None:
    assert [row["id"] for row in rows_of(export(tmp_path, "id,note\n1,a\n2,b"))[0]] == ["1", "2"]


def test_a_large_file_is_looked_at_in_the_middle_and_at_the_end_too(tmp_path: Path) -> None:
    lines = ["id,note"] + [f"{i},{'x' * 80}" for i in range(40_000)]
    looked = {int(cell) for cell in export(tmp_path, "\n".join(lines) + "\n").look([""]).column("id").to_pylist()}
    assert {0, 20_100, 39_999} <= looked
    assert len(looked) < 20_000


def test_the_look_has_no_part_of_a_row(tmp_path: Path) -> None:
    lines = ["id,note"] + [f"{i},{'x' * 80}end" for i in range(40_000)]
    notes = set(export(tmp_path, "\n".join(lines) + "\n").look([""]).column("note").to_pylist())
    assert notes == {"x" * 80 + "end"}
