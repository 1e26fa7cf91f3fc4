"""What is around the program: Python, libraries, machine, texts, terminal, time zones and variables?"""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import re
import shutil
import sys
import zoneinfo
from collections.abc import Iterator

from cx_cli import __version__
from cx_cli.render.diagnosis import Finding
from cx_cli.settings.places import VARIABLES, unknown_variables

_CORE = ("numpy", "pandas", "pyarrow", "rich", "typer", "tzdata")
"""Looked for where the program runs from a folder, and nobody has noted down what it needs."""
_OF_DEVELOPERS = ("dev", "bench")
_NEED = re.compile(r"(?P<name>[\w.-]+)[^;]*(?:;.*\bextra\s*==\s*['\"](?P<extra>[\w-]+)['\"])?")
_OF_TEXTS = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING")
_OF_TERMINALS = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "CI")


def program() -> Iterator[Finding]:
    yield Finding("program", "cx", __version__)
    yield Finding("program", "python", f"{platform.python_version()} ({platform.python_implementation()})")
    inside = sys.prefix != sys.base_prefix
    yield Finding("program", "environment", sentence="a virtual environment" if inside else "the system's own Python")


def libraries() -> Iterator[Finding]:
    """What the package says that it needs, then what it can do without."""
    try:
        needs = importlib.metadata.requires("cx-cli") or []
    except importlib.metadata.PackageNotFoundError:
        needs = list(_CORE)
        yield Finding("libraries", "cx-cli", state="note", sentence="not installed as a package: it runs from a folder")
    for need in needs:
        if (found := _NEED.match(need)) and found["extra"] not in _OF_DEVELOPERS:
            yield _library(found["name"], found["extra"])


def _library(name: str, extra: str | None) -> Finding:
    section = "extras" if extra else "libraries"
    try:
        return Finding(section, name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        what = f"'cx-cli[{extra}]'" if extra else name
        return Finding(
            section, name, state="note" if extra else "broken", sentence="not installed", try_=f"pip install {what}"
        )


def machine() -> Iterator[Finding]:
    yield Finding("system", "platform", f"{platform.system()} {platform.release()} {platform.machine()}")
    if sys.platform == "linux":
        yield from _distribution()
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding("system", "cores", f"{here} / {os.cpu_count()}")


def _distribution() -> Iterator[Finding]:
    try:
        yield Finding("system", "distribution", platform.freedesktop_os_release()["PRETTY_NAME"])
    except (OSError, KeyError):
        return


def text() -> Iterator[Finding]:
    """Encodings, and what a terminal is told; output in another encoding than UTF-8 is worth a look."""
    said = [f"{name}={value}" for name in _OF_TEXTS if (value := os.environ.get(name))]
    yield Finding("text", "locale", " ".join([".".join(filter(None, locale.getlocale())) or "C", *said]))
    streams = {name: str(getattr(getattr(sys, name), "encoding", None)) for name in ("stdout", "stderr")}
    encodings = f"stdout {streams['stdout']}, stderr {streams['stderr']}, files {sys.getfilesystemencoding()}"
    utf8 = streams["stdout"].lower().replace("-", "") == "utf8"
    yield Finding(
        "text", "encodings", encodings, "ok" if utf8 else "note", try_="" if utf8 else "PYTHONUTF8=1 cx report ..."
    )
    size, on = (
        shutil.get_terminal_size(),
        [f"{name}={os.environ[name]}" for name in _OF_TERMINALS if name in os.environ],
    )
    ends = ["stdout"] * sys.stdout.isatty() + ["stderr"] * sys.stderr.isatty()
    yield Finding("text", "terminal", f"{' '.join(ends) or '-'} {size.columns}x{size.lines} {' '.join(on)}".rstrip())


def time_zones() -> Iterator[Finding]:
    """Whether zones are known, by one whose summer time is known; where they come from."""
    try:
        zoneinfo.ZoneInfo("Europe/Rome")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        yield Finding("time", "zones", str(error), "broken", try_="pip install tzdata")
        return
    names = [f"{len(zoneinfo.available_timezones())}"]
    names += [f"TZ={os.environ['TZ']}"] if "TZ" in os.environ else []
    yield Finding("time", "zones", " ".join([*names, *(path for path in zoneinfo.TZPATH if os.path.isdir(path))]))


def variables() -> Iterator[Finding]:
    """The names of the variables that begin as ours; their values are nobody's business."""
    if known := sorted(name for name in VARIABLES if os.environ.get(name)):
        yield Finding("variables", "in force", ", ".join(known))
    for name, close in unknown_variables(os.environ).items():
        if close:
            yield Finding(
                "variables", name, state="note",
                sentence="no setting of cx; did you mean {close}?", parts=(("close", close),),
            )  # fmt: skip
        else:
            yield Finding("variables", name, state="note", sentence="no setting of cx")
