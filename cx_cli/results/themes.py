"""Which terms do customers use more, or less, than in the period before?"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cx_cli.facts.language import LANGUAGES, fold_word, lexicon, read_text
from cx_cli.frozen import frozen
from cx_cli.normalise.labels import clean_label

LEAST_TEXTS = 5
"""A term needs so many texts in both periods together."""
LEAST_Z = 1.96
MOST = 10
"""So many terms rose, and so many fell."""
QUOTES = 3
LONGEST = 140
"""A longer quote is cut round its term."""
_SHORTEST = 3
_RUN = re.compile(r"[^\W\d_]+")


@frozen
class Theme:
    """A word, or two that stand side by side, without case and diacritics: in how many texts of the period and of the
    one before, which shares of them that is (0..100), how sure the difference is, and what some of the texts say."""

    term: str
    n: int
    n_previous: int
    share: float
    share_previous: float
    z: float
    quotes: tuple[str, ...]


@frozen
class Themes:
    """``languages`` are what the texts of both periods were taken for, those nobody could tell under None.

    ``previous`` is None without an earlier period; then nothing is compared. ``n_tried`` terms were compared.
    """

    period: str | None
    previous: str | None
    n: int
    n_previous: int
    languages: tuple[tuple[str | None, int], ...]
    n_tried: int
    rising: tuple[Theme, ...]
    falling: tuple[Theme, ...]


def compared(
    texts: Sequence[str], before: Sequence[str], period: str | None = None, previous: str | None = None
) -> Themes:
    """The terms whose share of the texts differs most from the one before, by the z of their log-odds ratio.

    The ratio has Jeffreys' prior, half a text in each cell, so a term that is new has one as well. A term counts once
    per text. Of a phrase and a word in it that the same texts have, the phrase is told. The texts' order can't be seen.
    """
    now, then = _texts_by_term(texts), _texts_by_term(before)
    n, m = len(texts), len(before)
    tried = {
        term: (len(now.get(term, ())), len(then.get(term, ())))
        for term in sorted({*now, *then})
        if len(now.get(term, ())) + len(then.get(term, ())) >= LEAST_TEXTS
    }
    zs = {term: _z(a, n, b, m) for term, (a, b) in tried.items()} if n and m else {}
    told = Counter(read_text(text).language for text in (*texts, *before))

    def themes(sign: int, source: dict[str, list[str]]) -> tuple[Theme, ...]:
        sure = [term for term, z in zs.items() if sign * z >= LEAST_Z]
        ordered = sorted(sure, key=lambda term: (-sign * zs[term], -len(term.split()), term))
        return tuple(
            Theme(
                term, *tried[term], 100 * tried[term][0] / n, 100 * tried[term][1] / m, zs[term], quotes(term, source)
            )
            for term in _without_parts(ordered, tried)[:MOST]
        )

    return Themes(
        period,
        previous,
        n,
        m,
        tuple((name, told[name]) for name in (*LANGUAGES, None)),
        len(zs),
        themes(1, now),
        themes(-1, then),
    )


def terms_of(text: str) -> frozenset[str]:
    """The words of a text that mean something, and the pairs of them side by side in a clause.

    >>> sorted(terms_of("The refund was delayed, and the refund delay is a shame"))
    ['delay', 'delayed', 'refund', 'refund delay', 'shame']
    """
    read = read_text(text)
    names = LANGUAGES if read.language is None else (read.language,)
    idle = frozenset().union(*(known.stop | known.negators for known in map(lexicon, names)))
    found: set[str] = set()
    for clause in read.clauses:
        last = ""
        for word in clause:
            word = "" if len(word) < _SHORTEST or word in idle else word
            found |= {word, f"{last} {word}" if last else word} if word else set()
            last = word
    return frozenset(found)


def quotes(term: str, source: dict[str, list[str]]) -> tuple[str, ...]:
    """Some of the texts with the term, those of middling length first; texts of the same words are one."""
    found: dict[object, str] = {}
    for text in sorted(map(clean_label, source[term]), key=lambda text: (abs(len(text) - LONGEST / 2), text)):
        found.setdefault(read_text(text).clauses, _shortened(text, term))
        if len(found) == QUOTES:
            break
    return tuple(found.values())


def _texts_by_term(texts: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        for term in terms_of(text):
            found[term].append(text)
    return found


def _z(a: int, n: int, b: int, m: int) -> float:
    """The log of the ratio of the odds a : n - a and b : m - b, over its standard error, half a text added to each."""
    cells = (a + 0.5, n - a + 0.5, b + 0.5, m - b + 0.5)
    ratio = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3])
    return ratio / math.sqrt(sum(1 / cell for cell in cells))


def _without_parts(ordered: Sequence[str], counts: dict[str, tuple[int, int]]) -> list[str]:
    """The terms without the words of a phrase that is as frequent; phrases come before their words."""
    kept: list[str] = []
    for term in ordered:
        if not any(term in other.split() and counts[term] == counts[other] for other in kept):
            kept.append(term)
    return kept


def _shortened(text: str, term: str) -> str:
    if len(text) <= LONGEST:
        return text
    runs = [(fold_word(run[0]), run.start()) for run in _RUN.finditer(text)]
    words = term.split()
    found = (at for i, (_, at) in enumerate(runs) if [word for word, _ in runs[i : i + len(words)]] == words)
    at = next(found, 0)
    start = max(0, min(at - LONGEST // 3, len(text) - LONGEST))
    start = (text.find(" ", start, at) + 1 or start) if start else 0  # begin with a whole word
    cut = text[start : start + LONGEST].strip()
    return ("…" if start else "") + cut + ("…" if start + LONGEST < len(text) else "")
