"""Is the order of rows by several columns the one that numpy's own sorting by columns gives?"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.normalise.ordering import order_of
from cx_cli.normalise.rows import NEVER

small = st.integers(-3, 3)
wide = st.sampled_from([NEVER, 0, 1, 1 << 40, (1 << 63) - 1, -(1 << 40)])
rows = st.lists(st.tuples(small, small | wide, st.sampled_from([0.0, 0.5, -1.0]), small), max_size=12)


@given(rows, st.booleans(), st.booleans())
def test_rows_stand_as_lexsort_has_them(cells: list[tuple[int, int, float, int]], all_alike: bool, whole: bool) -> None:
    first, second, third, fourth = (np.array([row[place] for row in cells]) for place in range(4))
    third = np.zeros(len(cells)) if all_alike else third.astype(np.int64) if whole else third
    keys = (first.astype(np.int64), second.astype(np.int64), third, fourth.astype(np.int64))
    for some in (keys, keys[::-1], keys[:1], keys[2:], (keys[0], keys[3])):
        assert order_of(*some).tolist() == np.lexsort(some).tolist()
