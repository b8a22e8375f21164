"""Reads catalogues of goods, row by row and in constant memory: CSV, Excel, Parquet, JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from openhs.ground.errors import CatalogueError, MissingExtra
from openhs.workflows.catalogue.records import read_records
from openhs.workflows.catalogue.rows import Row

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".parquet": "parquet",
}
FORMATS |= {".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
NAMES = ("csv", "excel", "parquet", "jsonl")
STANDARD = "-"
SNIFFED = 64 * 1024
LONGEST_LINE = 16 * 1024 * 1024
FIRST_ROWS = 1000
PARQUET_BATCH = 1024
BOMS = (b"\xff\xfe", b"\xfe\xff")
ASSUMED = "The file is not UTF-8; Windows-1252 was assumed: name another with --encoding."


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue opened for reading.

    `columns` in their order; `rows` can be read once; `notices` hold what was assumed about the file; `schema` is
    Arrow's where the file has one. `size` is what there is to read (None: unknown), in bytes where `position` tells the
    bytes read so far, else in rows.
    """

    path: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    position: Callable[[], int] | None = None
    size: int | None = None
    schema: object | None = None
    notices: tuple[str, ...] = ()


def format_of(path: str, given: str | None) -> str:
    """Return the format by name or by the path's extension; CSV for standard input and output, and for devices."""
    if given is not None:
        if given not in NAMES:
            raise CatalogueError(path, f"there is no format {given!r}", f"choose one of {', '.join(NAMES)}")
        return given
    if path == STANDARD or path.startswith("/dev/"):
        return "csv"
    extension = Path(path).suffix.lower()
    if extension == ".xls":
        raise CatalogueError(path, "the old Excel format .xls is not read", "save it as .xlsx or .csv")
    if extension not in FORMATS:
        known = ", ".join(FORMATS)
        raise CatalogueError(path, f"the extension {extension or '(none)'} is not known", f"use {known} or --format")
    return FORMATS[extension]


@contextmanager
def open_catalogue(path: str, format: str | None = None, encoding: str | None = None) -> Iterator[Catalogue]:
    """Open a catalogue; `-` is standard input. Raises CatalogueError where it cannot be read at all.

    A single bad row does not raise: it comes with its `problem`.
    """
    kind = format_of(path, format)
    try:
        with _open_bytes(path) as file:
            if kind in TEXTS:
                with _decoded(path, file, encoding) as (text, assumed):
                    catalogue = TEXTS[kind](path, text)
                    position, size = _progress(file)
                    yield replace(catalogue, position=position, size=size, notices=(*assumed, *catalogue.notices))
            else:
                yield (read_excel if kind == "excel" else read_parquet)(path, file)
    except OSError as error:
        if error.filename != path:
            raise
        raise CatalogueError(path, error.strerror or str(error), "check the path and your rights to it") from None


@contextmanager
def _open_bytes(path: str) -> Iterator[io.BufferedReader]:
    if path != STANDARD:
        with Path(path).open("rb", buffering=SNIFFED) as file:
            yield _buffered(file)
    else:
        yield _buffered(sys.stdin.buffer)


def _buffered(stream: Any) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, SNIFFED)


def read_csv(path: str, text: TextIO) -> Catalogue:
    """Read delimited text; the delimiter is the one of comma, semicolon, tab and bar that the header has most of."""
    header = text.readline(LONGEST_LINE)
    if not header.strip():
        raise CatalogueError(path, "the first line is empty", "the first line must name the columns")
    delimiter = max(",;\t|", key=header.count)
    csv.field_size_limit(LONGEST_LINE)
    names = next(csv.reader([header], delimiter=delimiter))
    columns, renamed = _distinct(names)
    lines = iter(lambda: text.readline(LONGEST_LINE), "")
    rows = _csv_rows(lines, columns, delimiter)
    return Catalogue(path, columns, rows, notices=renamed)


def _csv_rows(lines: Iterator[str], columns: tuple[str, ...], delimiter: str) -> Iterator[Row]:
    records = read_records(lines, len(columns), delimiter)
    for number, cells in enumerate((r for r in records if r), 1):
        named = dict(zip(columns, cells, strict=False))
        yield Row(number, named, _width_problem(cells, columns) or _decoding_problem(cells))


def _width_problem(cells: list[str], columns: tuple[str, ...]) -> str | None:
    if len(cells) == len(columns):
        return None
    extra = cells[len(columns) :]
    shown = f" (left over: {' | '.join(extra)[:500]})" if extra else ""
    remedy = "put quotes around cells that hold the delimiter or a line break"
    return f"The row has {len(cells)} cells where the header has {len(columns)}{shown}: {remedy}."


def _decoding_problem(cells: list[str]) -> str | None:
    if all(cell.isascii() for cell in cells) or not any("\udc80" <= c <= "\udcff" for cell in cells for c in cell):
        return None
    return "The row holds bytes that are not UTF-8: save the file as UTF-8, or name its encoding with --encoding."


def read_jsonl(path: str, text: TextIO) -> Catalogue:
    """Read one JSON object a line; the columns are the keys of the first rows."""
    rows = _jsonl_rows(text)
    first = list(islice(rows, FIRST_ROWS))
    columns = tuple(dict.fromkeys(name for row in first for name in row.cells))
    if not columns:
        raise CatalogueError(path, "there is no JSON object in the first lines", "write one JSON object a line")
    return Catalogue(path, columns, chain(first, rows))


def _jsonl_rows(text: TextIO) -> Iterator[Row]:
    lines = (line for line in iter(lambda: text.readline(LONGEST_LINE), "") if line.strip())
    for number, line in enumerate(lines, 1):
        try:
            cells = json.loads(line)
        except ValueError as error:
            yield Row(
                number,
                {},
                f"The line is not JSON ({error}): write one JSON object a line. It reads: {line[:200]!r}",
            )
            continue
        if isinstance(cells, dict):
            yield Row(number, cells, _decoding_problem([line]))
        else:
            yield Row(
                number,
                {},
                f"The line is JSON but no object: write {{...}} on each line. It reads: {line[:200]!r}",
            )


TEXTS: dict[str, Callable[[str, TextIO], Catalogue]] = {"csv": read_csv, "jsonl": read_jsonl}


def read_excel(path: str, file: io.BufferedReader) -> Catalogue:
    """Read the first sheet of an Excel workbook; its first row names the columns."""
    from openpyxl import load_workbook  # noqa: PLC0415  slow to import, and only for Excel

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = load_workbook(_seekable(file), read_only=True, data_only=True).worksheets[0]
    except Exception as error:  # openpyxl raises whatever the broken part raises
        raise CatalogueError(path, f"it is not a readable Excel workbook ({error})", "save it again as .xlsx") from None
    values = sheet.iter_rows(values_only=True)
    columns, renamed = _distinct(["" if v is None else str(v) for v in next(values, ())])
    if not any(columns):
        raise CatalogueError(path, "the first row of the first sheet is empty", "the first row must name the columns")
    filled = (cells for cells in values if any(cell is not None for cell in cells))
    rows = (Row(number, dict(zip(columns, cells, strict=False))) for number, cells in enumerate(filled, 1))
    size = sheet.max_row - 1 if sheet.max_row else None
    return Catalogue(path, columns, rows, size=size, notices=renamed)


def read_parquet(path: str, file: io.BufferedReader) -> Catalogue:
    """Read a Parquet file, batch by batch."""
    arrow = import_arrow()
    try:
        table = arrow.parquet.ParquetFile(_seekable(file))
    except arrow.ArrowException as error:
        raise CatalogueError(path, f"it is not a readable Parquet file ({error})", "write it again") from None
    cells = (row for batch in table.iter_batches(batch_size=PARQUET_BATCH) for row in batch.to_pylist())
    rows = (Row(number, row) for number, row in enumerate(cells, 1))
    schema = table.schema_arrow
    return Catalogue(path, tuple(schema.names), rows, size=table.metadata.num_rows, schema=schema)


@contextmanager
def _decoded(
    path: str, file: io.BufferedReader, encoding: str | None
) -> Iterator[tuple[io.TextIOWrapper, tuple[str, ...]]]:
    """Yield the file as text, and what was assumed; bytes that do not fit survive as surrogates.

    Without `encoding`: a byte order mark decides, else UTF-8 unless the beginning holds more bytes against it than for
    it; then Windows-1252 is assumed, and said.
    """
    head = file.peek(SNIFFED)[:SNIFFED]
    if not head:
        raise CatalogueError(path, "it is empty", "give a file with a line of column names and rows of goods")
    if head.startswith(b"PK\x03\x04") or (head.count(b"\0") > len(head) // 3 and not head.startswith(BOMS)):
        raise CatalogueError(path, "it is binary, not text", "name what it is with --format excel or --format parquet")
    guessed = encoding or _guessed(head)
    notices = () if encoding or guessed != "cp1252" else (ASSUMED,)
    try:
        text = io.TextIOWrapper(file, guessed, "surrogateescape", newline="")
    except LookupError:
        raise CatalogueError(path, f"there is no encoding {guessed!r}", "try utf-8, cp1252 or utf-16") from None
    try:
        yield text, notices
    finally:
        text.detach()


def _guessed(head: bytes) -> str:
    if head.startswith(BOMS):
        return "utf-16"
    text = head.decode("utf-8", "surrogateescape")
    against = sum("\udc80" <= c <= "\udcff" for c in text[:-4])
    beside = sum(c > "\x7f" for c in text) - against
    return "cp1252" if against > beside else "utf-8-sig"


def import_arrow() -> Any:
    """Return pyarrow, with pyarrow.parquet; MissingExtra where it is not installed. Slow, and only for Parquet."""
    try:
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    return pyarrow


def _distinct(names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names with repeats and gaps made distinct, and notices of what was renamed."""
    columns: list[str] = []
    notices = []
    for position, name in enumerate(names, 1):
        distinct = name or f"column {position}"
        while distinct in columns:
            distinct += " (2)"
        if distinct != name:
            notices.append(f"Column {position}, {name or 'without a name'}, is called {distinct!r}.")
        columns.append(distinct)
    return tuple(columns), tuple(notices)


def _seekable(file: io.BufferedReader) -> BinaryIO:
    return file if file.seekable() else io.BytesIO(file.read())


def _progress(file: io.BufferedReader) -> tuple[Callable[[], int] | None, int | None]:
    if not isinstance(file.raw, io.FileIO) or not file.seekable():
        return None, None
    return file.raw.tell, os.fstat(file.fileno()).st_size or None
