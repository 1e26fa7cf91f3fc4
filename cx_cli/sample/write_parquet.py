"""How does a sample table look in Parquet, with real types?"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cx_cli.sample.tables import Kind, SampleTable

_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "instant": pa.timestamp("ms", tz="UTC"),
    "whole": pa.int32(),
    "flag": pa.bool_(),
}


def write_parquet(table: SampleTable, path: Path) -> None:
    """One row group, zstd; the same pyarrow writes the same bytes."""
    columns = list(zip(*table.rows, strict=True))
    arrays = [
        pa.array(
            [None if cell is None else cell * 1000 for cell in cells] if kind == "instant" else cells, _TYPES[kind]
        )
        for kind, cells in zip(table.columns.values(), columns, strict=True)
    ]
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in table.columns.items()])
    pq.write_table(
        pa.table(arrays, schema=schema),
        path,
        compression="zstd",
        compression_level=9,
        version="2.6",
        data_page_version="1.0",
        use_dictionary=True,
        row_group_size=1 << 20,
    )
