"""What was promised to these tickets by the policies of the settings, when is it due, and how much of it is used up?"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cx_cli.facts.conversation import Talk
from cx_cli.facts.fact_table import Problem, claims, first_known, flags, instants, iso
from cx_cli.facts.history import Priorities
from cx_cli.facts.pauses import Stays, due_instants, used_seconds
from cx_cli.facts.policies import Policies, stopped
from cx_cli.facts.priorities import CREATION, with_priority_at
from cx_cli.facts.spans import Spans, spans_of
from cx_cli.facts.targets import DUE, MET, targets_of
from cx_cli.frozen import frozen
from cx_cli.normalise.rows import NEVER, Column, Flags, Instants, Ints, Numbers, Rows, Words, end_to_end


@frozen
class Told:
    """What other files tell of these tickets: the stays in each status, the changes of priority, and what was said;
    ``changed`` and ``spoke`` are the place of each ticket among those that the files name (-1: none)."""

    stays: Stays
    priorities: Priorities | None
    changed: Ints
    talk: Talk | None
    spoke: Ints


def promises_of(
    tickets: Rows, kind: str, kept: Collection[str], policies: Policies | None, told: Told
) -> tuple[Rows, list[Problem]]:
    """The promises of one kind: by the ticket's policy; by the export's own columns for a ticket without a policy, or
    where no policy makes such a promise. What the two say differently of a ticket is a problem of its row."""
    if policies is None or kind not in policies.kinds():
        return targets_of(tickets, kind, kept), []
    spans = spans_of(kind, tickets, told.talk, told.spoke)
    codes = _codes(tickets, spans, policies, told)
    promised = np.array([kind in policy.targets for policy in policies.promised.policies] + [False])[codes]
    made = np.flatnonzero(promised)
    spans, made_codes = Spans(spans.row[made], spans.start[made], spans.done[made]), codes[made]
    own = _by_policy(tickets, kind, kept, policies, told, spans, made_codes)
    without = np.ones(tickets.n, dtype=np.bool_)
    without[policies.codes(tickets) >= 0] = False
    if kind not in MET:
        return own, []
    problems = _differences(tickets, kind, spans.row, own) if kind in DUE else []
    return end_to_end([own, targets_of(tickets.take(np.flatnonzero(without)), kind, kept)]), problems


def unseen_pauses(tickets: Rows, policies: Policies, told: Told) -> list[Problem]:
    """The tickets whose policy stands still in some status, and whose statuses nobody tells."""
    codes = policies.codes(tickets)
    blind = np.flatnonzero(policies.pausing(codes) & ~told.stays.seen)
    named = policies.promised.policies
    return [Problem("status", "pauses-unseen", blind, lambda row: f"policy {named[codes[row]].name}")] * bool(
        len(blind)
    )


def _codes(tickets: Rows, spans: Spans, policies: Policies, told: Told) -> Ints:
    """The policy of each span, by the priority that the rule says."""
    rule = policies.promised.rule
    if rule == "now" or told.priorities is None:
        return policies.codes(tickets)[spans.row]
    wanted = policies.columns() & tickets.columns.keys()
    rows = Rows(len(spans.row), {name: tickets.columns[name].take(spans.row) for name in wanted})
    at = spans.done if rule == "at_event" else np.full(rows.n, CREATION, dtype=np.int64)
    return policies.codes(with_priority_at(rows, told.changed[spans.row], told.priorities, at))


def _by_policy(
    tickets: Rows, kind: str, kept: Collection[str], policies: Policies, told: Told, spans: Spans, codes: Ints
) -> Rows:
    n = len(spans.row)
    due, used = np.full(n, NEVER, dtype=np.int64), np.full(n, np.nan)
    wanted = np.array([policy.targets.get(kind, 0) for policy in policies.promised.policies] + [0])[codes]
    for code, policy in enumerate(policies.promised.policies):
        mine = np.flatnonzero(codes == code)
        if not len(mine):
            continue
        time, pauses = policies.time_of(policy), told.stays.among(stopped(policy, kind))
        start, done, row = spans.start[mine], spans.done[mine], spans.row[mine]
        due[mine] = due_instants(time, start, done, wanted[mine], pauses, row)
        over = np.flatnonzero((done != NEVER) & (done >= start))
        used[mine[over]] = used_seconds(time, start[over], done[over], pauses, row[over])
    finished = instants(tickets, "resolved_at")[spans.row]
    named = tuple(policy.name for policy in policies.promised.policies)
    columns: dict[str, Column] = {
        **{name: column.take(spans.row) for name, column in tickets.columns.items() if name in kept},
        "promise": Words(np.zeros(n, dtype=np.int32), (kind,)),
        "sla_policy": Words(codes.astype(np.int32), named),
        "due_at": Instants(first_known(due, finished, spans.start)),
        "promised_at": Instants(due),
        "done_at": Instants(spans.done),
        "finished": flags(finished != NEVER),
        "flagged_met": Flags(np.full(n, -1, dtype=np.int8)),
        "target_seconds": Numbers(wanted.astype(np.float64)),
        "used_seconds": Numbers(used),
        "spare_seconds": Numbers(wanted - used),
    }
    return Rows(n, columns)


def _differences(tickets: Rows, kind: str, rows: Ints, own: Rows) -> list[Problem]:
    """Where the export has another deadline than the policy, or another verdict on what is done."""
    theirs, due = instants(tickets, DUE[kind])[rows], instants(own, "promised_at")
    place = np.full(tickets.n, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    other = np.flatnonzero((theirs != NEVER) & (due != NEVER) & (theirs != due))
    problems = []
    if len(other):

        def deadlines(row: int) -> str:
            return f"{iso(int(theirs[place[row]]))} in the export, {iso(int(due[place[row]]))} by the policy"

        problems.append(Problem(DUE[kind], "differs-from-policy", rows[other], deadlines))
    flag, done = claims(tickets, MET[kind])[rows], instants(own, "done_at")
    met = done <= due
    other = np.flatnonzero((flag >= 0) & (due != NEVER) & (done != NEVER) & ((flag == 1) != met))
    if len(other):

        def verdicts(row: int) -> str:
            words = ("missed", "met")
            return f"{words[flag[place[row]]]} in the export, {words[int(met[place[row]])]} by the policy"

        problems.append(Problem(MET[kind], "differs-from-policy", rows[other], verdicts))
    return problems
