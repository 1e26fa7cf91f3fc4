"""Is the CSV the same values in long form, safe to open anywhere?"""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from cx_cli.language import language_of
from cx_cli.render.to_csv import for_spreadsheet, render
from cx_cli.render.to_frame import to_frame
from cx_cli.render.to_json import render as to_json
from tests.render import fakes


def rows(report: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(report)), strict=True))


def labelled(label: str | None, column: str = "channel") -> Any:
    made = [fakes.series("csat", None, [(1.5, 1, math.nan, math.nan)])]
    return fakes.report(
        [fakes.run("csat")], [fakes.breakdown((), [()], []), fakes.breakdown((column,), [(label,)], made)]
    )


def test_the_columns_are_the_slices_then_the_fixed_ones() -> None:
    header, total, first, *_ = render(fakes.helpdesk(("period", "channel"))).splitlines()
    assert header == "period,channel,metric,statistic,value,n,low,high,note"
    assert total.startswith(",,tickets_created,,")
    assert first.startswith("2025-03,chat,tickets_created,,")
    assert first.endswith(",incomplete")


def test_it_says_what_the_json_says() -> None:
    report = fakes.helpdesk(("period", "channel"), ("agent",))
    values = json.loads(to_json(report))["values"]
    found = rows(report)
    assert len(found) == len(values)
    for row, value in zip(found, values, strict=True):
        labels = {key: row[key] or None for key in ("period", "channel", "agent") if key in value["slice"]}
        assert labels == value["slice"]
        assert not any(row[key] for key in ("period", "channel", "agent") if key not in value["slice"])
        assert (row["metric"], row["statistic"] or None, row["note"] or None) == (
            value["metric"], value["statistic"], value["note"],
        )  # fmt: skip
        for key in ("value", "n", "low", "high"):
            assert (float(row[key]) if row[key] else None) == value[key]


def test_a_slice_column_that_has_a_taken_name_is_told_apart() -> None:
    assert render(labelled("x", "value")).startswith("by_value,metric,statistic,value,")


def test_the_variant_is_a_last_column_once_some_figure_is_not_the_default() -> None:
    report = labelled("x", "variant")
    assert render(report).startswith("variant,metric,statistic,value,n,low,high,note\n")
    other = replace(report, metrics=(fakes.run("csat", variant="mean"),))
    assert render(other).splitlines() == [
        "by_variant,metric,statistic,value,n,low,high,note,variant",
        "x,csat,,1.5,1,,,,mean",
    ]
    assert to_frame(other).to_dict("list")["variant"] == ["mean"]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_no_label_is_a_formula_to_a_spreadsheet(mark: str) -> None:
    (row,) = rows(labelled(f"{mark}cmd|' /C calc'!A0"))
    assert row["channel"].startswith("'")


def test_a_mark_behind_hidden_characters_is_no_formula_either() -> None:
    (row,) = rows(labelled("\u200b=1+1"))
    assert row["channel"] == "'=1+1"


@pytest.mark.parametrize("label", ["Rossi, Anna", 'the "A" team', "a\nb", "a;b", " ", "a'b"])
def test_a_label_stays_one_cell(label: str) -> None:
    (row,) = rows(labelled(label))
    assert row["channel"] == label.replace("\n", " ")


def test_a_missing_label_is_an_empty_cell() -> None:
    (row,) = rows(labelled(None))
    assert (row["channel"], row["value"], row["low"]) == ("", "1.5", "")


def test_no_control_character_gets_through() -> None:
    assert "\x1b" not in render(labelled("a\x1b]0;x\x07b"))


def test_the_frame_has_the_columns_and_values_of_the_csv() -> None:
    report = fakes.helpdesk(("period", "channel"), ("agent",))
    frame, found = to_frame(report), rows(report)
    assert list(frame.columns) == list(found[0])
    assert len(frame) == len(found)
    for name in frame.columns:
        told = [row[name] or None for row in found]
        if name in ("value", "n", "low", "high"):
            assert [None if math.isnan(value) else value for value in frame[name]] == [
                None if cell is None else float(cell) for cell in told
            ]
        else:
            assert frame[name].tolist() == told


def test_the_frame_of_a_report_without_values_has_its_columns() -> None:
    frame = to_frame(fakes.report([], [fakes.breakdown((), [()], [])]))
    assert list(frame.columns) == ["metric", "statistic", "value", "n", "low", "high", "note"]
    assert frame.empty


def test_a_spreadsheet_in_italian_reads_the_same_numbers_and_labels() -> None:
    report = fakes.helpdesk(("period",), ("channel",), channels=("a;b", "=1.5+1", "v1.2", None))
    plain = list(csv.reader(io.StringIO(render(report))))
    text = for_spreadsheet(report, language_of("it"))
    assert text.startswith("\ufeff")
    local = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [row[:4] for row in local] == [row[:4] for row in plain]
    assert [[cell.replace(",", ".") for cell in row[4:8]] for row in local] == [row[4:8] for row in plain]
    assert any("," in row[4] for row in local)
    assert not any("." in cell for row in local[1:] for cell in row[4:8])
