"""Where does an output go, and how does it get there whole?"""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from cx_cli.commands.progress import make_room
from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.language import Language
from cx_cli.render.safe import harmless
from cx_cli.settings import Settings

FORMATS = ("table", "plain", "json", "csv", "html", "markdown", "xlsx")
ENDINGS = {".json": "json", ".csv": "csv", ".txt": "plain", ".html": "html", ".htm": "html"}
ENDINGS |= {".md": "markdown", ".markdown": "markdown", ".xlsx": "xlsx"}
_LEFT_SECONDS = 3_600
"""No output takes longer to be written."""


@frozen
class Target:
    """A format, and the file it goes to; None is standard output."""

    format: str
    path: Path | None = None


def target_of(settings: Settings, formats: Sequence[str] = FORMATS) -> Target:
    """The format that was asked for, else the one of the file's ending. Refuses early what can't be written.

    The first of ``formats``, which are the ones a command has, is what a terminal gets. A format that a file or a
    variable names is for the commands that have it, and gives way to the ending of an output.
    """
    said = "plain" if settings.format == "table" and "table" not in formats else settings.format
    asked = said if settings.places.get("format") == "--format" else None
    if asked and asked not in formats:
        raise UsageError(f"--format {asked}: this command has no such format", slug="output", facts=_formats(formats))
    usual = said if said in formats else None
    if settings.output in (None, "-"):
        return Target(asked or usual or formats[0])
    path = Path(str(settings.output))
    form = asked or ENDINGS.get(path.suffix.lower()) or usual
    if form is None:
        raise UsageError(
            f"-o {path}: the ending {path.suffix!r} names no format"
            if path.suffix
            else f"-o {path}: no format is named",
            slug="output",
            facts=[("endings", " ".join(ENDINGS))],
            fix=f"-o {path} --format csv",
        )
    if form not in formats:
        raise UsageError(f"-o {path}: this command has no format {form}", slug="output", facts=_formats(formats))
    return Target("plain" if form == "table" else form, writable(path))


def writable(path: Path) -> Path:
    """The path, if a file can stand there; refused early where it can't."""
    if path.is_dir():
        raise unwritable(path, "it is a folder")
    if not path.parent.is_dir():
        raise unwritable(path, f"there is no folder {str(path.parent)!r}")
    return path


def emit(text: str | Iterable[bytes | memoryview], target: Target) -> None:
    """Writes the text as UTF-8: on standard output as it is, into a file under a temporary name that is renamed."""
    parts = [text.encode("utf-8", "replace")] if isinstance(text, str) else text
    if target.path is None:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(parts)
        sys.stdout.buffer.flush()
        return
    try:
        with whole(target.path) as file:
            file.writelines(parts)
    except OSError as error:
        raise unwritable(target.path, error.strerror or str(error)) from error


def say(lines: Iterable[str], params: Mapping[str, Any], language: Language, about: str = "remarks") -> None:
    """Remarks for the user, on stderr; none with ``-q``. A report does not fail because nobody hears them."""
    make_room()
    if not params.get("quiet"):
        with contextlib.suppress(OSError):
            for line in lines:
                print(harmless(language.retell(line, about)), file=sys.stderr)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` once all is written; a device or a pipe is written to as it is."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    real = Path(os.path.realpath(path))
    _sweep(real)
    beside = real.with_name(f".{real.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if real.exists():
            shutil.copymode(real, beside)
        os.replace(beside, real)
        _keep_name(real.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _sweep(real: Path) -> None:
    """Takes away what runs that were killed have left beside a file; what is younger may still be written."""
    with contextlib.suppress(OSError):
        for left in real.parent.glob(f".{glob.escape(real.name)}.*.tmp"):
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """Has the folder's own entry written out, so that the new name outlives a loss of power."""
    with contextlib.suppress(OSError):  # not every system opens a folder
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _formats(formats: Sequence[str]) -> list[tuple[str, str]]:
    return [("formats", " ".join(formats))]


def unwritable(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path}: can't be written: {reason}", slug="output")
