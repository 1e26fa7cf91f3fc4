"""What is told of the rows behind a number? The slice, its n, and of each row the cells, the place and the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from cx_cli.errors import UsageError
from cx_cli.frozen import frozen
from cx_cli.metrics.metric import Metric
from cx_cli.metrics.slices import NO_PERIOD, PERIOD
from cx_cli.normalise.canonical import PLACE
from cx_cli.normalise.feed import Feed
from cx_cli.normalise.labels import label_key
from cx_cli.normalise.rows import NEVER, Instants, Ints
from cx_cli.periods import parse_label
from cx_cli.results.behind import Behind, Ledger
from cx_cli.results.collect import KEYS, Collector, sources_of
from cx_cli.results.compute import compute
from cx_cli.results.members import Cut
from cx_cli.results.reasons import Verdicts
from cx_cli.results.request import Request, Run
from cx_cli.results.result import Breakdown, Label, MetricRun, Report
from cx_cli.results.row_cells import Listed, listed
from cx_cli.suggest import nearest


@frozen
class Figure:
    """A value of the report in the slice; NaN where there is none."""

    statistic: str | None
    value: float
    n: float
    low: float
    high: float


@frozen
class Counts:
    """``rows = counted + not_counted + elsewhere``; ``hit`` and ``missed`` are None where no row hits or misses.

    ``elsewhere`` are the rows that --where, or the slice, leaves to others.
    """

    rows: int
    counted: int
    not_counted: int
    elsewhere: int
    hit: int | None
    missed: int | None


@frozen
class Listing:
    """The rows of one metric and slice. ``n`` is the report's, and so are the ``figures``; ``n_of`` says of what it is
    a number. ``reasons`` are those of all rows asked for, the most frequent first, whether or not ``rows`` has all."""

    report: Report
    run: MetricRun
    slice: Mapping[str, Label]
    show: str
    n: float
    n_of: str
    figures: tuple[Figure, ...]
    counts: Counts
    key: tuple[str, ...]
    by: tuple[str, ...]
    columns: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    n_rows: int
    rows: tuple[Listed, ...]


def list_rows(
    feeds: Sequence[Feed],
    request: Request,
    metric: Metric,
    variant: str,
    slice: Mapping[str, str],
    *,
    show: str = "counted",
    limit: int | None = None,
) -> Listing:
    """The rows of a metric in a slice, counted (``show``, one of SHOWS) as the report counts them.

    ``slice`` is a label by column, '' for a missing one, spelt as in the report but for case and blanks; ``{}`` is the
    whole of the data. Of the rows the first ``limit`` are listed, in the order of their dates. Raises UsageError for a
    slice that the report does not have, a metric that the files don't allow, or rows that no such metric has.
    """
    by = _shown_by(request, slice)
    bys = tuple(dict.fromkeys(columns for columns in (tuple(slice), by) if columns))
    request = replace(request, metrics=((metric, variant),), by=bys or ((),), asked=frozenset({metric.name}))
    collector = Collector()
    report = compute(feeds, request, collector=collector)
    if not collector.runs:
        raise _unavailable(report)
    return listing_of(Ledger(collector, request), report, collector.runs[0], slice, by, feeds, show=show, limit=limit)


def listing_of(
    ledger: Ledger,
    report: Report,
    run: Run,
    slice: Mapping[str, str],
    by: tuple[str, ...],
    feeds: Sequence[Feed],
    *,
    show: str = "counted",
    limit: int | None = None,
) -> Listing:
    """The same of a report that has been computed, with the ledger of its rows: ``run`` is one of the collector's.

    ``slice`` must be one of a breakdown of the report, ``by`` (the labels shown) the columns of another or of the same.
    """
    breakdown = next((one for one in report.breakdowns if one.by == tuple(slice)), report.breakdowns[0])
    labels = _labels(breakdown, slice)
    shown = next(one for one in report.metrics if one.metric.name == run.shown.metric.name)
    figures = _figures(breakdown, labels, shown)
    if not figures:
        raise _not_sliced(shown.metric, tuple(slice))
    found = ledger.behind(run, _cut(tuple(slice), labels))
    numbers, verdicts = _in_order(found, found.mask(show)), found.reasons()
    key = tuple(name for name in KEYS[run.formula.facts] if name in found.rows.columns)
    columns = _columns(run.columns(), sources_of(run, ledger.collector.supply[run.formula.facts]), (*key, *by))
    return Listing(
        report=report,
        run=shown,
        slice=dict(zip(slice, labels, strict=True)),
        show=show,
        n=figures[0].n,
        n_of=found.anatomy.n_of,
        figures=figures,
        counts=_counts(found),
        key=key,
        by=by,
        columns=columns,
        reasons=_summed(verdicts, numbers),
        n_rows=len(numbers),
        rows=listed(found, verdicts, numbers[:limit], (key, by, columns), feeds),
    )


def _counts(found: Behind) -> Counts:
    hit = found.hit
    return Counts(
        rows=found.rows.n,
        counted=int(found.counted.sum()),
        not_counted=int((~found.counted & ~found.elsewhere).sum()),
        elsewhere=int(found.elsewhere.sum()),
        hit=None if hit is None else int(hit.sum()),
        missed=None if hit is None else int((found.counted & ~hit).sum()),
    )


def _shown_by(request: Request, slice: Mapping[str, str]) -> tuple[str, ...]:
    """The columns whose labels are shown beside each row."""
    return tuple(dict.fromkeys([*(name for by in request.by for name in by), *slice]))


def _columns(read: frozenset[str], sources: frozenset[str], beside: tuple[str, ...]) -> tuple[str, ...]:
    """What the formula reads and what that is worked out from, but for what is shown ``beside``; instants first."""
    shown = (read | sources).difference(beside)
    return tuple(sorted(shown, key=lambda name: (not name.endswith("_at"), name not in read, name)))


def _unavailable(report: Report) -> UsageError:
    (entry,) = report.unavailable
    said = entry.needs.removeprefix("--by ")
    if said != entry.needs:
        name = said.split(",")[0]
        return UsageError(
            f"{entry.metric} is a share of a slice: it needs {name}",
            slug="unknown-slice",
            fix=f"cx tickets {entry.metric} FILE --slice {name}=...",
        )
    return UsageError(
        f"{entry.metric} can't be computed from these files: {entry.needs} is missing",
        slug="not-computed",
        fix=f"cx metrics {entry.metric}",
    )


def _not_sliced(metric: Metric, by: tuple[str, ...]) -> UsageError:
    needs = metric.by.split(",")[0]
    return UsageError(
        f"{metric.name} has no value by {' and '.join(by)}" + (f" without {needs}" if needs else ""),
        slug="unknown-slice",
        fix=f"cx tickets {metric.name} FILE" + (f" --slice {','.join(by)},{needs}=..." if needs else ""),
    )


def _labels(breakdown: Breakdown, slice: Mapping[str, str]) -> tuple[Label, ...]:
    """The labels of the slice as the report spells them."""
    wanted = [label_key(label) for label in slice.values()]
    for labels in breakdown.slices:
        if [label_key(label or "") for label in labels] == wanted:
            return labels
    for at, (column, label) in enumerate(slice.items()):
        known = list(dict.fromkeys(labels[at] for labels in breakdown.slices))
        if label_key(label) not in {label_key(one or "") for one in known}:
            close = nearest(label, [one for one in known if one])
            shown = ["(none)" if one is None else one for one in known]
            raise UsageError(
                f"--slice: no {column} is {label!r}" + (f"; did you mean {close!r}?" if close else ""),
                slug="unknown-slice",
                facts=[("known", ", ".join([*shown[:20], *(["..."] if len(shown) > 20 else [])]))],
                fix=f"--slice {column}={close}" if close else None,
            )
    asked = ", ".join(f"{column}={label}" for column, label in slice.items())
    raise UsageError("--slice: no row has all of these labels", slug="unknown-slice", facts=[("asked", asked)])


def _cut(by: tuple[str, ...], labels: tuple[Label, ...]) -> Cut:
    named = dict(zip(by, labels, strict=True))
    if PERIOD not in named:
        return Cut(by, named)
    period = named.pop(PERIOD)
    known = None if period is None else parse_label(period)
    return Cut(by, named, known[1] if known else NO_PERIOD)


def _figures(breakdown: Breakdown, labels: tuple[Label, ...], run: MetricRun) -> tuple[Figure, ...]:
    found = []
    for series in (one for one in breakdown.series if one.metric == run.metric.name):
        here = np.flatnonzero(series.where == breakdown.slices.index(labels))
        for i in here.tolist():
            numbers = (float(array[i]) for array in (series.values, series.n, series.low, series.high))
            found.append(Figure(series.statistic, *numbers))
    return tuple(found)


def _in_order(found: Behind, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
    """The rows by their dating instant, those without one last; then by where they stand in the files."""
    numbers = np.flatnonzero(mask)
    at, place = found.rows.columns.get(found.run.formula.at), found.rows.columns.get(PLACE)
    keys = [column.seconds[numbers] for column in (place, at) if isinstance(column, Instants)]
    if isinstance(at, Instants):
        keys.append((at.seconds[numbers] == NEVER).astype(np.int64))
    return numbers[np.lexsort(keys)] if keys else numbers


def _summed(verdicts: Verdicts, numbers: Ints) -> tuple[tuple[str, int], ...]:
    n = np.bincount(verdicts.codes[numbers] + 1, minlength=len(verdicts.texts) + 1)[1:].tolist()
    totals: dict[str, int] = {}
    for text, count in zip(verdicts.texts, n, strict=True):
        totals[text] = totals.get(text, 0) + count
    told = [(text, count) for text, count in totals.items() if count]
    return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))
