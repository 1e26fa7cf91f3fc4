"""Which of the eight-bit encodings is a text in that is not UTF-8, and is part of it UTF-8 after all?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np

FALLBACK = "cp1252"
"""What is read where the words of a text fit one encoding as well as the other."""

# Of each encoding the languages whose words it can write, as patterns of a word in lower case. They are narrow where
# that tells two encodings apart: an Italian accent ends a word, a Portuguese a with tilde stands before o or e.
_LANGUAGES = {
    "cp1252": (
        "[a-zéíóú]*[a-zàèéìíîòóùú]",  # Italian
        "[a-zàâæçèéêëîïôœùûüÿ]+",  # French
        "[a-zäöüßé]+",  # German
        "[a-záéíóúüñç]+",  # Spanish
        "(?:[a-záàâçéêíóôõúü]|ã(?=[oei]|s?$))+",  # Portuguese
        "[a-zæøåéü]+",  # Danish, Norwegian
        "[a-zåäöé]+",  # Swedish, Finnish
    ),
    "cp1250": (
        "[a-zăâîşţ]+",  # Romanian
        "(?:[a-ząćęłóśźż]|ń(?![aeiouy]))+",  # Polish
        # Czech, Slovak
        "(?:[a-záäčďéěíľňóôřšťúůýž]|(?<=[bdhkmnpstvž])ŕ(?=[a-z])|(?<=[bcdghkmnpstvž])ĺ(?=[bcdhkmnpstvž]))+",
        "[a-záéíóöőúüű]+",  # Hungarian
        "[a-zčćđšž]+",  # Croatian, Slovenian
    ),
}
_LETTERS = bytes(
    byte
    for byte in range(256)
    if any(bytes([byte]).decode(encoding, errors="ignore").isalpha() for encoding in _LANGUAGES)
)
_LETTER_BEYOND_ASCII = re.compile(rb"[%b]" % re.escape(bytes(byte for byte in _LETTERS if byte > 127)))
_LETTERS_BEFORE = re.compile(rb"[%b]*\Z" % re.escape(_LETTERS))
_LETTERS_BEHIND = re.compile(rb"[%b]{0,40}" % re.escape(_LETTERS))
_UTF8 = rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_UTF8_RUN = re.compile(rb"%b{1,20}" % _UTF8)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_MOST_WORDS = 20_000


class Guess:
    """Gathers the words of a text with letters beyond ASCII, and decides by which encoding can write more of them.

    >>> guess = Guess()
    >>> guess.add("Iaşi, Constanţa".encode("cp1250"))
    >>> guess.encoding
    'cp1250'
    """

    def __init__(self) -> None:
        self._words: set[bytes] = set()
        self._undefined: set[int] = set()

    def add(self, text: bytes) -> None:
        """Takes in a part of the text, cut between two words."""
        if len(self._words) < _MOST_WORDS:
            self._words.update(word for _, word in _words(text, _LETTER_BEYOND_ASCII))
        self._undefined.update(text.translate(None, delete=_DEFINED))

    @property
    def encoding(self) -> str:
        """cp1250 where more words are words in it, latin-1 where cp1252 lacks one of the signs, else cp1252."""
        votes = {encoding: sum(is_word(word, encoding) for word in self._words) for encoding in _LANGUAGES}
        if votes["cp1250"] > votes["cp1252"] and not self._undefined & _UNDEFINED["cp1250"]:
            return "cp1250"
        return "latin-1" if self._undefined else FALLBACK

    def example(self) -> str:
        """The first of its words in the alphabet, as it is read."""
        return min((word.decode(self.encoding, errors="replace") for word in self._words), default="")


def zero_bytes(head: bytes) -> str | None:
    """UTF-16 or UTF-32, and which byte of a sign stands first, where the zero bytes of a text show it.

    >>> zero_bytes("a,b".encode("utf-16-le")), zero_bytes("a,b".encode("utf-32-be")), zero_bytes(b"a,b")
    ('utf-16-le', 'utf-32-be', None)
    """
    lanes = [head[lane::4].count(0) * 4 / max(len(head), 1) for lane in range(4)]
    first, second, third, last = (share > 0.9 for share in lanes)
    if third and last and lanes[0] < 0.1:
        return "utf-32-le"
    if first and second and lanes[3] < 0.1:
        return "utf-32-be"
    even, odd = (lanes[0] + lanes[2]) / 2, (lanes[1] + lanes[3]) / 2
    if odd > 0.2 and even < odd / 20:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 and odd < even / 20 else None


def is_word(word: bytes, encoding: str) -> bool:
    """Whether the bytes are a word of a language that the encoding is used for."""
    text = word.decode(encoding, errors="replace")
    if len(text) < 2 or not (text[1:] == text[1:].lower() or text == text.upper()):
        return False
    return any(pattern.fullmatch(text.lower()) for pattern in _patterns(encoding))


def first_utf8(text: bytes, encoding: str) -> int | None:
    """Where the first word stands that is written in UTF-8 and is no word in ``encoding``."""
    if text.isascii() or not _has_pair(text):
        return None
    for place, word in _words(text, _UTF8_RUN):
        if not is_word(word, encoding):
            return place
    return None


def _words(text: bytes, sign: re.Pattern[bytes]) -> Iterator[tuple[int, bytes]]:
    """Every word with such a sign, and where it begins; no more of it than 40 letters on either side."""
    done = 0
    for found in sign.finditer(text):
        if found.start() >= done:
            before = _LETTERS_BEFORE.search(text[max(done, found.start() - 40) : found.start()])
            behind = _LETTERS_BEHIND.match(text, found.end())
            assert before is not None
            assert behind is not None
            done = behind.end()
            yield found.start(), before[0] + text[found.start() : done]


def first_beyond_ascii(text: bytes) -> int | None:
    """Where the first byte stands that is no ASCII."""
    found = None if text.isascii() else _BEYOND_ASCII.search(text)
    return found.start() if found else None


def _has_pair(text: bytes) -> bool:
    """Whether a byte that begins a sign in UTF-8 stands before one that goes on with it: the quick answer is no."""
    signs = np.frombuffer(text, dtype=np.uint8)
    return bool(((signs[:-1] >= 0xC2) & ((signs[1:] & 0xC0) == 0x80)).any())


@cache
def _patterns(encoding: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _LANGUAGES.get(encoding, ()))


def _undefined(encoding: str) -> set[int]:
    def lacks(byte: int) -> bool:
        try:
            return not bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            return True

    return {byte for byte in range(128, 256) if lacks(byte)}


_UNDEFINED = {encoding: _undefined(encoding) for encoding in _LANGUAGES}
_DEFINED = bytes(byte for byte in range(256) if byte not in _UNDEFINED["cp1252"])
