"""What stands at the head of a page: what the figures depend on, how fresh the data are, and what was read?"""

from __future__ import annotations

from collections.abc import Iterator

from cx_cli.language import Language
from cx_cli.render.page import Pair, read_of, settings_pairs
from cx_cli.render.safe import harmless
from cx_cli.results.freshness import newest_records
from cx_cli.results.result import Report
from cx_cli.units import format_duration


def page_header(report: Report, language: Language) -> list[Pair]:
    """The words with what they say, in the order of the page."""
    pairs = (*settings_pairs(report, language), *_freshness(report, language), *read_of(report, language))
    return [(word, tuple(item for item in items if item)) for word, items in pairs]


def _freshness(report: Report, language: Language) -> Iterator[Pair]:
    say, told = language.say, []
    for one in newest_records(report):
        age = format_duration(one.age_seconds, language=language)
        before = say("{instant}, {age} before", instant=one.at, age=age) if one.age_seconds >= 1 else one.at
        told.append(f"{harmless(one.table)} {before}")
    if told:
        yield say("newest records"), tuple(told)
