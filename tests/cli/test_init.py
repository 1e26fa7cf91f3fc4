"""Does the cx.toml that cx init writes read the same files to the same numbers, and is nothing written over?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.cli.program import SAMPLE, cx
from tests.cli.test_convert import HOSTILE, report, same

JSON = ("--format", "json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "export [1].csv").write_bytes(HOSTILE.encode("cp1252"))
    (tmp_path / "surveys.csv").write_bytes((SAMPLE / "surveys.csv").read_bytes())
    return tmp_path


def test_the_settings_read_the_same_files_to_the_same_numbers(folder: Path) -> None:
    files = ("sub/export [1].csv", "surveys.csv")
    zone = ("--timezone", "Europe/Rome")
    before = report(folder, *files, *zone)
    done = cx(folder, "init", *files, *zone)
    assert (done.code, done.out) == (0, "")
    said = tomllib.loads((folder / "cx.toml").read_text(encoding="utf-8"))
    assert said["data"] == {"tickets": ["sub/export [1].csv"], "surveys": ["surveys.csv"]}
    assert said["timezone"] == "Europe/Rome"
    tickets = said["files"]["export [[]1].csv"]
    assert tickets["date_order"] == "dmy"
    assert (tickets["encoding"], tickets["delimiter"], tickets["profile"]) == ("cp1252", ";", "generic")
    after = report(folder)
    assert same(before, after)
    assert [one["sha256"] for one in before["inputs"]] == [one["sha256"] for one in after["inputs"]]
    text = (folder / "cx.toml").read_text(encoding="utf-8")
    assert '# created_at = "Data creazione"' in text
    assert "In attesa di Godot" in text


def test_what_it_says_of_columns_is_what_holds(folder: Path) -> None:
    cx(folder, "init", "sub/export [1].csv")
    before = report(folder, "sub/export [1].csv")
    path = folder / "cx.toml"
    text = path.read_text(encoding="utf-8")
    head, columns = text.split("[columns.tickets]\n")
    own, rest = columns.split("\n\n", 1)
    live = "\n".join(line.removeprefix("# ") if " = " in line else line for line in own.splitlines())
    path.write_text(f"{head}[columns.tickets]\n{live}\n\n{rest}", encoding="utf-8")
    assert same(before, report(folder, "sub/export [1].csv"))


def test_nothing_is_written_over_unless_forced(folder: Path) -> None:
    (folder / "cx.toml").write_text("# mine\n", encoding="utf-8")
    done = cx(folder, "init", "surveys.csv")
    assert (done.code, "[exists]" in done.err) == (2, True)
    assert (folder / "cx.toml").read_text() == "# mine\n"
    assert cx(folder, "init", "surveys.csv", "-o", "-").out.startswith("# How cx reads")
    assert (folder / "cx.toml").read_text() == "# mine\n"
    assert cx(folder, "init", "surveys.csv", "--force").code == 0
    assert "surveys" in (folder / "cx.toml").read_text()


def test_what_can_not_be_decided_is_left_open_with_its_two_readings(folder: Path) -> None:
    (folder / "d.csv").write_text("Ticket ID,Created,Agent\n1,03/04/2026,Ana\n2,05/06/2026,Bo\n", encoding="utf-8")
    (folder / "u.csv").write_text("foo,bar\n1,x\n", encoding="utf-8")
    done = cx(folder, "init", "d.csv", "u.csv", "-o", "my.toml")
    assert done.code == 0
    assert "to decide in my.toml: d.csv, line 2: the order of day and month in Created" in done.err
    text = (folder / "my.toml").read_text(encoding="utf-8")
    assert '# date_order = "dmy"' in text
    assert "03/04/2026 is 3 April or 4 March" in text
    assert '#   "foo"   1' in text
    assert cx(folder, "report", "d.csv", "--config", "my.toml").code == 3
    decided = text.replace('# date_order = "dmy"', 'date_order = "dmy"', 1)
    (folder / "my.toml").write_text(decided, encoding="utf-8")
    assert cx(folder, "report", "d.csv", "--config", "my.toml").code == 0


def test_a_file_that_can_not_be_read_gives_no_settings(folder: Path) -> None:
    (folder / "empty.csv").write_bytes(b"")
    assert cx(folder, "init", "empty.csv").code == 3
    assert cx(folder, "init").code == 2
    assert not (folder / "cx.toml").exists()
