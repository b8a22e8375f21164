"""Lines to records of delimited text, so that one broken row harms no other."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

MOST_LINES = 1000


def read_records(lines: Iterator[str], width: int, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each record; empty lines give empty lists.

    Quoted cells may hold line breaks (RFC 4180). A quote that is never closed would swallow what follows: where lines
    joined by quotes make no record of `width` cells, the first of them stands alone and the rest are read again.
    """
    waiting: deque[str] = deque()
    while (first := waiting.popleft() if waiting else next(lines, None)) is not None:
        if first.count('"') % 2 == 0:
            yield _one(first, delimiter)
            continue
        joined = _join(first, waiting, lines)
        cells = _strict("".join(joined), delimiter)
        if cells is not None and len(cells) == width:
            yield cells
        else:
            waiting.extendleft(reversed(joined[1:]))
            yield _one(first, delimiter)


def _join(first: str, waiting: deque[str], lines: Iterator[str]) -> list[str]:
    """Return `first` and the lines up to the one that closes its quote."""
    joined = [first]
    while len(joined) < MOST_LINES:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            break
        joined.append(line)
        if line.count('"') % 2 == 1:
            break
    return joined


def _strict(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of `text` when it is exactly one well-formed record."""
    try:
        records = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _one(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
