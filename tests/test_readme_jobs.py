"""Do the jobs that the README shows run, as far as a machine without their services can run them?

A job's own lines are taken out of its YAML and given to the shell that the service would use. ``pip install`` is left
out; ``cx`` is this program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from junitparser import JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.cli.program import ROOT, SAMPLE, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
RULES = next(text for language, text in FENCES if language == "toml" and "[checks.rules]" in text)
JOBS = {text.split("\n")[0].strip("# "): yaml.safe_load(text) for language, text in FENCES if language == "yaml"}
CRONTAB = next(text for language, text in FENCES if language == "crontab")


@pytest.fixture
def helpdesk(tmp_path: Path) -> Path:
    """A folder with exports, rules and the program ``cx``."""
    folder = tmp_path / "home" / "helpdesk"
    (folder / "exports").mkdir(parents=True)
    for name in ("tickets.csv", "surveys.csv"):
        shutil.copy(SAMPLE / name, folder / "exports")
    (folder / "cx.toml").write_text(RULES, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "cx"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cx_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def shell(line: str, folder: Path, *shell: str, as_of: str = "2026-07-01") -> subprocess.CompletedProcess[str]:
    """Runs a line as the exports of that day would be checked that day; CX_AS_OF stands for the clock. Two KPIs do."""
    home = folder.parent
    env = environment(
        home,
        CX_AS_OF=as_of,
        CX_TIMEZONE="UTC",
        CX_METRIC="tickets_created,csat",
        GITHUB_STEP_SUMMARY=str(home / "summary"),
    )
    env |= {"PATH": f"{home.parent / 'bin'}{os.pathsep}{os.defpath}", "HOME": str(home)}
    return subprocess.run([*shell, line], cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=120)


def cron_lines() -> Iterator[str]:
    """The commands, as cron takes them: after five fields of time, up to an unescaped percent sign."""
    for line in CRONTAB.splitlines():
        fields = line.split(None, 5)
        assert all(re.fullmatch(r"[\d*,/-]+", field) for field in fields[:5])
        yield re.split(r"(?<!\\)%", fields[5])[0]


def test_the_github_job_annotates_writes_its_files_and_its_summary(helpdesk: Path) -> None:
    job = JOBS[".github/workflows/kpis.yml"]["jobs"]["check"]
    steps = [step for step in job["steps"] if "run" in step and not step["run"].startswith("pip install")]
    check, summary = steps
    assert check["run"].startswith("cx check ")
    done = shell(check["run"], helpdesk, "bash", "-e", "-c", as_of="2026-08-01")  # a month without a new export
    assert done.returncode == 1, done.stderr
    assert "::error title=tickets.newest_age <= 36h::fail: 32d 0h, limit <= 36h" in done.stdout.splitlines()
    assert summary["if"] == "always()"
    assert shell(summary["run"], helpdesk, "bash", "-e", "-c").returncode == 0
    assert "tickets.newest\\_age" in (helpdesk.parent / "summary").read_text(encoding="utf-8")
    (upload,) = (step for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact"))
    assert JUnitXml.fromfile(str(helpdesk / upload["with"]["path"])).failures >= 1


def test_the_gitlab_job_passes_on_a_good_day_and_its_reports_are_there(helpdesk: Path) -> None:
    job = JOBS[".gitlab-ci.yml"]["kpis"]
    lines = [line for line in job["script"] if not line.startswith("pip install")]
    done = shell("\n".join(lines), helpdesk, "sh", "-e", "-c")
    assert done.returncode == 0, done.stdout
    reports = job["artifacts"]["reports"]
    assert JUnitXml.fromfile(str(helpdesk / reports["junit"])).failures == 0
    text = (helpdesk / reports["metrics"]).read_text(encoding="utf-8")
    assert "cx_check_value" in {family.name for family in text_string_to_metric_families(text)}


def test_the_cron_lines_write_a_week_and_are_silent_until_a_rule_fails(helpdesk: Path) -> None:
    report, check = cron_lines()
    assert shell(report, helpdesk, "/bin/sh", "-c").stderr == ""
    week = (helpdesk / "week.txt").read_text(encoding="utf-8")
    assert week.startswith("By day")
    assert "2026-06-28" in week  # the last day of the week before 1 July
    assert (helpdesk / "history.db").exists()
    quiet = shell(check, helpdesk, "/bin/sh", "-c")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    loud = shell(check, helpdesk, "/bin/sh", "-c", as_of="2026-08-01")
    assert "cx check: FAILED" in loud.stdout
