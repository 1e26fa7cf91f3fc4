"""How do verdicts read without the names of agents and customers?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cx_cli.normalise.pseudonyms import Pseudonyms
from cx_cli.results.breaches import Breach
from cx_cli.results.pseudonymise import pseudonymised
from cx_cli.results.result import Label
from cx_cli.results.rules import Rule
from cx_cli.results.verdict import Checked, Verdict

Labels = tuple[tuple[str, Label], ...]


def hidden_labels(labels: Labels, names: Pseudonyms) -> Labels:
    """The labels of a slice, people under their other names."""
    return tuple(
        (column, names.name(column, label) if label is not None and names.hides(column) else label)
        for column, label in labels
    )


def pseudonymised_check(checked: Checked, names: Pseudonyms) -> Checked:
    """The check with other names for people: in groups, in the rules that name somebody, and in ids."""
    verdicts = tuple(_verdict(one, names) for one in checked.verdicts)
    return replace(checked, verdicts=verdicts, report=pseudonymised(checked.report, names))


def pseudonymised_breaches(breaches: Iterable[Breach], names: Pseudonyms) -> tuple[Breach, ...]:
    """The rows behind failed rules, whose keys may be people too."""
    return tuple(
        replace(
            one,
            verdict=_verdict(one.verdict, names),
            rows=tuple(
                replace(
                    row,
                    key=tuple(
                        names.name(column, cell) if isinstance(cell, str) and names.hides(column) else cell
                        for column, cell in zip(one.key, row.key, strict=True)
                    ),
                )
                for row in one.rows
            ),
        )
        for one in breaches
    )


def _verdict(verdict: Verdict, names: Pseudonyms) -> Verdict:
    column = f"{verdict.tickets_are.removesuffix('s')}_id"
    tickets = tuple(names.name(column, one) for one in verdict.tickets) if names.hides(column) else verdict.tickets
    return replace(verdict, rule=_rule(verdict.rule, names), slice=hidden_labels(verdict.slice, names), tickets=tickets)


def _rule(rule: Rule, names: Pseudonyms) -> Rule:
    text, where = rule.text, []
    for column, value in rule.sentence.where:
        shown = names.name(column, value) if value and names.hides(column) else value
        text = text.replace(value, shown) if shown != value else text
        where.append((column, shown))
    return replace(rule, sentence=replace(rule.sentence, text=text, where=tuple(where)))
