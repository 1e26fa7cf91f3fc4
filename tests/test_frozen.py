"""Is a frozen value what ``@dataclass(frozen=True)`` would have made of it?"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from functools import cached_property
from threading import Barrier
from typing import Any

import pytest

from cx_cli.frozen import frozen


def declared(decorate: Callable[[type], type]) -> Any:
    class Ticket:
        """Has a field of every sort, one of them with the name of something that ``__init__`` might use itself."""

        number: int
        values: tuple[int, ...] = ()
        words: Mapping[str, str] = field(default_factory=dict, hash=False)
        note: str = field(default="", compare=False)

        @cached_property
        def double(self) -> int:
            return 2 * self.number

    return decorate(Ticket)


OURS = declared(frozen)
STANDARD = declared(dataclass(frozen=True))
GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, (2,)), {"note": "a"}),
    ((1, (2,)), {"note": "b"}),
    ((), {"number": 1, "words": {"a": "b"}}),
    ((2,), {"words": {"a": "b"}}),
]


@pytest.mark.parametrize(("args", "given"), GIVEN)
def test_a_frozen_value_holds_and_shows_what_a_standard_one_does(args: Any, given: Any) -> None:
    ours, standard = OURS(*args, **given), STANDARD(*args, **given)
    assert repr(ours) == repr(standard)
    assert vars(ours) == vars(standard)
    assert [one.name for one in fields(ours)] == [one.name for one in fields(standard)]
    assert vars(replace(ours, number=9)) == vars(replace(standard, number=9))
    assert copy.deepcopy(ours) == ours
    assert ours.double == standard.double


def test_frozen_values_are_equal_and_hash_as_standard_ones_do() -> None:
    ours = [OURS(*args, **given) for args, given in GIVEN]
    standard = [STANDARD(*args, **given) for args, given in GIVEN]
    equal = [(a == b, hash(a) == hash(b)) for a in standard for b in standard]
    assert [(a == b, hash(a) == hash(b)) for a in ours for b in ours] == equal
    assert OURS(1) != STANDARD(1)


@pytest.mark.parametrize("given", [{}, {"number": 1, "unknown": 2}])
def test_wrong_arguments_are_refused(given: dict[str, Any]) -> None:
    declared(frozen)  # the first instance of a class and a later one are made in different ways
    for kind in (declared(frozen), OURS):
        with pytest.raises(TypeError):
            kind(**given)


def test_nothing_of_a_frozen_value_is_set_or_deleted() -> None:
    value = OURS(1)
    with pytest.raises(FrozenInstanceError):
        value.number = 2
    with pytest.raises(FrozenInstanceError):
        del value.number
    assert value.number == 1


@pytest.fixture
def threads_that_take_turns_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("threads_that_take_turns_often")
def test_threads_that_make_the_first_values_of_a_class_at_once_all_get_them() -> None:
    for _ in range(50):
        kind, start = declared(frozen), Barrier(4)

        def make(number: int, kind: Any = kind, start: Barrier = start) -> Any:
            start.wait()
            return kind(number)

        with ThreadPoolExecutor(4) as pool:
            assert [value.number for value in pool.map(make, range(4))] == [0, 1, 2, 3]


def test_two_values_never_share_what_a_factory_makes() -> None:
    assert OURS(1).words is not OURS(1).words


def test_a_subclass_takes_over_the_fields_whichever_is_made_first() -> None:
    for first in (0, 1):

        @frozen
        class Base:
            a: int

        @frozen
        class More(Base):
            b: int = 2

        made = [lambda: Base(1), lambda: More(1, 3)]
        made[first]()
        assert (repr(Base(1)).split(".")[-1], repr(More(1)).split(".")[-1]) == ("Base(a=1)", "More(a=1, b=2)")
