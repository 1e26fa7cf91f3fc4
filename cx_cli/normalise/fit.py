"""How well does a table fit a file: which of its columns have a header, and how much does that prove?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cx_cli.normalise.headers import Headers, as_duration, zone_of
from cx_cli.normalise.profile import Alias, Origin, Profile, aliases, key
from cx_cli.normalise.tables import Table

_INSTANT_TWIN = {
    "reported_assignment_seconds": "first_assigned_at",
    "reported_first_reply_seconds": "first_replied_at",
    "reported_resolution_seconds": "resolved_at",
}
_RATINGS = ("satisfaction", "nps", "ces")
Settings = Mapping[str, tuple[Origin, ...]]
"""``[columns.TABLE]`` as read: canonical column -> alternatives."""


@dataclass
class Fit:
    """One table tried on one file. ``strong`` columns are evidence; ``taken`` headers serve nothing else."""

    table: Table
    headers: Headers
    columns: dict[str, Origin] = field(default_factory=dict)
    strong: set[str] = field(default_factory=set)
    inverted: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.required if name not in self.columns)

    def score(self, rivals: Collection[Table]) -> int:
        """How many columns fit. One that no rival has counts twice, the key four times: it says what a row is.

        Ratings count once, because any table may hold them.
        """
        return sum(self._worth(name, rivals) for name in self.strong if name in self.table)

    def _worth(self, name: str, rivals: Collection[Table]) -> int:
        shared = any(name in rival for rival in rivals if rival is not self.table)
        if shared or name in _RATINGS or not self.columns[name].headers:
            return 1
        return 4 if name == self.table.key else 2

    @property
    def proven(self) -> bool:
        """Whether the columns found are those of this table rather than of any file with an id and a date."""
        marks = aliases().marks.get(self.table.name)
        if self.headers.of_a_connector and all(self.table[name].kind in ("id", "instant") for name in self.strong):
            return False  # it may be any table of a database, and each has ids and dates
        return marks is None or sum(marks.get(name, 0) for name in self.strong) >= 2

    @property
    def free(self) -> list[str]:
        return [text for text in self.headers.texts if text not in self.taken]

    def put(self, name: str, origin: Origin, *, strong: bool = True, inverted: bool = False) -> None:
        self.columns[name] = origin
        self.taken.update(origin.headers)
        (self.strong.add if strong else self.strong.discard)(name)
        if inverted:
            self.inverted.add(name)

    def drop(self, name: str) -> None:
        """Leave a column out; its header stays taken, because another column includes it."""
        self.columns.pop(name, None)
        self.strong.discard(name)


def fit(
    table: Table, headers: Headers, said: Settings, profile: Profile | None = None, kind_hint: str | None = None
) -> Fit:
    """Settings first, then the profile, then the aliases (beside a profile only those that are no guess)."""
    found = Fit(table, headers)
    _put_all(found, said)
    if profile:
        _put_all(found, profile.columns)
        found.taken.update(text for text in headers.texts if key(text) in profile.ignore)
    known = aliases()
    listed_for = known.tables.get(table.name, {})
    for name in dict.fromkeys([*listed_for, *(column.name for column in table.columns)]):
        if name in found.columns or name.endswith("_business"):
            continue  # a _business twin is found together with its column
        listed = listed_for.get(name, ())
        if name == "score" and "kind" in table:
            _put_score(found, listed, kind_hint)
        else:
            _put_first(found, name, listed, weak=profile is None)
    for name, (listed, replaced) in known.whole.get(table.name, {}).items():
        if name not in found.columns and _put_first(found, name, listed, weak=False):
            for part in replaced:
                found.drop(part)
    if kind_hint and "kind" in found.missing:
        found.put("kind", Origin(value=kind_hint), strong=False)
    return found


def _put_all(found: Fit, said: Mapping[str, tuple[Origin, ...]]) -> None:
    """Every column of ``said`` that this file can give and that nothing before has given."""
    before = set(found.taken)
    for name, options in said.items():
        if name in found.columns:
            continue
        for option in options:
            texts = tuple(text for wanted in option.headers if (text := found.headers.find(wanted)))
            if len(texts) == len(option.headers) and not before.intersection(texts):
                zone = next(filter(None, map(zone_of, texts)), None)
                unit = option.unit or _unit_of(found.table, name, texts)
                origin = Origin(texts, unit, option.value, option.formula, timezone=zone)
                found.put(name, origin, strong=bool(texts))
                break


def _put_first(found: Fit, name: str, listed: Iterable[Alias], *, weak: bool) -> bool:
    """Give ``name`` the first header that is free."""
    usable = (alias for alias in listed if weak or not alias.weak)
    if found.table[name].kind == "seconds":
        return _put_duration(found, name, usable)
    for alias in (Alias((key(name),)), *usable):
        texts = _matching(found, alias)
        if texts:
            zone = zone_of(texts[0]) if found.table[name].kind == "instant" else None
            found.put(name, Origin(texts, timezone=zone), strong=not alias.weak, inverted=alias.inverted)
            return True
    return False


def _put_duration(found: Fit, name: str, listed: Iterable[Alias]) -> bool:
    done = False
    own = as_duration(name)
    assert own is not None, name
    known = (Alias((own.base,)), *listed)
    for business in (False, True):
        column = f"{name}_business" if business else name
        if column not in found.table or column in found.columns:
            continue
        for alias in known:
            read = found.headers.durations.get((alias.keys[0], business))
            if read and read.header not in found.taken:
                twin = None if read.stated or business else _INSTANT_TWIN.get(name)
                twin = None if twin in found.columns else twin
                found.put(column, Origin((read.header,), read.unit, or_instant=twin), strong=not alias.weak)
                done = True
                break
    return done


def _put_score(found: Fit, listed: Iterable[Alias], kind_hint: str | None) -> None:
    """A survey's score, and the kind of survey when the score's header names it."""
    kinds = sorted(aliases().kinds.items(), key=lambda entry: entry[0] != kind_hint)
    for kind, named in kinds:
        for alias in named:
            texts = _matching(found, alias)
            if texts:
                found.put("score", Origin(texts))
                if "kind" not in found.columns or ("kind" not in found.strong and found.columns["kind"].headers):
                    found.taken.difference_update(found.columns.get("kind", Origin()).headers)
                    found.put("kind", Origin(value=kind))
                return
    _put_first(found, "score", listed, weak=True)


def _matching(found: Fit, alias: Alias) -> tuple[str, ...]:
    """The free headers that an alias means, one for each of its keys, or none."""
    by_key = found.headers.by_key
    keys = alias.keys
    if alias.pattern:
        keys = tuple(sorted(word for word in by_key if alias.pattern.fullmatch(word)))[:1]
    texts = tuple(text for word in keys if (text := by_key.get(word)) and text not in found.taken)
    return texts if texts and len(texts) == len(keys) else ()


def _unit_of(table: Table, name: str, texts: tuple[str, ...]) -> str | None:
    """The unit that a header of a duration states when settings or profile name the header alone."""
    if len(texts) != 1 or name not in table or table[name].kind != "seconds":
        return None
    read = as_duration(texts[0])
    return read.unit if read else None
