"""Labels and headers, with answers by hand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.normalise.labels import clean_label, label_key, snake


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Anna   Rossi ", "Anna Rossi"),
        ("Anna\u00a0Rossi\u3000", "Anna Rossi"),
        ("line\none\ttwo", "line one two"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("\x9b31mred", "31mred"),
        ("soft\u00adhyphen", "softhyphen"),
        ("", ""),
        ("\u200b", ""),
        ("Ștefan è qui 😀", "Ștefan è qui 😀"),
    ],
)
def test_a_label_is_shown_without_what_can_not_be_seen(text: str, clean: str) -> None:
    assert clean_label(text) == clean


@pytest.mark.parametrize(
    "char",
    [
        *"\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e",
        *"\u2060\u2066\u2067\u2068\u2069\ufeff\x00\x07\x1b\x7f\x90\x9b",
    ],
)
def test_no_character_that_steers_the_display_is_left(char: str) -> None:
    assert clean_label(f"a{char}b") == "ab"
    assert label_key(f"a{char}b") == "ab"


@pytest.mark.parametrize(
    "spellings",
    [
        ["E-mail", "e-mail ", "E-MAIL", "E-\u200bMail"],
        ["Iaşi", "Iași", "IAŞI", "iaș\u200di", "Ias\u0327i", "Ias\u0326i"],
        ["Ţară", "Țară", "TARĂ".replace("T", "Ț")],
        ["Città", "Citta\u0300", "CITTÀ"],
        ["Straße", "STRASSE"],
        ["Live\u00a0Chat", "live chat", "Ｌｉｖｅ Chat"],  # noqa: RUF001
    ],
)
def test_spellings_of_one_label_have_one_key(spellings: list[str]) -> None:
    assert len({label_key(spelling) for spelling in spellings}) == 1


def test_different_labels_have_different_keys() -> None:
    assert len({label_key(label) for label in ["chat", "chats", "e-mail", "email", "Iasi", "Iași", ""]}) == 7


@given(st.text(max_size=40))
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    assert clean_label(clean_label(text)) == clean_label(text)
    assert label_key(label_key(text)) == label_key(text)
    assert not any(unicodedata.category(char) == "Cc" for char in clean_label(text))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Contact Type", "contact_type"),
        ("First response time (in hrs)", "first_response_time_in_hrs"),
        (" Answered (Y/N) ", "answered_y_n"),
        ("Priorità", "priorità"),
        ("Priorita\u0300", "priorità"),
        ("a__b--c", "a_b_c"),
        ("\ufeffId", "id"),
        ("#", ""),
        ("2nd reply", "2nd_reply"),
    ],
)
def test_a_header_becomes_a_name(header: str, name: str) -> None:
    assert snake(header) == name
