"""On which line are the bytes that an encoding can't be right for, and what is to be said of them?"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from cx_cli.errors import InputError

_BLOCK = 1 << 22
Wanted = Callable[[bytes], int | None]
"""Where in a text the first one is of what is looked for."""


def not_decoded(shown: str, encoding: str, line: int, found: bytes) -> InputError:
    """The bytes are not in the encoding that they were to be in."""
    return InputError(
        f"{shown}, line {line}: the bytes are not {encoding}",
        slug="encoding",
        facts=[("found", repr(found))],
        fix=_setting(shown, "latin-1"),
    )


def mixed(shown: str, encoding: str, bad: tuple[int, bytes], good: tuple[int, bytes]) -> InputError:
    """UTF-8 in one line, something else in another: no encoding reads both right."""
    (line, found), (there, other) = bad, good
    return InputError(
        f"{shown}, line {line}: the bytes are not UTF-8, and those in line {there} are nothing else",
        slug="encoding",
        facts=[(f"line {line}", repr(found)), (f"line {there}", repr(other.decode("utf-8", errors="replace")))],
        fix=f"{_setting(shown, encoding)}; spoils line {there}",
    )


def line_of_first(file: Any, wanted: Wanted) -> tuple[int, bytes]:
    """The line of the first place that ``wanted`` finds in a stretch of lines, and the bytes from there on."""
    line = 1
    for lines in lines_of(file):
        place = wanted(lines)
        if place is not None:
            return line + _line_ends(lines[:place]), lines[place : place + 40].splitlines()[0]
        line += _line_ends(lines)
    return line, b""


def lines_of(file: Any) -> Iterator[bytes]:
    """The bytes of a file in stretches of whole lines."""
    carried = b""
    while block := file.read(_BLOCK):
        end = block.rfind(b"\n") + 1
        if end:
            yield carried + block[:end]
            carried = block[end:]
        else:
            carried += block
    if carried:
        yield carried


def first_not_utf8(text: bytes) -> int | None:
    """Where the first byte stands that is not UTF-8."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def first_undecodable(file: Any, encoding: str) -> tuple[int, bytes]:
    """The line of the first bytes that the encoding doesn't have, and those bytes."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    while True:
        block = file.read(_BLOCK)
        try:
            line += decoder.decode(block, final=not block).count("\n")
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, errors="ignore")
            return line + before.count("\n"), error.object[error.start : error.start + 8]
        if not block:
            return line, b""


def _line_ends(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _setting(shown: str, encoding: str) -> str:
    return f'[files."{PurePath(shown).name}"] encoding = "{encoding}"   # in cx.toml'
