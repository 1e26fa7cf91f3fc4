"""Whose definition does each KPI run under, and what must be said of it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cx_cli.commands.ask import blaming, metrics_of
from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.metrics.definitions.preset import DEFAULT, Preset, preset
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.registry import find
from cx_cli.results.result import MetricRun, Report
from cx_cli.settings import Settings


@frozen
class Definitions:
    """``picked`` is the variant of each KPI that the settings name one for: it wins over the preset's, and a KPI of
    the user's own (``own``) is none of the product's."""

    preset: Preset
    picked: Mapping[str, str]
    own: frozenset[str]

    def variant_of(self, metric: str) -> str:
        return self.picked.get(metric) or (DEFAULT if metric in self.own else self.preset.variant_of(metric))

    def told(self) -> str:
        """The preset, and the KPIs that are picked to be otherwise: ``zendesk, csat = mean``."""
        others = [
            f"{name} = {variant}"
            for name, variant in sorted(self.picked.items())
            if variant != (DEFAULT if name in self.own else self.preset.variant_of(name))
        ]
        return ", ".join([self.preset.name, *others])

    def remarks(self, metric: str) -> tuple[str, ...]:
        """What the product says of the KPI, which statistic it shows, and what differs from it here."""
        if metric in self.picked or metric in self.own:
            return ()
        if (lacking := self.preset.not_available.get(metric)) is not None:
            return (f"not as {self.preset.title} has it: {lacking.reason}",)
        chosen = self.preset.metrics.get(metric)
        if chosen is None:
            return ()
        return (
            f"{self.preset.title}: {chosen.says}",
            *([f"shown as {chosen.statistic}"] if chosen.statistic else []),
            *([f"differs: {chosen.differs}"] if chosen.differs else []),
        )

    def business(self) -> frozenset[str]:
        """The KPIs that the product has in business time."""
        named = self.preset.metrics.items()
        return frozenset(k for k, c in named if c.clock == "business" and k not in self.picked and k not in self.own)

    def notes(self, runs: Sequence[MetricRun], format: str) -> Iterator[str]:
        """What a table of figures of these KPIs can't say: that the clock is another than the product's, and in a
        machine's format the definitions that the product has and ``cx`` doesn't."""
        clocked = [run.metric.name for run in runs if run.metric.name in self.business() and run.clock == "calendar"]
        if clocked:
            yield f"{self.preset.title} has {', '.join(clocked)} in business time: calendar time was used"
        named = [run.metric.name for run in runs if run.metric.name not in {*self.picked, *self.own}]
        for name in named if format in ("json", "csv") else ():
            if name in self.preset.not_available:
                yield f"{name}: {self.remarks(name)[0]}; the default was used"


def definitions_of(settings: Settings, metrics: Mapping[str, Metric]) -> Definitions:
    """The definitions that the settings ask for; an unknown preset, KPI or variant is refused where it stands."""
    for name, variant in settings.definitions.items():
        with blaming(settings, "definitions", name):
            find(name, metrics).under(variant)
    try:
        chosen = preset(settings.preset or DEFAULT)
    except UsageError as error:
        message = f"{settings.places['definitions']}: {error.message}"
        raise UsageError(message, slug=error.slug, facts=error.facts, fix=error.fix) from error
    return Definitions(chosen, settings.definitions, frozenset(settings.own_metrics))


def definition_notes(settings: Settings, report: Report, format: str) -> Iterator[str]:
    """The notes on the KPIs that a report has."""
    definitions = definitions_of(settings, metrics_of(settings))
    return definitions.notes(report.metrics, format)
