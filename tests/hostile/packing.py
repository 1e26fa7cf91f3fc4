"""Hostile containers: packed files under any name, damaged, cut short, and those that grow past the limit."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Iterator

import pyarrow as pa

from tests.hostile.case import Case
from tests.hostile.encodings import ASCII, ITALIAN, text

NAMES = {"gz": "gz", "bz2": "bz2", "zst": "zst", "zip": "zip", "plain": "csv"}
PACKED = ("gz", "bz2", "zst", "zip")
LONG = text(tuple(f"Agent {i * 7919 % 1009}" for i in range(20)))


def pack(data: bytes, how: str) -> bytes:
    match how:
        case "gz":
            return gzip.compress(data, mtime=0)
        case "bz2":
            return bz2.compress(data)
        case "zst":
            return bytes(pa.compress(data, codec="zstd", asbytes=True))
        case "zip":
            return archive({"tickets.csv": data})
    return data


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return out.getvalue()


def cases() -> Iterator[Case]:
    yield from _whole()
    yield from _damaged()
    yield from _bombs()
    yield from _archives()


def _whole() -> Iterator[Case]:
    cells = {"agent": list(ASCII)}
    for how, ending in NAMES.items():
        data = pack(text(ASCII).encode(), how)
        for name in (f"tickets.csv.{ending}", "tickets.csv", "tickets.gz", "tickets.zip", "tickets", "tickets.dat"):
            yield Case("packing", f"{how} in {name}", data, cells, file=name)
    for how in PACKED:
        data = pack(text(ITALIAN, ";").encode("utf-16"), how)
        yield Case("packing", f"utf-16 in {how}", data, {"agent": list(ITALIAN)})
    data = pack(text(ASCII[:2]).encode(), "gz") + pack(text(ASCII).encode().splitlines(keepends=True)[3], "gz")
    yield Case("packing", "gz of two members", data, {"agent": list(ASCII[:3])})
    data = pack(text(ASCII[:2]).encode(), "bz2") + pack(text(ASCII).encode().splitlines(keepends=True)[3], "bz2")
    yield Case("packing", "bz2 of two streams", data, {"agent": list(ASCII[:3])})
    data = pack(text(ASCII[:2]).encode(), "zst") + pack(text(ASCII).encode().splitlines(keepends=True)[3], "zst")
    yield Case("packing", "zst of two frames", data, {"agent": list(ASCII[:3])})
    yield Case("packing", "gz with zeros behind", pack(text(ASCII).encode(), "gz") + bytes(64), cells)


def _damaged() -> Iterator[Case]:
    for how in PACKED:
        whole = pack(LONG.encode(), how)
        for share in (0.3, 0.6, 0.9):
            cut = whole[: int(len(whole) * share)]
            yield Case("packing", f"{how} cut at {share:.0%}", cut, refused="unreadable")
        yield Case("packing", f"{how} without its last byte", whole[:-1], refused="unreadable")
        for place in (0.4, 0.7):
            at = int(len(whole) * place)
            spoilt = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
            yield Case("packing", f"{how} with a wrong byte at {place:.0%}", spoilt, refused="unreadable")
    gz = pack(LONG.encode(), "gz")
    yield Case("packing", "gz with a wrong checksum", gz[:-8] + b"\0\0\0\0" + gz[-4:], refused="unreadable")
    yield Case("packing", "gz with a wrong length", gz[:-4] + b"\0\0\0\0", refused="unreadable")
    bz = bz2.compress(LONG.encode())
    yield Case("packing", "bz2 with a wrong checksum", bz[:10] + bytes([bz[10] ^ 1]) + bz[11:], refused="unreadable")
    yield Case("packing", "gz with rubbish behind", gz + b"rubbish behind", refused="unreadable")
    crc = pack(LONG.encode(), "zip")
    at = crc.index(b"PK\x01\x02") + 16
    yield Case("packing", "zip with a wrong checksum", crc[:at] + b"\1\2\3\4" + crc[at + 4 :], refused="unreadable")
    yield Case("packing", "gz of nothing", pack(b"", "gz"), refused="empty")
    yield Case("packing", "zip of nothing", archive({}), refused="archive")
    yield Case("packing", "nothing at all", b"", refused="empty")


def _bombs() -> Iterator[Case]:
    small = {"max_size": 100_000}
    rows = text(ASCII).encode() + b"9,2026-01-05T10:00:00,Bo\n" * 20_000
    cell = text(ASCII).encode() + b"9,2026-01-05T10:00:00," + b"x" * 2_000_000 + b"\n"
    for how in PACKED:
        for name, data in (("of rows", rows), ("of one cell", cell), ("of zeros", bytes(2_000_000))):
            slug = "not-text" if name == "of zeros" else "too-large"
            yield Case("packing", f"{how} bomb {name}", pack(data, how), refused=slug, settings=small)
        gz_in_gz = pack(pack(LONG.encode(), "gz"), how)
        yield Case("packing", f"gz in {how}", gz_in_gz, refused="not-text")
    enough = {"max_size": len(LONG)}
    yield Case(
        "packing", "just within the limit", pack(LONG.encode(), "gz"), account=(20, 20, 0, 0, 0), settings=enough
    )
    short = {"max_size": len(LONG) - 1}
    yield Case("packing", "a byte past the limit", pack(LONG.encode(), "gz"), refused="too-large", settings=short)
    yield Case("packing", "not packed, so no bomb", LONG.encode(), account=(20, 20, 0, 0, 0), settings=short)


def _archives() -> Iterator[Case]:
    data = text(ASCII).encode()
    two = archive({"a.csv": data, "b.csv": data})
    yield Case("packing", "zip of two", two, refused="archive", says=("a.csv", "b.csv"))
    mac = archive({"tickets.csv": data, "__MACOSX/._tickets.csv": b"\0\5\x16\7", ".DS_Store": b"\0\1"})
    yield Case("packing", "zip from a Mac", mac, {"agent": list(ASCII)})
    yield Case("packing", "zip with a folder", archive({"out/": b"", "out/t.csv": data}), {"agent": list(ASCII)})
    locked = bytearray(archive({"tickets.csv": data}))
    for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(sign) + place] |= 1
    yield Case("packing", "zip under a password", bytes(locked), refused="archive", says=("password",))
    for name, begin in (
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("7z", b"7z\xbc\xaf'\x1c\0\4"),
        ("sqlite", b"SQLite format 3\0"),
        ("rar", b"Rar!\x1a\x07\x01\0"),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("xz", b"\xfd7zXZ\0"),
    ):
        slug = "unreadable" if name == "xls" else "not-text"
        yield Case("packing", f"{name} called csv", begin + bytes(range(256)) * 4, refused=slug)
