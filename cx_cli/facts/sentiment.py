"""Is a text kind? An estimate from its words of praise and blame, turned round by a negation before them."""

from __future__ import annotations

from cx_cli.facts.language import lexicon, read_text

SENTIMENTS = ("negative", "neutral", "positive")
REACH = 3
"""A negation turns the words of praise and blame among so many that follow it in its clause."""


def sentiment_of(text: str) -> str | None:
    """positive, neutral or negative; None where the language is not known or no word of praise or blame is there.

    Praise and blame in equal parts are neutral.

    >>> sentiment_of("The agent was very helpful, thank you"), sentiment_of("It is not good at all")
    ('positive', 'negative')
    >>> sentiment_of("Servizio lento ma gentile"), sentiment_of("Where is my order?")
    ('neutral', None)
    """
    read = read_text(text)
    if read.language is None:
        return None
    known = lexicon(read.language)
    total, found = 0, False
    for clause in read.clauses:
        since = REACH
        for word in clause:
            polarity = known.polarity(word)
            if polarity:
                found = True
                total += -polarity if since < REACH else polarity
            since = 0 if word in known.negators else since + 1
    return SENTIMENTS[(total > 0) - (total < 0) + 1] if found else None
