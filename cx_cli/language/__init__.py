"""How does the reader's language say a sentence, write a number and name a period?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cx_cli.frozen import frozen
from cx_cli.shipped import shipped

LOCALES = ("en", "it", "ro")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_PART = re.compile(r"\{(\w+)\}")


def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence is found by whose ``{parts}`` are filled in."""
    words = _PART.split(sentence)
    return re.compile(
        "".join(f"(?P<{word}>.*)" if i % 2 else re.escape(word) for i, word in enumerate(words)), re.DOTALL
    )


@frozen
class Language:
    """A language of the human formats. ``sentences`` go from the English ones to its own; machine formats have none.
    ``composed`` are those of them that reach a page with their parts filled in.

    ``day`` is the letter of a day in a duration (``4d 2h``), ``week`` and ``quarter`` stand before their number.
    """

    locale: str = "en"
    decimal: str = "."
    thousands: str = ","
    percent: str = "%"
    day: str = "d"
    week: str = "W"
    quarter: str = "Q"
    months: tuple[str, ...] = _MONTHS
    weekdays: tuple[str, ...] = _WEEKDAYS
    sentences: Mapping[str, str] = field(default_factory=dict, hash=False)
    composed: Mapping[str, str] = field(default_factory=dict, hash=False)

    def say(self, sentence: str, **parts: object) -> str:
        """The sentence, its ``{parts}`` filled in; one that has no translation stays English.

        >>> Language(sentences={"{n} rows": "{n} righe"}).say("{n} rows", n=3)
        '3 righe'
        """
        own = self.sentences.get(sentence, sentence)
        return own.format(**parts) if parts else own

    def retell(self, sentence: str) -> str:
        """A sentence that the results have put together, told anew; parts that are sentences are told too.

        >>> Language(composed={"{a} is not known: {b}": "{a} non è noto: {b}", "no {c}": "senza {c}"}).retell(
        ...     "x is not known: no y")
        'x non è noto: senza y'
        """
        for shape, own in self._shapes:
            if found := shape.fullmatch(sentence):
                parts = found.groupdict()
                return own.format(**{name: self.retell(part) if " " in part else part for name, part in parts.items()})
        return sentence

    @cached_property
    def _shapes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Each sentence as a pattern of its parts, the one with the most words of its own first."""
        ranked = sorted(self.composed.items(), key=lambda pair: -len(_PART.sub("", pair[0])))
        return tuple((_pattern(sentence), own) for sentence, own in ranked)

    def count(self, n: int) -> str:
        """How many, in the language's signs.

        >>> Language(decimal=",", thousands=".").count(1234)
        '1.234'
        """
        return self.signs(f"{n:,}")

    def signs(self, number: str) -> str:
        """A number written the English way in the language's signs.

        >>> Language(decimal=",", thousands=".").signs("-1,234.5")
        '-1.234,5'
        """
        if (self.decimal, self.thousands) == (".", ","):
            return number
        return number.translate(str.maketrans(".,", self.decimal + self.thousands))

    def period(self, label: str) -> str:
        """How a person calls a period of a machine label (2026-03-09, 2026-W11, 2026-03, 2026-Q1, 2026).

        >>> [Language().period(label) for label in ("2026-03-09", "2026-W11", "2026-03", "2026-Q1", "2026")]
        ['9 Mar 2026', 'W11 2026', 'Mar 2026', 'Q1 2026', '2026']
        """
        match label.split("-"):
            case [year, week] if week.startswith("W"):
                return f"{self.week}{week[1:]} {year}"
            case [year, quarter] if quarter.startswith("Q"):
                return f"{self.quarter}{quarter[1:]} {year}"
            case [year, month]:
                return f"{self.months[int(month) - 1]} {year}"
            case [year, month, day]:
                return f"{int(day)} {self.months[int(month) - 1]} {year}"
        return label


ENGLISH = Language()


@cache
def language_of(locale: str) -> Language:
    """The language of a locale, one of :data:`LOCALES`."""
    if locale == ENGLISH.locale:
        return ENGLISH
    signs: dict[str, Any] = {}
    sentences: dict[str, str] = {}
    composed: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / locale).glob("*.toml")):
        said = shipped(file)
        signs |= {key: tuple(v) if isinstance(v, list) else v for key, v in said.pop("signs", {}).items()}
        composed |= said.pop("composed", {})
        for group in said.values():
            sentences |= group
    return Language(locale, **signs, sentences=sentences, composed=composed)
