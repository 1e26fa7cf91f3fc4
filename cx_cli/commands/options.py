"""Which options do the commands share, and what does help say of them?"""

from __future__ import annotations

from typing import Annotated

import typer

from cx_cli import __version__


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cx {__version__}")
        raise typer.Exit


Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TABLE=]FILE...",
        help="CSV, TSV, Excel or Parquet, text also packed (gz, bz2, zst, zip); a folder or a glob is every file in "
        "it, - is standard input. The table is seen from the columns, or said: surveys=FILE. Without FILE: [data].",
        show_default=False,
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMNS",
        help="Slices: period, agent, channel, team, priority, type, tag or any column; with commas one table by all "
        "of them, several times several tables; '' is totals only.  [default: period]",
        show_default=False,
    ),
]
Period = Annotated[
    str | None,
    typer.Option("--period", metavar="KIND", help="day, week, month, quarter or year.  [default: month]"),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="From this date or instant on; last-week is that week whole."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to this date or instant, exclusive; last-week is its end."),
]
Metric = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME", help="Only this KPI; repeatable.  [default: all]", show_default=False),
]
Definitions = Annotated[
    str | None,
    typer.Option(
        "--definitions",
        metavar="NAME",
        help="Whose definitions: zendesk, intercom, freshdesk ... (cx metrics lists them); a KPI that [definitions] of "
        "cx.toml names keeps its own.  [default: default]",
    ),
]
Clock = Annotated[
    str | None,
    typer.Option(
        "--clock",
        metavar="NAME",
        help="calendar, or business: every duration of tickets in the hours of [hours] in cx.toml, else as the export "
        "reports it.  [default: calendar]",
    ),
]
Where = Annotated[
    str | None, typer.Option("--where", metavar="CONDITION", help="Only rows such as \"priority == 'urgent'\".")
]
Timezone = Annotated[
    str | None,
    typer.Option("--timezone", metavar="IANA", help="Zone of the report and of times that name none.  [default: UTC]"),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="INSTANT", help="When the data were taken; a date is its end.  [default: newest instant]"
    ),
]
Statistic = Annotated[
    list[str] | None,
    typer.Option(
        "--statistic",
        metavar="NAMES",
        help="Of durations: mean, median, min, max, any pNN.  [default: mean,median,p90]",
        show_default=False,
    ),
]
DateOrder = Annotated[
    str | None, typer.Option("--date-order", metavar="ORDER", help="dmy, mdy or ymd, where it can't be seen.")
]
InputLocale = Annotated[
    str | None,
    typer.Option(
        "--input-locale",
        metavar="LOCALE",
        help="en, it or ro: how dates and decimals are read that their column leaves open.",
    ),
]
Locale = Annotated[
    str | None,
    typer.Option("--locale", metavar="LOCALE", help="en, it or ro: words and numbers of the output.  [default: en]"),
]
ReportFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="table, plain, json, csv, html, markdown or xlsx.  [default: table, or OUTPUT's ending]",
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="table, plain, json or csv.  [default: table, or OUTPUT's ending]"),
]
TextFormat = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="table, plain or json.  [default: table, or OUTPUT's ending]"),
]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="PATH", help="Write there, at once and whole; - is stdout.")
]
Rejects = Annotated[
    str | None,
    typer.Option("--rejects", metavar="PATH", help="Write the rejected rows there: file, line, column, value, reason."),
]
History = Annotated[
    str | None,
    typer.Option(
        "--history", metavar="PATH", help="Keep the periods' figures there, and show those of earlier runs beside them."
    ),
]
Pseudonymise = Annotated[
    bool | None,
    typer.Option(
        "--pseudonymise/--no-pseudonymise",
        help="Other names for agents and customers, stable under the key in CX_PSEUDONYM_KEY.",
        show_default=False,
    ),
]
Config = Annotated[
    str | None,
    typer.Option("--config", metavar="PATH", help="Settings.  [default: the nearest cx.toml, or pyproject's tool.cx]"),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Results only.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="How each file was read; tracebacks of bugs.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour, as NO_COLOR=1.")]
Version = Annotated[
    bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
]
