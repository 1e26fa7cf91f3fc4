"""What does a file in another dialect cost? Job J on a clean export, and on the same one as an Italian Excel saves it.

python -m benchmarks.dialects [ROWS] [--repeat 5]

Semicolons, cp1252, CRLF, decimal commas, dd/mm/yyyy: the same rows, the same answers. Exit 1 when the answers differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import measure
from benchmarks.job import DATA, HERE, program, rows_of, size_name
from benchmarks.run import make_data

LIMIT = 2.0
"""The dialect may take so many times the time of the clean file."""


def dialect_path(n_rows: int) -> Path:
    return DATA / f"tickets-{size_name(n_rows)}-excel-it.csv"


def write_dialect(clean: Path, out: Path) -> None:
    """The rows of a clean export in the dialect of an Italian Excel."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pacsv

    partial = out.with_name(out.name + ".partial")
    with partial.open("wb") as file:
        reader = pacsv.open_csv(clean, pacsv.ReadOptions(block_size=1 << 24))
        for number, batch in enumerate(reader):
            cells: list[Any] = []
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                if pa.types.is_timestamp(column.type):
                    text = pc.strftime(column, "%d/%m/%Y %H:%M:%S")
                elif name in ("satisfaction_score", "nps", "ces", "handle_seconds"):
                    text = pc.binary_join_element_wise(column.cast(pa.string()), "0", ",")
                else:
                    text = column.cast(pa.string())
                cells.append(pc.replace_substring(text, "Dima", "Dimà") if name == "assignee" else text)
            end = pa.scalar("\r\n")
            last = pc.binary_join_element_wise(cells[-1], end, "", null_handling="replace", null_replacement="")
            lines = pc.binary_join_element_wise(*cells[:-1], last, ";", null_handling="replace", null_replacement="")
            if number == 0:
                file.write((";".join(batch.schema.names) + "\r\n").encode())
            file.write("".join(lines.to_pylist()).encode("cp1252"))
    partial.rename(out)


def answers(path: Path) -> dict[str, float | None]:
    """The values of a report by metric, statistic and slice; the agents of the two files are spelt differently."""
    report = json.loads(path.read_text())
    found = {}
    for one in report["values"]:
        slice_of = {name: word and word.replace("Dimà", "Dima") for name, word in one["slice"].items()}
        found[json.dumps([one["metric"], one["statistic"], slice_of], sort_keys=True)] = one["value"]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dialects", description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=rows_of, nargs="?", default="1M")
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    clean, other = make_data(given.rows, "csv"), dialect_path(given.rows)
    if not other.exists():
        code = f"from benchmarks.dialects import *; write_dialect(Path({str(clean)!r}), Path({str(other)!r}))"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE.parent)
    outs = {data: DATA / "out" / f"cx-{data.name}.json" for data in (clean, other)}
    outs[clean].parent.mkdir(exist_ok=True)
    runs: dict[Path, list[measure.Run]] = {clean: [], other: []}
    for turn in range(given.repeat + 1):
        for data, out in outs.items():
            run = measure.run(program("cx").command(data, out), out.with_suffix(".log"))
            if run.exit_code != 0:
                print(f"cx failed on {data.name}, exit {run.exit_code}: {out.with_suffix('.log')}")
                return 1
            runs[data] += [run] if turn else []
    print(f"{size_name(given.rows)} rows, clean and as an Italian Excel saves them, medians of {given.repeat}")
    print(f"{'':<10}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}")
    middle = {
        data: [median(getattr(run, name) for run in some) for name in ("wall_seconds", "cpu_seconds", "peak_mb")]
        for data, some in runs.items()
    }
    for name, data in (("clean", clean), ("Excel", other)):
        print(f"{name:<10}{middle[data][0]:>9.2f}{middle[data][1]:>9.2f}{middle[data][2]:>10.0f}")
    ratios = [theirs / mine for mine, theirs in zip(middle[clean], middle[other], strict=True)]
    print(f"{'times':<10}{ratios[0]:>9.2f}{ratios[1]:>9.2f}{ratios[2]:>10.2f}   (limit {LIMIT:g} in wall time)")
    first, second = answers(outs[clean]), answers(outs[other])
    n_wrong = sum(first.get(key) != second.get(key) for key in first.keys() | second.keys())
    print(f"answers   {len(first):,}, of which {n_wrong:,} differ")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
