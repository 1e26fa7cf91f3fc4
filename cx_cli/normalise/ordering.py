"""In which order do rows stand by several columns? Sorted as one number where the columns fit into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cx_cli.normalise.rows import Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray


def order_of(*keys: NDArray[np.generic]) -> Ints:
    """The order of rows by these columns, the last of which weighs most, as :func:`numpy.lexsort` has it: rows that are
    alike in all of them stay as they stand. Whole numbers of one ticket and instant take a fifth of its time.

    >>> order_of(np.array([2, 1, 1]), np.array([5, 5, 4])).tolist()
    [2, 1, 0]
    """
    packed = _packed(keys)
    return np.lexsort(keys) if packed is None else packed.argsort(kind="stable")


def _packed(keys: tuple[NDArray[np.generic], ...]) -> Ints | None:
    """One number per row that grows as the columns say; None where they are no whole numbers, or too wide."""
    packed = np.zeros(len(keys[-1]), dtype=np.int64)
    if not len(packed):
        return packed
    room = 63
    for key in keys:  # the least weighty first, behind which the others have their place
        low, high = key.min(), key.max()
        if low == high:
            continue
        width = (int(high) - int(low)).bit_length() if np.issubdtype(key.dtype, np.integer) else room + 1
        if width > room:
            return None
        part = np.subtract(key, low, dtype=np.int64)
        part <<= 63 - room
        packed += part
        room -= width
    return packed
