"""Which fact columns can be had from the files at hand, and which canonical columns must be read for them?"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cx_cli.facts import conversation, feedback, history
from cx_cli.facts.calls import CALL_FACTS
from cx_cli.facts.clocks import HOURS, Clocks
from cx_cli.facts.customers import CUSTOMER_FACTS
from cx_cli.facts.fact_table import TYPE_OF_KIND, FactTable
from cx_cli.facts.lending import LENT, lends
from cx_cli.facts.mentions import MENTION_FACTS
from cx_cli.facts.orders import ORDER_FACTS
from cx_cli.facts.policies import Policies
from cx_cli.facts.promise_kinds import TARGET_SOURCES, policy_kinds, promise_kinds
from cx_cli.facts.replies import REPLY_FACTS
from cx_cli.facts.reviews import REVIEW_FACTS
from cx_cli.facts.sessions import CONTACT_FACTS, SESSION_FACTS
from cx_cli.facts.surveys import SURVEY_FACTS
from cx_cli.facts.targets import TARGET_FACTS
from cx_cli.facts.texts import READ_OF, TEXT_FACTS
from cx_cli.facts.ticket_durations import BUSINESS
from cx_cli.facts.tickets import SOLVE_FACTS, TICKET_FACTS
from cx_cli.facts.time_labels import BUCKETS
from cx_cli.frozen import frozen
from cx_cli.normalise.canonical import SCORES
from cx_cli.normalise.expression import Type
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.tables import TABLES, TICKETS, Table

_TABLES = (
    TICKET_FACTS,
    SOLVE_FACTS,
    TARGET_FACTS,
    REPLY_FACTS,
    SURVEY_FACTS,
    CALL_FACTS,
    CUSTOMER_FACTS,
    ORDER_FACTS,
    REVIEW_FACTS,
    MENTION_FACTS,
    TEXT_FACTS,
    SESSION_FACTS,
    CONTACT_FACTS,
)
FACT_TABLES: dict[str, FactTable] = {table.name: table for table in _TABLES}

NO_HOURS = "[hours] in cx.toml"
"""What a metric in business time lacks where no calendar is set."""
_ELSEWHERE = {
    HOURS: NO_HOURS,
    **dict.fromkeys(("solved_at", "waiting_stops", "solves", "first_resolved_at"), "changes.changed_at"),
    **dict.fromkeys(
        (f"{status}_seconds{end}" for status in history.TIMED for end in ("", BUSINESS)), "changes.changed_at"
    ),
    "repeat_contact": "tickets.customer_id",
}
"""Columns of tickets that a file of another table, or another column, gives."""
SMALL = 10_000_000
"""So many bytes of posts are estimated without being asked."""
_DATES_OF_RATINGS = {
    "tickets": frozenset({"created_at", "resolved_at", "closed_at"}),
    "calls": frozenset({"started_at"}),
}


def event_instants(table: Table) -> tuple[str, ...]:
    """The instants at which something happened; a due instant is none."""
    return tuple(
        column.name for column in table.columns if column.kind == "instant" and not column.name.endswith("due_at")
    )


@frozen
class Supply:
    """What the feeds of one fact table have between them.

    ``columns`` are the source columns at hand, ``extras`` those without a canonical name, ``kinds`` the kinds of
    survey or promise (None for a fact table without kinds).
    """

    facts: FactTable
    columns: frozenset[str]
    extras: Mapping[str, Type]
    kinds: frozenset[str] | None = None
    estimated: bool = False
    """Whether the sentiment of mentions is estimated from their text."""
    undated: bool = False
    """Whether no file has a date for the rows; the values of the whole can be had all the same."""

    @cached_property
    def schema(self) -> Mapping[str, Type]:
        """Every column that a formula may name, whether it can be had or not."""
        return ChainMap(self.facts.schema(), self.extras)  # type: ignore[arg-type]

    def at_hand(self) -> frozenset[str]:
        """The columns that a user may name, those that only the formulas of the catalogue read left out."""
        own = {HOURS, *(name for name, _ in self.facts.own_columns)} - set(self.facts.labels)
        facts = {fact.name for fact in self.facts.facts if self.facts.missing(fact.name, self.columns) is None}
        return (self.columns - own) | facts | frozenset(self.extras)

    def missing(self, names: Iterable[str]) -> str | None:
        """The first of these columns that can't be had, as the table and column that some file would have to have."""
        for name in sorted(names):
            if name not in self.extras and (lacking := self.facts.missing(name, self.columns)) is not None:
                return _ELSEWHERE.get(lacking, f"{self.facts.source.name}.{lacking}")
        return None


def supplies(
    feeds: Sequence[Feed], clocks: Clocks | None = None, policies: Policies | None = None, *, estimate: bool = False
) -> dict[str, Supply]:
    """The supply of every fact table that the feeds can fill, if only in part.

    The sentiment of mentions that no file tells can be estimated from their text: in small files, in large ones with
    ``estimate``, because it takes long.
    """
    hours = frozenset({HOURS} if clocks and clocks.chosen else ())
    of_table = {name: [feed for feed in feeds if feed.table.name == name] for name in TABLES}
    columns = {name: frozenset().union(*(feed.has() for feed in some)) for name, some in of_table.items()}
    extras = {name: _Extras(some) for name, some in of_table.items()}
    there = {name for name, some in of_table.items() if some}
    columns["tickets"] = _rebuilt(columns["tickets"], there)
    estimated = _estimates(of_table["mentions"], columns["mentions"], estimate)
    columns["mentions"] |= {"sentiment"} if estimated else set()
    there |= {"tickets"} if "changes" in there else set()
    found: dict[str, Supply] = {}
    for facts in FACT_TABLES.values():
        source = facts.source.name
        if facts in (TARGET_FACTS, SURVEY_FACTS, TEXT_FACTS) or source not in there:
            continue
        if facts is SOLVE_FACTS and "changes" not in there:
            continue
        if facts is CONTACT_FACTS and not ("tickets" in there and "customer_id" in columns["tickets"]):
            continue
        own = frozenset() if facts.source is TICKETS else {name for name, _ in facts.own_columns}
        found[facts.name] = Supply(facts, columns[source] | own | hours, extras[source])
    if "sessions" in found and ({"ticket_id", "resolved"} & columns["sessions"] or "contacts" in found):
        found["sessions"] = replace(found["sessions"], columns=found["sessions"].columns | {"resolved"})
    if "reviews" in found and lends([columns["tickets"]] if of_table["tickets"] else [], [columns["reviews"]]):
        found["reviews"] = _with_labels(found["reviews"], columns["tickets"] & set(LENT))
    if of_table["tickets"] or (policies and "tickets" in there):
        own = {name for name, _ in TARGET_FACTS.own_columns} | hours
        own |= {"sla_policy", HOURS} if policies else set()
        kinds = {*promise_kinds(columns["tickets"]), *policy_kinds(policies, columns["tickets"], there)}
        found["targets"] = Supply(TARGET_FACTS, columns["tickets"] | own, extras["tickets"], frozenset(kinds))
    if survey := _surveys(of_table, columns, extras):
        found["surveys"] = survey
        if "orders" in found and "customer_id" in survey.columns:
            found["orders"] = _with_labels(found["orders"], feedback.LABELS)
    if estimated:
        found["mentions"] = replace(found["mentions"], estimated=True)
    if texts := _texts(columns, extras):
        found["texts"] = texts
    return found


def _with_labels(supply: Supply, names: Iterable[str]) -> Supply:
    """The supply with labels that rows of another table lend."""
    labels = dict.fromkeys(names, "text")
    extras: Mapping[str, Type] = ChainMap(labels, supply.extras)  # type: ignore[arg-type]
    return replace(supply, columns=supply.columns | labels.keys(), extras=extras)


def _estimates(feeds: Sequence[Feed], columns: frozenset[str], asked: bool) -> bool:
    """Whether the sentiment of mentions is estimated."""
    if "text" not in columns or "sentiment" in columns:
        return False
    return asked or sum(feed.export.source.path.stat().st_size for feed in feeds) <= SMALL


def _texts(columns: Mapping[str, frozenset[str]], extras: Mapping[str, Mapping[str, Type]]) -> Supply | None:
    """Posts and comments; what only one of them has can be named, and is missing in the other."""
    fed = [table for table, name in (("mentions", "text"), ("surveys", "comment")) if name in columns[table]]
    if not fed:
        return None
    known = {name: TYPE_OF_KIND[TABLES[table][name].kind] for table in fed for name in columns[table] & _names(table)}
    named = ChainMap(known, *(extras[table] for table in fed))  # type: ignore[arg-type]
    return Supply(TEXT_FACTS, frozenset(known) | {"said_at", "text"}, named)


def _names(table: str) -> frozenset[str]:
    return frozenset(column.name for column in TABLES[table].columns)


def _rebuilt(tickets: frozenset[str], there: Collection[str]) -> frozenset[str]:
    """The columns of tickets that can be had with what the files of other tables say of them."""
    found = set(tickets)
    if "changes" in there:
        found |= {"ticket_id", "created_at", "solved_at", *history.GIVES}
    if "messages" in there and found:
        found |= {*conversation.GIVES}
    if "customer_id" in found and {"resolved_at", "closed_at"} & found:
        found.add("repeat_contact")
    return frozenset(found)


def sources(facts: str, names: Iterable[str], table: str) -> frozenset[str]:
    """The canonical columns of ``table`` that these columns of a fact table are worked out from."""
    names = frozenset(names)
    fact_table = FACT_TABLES[facts]
    own = {name for name, _ in fact_table.own_columns}
    wanted = fact_table.sources(names - own)
    if facts == "targets":
        return wanted | TARGET_SOURCES | {"created_at"}
    if facts == "texts":
        return (wanted - {"text", "said_at"}) | READ_OF[table]
    if facts == "surveys" and table == "surveys":
        return wanted | {"ticket_id", "answered_at", "sent_at"}
    if facts == "surveys":
        return (wanted - {"score", "kind"}) | frozenset(SCORES[table]) | _DATES_OF_RATINGS[table]
    if "repeat_contact" in names:
        wanted |= {"customer_id", "created_at", "resolved_at", "closed_at"}
    if facts in ("sessions", "contacts"):
        wanted |= {"customer_id", "ticket_id", "resolved"}
    return wanted | fact_table.build_needs


def _surveys(
    of_table: Mapping[str, Sequence[Feed]],
    columns: Mapping[str, frozenset[str]],
    extras: Mapping[str, Mapping[str, Type]],
) -> Supply | None:
    """Survey files, and the ratings inside ticket and call exports."""
    fed = {name: [feed for feed in of_table[name] if feed.survey_kinds()] for name in ("surveys", *SCORES)}
    if not any(fed.values()):
        return None
    at_hand = set(columns["surveys"]) | {name for name, _ in SURVEY_FACTS.own_columns}
    more = [extras["surveys"], *(extras[table] for table in SCORES if fed[table])]
    for table in SCORES:
        if fed[table]:
            at_hand |= columns[table] | {"kind", "score", "answered_at"}
        if any(feed.offers(column) for feed in fed[table] for column in SCORES[table]):
            at_hand.add("sent_at")
    if lends([feed.has() for feed in of_table["tickets"]], [feed.has() for feed in fed["surveys"]]):
        at_hand |= {"answered_at"} | (columns["tickets"] & set(LENT))
        at_hand |= {fact.name for fact in BUCKETS if TICKET_FACTS.missing(fact.name, columns["tickets"]) is None}
    undated = "score" in at_hand and not at_hand & {"answered_at", "sent_at"}
    at_hand |= {"answered_at"} if undated else set()
    kinds = frozenset().union(*(feed.survey_kinds() for feeds in fed.values() for feed in feeds))
    named = {
        name: TYPE_OF_KIND[TABLES[table][name].kind]
        for table in SCORES
        if fed[table]
        for name in columns[table]
        if name in TABLES[table] and name not in SURVEY_FACTS.schema()
    }
    known: Mapping[str, Type] = ChainMap(named, *more)  # type: ignore[arg-type]
    return Supply(SURVEY_FACTS, frozenset(at_hand), known, kinds, undated=undated)


class _Extras(Mapping[str, Type]):
    """The type of each column without a canonical name, found out from its cells when it is first asked for."""

    def __init__(self, feeds: Sequence[Feed]):
        self._feeds = feeds
        self._names = dict.fromkeys(name for feed in feeds for name in feed.extras)
        self._types: dict[str, Type] = {}

    def __getitem__(self, name: str) -> Type:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._types:
            having = [feed for feed in self._feeds if name in feed.extras]
            kinds = {TYPE_OF_KIND[feed.kind_of(name)] for feed in having if feed.has_cells(name)}
            self._types[name] = kinds.pop() if len(kinds) == 1 else "text"
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
