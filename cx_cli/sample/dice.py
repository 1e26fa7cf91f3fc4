"""How is chance drawn, so that every Python draws the same?

Only ``Random.random()`` keeps its sequence from one Python to the next; all else is built on it here. Weights are
whole numbers, because the sum of floats is not the same in every Python.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        return self.unit() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` where the range is empty."""
        return low + int(self.unit() * max(high - low + 1, 1))

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.unit() * len(things))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """A key of ``weights``, as often as its weight says; the order of the keys matters."""
        left = int(self.unit() * sum(weights.values()))
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        raise ValueError("weights without a positive number")

    def normal(self) -> float:
        """Mean 0, deviation 1, by Box and Muller."""
        return math.sqrt(-2.0 * math.log(1.0 - self.unit())) * math.cos(2.0 * math.pi * self.unit())

    def lognormal(self, median: float, spread: float) -> int:
        """Whole seconds, at least 1."""
        return max(1, round(median * math.exp(spread * self.normal())))

    def exponential(self, mean: float) -> int:
        return round(-mean * math.log(1.0 - self.unit()))
