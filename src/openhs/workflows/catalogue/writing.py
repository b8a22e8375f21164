"""Writes coded catalogues: the input's columns and ours, or one decision a line."""

from __future__ import annotations

import csv
import json
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from openhs.engines.classify import Decision
from openhs.ground.errors import CatalogueError
from openhs.workflows.catalogue.reading import STANDARD, Catalogue, format_of, import_arrow
from openhs.workflows.catalogue.rows import Row

CODED = ("hs_code", "hs_title", "hs_probability", "hs_outcome", "hs_alternatives", "hs_reason")

# An alternative below this probability is no help to a reader of the table; JSON Lines holds all of them.
LEAST_SHOWN = 0.005

Coded = Sequence[tuple[Row, Decision]]
Write = Callable[[Coded], None]


def coded_cells(decision: Decision) -> dict[str, object]:
    """Return the columns that a decision adds to its row; alternatives as `code:probability`, separated by bars."""
    best = decision.best
    likely = (c for c in decision.candidates[1:] if c.probability >= LEAST_SHOWN)
    alternatives = "|".join(f"{c.code}:{c.probability:.4f}" for c in likely)
    values = (
        best.code if best else "",
        best.title if best else "",
        round(best.probability, 4) if best else None,
        str(decision.outcome),
        alternatives,
        decision.reason,
    )
    return dict(zip(CODED, values, strict=True))


@contextmanager
def open_coded(path: str, format: str | None, catalogue: Catalogue) -> Iterator[Write]:
    """Open `path` for the coded catalogue and yield the function that writes a batch.

    A file appears under its name only when all of it is written; a device or pipe is written as it comes. Raises
    CatalogueError for what cannot be written, a full disk among it.
    """
    kind = format_of(path, format)
    clash = [name for name in CODED if name in catalogue.columns]
    if clash and kind != "jsonl":
        raise CatalogueError(catalogue.path, f"it has a column {clash[0]!r} already", "rename or remove it first")
    opened = {"csv": _csv, "jsonl": _jsonl, "excel": _excel, "parquet": _parquet}[kind]
    try:
        with _target(path) as file, opened(file, catalogue, path) as write:
            yield write
    except OSError as error:
        problem = error.strerror or str(error)
        raise CatalogueError(
            path, f"it could not be written: {problem}", "check space and rights, and run again"
        ) from None


@contextmanager
def _target(path: str) -> Iterator[IO[bytes]]:
    if path == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    final = Path(path)
    if final.exists() and not stat.S_ISREG(final.stat().st_mode):
        with final.open("wb") as file:
            yield file
        return
    part = final.with_name(f".{final.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(final)
    finally:
        part.unlink(missing_ok=True)


class _Encoded:
    """A text face of a binary file that csv can write to; bytes that were not UTF-8 go out as they came in."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8", "surrogateescape"))


@contextmanager
def _csv(file: IO[bytes], catalogue: Catalogue, path: str) -> Iterator[Write]:
    delimiter = "\t" if path.lower().endswith(".tsv") else ","
    writer = csv.writer(_Encoded(file), delimiter=delimiter, lineterminator="\n")
    writer.writerow((*catalogue.columns, *CODED))

    def write(batch: Coded) -> None:
        for row, decision in batch:
            kept = (_cell(row.cells.get(name)) for name in catalogue.columns)
            writer.writerow((*kept, *coded_cells(decision).values()))

    yield write


@contextmanager
def _jsonl(file: IO[bytes], catalogue: Catalogue, path: str) -> Iterator[Write]:  # noqa: ARG001
    def write(batch: Coded) -> None:
        for _, decision in batch:
            line = json.dumps(decision.as_dict(), ensure_ascii=False)
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")

    yield write


@contextmanager
def _excel(file: IO[bytes], catalogue: Catalogue, path: str) -> Iterator[Write]:  # noqa: ARG001
    from openpyxl import Workbook  # noqa: PLC0415  slow to import, and only for Excel
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("coded")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value if isinstance(value, int | float) or hasattr(value, "year") else _cell(value)
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32767])
        made.data_type = "s"  # text stays text, also where it begins with =
        return made

    sheet.append((*catalogue.columns, *CODED))

    def write(batch: Coded) -> None:
        for row, decision in batch:
            kept = (row.cells.get(name) for name in catalogue.columns)
            sheet.append([cell(value) for value in (*kept, *coded_cells(decision).values())])

    yield write
    book.save(file)


@contextmanager
def _parquet(file: IO[bytes], catalogue: Catalogue, path: str) -> Iterator[Write]:  # noqa: ARG001
    pa = import_arrow()
    typed: Any = catalogue.schema
    kept = list(typed) if typed else [pa.field(name, pa.string()) for name in catalogue.columns]
    ours = [pa.field(name, pa.float64() if name == "hs_probability" else pa.string()) for name in CODED]
    schema = pa.schema(kept + ours)
    with pa.parquet.ParquetWriter(file, schema) as writer:

        def write(batch: Coded) -> None:
            rows = [
                {n: row.cells.get(n) if typed else _cell(row.cells.get(n)) for n in catalogue.columns} | coded_cells(d)
                for row, d in batch
            ]
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema))

        yield write


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')
