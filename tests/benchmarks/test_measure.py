"""Are wall, CPU and peak memory those of the child alone?"""

from __future__ import annotations

import sys

import pytest

from benchmarks.measure import run


def test_the_peak_grows_by_what_the_child_holds(tmp_path):
    small = run([sys.executable, "-c", "pass"], tmp_path / "log")
    large = run([sys.executable, "-c", "x = b'x' * 500_000_000"], tmp_path / "log")
    assert 480 < large.peak_mb < 480 + small.peak_mb + 100


def test_waiting_is_wall_time_and_not_cpu_time(tmp_path):
    asleep = run([sys.executable, "-S", "-c", "import time; time.sleep(0.5)"], tmp_path / "log")
    assert asleep.wall_seconds >= 0.5
    assert asleep.cpu_seconds < 0.4


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_and_both_streams_are_kept(tmp_path, code):
    words = f"import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit({code})"
    assert run([sys.executable, "-c", words], tmp_path / "log").exit_code == code
    assert (tmp_path / "log").read_text() == "out\nerr\n"
