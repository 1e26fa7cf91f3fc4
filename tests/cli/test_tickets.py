"""Does the program list the rows behind a number, in every format, and refuse what it can't list?"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.program import all_of, tickets


def test_the_list_goes_where_its_format_says_and_errors_have_a_code(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(tickets(12), encoding="utf-8")
    words = ("tickets", "resolution_rate:cohort", "t.csv", "--slice", "channel=chat")
    done = all_of(
        tmp_path,
        {
            "json": [*words, "--format", "json", "-q"],
            "csv": [*words, "-o", "rows.csv"],
            "page": [*words, "--limit", "1"],
            "two lists": [*words, "--missed", "--hit"],
            "no label": ["tickets", "csat", "t.csv", "--slice", "channel"],
            "variant": ["tickets", "csat:meen", "t.csv"],
            "metric": ["tickets", "cast", "t.csv"],
            "no metric": ["tickets"],
        },
    )
    document = done["json"].json()
    assert (document["n"], document["slice"], document["counts"]["hit"]) == (4, {"channel": "chat"}, 4)
    assert [row["key"]["ticket_id"] for row in document["rows"]] == ["1", "4", "7", "10"]
    assert [row["line"] for row in document["rows"]] == [3, 6, 9, 12]
    assert done["csv"].out == ""
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text(encoding="utf-8"))))
    assert (rows[0]["ticket_id"], rows[0]["counted"], rows[0]["missed"]) == ("1", "true", "false")
    assert "1 of 4 rows" in done["page"].out
    slugs = {name: (one.code, one.err.rstrip().rpartition("[")[2]) for name, one in done.items() if one.code}
    assert slugs == {
        "two lists": (2, "usage]"),
        "no label": (2, "unknown-slice]"),
        "variant": (2, "unknown-variant]"),
        "metric": (2, "unknown-metric]"),
        "no metric": (2, "usage]"),
    }
