"""What do the rules of the settings say of the files that a page is about?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cx_cli.commands.ask_rules import Plan, plan_of
from cx_cli.commands.run_check import columns_at_hand, judged
from cx_cli.metrics.slices import PERIOD, TAG
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.results.compute import compute
from cx_cli.results.pseudonymise_check import pseudonymised_check
from cx_cli.results.verdict import Checked
from cx_cli.settings import Settings


def plan_for_page(settings: Settings) -> Plan | None:
    """The rules that a page can judge, read before any file is; None where there are none.

    A rule against a baseline is left to ``cx check``, which is given one.
    """
    checks = settings.checks
    if not checks.rules:
        return None
    plan = plan_of(settings, datetime.now(UTC))
    cases = tuple(case for case in plan.cases if case.rule.sentence.against != "baseline")
    return replace(plan, cases=cases) if cases else None


def check_page(
    plan: Plan, feeds: Sequence[Feed], settings: Settings, params: Mapping[str, Any], names: Pseudonyms | None
) -> Checked:
    """The verdicts that ``cx check`` gives on these files, by a reading of their own.

    What a check refuses, a column or a group that is in no file, has no data here: the page is about other things too.
    """
    known = {PERIOD, TAG} | columns_at_hand(feeds, plan.request)
    by = tuple(columns for columns in plan.request.by if known.issuperset(columns))
    report = compute(feeds, replace(plan.request, by=by or ((),)))
    checked = judged(plan, report, params, names)
    left_out = len(settings.checks.rules) - len(plan.cases)
    return replace(pseudonymised_check(checked, names) if names else checked, n_left_out=left_out)
