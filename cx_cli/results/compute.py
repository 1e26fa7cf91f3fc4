"""How do files become a report? Piece by piece through facts and tally, and the values read at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cx_cli.facts.fact_table import Working, iso
from cx_cli.facts.lending import DATES, LENT, Lender, lends
from cx_cli.facts.replies import in_order, replies_of
from cx_cli.facts.supply import FACT_TABLES, Supply, event_instants, promise_kinds, sources, supplies
from cx_cli.facts.surveys import ratings_of
from cx_cli.facts.targets import targets_of, undecided
from cx_cli.facts.tickets import settled
from cx_cli.load.lean import release_memory
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.slices import Grouping
from cx_cli.metrics.tally import Tally, Window
from cx_cli.normalise.canonical import MARK, SCORES, RereadError, latest
from cx_cli.normalise.columns import Kind
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.keys import Keys
from cx_cli.normalise.newest import newest_of
from cx_cli.normalise.parallel import batches
from cx_cli.normalise.rows import NEVER, Flags, Rows, Words, end_to_end, missing_column
from cx_cli.normalise.tables import TABLES
from cx_cli.normalise.zones import Zone
from cx_cli.results.accounts import Accounts, drawn_columns
from cx_cli.results.assemble import assemble
from cx_cli.results.request import Request, Run, choose, groupings
from cx_cli.results.result import Report, RunSettings


@dataclass
class _State:
    """What one attempt at a table has gathered; states of several workers merge."""

    tally: Tally
    accounts: Accounts = field(default_factory=Accounts)
    held: list[Rows] = field(default_factory=list)

    def merge(self, other: _State) -> None:
        self.tally.merge(other.tally)
        self.accounts.merge(other.accounts)
        self.held += other.held


def compute(feeds: Sequence[Feed], request: Request) -> Report:
    """The report of these files. Raises UsageError and InputError, never loses a row in silence."""
    while True:
        supply = supplies(feeds)
        grouped = groupings(request, supply)
        runs, lacking = choose(request, supply)
        computation = _Computation(feeds, request, supply, grouped, runs)
        try:
            state, as_of = computation.run()
            break
        except RereadError as error:
            for feed in feeds:
                feed.correct(error)
    state.accounts.refuse_too_many(feeds, request.max_rejected)
    drawn = frozenset(feed.number for feed in feeds if computation.draws(feed))
    breakdowns = assemble(state.tally, grouped, request, runs, as_of)
    return Report(
        inputs=state.accounts.inputs(feeds, drawn),
        settings=RunSettings(
            timezone=request.timezone,
            period=request.period,
            since=None if request.since is None else iso(request.since),
            until=None if request.until is None else iso(request.until),
            as_of=None if as_of is None else iso(as_of),
            clock="calendar",
            definitions="default",
            where=request.where or None,
            timezone_stated=request.timezone_stated,
        ),
        metrics=tuple(run.shown for run in runs),
        breakdowns=breakdowns,
        issues=state.accounts.issues(feeds),
        unavailable=tuple(lacking),
    )


class _Computation:
    def __init__(
        self,
        feeds: Sequence[Feed],
        request: Request,
        supply: dict[str, Supply],
        grouped: tuple[Grouping, ...],
        runs: Sequence[Run],
    ):
        self.feeds = feeds
        self.request = request
        self.supply = supply
        self.groupings = grouped
        self.terms = [term for run in runs for term in run.terms]
        self.zone = Zone(request.timezone)
        self.labels = frozenset("tags" if name == "tag" else name for grouping in grouped for name in grouping.columns)
        self.names: dict[str, frozenset[str]] = {}
        for run in runs:
            facts = run.formula.facts
            self.names[facts] = self.names.get(facts, frozenset()) | run.columns()
        self.newest = NEVER
        self.lender = self._lender()

    def run(self) -> tuple[_State, int | None]:
        """The state of all tables, and the instant as of which it holds."""
        whole = self._new_state()
        for table in TABLES:
            feeds = [feed for feed in self.feeds if feed.table.name == table]
            if feeds:
                whole.merge(self._table(feeds))
        as_of = self.request.as_of if self.request.as_of is not None else self.newest
        release_memory()
        if whole.held:
            held = end_to_end(whole.held)
            names = self.names["targets"]
            whole.tally.add("targets", FACT_TABLES["targets"].work_out(held, names, Working(as_of)))
        return whole, None if as_of == NEVER else as_of

    def _lender(self) -> Lender | None:
        columns = {table: [feed.has() for feed in self.feeds if feed.table.name == table] for table in TABLES}
        asked = "surveys" in self.names and lends(columns["tickets"], columns["surveys"])
        return Lender() if asked else None

    def draws(self, feed: Feed) -> tuple[str, ...]:
        """The rating columns of a ticket or call export that make survey rows; none that a survey file is there for."""
        if "surveys" not in self.names:
            return ()
        asked = frozenset().union(*(other.survey_kinds() for other in self.feeds if other.table.name == "surveys"))
        kinds = SCORES.get(feed.table.name, {})
        return tuple(column for column in drawn_columns(feed) if kinds[column] not in asked)

    def _plan(self, feed: Feed, whole: bool) -> None:
        """Decides how the columns that the metrics need are read, and every instant that ``as_of`` may be."""
        table = feed.table
        wanted = {*event_instants(table), *self.labels}
        fed = {name for name, facts in FACT_TABLES.items() if facts.source is table and name in self.names}
        if table.name in SCORES and "surveys" in self.names:
            fed.add("surveys")
        for facts in fed:
            wanted |= sources(facts, self.names[facts], table.name)
        if whole:
            wanted |= {table.newest or "", "revision"}
        if table.name == "tickets" and self.lender is not None:
            wanted |= {"ticket_id", *DATES, *(set(LENT) & self.names["surveys"])}
        feed.plan(wanted, {name: self._kind(feed, name) for name in wanted if name in feed.extras}, whole=whole)

    def _kind(self, feed: Feed, name: str) -> Kind:
        """What a column without a canonical name is read as: a label as text, else what it is in all files."""
        if name in self.labels:
            return "text"
        types = (supply.extras[name] for supply in self.supply.values() if name in supply.extras)
        return next(types, "text")

    def _table(self, feeds: Sequence[Feed]) -> _State:
        """The state of one table: in pieces that are forgotten, or gathered whole where rows must be seen together."""
        table = feeds[0].table
        if table.name != "messages" and not any(feed.layout.keep == "newest" for feed in feeds):
            keys = Keys()
            state = self._stream(feeds, keys)
            if not keys.may_repeat():
                return state
        return self._gather(feeds)

    def _stream(self, feeds: Sequence[Feed], keys: Keys) -> _State:
        """Every piece on its own, and forgotten."""
        state = self._new_state()
        for feed in feeds:
            self._plan(feed, whole=False)
        for feed in feeds:
            for batch in batches(feed):
                keys.add(batch.keys)
                state.accounts.enter(feed, batch)
                self._digest([feed], batch.rows, state)
                del batch  # or it would be there beside the next one
        return state

    def _gather(self, feeds: Sequence[Feed]) -> _State:
        """The newest row of each key of all feeds of a table, as one piece."""
        state = self._new_state()
        self._forget_lent(feeds)
        for feed in feeds:
            self._plan(feed, whole=True)
        parts = []
        for feed in feeds:
            for batch in batches(feed):
                state.accounts.enter(feed, batch)
                parts.append(batch.rows)
        rows = end_to_end(parts)
        kept = newest_of(rows, feeds[0].table)
        if len(kept) < rows.n:
            state.accounts.enter_duplicates(rows.take(np.setdiff1d(np.arange(rows.n), kept)), feeds[0].table.name)
            rows = rows.take(kept)
        discarded = rows.columns.get(MARK)
        if isinstance(discarded, Flags) and (discarded.values == 1).any():
            state.accounts.enter_excluded(rows.take(np.flatnonzero(discarded.values == 1)), feeds[0].table.name)
            rows = rows.take(np.flatnonzero(discarded.values != 1))
        if rows.n:
            self._digest(feeds, rows, state)
        return state

    def _forget_lent(self, feeds: Sequence[Feed]) -> None:
        # Tickets that are read again are lent from again.
        if self.lender is not None and feeds[0].table.name == "tickets":
            self.lender = Lender()

    def _digest(self, feeds: Sequence[Feed], rows: Rows, state: _State) -> None:
        """Takes canonical rows through the facts into the tally."""
        table = feeds[0].table
        state.tally.count_spellings(rows)
        self.newest = max(self.newest, latest(rows, event_instants(table)))
        if table.name == "tickets":
            rows = settled(rows)
        if self.lender is not None and table.name == "tickets":
            self.lender.add(rows, self.labels | self.names["surveys"])
        elif self.lender is not None and table.name == "surveys":
            rows = self.lender.lend(rows)
        as_of = self.request.as_of
        for name, facts in FACT_TABLES.items():
            if facts.source is not table or name not in self.names:
                continue
            if name == "targets":
                self._digest_targets(rows, state)
                continue
            fact_rows = self._replies(rows) if name == "replies" else rows
            self._tally(name, fact_rows, state, Working(as_of))
        columns = tuple(dict.fromkeys(column for one in feeds for column in self.draws(one)))
        for column in columns:
            offered = rows.columns[f"{column}_offered"]
            assert isinstance(offered, Flags)
            sent = offered.values == 1 if any(one.offers(column) for one in feeds) else None
            kept = {*self.names["surveys"], *self.labels}
            drawn = ratings_of(table.name, rows, SCORES[table.name][column], column, sent, kept)
            self._tally("surveys", drawn, state, Working(as_of))
        if columns:
            state.accounts.enter_ratings(table.name, rows, columns)

    def _digest_targets(self, rows: Rows, state: _State) -> None:
        """Promises that the data seen so far can't decide are held until the newest instant is known."""
        kept = {*self.names["targets"], *self.labels}
        as_of = self.newest if self.request.as_of is None else self.request.as_of
        for kind in promise_kinds(self.supply["targets"].columns):
            targets = targets_of(rows, kind, kept)
            if self.request.as_of is None:
                open_ended = undecided(targets, as_of)
                if open_ended.any():
                    state.held.append(targets.take(np.flatnonzero(open_ended)))
                    targets = targets.take(np.flatnonzero(~open_ended))
            self._tally("targets", targets, state, Working(as_of))

    def _tally(self, facts: str, rows: Rows, state: _State, working: Working) -> None:
        fact_table = FACT_TABLES[facts]
        names = self.names.get(facts, frozenset())
        worked = self._completed(facts, fact_table.work_out(rows, names, working), names)
        for problem in working.problems:
            state.accounts.enter_problem(fact_table.source.name, rows, problem)
        state.tally.add(facts, worked)

    def _completed(self, facts: str, rows: Rows, names: frozenset[str]) -> Rows:
        """The rows with every column that a formula reads; one that another file has is missing in these."""
        schema = self.supply[facts].schema
        absent = {name: missing_column(schema[name], rows.n) for name in names if name not in rows.columns}
        return rows.with_columns(absent) if absent else rows

    def _replies(self, messages: Rows) -> Rows:
        ticket = messages.columns["ticket_id"]
        assert isinstance(ticket, Words)
        return replies_of(*in_order(messages, ticket.codes.astype(np.int64)))

    def _new_state(self) -> _State:
        window = Window(self.request.since, self.request.until, self.request.as_of)
        return _State(Tally(self.terms, self.groupings, Calendar(self.zone, self.request.period), window))
