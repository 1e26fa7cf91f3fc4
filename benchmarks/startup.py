"""How long does ``cx --help`` take beside importing typer alone?

python -m benchmarks.startup [REPEAT]
"""

from __future__ import annotations

import sys
from statistics import median

from benchmarks import measure
from benchmarks.job import DATA

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import typer'": ["-c", "import typer"],
    "cx --help": ["-m", "cx_cli", "--help"],
}


def main() -> int:
    repeat = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    DATA.mkdir(exist_ok=True)
    measure.compile_cx()
    log = DATA / "startup.log"
    walls: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(repeat + 1):
        for name, words in COMMANDS.items():
            run = measure.run([sys.executable, *words], log)
            if run.exit_code != 0:
                print(f"{name}: exit {run.exit_code}; see {log}")
                return 1
            if turn > 0:
                walls[name].append(run.wall_seconds)
    middles = {name: median(seconds) for name, seconds in walls.items()}
    for name, seconds in middles.items():
        print(f"{name:<26}{1000 * seconds:>7.0f} ms")
    _, typer, cx = middles.values()
    print(f"{'cx --help / import typer':<26}{cx / typer:>7.2f}   (medians of {repeat}, in turns)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
