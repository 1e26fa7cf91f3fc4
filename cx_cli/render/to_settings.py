"""Which cx.toml says what was decided on these files, so that it can be decided otherwise?"""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from cx_cli.language import ENGLISH, Language
from cx_cli.normalise.profile import Origin
from cx_cli.normalise.tables import TABLES
from cx_cli.render.safe import harmless
from cx_cli.render.written import written
from cx_cli.results.inspection import ColumnSeen, FileSeen, Inspection

_SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blanks": " "}
_USUAL = ("utf-8", "comma", "line 1")
_NOTED = 46
_INTRODUCTION = (
    "# How cx reads these files, as it sees them; cx inspect FILE shows why. A line that is commented out is",
    "# what holds anyway: take away the # and change it to decide otherwise.",
    "",
)
_END = (
    "",
    "[limits]",
    '# max_rejected = "1%"   # more rejected rows than that, and more than 10, and there is no report',
    "",
    "[scales]",
    '# csat = "1..5"         # else the scale that the scores fit',
)


def whole(
    inspection: Inspection, timezone: str | None, relative: Callable[[str], str], language: Language = ENGLISH
) -> str:
    """A whole cx.toml. ``relative`` makes of a file's path one that is relative to where the text will stand."""
    return "\n".join(commented(line, language) for line in _whole(inspection, timezone, relative)) + "\n"


def commented(line: str, language: Language) -> str:
    """A line of settings whose comment is in the language; keys and values are the same in all."""
    said, mark, comment = line.rpartition("  # ")
    if mark:
        return said + mark + written(comment, language)
    return f"# {language.retell(line[2:], 'inspection')}" if line.startswith("# ") else line


def _whole(inspection: Inspection, timezone: str | None, relative: Callable[[str], str]) -> Iterator[str]:
    files = [seen for seen in inspection.files if seen.n_headers]
    yield from _INTRODUCTION
    off = timezone is None
    yield _line("timezone", _text(timezone or "UTC"), "of the report, and of times that name none", off=off)
    yield _line("period", '"month"', "day, week, month, quarter or year", off=True)
    yield from ("", "[data]", "# What cx report reads when no FILE is named.")
    known = [seen for seen in files if seen.table is not None and seen.path != "-"]
    tables = list(dict.fromkeys(seen.table.value for seen in known if seen.table))
    for table in dict.fromkeys(table for seen in known for table in _tables(seen)):
        paths = [_text(relative(seen.path)) for seen in known if table in _tables(seen)]
        yield f"{table} = [{', '.join(paths)}]"
    names = Counter(PurePath(seen.path).name for seen in files)
    for seen in files:
        alone = names[PurePath(seen.path).name] == 1
        yield from ("", *file_lines(seen, None if alone else glob.escape(seen.path)))
    for table in tables:
        yield from ("", *column_lines([seen for seen in known if seen.table and seen.table.value == table], table))
    for seen in files:
        if seen.table is None:
            yield from (
                "",
                f"# {harmless(seen.path)}",
                *(f"# {line}".replace("# # ", "# ") for line in unknown_lines(seen)),
            )
    if values := list(value_lines(files)):
        yield from ("", *values)
    yield from _END


def file_lines(seen: FileSeen, pattern: str | None = None) -> list[str]:
    """``[files."PATTERN"]``: what was decided stands, what was not, or is the default, is commented out."""
    lines = [f"[files.{_text(pattern or glob.escape(PurePath(seen.path).name))}]"]
    if seen.table is None:
        lines.append(_line("table", '"tickets"', f"no table fits; there are {', '.join(TABLES)}", off=True))
    else:
        several = len(seen.tables) > 1  # one that is said would be the only one
        why = f"and {', '.join(seen.tables[1:])}: the file feeds several" if several else seen.table.why
        lines.append(_line("table", _text(seen.table.value), why, off=several))
        note = f"{seen.profile.title}; {seen.profile.sure}" if seen.profile else ""
        lines.append(_line("profile", _text(seen.profile.name if seen.profile else "generic"), note, off=several))
    if seen.sheet is not None:
        lines.append(_line("sheet", _text(seen.sheet.value), seen.sheet.why))
    if seen.encoding is not None:
        off = seen.encoding.value in _USUAL
        lines.append(_line("encoding", _text(seen.encoding.value), seen.encoding.why, off=off))
    if seen.delimiter is not None:
        sign = _SIGNS.get(seen.delimiter.value, seen.delimiter.value.strip("'"))
        lines.append(_line("delimiter", _text(sign), seen.delimiter.why, off=seen.delimiter.value in _USUAL))
    if seen.header is not None and seen.header.value.startswith("line "):
        number = seen.header.value.removeprefix("line ")
        off = seen.header.value in _USUAL or ";" in seen.header.why  # one that is said would be the only one
        lines.append(_line("header_line", number, seen.header.why, off=off))
    lines += [_order(seen), _decimal(seen)]
    if seen.timezone is not None:
        stated = seen.timezone.why != "nothing states one"
        note = seen.timezone.why if stated else "of times that name none; nothing states one, so UTC"
        lines.append(_line("timezone", _text(seen.timezone.value), note, off=not stated))
    return lines


def column_lines(files: Sequence[FileSeen], table: str) -> Iterator[str]:
    """``[columns.TABLE]``: which header is which column, commented out, because that is how it is seen anyway."""
    yield f"[columns.{table}]"
    seen: set[str] = set()
    for one in (column for file in files for column in file.columns if column.role == "column"):
        line = _line(one.name, _origin(one), _note(one), off=True)
        if line not in seen:
            yield line
        seen.add(line)
    further = list(dict.fromkeys(one.name for file in files for one in file.columns if one.role == "further"))
    if further:
        yield f"# under their own names, for --by and --where: {harmless(', '.join(further))}"


def unknown_lines(seen: FileSeen) -> Iterator[str]:
    """``[columns.tickets]`` for a file that no table fits: what is needed, and the headers there are."""
    yield "[columns.tickets]"
    yield from (_line(name, '"THE HEADER"', "needed", off=True) for name in TABLES["tickets"].required)
    yield "# the headers of the file:"
    for one in seen.columns:
        yield f"#   {_text(one.headers[0])}   {harmless(', '.join(one.examples))}".rstrip()


def value_lines(files: Sequence[FileSeen]) -> Iterator[str]:
    """``[values.TABLE.COLUMN]`` for the columns with words that mean nothing to a KPI."""
    told: dict[str, list[str]] = {}
    for file in files:
        for one in file.columns:
            if file.table and one.kind == "text" and one.bad and (one.why or "").startswith("not understood"):
                told.setdefault(f"[values.{file.table.value}.{one.name}]", []).append(harmless(one.why or ""))
    for head, words in told.items():
        yield head
        yield from (f"# {line}" for line in dict.fromkeys(words))
        if head.endswith("status]"):
            yield '# "Awaiting User Info" = "pending"'


def _tables(seen: FileSeen) -> tuple[str, ...]:
    """Every table that the file is read for."""
    return seen.tables or ((seen.table.value,) if seen.table else ())


def _order(seen: FileSeen) -> str:
    orders = dict.fromkeys(one.date_order for one in seen.columns if one.date_order)
    undecided = next((one for one in seen.columns if one.role == "column" and one.format is None), None)
    if seen.date_order is not None:
        return _line("date_order", _text(seen.date_order.value), seen.date_order.why)
    if undecided is not None:
        return _line("date_order", '"dmy"', f"can't be seen: {' '.join((undecided.why or '').split())}", off=True)
    if len(orders) == 1:
        why = next((one.why for one in seen.columns if one.date_order and one.why), "")
        return _line("date_order", _text(str(next(iter(orders)))), why or "")
    return _line("date_order", '"dmy"', "decided column by column" if orders else "no date leaves it open", off=True)


def _decimal(seen: FileSeen) -> str:
    if seen.decimal is not None:
        return _line("decimal", _text(seen.decimal.value), seen.decimal.why)
    commas = [one.name for one in seen.columns if one.decimal == ","]
    note = f"decided column by column; a comma in {', '.join(commas)}" if commas else "decided column by column"
    return _line("decimal", '","', note, off=True)


def _origin(one: ColumnSeen) -> str:
    origin = one.origin or Origin()
    if origin.value is not None:
        return f"{{ value = {_text(origin.value)} }}"
    if origin.formula is not None:
        return f"{{ formula = {_text(origin.formula)} }}"
    headers = _text(origin.headers[0]) if len(origin.headers) == 1 else f"[{', '.join(map(_text, origin.headers))}]"
    return f"{{ column = {headers}, unit = {_text(origin.unit)} }}" if origin.unit else headers


def _note(one: ColumnSeen) -> str:
    told = [one.format or "undecided", *(["says the opposite"] if one.inverted else [])]
    if one.bad and one.cells:
        told.append(f"{one.bad:,} of {one.cells:,} cells not understood")
    return "; ".join(told)


def _line(key: str, value: str, note: str, *, off: bool = False) -> str:
    said = f"{'# ' if off else ''}{key} = {value}"
    return f"{said:<{_NOTED}}  # {harmless(note)}" if note else said


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=any(not char.isprintable() for char in text))
