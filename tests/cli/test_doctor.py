"""Does a diagnosis say what is there, what is broken and how to mend it, and nothing of anybody's data?"""

from __future__ import annotations

import importlib.metadata
import json
import tomllib
import zoneinfo
from pathlib import Path
from typing import Any

import pytest

from cx_cli.commands import run_doctor, sample_run, surroundings
from cx_cli.errors import BUG, UsageError
from tests.cli.program import ROOT, cx

SECRET = "the-key-of-the-house-0123456789"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_doctor, "user_file", lambda: tmp_path / "none.toml")
    monkeypatch.setattr(sample_run, "figures_of_sample", lambda: ({"csat": 79.5}, {"csat": 79.5}))
    return tmp_path


def diagnosed(capfdbinary: pytest.CaptureFixture[bytes], **params: Any) -> tuple[int, dict[str, Any]]:
    code = run_doctor.run_doctor({"format": "json", **params})
    return code, json.loads(capfdbinary.readouterr().out)


def finding(told: dict[str, Any], name: str) -> dict[str, Any]:
    (one,) = (one for one in told["findings"] if one["name"] == name)
    return dict(one)


def test_a_healthy_machine_is_told_so_in_full(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(f'pseudonym_key = "{SECRET}"\nlocale = "it"\n', encoding="utf-8")
    done = cx(tmp_path, "doctor", variables={"CX_PSEUDONYM_KEY": SECRET, "CX_PERIODE": SECRET, "CX_TOKEN": SECRET})
    assert done.code == 0, done.out
    assert done.out.splitlines()[-1] == "Nessun guasto."
    assert "non è un'impostazione di cx; forse CX_PERIOD?" in done.out
    assert "cx.toml" in done.out
    assert SECRET not in done.out
    figures = json.loads((ROOT / "sample_data" / "truth.json").read_text(encoding="utf-8"))["all"]
    for name in sample_run.CHECKED:
        assert f"{figures[name]['value']:.9g}, come deve essere" in done.out


def test_a_machine_reads_the_same_facts(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, told = diagnosed(capfdbinary)
    assert (code, told["schema"], told["healthy"]) == (0, "cx.doctor/1", True)
    assert finding(told, "numpy")["value"] == importlib.metadata.version("numpy")
    assert finding(told, "csat")["value"] == "79.5, as it should be"
    assert finding(told, "cx.toml")["state"] == "ok"


def test_every_library_that_the_package_needs_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [*project["dependencies"], "duckdb>=1; extra == 'bench'", 'babel>=2 ; extra == "names"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needs)
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1")
    names = [one.name for one in surroundings.libraries() if one.section == "libraries"]
    assert names == [need.split(">")[0].split("<")[0] for need in project["dependencies"]]
    assert [one.name for one in surroundings.libraries() if one.section == "extras"] == ["babel"]


def test_what_is_missing_is_said_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = ["no-such-library>=1", "no-such-extra>=1; extra == 'names'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needs)
    broken, optional = surroundings.libraries()
    assert (broken.state, broken.try_) == ("broken", "pip install no-such-library")
    assert (optional.state, optional.try_) == ("note", "pip install 'cx-cli[names]'")


def test_broken_settings_are_told_without_their_values_and_exit_as_usage(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (here / "cx.toml").write_text('perid = "week"\n', encoding="utf-8")
    code, told = diagnosed(capfdbinary)
    assert (code, told["healthy"]) == (UsageError.exit_code, False)
    assert "did you mean 'period'" in finding(told, "settings")["value"]
    (here / "cx.toml").write_text("pseudonym_key = 12345678\n", encoding="utf-8")
    assert "12345678" not in json.dumps(diagnosed(capfdbinary))


@pytest.mark.parametrize("figures", [({"csat": 79.5}, {"csat": 79.4}), ImportError("libarrow.so: no such file")])
def test_a_run_that_fails_or_gives_other_figures_is_a_broken_installation(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, figures: Any
) -> None:
    def run() -> Any:
        if isinstance(figures, Exception):
            raise figures
        return figures

    monkeypatch.setattr(sample_run, "figures_of_sample", run)
    code, told = diagnosed(capfdbinary)
    assert (code, told["healthy"]) == (BUG, False)
    assert told["findings"][-1]["state"] == "broken"
    assert told["findings"][-1]["value"] in ("79.5, and should be 79.4", "ImportError: libarrow.so: no such file")


def test_a_machine_without_time_zones_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")

    monkeypatch.setattr(zoneinfo, "ZoneInfo", none)
    (zones,) = surroundings.time_zones()
    assert (zones.state, zones.try_) == ("broken", "pip install tzdata")


def test_a_slip_in_a_variables_name_is_told_on_stderr_and_not_to_the_quiet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ticket_id,created_at\n1,2026-03-01\n", encoding="utf-8")
    variables = {"CX_PERIODE": "day", "CX_TOKEN": SECRET}
    done = cx(tmp_path, "report", "a.csv", "--format", "csv", variables=variables)
    assert done.code == 0
    assert "CX_PERIODE is no setting of cx; did you mean CX_PERIOD?\nCX_TOKEN is no setting of cx\n" in done.err
    assert SECRET not in done.err
    assert cx(tmp_path, "report", "a.csv", "-q", variables=variables).err == ""
