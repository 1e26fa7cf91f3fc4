"""Does an output file come whole, in the format of its ending, and in the same bytes every time?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cx_cli.commands.emit import whole
from tests.cli.program import SAMPLE, cx, environment, tickets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(tickets(90), encoding="utf-8")
    return tmp_path


def test_the_ending_names_the_format_and_the_file_takes_its_place_whole(folder: Path) -> None:
    target = folder / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    os.symlink("out.json", folder / "link.json")
    for name in ("link.json", "out.csv", "out.txt"):
        done = cx(folder, "report", "t.csv", "-q", "-o", name)
        assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "cx.report/1"
    assert target.stat().st_mode & 0o777 == 0o640
    assert (folder / "link.json").is_symlink()
    assert (folder / "out.csv").read_text(encoding="utf-8").startswith("period,metric,")
    assert (folder / "out.txt").read_text(encoding="utf-8").startswith("By month")
    assert sorted(path.name for path in folder.iterdir()) == ["link.json", "out.csv", "out.json", "out.txt", "t.csv"]


def test_a_format_that_is_said_wins_over_the_ending_and_dash_is_stdout(folder: Path) -> None:
    assert cx(folder, "report", "t.csv", "-q", "-o", "odd.xyz", "--format", "csv").code == 0
    assert (folder / "odd.xyz").read_text(encoding="utf-8").startswith("period,metric,")
    done = cx(folder, "report", "t.csv", "-o", "-", "--format", "json")
    assert done.json()["schema"] == "cx.report/1"


def test_a_format_of_the_settings_gives_way_to_an_ending_and_to_a_command_without_it(folder: Path) -> None:
    variables = {"CX_FORMAT": "csv"}
    assert cx(folder, "report", "t.csv", variables=variables).out.startswith("period,metric,")
    assert cx(folder, "report", "t.csv", "-o", "out.json", variables=variables).code == 0
    assert json.loads((folder / "out.json").read_text())["schema"] == "cx.report/1"
    assert cx(folder, "metrics", "csat", variables=variables).out.startswith("csat ")


def test_a_report_that_fails_leaves_the_old_file_alone(folder: Path) -> None:
    (folder / "out.json").write_text("old")
    (folder / "bad.csv").write_text(tickets(100, bad=range(40)), encoding="utf-8")
    assert cx(folder, "report", "bad.csv", "-o", "out.json").code == 3
    assert (folder / "out.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["bad.csv", "out.json", "t.csv"]


def break_off(target: Path) -> None:
    with whole(target) as file:
        file.write(b"half")
        file.flush()
        assert target.read_text() == "old"
        raise KeyboardInterrupt


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        break_off(target)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.json", "old")]


def test_what_a_killed_run_left_is_taken_away_by_a_later_one(tmp_path: Path) -> None:
    left, writing, other = (
        tmp_path / f".{name}.tmp" for name in ("out.json.1a2b3c4d", "out.json.5e6f7a8b", "x.json.1")
    )
    for path in (left, writing, other):
        path.write_text("half")
    for path in (left, other):
        os.utime(path, (0, 0))
    with whole(tmp_path / "out.json") as file:
        file.write(b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [writing.name, other.name, "out.json"]


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="nothing is unwritable to root here")
def test_an_output_that_can_not_be_written_is_named(folder: Path) -> None:
    name = "/proc/out.json" if os.geteuid() == 0 else "shut/out.json"
    (folder / "shut").mkdir(mode=0o500)
    done = cx(folder, "report", "t.csv", "-q", "-o", name)
    assert done.code == 2
    assert done.err.startswith(f"error: {name}: can't be written: ")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="the system has no /dev/stdout")
def test_a_pipe_as_output_is_written_to_and_not_replaced(folder: Path) -> None:
    done = cx(folder, "report", "t.csv", "-q", "-o", "/dev/stdout", "--format", "csv")
    assert done.out.startswith("period,metric,")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever order Python's sets have, and whichever worker comes first."""
    forms = ("json", "csv", "plain")
    three = f"import sys; from cx_cli.app import run; [run([*sys.argv[1:], '--format', form]) for form in {forms}]"
    files = [str(SAMPLE / name) for name in ("tickets.csv", "surveys.csv")]
    words = [sys.executable, "-c", three, "report", *files, "--by", "agent,channel", "--by", "period"]
    outs = {
        subprocess.run(
            words, cwd=tmp_path, env=environment(tmp_path, PYTHONHASHSEED=seed), capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    (out,) = outs
    assert len(out) > 30_000
    assert [out.count(sign) for sign in (b'"cx.report/1"', b"metric,statistic,", b"By month\n")] == [1, 1, 1]
