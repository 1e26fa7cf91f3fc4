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
        return self._best(sentence)[1]

    def _best(self, sentence: str) -> tuple[int, str]:
        """How many letters of the sentence are words that are known, and how it is told: of several ways to take it
        apart the one that knows the most words, and of equal ones the one whose first part is the shortest."""
        if sentence in self.sentences:
            return len(sentence), self.sentences[sentence]
        best, order = (0, sentence), (0, 0)
        for words, own in self._shaped:
            if all(word in sentence for word in words[::2]) and (found := _pattern(words).fullmatch(sentence)):
                parts = {name: self._part(name, part) for name, part in found.groupdict().items()}
                known = sum(map(len, words[::2])) + sum(score for score, _ in parts.values())
                if (known, -found.end(1)) > order:
                    told = own.format(**{name: text for name, (_, text) in parts.items()})
                    best, order = (known, told), (known, -found.end(1))
        return best

    def _part(self, name: str, part: str) -> tuple[int, str]:
        if _is_number(name):
            return 0, part.translate(str.maketrans(".,", self.signs))
        if " " not in part:
            return 0, part
        if part not in self._taken_apart:
            self._taken_apart[part] = self._best(part)
        return self._taken_apart[part]

    @cached_property
    def _taken_apart(self) -> dict[str, tuple[int, str]]:
        """What was found of the parts so far: several ways to take a sentence apart have the same ones."""
        return {}

    @cached_property
    def _shaped(self) -> list[tuple[tuple[str, ...], str]]:
        """Each sentence with parts as its words and, between them, their names."""
        shaped = [(tuple(_PART.split(sentence)), own) for sentence, own in self.sentences.items()]
        return [one for one in shaped if len(one[0]) > 1]


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
