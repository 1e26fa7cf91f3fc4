"""How is pyarrow kept from taking more time and memory than a report has use for?"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _Hidden(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ImportError("pandas is looked for too early")


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
