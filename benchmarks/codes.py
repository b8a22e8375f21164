"""Reading codes: rate on a column, and random text that must never raise anything but InvalidCode."""

from __future__ import annotations

import random
import time

import openhs
from benchmarks.table import Table

ALPHABETS = ("0123456789", "0123456789.", "0123456789 .,-/HSe+'\u00a0\u0661\uff11x", "".join(map(chr, range(32, 1024))))


def table(count: int) -> Table:
    source = random.Random(1)
    strings = ["".join(source.choices(source.choice(ALPHABETS), k=source.randint(0, 16))) for _ in range(count)]
    start = time.perf_counter()
    column = openhs.parse_codes(strings)
    seconds = time.perf_counter() - start
    read = sum(code is not None for code in column.codes)
    refused = sum(error is not None for error in column.errors)
    if read + refused != count:
        raise SystemExit(f"{count - read - refused} strings are neither read nor refused")
    codes = [node.code for node in openhs.edition().subheadings] * (count // 5612 + 1)
    start = time.perf_counter()
    openhs.parse_codes(codes[:count])
    repeated = time.perf_counter() - start
    table = Table("Reading codes", ("column", "rows", "per second", "read", "refused"))
    table.add("random strings, nearly all distinct", count, count / seconds, read, refused)
    table.add("subheadings, repeated", count, count / repeated, count, 0)
    table.note = "Nothing but InvalidCode was raised for any of the random strings."
    return table
