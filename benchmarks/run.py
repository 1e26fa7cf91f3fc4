"""How do cx and its peers compare on job J, in wall time, CPU and peak memory, with numbers that agree?

python -m benchmarks.run [--rows 100k,1M] [--format csv,parquet] [--repeat 5] [--peers duckdb,polars,pandas,floor]
                         [--check-only] [--without-cx]

Whole processes, interleaved (A B C, A B C ...), after one round that is not counted. Exit 1 when numbers disagree or
a program fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import measure
from benchmarks.agree import agreement
from benchmarks.job import DATA, FORMATS, HERE, PEERS, Program, data_path, program, rows_of, size_name

COLUMNS = "{:<9}{:>9}{:>9}{:>10}   {:>9}{:>7}{:>7}   {}"


@dataclass
class Figures:
    """All counted runs of one program on one file, and what became of its numbers."""

    program: str
    runs: list[measure.Run] = field(default_factory=list)
    numbers: str = "-"
    wrong: bool = False

    def middle(self, figure: str) -> float:
        return float(median(getattr(run, figure) for run in self.runs))


def make_data(n_rows: int, kind: str) -> Path:
    """The export of that size, written first if it isn't there; in a process of its own, to keep this one small."""
    path = data_path(n_rows, kind)
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "benchmarks.make_export", str(n_rows), str(path)]
        subprocess.run(command, check=True, cwd=HERE.parent)
    return path


def job(programs: list[Program], data: Path, repeat: int) -> list[Figures]:
    """Run job J ``repeat`` times in turns; a program that fails is not run again."""
    figures = [Figures(one.name) for one in programs]
    for turn in range(repeat + 1):
        for one, mine in zip(programs, figures, strict=True):
            if mine.wrong:
                continue
            out, log = _out(one.name, data), _out(one.name, data).with_suffix(".log")
            out.unlink(missing_ok=True)
            run = measure.run(one.command(data, out), log)
            if run.exit_code != 0 or not out.exists():
                mine.numbers, mine.wrong = f"FAILED, exit {run.exit_code}: {log}", True
            elif turn > 0 or repeat == 0:
                mine.runs.append(run)
    return figures


def check(programs: list[Program], data: Path, figures: list[Figures]) -> None:
    """Compare the last outputs with those of the first computing peer; say how many values agree."""
    sound = [mine for one, mine in zip(programs, figures, strict=True) if one.computes and not mine.wrong]
    if not sound:
        return
    first = next((mine for mine in sound if mine.program != "cx"), sound[0])
    first.numbers = "compared with"
    others = [mine for mine in sound if mine is not first]
    for mine in others:
        command = [sys.executable, "-m", "benchmarks.agree"]
        command += [str(_out(first.program, data)), str(_out(mine.program, data))]
        done = subprocess.run(command, check=True, cwd=HERE.parent, capture_output=True, text=True)
        found = json.loads(done.stdout)
        mine.numbers, mine.wrong = agreement(found, first.program)


def table(title: str, figures: list[Figures]) -> str:
    """Medians per program, and the first program's share of each of them."""
    first = figures[0]
    head = ("", "wall s", "CPU s", "peak MB", f"{first.program}/it:", "CPU", "peak", "numbers")
    lines = [title, COLUMNS.format(*head).rstrip()]
    names = ("wall_seconds", "cpu_seconds", "peak_mb")
    for mine in figures:
        cells = ["", "", ""]
        ratios = ["", "", ""]
        if mine.runs:
            cells = [f"{mine.middle('wall_seconds'):.2f}", f"{mine.middle('cpu_seconds'):.2f}"]
            cells.append(f"{mine.middle('peak_mb'):.0f}")
            if first.runs and mine is not first:
                ratios = [f"{first.middle(name) / mine.middle(name):.2f}" for name in names]
        lines.append(COLUMNS.format(mine.program, *cells, *ratios, mine.numbers))
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "system": platform.platform(), "cpus": os.cpu_count()}


def _out(name: str, data: Path) -> Path:
    return DATA / "out" / f"{name}-{data.name}.json"


def _arguments() -> argparse.Namespace:
    def listed(text: str) -> list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]

    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=lambda text: [rows_of(part) for part in listed(text)], default="100k,1M")
    parser.add_argument("--format", type=listed, default="csv", help="csv,parquet")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", type=listed, default=",".join(PEERS))
    parser.add_argument("--check-only", action="store_true", help="one run each, the numbers alone")
    parser.add_argument("--without-cx", action="store_true", help="the peers among themselves")
    given = parser.parse_args()
    for names, known in ((given.peers, PEERS), (given.format, FORMATS)):
        if unknown := set(names) - set(known):
            parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    if given.repeat < 1:
        parser.error("--repeat must be 1 or more")
    return given


def main() -> int:
    given = _arguments()
    (DATA / "out").mkdir(parents=True, exist_ok=True)
    measure.compile_cx()
    programs = [program(name) for name in ([] if given.without_cx else ["cx"]) + given.peers]
    if given.check_only:
        programs = [one for one in programs if one.computes]
    record: list[dict[str, Any]] = []
    wrong = False
    for n_rows in given.rows:
        for kind in given.format:
            data = make_data(n_rows, kind)
            figures = job(programs, data, 0 if given.check_only else given.repeat)
            check(programs, data, figures)
            wrong |= any(mine.wrong for mine in figures)
            megabytes = data.stat().st_size / measure.MEGABYTE
            rounds = "checked once" if given.check_only else f"medians of {given.repeat}"
            title = f"{size_name(n_rows)} rows, {kind}, {megabytes:,.0f} MB, {rounds}"
            if given.check_only:
                print("\n".join([title, *(f"{mine.program:<9}{mine.numbers}" for mine in figures)]), end="\n\n")
            else:
                print(table(title, figures), end="\n\n", flush=True)
                record.append({"rows": n_rows, "format": kind, "programs": [asdict(mine) for mine in figures]})
    if record:
        results = DATA / "results.json"
        results.write_text(json.dumps({"machine": machine(), "job": record}, indent=1) + "\n")
        print(f"every run: {results.relative_to(Path.cwd()) if results.is_relative_to(Path.cwd()) else results}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
