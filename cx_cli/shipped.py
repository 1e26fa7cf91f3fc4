"""How are the TOML files that come with the program read without parsing them anew at every start?"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


def shipped(path: Path) -> dict[str, Any]:
    """What a shipped TOML file says: taken from the copy beside Python's own bytecode, where one is as new as the file.

    Parsing those of a report takes a tenth of a second, reading their copies a few thousandths. As with bytecode, a
    copy is written unless Python is told to write none, and a folder that can't be written to costs time and nothing
    else. The files hold no dates, which JSON doesn't know.
    """
    copy = path.parent / "__pycache__" / f"{path.name}.json"
    now = path.stat()
    stamp = [now.st_mtime_ns, now.st_size]
    with suppress(OSError, ValueError, TypeError):
        of, data = json.loads(copy.read_bytes())
        if of == stamp:
            return dict(data)
    import tomllib

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _write(copy, json.dumps([stamp, data], separators=(",", ":")).encode())
    return data


def _write(copy: Path, data: bytes) -> None:
    """Puts the copy in its place whole: another run may read it, or write it, at the same time."""
    import os
    import tempfile

    copy.parent.mkdir(exist_ok=True)
    number, name = tempfile.mkstemp(dir=copy.parent, prefix=copy.name)
    try:
        with open(number, "wb") as file:
            file.write(data)
        os.replace(name, copy)
    except OSError:
        os.unlink(name)
        raise


if __name__ == "__main__":
    sys.dont_write_bytecode = False
    for found in sorted(Path(__file__).parent.rglob("*.toml")):
        shipped(found)
