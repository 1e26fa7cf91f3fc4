"""How is pyarrow kept from importing pandas, which a report has no use for and which costs a third of a second?"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _Hidden(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ImportError("pandas is looked for too early")


def keep_pandas_out() -> None:
    """Lets pyarrow look for pandas once, and not find it.

    The first scalar or array that pyarrow makes of a Python value imports pandas, only to ask whether the value is
    one of pandas'. ``to_pandas`` imports it all the same when it is called later.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa.scalar(0)
    finally:
        sys.meta_path.remove(hidden)
