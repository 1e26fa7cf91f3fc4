"""What do cx, pandas, DuckDB and Polars make of hostile files, each with its defaults?

python -m benchmarks.hostile

Every file of ``tests/hostile`` has one right answer. *right* is that answer: the cells as numbers and instants, or a
refusal where the file deserves one. *refused* is an error where the file can be read. *as text* is the right number of
cells left as text, for somebody else to understand. *wrong* is another answer, without a word. A peer is asked for no
accounts, issues or labels, only for the cells that the case names.
"""

from __future__ import annotations

import contextlib
import io
import math
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.hostile.case import Case
from tests.hostile.corpus import corpus
from tests.hostile.reading import answer, wrong

Columns = Mapping[str, Sequence[Any]]
OUTCOMES = ("right", "refused", "as text", "wrong")


def in_pandas(path: Path) -> Columns:
    import pandas as pd

    return {str(name): column.tolist() for name, column in pd.read_csv(path).items()}


def in_duckdb(path: Path) -> Columns:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute("select * from read_csv(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def in_polars(path: Path) -> Columns:
    import polars as pl

    return pl.read_csv(path).to_dict(as_series=False)


PEERS: Mapping[str, Callable[[Path], Columns]] = {"pandas": in_pandas, "DuckDB": in_duckdb, "Polars": in_polars}


def of_cx(case: Case, folder: Path) -> str:
    found = answer(case, folder)
    if wrong(case, found) is None:
        return "right"
    return "refused" if found.error is not None and case.refused is None else "wrong"


def of_peer(case: Case, folder: Path, read: Callable[[Path], Columns]) -> str:
    path = folder / case.file
    path.write_bytes(case.data)
    try:
        columns = read(path)
    except Exception:  # each library has errors of its own, and any of them is a refusal
        return "right" if case.refused else "refused"
    finally:
        path.unlink()
    if case.refused:
        return "wrong"
    outcomes = {_outcome(case, columns, name, cells) for name, cells in (case.cells or {}).items()}
    if not outcomes:
        rows = len(next(iter(columns.values()), ()))
        return "right" if case.account and rows == case.account[1] else "wrong"
    return next(outcome for outcome in ("wrong", "as text", "right") if outcome in outcomes)


def _outcome(case: Case, columns: Columns, name: str, expected: Sequence[object]) -> str:
    """One column of a peer: its values, or text that a reader could make them of."""
    found = columns.get(case.headers.get(name, name))
    if found is None or len(found) != len(expected):
        return "wrong"
    if all(_same(mine, other) for mine, other in zip(expected, found, strict=True)):
        return "right"
    values = any(isinstance(mine, float | datetime) for mine in expected)
    text = all(other is None or isinstance(other, str) or other != other for other in found)
    return "as text" if values and text else "wrong"


def _same(expected: object, found: Any) -> bool:
    if expected is None:
        return found is None or found != found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, datetime):
        if not isinstance(found, date):
            return False
        when = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)) == expected
    if isinstance(expected, float):
        return isinstance(found, int | float) and math.isclose(expected, found, rel_tol=1e-12)
    return isinstance(found, str | int | float) and str(expected) == str(found)


def main() -> int:
    warnings.simplefilter("ignore")
    scores: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in ("cx", *PEERS)}
    groups = Counter(case.group for case in corpus())
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        for case in corpus():
            scores["cx"][case.group, of_cx(case, Path(folder))] += 1
            for name, read in PEERS.items():
                scores[name][case.group, of_peer(case, Path(folder), read)] += 1
    print(f"{sum(groups.values())} hostile files, each program with its defaults\n")
    print(f"{'':<12}{'files':>6}  " + "".join(f"{name + ' right':>15}" for name in scores))
    for group, n in groups.items():
        print(f"{group:<12}{n:>6}  " + "".join(f"{scores[name][group, 'right']:>15}" for name in scores))
    print()
    print(f"{'all':<12}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES))
    for name, found in scores.items():
        totals = [sum(n for (_, which), n in found.items() if which == outcome) for outcome in OUTCOMES]
        print(f"{name:<12}" + "".join(f"{n:>10}" for n in totals))
    return 0 if sum(n for (_, which), n in scores["cx"].items() if which != "right") == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
