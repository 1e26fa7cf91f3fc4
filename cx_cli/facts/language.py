"""In which language is a text, as far as its own words tell, and which words does it have?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from cx_cli.frozen import frozen
from cx_cli.shipped import shipped

LANGUAGES = ("en", "it", "ro")
_AWAY = re.compile(r"https?://\S+|www\.\S+|@\w+|&#?\w+;")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[.,;:!?\n\u2026()]+")
_LETTERS = {"it": frozenset("àèéìòù"), "ro": frozenset("ăâîșțşţ")}


@frozen
class Lexicon:
    """The words of one language, folded; ``stems`` are beginnings of words that any ending may follow."""

    stop: frozenset[str]
    negators: frozenset[str]
    words: Mapping[str, int]
    stems: Mapping[str, int]

    def polarity(self, word: str) -> int:
        """1 for a word of praise, -1 for one of blame, 0 for any other."""
        if word in self.words:
            return self.words[word]
        return next((self.stems[word[:n]] for n in range(len(word), 2, -1) if word[:n] in self.stems), 0)


@frozen
class Read:
    """A text as read: its language (None where its words don't tell), and its clauses, each a tuple of folded words."""

    language: str | None
    clauses: tuple[tuple[str, ...], ...]


def fold_word(word: str) -> str:
    """Without case and diacritics, so that a comma below and a cedilla are one.

    >>> fold_word("Îmbunătățiți"), fold_word("ţară") == fold_word("țară"), fold_word("Perché")
    ('imbunatatiti', True, 'perche')
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return plain if plain.isascii() else "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


@lru_cache(maxsize=1 << 16)
def read_text(text: str) -> Read:
    """The language and the words of a text. Links, handles and HTML's names of signs are no words.

    >>> read_text("The app doesn't work").language, read_text("L'app non funziona").language
    ('en', 'it')
    >>> read_text("Aplicația nu merge, mulțumesc!").clauses
    (('aplicatia', 'nu', 'merge'), ('multumesc',))
    >>> read_text("@Shop 12345 https://a.b/c").clauses
    ()
    """
    if "&" in text:
        from html import unescape  # its list of signs takes time to import

        text = unescape(text)
    bare = _AWAY.sub(" ", text).replace("\u2019", "'")
    clauses: list[list[str]] = [[]]
    for token in _WORD.findall(bare):
        if token[0].isalpha():
            clauses[-1] += _words_of(token)
        elif clauses[-1]:
            clauses.append([])
    read = tuple(tuple(clause) for clause in clauses if clause)
    return Read(_language(bare.casefold(), [word for clause in read for word in clause]), read)


@cache
def lexicon(language: str) -> Lexicon:
    """The shipped words of one language."""
    data = shipped(Path(__file__).parent / "lexicons" / f"{language}.toml")
    polar = {word: sign for sign, name in ((1, "positive"), (-1, "negative")) for word in data[name].split()}
    return Lexicon(
        frozenset(data["stop"].split()),
        frozenset(data["negators"].split()),
        {word: sign for word, sign in polar.items() if not word.endswith("*")},
        {word[:-1]: sign for word, sign in polar.items() if word.endswith("*")},
    )


@lru_cache(maxsize=1 << 16)
def _words_of(token: str) -> tuple[str, ...]:
    """A token's words: ``don't`` is do and not, ``l'app`` is l and app."""
    if token.casefold().endswith("n't"):
        return (fold_word(token[:-3]), "not")
    return tuple(fold_word(part) for part in token.split("'"))


def _language(text: str, words: list[str]) -> str | None:
    """The language that most of the words, and letters of its own, speak for; None without any, and for a tie."""
    votes = dict.fromkeys(LANGUAGES, 0)
    for word in words:
        for name in _speaks_for(word):
            votes[name] += 1
    for name, letters in _LETTERS.items():
        votes[name] += not letters.isdisjoint(text)
    best = max(votes.values())
    leading = [name for name, count in votes.items() if count == best]
    return leading[0] if best and len(leading) == 1 else None


@lru_cache(maxsize=1 << 16)
def _speaks_for(word: str) -> tuple[str, ...]:
    """The languages that know the word."""
    return tuple(
        name
        for name in LANGUAGES
        if word in (known := lexicon(name)).stop or word in known.negators or known.polarity(word)
    )
