"""What does ``python -m cx_cli.sample [DIR]`` do? It writes the sample helpdesk into DIR (``sample_data``)."""

from __future__ import annotations

import argparse
from pathlib import Path

from cx_cli.sample import write_sample


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cx_cli.sample", description="Write the sample helpdesk.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("sample_data"), metavar="DIR")
    write_sample(parser.parse_args().folder)


if __name__ == "__main__":
    main()
