"""How does a test run the whole program without paying for Python's start and the imports each time?

A process that has the libraries imported forks for every run, and the fork is the program: its own arguments, folder,
environment, standard streams and exit code.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import cx_cli
from cx_cli.normalise.profile import profiles

PRELOADED = ("pyarrow.compute", "pyarrow.csv", "pyarrow.parquet", "rich.console", "jinja2", "cx_cli.app")
SECONDS = 120
"""After so long a run is ended."""
_ONE_AT_A_TIME = Lock()


def run_warm(
    arguments: Sequence[str], cwd: Path, env: Mapping[str, str], stdin: bytes, scratch: Path
) -> tuple[int, bytes, bytes]:
    """Exit code (negative for a run that a signal ended), stdout and stderr of ``cx`` with these arguments."""
    files = [scratch / name for name in ("stdin", "stdout", "stderr")]
    files[0].write_bytes(stdin)
    order = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(env), "files": [str(file) for file in files]}
    with _ONE_AT_A_TIME:
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
    return code, files[1].read_bytes(), files[2].read_bytes()


@cache
def _server() -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    env = {"PATH": os.defpath, "PYTHONPATH": str(root), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.cli.warm"]
    return subprocess.Popen(command, cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def serve() -> None:
    """Forks a run for each order that comes, until no more can come."""
    for name in (*PRELOADED, *(module.name for module in pkgutil.walk_packages(cx_cli.__path__, "cx_cli."))):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    profiles()  # read from their files once
    for line in sys.stdin:
        if not (child := os.fork()):
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(order: dict[str, Any]) -> None:
    from cx_cli.__main__ import main

    signal.alarm(SECONDS)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    flags = (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_TRUNC] * 2)
    for number, (file, how) in enumerate(zip(order["files"], flags, strict=True)):
        os.dup2(os.open(file, how), number)
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    sys.argv = ["cx", *order["arguments"]]
    main()


if __name__ == "__main__":
    serve()
