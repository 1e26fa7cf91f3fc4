"""What stands in the man page? What the program's own help says, its exit codes, settings and errors."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cx_cli import __version__
from cx_cli.settings.places import VARIABLES
from cx_cli.topics import ERRORS, ISSUES

EXIT_CODES = {
    0: "Done; every rule at error level passed.",
    1: "At least one rule at error level failed.",
    2: "Wrong usage or settings, an unknown metric, column, group or unit among them.",
    3: "An input is missing, unreadable, no known table, or undecidable.",
    4: "Nothing failed, but a rule at error level had no data.",
    70: "A bug in cx; with -v a traceback.",
    130: "Interrupted.",
}
EXAMPLES = (
    ("cx report tickets.csv", "Every KPI that the file allows, by month."),
    ("cx report exports/ --by channel --metric csat -o csat.html", "One KPI by channel, as a page."),
    ("cx tickets csat surveys.csv --missed", "The answers behind a number that are not satisfied."),
    ('cx check tickets.csv --require "first_reply_time.median <= 4h"', "A rule for a pipeline."),
    ("cx inspect tickets.csv", "How the file was read, and what to write into cx.toml."),
)
_SURROUNDINGS = {
    "NO_COLOR, FORCE_COLOR": "No colour, or colour also where the output is no terminal; empty and 0 are unset.",
    "COLUMNS": "The width of the output.",
}
_FILES = {
    "cx.toml": "Settings, from the working folder or the nearest above it; or [tool.cx] in pyproject.toml there.",
    "~/.config/cx/cx.toml": "The user's own settings; what the nearer file says wins.",
}
_WRITTEN = "2026-11-24"
_SHARED_BY = 3
"""An option that so many commands have, and say the same of, is told once."""
_SIGNS = {"\\": r"\e", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", "-": r"\-"}


def manual(command: Any) -> str:
    """The page in the language of man, from the program's root command."""
    return "".join(f"{line}\n" for line in _lines(command))


def _lines(root: Any) -> Iterator[str]:
    commands: Mapping[str, Any] = root.commands
    shared = _shared(commands)
    yield '.\\" Made by: cx help --man'
    yield f'.TH CX 1 {_WRITTEN} "cx {__version__}" "User Commands"'
    yield from (".nh", ".ad l")  # or an option's name would be broken at a line's end
    yield from (".SH NAME", rf"cx \- {_first_down(_plain(root.help))}")
    yield from (".SH SYNOPSIS", ".B cx", ".I command", ".RI [ options \"] [\" file \" ...]\"")  # fmt: skip
    yield from (".SH DESCRIPTION", *_text(_DESCRIPTION), ".SH COMMANDS")
    for name, command in commands.items():
        yield from _command(name, command, shared)
    yield ".SH WHAT MEANS THE SAME EVERYWHERE"
    for param in shared.values():
        yield from _param(param)
    yield from _listed("EXIT STATUS", {str(code): said for code, said in EXIT_CODES.items()})
    yield from _text("Several at once: 70, 2, 3, 1, 4 in that order.", ".PP")
    yield ".SH ENVIRONMENT"
    yield from _text("Flags win over variables, those over cx.toml. Each of these is the option of its name:")
    yield from _text(", ".join(VARIABLES) + ".", ".PP")
    yield from _tagged(_SURROUNDINGS)
    yield from _listed("FILES", _FILES)
    yield from _listed("EXAMPLES", dict(EXAMPLES))
    yield ".SH ERRORS"
    yield from _text("An error ends in its name in brackets; cx help NAME explains it.")
    for slug, topic in ERRORS.items():
        yield from (".TP", f".B {_signs(slug)}", *_text(f"{topic.means} {topic.why}"))
        for line in topic.do:
            yield from (".br", *_text(line))
    yield ".SH ISSUES"
    yield from _text("A report lists them and goes on.")
    yield from _tagged(ISSUES)


_DESCRIPTION = (
    "cx reads the files that a helpdesk exports (CSV, Excel, Parquet; tickets, messages, surveys, calls ...) and "
    "computes the KPIs of customer service from them, each with its definition, the number of rows behind it and an "
    "interval. Results go to standard output, everything else to standard error."
)


def _shared(commands: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    params = [param for command in commands.values() for param in command.params]
    counted = Counter(map(_key, params))
    return {_key(param): param for param in params if counted[_key(param)] >= _SHARED_BY}


def _key(param: Any) -> tuple[str, str]:
    return ("/".join(param.opts), param.help or "")


def _is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def _command(name: str, command: Any, shared: Mapping[tuple[str, str], Any]) -> Iterator[str]:
    arguments = [str(param.metavar) for param in command.params if not _is_option(param)]
    yield f'.SS "{_quoted(" ".join([name, *arguments]))}"'
    yield from _text(_plain(command.help))
    for param in command.params:
        if _key(param) not in shared:
            yield from _param(param)
    also = [param for param in command.params if _key(param) in shared and _is_option(param)]
    if also:
        yield from _text(f"Also {', '.join(max(param.opts, key=len) for param in also)}.", ".PP")


def _param(param: Any) -> Iterator[str]:
    names = ", ".join(map(_signs, (*param.opts, *param.secondary_opts))) if _is_option(param) else ""
    meta = rf"\fI{_signs(param.metavar)}\fR" if param.metavar else ""
    yield from (".TP", " ".join([*([rf"\fB{names}\fR"] if names else []), *([meta] if meta else [])]))
    yield from _text(param.help or "")


def _listed(title: str, entries: Mapping[str, str]) -> Iterator[str]:
    yield f".SH {title}"
    yield from _tagged(entries)


def _tagged(entries: Mapping[str, str]) -> Iterator[str]:
    for word, said in entries.items():
        yield from (".TP", f".B {_signs(word)}", *_text(said))


def _text(text: str, before: str = "") -> Iterator[str]:
    """A paragraph, a line of the source not too long; none of its lines is taken for a request."""
    if before:
        yield before
    for line in textwrap.wrap(" ".join(text.split()), 68, break_on_hyphens=False, break_long_words=False):
        yield _signs(line)


def _signs(text: str) -> str:
    r"""The text with the signs that roff would make typographic, or take for its own, by name.

    >>> print(_signs(".a --by 'x'\\n"))
    \&.a \-\-by \(aqx\(aq\en
    """
    told = "".join(_SIGNS.get(sign, sign) for sign in text)
    return rf"\&{told}" if told.startswith(".") else told


def _quoted(text: str) -> str:
    return _signs(text).replace('"', r"\(dq")


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def _first_down(sentence: str) -> str:
    return _signs(sentence[:1].lower() + sentence[1:].rstrip("."))
