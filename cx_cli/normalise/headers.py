"""What does a header say besides its name: the unit and the clock of a duration, the zone of an instant?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from cx_cli.frozen import frozen
from cx_cli.normalise.profile import fold, key

_LONG = {
    "ms": ("milliseconds", "millisecond", "millis", "msec", "msecs", "millisecondi", "milisecunde"),
    "s": ("seconds", "second", "secs", "secondi", "secunde"),
    "m": ("minutes", "minute", "mins", "minuti"),
    "h": ("hours", "hour", "hrs", "ore"),
    "d": ("days", "day", "giorni", "zile"),
}
_SHORT = {
    "ms": ("ms",),
    "s": ("s", "sec"),
    "m": ("m", "min"),
    "h": ("h", "hr", "ora"),
    "d": ("d", "gg"),
}
_UNIT_WORDS = {word: unit for unit, words in _LONG.items() for word in words}
_UNIT_SIGNS = _UNIT_WORDS | {word: unit for unit, words in _SHORT.items() for word in words}
_FINEST_FIRST = ("ms", "s", "m", "h", "d", None)

_BUSINESS = re.compile(
    r"(?:^|_)(?P<within>(?:within|in|during|nelle|in_timpul|in)_)?"
    r"(?:(?:business|working|office|operating|support)(?:_(?P<hours>hours?|hrs?))?|(?P<bhrs>bhrs?)"
    r"|orario_lavorativo|orario_di_lavoro|ore_lavorative|program(?:ul)?_de_lucru|ore_lucratoare)(?=_|$)"
)
_CALENDAR = re.compile(r"(?:^|_)(?:(?:within|in)_)?(?:calendar(?:_(?:hours?|hrs?))?|chrs?)(?=_|$)")
_CLOCK_FORM = re.compile(r"_(?:d{1,2}_)?h{1,3}_m{1,2}(?:_s{1,2})?$")
_SAYS_DURATION = re.compile(
    r"time|duration|speed|wait|delay|length|tempo|durata|attesa|timp|asteptare|^(?:frt|ttr|mttr|asa|ttfr|aht|acw|talk|hold)$"
)
_NOTE = re.compile(
    r"""[\s_]*[(\[]\s*(?:
        utc|gmt|local|local\s?time|ora\s?locale|ora\s?locala        # a zone
        |[a-z]+/[a-z_]+                                             # Europe/Rome, y/n, yes/no
        |\d+\s*(?:-|\u2013|to|/|\.\.|a|la)\s*\d+|out\s?of\s?\d+          # a scale
        |list|txt|int|dec|chk|date|text|integer|decimal|checkbox    # the type of a custom field
        |[dmyhsa:./\s-]{4,}                                         # DD/MM/YYYY hh:mm
    )\s*[)\]]\s*$|[\s_]+(?:utc|gmt)$""",
    re.IGNORECASE | re.VERBOSE,
)


_OF_A_CONNECTOR = re.compile(r"_\w+_synced|_airbyte_\w+|_sdc_\w+", re.IGNORECASE)
"""Headers that connectors (Fivetran, Airbyte, Stitch) put into every table that they land."""


@frozen
class Duration:
    """A header read as a duration: ``base`` is its key without unit and clock; ``stated``: it names a unit."""

    header: str
    base: str
    unit: str | None
    business: bool
    stated: bool


def as_duration(header: str) -> Duration | None:
    """The header as that of a duration, or None when it can't be one.

    >>> as_duration("First reply time in minutes within business hours")
    Duration(header='First reply time in minutes within business hours', base='firstreplytime', unit='m', \
business=True, stated=True)
    """
    words = "_" + fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    found = _BUSINESS.search(words)
    business_unit = None
    if found:
        business_unit = "h" if found["bhrs"] or (found["hours"] and not found["within"]) else None
        words = words[: found.start()] + words[found.end() :]
    words = _CALENDAR.sub("", words)
    clock = bool(_CLOCK_FORM.search(words))
    tokens, unit = _without_unit(_CLOCK_FORM.sub("", words).strip("_").split("_"))
    unit = unit or (None if clock else business_unit)
    if found and unit == "d":
        return None  # a business day is as long as the calendar says, not 24 hours
    stated = unit is not None or clock
    if not stated and not any(_SAYS_DURATION.search(token) for token in tokens):
        return None
    return Duration(header, "".join(tokens), unit, bool(found), stated)


def _without_unit(tokens: list[str]) -> tuple[list[str], str | None]:
    for at, token in enumerate(tokens):
        last, told = at == len(tokens) - 1, at > 0 and tokens[at - 1] == "in"
        unit = _UNIT_SIGNS.get(token) if last or told else _UNIT_WORDS.get(token)
        if unit and len(tokens) > 1:
            return tokens[: at - told] + tokens[at + 1 :], unit
    return tokens, None


@frozen
class Headers:
    """A file's headers, findable by what they say; their order never matters."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Headers:
        return cls(tuple(texts))

    @cached_property
    def by_key(self) -> Mapping[str, str]:
        """Key -> header; of several, the one written like a column name, then the first in the alphabet."""
        ordered = sorted(self.texts, key=lambda text: (text != fold(text), text))
        whole: dict[str, str] = {}
        for text in ordered:
            whole.setdefault(key(text), text)
        for text in ordered:
            whole.setdefault(key(_NOTE.sub("", text)), text)
        return whole

    @cached_property
    def durations(self) -> Mapping[tuple[str, bool], Duration]:
        """(base, business) -> the header with the finest unit."""
        read = [duration for text in sorted(self.texts) if (duration := as_duration(text))]
        found: dict[tuple[str, bool], list[Duration]] = defaultdict(list)
        for duration in read:
            found[duration.base, duration.business].append(duration)
        return {
            place: min(same, key=lambda duration: _FINEST_FIRST.index(duration.unit)) for place, same in found.items()
        }

    @cached_property
    def of_a_connector(self) -> bool:
        """Whether a connector has landed the file: then it may be any table of a product's database."""
        return any(_OF_A_CONNECTOR.fullmatch(text) for text in self.texts)

    def find(self, text: str) -> str | None:
        """The file's header that ``text`` names: letter by letter, else by key."""
        return text if text in self.texts else self.by_key.get(key(text))


def zone_of(header: str) -> str | None:
    """The zone that the header names.

    >>> zone_of("Created (UTC)"), zone_of("Created at")
    ('UTC', None)
    """
    return "UTC" if {"utc", "gmt"} & set(fold(header).split("_")) else None
