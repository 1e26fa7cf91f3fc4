"""Can a text from a file steer a terminal, turn the reading direction or hide?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.render.safe import harmless


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_controls_reorders_or_hides_is_left(text: str) -> None:
    left = harmless(text)
    assert not {unicodedata.category(char) for char in left} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert harmless(left) == left
    left.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", "]52;c;cm0gLXJm"),
        ("\x9b31mred", "31mred"),
        ("\u202eexe.pdf\u2066", "exe.pdf"),
        ("pay\u200bpal\ufeff\u00ad", "paypal"),
        ("a\r\n\tb\u2028c\x85d", "a b c d"),
        ("tag\U000e0041\ufe0f\u115f", "tag"),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_known_tricks_come_out_as_what_they_are(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize("text", ["Ștefan Țurcanu", "S\u0326", "日本語", "😀", "[bold]x[/]", "a\u00a0b", ":warning:"])
def test_words_in_any_script_stay(text: str) -> None:
    assert harmless(text) == text
