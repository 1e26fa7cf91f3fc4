"""Into which parts does the sentence of a rule fall?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.suggest import nearest

AGAINST = ("baseline", "previous", "last-year")
OPERATORS = ("<=", ">=", "<", ">")
SHAPE = "metric[.statistic][{column=value, ...}] [by column] [vs baseline|previous|last-year] op value+unit"


@frozen
class Sentence:
    """The parts as they are written, blanks taken away; ``where`` are pairs of column and value."""

    text: str
    metric: str
    statistic: str | None
    where: tuple[tuple[str, str], ...]
    by: tuple[str, ...]
    against: str | None
    op: str
    limit: str


def wrong_rule(text: str, message: str, *, fix: str | None = None, facts: Iterable[tuple[str, str]] = ()) -> UsageError:
    return UsageError(f'rule "{text}": {message}', slug="rule", facts=list(facts), fix=fix)


def split_rule(text: str) -> Sentence:
    """The parts of a rule; what doesn't fit the grammar is refused with what was found in its place.

    >>> found = split_rule("first_reply_time.p90{channel=chat, tier='a, b'} by agent vs previous <= +10%")
    >>> found.where, found.by, found.against, found.op, found.limit
    ((('channel', 'chat'), ('tier', 'a, b')), ('agent',), 'previous', '<=', '+10%')
    """
    text = " ".join(text.split())
    return _Scanner(text).sentence()


class _Scanner:
    def __init__(self, text: str):
        self.text = text
        self.rest = text

    def sentence(self) -> Sentence:
        name = self._take(r"([A-Za-z]\w*)(?:\.([A-Za-z0-9_.]+))?")
        if name is None:
            raise self._wrong("begins with no metric")
        where = self._where()
        by = self._take(r"by\s+(\w+(?:\s*,\s*\w+)*)(?=\s)")
        against = self._take(r"vs\s+([\w-]+)")
        if against and against[1] not in AGAINST:
            close = nearest(against[1], AGAINST)
            raise self._wrong(
                f"vs {against[1]!r} is nothing to compare with" + (f"; did you mean {close!r}?" if close else ""),
                facts=[("known", ", ".join(AGAINST))],
            )
        op = self._take(r"([<>=!]+)")
        if op is None or op[1] not in OPERATORS:
            found = op[1] if op else self.rest
            told = f"{found!r} stands where the operator should" if found else "has no operator and limit"
            raise self._wrong(told, facts=[("operators", " ".join(OPERATORS)), ("shape", SHAPE)])
        if not self.rest:
            raise self._wrong(f"nothing stands behind {op[1]}")
        columns = tuple(part.strip() for part in by[1].split(",")) if by else ()
        return Sentence(
            self.text, name[1], name[2], where, columns, against[1] if against else None, op[1], self.rest.strip()
        )

    def _where(self) -> tuple[tuple[str, str], ...]:
        if self._take(r"\{") is None:
            return ()
        pairs = []
        while True:
            column = self._take(r"(\w+)\s*=(?!=)\s*")
            if column is None:
                raise self._wrong(f"{self.rest!r} stands where column=value should", facts=[("shape", SHAPE)])
            value = self._take(r"'([^']*)'|\"([^\"]*)\"|([^,}]*)")
            assert value is not None
            pairs.append((column[1], next(part for part in value.groups() if part is not None).strip()))
            mark = self._take(r"([,}])")
            if mark is None:
                raise self._wrong("the { is not closed")
            if mark[1] == "}":
                return tuple(pairs)

    def _take(self, pattern: str) -> re.Match[str] | None:
        found = re.match(rf"\s*(?:{pattern})", self.rest)
        if found:
            self.rest = self.rest[found.end() :].lstrip()
        return found

    def _wrong(self, message: str, facts: Iterable[tuple[str, str]] = ()) -> UsageError:
        return wrong_rule(self.text, message, facts=facts)
