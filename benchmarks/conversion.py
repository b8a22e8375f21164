"""Conversion at size: each engine in a process of its own, beside a dictionary loop and a bare join."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.table import Table

# Method to the pair of editions it is measured on: the UN's choice is published from newer to older.
PAIRS = {"un": ("HS2022", "HS2012"), "all": ("HS2012", "HS2017")}
LIMIT = "bare Polars join"
ENGINES = ("dictionary loop", "bare join, target only", LIMIT, "polars", "pandas", "arrow", "duckdb", "spark")
ROUNDS = 5
BIGGEST = 100_000_000


def tables(rows: int, biggest: int = BIGGEST) -> list[Table]:
    return [speed_table(method, rows) for method in PAIRS] + [growth_table(biggest)]


def speed_table(method: str, rows: int) -> Table:
    source, target = PAIRS[method]
    table = Table(
        f"Converting {rows:,} codes, {source} to {target}, method {method}",
        ("engine", "seconds", "rows per second", "times the bare join", "peak memory MB"),
    )
    measured = {engine: in_process("speed", engine, method, str(rows)) for engine in ENGINES}
    limit = measured[LIMIT]["seconds"]
    for engine, found in measured.items():
        table.add(engine, found["seconds"], rows / found["seconds"], found["seconds"] / limit, found["megabytes"])
    table.note = (
        f"Best of {ROUNDS} rounds, each engine in its own process; peak memory includes the rows. The bare join has "
        "the table of all result columns and no order of rows; the dictionary loop finds one target a code and nothing "
        "else. Target: Polars within 1.5 times of the bare join."
    )
    return table


def growth_table(biggest: int) -> Table:
    table = Table(
        "Converting a Parquet file into another, HS2012 to HS2022, method equal, streaming",
        ("rows in", "rows out", "seconds", "rows in per second", "peak memory MB"),
    )
    size = 100_000
    while size <= biggest:
        found = in_process("growth", str(size))
        table.add(size, found["written"], found["seconds"], size / found["seconds"], found["megabytes"])
        size *= 10
    table.note = (
        "`openhs.convert(polars.scan_parquet(...), ...).sink_parquet(...)`, with a value column split to the cent."
    )
    return table


def in_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.conversion", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure_speed(engine: str, method: str, rows: int) -> dict[str, float]:
    """Return the best time of converting a column of so many codes drawn at random, all of them valid."""
    source, target = PAIRS[method]
    frame = codes_frame(source, rows)
    run = runner(engine, frame, source, target, method)
    best = min(timed(run) for _ in range(ROUNDS))
    return {"seconds": best, "megabytes": peak("self") + (java_peak() if engine == "spark" else 0)}


def timed(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    del result
    return seconds


def codes_frame(source: str, rows: int) -> Any:
    import numpy as np  # noqa: PLC0415
    import polars as pl  # noqa: PLC0415

    from openhs import classification  # noqa: PLC0415

    codes = pl.Series(classification(source).codes)
    draw = np.random.default_rng(1)
    return pl.DataFrame({"hs": codes.gather(draw.integers(0, len(codes), rows)), "usd": draw.random(rows).round(2)})


def runner(engine: str, frame: Any, source: str, target: str, method: str) -> Callable[[], Any]:
    """Return what converts all rows to their end: frames in memory, relations and Spark read through."""
    import openhs  # noqa: PLC0415

    if engine == "dictionary loop":
        codes = frame["hs"].to_list()
        targets = {row.source: row.target for row in openhs.convert(sorted(set(codes)), source, target, method=method)}
        return lambda: [targets[code] for code in codes]
    if engine.startswith("bare"):
        known = frame.select("hs").unique()
        table = openhs.convert(known, source, target, column="hs", method=method)
        table = table.select("hs", "target") if engine != LIMIT else table
        return lambda: frame.join(table, on="hs", how="left")
    data, finish = MAKERS[engine](frame)
    return lambda: finish(openhs.convert(data, source, target, column="hs", method=method))


def _as_is(frame: Any) -> tuple[Any, Callable[[Any], Any]]:
    return frame, lambda result: result


def _pandas(frame: Any) -> tuple[Any, Callable[[Any], Any]]:
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame({name: frame[name].to_list() for name in frame.columns}), lambda result: result


def _arrow(frame: Any) -> tuple[Any, Callable[[Any], Any]]:
    return frame.to_arrow(), lambda result: result


def _duckdb(frame: Any) -> tuple[Any, Callable[[Any], Any]]:
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    connection.from_arrow(frame.to_arrow()).create("trade")
    return connection.table(
        "trade"
    ), lambda result: result.create("converted") or connection.execute("DROP TABLE converted")


def _spark(frame: Any) -> tuple[Any, Callable[[Any], Any]]:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    folder = tempfile.mkdtemp()
    frame.write_parquet(f"{folder}/trade.parquet")
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.memory", "4g").config("spark.driver.host", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    rows = session.read.parquet(f"{folder}/trade.parquet").cache()
    rows.count()
    return rows, lambda result: result.write.format("noop").mode("overwrite").save()


MAKERS = {"polars": _as_is, "pandas": _pandas, "arrow": _arrow, "duckdb": _duckdb, "spark": _spark}


def measure_growth(rows: int) -> dict[str, float]:
    """Return the time of converting a Parquet file of so many rows into another, and the peak memory."""
    import polars as pl  # noqa: PLC0415

    import openhs  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.parquet"), Path(folder, "out.parquet")
        subprocess.run([sys.executable, "-m", "benchmarks.conversion", "write", str(rows), source], check=True)
        start = time.perf_counter()
        lazy = pl.scan_parquet(source)
        openhs.convert(lazy, 2012, 2022, column="hs", method="equal", values="usd").sink_parquet(target)
        seconds = time.perf_counter() - start
        written = pl.scan_parquet(target).select(pl.len()).collect().item()
    return {"seconds": seconds, "megabytes": peak("self"), "written": written}


def write(rows: int, path: str) -> None:
    """Write a Parquet file of so many rows, part by part."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    part = codes_frame("HS2012", min(rows, 10_000_000)).to_arrow()
    with pq.ParquetWriter(path, part.schema) as writer:
        for _ in range(rows // len(part)):
            writer.write_table(part, row_group_size=500_000)


def java_peak() -> float:
    """Return the peak of the Java machine that this process started for Spark, in MB."""
    from pyspark import SparkContext  # noqa: PLC0415

    return peak(str(SparkContext._gateway.proc.pid))


def peak(process: str) -> float:
    """Return the peak memory of a process in MB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "growth", "write"))
    parser.add_argument("rest", nargs="*")
    arguments = parser.parse_args()
    if arguments.what == "speed":
        engine, method, rows = arguments.rest
        print(json.dumps(measure_speed(engine, method, int(rows))))
    elif arguments.what == "growth":
        print(json.dumps(measure_growth(int(arguments.rest[0]))))
    else:
        write(int(arguments.rest[0]), arguments.rest[1])


if __name__ == "__main__":
    main()
