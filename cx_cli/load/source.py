"""What bytes does a file hold? Opens it, whatever it is packed in, as UTF-8 text in blocks."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePath
from typing import IO, Any

from cx_cli.errors import InputError
from cx_cli.load.digest import Digest
from cx_cli.load.encoding import Guess, first_utf8, zero_bytes
from cx_cli.load.from_excel import is_workbook, sheet_as_text
from cx_cli.load.undecodable import (
    Wanted,
    first_not_utf8,
    first_undecodable,
    line_of_first,
    lines_of,
    mixed,
    not_decoded,
)

BLOCK = 1 << 22
LOOK = 1 << 19
_SLACK = 1 << 16
"""Room in a buffer for what is left of the block before."""
DEFAULT_MAX_SIZE = 4 << 30

_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zst", b"PK\x03\x04": "zip"}
_MAGIC |= {b"PK\x05\x06": "zip", b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls"}
_WIDE = re.compile(r"(?i)utf.?(?:16|32)")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Source:
    """One file. ``shown`` is how the user named it; ``max_size`` bounds what a packed file may grow to."""

    def __init__(
        self,
        path: Path,
        shown: str,
        encoding: str | None = None,
        max_size: int = DEFAULT_MAX_SIZE,
        digest: Digest | None = None,
        sheet: str | None = None,
    ):
        self.path = path
        self.shown = shown
        self.max_size = max_size
        self._said = encoding
        self._sheet = sheet
        self._digest = digest
        self._unused: deque[bytearray] = deque()
        self.guessed: Guess | None = None
        """What the encoding was guessed from, where it was."""
        try:
            with path.open("rb") as file:
                first = file.read(4)
        except OSError as error:
            raise unreadable(shown, error) from error
        self.container = next((name for magic, name in _MAGIC.items() if first.startswith(magic)), None)
        if self.container == "zip" and is_workbook(path):
            self.container = "xlsx"

    @cached_property
    def head(self) -> bytes:
        """The first bytes, unpacked, as they are in the file."""
        with self._guarded(), self._open() as file:
            return _read_fully(file, LOOK)

    @cached_property
    def encoding(self) -> str:
        """The name of the encoding: said, marked by a BOM, seen from zero bytes, UTF-8, else guessed from the words."""
        if self._said:
            return self._known(self._said)
        for mark, name in _MARKS:
            if self.head.startswith(mark):
                return name
        if wide := zero_bytes(self.head[:4096]):
            return wide
        samples = [self.head, *(sample for sample, _ in self.samples())]
        return "utf-8" if all(_is_utf8(sample) for sample in samples) else self._guess(samples)

    def reconsider(self) -> None:
        """A file that looked like UTF-8 and isn't: its encoding is guessed from all of its bytes."""
        with self._guarded(), self._open() as file:
            self.encoding = self._guess(lines_of(file))

    def _guess(self, samples: Iterable[bytes]) -> str:
        guess = Guess()
        for sample in samples:
            guess.add(sample)
        self.guessed = guess
        return guess.encoding

    def line_of_first(self, wanted: Wanted) -> tuple[int, bytes]:
        """The line of the first place that ``wanted`` finds in a stretch of lines, and the bytes from there on."""
        with self._open() as file:
            return line_of_first(file, wanted)

    def _not_decoded(self) -> InputError:
        with self._open() as file:
            line, found = first_undecodable(file, self.encoding)
        return not_decoded(self.shown, self.encoding, line, found)

    def _mixed(self) -> InputError:
        bad = self.line_of_first(first_not_utf8)
        good = self.line_of_first(lambda text: first_utf8(text, self.encoding))
        return mixed(self.shown, self.encoding, bad, good)

    @cached_property
    def _sheet_text(self) -> bytes:
        """A workbook's sheet as CSV."""
        return sheet_as_text(self.path, self.shown, self._sheet, self.max_size, zipped=self.container == "xlsx")

    def is_text(self) -> bool:
        """Whether the first bytes can be the text of a table."""
        text = self.text(self.head).rstrip("\0")  # a disk that was full leaves zeros
        if not text:
            return not self.head
        odd = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\x1a")
        return odd <= len(text) // 100

    def text(self, sample: bytes) -> str:
        """A sample as text; bytes that the encoding does not have become U+FFFD."""
        return sample.decode(self.encoding, errors="replace").removeprefix("\ufeff")

    def _known(self, name: str) -> str:
        """The name of an encoding of text that the user has given."""
        try:
            if not _WIDE.match(name):
                b"a,b".decode(name, errors="replace")
            return codecs.lookup(name).name
        except (LookupError, UnicodeError) as error:
            raise InputError(
                f"{self.shown}: there is no encoding {name!r}", slug="encoding", fix='encoding = "cp1252"'
            ) from error

    def samples(self) -> list[tuple[bytes, int]]:
        """Bytes from the middle and the end of a large plain file, with their offset."""
        size = self.path.stat().st_size
        if self.container is not None or size < 4 * LOOK:
            return []
        with self.path.open("rb") as file:
            found = []
            for offset in (size // 2, size - LOOK // 4):
                file.seek(offset)
                sample = file.read(LOOK // 4)
                start = sample.find(b"\n") + 1
                found.append((sample[start : sample.rfind(b"\n") + 1], offset + start))
            return found

    def blocks(self, size: int = BLOCK) -> Generator[bytes | memoryview, bytes | None, None]:
        """The whole file as UTF-8 without a byte-order mark, in blocks; what is sent stands before the next one."""
        plain = self.encoding == "utf-8" and self.container is None
        with self._guarded(), self._open() as file:
            if plain:
                yield from self._plain_blocks(file, size)
            else:
                yield from self._changed_blocks(file, size)

    def _plain_blocks(self, file: Any, size: int) -> Generator[memoryview, bytes | None, None]:
        marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        file.seek(len(codecs.BOM_UTF8) if marked else 0)
        carried = b""
        while True:
            before = len(carried)
            buffer = memoryview(self._room(before + size))
            buffer[:before] = carried
            if not (n := file.readinto(buffer[before : before + size])):
                return
            carried = (yield buffer[: before + n]) or b""

    def _room(self, size: int) -> bytearray:
        """A buffer of at least so many bytes, one that is not in use any more if there is any."""
        while self._unused:
            if len(buffer := self._unused.pop()) >= size:
                return buffer
        return bytearray(size + _SLACK)

    def reuse(self, block: bytes | memoryview) -> None:
        """Takes back the memory of a block that nobody reads any more."""
        if isinstance(block, memoryview) and isinstance(block.obj, bytearray):
            self._unused.append(block.obj)

    def forget(self) -> None:
        """Lets go of the memory that was taken back."""
        self._unused.clear()

    def _changed_blocks(self, file: Any, size: int) -> Generator[bytes, bytes | None, None]:
        """Blocks that are unpacked or decoded."""
        decoder = None if self.encoding == "utf-8" else codecs.getincrementaldecoder(self.encoding)()
        read, carried = 0, b""
        while block := file.read(size):
            if self.container is not None and read + len(block) > self.max_size:
                raise InputError(
                    f"{self.shown}: the packed file grows past {self.max_size:,} bytes",
                    slug="too-large",
                    fix='[limits] max_size = "16GB"',
                )
            if self.guessed is not None and first_utf8(block, self.encoding) is not None:
                raise self._mixed()
            text = block if decoder is None else decoder.decode(block).encode()
            carried = (yield carried + (text if read else text.removeprefix(codecs.BOM_UTF8))) or b""
            read += len(block)
        if decoder is not None and (rest := decoder.decode(b"", final=True)):
            yield carried + rest.encode()

    @property
    def sha256(self) -> str:
        """The digest of the file's own bytes, packed as they are."""
        self._digest = self._digest or Digest(self.path)
        try:
            return self._digest.hex()
        except OSError as error:
            raise unreadable(self.shown, error) from error

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """The file's bytes, unpacked."""
        with self.path.open("rb") as raw:
            match self.container:
                case None:
                    yield raw
                case "gz":
                    with gzip.GzipFile(fileobj=raw) as file:
                        yield file
                case "bz2":
                    with bz2.BZ2File(raw) as file:
                        yield file
                case "zst":
                    import pyarrow as pa

                    with pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd") as file:
                        yield file
                case "xlsx" | "xls":
                    yield io.BytesIO(self._sheet_text)
                case "zip":
                    with zipfile.ZipFile(raw) as archive, self._member(archive) as file:
                        yield file
                case _:
                    raise InputError(f"{self.shown}: {self.container} is no text", slug="not-text")

    def _member(self, archive: zipfile.ZipFile) -> IO[bytes]:
        members = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
        names = [name for name in members if not name.startswith("__MACOSX/") and PurePath(name).name[:1] != "."]
        if len(names) != 1:
            raise InputError(
                f"{self.shown}: the archive holds {len(names)} files, and one is wanted",
                slug="archive",
                facts=[("files", ", ".join(names[:5]))],
                fix=f"unzip {self.shown}",
            )
        if members[names[0]].flag_bits & 1:
            raise InputError(
                f"{self.shown}: the archive is under a password", slug="archive", fix=f"unzip {self.shown}"
            )
        return archive.open(names[0])

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns what unpacking and decoding can raise into an error that names the file."""
        try:
            yield
        except BrokenPipeError:
            raise
        except UnicodeDecodeError as error:
            raise self._not_decoded() from error
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise unreadable(self.shown, error) from error


def unreadable(shown: str, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"{shown}: the file can't be read: {reason}", slug="unreadable")


def _read_fully(file: Any, size: int) -> bytes:
    parts, n = [], 0
    while n < size and (part := file.read(size - n)):
        parts.append(part)
        n += len(part)
    return b"".join(parts)


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
