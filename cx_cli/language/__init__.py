"""How does the reader's language say a sentence, write a number and name a period?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any

from cx_cli.frozen import frozen
from cx_cli.shipped import shipped

LOCALES = ("en", "it", "ro")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@frozen
class Language:
    """A language of the human formats. ``sentences`` go from the English ones to its own; machine formats have none.

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

    def say(self, sentence: str, **parts: object) -> str:
        """The sentence, its ``{parts}`` filled in; one that has no translation stays English.

        >>> Language(sentences={"{n} rows": "{n} righe"}).say("{n} rows", n=3)
        '3 righe'
        """
        own = self.sentences.get(sentence, sentence)
        return own.format(**parts) if parts else own

    def retell(self, sentence: str, about: str = "reasons") -> str:
        """A sentence that comes here put together, or is no page's own, told anew.

        ``about`` is the file of the language that knows it: the reasons of the results, errors, remarks, topics ...
        """
        if self.locale == "en":
            return sentence
        from cx_cli.language.told import told  # English has no use for it

        return told(self.locale, about, self.decimal + self.thousands).of(sentence)

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
    for file in sorted((Path(__file__).parent / locale).glob("*.toml")):
        said = shipped(file)
        signs |= {key: tuple(v) if isinstance(v, list) else v for key, v in said.pop("signs", {}).items()}
        for group in said.values():
            sentences |= group
    return Language(locale, **signs, sentences=sentences)
