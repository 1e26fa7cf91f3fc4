"""Does a converted file give the numbers of the export it came from, and say where each row stands in it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cli.program import SAMPLE, cx

HOSTILE = """Numero ticket;Data creazione;Prima risposta;Data risoluzione;Ultimo aggiornamento;Stato;Operatore;Canale;\
Soddisfazione;Tempo di risposta (minuti);Contact Type;Kosten
007;29/03/2026 02:30;29/03/2026 04:00;30/03/2026 09:00;30/03/2026 09:00;Risolto;Niccolò  Bò;E-mail;4/5;12,5;Web;1.234,50
7;25/10/2026 02:30;;;26/10/2026 10:00;Aperto;niccolò bò;e-mail;Offered;;web;-3,5
8;01/04/2026 10:00;01/04/2026 11:00;02/04/2026 11:00;02/04/2026 11:00;Risolto;Àna;Chat;Good;60;Web;2
8;01/04/2026 10:00;01/04/2026 11:00;03/04/2026 11:00;03/04/2026 11:00;Chiuso;Àna;Chat;Bad;60;Web;2
9;31/02/2026 10:00;;;03/04/2026 11:00;Aperto;Àna;Chat;;;Web;2
10;04/04/2026 10:00;04/04/2026 09:00;bad;04/04/2026 11:00;In attesa di Godot;;;9/10;x;;
11;05/04/2026 10:00;;;;Spam;Àna;Chat;5/5;;Web;2
12;05/04/2026 10:00;05/04/2026 10:30;05/04/2026 12:00;05/04/2026 12:00;Risolto;Bo;Telefono;Good;1,5;"a ""b"" c";2
"""
FLAGS = (
    "--timezone",
    "Europe/Rome",
    "--by",
    "period,channel",
    "--by",
    "agent",
    "--by",
    "contact_type",
    "--by",
    "kosten",
)


def report(folder: Path, *arguments: str) -> dict[str, Any]:
    done = cx(folder, "report", *arguments, "--format", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[part] == other[part] for part in ("values", "metrics", "settings", "unavailable"))


def test_the_sample_gives_the_same_numbers_again(tmp_path: Path) -> None:
    names = [str(SAMPLE / f"{name}.csv") for name in ("tickets", "messages", "surveys", "calls")]
    done = cx(tmp_path, "convert", *names, "-o", "out/")
    assert (done.code, done.out) == (0, "")
    assert "tickets, 2,956 of 3,006 rows; 50 that no report counts are left out" in done.err
    flags = ("--by", "period,channel", "--by", "agent", "--by", "tag")
    assert same(report(tmp_path, *names, *flags), report(tmp_path, "out", *flags))


def test_a_hostile_export_gives_the_same_numbers_again(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(HOSTILE.encode("cp1252"))
    assert cx(tmp_path, "convert", "export.csv", "-o", "out.parquet", *FLAGS[:2]).code == 0
    before, after = report(tmp_path, "export.csv", *FLAGS), report(tmp_path, "out.parquet", *FLAGS)
    assert len(before["values"]) > 100
    assert same(before, after)
    assert [after["inputs"][0][name] for name in ("rows", "loaded", "rejected")] == [5, 5, 0]


def test_types_origin_and_account_are_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(HOSTILE.encode("cp1252"))
    cx(tmp_path, "convert", "export.csv", "-o", "out.parquet", "--timezone", "Europe/Rome")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["source_line"].to_pylist() == [2, 3, 5, 7, 9]
    assert set(table["source_file"].to_pylist()) == {"export.csv"}
    assert table["ticket_id"].to_pylist() == ["007", "7", "8", "10", "12"]
    # 02:30 does not exist on that day in Rome: the clock goes on from 01:59 to 03:00, so it is 03:30 in summer time.
    assert str(table["created_at"][0].as_py()) == "2026-03-29 01:30:00+00:00"
    assert table["satisfaction"].to_pylist() == ["4.0/5", "offered", "bad", "9.0/10", "good"]
    assert table["kosten"].to_pylist() == ["1.234,50", "-3,5", "2", None, "2"]
    told = json.loads(table.schema.metadata[b"cx"])
    (file,) = told["files"]
    assert {name: file[name] for name in ("path", "rows", "loaded", "duplicates", "excluded", "rejected")} == {
        "path": "export.csv", "rows": 8, "loaded": 5, "duplicates": 1, "excluded": 1, "rejected": 1,
    }  # fmt: skip
    assert (told["table"], told["timezone"], file["profile"]) == ("tickets", "Europe/Rome", "generic")


def test_the_scale_of_ratings_is_kept_where_the_rows_that_are_left_do_not_show_it(tmp_path: Path) -> None:
    rows = "".join(f"{i},2026-01-0{1 + i % 9},{1 + i % 3}\n" for i in range(9))
    (tmp_path / "t.csv").write_text(f"ticket_id,created_at,satisfaction\n{rows}", encoding="utf-8")
    (tmp_path / "cx.toml").write_text('[scales]\ncsat = "1..3"\n', encoding="utf-8")
    before = report(tmp_path, "t.csv")
    assert cx(tmp_path, "convert", "t.csv", "-o", "t.parquet").code == 0
    (tmp_path / "cx.toml").unlink()
    assert same(before, report(tmp_path, "t.parquet"))
    assert not same(before, report(tmp_path, "t.csv"))


def test_a_survey_file_of_one_kind_leaves_the_other_kinds_to_the_tickets(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("ticket_id,created_at,satisfaction\n1,2026-01-01,5\n2,2026-01-02,2\n", "utf-8")
    (tmp_path / "nps.csv").write_text("Response ID,NPS,Answered at\n1,9,2026-01-01\n2,3,2026-01-02\n", "utf-8")
    assert cx(tmp_path, "convert", "t.csv", "nps.csv", "-o", "x-{table}.parquet").code == 0
    assert same(report(tmp_path, "t.csv", "nps.csv"), report(tmp_path, "x-tickets.parquet", "x-surveys.parquet"))


@pytest.mark.parametrize(
    ("output", "said"),
    [("both.parquet", "each goes into a file of its own"), ("x.csv", "cx convert writes Parquet"), ("-", "is missing"),
     ("no/{table}.parquet", "no folder"), ("{table}.parquet", "it is one of the files that are read")],
)  # fmt: skip
def test_an_output_that_can_not_be_is_refused_before_anything_is_written(
    tmp_path: Path, output: str, said: str
) -> None:
    for name in ("tickets", "calls"):
        (tmp_path / f"{name}.parquet").write_bytes((SAMPLE / f"{name}.parquet").read_bytes())
    before = sorted(tmp_path.iterdir())
    done = cx(tmp_path, "convert", "tickets.parquet", "calls.parquet", "-o", output)
    assert (done.code, said in done.err) == (2, True), done.err
    assert sorted(tmp_path.iterdir()) == before


def test_too_many_rejected_rows_leave_no_file_but_the_rejects(tmp_path: Path) -> None:
    bad = "".join(f"{i},x\n" for i in range(20))
    (tmp_path / "t.csv").write_text(f"ticket_id,created_at\n1,2026-01-01\n{bad}", encoding="utf-8")
    done = cx(tmp_path, "convert", "tickets=t.csv", "-o", "t.parquet", "--rejects", "r.csv")
    assert (done.code, (tmp_path / "t.parquet").exists()) == (3, False)
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 21
