"""The main job at size: rows per second and peak memory of a whole process."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Table

EXAMPLE = Path(__file__).parent.parent / "examples" / "catalogue.csv"

# The process tells its own peak: what a parent reads of its children begins with the parent's own size.
HS = """
import sys
from openhs.adapters.cli import main
try:
    main()
finally:
    print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1], file=sys.stderr)
"""


def table(sizes: tuple[int, ...]) -> Table:
    table = Table("hs classify, whole process", ("rows", "seconds", "rows per second", "peak memory MB"))
    for size in sizes:
        seconds, megabytes = measure(size)
        table.add(size, seconds, size / seconds, megabytes)
    table.note = (
        "The example catalogue, repeated, each row made distinct. Targets: > 500 rows/s, < 1 GB at 1,000,000 rows."
    )
    return table


def measure(size: int) -> tuple[float, float]:
    """Return seconds and peak memory in MB of classifying `size` rows in a process of its own (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "goods.csv"), Path(folder, "coded.csv")
        write(source, size)
        start = time.perf_counter()
        command = [sys.executable, "-c", HS, "classify", source, "--out", target]
        done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
        seconds = time.perf_counter() - start
        if done.returncode not in (0, 1):
            raise SystemExit(f"hs classify ended with {done.returncode}")
        with target.open(encoding="utf-8") as file:
            written = sum(1 for _ in file) - 1
        if written != size:
            raise SystemExit(f"{size} rows went in, {written} came out")
        return seconds, int(done.stderr.split()[-1]) / 1024


def write(path: Path, size: int) -> None:
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for number, row in zip(range(size), itertools.cycle(rows), strict=False):
            writer.writerow([number, f"{row[1]} no {number}", *row[2:]])
