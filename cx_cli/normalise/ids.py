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
    """The place of each row's id among ``ids``, which are keys; -1 for one that is not among them."""
    found = pc.index_in(id_keys(column.words), value_set=pa.array(ids, pa.string()))
    table = np.append(np.asarray(found.fill_null(-1)).astype(np.int64), -1)
    return table[column.codes]
