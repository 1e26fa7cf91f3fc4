"""How is a sentence that was put together elsewhere told anew in another language?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cache, cached_property
from pathlib import Path

from cx_cli.frozen import frozen
from cx_cli.shipped import shipped

_DIGITS = r"-?\d[\d,]*(?:\.\d+)?"
_PART = re.compile(r"\{(\w+)\}")


@frozen
class Told:
    """The translations of one kind of sentences, from English, ``{parts}`` standing for what is filled in.

    A part named ``n``, or ``n_`` and more, is a number, which gets the language's ``signs`` for point and thousands;
    another of several words may be a sentence that is translated too.
    """

    sentences: Mapping[str, str] = field(default_factory=dict, hash=False)
    signs: str = ".,"

    def of(self, sentence: str) -> str:
        """The sentence in the language; one that is not known stays as it is.

        >>> said = {"{a} is not known: {b}": "{a} non è noto: {b}", "no {c}": "senza {c}", "{n} rows": "righe: {n}"}
        >>> told = Told(said, ",.")
        >>> told.of("x is not known: no y"), told.of("1,234 rows"), told.of("what nobody says")
        ('x non è noto: senza y', 'righe: 1.234', 'what nobody says')
        """
        if sentence in self.sentences:
            return self.sentences[sentence]
        place, colon, message = sentence.partition(": ")
        if message in self.sentences:
            return self._part("", place) + colon + self.sentences[message]
        for words, own in self._shaped:
            if all(word in sentence for word in words[::2]) and (found := _pattern(words).fullmatch(sentence)):
                return own.format(**{name: self._part(name, part) for name, part in found.groupdict().items()})
        return sentence

    def _part(self, name: str, part: str) -> str:
        if _is_number(name):
            return part.translate(str.maketrans(".,", self.signs))
        return self.of(part) if " " in part else part

    @cached_property
    def _shaped(self) -> list[tuple[tuple[str, ...], str]]:
        """Each sentence with parts as its words and, between them, their names; the most words of its own first."""
        shaped = [(tuple(_PART.split(sentence)), own) for sentence, own in self.sentences.items()]
        return sorted((one for one in shaped if len(one[0]) > 1), key=lambda one: -sum(map(len, one[0][::2])))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """What a sentence is found by whose parts are filled in: where two of them meet, the first is the shorter."""
    parts = (rf"(?P<{word}>{_DIGITS if _is_number(word) else '.*?'})" for word in words[1::2])
    return re.compile("".join(re.escape(word) + next(parts, "") for word in words[::2]), re.DOTALL)


def _is_number(name: str) -> bool:
    return name == "n" or name.startswith("n_")


@cache
def told(locale: str, about: str, signs: str) -> Told:
    """What a locale has in its file on these sentences, read when the first of them is asked for."""
    known = shipped(Path(__file__).parent / locale / "told" / f"{about}.toml")
    return Told({sentence: own for group in known.values() for sentence, own in group.items()}, signs)
