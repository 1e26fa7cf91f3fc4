"""What did one whole process cost: wall, CPU, peak memory?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "cx_cli"
MEGABYTE = 1_000_000
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """``cpu_seconds`` is user + system, ``peak_mb`` the largest resident size; of this one child alone."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    exit_code: int


def compile_cx() -> None:
    """Writes the bytecode of cx beside its source, as pip did for the peers when it installed them.

    Where PYTHONDONTWRITEBYTECODE is set, a source tree would else be compiled at each start.
    """
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(PACKAGE)], check=True)
    subprocess.run([sys.executable, "-m", "cx_cli.shipped"], check=True)


def run(command: Sequence[str], log: Path) -> Run:
    """Run ``command`` to its end, its output into ``log``.

    The kernel carries the peak of the process that starts a child over into the child's own, so whoever calls this
    must be smaller than any child worth measuring: no numpy or pyarrow here, no large JSON.
    """
    to_log = (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    began = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        list(command),
        dict(os.environ),
        file_actions=[to_log, (os.POSIX_SPAWN_DUP2, 1, 2)],
    )
    _, status, usage = os.wait4(child, 0)
    return Run(
        wall_seconds=time.perf_counter() - began,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss * _PEAK_UNIT / MEGABYTE,
        exit_code=os.waitstatus_to_exitcode(status),
    )
