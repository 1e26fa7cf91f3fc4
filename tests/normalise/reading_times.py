"""Short ways to read cells and to show the instants, for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.csv

from cx_cli.normalise.rows import NEVER
from cx_cli.normalise.times import (
    InstantFormat,
    Parsed,
    decide_instants,
    parse_instants,
)
from cx_cli.normalise.zones import Zone

UTC_ZONE = Zone("UTC")
EPOCH = datetime(1970, 1, 1)


def decided(cells: list[str], **given: str) -> InstantFormat:
    fmt = decide_instants(cells, **given)
    assert isinstance(fmt, InstantFormat), fmt
    return fmt


def parsed(cells: list[str | None], zone: Zone = UTC_ZONE, **given: str) -> Parsed:
    return parse_instants(
        pa.array(cells, pa.string()), decided([cell for cell in cells if cell is not None], **given), zone
    )


def shown(read: Parsed) -> list[str | None]:
    return [
        None if value == NEVER else (EPOCH + timedelta(seconds=int(value))).isoformat(" ") for value in read.seconds
    ]
