"""How do files become a report? Piece by piece through facts and tally, and the values read at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.facts.assignment import assignments_of, with_assignees
from cx_cli.facts.conversation import conversations_of
from cx_cli.facts.fact_table import Problem, Working
from cx_cli.facts.feedback import Feedback
from cx_cli.facts.history import histories_of, unknown_statuses
from cx_cli.facts.lending import Lender, with_buckets
from cx_cli.facts.mentions import SENTIMENTAL, with_estimates
from cx_cli.facts.promises import promises_of, unseen_pauses
from cx_cli.facts.rebuilding import Companions, id_of
from cx_cli.facts.reviews import weighted
from cx_cli.facts.sessions import contacts_of, with_outcome
from cx_cli.facts.supply import FACT_TABLES, Supply, event_instants, supplies
from cx_cli.facts.surveys import ratings_of
from cx_cli.facts.targets import undecided
from cx_cli.facts.texts import READ_OF, Texts, texts_of
from cx_cli.facts.tickets import settled, with_repeat_contacts
from cx_cli.load.lean import release_memory
from cx_cli.metrics.blocks import Window
from cx_cli.metrics.calendar import Calendar
from cx_cli.metrics.slices import Grouping
from cx_cli.metrics.tally import Tally
from cx_cli.normalise.canonical import MARK, SCORES, RereadError
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.keys import Keys
from cx_cli.normalise.newest import newest_of
from cx_cli.normalise.parallel import batches
from cx_cli.normalise.rows import NEVER, Flags, Rows, end_to_end, joined_up, latest, missing_column
from cx_cli.normalise.tables import TABLES, Table
from cx_cli.normalise.zones import Zone
from cx_cli.results.accounts import Accounts
from cx_cli.results.assemble import assemble
from cx_cli.results.choose import choose
from cx_cli.results.collect import Collector
from cx_cli.results.keeping import NEEDED, Ids, Keeper, ids_among
from cx_cli.results.needs import Needs
from cx_cli.results.presence import lifespan_years
from cx_cli.results.request import Request, Run, groupings, settings_of, with_further, with_lifespan
from cx_cli.results.result import Report, Seen
from cx_cli.results.rollup import labels_of
from cx_cli.results.state import State
from cx_cli.results.theming import themes_of
from cx_cli.settings.policies import PROMISES

Auditor = Callable[[Accounts, frozenset[int]], None]
"""Is told what became of the rows, and which feeds' ratings were read, before too many rejected ones are refused."""


def compute(
    feeds: Sequence[Feed],
    request: Request,
    audit: Auditor | None = None,
    collector: Collector | None = None,
    keeper: Keeper | None = None,
) -> Report:
    """The report of these files. Raises UsageError and InputError, never loses a row in silence.

    A ``collector`` is given every row that is tallied, or set aside; without one they are forgotten. A ``keeper`` is
    shown them as they go by.
    """
    while True:
        estimate = not request.asked.isdisjoint(SENTIMENTAL)
        supply = supplies(feeds, request.clocks, request.policies, estimate=estimate)
        request = with_further(request, supply)
        grouped = groupings(request, supply)
        try:
            runs, lacking = choose(request, supply)
        except UsageError:  # a column may be compared as what it is further down only
            written = " ".join([request.where, *(one.formula for one, _ in request.metrics)])
            named = frozenset(re.findall(r"\w+", written))
            if not [feed for feed in feeds if feed.finds_text(named)]:
                raise
            continue
        computation = _Computation(feeds, request, supply, grouped, runs, collector, keeper)
        try:
            state, as_of = computation.run()
            if not computation.needs.ages or request.as_of is not None or as_of is None:
                break
            request = replace(request, as_of=as_of)  # how old a ticket is can't be told before
        except RereadError as error:
            for feed in feeds:
                feed.correct(error)
    if collector is not None:
        collector.finish(state.tally, as_of)
    drawn = frozenset(feed.number for feed in feeds if computation.needs.draws(feed))
    if audit is not None:
        audit(state.accounts, drawn)
    state.accounts.refuse_too_many(feeds, request.max_rejected)
    years = lifespan_years(state.tally, as_of)
    runs = [with_lifespan(run, request, years) for run in runs]
    breakdowns = assemble(state.tally, grouped, request, runs, as_of)
    return Report(
        inputs=state.accounts.inputs(feeds, drawn),
        settings=settings_of(request, as_of, [run.shown for run in runs]),
        metrics=tuple(run.shown for run in runs),
        breakdowns=breakdowns,
        issues=state.accounts.issues(feeds),
        unavailable=tuple(lacking),
        seen=None if request.now is None else Seen(computation.newest_of, labels_of(state.tally)),
        themes=themes_of(computation.texts, state.tally, request, runs, as_of),
    )


class _Computation:
    def __init__(
        self,
        feeds: Sequence[Feed],
        request: Request,
        supply: dict[str, Supply],
        grouped: tuple[Grouping, ...],
        runs: Sequence[Run],
        collector: Collector | None = None,
        keeper: Keeper | None = None,
    ):
        self.feeds = feeds
        self.request = request
        self.supply = supply
        self.groupings = grouped
        self.terms = [term for run in runs for term in run.terms]
        self.only = {
            metrics: frozenset(term for run in runs if run.shown.metric.name in metrics for term in run.terms)
            for metrics in {one.metrics for one in request.further}
        }
        self.zone = Zone(request.timezone)
        self.collector = collector
        self.keeper = keeper
        also = collector.begin(runs, supply) if collector else NEEDED if keeper else {}
        self.needs = Needs(feeds, supply, grouped, self.terms, also, request.clocks, request.policies, self.only)
        self.newest = NEVER
        self.newest_of: dict[str, int] = {}
        self.lender = Lender() if self.needs.lends else None
        self.feedback = Feedback()
        self.opened: list[Rows] = []
        self.texts = Texts(request.where, request.timezone)
        self.companions = Companions()

    def run(self) -> tuple[State, int | None]:
        """The state of all tables, and the instant as of which it holds."""
        whole, begun = self._new_state(), False
        if self.keeper:
            self.keeper.start(whole.tally.window, whole.tally.calendar, self.request.where)
        for name, table in TABLES.items():
            feeds = [feed for feed in self.feeds if feed.table is table]
            if feeds:
                state = self._table(feeds)
                if begun:
                    whole.merge(state)
                whole, begun = whole if begun else state, True
            elif name == "tickets" and self.companions.histories is not None:
                self._digest(table, (), self.companions.made_tickets(self.needs.rebuilt), whole)
                begun = True
        as_of = self.request.as_of if self.request.as_of is not None else self.newest
        release_memory()
        if self.keeper:
            self.keeper.end()
        if whole.held:
            self._tally("targets", end_to_end(whole.held), whole, self._working(as_of))
        return whole, None if as_of == NEVER else as_of

    def _table(self, feeds: Sequence[Feed]) -> State:
        """The state of one table: in pieces that are forgotten, or gathered whole where rows must be seen together."""
        rebuilt = feeds[0].table.name == "tickets" and self.companions != Companions()
        together = rebuilt or self.needs.together(feeds)
        if not together and not self.collector:
            keys = Keys()
            state = self._stream(feeds, keys)
            if not keys.may_repeat():
                return state
        return self._gather(feeds, together)

    def _stream(self, feeds: Sequence[Feed], keys: Keys) -> State:
        """Every piece on its own, and forgotten."""
        state = self._new_state()
        for feed in feeds:
            self.needs.plan(feed, whole=False)
        for feed in feeds:
            for batch in batches(feed):
                keys.add(batch.keys)
                state.accounts.enter(feed, batch)
                self._digest(feed.table, [feed], batch.rows, state, batch.ids)
                del batch  # or it would be there beside the next one
        return state

    def _names_rows(self, table: Table) -> bool:
        """Whether the ids of gathered rows are told to anybody."""
        return bool(self.collector) or (self.keeper is not None and table.name == "tickets")

    def _gather(self, feeds: Sequence[Feed], together: bool) -> State:
        """The newest row of each key of all feeds of a table, as one piece."""
        state, rows, repeat = self._read_whole(feeds, keyed=self._names_rows(feeds[0].table) or not together)
        if repeat and feeds[0].table.key not in rows.columns:
            state, rows, repeat = self._read_whole(feeds, keyed=True)
        kept = newest_of(rows, feeds[0].table) if repeat else np.arange(rows.n)
        if len(kept) < rows.n:
            if self.collector:
                self.collector.set_aside(feeds[0].table, rows, kept)
            state.accounts.enter_duplicates(rows.take(np.setdiff1d(np.arange(rows.n), kept)), feeds[0].table.name)
            rows = rows.take(kept)
        discarded = rows.columns.get(MARK)
        if isinstance(discarded, Flags) and (discarded.values == 1).any():
            excluded = rows.take(np.flatnonzero(discarded.values == 1))
            state.accounts.enter_excluded(excluded, feeds[0].table.name)
            if self.collector:
                self.collector.exclude(feeds[0].table, excluded)
            rows = rows.take(np.flatnonzero(discarded.values != 1))
        if rows.n:
            self._digest(feeds[0].table, feeds, rows, state)
        return state

    def _read_whole(self, feeds: Sequence[Feed], *, keyed: bool) -> tuple[State, Rows, bool]:
        """All rows of a table, and whether a key may be there twice; ``keyed``: with the keys as they are written."""
        state = self._new_state()
        self._forget(feeds[0].table.name)
        for feed in feeds:
            self.needs.plan(feed, whole=True, keyed=keyed)
        parts, keys = [], Keys()
        for feed in feeds:
            for batch in batches(feed):
                keys.add(batch.keys)
                state.accounts.enter(feed, batch)
                parts.append(batch.rows)
                del batch
        return state, joined_up(parts), keys.may_repeat()

    def _forget(self, table: str) -> None:
        """Leaves out what was noted of a table that is read again."""
        self.feedback.forget(table)
        self.texts.forget(table)
        if table == "tickets":
            self.lender, self.opened = Lender() if self.needs.lends else None, []
            if self.keeper:
                self.keeper.forget()

    def _digest(self, table: Table, feeds: Sequence[Feed], rows: Rows, state: State, ids: Ids | None = None) -> None:
        """Takes canonical rows through the facts into the tally; ``ids`` tells theirs where they have none."""
        if self.keeper and table.name == "tickets":
            self.keeper.begin(ids or ids_among(rows))
        state.tally.count_spellings(rows)
        self._note_newest(table, rows)
        if self.needs.companion(table):
            self._keep_companion(table, rows, state)
        if table.name == "tickets":
            rows = self._rebuild(settled(rows), feeds, state)
            if self.needs.reads("sessions", "contacts"):
                self._note_opened(rows, state)
        elif table.name == "messages" and self.companions.assignments is not None:
            rows = with_assignees(rows, self.companions.assignments)
        elif table.name == "sessions":
            rows = with_outcome(rows, end_to_end(self.opened) if self.opened else None)
        elif table.name == "reviews":
            rows = weighted(rows, self.request.criterion_weights)
        elif table.name == "mentions" and self.needs.estimates:
            rows, problems = with_estimates(rows)
            state.accounts.enter_problems("mentions", rows, problems)
        if self.lender is not None and table.name == "tickets":
            self.lender.add(rows, self.needs.lent, self.request.as_of)
        elif self.lender is not None and table.name in ("surveys", "reviews"):
            rows = self.lender.lend(rows)
        if self.needs.feedback and table.name in ("surveys", *SCORES):
            self.feedback.add(table.name, rows)
        elif self.needs.feedback and table.name == "orders":
            rows = self.feedback.lend(rows)
        if "texts" in self.needs.names and table.name in READ_OF:
            self._take_texts(table.name, rows, state)
        as_of = self.request.as_of
        for name, facts in FACT_TABLES.items():
            if facts.source is not table or name not in self.needs.names or name == "texts":
                continue
            if name == "targets":
                self._digest_targets(rows, state)
                continue
            fact_rows = self.companions.solves_of(rows) if name == "solves" else rows
            if name == "contacts":
                fact_rows = contacts_of(rows, "started_at", by_session=True)
            self._tally(name, facts.build(rows) if facts.build else fact_rows, state, self._working(as_of))
        columns = tuple(dict.fromkeys(column for one in feeds for column in self.needs.draws(one)))
        for column in columns:
            offered = rows.columns[f"{column}_offered"]
            assert isinstance(offered, Flags)
            sent = offered.values == 1 if any(one.offers(column) for one in feeds) else None
            kept = {*self.needs.names["surveys"], *self.needs.labels}
            rated = with_buckets(rows, self.needs.labels, as_of)
            drawn = ratings_of(table.name, rated, SCORES[table.name][column], column, sent, kept)
            self._tally("surveys", drawn, state, self._working(as_of))
        if columns:
            state.accounts.enter_ratings(table.name, rows, columns)

    def _note_newest(self, table: Table, rows: Rows) -> None:
        newest, now = latest(rows, event_instants(table)), self.request.now
        self.newest = max(self.newest, newest)
        if now is not None:
            newest = newest if newest <= now else latest(rows, event_instants(table), now)
            newest = max(self.newest_of.get(table.name, NEVER), newest)
            if newest != NEVER:
                self.newest_of[table.name] = newest

    def _keep_companion(self, table: Table, rows: Rows, state: State) -> None:
        if table.name == "changes":
            state.accounts.enter_problems("changes", rows, unknown_statuses(rows))
            assignments = assignments_of(rows) if self.needs.assigned else None
            self.companions = Companions(histories_of(rows), None, assignments, self.request.clocks)
        else:
            conversations = conversations_of(rows, talk=bool(self.request.policies))
            self.companions = replace(self.companions, conversations=conversations)

    def _rebuild(self, tickets: Rows, feeds: Sequence[Feed], state: State) -> Rows:
        """The tickets as their history and conversation have them."""
        if self.companions.histories is not None and feeds:
            strangers = self.companions.strangers(tickets)
            if strangers.n:
                rows = np.arange(strangers.n)
                problem = Problem("ticket_id", "no-ticket", rows, lambda row: id_of(strangers, row))
                state.accounts.enter_problems("changes", strangers, [problem])
        if feeds:
            tickets, problems = self.companions.rebuild(tickets, self.needs.rebuilt)
            state.accounts.enter_problems("tickets", tickets, problems)
        wanted = frozenset().union(*(self.needs.names.get(name, frozenset()) for name in ("tickets", "solves")))
        return with_repeat_contacts(tickets) if "repeat_contact" in wanted else tickets

    def _note_opened(self, tickets: Rows, state: State) -> None:
        """What self-service has to know of tickets: who opened one, and when."""
        if "contacts" in self.needs.names:
            self._tally("contacts", contacts_of(tickets, "created_at", by_session=False), state, self._working(None))
        if "customer_id" in tickets.columns:
            self.opened.append(Rows(tickets.n, {name: tickets.columns[name] for name in ("customer_id", "created_at")}))

    def _take_texts(self, table: str, rows: Rows, state: State) -> None:
        """The texts among these rows, kept to be read at the end."""
        texts = self._completed("texts", texts_of(table, rows), self.needs.names["texts"])
        self._tally("texts", texts, state, self._working(None))
        self.texts.add(table, texts)

    def _working(self, as_of: int | None) -> Working:
        return Working(as_of, self.zone.name, clocks=self.request.clocks)

    def _digest_targets(self, rows: Rows, state: State) -> None:
        """Promises that the data seen so far can't decide are held until the newest instant is known."""
        kept = {*self.needs.names["targets"], *self.needs.labels}
        as_of = self.newest if self.request.as_of is None else self.request.as_of
        told, policies = self.companions.told_of(rows), self.request.policies
        if policies:
            state.accounts.enter_problems("tickets", rows, unseen_pauses(rows, policies, told))
        for kind in sorted(self.supply["targets"].kinds or (), key=PROMISES.index):
            targets, problems = promises_of(rows, kind, kept, policies, told)
            state.accounts.enter_problems("tickets", rows, problems)
            if self.request.as_of is None:
                open_ended = undecided(targets, as_of)
                if open_ended.any():
                    state.held.append(targets.take(np.flatnonzero(open_ended)))
                    if self.keeper:
                        self.keeper.hold(state.held[-1])
                    targets = targets.take(np.flatnonzero(~open_ended))
            self._tally("targets", targets, state, self._working(as_of))

    def _tally(self, facts: str, rows: Rows, state: State, working: Working) -> None:
        fact_table = FACT_TABLES[facts]
        names = self.needs.names.get(facts, frozenset())
        working = replace(working, undated=self.supply[facts].undated)
        worked = self._completed(facts, fact_table.work_out(rows, names, working), names)
        state.accounts.enter_problems(fact_table.source.name, rows, working.problems)
        state.tally.add(facts, worked)
        if self.keeper:
            self.keeper.add(facts, worked)
        if self.collector:
            self.collector.add(facts, worked, working.problems)

    def _completed(self, facts: str, rows: Rows, names: frozenset[str]) -> Rows:
        """The rows with every column that a formula reads; one that another file has is missing in these."""
        schema = self.supply[facts].schema
        absent = {name: missing_column(schema[name], rows.n) for name in names if name not in rows.columns}
        return rows.with_columns(absent) if absent else rows

    def _new_state(self) -> State:
        window = Window(self.request.since, self.request.until, self.request.as_of)
        calendar = Calendar(self.zone, self.request.period)
        return State(Tally(self.terms, self.groupings, calendar, window, self.request.where, self.only))
