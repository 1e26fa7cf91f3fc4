"""Does a page show the verdicts that a check gives, worst first and in words, and the targets on its cards?"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from cx_cli.commands.find_files import find_files
from cx_cli.commands.open_files import opened
from cx_cli.commands.page_check import check_page, plan_for_page
from cx_cli.commands.run_report import run_report
from cx_cli.errors import UsageError
from cx_cli.results.verdict import ORDER
from cx_cli.settings import load_settings
from tests.results.checking import check, write

RULES = """\
[sla.all]
first_reply = "90m"
[checks]
min_n = 20
[checks.rules]
"first_reply_time.median <= 70s" = "error"
"first_reply_time.p90 <= 2m" = "error"
"csat by agent >= 80%" = "error"
"csat >= 85%" = "warn"
"csat by planet >= 8%" = "warn"
"csat{agent=Zeno} >= 80%" = "warn"
"csat vs baseline >= -1pp" = "error"
"""


def made(folder: Path, rules: str, ending: str = "html", **more: object) -> str:
    """The page of the small helpdesk under these settings, as of the end of March."""
    (folder / "cx.toml").write_text(rules, encoding="utf-8")
    out = folder / f"page.{ending}"
    params = {"as_of": "2026-03-31", "timezone": "UTC", "quiet": True, "output": str(out), **more}
    settings, files = load_settings(params, {}, folder), write(folder)
    run_report(files, settings, params, find_files(files, settings))
    return out.read_text(encoding="utf-8")


def test_the_strip_has_the_verdicts_of_a_check_in_their_order_and_words(tmp_path: Path) -> None:
    page = made(tmp_path, RULES)
    lines = re.findall(r'<li class="\w*"><span class="word"><span aria-hidden="true">.</span> ([^<]+)</span>'
                       r' <span class="rule" title="([^"]*)">', page)  # fmt: skip
    found = [(word, unescape(rule)) for word, rule in lines]
    known = RULES.split("[checks.rules]\n")[1].splitlines()[:4]
    checked = check(tmp_path, toml="[checks]\nmin_n = 20\n[checks.rules]\n" + "\n".join(known))
    theirs = [(one.verdict, one.rule.text, dict(one.slice).get("agent")) for one in checked.sorted]
    mine = [(word, rule.split(" [")[0], rule.split("agent=")[1][:-1] if "[" in rule else None) for word, rule in found]
    assert [one for one in mine if "planet" not in one[1] and "Zeno" not in one[1]] == theirs
    assert [word for word, rule in found if "planet" in rule or "Zeno" in rule] == ["no data", "no data"]
    ranks = [ORDER.index(word) for word, _ in found]
    assert ranks == sorted(ranks)
    assert "no file has a column planet" in page
    assert "no row has Zeno in agent" in page
    assert "Rules against a baseline, which only cx check has: 1" in page


def test_a_card_says_its_targets_and_whether_its_figure_keeps_to_them(tmp_path: Path) -> None:
    page = made(tmp_path, RULES)
    card = next(
        one for one in re.findall(r'<article class="card">.*?</article>', page, re.S) if "First reply time" in one
    )
    targets = re.findall(r'<p class="target (\w+)">([^<]*)</p>', card)
    # March, 30 tickets: a third answered in 120 s, the others in 60
    assert [(tone, unescape(text)) for tone, text in targets] == [
        ("better", "target <= 70s: met"),
        ("better", "p90 2m 00s, target <= 2m: met"),
        ("faint", "promised: 90m all"),
    ]
    csat = next(one for one in re.findall(r'<article class="card">.*?</article>', page, re.S) if "satisfaction" in one)
    assert "target &gt;= 85%: missed" in csat
    assert ">80.0%<" in csat


def test_markdown_and_a_workbook_have_the_verdicts_too(tmp_path: Path) -> None:
    text = made(tmp_path, RULES, "md")
    assert text.index("## Rules") < text.index("## At a glance")
    assert "| ✗ fail | Customer satisfaction · Bo &gt;= 80% | 70.0% |" in text


def test_a_page_in_italian_has_its_verdicts_in_italian(tmp_path: Path) -> None:
    page = made(tmp_path, RULES, locale="it")
    assert "nessun file ha una colonna planet" in page
    assert "obiettivo &gt;= 85%: mancato" in page


def test_without_rules_there_is_no_strip(tmp_path: Path) -> None:
    page = made(tmp_path, "")
    assert 'id="rules"' not in page
    assert "tickets 2026-03-31T23:01:00Z, 58m 59s before" in page
    assert "surveys 2026-03-11T12:00:00Z, 20d 12h before" in page


def test_a_typo_in_a_rule_is_refused_before_any_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csatt"):
        made(tmp_path, '[checks.rules]\n"csatt >= 85%" = "error"\n')


def test_people_have_other_names_in_the_strip_too(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('[checks.rules]\n"csat by agent >= 80%" = "error"\n', encoding="utf-8")
    from cx_cli.commands.pseudonyms import pseudonyms_of

    params = {"as_of": "2026-03-31", "quiet": True, "pseudonymise": True}
    settings, files = load_settings(params, {"CX_PSEUDONYM_KEY": "k"}, tmp_path), write(tmp_path)
    plan = plan_for_page(settings)
    assert plan is not None
    with opened(files, settings, find_files(files, settings)) as found:
        checked = check_page(plan, found.feeds, settings, params, pseudonyms_of(settings)[0])
    assert {dict(one.slice)["agent"] for one in checked.verdicts}.isdisjoint({"Ana", "Bo"})


def test_a_page_quotes_what_customers_write_more_of_unless_people_are_hidden(tmp_path: Path) -> None:
    lines = ["survey_id,kind,score,scale,answered_at,agent,comment"]
    lines += [f"F{i},csat,5,1..5,2026-02-{1 + i:02}T12:00:00Z,Ana,quick and friendly answer" for i in range(20)]
    lines += [f"M{i},csat,1,1..5,2026-03-{1 + i:02}T12:00:00Z,Ana,the refund took weeks" for i in range(20)]
    (tmp_path / "surveys.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shown = []
    for more in ({}, {"pseudonymise": True}):
        params = {"as_of": "2026-03-31T23:59:59Z", "quiet": True, "output": str(tmp_path / "page.html"), **more}
        settings = load_settings(params, {"CX_PSEUDONYM_KEY": "k"}, tmp_path)
        files = [str(tmp_path / "surveys.csv")]
        run_report(files, settings, params, find_files(files, settings))
        shown.append((tmp_path / "page.html").read_text(encoding="utf-8"))
    voice = shown[0][shown[0].index('id="voice-of-the-customer"') :]
    assert "“the refund took weeks”" in voice[voice.index("Rising themes") : voice.index("Falling themes")]
    assert "“quick and friendly answer”" in voice[voice.index("Falling themes") :]
    assert "refund" not in shown[1]
