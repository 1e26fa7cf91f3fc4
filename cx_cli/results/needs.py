"""Which columns must be read of each file, and which rows must be seen together?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cx_cli.facts import conversation, feedback, history
from cx_cli.facts.clocks import Clocks
from cx_cli.facts.lending import DATES, LENT, lends
from cx_cli.facts.policies import Policies
from cx_cli.facts.supply import FACT_TABLES, Supply, event_instants, sources
from cx_cli.facts.ticket_durations import BUSINESS
from cx_cli.facts.time_labels import AGE, BUCKETS
from cx_cli.metrics.formula import Term, term_columns
from cx_cli.metrics.slices import Grouping
from cx_cli.normalise.canonical import SCORES
from cx_cli.normalise.columns import Kind
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.tables import TABLES, Table
from cx_cli.results.accounts import drawn_columns

_GIVEN_BY = {
    "changes": frozenset({*history.GIVES, "solved_at"}),
    "messages": frozenset(conversation.GIVES),
}
"""Columns of tickets that rows of another table give."""
_READ_OF = {"changes": history.NEEDS, "messages": conversation.NEEDS}


class Needs:
    """What the terms read, and what is wanted ``also``. ``names`` are the columns of each fact table, ``labels`` those
    of the slices.

    ``rebuilt`` are the columns of tickets that a history or a conversation gives, ``assigned`` says whether replies
    take their agent from a history, ``lends`` whether surveys or reviews take columns from tickets, and ``lent`` which,
    ``feedback`` whether orders take labels from surveys, ``estimates`` whether mentions get a sentiment, ``ages``
    whether a label is worked out of as_of.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        supply: Mapping[str, Supply],
        grouped: Sequence[Grouping],
        terms: Iterable[Term],
        also: Mapping[str, frozenset[str]] | None = None,
        clocks: Clocks | None = None,
        policies: Policies | None = None,
        only: Mapping[tuple[str, ...], Iterable[Term]] | None = None,
    ):
        self._feeds = feeds
        self._supply = supply
        self.labels = frozenset(
            "tags" if name == "tag" else name
            for grouping in grouped
            if not grouping.metrics
            for name in grouping.columns
        )
        self.names: dict[str, frozenset[str]] = {}
        for term in terms:
            self.names[term.facts] = self.names.get(term.facts, frozenset()) | term_columns(term)
        for grouping in grouped:
            for facts in {term.facts for term in (only or {}).get(grouping.metrics, ())}:
                self.names[facts] |= {*grouping.columns}
        for name, wanted in self.names.items():
            self.names[name] = wanted | (self.labels & {fact.name for fact in FACT_TABLES[name].facts})
            self.names[name] |= (also or {}).get(name, frozenset())
            if clocks and any(column.endswith(BUSINESS) for column in wanted):
                self.names[name] |= clocks.columns()
            if policies and name == "targets":
                self.names[name] |= policies.columns()
        self.feedback = not (self.labels | self.names.get("orders", frozenset())).isdisjoint(feedback.LABELS)
        columns = {table: [feed.has() for feed in feeds if feed.table.name == table] for table in TABLES}
        takers = [name for name in ("surveys", "reviews") if name in self.names]
        takers += ["surveys"] if self.feedback else []
        self.lends = any(lends(columns["tickets"], columns[name]) for name in takers)
        self.lent = self.labels.union(*(self.names.get(name, frozenset()) for name in takers)) & set(LENT)
        self.lent |= {"customer_id"} if self.feedback else set()
        self.estimates = "mentions" in supply and supply["mentions"].estimated and self._reads_sentiment()
        self.assigned = "agent" in self.labels and "replies" in self.names and bool(columns["changes"])
        self.ages = AGE.name in self.labels.union(*self.names.values())
        self.rebuilt = self._rebuilt()

    def companion(self, table: Table) -> bool:
        """Whether the rows of this table say something of tickets that a metric reads."""
        if table.name == "changes" and self.assigned:
            return True
        return bool(self.rebuilt & _GIVEN_BY.get(table.name, frozenset()))

    def reads(self, *facts: str) -> bool:
        """Whether a metric reads one of these fact tables."""
        return not self.names.keys().isdisjoint(facts)

    def _reads_sentiment(self) -> bool:
        """Whether a metric or a slicing reads the sentiment of mentions."""
        names = self.names.get("mentions", frozenset())
        return "sentiment" in names | self.labels | FACT_TABLES["mentions"].sources(names)

    def _rebuilt(self) -> frozenset[str]:
        """The columns of tickets that a metric reads and a history or a conversation gives."""
        asked = [name for name in ("tickets", "solves", "targets") if name in self.names]
        read = [sources(name, self.names[name], "tickets") for name in asked]
        read += [self.names[name] for name in asked]
        if self.lends:
            read += [frozenset(DATES), sources("tickets", self.labels & {fact.name for fact in BUCKETS}, "tickets")]
        return (frozenset().union(*read) | self.labels) & {*history.GIVES, *conversation.GIVES, "solved_at"}

    def together(self, feeds: Sequence[Feed]) -> bool:
        """Whether the rows of a table must be seen together, whatever the other tables say."""
        table = feeds[0].table
        names = [name for name, facts in FACT_TABLES.items() if name in self.names and facts.source is table]
        if any(feed.layout.keep == "newest" for feed in feeds) or any(FACT_TABLES[name].build for name in names):
            return True
        return self.companion(table) or any("repeat_contact" in self.names[name] for name in names)

    def draws(self, feed: Feed) -> tuple[str, ...]:
        """The rating columns of a ticket or call export that make survey rows; none that a survey file is there for."""
        if "surveys" not in self.names:
            return ()
        asked = frozenset().union(*(other.survey_kinds() for other in self._feeds if other.table.name == "surveys"))
        kinds = SCORES.get(feed.table.name, {})
        return tuple(column for column in drawn_columns(feed) if kinds[column] not in asked)

    def plan(self, feed: Feed, whole: bool, keyed: bool = True) -> None:
        """Decides how the columns that the metrics need are read, and every instant that ``as_of`` may be.

        ``whole`` and ``keyed`` are those of :meth:`~cx_cli.normalise.feed.Feed.plan`.
        """
        table = feed.table
        wanted = {*event_instants(table), *self.labels}
        fed = {name for name, facts in FACT_TABLES.items() if facts.source is table and name in self.names}
        if table.name in SCORES and "surveys" in self.names:
            fed.add("surveys")
        for facts in fed:
            wanted |= sources(facts, self.names[facts], table.name)
        if "texts" in self.names and table.name == "surveys":
            wanted |= sources("texts", self.names["texts"], table.name)
        if table.name == "mentions" and self.estimates:
            wanted |= {"text"}
        if whole:
            wanted |= {table.newest or "", "revision"}
        if table.name == "tickets" and self.lends:
            wanted |= {"ticket_id", "first_replied_at", *DATES, *self.lent}
        if table.name == "reviews" and self.lends:
            wanted |= {"ticket_id"}
        if self.feedback and table.name in ("surveys", *SCORES):
            wanted |= feedback.NEEDS | SCORES.get(table.name, {}).keys()
        if self.companion(table):
            wanted |= _READ_OF[table.name]
        if table.name == "tickets" and self.reads("sessions", "contacts"):
            wanted |= {"customer_id"}
        extras = {name: self._kind(feed, name) for name in wanted if name in feed.extras}
        feed.plan(wanted, extras, whole=whole, keyed=keyed or table.name == "tickets")  # they have companions

    def _kind(self, feed: Feed, name: str) -> Kind:
        """What a column without a canonical name is read as: a label as text, else what it is in all files."""
        if name in self.labels:
            return "text"
        types = (supply.extras[name] for supply in self._supply.values() if name in supply.extras)
        return next(types, "text")
