"""Does Tab offer the words that may stand at the cursor, quoted as the shell wants them, and never an error?"""

from __future__ import annotations

import gzip
import importlib
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from cx_cli.app import _ClickException, app
from cx_cli.commands import candidates
from cx_cli.commands.completion import answer
from cx_cli.commands.find_files import find_files
from cx_cli.commands.glimpse import FIRST, glimpse, glimpses
from cx_cli.commands.open_files import opened
from cx_cli.facts.supply import FACT_TABLES
from cx_cli.metrics.registry import BUILT_IN
from cx_cli.settings import Settings
from tests.cli.program import cx, environment

COMMAND: Any = typer.main.get_command(app)
CLICK = importlib.import_module(f"{_ClickException.__module__.rpartition('.')[0]}.shell_completion")
EXPORT = (
    "Ticket ID;Created;Priority;Agent Name;Shop Floor;Status\n"
    "1;2026-03-01 10:00;Urgent;Emma Clarke;ground; Closed \n"
    "2;2026-03-02 10:00;low;Jack O'Connor;first $1;Solved\n"
    "3;2026-03-03 10:00;low;Ștefan Munteanu;ground;Solved\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path


def bash(*words: str) -> list[str]:
    """What bash is told for these words of its own, the last of which the cursor is in."""
    told = {"COMP_WORDS": "\n".join(("cx", *words)), "COMP_CWORD": str(len(words)), "_CX_COMPLETE": "complete_bash"}
    return answer(COMMAND, CLICK, told)[0].splitlines()


def test_commands_options_and_metrics_are_offered(here: Path) -> None:
    assert bash("rep") == ["report"]
    assert "--timezone" in bash("report", "--ti")
    assert bash("report", "--metric", "first_c") == ["first_contact_resolution"]
    assert set(BUILT_IN) <= set(bash("metrics", ""))
    assert bash("metrics", "zendesk_") == ["zendesk_messaging"]
    assert bash("tickets", "csat", ":", "") == list(BUILT_IN["csat"].variants)
    assert bash("check", "x.csv", "--require", '"first_reply_time.me') == [
        "first_reply_time.median",
        "first_reply_time.mean",
    ]
    assert bash("reconcile", "first_reply_time", "--between", "zendesk,freshd") == ["zendesk,freshdesk"]


def test_a_metric_of_the_users_own_is_offered_and_broken_settings_take_nothing_away(here: Path) -> None:
    own = '[metric.vip_csat]\ntitle="Theirs"\nfacts="surveys"\nat="answered_at"\nformula="count(answered)"\n'
    (here / "cx.toml").write_text(own + 'unit="count"\nbetter="higher"\n', encoding="utf-8")
    candidates._known.cache_clear()
    assert bash("report", "--metric", "vip") == ["vip_csat"]
    (here / "cx.toml").write_text("not = [TOML", encoding="utf-8")
    candidates._known.cache_clear()
    assert bash("report", "--metric", "csa") == ["csat"]


def test_fixed_words_are_offered(here: Path) -> None:
    assert bash("report", "--period", "") == ["day", "week", "month", "quarter", "year"]
    assert bash("check", "--period", "last-complete-w") == ["last-complete-week"]
    assert bash("report", "--since", "last-w") == ["last-week"]
    assert bash("report", "--definitions", "hubs") == ["hubspot"]
    assert bash("report", "--locale", "") == ["en", "it", "ro"]
    assert bash("report", "--timezone", "Europe/Rom") == ["Europe/Rome"]
    assert bash("help", "date-o") == ["date-order"]
    assert bash("help", "repo") == ["report"]
    assert bash("metrics", "--format", "") == ["plain", "json"]
    assert bash("report", "--format", "x") == ["xlsx"]
    assert bash("report", "--statistic", "mean,p9") == ["mean,p90", "mean,p95", "mean,p99"]


def test_columns_are_those_of_the_file_under_the_names_that_by_takes(here: Path) -> None:
    assert bash("report", "export.csv", "--by", "") == [
        *candidates.WORKED_OUT,
        *("ticket_id", "created_at", "status", "priority", "agent"),
        *("created", "agent_name", "shop_floor"),
    ]
    with opened(["export.csv"], Settings(), find_files(["export.csv"], Settings())) as found:
        feed = found.feeds[0]
        offered = set(bash("report", "export.csv", "--by", "")) - {*candidates.WORKED_OUT}
        assert offered == {*feed.layout.columns, *feed.extras}
    assert bash("report", "export.csv", "--by", "agent,a") == ["agent,age_bucket", "agent,agent_name"]
    assert "channel" in bash("report", "--by", "ch")


def test_folders_and_globs_are_looked_into(here: Path) -> None:
    (here / "our files").mkdir()
    (here / "export.csv").rename(here / "our files" / "export.csv")
    for named in ("our\\ files", "our\\ files/", "our\\ files/*.csv", "tickets=our\\ files/exp*"):
        assert bash("report", named, "--by", "shop") == ["shop_floor"]


def test_what_is_worked_out_can_be_sliced_by() -> None:
    known = {fact.name for table in FACT_TABLES.values() for fact in table.facts}
    assert {*candidates.WORKED_OUT} - {"period"} <= known


def test_a_condition_is_completed_clause_by_clause(here: Path) -> None:
    assert bash("report", "export.csv", "--where", '"prio') == ["priority == 'Urgent'", "priority == 'low'"]
    assert bash("report", "export.csv", "--where", "\"priority == 'U") == ["priority == 'Urgent'"]
    assert bash("report", "export.csv", "--where", "'priority == ") == ['priority == "Urgent"', 'priority == "low"']
    assert bash("report", "export.csv", "--where", "\"priority == 'low' and sh") == [
        "priority == 'low' and shop_floor == 'ground'",
        "priority == 'low' and shop_floor == 'first \\$1'",
    ]
    assert bash("report", "export.csv", "--where", "\"agent in ['Emma Clarke', 'Ș") == [
        "agent in ['Emma Clarke', 'Ștefan Munteanu'"
    ]
    assert bash("report", "export.csv", "--where", '"status') == ["status == 'closed'", "status == 'resolved'"]


def test_bash_gets_the_part_it_takes_for_the_word_and_what_it_would_split_behind_a_backslash(here: Path) -> None:
    assert bash("report", "--metric", "=", "csa") == ["csat"]
    assert bash("tickets", "csat", "export.csv", "--slice", "priority", "=") == ["Urgent", "low"]
    assert bash("tickets", "csat", "export.csv", "--slice", "agent", "=", "Emma\\ C") == ["Emma\\ Clarke"]
    assert bash("tickets", "csat", "export.csv", "--slice", '"priority=low,agent=E') == [
        "priority=low,agent=Emma Clarke"
    ]
    spaced = {"COMP_WORDS": "cx report --metr", "COMP_CWORD": "2", "_CX_COMPLETE": "complete_bash"}
    assert answer(COMMAND, CLICK, spaced) == ("--metric", 0)


def test_zsh_gets_code_and_fish_words_with_what_they_mean(here: Path) -> None:
    line = "cx report export.csv --where \"agent == 'E"
    zsh = {"_TYPER_COMPLETE_ARGS": line, "_CX_COMPLETE": "complete_zsh"}
    told = shlex.quote("agent == 'Emma Clarke'")
    assert answer(COMMAND, CLICK, zsh)[0] == f"local -a found; found=({told}); _describe '' found"
    assert answer(COMMAND, CLICK, {**zsh, "_TYPER_COMPLETE_ARGS": "cx report exp"}) == ("_files", 0)
    fish = {**zsh, "_CX_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert answer(COMMAND, CLICK, {**fish, "_TYPER_COMPLETE_ARGS": "cx report --metric=csat"})[0] == (
        f"--metric=csat\t{BUILT_IN['csat'].title}"
    )
    for words, code in (("cx report --metric cs", 0), ("cx report exp", 1)):
        asked = {**fish, "_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
        assert answer(COMMAND, CLICK, asked) == ("", code)


def test_powershell_gets_words_in_its_own_quotes(here: Path) -> None:
    def told(line: str, word: str) -> list[str]:
        asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_WORD_TO_COMPLETE": word}
        return answer(COMMAND, CLICK, {**asked, "_CX_COMPLETE": "complete_powershell"})[0].splitlines()

    assert told("cx report --metric csa", "csa") == [f"csat:::{BUILT_IN['csat'].title}"]
    assert told("cx tickets csat export.csv --slice agent=J", "agent=J") == ["'agent=Jack O''Connor'::: "]


def test_no_more_than_the_beginning_of_a_file_is_read(here: Path) -> None:
    row = "9;2026-03-01 10:00;low;Anna;ground;Solved\n"
    late = "9;2026-03-01 10:00;never;Anna;ground;Solved\n"
    (here / "large.csv").write_text(EXPORT + row * (FIRST // len(row) + 1) + late)
    assert glimpse(Path("large.csv")).words("priority") == ("Urgent", "low")
    with gzip.open(here / "packed.csv.gz", "wb") as file:
        file.write(EXPORT.encode("utf-16"))
    assert glimpses(["tickets=packed.csv.gz"])[0].words("shop_floor") == ("ground", "first $1")


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2\xff" * 99, b'a,b\n"never closed\n' * 9, b"one column\n" * 3, b"\xff\xfea", b"\x1f\x8bno"]
)
def test_a_file_that_cannot_be_read_offers_what_is_known_without_it(here: Path, content: bytes) -> None:
    for name in ("broken.csv", "broken.csv.gz", "broken.parquet"):
        (here / name).write_bytes(content)
        assert "period" in bash("report", name, "--by", "p")
        bash("report", name, "--where", '"a')
    assert "period" in bash("report", "there_is_none.csv", "folder/", "--by", "p")


def test_what_steers_a_terminal_is_not_offered(here: Path) -> None:
    (here / "evil.csv").write_text(
        "ticket_id,created_at,channel\n1,2026-03-01,a\x1b]0;x\x07b\n2,2026-03-01,$(id)`id`\n"
    )
    told = bash("tickets", "csat", "evil.csv", "--slice", "channel", "=")
    assert told == ["a\\]0\\;xb", "\\$\\(id\\)\\`id\\`"]


def test_the_program_answers_without_the_libraries_and_says_nothing_of_a_failure(here: Path) -> None:
    program = (
        "import sys\nfrom cx_cli.app import run\ncode = run([])\n"
        "print(code, *{'pandas', 'numpy', 'pyarrow', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    words = {"COMP_WORDS": "cx\nreport\nexport.csv\n--by\nsho", "COMP_CWORD": "4", "_CX_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=here, env=environment(here, **words), capture_output=True, encoding="utf-8"
    )
    assert (done.stdout, done.stderr) == ("shop_floor\n", "0\n")
    failing = cx(here, variables={**words, "COMP_CWORD": "x"})
    assert (failing.out, failing.err) == ("", "")
