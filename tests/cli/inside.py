"""How do the tests run a command line inside their own process?"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cx_cli.app import run
from tests.cli.program import Done


@contextlib.contextmanager
def _in(folder: Path, variables: dict[str, str]) -> Iterator[None]:
    here, environ = Path.cwd(), dict(os.environ)
    kept = {name: value for name, value in environ.items() if not name.startswith(("CX_", "COLUMNS", "NO_COLOR"))}
    os.environ.clear()
    os.environ.update({**kept, "HOME": str(folder / "home"), **variables})
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(environ)


def cx_inside(folder: Path, *arguments: str, **variables: str) -> Done:
    """Runs ``cx`` in a folder as the program does, without a process of its own."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with _in(folder, variables), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]
