"""Are eight-bit encodings told apart by the words that they spell, and never mistaken for UTF-8?"""

from __future__ import annotations

import time

import pytest

from cx_cli.load.encoding import Guess, first_utf8, is_word, zero_bytes
from tests.hostile.encodings import EIGHT_BIT, ROMANIAN


def guess(text: bytes) -> str:
    found = Guess()
    found.add(text)
    return found.encoding


@pytest.mark.parametrize("name", EIGHT_BIT)
def test_names_of_nine_languages_are_read_as_they_were_written(name: str) -> None:
    encoding, names = EIGHT_BIT[name]
    data = "; ".join(names).encode(encoding)
    assert data.decode(guess(data)) == "; ".join(names)


def test_a_sign_that_cp1252_lacks_makes_it_latin_1_and_a_text_without_evidence_is_cp1252() -> None:
    assert guess(b"caff\xe8 \x81") == "latin-1"
    assert guess(b"1\xba \xa9 \x80") == "cp1252"
    assert guess(b"") == "cp1252"


def test_one_word_of_utf_8_is_found_where_it_begins_and_a_word_of_the_encoding_is_none() -> None:
    assert first_utf8(b"abc Mos\xc3\xa8, ok", "cp1252") == 7
    assert first_utf8("perché, più, città".encode("cp1252"), "cp1252") is None
    assert first_utf8("ÎŞI".encode("cp1250"), "cp1250") is None, "its bytes are valid UTF-8 too"
    assert not is_word("ÎŞI".encode("cp1250"), "cp1252")


@pytest.mark.parametrize("text", [b"x" * 3_000_000 + b"\xe8", b"\xe8" * 300_000, b"\xc3\xa8" * 150_000 + b"\xff"])
def test_a_long_run_of_letters_takes_no_longer_than_its_length(text: bytes) -> None:
    began = time.process_time()
    guess(text)
    first_utf8(text, "cp1252")
    assert time.process_time() - began < 3, "a pattern that looks back from every letter takes minutes"


def test_zero_bytes_show_the_width_of_a_sign_whatever_the_tongue() -> None:
    text = "".join(f"{name},{i}\n" for i, name in enumerate((*ROMANIAN, "山田花子")))
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        assert zero_bytes(text.encode(encoding)) == encoding
    assert zero_bytes(text.encode()) is None
    assert zero_bytes(b"a\0b" * 100) is None
    assert zero_bytes(b"") is None
