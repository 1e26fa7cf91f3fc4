"""How are pyarrow and the C library kept from taking more time and memory than a report has use for?"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from typing import Any

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
"""The names of glibc's mallopt(3) for what it may be told."""


class _Hidden(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ImportError("pandas is looked for too early")


def make_malloc_lean() -> None:
    """Lets glibc keep the arrays of a piece for the next one, in one heap; call it before any thread is begun.

    By itself it gives every array of a piece back to the system and asks for it anew, page by page, which costs as much
    as the arithmetic, and keeps a heap per thread, each with its own leftovers. Elsewhere there is nothing to tell.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)
        for name, size in ((_MMAP_THRESHOLD, 1 << 23), (_TRIM_THRESHOLD, 1 << 30), (_TOP_PAD, 1 << 22)):
            mallopt(name, size)


class _Listed:
    """Compute functions of pyarrow, of which only those are listed that its module names while it is imported."""

    def __init__(self, registry: Any):
        self.registry = registry
        self.get_function = registry.get_function

    def list_functions(self) -> list[str]:
        return ["utf8_zero_fill"]


def make_compute_lean() -> None:
    """Lets ``pyarrow.compute`` make a function when it is first asked for; call it before anything imports the module.

    By itself it makes all three hundred, each with a page of documentation, which takes as long as reading 50,000
    rows. A pyarrow that is built in another way makes them all.
    """
    if "pyarrow.compute" in sys.modules:
        return
    compiled: Any = import_module("pyarrow._compute")
    every = getattr(compiled, "function_registry", None)
    if every is None:
        return
    registry = _Listed(every())
    compiled.function_registry = lambda: registry
    try:
        pc: Any = import_module("pyarrow.compute")
        wrap = pc._wrap_function
    except (AttributeError, KeyError):
        sys.modules.pop("pyarrow.compute", None)
        return
    finally:
        compiled.function_registry = every

    def make(name: str) -> Any:
        try:
            found = registry.get_function({"and_": "and", "or_": "or"}.get(name, name))
        except KeyError:
            raise AttributeError(f"module 'pyarrow.compute' has no attribute {name!r}") from None
        made = pc.__dict__[name] = wrap(name, found)
        return made

    pc.__getattr__ = make


def make_pyarrow_lean() -> None:
    """Gives memory back to the system, and lets pyarrow look for pandas once, and not find it.

    The first scalar or array that pyarrow makes of a Python value imports pandas, a third of a second, only to ask
    whether the value is one of pandas'. ``to_pandas`` imports it all the same when it is called later.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if "pandas" in sys.modules:
        return
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa.scalar(0)
    finally:
        sys.meta_path.remove(hidden)


def release_memory() -> None:
    """Gives back what reading has left over, before the values are sorted."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
