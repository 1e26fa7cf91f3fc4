"""How long does cx take for all ten tables of a whole helpdesk, and are its numbers right?

python -m benchmarks.helpdesk [--tickets 1M] [--repeat 3]

``cx`` computes every KPI by month and channel; DuckDB a few of them, from four of the tables, to check the numbers and
to have something to measure by. Whole processes in turns, after one round that is not counted. Exit 1 when numbers
disagree.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks import measure
from benchmarks.agree import agreement
from benchmarks.job import DATA, HERE, rows_of, size_name
from benchmarks.run import Figures, table


def make_data(n_tickets: int) -> Path:
    """The helpdesk's folder, written first if it isn't there."""
    folder = DATA / f"helpdesk-{size_name(n_tickets)}"
    if not (folder / "tickets.csv").exists():
        command = [sys.executable, "-m", "benchmarks.make_helpdesk", str(n_tickets), str(folder)]
        subprocess.run(command, check=True, cwd=HERE.parent)
    return folder


def commands(folder: Path) -> dict[str, list[str]]:
    """The programs, without the path of their output at the end."""
    cx = [sys.executable, "-m", "cx_cli", "report", str(folder), "--by", "period,channel", "--format", "json", "-o"]
    return {"cx": cx, "duckdb": [sys.executable, str(HERE / "peers" / "helpdesk_in_duckdb.py"), str(folder)]}


def job(folder: Path, repeat: int) -> list[Figures]:
    found = {name: Figures(name) for name in commands(folder)}
    for turn in range(repeat + 1):
        for name, command in commands(folder).items():
            out = DATA / "out" / f"{name}-{folder.name}.json"
            run = measure.run([*command, str(out)], out.with_suffix(".log"))
            if run.exit_code != 0:
                found[name].numbers = f"FAILED, exit {run.exit_code}: {out.with_suffix('.log')}"
                found[name].wrong = True
            elif turn > 0:
                found[name].runs.append(run)
    return list(found.values())


def check(folder: Path, figures: list[Figures]) -> None:
    """Compares every value that DuckDB has with that of cx; what only cx has is not compared."""
    if any(mine.wrong for mine in figures):
        return
    command = [sys.executable, "-m", "benchmarks.agree", "--common"]
    command += [str(DATA / "out" / f"{mine.program}-{folder.name}.json") for mine in reversed(figures)]
    done = subprocess.run(command, check=True, cwd=HERE.parent, capture_output=True, text=True)
    found = json.loads(done.stdout)
    ours, theirs = figures
    theirs.numbers = "a few of the KPIs, from four of the tables"
    ours.numbers, ours.wrong = agreement(found, theirs.program)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.helpdesk", description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=rows_of, default="1M")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    (DATA / "out").mkdir(parents=True, exist_ok=True)
    measure.compile_cx()
    folder = make_data(given.tickets)
    figures = job(folder, max(given.repeat, 1))
    check(folder, figures)
    megabytes = sum(path.stat().st_size for path in folder.glob("*.csv")) / measure.MEGABYTE
    title = f"helpdesk of {size_name(given.tickets)} tickets, 10 tables, {megabytes:,.0f} MB, medians of {given.repeat}"
    print(table(title, figures))
    return 1 if any(mine.wrong for mine in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
