"""What does one post say: is it kind, was it answered?"""

from __future__ import annotations

import numpy as np

from cx_cli.facts.fact_table import Fact, FactTable, Problem, Working, flags, says
from cx_cli.facts.time_labels import time_labels
from cx_cli.normalise.rows import Bools, Column, Rows, Words
from cx_cli.normalise.tables import MENTIONS

SENTIMENTAL = frozenset({"positive_share", "negative_share", "net_sentiment"})
"""The KPIs that need a sentiment."""
_SENTIMENTS = frozenset({"positive", "neutral", "negative"})


def _judged(rows: Rows) -> Bools:
    return says(rows, "sentiment", _SENTIMENTS)


def _positive(rows: Rows, working: Working) -> Column:
    return flags(says(rows, "sentiment", frozenset({"positive"})), _judged(rows))


def _negative(rows: Rows, working: Working) -> Column:
    return flags(says(rows, "sentiment", frozenset({"negative"})), _judged(rows))


def with_estimates(rows: Rows) -> tuple[Rows, list[Problem]]:
    """The mentions with a sentiment estimated from their text, and how many there are of each language.

    A text that can't be judged, because its language is not known or it has no word of praise or blame, has none.
    """
    from cx_cli.facts.language import LANGUAGES, read_text  # who has no posts need not wait for them
    from cx_cli.facts.sentiment import SENTIMENTS, sentiment_of

    text = rows.columns.get("text")
    if not isinstance(text, Words):
        return rows, []
    told = [sentiment_of(word) for word in text.words]
    codes = np.array([*(-1 if one is None else SENTIMENTS.index(one) for one in told), -1], dtype=np.int32)[text.codes]
    spoken = [read_text(word).language or "" for word in text.words]
    language = np.array([*spoken, ""])[text.codes]
    kinds = [(f"estimated-{name}", (codes >= 0) & (language == name)) for name in LANGUAGES]
    kinds.append(("unjudged-text", (codes < 0) & text.known()))
    cells = text.codes
    problems = [
        Problem("sentiment", kind, np.flatnonzero(chosen), lambda row: text.words[cells[row]][:80])
        for kind, chosen in kinds
        if chosen.any()
    ]
    return rows.with_columns({"sentiment": Words(codes, SENTIMENTS)}), problems


MENTION_FACTS = FactTable(
    "mentions",
    MENTIONS,
    (
        Fact("positive", "flag", (("sentiment",),), _positive, "its sentiment is positive; missing for other words"),
        Fact("negative", "flag", (("sentiment",),), _negative, "its sentiment is negative; missing for other words"),
        *time_labels("posted_at"),
    ),
)
