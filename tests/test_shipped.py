"""Does the copy of a shipped file never say anything else than the file?"""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

import cx_cli
from cx_cli.shipped import shipped

FILES = sorted(Path(cx_cli.__file__).parent.rglob("*.toml"))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "words.toml"
    path.write_text('a = "è"\n[b]\nc = [1, 2.5, true]\n', encoding="utf-8")
    return path


def copies(file: Path) -> list[Path]:
    return list((file.parent / "__pycache__").glob("*"))


def test_a_second_reading_takes_the_copy_and_says_the_same(file: Path) -> None:
    first = shipped(file)
    (copy,) = copies(file)
    assert first == tomllib.loads(file.read_text(encoding="utf-8")) == shipped(file)
    copy.write_bytes(copy.read_bytes().replace(b"2.5", b"7.5"))
    assert shipped(file)["b"]["c"] == [1, 7.5, True]  # so it was the copy that was read


def test_a_file_that_has_changed_is_read_anew(file: Path) -> None:
    shipped(file)
    file.write_text('a = "x"\n', encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert shipped(file) == {"a": "x"} == shipped(file)


@pytest.mark.parametrize("spoilt", [b"", b"[]", b"{}", b"[[1, 2], {}", b"\xff\xfe", b'[1, "x"]', b"null"])
def test_a_spoilt_copy_is_not_believed(file: Path, spoilt: bytes) -> None:
    whole = shipped(file)
    copies(file)[0].write_bytes(spoilt)
    assert shipped(file) == whole


def test_where_nothing_may_be_written_nothing_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shipped(file)["a"] == "è"
    assert not copies(file)


def test_a_folder_that_can_not_be_written_to_only_costs_time(file: Path) -> None:
    (file.parent / "__pycache__").write_text("in the way")
    assert shipped(file)["a"] == "è"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_is_what_a_copy_can_hold(path: Path) -> None:
    assert shipped(path) == tomllib.loads(path.read_text(encoding="utf-8"))
