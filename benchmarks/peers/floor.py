"""How long does the bare reading take? pyarrow, only the needed columns, exact types, all threads, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

INSTANTS = (
    "created_at",
    "assigned_at",
    "first_replied_at",
    "solved_at",
    "closed_at",
    "sla_first_reply_due",
    "sla_resolution_due",
)
WORDS = ("status", "channel", "assignee")
SMALL = ("reopens", "replies", "agent_touches", "satisfaction_score", "nps", "ces")
TYPES = {
    **dict.fromkeys(INSTANTS, pa.timestamp("s")),
    **dict.fromkeys(WORDS, pa.dictionary(pa.int32(), pa.string())),
    **dict.fromkeys(SMALL, pa.int8()),
}


def read(path: str) -> pa.Table:
    if path.endswith(".parquet"):
        return pa.parquet.ParquetFile(path, read_dictionary=list(WORDS)).read(columns=list(TYPES))
    options = pa.csv.ConvertOptions(column_types=TYPES, include_columns=list(TYPES))
    return pa.csv.read_csv(path, convert_options=options)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(f'{{"rows": {read(sys.argv[1]).num_rows}}}\n')
