"""Do results and remarks keep to their streams, and does the program end well whatever happens to them?"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.program import CX, SAMPLE, cx, environment, tickets

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(tickets(90), encoding="utf-8")
    return tmp_path


def on_a_terminal(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Exit code and what a terminal of 80 columns would have shown, stderr left out."""
    master, slave = pty.openpty()
    done = subprocess.Popen(
        [*CX, *arguments], cwd=folder, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL,
        env=environment(folder, TERM="xterm-256color", **variables),
    )  # fmt: skip
    os.close(slave)
    shown = b""
    while select.select([master], [], [], 60)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    return done.wait(60), shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_no_line_wider_than_it_is(folder: Path) -> None:
    code, shown = on_a_terminal(folder, "report", "t.csv", COLUMNS="60")
    assert code == 0
    assert ESCAPE.search(shown)
    lines = ESCAPE.sub("", shown).splitlines()
    assert max(map(len, lines)) <= 60
    assert any("Tickets created" in line for line in lines)


@pytest.mark.parametrize(("option", "variable"), [("--no-color", ""), ("-q", "1")])
def test_no_color_leaves_no_escape_on_a_terminal(folder: Path, option: str, variable: str) -> None:
    code, shown = on_a_terminal(folder, "report", "t.csv", option, NO_COLOR=variable)
    assert code == 0
    assert "\x1b" not in shown


def test_a_pipe_gets_no_colour_and_natural_width(folder: Path) -> None:
    done = cx(folder, "report", "t.csv", "--by", "period,channel,agent")
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) > 80


def test_force_color_colours_a_pipe_and_zero_is_unset(folder: Path) -> None:
    forced = cx(folder, "report", "t.csv", variables={"FORCE_COLOR": "1"})
    plain = cx(folder, "report", "t.csv", variables={"FORCE_COLOR": "0", "NO_COLOR": "0"})
    assert "\x1b" in forced.out
    assert ESCAPE.sub("", forced.out) == plain.out


def test_columns_holds_in_a_pipe_too(folder: Path) -> None:
    done = cx(folder, "report", "t.csv", variables={"COLUMNS": "60"})
    assert max(map(len, done.out.splitlines())) <= 60


def test_remarks_are_on_stderr_and_quiet_leaves_them_out(folder: Path) -> None:
    loud = cx(folder, "report", "t.csv", "./t.csv", "--format", "csv")
    quiet = cx(folder, "report", "t.csv", "./t.csv", "--format", "csv", "-q")
    assert loud.err.splitlines() == ["./t.csv is named twice and read once", "no time zone is stated: UTC"]
    assert (loud.out, quiet.err) == (quiet.out, "")


def test_verbose_says_on_stderr_how_a_file_was_read(folder: Path) -> None:
    text = "Ticket ID,Opened On,Kanal,Chanel\n1,2026-01-03 10:00,x,y\n2,2026-01-04 10:00,x,y\n"
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    done = cx(folder, "report", "odd.csv", "-v", "--format", "json")
    assert done.json()["inputs"][0]["profile"] == "generic"
    assert "odd.csv: tickets, profile generic" in done.err
    assert "  ticket_id <- 'Ticket ID'" in done.err
    assert "  created_at <- 'Opened On'" in done.err
    assert "kanal" in done.err
    assert "'Chanel' is not used: is channel meant?" in done.err


@pytest.mark.parametrize("form", [("json", "--metric", "tickets_created,resolution_time"), ("table",)])
def test_a_reader_that_goes_away_ends_it_quietly(form: tuple[str, ...], tmp_path: Path) -> None:
    words = [*CX, "report", str(SAMPLE / "tickets.csv"), "--by", "period,agent", "--period", "day", "--format", *form]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=tmp_path, env=environment(tmp_path), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert (process.returncode, err) in ((0, ""), (0, "no time zone is stated: UTC\n"))
    assert first


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("words", [["report", "t.csv", "-q", "--format", "json"], ["metrics"], ["--help"]])
def test_a_full_disk_is_told(folder: Path, words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*CX, *words], cwd=folder, env=environment(folder), stdout=full, stderr=subprocess.PIPE, encoding="utf-8"
        )
    assert done.returncode == 2
    assert done.stderr.startswith("error: the output can't be written: ")
    assert done.stderr.endswith("[output]\n")


def test_ctrl_c_is_exit_130_without_a_word(folder: Path) -> None:
    os.mkfifo(folder / "slow.csv")
    process = subprocess.Popen(
        [*CX, "report", "slow.csv"], cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with (folder / "slow.csv").open("wb"):  # opens once the program reads from it
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_closed_streams_are_no_bug(folder: Path) -> None:
    words = " ".join([*CX, "report", "t.csv", "--format", "json", ">&-", "2>&-"])
    assert subprocess.run(["/bin/sh", "-c", words], cwd=folder, env=environment(folder)).returncode == 0
