"""Does the wheel hold what the program needs, and does it run alone?"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from cx_cli.metrics.definitions.preset import preset_names

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ZENDESK = "Summation column,Id,Created at,Solved at,Status,Via\n1,7,2026-03-02 09:00,2026-03-02 12:00,Solved,Mail\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the repo stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "cx_cli", source / "cx_cli", ignore=shutil.ignore_patterns("__pycache__"))
    (source / "docs").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "docs/cx.1"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(folder / "dist"), str(source), cwd=folder)
    (built,) = (folder / "dist").iterdir()
    return built


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cx_cli").rglob("*") if path.is_file()}
    page = {name for name in held if name.endswith(".data/data/share/man/man1/cx.1")}
    assert len(page) == 1
    assert held - page == {name for name in files if "__pycache__" not in name}
    data = {Path(name).name for name in held - page if not name.endswith(".py")}
    assert {"aliases.toml", "zendesk.toml", "freshdesk.toml", "servicenow.toml", "pwc_calls.toml"} <= data
    assert {f"cx_cli/metrics/definitions/{name}.toml" for name in preset_names()} <= held


def test_installed_alone_it_runs_far_from_the_repo(wheel: Path, tmp_path: Path) -> None:
    """One test, for the environment takes its time: every command, and an export that needs a profile's data file.

    What the wheel says that it needs is linked from here rather than unpacked anew, with what that needs in turn and
    nothing else; ``pip check`` sees whether it is enough.
    """
    binaries = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = str(binaries / "python")
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv"), cwd=tmp_path)
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-compile", "--no-deps", "--no-index", str(wheel), cwd=tmp_path)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    link(needed(requirements_of(wheel)), Path(run(python, "-c", where, cwd=tmp_path).strip()))
    installed = {package["name"].lower() for package in json.loads(run(*pip, "list", "--format", "json", cwd=tmp_path))}
    assert "cx-cli" in installed
    assert installed.isdisjoint({"build", "duckdb", "hatchling", "hypothesis", "mypy", "polars", "pytest", "ruff"})
    run(*pip, "check", cwd=tmp_path)

    away = tmp_path / "away"
    away.mkdir()
    (away / "export.csv").write_text(ZENDESK, encoding="utf-8")
    cx = str(binaries / "cx")
    assert run(cx, "--version", cwd=away) == f"cx {PROJECT['version']}\n"
    assert "demo" in run(cx, "--help", cwd=away).partition("Commands:")[2]
    assert "\n  csat " in run(cx, "metrics", cwd=away)
    assert "\nCustomer satisfaction " in run(cx, "demo", cwd=away)
    words = ("--timezone", "UTC", "--definitions", "zendesk", "--format", "json")
    told = json.loads(run(cx, "report", "export.csv", *words, cwd=away))
    assert told["settings"]["definitions"] == "zendesk"
    assert [(entry["profile"], entry["loaded"]) for entry in told["inputs"]] == [("zendesk", 1)]
    health = json.loads(run(cx, "doctor", "--format", "json", cwd=away))
    assert health["healthy"]
    looked_for = {one["name"] for one in health["findings"] if one["section"] == "libraries"}
    assert looked_for == {re.split("[<>=]", need)[0] for need in PROJECT["dependencies"]}
    assert (binaries.parent / "share" / "man" / "man1" / "cx.1").is_file()
    assert list(away.iterdir()) == [away / "export.csv"]


def requirements_of(wheel: Path) -> list[str]:
    """What the wheel itself says that it needs."""
    with ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(packed.read(name)).get_all("Requires-Dist", [])


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """The packages of this environment that these requirements ask for, and those that they ask for in turn."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        asked = waiting.pop()
        if asked.name not in found and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
            found[asked.name] = distribution(asked.name)
            waiting += map(Requirement, found[asked.name].requires or ())
    return found


def link(packages: Mapping[str, Distribution], folder: Path) -> None:
    """Makes the files of these packages, and of no other, stand in the folder."""
    for package in packages.values():
        for name in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            if not (folder / name).exists():
                (folder / name).symlink_to(str(package.locate_file(name)))


def run(*command: str, cwd: Path) -> str:
    """What a command prints; if it fails, all that it said. It sees no module path of this environment."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "FORCE_COLOR", "COLUMNS")
    env = {name: value for name, value in os.environ.items() if name not in hidden} | {"PYTHONUTF8": "1"}
    ran = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout
