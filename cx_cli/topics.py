"""What does an error's slug, or the name of an issue, mean, why does ``cx`` mind, and what can be done?"""

from __future__ import annotations

from cx_cli.frozen import frozen


@frozen
class Topic:
    """``do`` is one thing a line, to be pasted or read."""

    means: str
    why: str
    do: tuple[str, ...]


ERRORS: dict[str, Topic] = {
    "aggregated": Topic(
        "A file holds figures that are worked out already: one row for each agent, day, queue or label.",
        "A median of medians is none, and a rate of rates weighs a quiet day as much as a busy one.",
        (
            "export the rows behind the figures: tickets, conversations, single calls",
            "a file that is taken for one by mistake: cx report tickets=FILE says what it holds",
        ),
    ),
    "ambiguous-table": Topic(
        "The columns of a file fit two tables equally well.",
        "A call log read as tickets gives KPIs that look right and aren't, so cx does not toss a coin.",
        ("cx report tickets=FILE", 'or for good, in cx.toml:  [files."calls-*.csv"]  table = "calls"'),
    ),
    "archive": Topic(
        "A zip archive holds no file, or more than one.",
        "Which one is meant can't be known, and two exports in one archive are seldom the same table.",
        ("unzip it and name the files, or the folder: cx report FOLDER",),
    ),
    "baseline": Topic(
        "The file of --baseline isn't there, or holds no report or check of cx.",
        "A comparison with nothing would always come out well.",
        (
            "cx report FILE -o baseline.json, or cx check --report json=baseline.json, writes one",
            'for a first run, in cx.toml, at each rule with vs baseline:  no_baseline = "warn"',
        ),
    ),
    "between": Topic(
        "--between of cx reconcile names no two definitions, or a statistic that one of them doesn't have.",
        "A walk has two ends, and each must be one number.",
        (
            "--between zendesk,dbt_zendesk   # products; or variants, which cx metrics NAME lists",
            "--between default.median,per_resolved   # the statistic of a distribution stands behind a point",
            "--between and --against are two questions: ask one at a time",
        ),
    ),
    "bug": Topic(
        "Something happened that cx was not written for. Exit code 70.",
        "No report is better than one that nobody vouches for.",
        ("run again with -v and report the traceback, with the command and the file's header line",),
    ),
    "compare": Topic(
        "cx compare needs two spans of the same files, or two saved reports, and something else was named.",
        "A change is between two things; which two they are must be plain.",
        (
            "cx compare FILE   # the newest whole month against the one before it",
            "cx compare FILE --period week --against last-year",
            "cx compare FILE --since 2026-03-01 --until 2026-04-01 --against 2026-01-01..2026-02-01",
            "cx compare OLD.json NEW.json   # two reports of cx report -o",
        ),
    ),
    "date": Topic(
        "A date or instant on the command line or in cx.toml can't be read, or a span of time is empty.",
        "A wrong bound would silently change every figure.",
        (
            "a date is 2026-03-31; an instant 2026-03-31T18:00, in the report's zone, or 2026-03-31T18:00:00Z",
            "--since is inclusive, --until exclusive: March is --since 2026-03-01 --until 2026-04-01",
            "last-week (-day, -month, -quarter, -year), last-7d: the span before the day of --as-of, or today",
            "--since last-week alone is that week whole; yesterday, today are dates, --as-of now is this moment",
        ),
    ),
    "date-order": Topic(
        "Every date in a column could be day/month as well as month/day (03/04/2026); nothing in the file settles it.",
        "Guessing would move tickets into wrong months without a trace.",
        (
            "--date-order dmy   # 03/04 is 3 April; mdy makes it 4 March",
            'or for good, in cx.toml:  date_order = "dmy", or under [files."PATTERN"] for some files only',
        ),
    ),
    "duration": Topic(
        "A duration in the settings has no unit, or can't be read.",
        "90 could be seconds, minutes or hours; all three are in use.",
        ("write 90s, 15m, 4h, 1d, 1h 30m",),
    ),
    "empty": Topic(
        "A file has no bytes, or no header line.",
        "An empty export is more often a failed download than a month without tickets.",
        (
            "export it again",
            'a file without a header line, in cx.toml:  [files."PATTERN"]  header = ["ticket_id", ...]',
        ),
    ),
    "encoding": Topic(
        "The bytes of a text file are not in the encoding it was to be read in, or there is no such encoding.",
        "Read in another one, names and channels would come out mangled, and two spellings would be two groups.",
        ('in cx.toml:  [files."PATTERN"]  encoding = "cp1252"   # or utf-8, utf-16, latin-1 ...',),
    ),
    "exists": Topic(
        "cx init would write over a file that is there.",
        "A cx.toml holds decisions that somebody made by hand.",
        ("cx init FILE -o other.toml   # or -o - to look at it; --force writes over it",),
    ),
    "figure": Topic(
        "The figure of --against can't be read, or is one where several are asked for.",
        "How a figure is written says what it was rounded from: 82.4 is every value from 82.35 up to 82.45.",
        (
            "write it as the dashboard has it, with a point and no mark of thousands: 82.4%, 4h 12m, 1.5h, 1:30:00",
            "for the figure of a month or a channel: --since and --until, or --where \"channel == 'chat'\", not --by",
        ),
    ),
    "formula": Topic(
        "A formula, or the condition of --where, isn't in the grammar, or mixes text, numbers and conditions.",
        "Formulas are parsed from a small closed grammar and never run by Python, so each can be trusted.",
        (
            "conditions: priority == 'urgent', channel in ['chat', 'phone'], known(resolved_at), and or not",
            "metrics: count(condition), sum(x), distribution(x), distinct(key), and arithmetic between them",
            "cx metrics NAME shows a formula that works",
        ),
    ),
    "history": Topic(
        "The file of --history can't be used, or the report has nothing to keep.",
        "A history is a SQLite file that cx report --history writes, a run at a time; nothing else is added to.",
        (
            "cx report FILE --history history.db keeps what a breakdown by period has; --by must name period",
            "keep it on a disk of the machine: SQLite's locks don't hold on network drives",
        ),
    ),
    "judged-period": Topic(
        "The period that rules are to judge isn't one.",
        "A period that isn't over has a part of its tickets, so it is never judged.",
        (
            'period = "last-complete-week" under [checks], or --period; also day, month, quarter, year',
            "one period by its label: 2026-03-09, 2026-W11, 2026-03, 2026-Q1, 2026",
            "without a period the rules judge all rows that --since and --until select",
        ),
    ),
    "no-files": Topic(
        "No file was named, and no cx.toml around says what to read.",
        "cx reads what it is told to, never whatever lies around.",
        ("cx report tickets.csv surveys.csv", 'or in cx.toml:  [data]  tickets = ["exports/tickets-*.csv"]', "cx demo"),
    ),
    "no-report": Topic(
        "A file that cx compare was given is no report that cx has saved, or is damaged.",
        "Figures of unknown origin can't be compared with ours. Exit code 3.",
        ("cx report FILE -o old.json   # writes one (cx.report/1)",),
    ),
    "no-rules": Topic(
        "cx check has no rule to check.",
        "A check of nothing would always pass.",
        (
            'cx check tickets.csv --require "first_reply_time.median <= 4h"',
            'in cx.toml:  [checks.rules]  "csat >= 85%" = "error"',
        ),
    ),
    "no-hours": Topic(
        "Business time is asked for, and neither the settings nor the export know of business hours.",
        "Calendar time under the name of business time would be taken for it.",
        (
            'in cx.toml:  [hours]  weekdays = "mon-fri"  open = ["09:00-13:00", "14:00-18:00"]  holidays = ["IT"]',
            "--clock calendar",
        ),
    ),
    "no-such-file": Topic(
        "A file, folder or glob that was named isn't there, or nothing in it can be read.",
        "A report on the files that happened to be found would be a report on something else.",
        ("look at the spelling and the folder; quote a glob to let cx expand it",),
    ),
    "no-span": Topic(
        "The files have no whole period to compare, or none before it.",
        "A part of a month beside a whole one would look like a change.",
        (
            "--period week, or day, finds two in less data",
            "--since 2026-03-01 --until 2026-03-15   # the newer span by its dates",
            "--against 2026-01-01..2026-02-01   # the older one",
        ),
    ),
    "not-text": Topic(
        "A file is neither text nor Parquet nor a workbook: a picture, a PDF, a database, an encrypted archive ...",
        "Bytes that aren't text would be read as one row of nonsense.",
        ("export the table as CSV or Parquet",),
    ),
    "no-misses": Topic(
        "--hit or --missed was asked of a KPI that no row hits or misses: a mean, a sum, a number of rows, a duration.",
        "A row misses where the formula is a share: it is in the denominator and not in the numerator.",
        ("--counted lists the rows of n, --not-counted the others", "cx metrics NAME shows the formula"),
    ),
    "not-computed": Topic(
        "A KPI, or the rows behind it, was asked for, and the files lack a column that it needs.",
        "A list without rows would read as if nothing had happened.",
        ("cx metrics NAME says what it reads; [columns.TABLE] in cx.toml maps a header to a name",),
    ),
    "number": Topic(
        "A number in the settings can't be read.",
        "Only one way to write a number is understood there, with a point for its decimals.",
        ("write 4.5",),
    ),
    "output": Topic(
        "The output can't be written, or its format isn't known.",
        "An output is written under a temporary name and renamed, so a file is whole or not there.",
        ("-o PATH ending in .json, .csv or .txt, or --format beside it; -o - is standard output",),
    ),
    "percent": Topic(
        "A percent in the settings has no sign.",
        "0.9 and 90 are both in use for the same share.",
        ("write 90%",),
    ),
    "rule": Topic(
        "A rule can't be read, or asks for something that the metric doesn't have.",
        "A rule with a typo in it must not pass, so every word of it is looked up before a file is read.",
        (
            "metric[.statistic][{column=value}] [by column] [vs baseline|previous|last-year] op value+unit",
            "the unit is a part of the limit: 90%, 4h, 30; with vs +10% is relative, +2pp and +15m are absolute",
            "of a distribution the rule names the statistic: first_reply_time.median, .mean, .p90, .max",
        ),
    ),
    "scale": Topic(
        "The scale of a rating can't be read.",
        "A 4 of 5 is good and a 4 of 10 isn't, so a scale is never half understood.",
        ('in cx.toml:  [scales]  csat = "1..5"   # lowest..highest, or "good/bad"',),
    ),
    "settings": Topic(
        "A key, value or table of the settings isn't one, or a settings file can't be read.",
        "A setting with a typo in it would otherwise be no setting at all, unseen.",
        (
            "the error names the file, and the key that was probably meant",
            "flags win over CX_* variables, those over the nearest cx.toml or [tool.cx], that over your own cx.toml",
        ),
    ),
    "timezone": Topic(
        "There is no time zone of that name.",
        "Abbreviations such as CET or IST mean several zones, or leave out daylight saving.",
        ("--timezone Europe/Rome   # a name of the IANA list",),
    ),
    "sheet": Topic(
        "A workbook has no sheet of the name that cx.toml gives.",
        "Another sheet would be another table.",
        ('in cx.toml:  [files."PATTERN"]  sheet = "Tickets"   # without it the first sheet is read',),
    ),
    "too-large": Topic(
        "A packed file grows past the limit while it is unpacked.",
        "A small archive can be made to fill any disk.",
        ('if the file is yours, in cx.toml:  [limits]  max_size = "16GB"',),
    ),
    "quotes": Topic(
        "A quote opens a cell and does not close where the cell ends, so it swallows the lines behind it.",
        "Read on, the swallowed rows would be lost as one long cell, or as one rejected row.",
        (
            "open the file at the line that the error names, and close the quote",
            'a quote that belongs to the text is written twice inside a quoted cell:  "a 5"" screen"',
        ),
    ),
    "too-many-columns": Topic(
        "A record has more cells than any export: 10,000.",
        "It is a file of something else, or one with another delimiter.",
        ('in cx.toml:  [files."PATTERN"]  delimiter = ";"',),
    ),
    "too-many-slices": Topic(
        "The columns of --by make more slices than anybody can read, or a machine can hold.",
        "It mostly comes of a date that is far off (1971, 2099), with --period day between it and the others.",
        (
            "choose a longer period:  --period year",
            "or the dates that matter:  --since 2025-01-01 --until 2026-01-01",
        ),
    ),
    "too-many-rejected": Topic(
        "More rows of a file than the limit allows (1 %, and more than 10) lack what a row must have.",
        "That is rarely dirt, and mostly a column that is read wrongly: KPIs of the rest would mislead.",
        (
            "cx inspect FILE --rejects rejects.csv   # every rejected row, with its line, column, value and reason",
            "the error names the most frequent problem: often a date order, a decimal mark or a column mapped wrongly",
            'if the rows are really bad, in cx.toml:  [limits]  max_rejected = "5%"',
        ),
    ),
    "unit": Topic(
        "There is no unit of time of that name.",
        "A duration in the wrong unit is wrong by a factor of 60.",
        ('s, m, h, d or ms:  [columns.calls]  wait_seconds = { column = "Wait", unit = "m" }',),
    ),
    "unknown-column": Topic(
        "--by, --where, a formula or the settings name a column that no file has.",
        "A slice by nothing would be one row that looks like a result.",
        (
            "a column without a canonical name is its header in lower case with _ between words: contact_type",
            "cx inspect FILE lists the columns of each file; [columns.TABLE] in cx.toml maps a header to a name",
        ),
    ),
    "unknown-definitions": Topic(
        "There are no definitions of that name.",
        "Figures under the default definitions would be taken for those of the product that was meant.",
        (
            "cx metrics lists them; cx metrics zendesk shows what one says, and on which page",
            'a KPI can be picked by itself, in cx.toml:  [definitions]  csat = "mean"',
        ),
    ),
    "unknown-group": Topic(
        "A rule names a group that no row is in.",
        "A rule on a misspelt channel would have no data for ever, or find that nothing is wrong.",
        (
            "look at the labels that there are: cx report FILE --by channel",
            "case, blanks and Unicode form don't matter",
        ),
    ),
    "unknown-metric": Topic(
        "There is no KPI of that name.", "A KPI left out in silence would be missed.", ("cx metrics lists them",)
    ),
    "unknown-profile": Topic(
        "There is no export format of that name.",
        "A profile says what a product's columns mean; none would be read as a guess.",
        ("leave it out: it is seen from the columns; generic reads any sensible headers",),
    ),
    "unknown-slice": Topic(
        "--slice names no slice that the report has, or isn't written COLUMN=LABEL.",
        "No rows at all would look like a slice in which nothing happened.",
        (
            "--slice channel=email,period=2026-03   # the labels that cx report --by channel,period shows",
            "--slice agent=   # the rows without an agent",
        ),
    ),
    "unknown-table": Topic(
        "The columns of a file fit none of the tables tickets, messages, surveys and calls, or a table isn't one.",
        "Without the columns that make the table, no row could be dated or counted.",
        (
            "a typo in a header is named in the error; cx inspect FILE shows what is seen of the file",
            "cx report tickets=FILE says the table outright",
            '[columns.tickets]  created_at = "Opened on"   # in cx.toml, for a header that isn\'t understood',
        ),
    ),
    "unknown-topic": Topic(
        "cx help knows no such word.", "It explains the words in brackets at an error's end.", ("cx help lists them",)
    ),
    "unknown-variant": Topic(
        "A KPI has no definition of that name.",
        "Products define the same KPI differently; a wrong name must not become the default one.",
        ("cx metrics NAME lists the variants and how to pick one",),
    ),
    "unreadable": Topic(
        "A file is there and can't be read: damaged, cut short, or not yours to read.",
        "Half a file gives half the tickets.",
        ("look at its permissions; download it again",),
    ),
    "usage": Topic(
        "The command line isn't understood: an option or command that isn't one, or one without its value.",
        "",
        ("cx --help, cx report --help",),
    ),
}

ISSUES: dict[str, str] = {
    "after-as-of": "An event lies after --as-of, when the data were taken: the row counts, its duration doesn't.",
    "bad-date": "A cell is no instant that the column's format allows. The cell is missing; if a row can't do without "
    "it, the row is rejected.",
    "bad-duration": "A cell is no duration, or a negative one. The cell is missing.",
    "bad-flag": "A cell says neither yes nor no in any known way. The cell is missing; [values.TABLE.COLUMN] can tell.",
    "bad-number": "A cell is no number. The cell is missing.",
    "bad-score": "A cell is no score. A survey without one is rejected; a ticket or call stays, without the rating.",
    "before-created": "A ticket is resolved before it was created. It counts in both; its duration is left out.",
    "before-start": "Something ends before it starts. The row counts; its duration is left out.",
    "decimal-guessed": "A number such as 1.234 can be read in two ways, and nothing in its column settles it: it is "
    "read by the file's habit. --input-locale, or decimal under [files.PATTERN], decides.",
    "encoding-guessed": "The file is not UTF-8 and doesn't say what it is: decided by the words that it spells. "
    "encoding under [files.PATTERN] decides.",
    "header-again": "The header stands among the rows once more, as in exports put end to end. The row is excluded.",
    "lossy-id": "An id that a spreadsheet has rounded, such as 1.03006E+13: many may have become one. No row is taken "
    "for a duplicate by it, and what is counted by it is counted wrongly.",
    "spoilt-text": "A sign was lost before the file came here: the text is shown as it is.",
    "totals": "The file ends in a row of totals. It is excluded.",
    "clock-gap": "A local time that the clocks leapt over in spring: read as if they hadn't, so an hour later.",
    "clock-overlap": "A local time that the clocks showed twice in autumn: read as the first.",
    "differs-from-policy": "The export has another deadline, or another verdict, than the policy of [sla] that the "
    "ticket falls under. The policy counts.",
    "missing": "A cell that a row can't do without is empty. The row is rejected.",
    "off-scale": "A score lies off its scale. The survey is rejected; [scales] names the scale if it was seen wrongly.",
    "pauses-unseen": "A ticket falls under a policy that pauses in some statuses, and no history of changes says when "
    "it was in them: its promises run on.",
    "ragged": "A record has more or fewer cells than the header. The row is rejected.",
    "undated": "No file says when the surveys were answered. They count in the whole of the data and in no period; "
    "--since and --until leave them out.",
    "unknown-author": "A message is neither a customer's, an agent's, a bot's nor the system's. It is loaded, but asks "
    "and answers nothing; [values.messages.author] can tell.",
    "unknown-status": "A change of status to a word that means none. It is loaded, but is no step of the ticket; "
    "[values.changes.new] can tell.",
    **{
        f"estimated-{language}": f"No file tells the sentiment of posts: that of these, taken for {name}, is estimated "
        "from their words. A column sentiment would win."
        for language, name in (("en", "English"), ("it", "Italian"), ("ro", "Romanian"))
    },
    "unjudged-text": "A post whose sentiment can't be estimated: its language is not told, or it has no word of praise "
    "or blame. It is left out of the shares.",
    "unknown-kind": "A survey is neither csat, nps nor ces. The row is rejected; [values.surveys.kind] can tell.",
    "unused-header": "A header serves nothing, but is a slip of the keyboard from a column's name.",
}
