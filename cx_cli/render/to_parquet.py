"""How does a canonical table look in Parquet, so that it is read back as the same rows?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cx_cli import __version__
from cx_cli.errors import UsageError
from cx_cli.normalise.canonical import SCORES
from cx_cli.normalise.converted import KEY, SOURCE_FILE, SOURCE_LINE
from cx_cli.normalise.rows import Column, Flags, Floats, Instants, Numbers, Rows, Words
from cx_cli.normalise.vocabulary import Ids
from cx_cli.results.canonical_tables import Whole
from cx_cli.results.result import Input

_ROW_GROUP = 1 << 18
_WORDS = {0.0: "bad", 0.5: "neutral", 1.0: "good"}
_SCALE = "scale"


def write(whole: Whole, inputs: Sequence[Input], timezone: str, file: BinaryIO) -> None:
    """Writes the table with its types: instants in UTC, ratings with their scale, where each row comes from.

    The same rows give the same bytes (of one version of pyarrow).
    """
    columns, scales = _columns(whole)
    schema = pa.schema([(name, array.type) for name, array in columns.items()])
    told = {
        "schema": "cx.convert/1",
        "version": __version__,
        "table": whole.table.name,
        "timezone": timezone,
        "scales": scales,
        "kind": _kind(whole),
        "files": [
            {name: getattr(entry, name) for name in Input.__dataclass_fields__}
            for entry in inputs
            if entry.table == whole.table.name
        ],
    }
    schema = schema.with_metadata({KEY: json.dumps(told, ensure_ascii=False)})
    table = pa.table(list(columns.values()), schema=schema)
    pq.write_table(table, file, compression="zstd", row_group_size=_ROW_GROUP, version="2.6")


def _columns(whole: Whole) -> tuple[dict[str, Any], dict[str, Any]]:
    rows, table = whole.rows, whole.table
    ratings = SCORES.get(table.name, {})
    found: dict[str, Any] = {}
    scales: dict[str, Any] = {}
    for column in table.columns:
        name = column.name
        if name in ratings and name in rows.columns:
            found[name], scale = _rating(rows, name)
            scales |= {ratings[name]: scale} if scale else {}
        elif name == _SCALE and f"{_SCALE}_low" in rows.columns:
            found[name] = _scale_of_each(rows)
        elif name in rows.columns:
            array = _array(rows.columns[name])
            found[name] = _as_numbers(array) if column.kind == "id" else array
    for name in dict.fromkeys(name for feed in whole.feeds for name in feed.extras):
        if name not in (SOURCE_FILE, SOURCE_LINE) and name in rows.columns:
            found[name] = _array(rows.columns[name])
    paths = {feed.number: feed.path for feed in whole.feeds}
    found[SOURCE_FILE] = pa.array([paths[number] for number in whole.files.tolist()], pa.string())
    found[SOURCE_LINE] = pa.array(whole.lines)
    return found, scales


def _array(column: Column) -> Any:
    match column:
        case Instants(seconds):
            return pa.array(seconds, pa.int64(), mask=~column.known()).cast(pa.timestamp("s", "UTC"))
        case Numbers(values):
            return pa.array(values, pa.float64(), mask=~column.known())
        case Flags(values):
            return pa.array(values == 1, pa.bool_(), mask=~column.known())
        case Words(codes, words):
            indices = pa.array(codes, pa.int32(), mask=codes < 0)
            text = words.text if isinstance(words, Ids) else pa.array(words, pa.string())
            return text.take(indices)


def _as_numbers(array: Any) -> Any:
    """Ids as numbers where that is what they are, letter by letter: they are read twice as fast."""
    if not pc.all(pc.match_substring_regex(array.drop_null(), "^(0|-?[1-9][0-9]{0,17})$")).as_py():
        return array
    return array.cast(pa.int64())


def _rating(rows: Rows, name: str) -> tuple[Any, list[float] | None]:
    """The ratings inside a ticket or call export, and their scale: numbers on one scale, else words that say it."""
    score, low, high = (_numbers(rows, f"{name}{end}") for end in ("", "_low", "_high"))
    offered = rows.columns[f"{name}_offered"]
    assert isinstance(offered, Flags)
    known = ~np.isnan(score)
    scales = set(zip(low[known].tolist(), high[known].tolist(), strict=True))
    if len(scales) <= 1 and not (offered.values == 1).any():
        return pa.array(score, pa.float64(), mask=~known), [*scales.pop()] if scales else None
    told = scales - {(0.0, 1.0)}
    lows = {one for one, _ in told}
    if len(lows) > 1:
        raise UsageError(
            f"the ratings in {name} are on scales that begin at {' and '.join(f'{one:g}' for one in sorted(lows))}",
            slug="scale",
            fix="cx convert FILE -o OUT.parquet   # one file at a time",
        )
    texts = [
        "offered" if sent == 1 and not there else None if not there else _told(value, top, bottom)
        for value, bottom, top, there, sent in zip(
            score.tolist(), low.tolist(), high.tolist(), known.tolist(), offered.values.tolist(), strict=True
        )
    ]
    return pa.array(texts, pa.string()), [lows.pop(), max(top for _, top in told)] if told else [0.0, 1.0]


def _told(value: float, high: float, low: float) -> str:
    return _WORDS[value] if (low, high) == (0.0, 1.0) and value in _WORDS else f"{value!r}/{high:g}"


def _scale_of_each(rows: Rows) -> Any:
    low, high = _numbers(rows, "scale_low"), _numbers(rows, "scale_high")
    pairs = list(zip(low.tolist(), high.tolist(), strict=True))
    texts = {pair: None if np.isnan(pair).any() else f"{pair[0]:g}..{pair[1]:g}" for pair in set(pairs)}
    return pa.array([texts[pair] for pair in pairs], pa.string())


def _numbers(rows: Rows, name: str) -> Floats:
    column = rows.columns[name]
    assert isinstance(column, Numbers)
    return column.values


def _kind(whole: Whole) -> str | None:
    """The kind of survey, where all of the files can hold but one."""
    said = {feed.layout.columns["kind"].value for feed in whole.feeds} if whole.table.name == "surveys" else {None}
    return said.pop() if len(said) == 1 else None
