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

_DECIMALS = r"^(\d+)\.0+$"
_SPOILT = r"^\d(\.\d+)?[Ee]\+?\d+$"
"""A long number as a spreadsheet shows it (1.03006E+13): its last digits are lost, so it may be several ids."""


_LOSSY = re.compile(r"\s*'?-?\d(?:[.,]\d+)?[eE]\+?\d{2,3}\s*")


def is_lossy(word: str) -> bool:
    """Whether a spreadsheet has rounded the id, so that many ids may have become this one.

    >>> is_lossy("1.03006E+13"), is_lossy("1E5"), is_lossy("103006")
    (True, False, False)
    """
    return ("E" in word or "e" in word) and _LOSSY.fullmatch(word) is not None


def id_key(word: str) -> str:
    """What an id written as text and as a number share. Leading zeros are part of an id.

    >>> id_key(" 17.0 ") == id_key("17"), id_key("017") == id_key("17")
    (True, False)
    """
    return re.sub(_DECIMALS, r"\1", clean_label(word))


def id_keys(words: Sequence[str]) -> Any:
    """:func:`id_key` of each word, as an Arrow array."""
    array = pa.array(words, pa.string())
    if pc.all(pc.match_substring_regex(array, "^[!-~]+$")).as_py() is not False:
        return pc.replace_substring_regex(array, _DECIMALS, r"\1")
    return pa.array([id_key(word) for word in words], pa.string())


def numbered(column: Words) -> tuple[Ints, tuple[str, ...]]:
    """The number of each row's id, -1 for none, and the ids by number, in order of appearance among the words."""
    encoded = id_keys(column.words).dictionary_encode()
    table = np.append(np.asarray(encoded.indices).astype(np.int64), -1)
    return table[column.codes], tuple(encoded.dictionary.to_pylist())


def places_among(column: Words, ids: Sequence[str]) -> Ints:
    """The place of each row's id among ``ids``, which are keys; -1 for one that is not among them.

    Letters of another case are found where that leaves one id only. A number that a spreadsheet has cut short is none.
    """
    known: Any = pa.array(ids, pa.string())
    keys: Any = id_keys(column.words)
    keys = pc.if_else(pc.match_substring_regex(keys, _SPOILT), pa.scalar(None, pa.string()), keys)
    found: Any = pc.index_in(keys, value_set=known).fill_null(-1)
    absent: Any = pc.equal(found, pa.scalar(-1, pa.int32()))
    missed: Any = keys.filter(pc.and_(absent, pc.is_valid(keys)))
    if pc.any(pc.match_substring_regex(missed, r"\p{L}")).as_py():
        found = pc.if_else(absent, _whatever_the_case(keys, known), found)
    table = np.append(np.asarray(found).astype(np.int64), -1)
    return table[column.codes]


def _whatever_the_case(keys: Any, known: Any) -> Any:
    """The place of the only one of the known ids that is the same but for the case of its letters, -1 for none."""
    folded: Any = pc.utf8_lower(known)
    distinct = folded.value_counts()
    alone = distinct.field("values").filter(pc.equal(distinct.field("counts"), pa.scalar(1, pa.int64())))
    lower = pc.utf8_lower(keys)
    unique: Any = pc.is_in(lower, value_set=alone)
    return pc.if_else(unique, pc.index_in(lower, value_set=folded), None).fill_null(-1)
