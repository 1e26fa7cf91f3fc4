"""How does a report look on this terminal?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from rich.console import Console
from rich.text import Text

from cx_cli.language import ENGLISH, Language
from cx_cli.render.glance import glance
from cx_cli.render.grid import Line, Tone
from cx_cli.render.kpis import OPEN_MARK
from cx_cli.render.page import build, lines_of
from cx_cli.render.times import BLOCKS
from cx_cli.results.result import Report
from cx_cli.units import MISSING

STYLES: dict[Tone, str] = {"plain": "", "strong": "bold", "faint": "dim", "better": "green", "worse": "red"}

_PLAINER = str.maketrans(BLOCKS + OPEN_MARK + MISSING + "↑↓→─░▒▓", "12345678.-^v=-:*#")
"""For a terminal that can't show the signs."""


def render(
    report: Report, console: Console, language: Language = ENGLISH, *, verbose: bool = False, quiet: bool = False
) -> None:
    """Prints the page in the console's width; what isn't a terminal gets natural width, unless COLUMNS is set."""
    page = build(report, language, verbose=verbose)
    if console.is_terminal and not quiet:
        first = tuple(glance(report, console.width, language))
        page = replace(page, first=first)
    show(lambda width: lines_of(page, width, quiet=quiet), console)


def show(lines: Callable[[int | None], Iterable[Line]], console: Console) -> None:
    """Prints the lines that there are at the console's width."""
    bound = console.is_terminal or os.environ.get("COLUMNS", "").isdigit()
    for line in lines(console.width if bound else None):
        console.print(_text(line, console), soft_wrap=True)


def _text(line: Line, console: Console) -> Text:
    """Rich's own Text, so that markup in a label stays what it is: words."""
    encoding = "utf-8" if console.encoding.lower().startswith("utf") else console.encoding
    text = Text()
    for words, tone in line:
        text.append(_encodable(words, encoding), STYLES[tone])
    return text


def _encodable(words: str, encoding: str) -> str:
    try:
        words.encode(encoding)
    except UnicodeEncodeError:
        return words.translate(_PLAINER).encode(encoding, "replace").decode(encoding)
    return words


class _Piped(Console):
    def on_broken_pipe(self) -> None:
        """Leaves what to do about a reader that is gone to whoever runs the program."""
        raise


def console(*, no_color: bool = False) -> Console:
    """Standard output. ``NO_COLOR`` and ``FORCE_COLOR`` count, empty and 0 as if unset; colour makes no terminal."""
    no_color = no_color or _is_set("NO_COLOR")
    forced = _is_set("FORCE_COLOR")
    system: Literal["auto", "standard"] | None = None if no_color else "standard" if forced else "auto"
    terminal = sys.stdout.isatty()
    return _Piped(color_system=system, force_terminal=terminal, no_color=False, highlight=False, soft_wrap=True)


def _is_set(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")
