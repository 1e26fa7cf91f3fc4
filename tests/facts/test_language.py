"""Are texts taken for the language they are in, and praise and blame told apart?"""

from __future__ import annotations

import pytest

from cx_cli.facts.language import LANGUAGES, lexicon, read_text
from cx_cli.facts.sentiment import sentiment_of


@pytest.mark.parametrize(
    ("text", "language", "sentiment"),
    [
        ("The agent was very helpful, thank you!", "en", "positive"),
        ("It\u2019s not good at all", "en", "negative"),
        ("I don't love it", "en", "negative"),
        ("Never had a problem with them", "en", "positive"),
        ("Not only that. Great service", "en", "positive"),
        ("Where is my order?", "en", None),
        ("slow but friendly", "en", "neutral"),
        ("Personale molto gentile e disponibile", "it", "positive"),
        ("Non funziona niente", "it", "negative"),
        ("Non è male", "it", "positive"),
        ("Servizio lento ma gentile", "it", "neutral"),
        ("Perché devo aspettare?", "it", "negative"),
        ("Foarte mulțumit de servicii", "ro", "positive"),
        ("Nu sunt mulţumit deloc", "ro", "negative"),
        ("Livrarea a întârziat, dezamăgit", "ro", "negative"),
        ("Bună ziua, unde este comanda mea?", "ro", None),
        ("12345 https://a.example/x @shop", None, None),
        ("Wunderbar danke", None, None),
        ("", None, None),
    ],
)
def test_a_text_is_judged_in_its_language(text: str, language: str | None, sentiment: str | None) -> None:
    assert (read_text(text).language, sentiment_of(text)) == (language, sentiment)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_praise_and_blame_and_every_word_is_as_texts_have_it(language: str) -> None:
    known = lexicon(language)
    words = [*known.stop, *known.negators, *known.words, *known.stems]
    assert all(word == word.lower() and word.isascii() and word.isalpha() for word in words)
    signs = {word: sign for listed in (known.words, known.stems) for word, sign in listed.items()}
    assert {word for word, sign in signs.items() if known.polarity(word) != sign} == set()
    assert min(len(known.words), len(known.stems)) >= 25
