"""Do pieces of a table, put end to end, keep what each cell says?"""

from __future__ import annotations

import numpy as np
import pytest

from cx_cli.normalise.rows import Rows, Words, end_to_end


@pytest.mark.parametrize("words", [("a", "b", "c"), ("a", "b", "a"), ("b", "b", "b")])
def test_a_word_that_stands_twice_in_a_part_is_one_word_and_no_cell_changes(words: tuple[str, ...]) -> None:
    first = Rows(4, {"name": Words(np.array([2, 0, -1, 1], dtype=np.int32), words)})
    other = Rows(2, {"name": Words(np.array([1, 0], dtype=np.int32), ("d", "a"))})
    whole = end_to_end([first, Rows(1, {}), other]).columns["name"]
    assert isinstance(whole, Words)
    assert whole.cells() == [words[2], words[0], None, words[1], None, "a", "d"]
    assert len(set(whole.words)) == len(whole.words)
