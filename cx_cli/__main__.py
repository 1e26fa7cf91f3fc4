"""Where does the program begin and end?"""

from __future__ import annotations

import contextlib
import gc
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Runs ``cx`` with the arguments of the process, and ends the process with the exit code."""
    # OpenBLAS starts a thread per core when numpy is imported, and nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Modules, classes and figures stay to the end: to look for garbage among them takes a tenth of a short run.
    gc.set_threshold(200_000, 20, 100)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started the process
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
    try:
        from cx_cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    _end(code)


def _end(code: int) -> None:
    """Ends at once: files are closed by now, and taking numpy and pyarrow apart module by module takes 0.2 s.

    What is still in a buffer that nobody takes goes nowhere; Python would try again, and complain, at its own end.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # who was to read it is gone, which run() has dealt with
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
