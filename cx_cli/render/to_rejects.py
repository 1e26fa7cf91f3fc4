"""How do the rows that were set aside read as a table?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cx_cli.normalise.aside import Aside
from cx_cli.render.safe import harmless
from cx_cli.render.to_csv import cell

FIELDS = ("file", "line", "column", "value", "reason", "table")


def parts(rejects: Iterable[tuple[str, Aside]]) -> Iterator[bytes]:
    """One line for each rejected row, with the path of its file: CSV in UTF-8, a line at a time.

    A value that is a number stays one, its sign included; other text that a spreadsheet would run is guarded.
    """
    yield (",".join(FIELDS) + "\n").encode()
    for path, one in rejects:
        value = harmless(one.value)
        shown = value if re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]+)?", value) else cell(one.value)
        texts = (cell(path), str(one.line), cell(one.column or ""), shown, one.reason, one.table)
        yield (",".join(texts) + "\n").encode("utf-8", "replace")
