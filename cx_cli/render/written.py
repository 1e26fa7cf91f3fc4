"""How does a reader's language say in which form cells are written, and what shows it?"""

from __future__ import annotations

import re
from functools import partial

from cx_cli.language import Language

_PARTS = re.compile(r"(, |; )")
_UNITS = re.compile(r"two-digit year|month's name|with (?:offset|zone)|\b(?:day|month|year|hour|minute|second)s?\b")


def written(text: str, language: Language) -> str:
    """The text whole where it is known so, else part by part; of a form such as day/month/year its words."""
    tell = partial(language.retell, about="inspection")
    whole = tell(text)
    if whole != text or language.locale == "en":
        return whole
    told = ((part, tell(part)) for part in _PARTS.split(text))
    return "".join(own if own != part else _UNITS.sub(lambda word: tell(word[0]), part) for part, own in told)
