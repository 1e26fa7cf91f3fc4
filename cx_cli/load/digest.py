"""What is the digest of a file's bytes? Worked out on a thread of its own, while the rest of the program begins."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Thread

_AT_ONCE = 1 << 23
"""So many bytes are taken at once: each time, the thread has to wait for Python's lock."""


class Digest:
    """The SHA-256 of a file, begun at once; the OSError that reading it raises is raised where it is asked for."""

    def __init__(self, path: Path):
        self._path = path
        self._hex = ""
        self._error: OSError | None = None
        self._thread = Thread(target=self._work, name="cx-digest", daemon=True)
        self._thread.start()

    def hex(self) -> str:
        """The digest; waits for it."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._hex

    def _work(self) -> None:
        digest = hashlib.sha256()
        try:
            with self._path.open("rb", buffering=0) as file:
                buffer = memoryview(bytearray(min(_AT_ONCE, self._path.stat().st_size or 1)))
                while n := file.readinto(buffer):
                    digest.update(buffer[:n])
        except OSError as error:
            self._error = error
        self._hex = digest.hexdigest()
