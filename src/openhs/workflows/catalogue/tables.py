"""Writes tables: the input's columns and those that were added, in the format of the path."""

from __future__ import annotations

import csv
import json
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from openhs.ground.errors import CatalogueError
from openhs.workflows.catalogue.reading import STANDARD, Catalogue, format_of, import_arrow

# The cells of a row of the input, and those that are added to it.
Cells = Mapping[str, object]
Write = Callable[[Iterable[tuple[Cells, Cells]]], None]


@contextmanager
def open_table(path: str, format: str | None, catalogue: Catalogue, added: Mapping[str, type]) -> Iterator[Write]:
    """Open `path` for rows of the catalogue with columns added to them and yield the function that writes some.

    `added`: name to type (str or float). A file appears under its name only when all of it is written; a device or pipe
    is written as it comes. Raises CatalogueError for what cannot be written, a full disk among it.
    """
    clash = [name for name in added if name in catalogue.columns]
    if clash:
        raise CatalogueError(catalogue.path, f"it has a column {clash[0]!r} already", "rename or remove it first")
    opened = {"csv": _csv, "jsonl": _jsonl, "excel": _excel, "parquet": _parquet}[format_of(path, format)]
    with open_target(path) as file, opened(file, catalogue, path, added) as write:
        yield write


@contextmanager
def open_target(path: str) -> Iterator[IO[bytes]]:
    """Open a path for writing bytes, as `open_table` does."""
    try:
        with _target(path) as file:
            yield file
    except BrokenPipeError:
        raise
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
def _csv(file: IO[bytes], catalogue: Catalogue, path: str, added: Mapping[str, type]) -> Iterator[Write]:
    delimiter = "\t" if path.lower().endswith(".tsv") else ","
    writer = csv.writer(_Encoded(file), delimiter=delimiter, lineterminator="\n")
    writer.writerow((*catalogue.columns, *added))

    def write(rows: Iterable[tuple[Cells, Cells]]) -> None:
        writer.writerows(
            [*(_cell(cells.get(name)) for name in catalogue.columns), *map(more.get, added)] for cells, more in rows
        )

    yield write


@contextmanager
def _jsonl(file: IO[bytes], catalogue: Catalogue, path: str, added: Mapping[str, type]) -> Iterator[Write]:  # noqa: ARG001
    def write(rows: Iterable[tuple[Cells, Cells]]) -> None:
        file.writelines(json_line({**cells, **more}) for cells, more in rows)

    yield write


def json_line(content: Cells) -> bytes:
    """Return one JSON object as a line; bytes that were no UTF-8 are escaped."""
    return json.dumps(content, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace") + b"\n"


@contextmanager
def _excel(file: IO[bytes], catalogue: Catalogue, path: str, added: Mapping[str, type]) -> Iterator[Write]:  # noqa: ARG001
    from openpyxl import Workbook  # noqa: PLC0415  slow to import, and only for Excel
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value if isinstance(value, int | float) or hasattr(value, "year") else _cell(value)
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32767])
        made.data_type = "s"  # text stays text, also where it begins with =
        return made

    sheet.append((*catalogue.columns, *added))

    def write(rows: Iterable[tuple[Cells, Cells]]) -> None:
        for cells, more in rows:
            values = (*(cells.get(name) for name in catalogue.columns), *map(more.get, added))
            sheet.append([cell(value) for value in values])

    yield write
    book.save(file)


@contextmanager
def _parquet(file: IO[bytes], catalogue: Catalogue, path: str, added: Mapping[str, type]) -> Iterator[Write]:  # noqa: ARG001
    pa = import_arrow()
    typed: Any = catalogue.schema
    kept = list(typed) if typed else [pa.field(name, pa.string()) for name in catalogue.columns]
    ours = [pa.field(name, pa.float64() if kind is float else pa.string()) for name, kind in added.items()]
    schema = pa.schema(kept + ours)
    with pa.parquet.ParquetWriter(file, schema) as writer:

        def write(rows: Iterable[tuple[Cells, Cells]]) -> None:
            whole = [
                {name: cells.get(name) if typed else _cell(cells.get(name)) for name in catalogue.columns} | dict(more)
                for cells, more in rows
            ]
            writer.write_batch(pa.RecordBatch.from_pylist(whole, schema))

        yield write


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')
