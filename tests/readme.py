"""Does the README show what the program prints? Tells where it doesn't; with ``--write`` puts the real thing there.

    python -m tests.readme [--write]

In a ```console block each line after ``$`` is run for real, in a folder that holds nothing but sample_data, and what it
prints is put below. A ```toml block that begins with ``# cx.toml`` is that file for the next console block. What stands
between ``<!-- kpis -->`` and ``<!-- /kpis -->`` is made from the catalogue, docs/report.svg from a report in colour.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "report.svg"
PICTURED = "cx report sample_data/*.csv --statistic median"
COLUMNS, PICTURE_COLUMNS = 100, 121
MEND = "run: make readme"

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS_MARK = "# cx.toml\n"
KPIS = re.compile(r"(?<=<!-- kpis -->\n).*?(?=<!-- /kpis -->)", re.DOTALL)

_RED_GREEN = {1: (242, 132, 125), 2: (126, 205, 139)}
THEME = TerminalTheme(
    background=(24, 28, 36),
    foreground=(214, 219, 229),
    normal=[_RED_GREEN.get(number, (214, 219, 229)) for number in range(8)],
)
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" xml:space="preserve">
<style>
.{unique_id}-matrix, .{unique_id}-title {{
font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
font-size: {char_height}px;
line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own template without the font it would fetch from elsewhere."""


def renewed(readme: str) -> str:
    """The README with every output as it is today."""
    settings = ""

    def block(found: re.Match[str]) -> str:
        nonlocal settings
        language, content = found.groups()
        if language == "toml" and content.startswith(SETTINGS_MARK):
            settings = content
        if language != "console":
            return found[0]
        with _workspace(settings) as folder:
            settings = ""
            shown = "".join(f"$ {command}\n{_printed(command, folder)}" for command in commands(content))
        return f"```console\n{shown}```"

    return FENCED.sub(block, KPIS.sub(lambda _: _kpis(), readme))


def commands(block: str) -> list[str]:
    """The commands of a console block; a backslash at a line's end carries on."""
    return [found[1] for found in re.finditer(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)]


def picture() -> str:
    """The report as SVG, the same bytes for the same report."""
    with _workspace() as folder:
        coloured = _printed(PICTURED, folder, FORCE_COLOR="1", COLUMNS=str(PICTURE_COLUMNS))
    console = Console(record=True, file=io.StringIO(), width=PICTURE_COLUMNS, color_system="truecolor", highlight=False)
    console.print(Text.from_ansi(coloured.rstrip("\n")), soft_wrap=True)
    svg = console.export_svg(title=f"$ {PICTURED}", theme=THEME, code_format=SVG, unique_id="cx")
    svg = re.sub(r"<text [^>]*>\n</text>", "\n", svg)  # Rich ends each line with a text that holds nothing else
    return "".join(f"{line.strip()}\n" for line in svg.splitlines() if line.strip())


def seen(svg: str) -> list[tuple[str | None, str]]:
    """Style and words of each text: what a reader sees, whichever way this Rich lays it out."""
    styles = dict(re.findall(r"^\.([\w-]+) \{ (.*) \}$", svg, re.MULTILINE))
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [(styles.get(text.get("class", "")), "".join(text.itertext())) for text in texts]


def drift() -> list[str]:
    """Which of the two are not what the program prints."""
    readme = README.read_text(encoding="utf-8")
    stale = ["README.md"] if renewed(readme) != readme else []
    if not PICTURE.exists() or seen(PICTURE.read_text(encoding="utf-8")) != seen(picture()):
        stale.append(PICTURE.relative_to(ROOT).as_posix())
    return stale


@contextmanager
def _workspace(settings: str = "") -> Iterator[Path]:
    """A folder as a reader of the README would be in: sample_data, and cx.toml where it was shown."""
    with tempfile.TemporaryDirectory(prefix="cx-readme-") as name:
        folder = Path(name)
        (folder / "sample_data").symlink_to(ROOT / "sample_data", target_is_directory=True)
        if settings:
            (folder / "cx.toml").write_text(settings, encoding="utf-8")
        yield folder


def _printed(command: str, folder: Path, **variables: str) -> str:
    """What a command prints, warnings included, no blanks at the ends of lines. It must succeed, in a pipe too."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TMPDIR")}
    env = kept | {"HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": str(COLUMNS)} | variables
    failed = folder / "failed"
    script = f'cx() {{ "$0" -m cx_cli "$@" || echo "$?" > failed; }}\n{command}'
    ran = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if ran.returncode or failed.exists() or not ran.stdout:
        raise RuntimeError(f"{command}: failed, or printed nothing\n{ran.stdout}")
    return "".join(f"{line.rstrip()}\n" for line in ran.stdout.splitlines())


def _kpis() -> str:
    """The names of the catalogue, by family."""
    with _workspace() as folder:
        told = json.loads(_printed("cx metrics --format json", folder))
    rows = ["| family | KPIs |", "|---|---|"]
    for family, metrics in groupby(told["metrics"], key=lambda metric: metric["family"]):
        names = ", ".join(f"`{metric['name']}`" for metric in metrics)
        rows.append(f"| {family} | {names} |")
    return "".join(f"{row}\n" for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.readme", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the real output and picture in place")
    if not parser.parse_args().write:
        stale = drift()
        print("\n".join(f"{name} is not what the program prints; {MEND}" for name in stale) or "nothing has drifted")
        return 1 if stale else 0
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
