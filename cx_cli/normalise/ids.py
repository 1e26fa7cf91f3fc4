"""Which ids are one id? The same words, whatever stands round them, and a number however it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.normalise.labels import clean_label
from cx_cli.normalise.rows import Ints, Words
from cx_cli.normalise.vocabulary import Ids, encoded, is_plain, narrowest, places_in

_DECIMALS = r"^(\d+)\.0+$"
_SPOILT = r"^\d(\.\d+)?[Ee]\+?\d+$"
"""A long number as a spreadsheet shows it (1.03006E+13): its last digits are lost, so it may be several ids."""

_LOSSY = re.compile(r"\s*'?-?\d(?:[.,]\d+)?[eE]\+?\d{2,3}\s*")
_MAY_BE_LOSSY = r"[eE]\+?\p{Nd}{2,3}[^0-9A-Za-z]*$"
"""What Arrow finds fast; the few that it finds are then looked at one by one."""


def is_lossy(word: str) -> bool:
    """Whether a spreadsheet has rounded the id, so that many ids may have become this one.

    >>> is_lossy("1.03006E+13"), is_lossy("1E5"), is_lossy("103006")
    (True, False, False)
    """
    return ("E" in word or "e" in word) and _LOSSY.fullmatch(word) is not None


def lossy_codes(words: Sequence[str]) -> list[int]:
    """The numbers of those words that a spreadsheet has rounded.

    >>> lossy_codes(["103006", "1.03006E+13", "ae12"])
    [1]
    """
    ids = Ids.of(words)
    return [] if ids.are_numbers else _lossy(ids.array).tolist()


def lossy_keys(column: Any) -> Ints:
    """The rows of a column of keys whose key a spreadsheet has rounded."""
    array: Any = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return _lossy(array) if pa.types.is_string(array.type) else np.empty(0, dtype=np.int64)


def _lossy(text: Any) -> Ints:
    found = np.flatnonzero(np.asarray(pc.fill_null(pc.match_substring_regex(text, _MAY_BE_LOSSY), False)))
    return np.array([row for row in found.tolist() if is_lossy(text[row].as_py())], dtype=np.int64)


def id_key(word: str) -> str:
    """What an id written as text and as a number share. Leading zeros are part of an id.

    >>> id_key(" 17.0 ") == id_key("17"), id_key("017") == id_key("17")
    (True, False)
    """
    return re.sub(_DECIMALS, r"\1", clean_label(word))


def id_keys(words: Sequence[str]) -> Ids:
    """:func:`id_key` of each word."""
    ids = Ids.of(words)
    if ids.are_numbers:
        return ids
    if is_plain(ids.array):
        return Ids(narrowest(pc.replace_substring_regex(ids.array, _DECIMALS, r"\1")))
    return Ids(narrowest(pa.array([id_key(word) for word in ids], pa.string())))


def coded(column: Any, nothing: str) -> Words | None:
    """A column's cells as codes into its different ids; None where they need more care than that: blanks stand round
    them, or one is ``nothing``."""
    array: Any = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    if pa.types.is_signed_integer(array.type):
        array = array.cast(pa.int64())
    else:
        text = array.cast(pa.string())
        if not is_plain(text) or pc.any(pc.is_in(text, value_set=pa.array(["", nothing]))).as_py():
            return None
        array = narrowest(text)
    return Words(*encoded(array))


def numbered(column: Words) -> tuple[Ints, Ids]:
    """The number of each row's id, -1 for none, and the ids by number."""
    numbers, ids = encoded(id_keys(column.words).array)
    return np.append(numbers, -1).astype(np.int64)[column.codes], ids


def places_among(column: Words, ids: Sequence[str]) -> Ints:
    """The place of each row's id among ``ids``, which are keys; -1 for one that is not among them.

    Letters of another case are found where that leaves one id only. A number that a spreadsheet has cut short is none.
    """
    keys, known = id_keys(column.words), Ids.of(ids)
    both_numbers = keys.are_numbers and known.are_numbers
    found = places_in(keys.array, known.array) if both_numbers else _places_in_text(keys.text, known.text)
    return np.append(found, -1)[column.codes]


def _places_in_text(keys: Any, known: Any) -> Ints:
    keys = pc.if_else(pc.match_substring_regex(keys, _SPOILT), pa.scalar(None, pa.string()), keys)
    found = places_in(keys, known)
    missed = pc.if_else(pa.array(found < 0), keys, None)
    if pc.any(pc.match_substring_regex(missed, r"\p{L}")).as_py():
        return np.where(found < 0, _whatever_the_case(missed, known), found)
    return found


def _whatever_the_case(keys: Any, known: Any) -> Ints:
    """The place of the only one of the known ids that is the same but for the case of its letters, -1 for none."""
    folded: Any = pc.utf8_lower(known)
    distinct = folded.value_counts()
    alone = distinct.field("values").filter(pc.equal(distinct.field("counts"), pa.scalar(1, pa.int64())))
    lower: Any = pc.utf8_lower(keys)
    lower = pc.if_else(pc.is_in(lower, value_set=alone), lower, None)
    return places_in(lower, folded)
