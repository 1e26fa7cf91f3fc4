"""Can words in an export do harm in any output, and does --pseudonymise leave a name anywhere?"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, all_of, cx

EVIL = (
    "\x1b]0;owned\x07title", "\x1b[31mred\x1b[0m", "\x9b31mc1", "a\u202eb\u2066c", "zero\u200bwidth", "[red]x[/red]",
    '=HYPERLINK("http://x","y")', "+1+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=2",
    "</script><script>alert(1)", "a|b", "two\nlines", ":warning:", "::error::x",
    "bell\x07", "null\u2028sep", "\U000e0041tag",
)  # fmt: skip
KEY = {"CX_PSEUDONYM_KEY": "a key that is long enough"}
ALLOWED = "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["ticket_id", "created_at", "resolved_at", "channel", "agent", "customer_id", "Team=1+1", "text"])
    for at in range(40):
        word = EVIL[at % len(EVIL)]
        writer.writerow(
            [
                at,
                "2026-01-05 10:00:00",
                word if at == 7 else "2026-01-05 11:00:00",
                word,
                word,
                word,
                word,
                "plain " * 60,
            ]
        )
    writer.writerow(["41", EVIL[6], "", "", "", "", "", ""])
    writer.writerow(["42", "2026-01-05 10:00:00", "", "e-mail", "Anna\u200b Rossi", "C 1", "", ""])
    writer.writerow(["43", "2026-01-05 10:00:00", "", "E-Mail", "anna  rossi\u202e", "C 1", "", ""])
    (folder / "evil.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def outputs(folder: Path) -> dict[str, Done]:
    by = ("--by", "channel", "--by", "agent", "--by", "team_1_1")
    return all_of(folder, {
        **{name: ("report", "evil.csv", *by, "--format", name) for name in ("table", "plain", "json", "csv", "html")},
        "inspect": ("inspect", "evil.csv"),
        "inspect json": ("inspect", "evil.csv", "--format", "json"),
        "init": ("init", "evil.csv", "-o", "-"),
        "rejects": ("report", "evil.csv", "--rejects", "rejects.csv", "-v"),
    })  # fmt: skip


def steering(text: str) -> set[str]:
    """The characters that steer a terminal or can't be seen."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in ALLOWED}


@pytest.mark.parametrize(
    "name", ["table", "plain", "json", "csv", "html", "inspect", "inspect json", "init", "rejects"]
)
def test_nothing_that_steers_reaches_an_output_or_the_remarks(outputs: dict[str, Done], name: str) -> None:
    done = outputs[name]
    assert done.code == 0, done.err
    assert steering(done.out + done.err) == set()
    if "json" in name:
        assert steering(json.dumps(json.loads(done.out), ensure_ascii=False)) == set()


def test_the_words_themselves_stay(outputs: dict[str, Done]) -> None:
    assert "[red]x[/red]" in outputs["table"].out
    assert ":warning:" in outputs["table"].out
    labels = {row["slice"].get("channel") for row in json.loads(outputs["json"].out)["values"]}
    assert {"]0;ownedtitle", "[31mred[0m", "abc", "zerowidth", "two lines", "-2+3"} <= labels


def test_no_cell_of_a_table_is_a_formula(folder: Path, outputs: dict[str, Done]) -> None:
    texts = (outputs["csv"].out, (folder / "rejects.csv").read_text(encoding="utf-8"))
    for text in texts:
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell), cell
    assert "'=HYPERLINK" in texts[1]


def test_markup_stays_text_in_html(outputs: dict[str, Done]) -> None:
    assert "<script>alert(1)" not in outputs["html"].out
    assert "&lt;/script&gt;" in outputs["html"].out


def test_labels_that_differ_only_in_what_can_not_be_seen_are_one(outputs: dict[str, Done]) -> None:
    values = json.loads(outputs["json"].out)["values"]
    for column, label in (("agent", "anna rossi"), ("channel", "e-mail")):
        (n,) = [
            row["value"] for row in values
            if row["metric"] == "tickets_created" and (row["slice"].get(column) or "").casefold() == label
        ]  # fmt: skip
        assert n == 2


def people(folder: Path) -> str:
    rows = "".join(
        f"{i},2026-01-0{1 + i % 9} 10:00:00,2026-01-0{1 + i % 9} 11:00:00,email,{agent},{customer},{customer}@x.it\n"
        for i, (agent, customer) in enumerate([("Anna Rossi", "zoe"), ("anna  rossi", "yan"), ("Bo Li", "zoe")] * 4)
    )
    text = f"ticket_id,created_at,resolved_at,channel,agent,customer_id,Requester Email\n{rows}"
    (folder / "people.csv").write_text(f"{text},31/02/2026,,email,Anna Rossi,zoe,zoe@x.it\n99,2026,x,Anna Rossi\n")
    return "people.csv"


def test_no_name_of_a_person_is_left_and_the_figures_are_the_same(tmp_path: Path) -> None:
    file = people(tmp_path)
    by = ("--by", "agent", "--by", "customer_id,channel", "--by", "requester_email")
    where = ("--where", "agent != 'Bo Li'")
    asked = ("report", file, *by, *where, "--format", "json")
    hidden = cx(tmp_path, *asked, "--pseudonymise", "--rejects", "r.csv", variables=KEY)
    again = cx(tmp_path, *asked, "--pseudonymise", variables=KEY)
    other = cx(tmp_path, *asked, "--pseudonymise")
    plain = cx(tmp_path, *asked)
    for text in (hidden.out + hidden.err, other.out, (tmp_path / "r.csv").read_text()):
        assert not re.search(r"(?i)anna|rossi|\bbo li|zoe|yan", text)
    assert re.search("(?i)anna", plain.out)
    assert hidden.out == again.out
    assert "hold for this run only" in other.err

    def figures(done: Done) -> list[tuple[object, ...]]:
        rows = json.loads(done.out)["values"]
        return sorted(
            (row["metric"], str(row["statistic"]), *row["slice"], str(row["value"]), str(row["n"])) for row in rows
        )

    assert figures(hidden) == figures(plain) == figures(other)
    labels = [row["slice"]["agent"] for row in json.loads(hidden.out)["values"] if "agent" in row["slice"]]
    assert all(re.fullmatch("agent-[a-z2-7]{10}", label) for label in labels)
    order = [
        row["slice"]["customer_id"] for row in json.loads(hidden.out)["values"]
        if "customer_id" in row["slice"] and row["metric"] == "tickets_created"
    ]  # fmt: skip
    assert order == sorted(order)


def test_the_rows_behind_a_number_name_the_same_people_as_the_report(tmp_path: Path) -> None:
    file = people(tmp_path)
    asked = (
        "tickets",
        "tickets_created",
        file,
        "--by",
        "agent,customer_id",
        "--pseudonymise",
        "--slice",
        "agent=Bo Li",
    )
    for form in ("json", "csv", "plain"):
        done = cx(tmp_path, *asked, "--format", form, variables=KEY)
        assert done.code == 0, done.err
        assert not re.search(r"(?i)anna|rossi|\bbo li|zoe|yan", done.out + done.err)
        assert len(set(re.findall("agent-[a-z2-7]{10}", done.out))) == 1
    report = cx(tmp_path, "report", file, "--by", "agent", "--pseudonymise", "--format", "csv", variables=KEY).out
    assert re.findall("agent-[a-z2-7]{10}", done.out)[0] in report


def test_a_reconciliation_names_the_same_people_as_the_report_and_walks_the_same_way(tmp_path: Path) -> None:
    file = people(tmp_path)
    asked = (
        "reconcile",
        "resolution_time",
        file,
        "--by",
        "agent,customer_id",
        "--between",
        "default.mean,default.median",
    )
    where = ("--where", "agent != 'Nobody'")
    plain = json.loads(cx(tmp_path, *asked, *where, "--format", "json").out)
    told = {
        form: cx(tmp_path, *asked, *where, "--pseudonymise", "--format", form, variables=KEY)
        for form in ("json", "csv", "plain")
    }
    for done in told.values():
        assert done.code == 0, done.err
        assert not re.search(r"(?i)anna|rossi|\bbo li|zoe|yan|nobody", done.out + done.err)
    hidden = json.loads(told["json"].out)
    assert _walked(hidden) == _walked(plain)
    slices = [path["slice"] for path in hidden["walk"]["paths"]]
    assert slices[0] == {}
    assert slices[1:] == sorted(slices[1:], key=lambda slice: (slice["agent"], slice["customer_id"]))
    assert next(row["slice"] for row in hidden["values"] if row["slice"]) in slices
    by_setting = cx(tmp_path, *asked, "--format", "csv", variables={**KEY, "CX_PSEUDONYMISE": "true"})
    assert not re.search(r"(?i)anna|rossi|\bbo li|zoe|yan", by_setting.out + by_setting.err)


def _walked(told: dict[str, Any]) -> list[str]:
    """Each path of a walk without its slice."""
    return sorted(json.dumps({**path, "slice": None}, sort_keys=True) for path in told["walk"]["paths"])


def test_a_check_names_nobody_in_any_of_its_reports(tmp_path: Path) -> None:
    file = people(tmp_path)
    rules = ("--require", "tickets_created by agent >= 99", "--require", "tickets_created{agent=Bo Li} >= 99")
    reports = [
        word for kind in ("junit", "markdown", "openmetrics", "json") for word in ("--report", f"{kind}=r.{kind}")
    ]
    done = cx(tmp_path, "check", file, *rules, *reports, "--list-failures", "f.csv", "--pseudonymise", variables=KEY)
    assert done.code == 1, done.err
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.name[:2] in ("r.", "f.")]
    assert len(written) == 5
    for text in (done.out, done.err, *written):
        assert not re.search(r"(?i)anna|rossi|\bbo li|zoe|yan", text)
    assert re.search("agent-[a-z2-7]{10}", done.out)
