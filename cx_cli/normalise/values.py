"""Which numbers, and which yes or no, do the cells of a column mean?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.frozen import frozen
from cx_cli.normalise.labels import clean_label
from cx_cli.normalise.rows import Bools, Floats
from cx_cli.normalise.shapes import Alike, shapes, text_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "#n/a", "nil", "(null)", "\\n", "\\N"})
"""Folded cells that mean no value in every column (``\\N`` is how databases write it)."""

_YES = "true,t,yes,y,on,1,1.0,sì,sí,si,s,vero,da,adevărat,adevarat,met,fulfilled,within sla,sla met"
_NO = "false,f,no,n,off,0,0.0,falso,nu,fals,missed,violated,breached,not met,sla violated,sla missed,sla breached"
TRUE_WORDS, FALSE_WORDS = frozenset(_YES.split(",")), frozenset(_NO.split(","))

_MISSING_BYTES = frozenset(word.encode() for word in MISSING)
_MONEY = rb"(?:\$|\xe2\x82\xac|\xc2\xa3|us\$|eur|usd|gbp|ron|lei|chf)"
_EITHER_WAY = r"^[^0-9.,]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"
_EXACT_DIGITS = 15  # as many decimal digits as any float64 holds


@frozen
class NumberFormat:
    """The decimal mark of a column; the other one of point and comma, blanks and apostrophes group thousands."""

    decimal: str = "."
    guessed: bool = False
    """Nothing in the column settles it, and some cells can be read in both ways: 1.234."""

    @property
    def grouping(self) -> str:
        return "," if self.decimal == "." else "."


def _number_pattern(decimal: str) -> re.Pattern[bytes]:
    grouping = rb"," if decimal == "." else rb"\."
    return re.compile(
        rb" *+'? *+(?P<debit>\( *)?"
        rb"(?:(?P<sign>[-+]|\xe2\x88\x92) *(?:" + _MONEY + rb" *)?|(?:" + _MONEY + rb" *(?P<minus>-)?)?)"
        rb"(?P<whole>0{1,3}(?:(?P<mark>" + grouping + rb"|'|\xe2\x80\x99| {1,3})000)(?:(?P=mark)000)*|0+)?"
        rb"(?:" + re.escape(decimal.encode()) + rb"(?P<part>0*))?"
        rb"(?P<power>e[+-]?0{1,3})?(?P<behind>-)? *(?:" + _MONEY + rb"|%)? *(?(debit)\) *)"
    )


_NUMBER = {decimal: _number_pattern(decimal) for decimal in ".,"}
_MARKED = re.compile(
    rb" *+'? *+\(?[-+]? *(?:" + _MONEY + rb" *)?-?(?P<body>0*(?P<first>[.,])[0.,]*0)-? *(?:" + _MONEY + rb"|%)?\)? *"
)


def decide_decimal(cells: Sequence[str] | Any, default: str = ".") -> NumberFormat:
    """The decimal mark that most of the cells show; the default where no cell shows one.

    ``1.234,5`` and ``2,5`` show a comma, ``1,234,567`` and ``0.125`` a point; ``1,234`` alone shows nothing.

    >>> decide_decimal(["1.234,5", "7"]).decimal
    ','
    >>> decide_decimal(["1,234"]).decimal
    '.'
    """
    column = text_array(cells if isinstance(cells, pa.Array | pa.ChunkedArray) else pa.array(cells, pa.string()))
    if not pc.any(pc.match_substring_regex(column, "[.,]")).as_py():
        return NumberFormat(default)
    votes: Counter[str] = Counter()
    doubtful = False
    for alike in shapes(column):
        if found := _MARKED.fullmatch(alike.text):
            mark, n_votes = _vote(found["body"], alike, found.start("body"))
            votes[mark] += n_votes
            doubtful |= not n_votes
    if votes[","] == votes["."]:
        return NumberFormat(default, guessed=doubtful)
    return NumberFormat("," if votes[","] > votes["."] else ".")


def doubtful_numbers(column: Any) -> tuple[int, int]:
    """How many cells can be read with either decimal mark, and the row of the first (-1 where there is none)."""
    found = pc.fill_null(pc.match_substring_regex(text_array(column), _EITHER_WAY), False)
    rows = np.flatnonzero(np.asarray(found))
    return len(rows), int(rows[0]) if len(rows) else -1


def _vote(body: bytes, alike: Alike, start: int) -> tuple[str, int]:
    """Which decimal mark the cells of a shape show, and how many of them."""
    last = max(body.rfind(b"."), body.rfind(b","))
    mark = chr(body[last])
    other = "," if mark == "." else "."
    n_cells = len(alike.rows)
    if other.encode() in body:
        return mark, n_cells
    if body.count(mark.encode()) > 1:
        groups = body.split(mark.encode())
        grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        return other, n_cells if grouped else 0
    if len(body) - last - 1 != 3 or not 1 <= last <= 3:
        return mark, n_cells
    leading = alike.number((start, start + 1))
    return mark, int((leading == 0).sum())  # 0,125 can't be a thousand and a quarter


def parse_numbers(column: Any, fmt: NumberFormat) -> tuple[Floats, Bools]:
    """The column as numbers, NaN where missing or bad, and which cells are bad.

    A sign of money, a percent sign (``87%`` is 87), thousands in groups of three and powers of ten are read.
    """
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _finite(column.cast(pa.float64()))
    array = text_array(column)
    if fmt.decimal == ".":
        try:
            return _finite(array.cast(pa.float64()))
        except pa.ArrowInvalid:
            pass  # some cell is more than plain digits
    values = np.full(len(array), np.nan)
    bad = np.zeros(len(array), dtype=np.bool_)
    for alike in shapes(array):
        found = _NUMBER[fmt.decimal].fullmatch(alike.text)
        if found is None or not (found["whole"] or found["part"]):
            bad[alike.rows] = alike.text.strip() not in _MISSING_BYTES
            continue
        n_digits = (found["whole"] or b"").count(b"0") + len(found["part"] or b"")
        if n_digits > _EXACT_DIGITS or found["power"]:
            values[alike.rows], bad[alike.rows] = _finite(_plain(array.take(pa.array(alike.rows)), fmt))
            continue
        start = found.start("whole") if found["whole"] else found.start("part")
        number = alike.number((start, found.end("part") if found["part"] else found.end("whole")))
        divided = number / 10.0 ** len(found["part"] or b"")
        n_minus = (found["sign"] not in (None, b"+")) + sum(bool(found[one]) for one in ("minus", "debit", "behind"))
        bad[alike.rows] = n_minus > 1
        values[alike.rows] = np.nan if n_minus > 1 else -divided if n_minus else divided
    return values, bad


def _finite(array: Any) -> tuple[Floats, Bools]:
    values: Floats = array.to_numpy(zero_copy_only=False) if isinstance(array, pa.Array) else array.to_numpy()
    bad = np.isinf(values)
    return np.where(bad, np.nan, values) if bad.any() else values, bad


def _plain(cells: Any, fmt: NumberFormat) -> Any:
    """Numbers of many digits or with a power of ten, as pyarrow reads them once nothing else is in the cell."""
    plain = pc.replace_substring_regex(pc.replace_substring(cells, "\u2212", "-"), f"[^0-9eE+\\-{fmt.decimal}]", "")
    # "1 EUR": the letters of money are gone but for an e that is no power
    plain = pc.replace_substring_regex(plain, "[eE]+$|^([+-]?)[eE]+", "\\1")
    return pc.replace_substring(plain, fmt.decimal, ".").cast(pa.float64())


def parse_flags(column: Any) -> tuple[NDArray[np.int8], Bools]:
    """The column as claims (1, 0, -1 for missing or bad), and which cells are bad.

    Words of English, Italian and Romanian that can't be wrong.
    """
    array: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = array.cast(pa.string()).dictionary_encode()
    table = {**dict.fromkeys(TRUE_WORDS, 1), **dict.fromkeys(FALSE_WORDS, 0), **dict.fromkeys(MISSING, -1)}
    folded = [clean_label(str(cell)).casefold().lstrip("'") for cell in array.dictionary.to_pylist()]
    claims = np.array([*(table.get(word, -2) for word in folded), -1], dtype=np.int8)
    codes = np.asarray(array.indices.fill_null(len(folded)))
    flags = claims[codes]
    bad = flags == -2
    flags[bad] = -1
    return flags, bad
