"""What of a text from a file may reach an output?"""

from __future__ import annotations

import re
import unicodedata

_BREAK = "[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]"
_BREAKS = re.compile(rf"(?:{_BREAK} *)+")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Characters without ink or width that Unicode does not class as format characters."""


def harmless(text: str) -> str:
    """The text on one line: breaks and tabs become one blank, and what steers a terminal or can't be seen goes.

    Control characters (so every escape sequence loses its ESC or its C1 introducer and stays as visible text),
    bidirectional overrides, zero-width characters, variation selectors and tags are left out; half a surrogate
    pair becomes the replacement character. Accents written as combining marks stay.

    >>> harmless("\\x1b]0;owned\\x07 a\\u202eb\\u200bc\\r\\n d")
    ']0;owned abc d'
    >>> harmless("Ana-Maria S\\u0326erban [red]x[/]") == "Ana-Maria S\\u0326erban [red]x[/]"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, _BREAKS.sub(" ", text)))


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    selects = "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff"
    hidden = kind in ("Cc", "Cf") or char in _INVISIBLE or selects
    return "" if hidden else char
