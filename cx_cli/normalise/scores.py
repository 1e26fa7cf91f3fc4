"""Which score does a cell give, and on which scale is a column of scores?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.normalise.labels import clean_label, label_key
from cx_cli.normalise.rows import Bools, Floats
from cx_cli.normalise.shapes import shapes, text_array
from cx_cli.normalise.values import NumberFormat, parse_numbers

# On the scale 0..1. Only words that say how content somebody is: "offered" is not among them.
SCORE_WORDS: Mapping[str, float] = {
    **dict.fromkeys(("good", "good with comment", "great", "satisfied", "positive", "happy", "thumbs up", "👍"), 1.0),
    **dict.fromkeys(("buono", "buona", "soddisfatto", "soddisfatta", "positivo", "bun", "bună", "mulțumit"), 1.0),
    **dict.fromkeys(("mulțumită", "satisfăcut", "pozitiv"), 1.0),
    **dict.fromkeys(("okay", "ok", "neutral", "neutro", "neutru"), 0.5),
    **dict.fromkeys(("bad", "bad with comment", "not good", "dissatisfied", "unsatisfied", "negative"), 0.0),
    **dict.fromkeys(("unhappy", "thumbs down", "👎", "cattivo", "cattiva", "insoddisfatto", "insoddisfatta"), 0.0),
    **dict.fromkeys(("negativo", "slab", "slabă", "rău", "nemulțumit", "nemulțumită", "nesatisfăcut", "negativ"), 0.0),
}

_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
"""Tones of skin and forms of a sign, which say nothing."""
_NOTHING = (float("nan"), float("nan"), float("nan"))
_SCORE = rb" *+'? *+(?P<whole>0{1,9})(?:(?P<mark>[.,])(?P<part>0{1,6}))? *"
_STARS = rb"(?:stars?|stella|stelle|stea|stele|points?|punti|puncte)"
_OF = re.compile(_SCORE + rb"(?:/|of|out of|su|din) *(?P<high>0{1,9})(?: *" + _STARS + rb")? *")
_TOLD = re.compile(_SCORE + rb"(?:" + _STARS + rb"|(?:[-:=.(]|\xe2\x80\x93|\xe2\x80\x94) *[a-z\x80-\xff][^0]*) *")


@frozen
class Scale:
    """The lowest and the highest score that a question offers.

    >>> str(Scale(1, 5))
    '1..5'
    """

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g}..{self.high:g}"

    @classmethod
    def parse(cls, text: str) -> Scale:
        """Reads ``1..5``, ``0..100`` or ``good/bad``.

        >>> Scale.parse("good/bad")
        Scale(low=0.0, high=1.0)
        """
        if label_key(text) in ("good/bad", "bad/good"):
            return cls(0.0, 1.0)
        found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*", text)
        if found is None or float(found[1]) >= float(found[2]):
            raise UsageError(
                f"{text!r} is not a scale",
                slug="scale",
                facts=[("wanted", "lowest..highest, such as 1..5, or good/bad")],
                fix='csat = "1..5"',
            )
        return cls(float(found[1]), float(found[2]))

    def holds(self, values: Floats) -> Bools:
        """Which values are on the scale; a missing one is not."""
        return np.asarray((values >= self.low) & (values <= self.high), dtype=np.bool_)


GOOD_BAD = Scale(0.0, 1.0)
NPS = Scale(0.0, 10.0)
CES = Scale(1.0, 7.0)
_CSAT = (Scale(1.0, 5.0), Scale(1.0, 7.0), Scale(1.0, 10.0), Scale(0.0, 100.0))


def parse_scores(
    column: Any, fmt: NumberFormat, words: Mapping[str, float] | None = None
) -> tuple[Floats, Bools, Floats, Floats]:
    """Scores (NaN where missing or bad), which cells are bad, and the lowest and highest score where a cell tells.

    ``4/5`` and ``4 out of 5`` tell the highest; a word (``Good`` is 1, ``Bad`` is 0) tells both, 0 and 1; a
    number tells neither. ``5 - Very satisfied`` and ``4 stars`` are 5 and 4. ``words`` (keys as ``label_key``
    makes them) adds to the words and goes first.
    """
    values, bad = parse_numbers(column, fmt)
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    if not bad.any():
        return values, bad, low, high
    array = text_array(column)
    rest = pc.if_else(pa.array(bad), array, pa.scalar(None, array.type))
    for alike in shapes(rest):
        found = _OF.fullmatch(alike.text) or _TOLD.fullmatch(alike.text)
        if found is None or found["mark"] not in (None, fmt.decimal.encode()):
            continue
        score = alike.number(found.span("whole")).astype(np.float64)
        if found["part"]:
            score += alike.number(found.span("part")) / 10.0 ** len(found["part"])
        bad[alike.rows] = False
        if "high" in found.groupdict():
            high[alike.rows] = top = alike.number(found.span("high"))
            bad[alike.rows] = beyond = score > top
            score[beyond], high[alike.rows[beyond]] = np.nan, np.nan
        values[alike.rows] = score
    _read_words(rest, {**SCORE_WORDS, **(words or {})}, values, bad, low, high)
    return values, bad, low, high


def _read_words(rest: Any, words: Mapping[str, float], values: Floats, bad: Bools, low: Floats, high: Floats) -> None:
    """Fills in the cells that are words."""
    encoded = rest.dictionary_encode()
    cells = [_TONES.sub("", clean_label(cell)) for cell in encoded.dictionary.to_pylist()]
    said = [(words[key], 0.0, 1.0) if (key := label_key(cell)) in words else _stars(cell) for cell in cells]
    found = np.array([*said, _NOTHING])[np.asarray(encoded.indices.fill_null(len(said)))]
    rows = np.flatnonzero(~np.isnan(found[:, 0]))
    bad[rows] = False
    values[rows], low[rows], high[rows] = found[rows].T


def _stars(cell: str) -> tuple[float, float, float]:
    """What a cell of stars gives, and the highest where empty stars show it.

    >>> _stars("★★★☆☆"), _stars("⭐⭐⭐⭐")
    ((3.0, nan, 5.0), (4.0, nan, nan))
    """
    if not re.fullmatch("[★⭐☆]+", cell):
        return _NOTHING
    n_empty = cell.count("☆")
    return float(len(cell) - n_empty), float("nan"), float(len(cell)) if n_empty else float("nan")


def decide_scale(kind: str, values: Floats, *, words: bool = False) -> Scale | None:
    """The smallest standard scale that all but a few of a column's scores fit.

    ``words``: the scores come from words. NPS is always 0..10 and CES 1..7. None: there are no scores, none of
    the scales fits, or every score is 1, which is the best of 0..1 and the worst of the others.

    >>> str(decide_scale("csat", np.array([3.0, 6.0, 7.0])))
    '1..7'
    """
    if kind in ("nps", "ces"):
        return NPS if kind == "nps" else CES
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    if words:
        return GOOD_BAD
    if bool(np.isin(known, (0.0, 1.0)).all()):
        return GOOD_BAD if bool((known == 0).any()) else None
    n_spare = max(1, len(known) // 100) if len(known) >= 20 else 0
    for scale in _CSAT:
        if str(scale) == "1..10" and bool((known == 0).any()):
            scale = NPS
        if int((~scale.holds(known)).sum()) <= n_spare:
            return scale
    return None
