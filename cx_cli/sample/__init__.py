"""How does one get a believable helpdesk, with the truth about it beside it?

The same bytes come out on every machine: the only chance is a seeded ``random.Random(seed).random()``.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_csv_sample", "write_sample"]


def write_sample(folder: Path) -> None:
    """Write the four tables as CSV and as Parquet, and ``truth.json``, into ``folder`` (made if missing)."""
    from cx_cli.sample.plan import plan
    from cx_cli.sample.tables import tables
    from cx_cli.sample.truth import truth
    from cx_cli.sample.write import write_csv, write_json
    from cx_cli.sample.write_parquet import write_parquet

    helpdesk = plan()
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables(helpdesk):
        write_csv(table, folder / f"{table.name}.csv")
        write_parquet(table, folder / f"{table.name}.parquet")
    write_json(truth(helpdesk), folder / "truth.json")


def write_csv_sample(folder: Path) -> list[Path]:
    """Write the four CSV files alone, without pyarrow, and say where they are: what a demo reads."""
    from cx_cli.sample.plan import plan
    from cx_cli.sample.tables import tables
    from cx_cli.sample.write import write_csv

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for table in tables(plan()):
        path = folder / f"{table.name}.csv"
        write_csv(table, path)
        paths.append(path)
    return paths
