"""Which text do the bytes of a file hold, whatever they are packed in and encoded as?"""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from cx_cli.errors import InputError
from cx_cli.load.source import LOOK, Source

TEXT = "id,name\n1,Zoë\n2,naïve ☕\n" * 50


def packed(data: bytes, how: str) -> bytes:
    match how:
        case "gz":
            return gzip.compress(data)
        case "bz2":
            return bz2.compress(data)
        case "zst":
            return bytes(pa.compress(data, codec="zstd", asbytes=True))
        case "zip":
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("folder/", "")
                archive.writestr("folder/tickets.csv", data)
            return out.getvalue()
    return data


def source(folder: Path, data: bytes, encoding: str | None = None, **more: int) -> Source:
    path = folder / "file.csv"
    path.write_bytes(data)
    return Source(path, "file.csv", encoding, **more)


def whole(found: Source, size: int = 1 << 20) -> str:
    return b"".join(found.blocks(size)).decode()


@pytest.mark.parametrize("how", ["plain", "gz", "bz2", "zst", "zip"])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_packed_files_hold_the_text_and_the_digest_is_of_the_file_itself(tmp_path: Path, how: str, size: int) -> None:
    data = packed(TEXT.encode(), how)
    found = source(tmp_path, data)
    assert found.head.decode() == TEXT
    assert whole(found, size) == TEXT
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("how", ["plain", "gz", "zst", "zip"])
def test_the_digest_needs_no_reading_before(tmp_path: Path, how: str) -> None:
    data = packed(TEXT.encode(), how)
    assert source(tmp_path, data).sha256 == hashlib.sha256(data).hexdigest()


def test_the_digest_of_a_gz_file_with_rubbish_behind_is_of_all_its_bytes(tmp_path: Path) -> None:
    data = gzip.compress(TEXT.encode()) + b"\0" * 100
    found = source(tmp_path, data)
    assert whole(found) == TEXT
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.replace(" ☕", " “x” €").encode("cp1252"), "cp1252"),
    ],
)
@pytest.mark.parametrize("size", [5, 1 << 20])
def test_the_encoding_is_seen_and_the_mark_is_no_text(tmp_path: Path, data: bytes, encoding: str, size: int) -> None:
    found = source(tmp_path, data)
    assert found.encoding == encoding
    expected = TEXT.replace(" ☕", " “x” €") if encoding == "cp1252" else TEXT
    assert whole(found, size) == expected
    assert found.text(found.head) == expected


def test_what_is_said_of_the_encoding_wins(tmp_path: Path) -> None:
    assert whole(source(tmp_path, "Ș".encode("cp1250", "replace") + b"\xaa", "iso8859-2")) == "?Ş"


def test_utf_8_cut_inside_a_character_at_the_end_of_the_look_is_still_utf_8(tmp_path: Path) -> None:
    data = b"a" * (LOOK - 1) + "é\n".encode()
    assert source(tmp_path, data).encoding == "utf-8"


def test_a_later_part_of_a_large_file_tells_the_encoding_too(tmp_path: Path) -> None:
    data = b"id,name\n" * (LOOK // 2) + b"1,caf\xe9\n"
    assert source(tmp_path, data).encoding == "cp1252"


def test_of_two_marks_the_look_and_the_reading_drop_the_same(tmp_path: Path) -> None:
    found = source(tmp_path, codecs.BOM_UTF8 * 2 + TEXT.encode())
    assert found.text(found.head).encode() == whole(found).encode(), "the look and the reading must agree on offsets"


@pytest.mark.parametrize("how", ["gz", "bz2", "zst", "zip"])
def test_a_packed_file_cut_short_is_an_input_error(tmp_path: Path, how: str) -> None:
    noise = hashlib.sha256(b"x").digest() * 2000
    data = packed(bytes(byte ^ (place * 7919 >> 5) & 0xFF for place, byte in enumerate(noise)), how)
    found = source(tmp_path, data[: len(data) // 2], "latin-1")
    with pytest.raises(InputError) as refused:
        whole(found)
    assert refused.value.slug == "unreadable"


def test_a_packed_file_that_grows_past_the_limit_is_refused(tmp_path: Path) -> None:
    found = source(tmp_path, gzip.compress(b"0" * 1_000_000), max_size=100_000)
    with pytest.raises(InputError, match="grows past 100,000 bytes") as refused:
        whole(found, 10_000)
    assert refused.value.slug == "too-large"


def test_an_archive_of_two_files_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "id\n")
        archive.writestr("b.csv", "id\n")
    with pytest.raises(InputError, match="holds 2 files") as refused:
        _ = source(tmp_path, out.getvalue()).head
    assert refused.value.slug == "archive"


def test_a_damaged_workbook_is_an_input_error(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    for data in (out.getvalue(), out.getvalue()[:80] + bytes(40), b"\xd0\xcf\x11\xe0" + bytes(600)):
        with pytest.raises(InputError) as refused:
            _ = source(tmp_path, data).head
        assert refused.value.slug == "unreadable"


def test_an_unknown_encoding_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no encoding 'klingon'"):
        source(tmp_path, b"id\n", "klingon").text(b"id\n")


def test_bytes_that_are_not_the_said_encoding_are_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        whole(source(tmp_path, b"id\n\xff\xfe\n", "ascii"))
    assert refused.value.slug == "encoding"


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\0" * 500, b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 400])
def test_binary_is_no_text(tmp_path: Path, data: bytes) -> None:
    assert not source(tmp_path, data).is_text()


def test_text_with_tabs_and_form_feeds_is_text(tmp_path: Path) -> None:
    assert source(tmp_path, b"id\tname\n1\ta\n\x0c\x1a").is_text()


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        Source(tmp_path / "nowhere.csv", "nowhere.csv")
    assert (refused.value.exit_code, refused.value.slug) == (3, "unreadable")


@pytest.mark.parametrize("name", ["idna", "punycode", "base64", "rot13", "undefined"])
def test_an_encoding_that_is_none_of_text_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name) as refused:
        whole(source(tmp_path, TEXT.encode(), name))
    assert (refused.value.slug, refused.value.exit_code) == ("encoding", 3)
