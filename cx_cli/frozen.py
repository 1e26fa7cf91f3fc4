"""How is a frozen value declared without paying at every start for what ``@dataclass(frozen=True)`` compiles?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A frozen dataclass: ``fields``, ``replace`` and ``asdict`` take it, and it compares and hashes by its fields.

    The standard one compiles six methods when the class is made, near a millisecond, and a report makes more than a
    hundred classes. Here all classes share theirs, and ``__init__`` is compiled with the first instance.

    >>> @frozen
    ... class Span:
    ...     start: int
    ...     end: int = 9
    >>> Span(1), Span(1) == Span(1, 9), len({Span(1), Span(1, 9), Span(2)})
    (Span(start=1, end=9), True, 2)
    >>> Span(1).end = 5
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot assign to field 'end'
    """
    made = dataclass(init=False, repr=False, eq=False)(cls)
    shared = {
        "__init__": _first_init(made),
        "__repr__": _repr,
        "__eq__": _eq,
        "__hash__": _hash,
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    for name, method in shared.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made


def _first_init(cls: Any) -> Callable[..., None]:
    """Compiles the ``__init__`` of the class, and calls it; two threads may do so at once."""

    def compile_first(self: Any, *args: Any, **given: Any) -> None:
        compiled = cls.__init__ = _compiled_init(cls)
        compiled(self, *args, **given)

    return compile_first


def _compiled_init(cls: Any) -> Callable[..., None]:
    parameters, lines = ["self"], ["_into = self.__dict__"]
    known: dict[str, Any] = {}
    for one in fields(cls):
        parameter, value = one.name, one.name
        if one.default is not MISSING:
            known[f"default_{one.name}"] = one.default
            parameter += f"=default_{one.name}"
        elif one.default_factory is not MISSING:
            known |= {f"make_{one.name}": one.default_factory, "MISSING": MISSING}
            parameter, value = f"{one.name}=MISSING", f"make_{one.name}() if {one.name} is MISSING else {one.name}"
        parameters.append(parameter)
        lines.append(f"_into[{one.name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "".join(f"    {line}\n" for line in lines)
    exec(f"def __init__({', '.join(parameters)}):\n{body}", known)  # of field names alone, as dataclasses does it
    compiled: Callable[..., None] = known["__init__"]
    compiled.__qualname__ = f"{cls.__qualname__}.__init__"
    return compiled


@cache
def _compared(cls: Any) -> Any:
    return _getter(tuple(one.name for one in fields(cls) if one.compare))


@cache
def _hashed(cls: Any) -> Any:
    return _getter(tuple(one.name for one in fields(cls) if (one.compare if one.hash is None else one.hash)))


def _getter(names: tuple[str, ...]) -> Any:
    return attrgetter(*names) if names else lambda _: ()


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    cls: Any = type(self)
    values_of = _compared(cls)
    return values_of(self) == values_of(other)


def _hash(self: Any) -> int:
    cls: Any = self.__class__
    return hash(_hashed(cls)(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
