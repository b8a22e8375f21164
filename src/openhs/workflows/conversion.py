"""Files of codes, converted: the same rows in another classification, or their totals, and a report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import cast

from openhs.engines.convert import RESULT, Kind, Outcome, Plan, Report, noted, split_value
from openhs.engines.convert.detect import Detection, detect
from openhs.ground.errors import CatalogueError, UsageError
from openhs.workflows.catalogue.reading import Catalogue, open_catalogue
from openhs.workflows.catalogue.rows import Row
from openhs.workflows.catalogue.tables import Cells, Write, open_table

BATCH = 4096
ADDED = {name: float if name == "share" else str for name in RESULT}
CODE_COLUMNS = (
    "hs",
    "hscode",
    "hs6",
    "cmdcode",
    "commoditycode",
    "productcode",
    "commodity",
    "product",
    "code",
    "sitc",
)
WEIGHT_COLUMNS = ("source", "target", "weight")

# Called after each batch: rows done, what was read of the whole, the whole (None: unknown).
Progress = Callable[[int, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Options:
    """Which column holds the codes, which values are split, what is summed, and how the files are read and written.

    Without `column`, one that is called hs, hs6, hscode or the like.
    """

    column: str = ""
    values: tuple[str, ...] = ()
    decimals: int | None = None
    group_by: tuple[str, ...] | None = None
    format: str | None = None
    out_format: str | None = None
    encoding: str | None = None


@dataclass(slots=True)
class Summary:
    """What a run did: rows read and written, seconds, notices about the file, and the report on the results."""

    rows: int = 0
    written: int = 0
    seconds: float = 0.0
    notices: tuple[str, ...] = ()
    report: Report = field(default_factory=Report)

    def as_dict(self) -> dict[str, object]:
        """Return the summary as one JSON object."""
        return {
            "rows": self.rows,
            "written": self.written,
            "seconds": round(self.seconds, 3),
            "notices": list(self.notices),
            **self.report.as_dict(),
        }


def convert_file(source: str, target: str, plan: Plan, options: Options, progress: Progress | None = None) -> Summary:
    """Convert the column of a file and write the rows to `target` (`-`: standard input and output).

    Memory does not grow with the input; with `group_by` it grows with the number of totals. No row is dropped: one that
    cannot be read or converted has no target, and a note that says why. Raises CatalogueError and UsageError where the
    run cannot start or not be finished.
    """
    started = time.perf_counter()
    with open_catalogue(source, options.format, options.encoding) as table:
        options = replace(options, column=code_column(table, options.column))
        _check(table, plan, options)
        summary = Summary(notices=table.notices)
        results = _results(table, plan, options, summary, progress)
        if options.group_by is None:
            with open_table(target, options.out_format, table, ADDED) as write:
                _write(write, results, summary)
        else:
            totals = _totals(results, options.group_by, options.values)
            columns = (*options.group_by, *options.values)
            with open_table(target, options.out_format, Catalogue(target, columns, iter(())), {"target": str}) as write:
                _write(write, totals, summary)
    summary.seconds = time.perf_counter() - started
    return summary


def code_column(table: Catalogue, given: str) -> str:
    """Return the column of codes: the one given, else one that is called as such columns are. Raises CatalogueError."""
    by_name = {name.strip().lower().replace(" ", "").replace("_", ""): name for name in reversed(table.columns)}
    found = given or next((by_name[name] for name in CODE_COLUMNS if name in by_name), "")
    if found not in table.columns:
        problem = f"there is no column {given!r}" if given else "no column is called hs, hscode, hs6, code or the like"
        raise CatalogueError(
            table.path, problem, f"name it with --column; its columns are: {', '.join(table.columns[:20])}"
        )
    return found


def detect_file(
    path: str,
    column: str = "",
    format: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> tuple[str, Detection]:
    """Return the name of a file's column of codes, and what the codes are in. Raises CatalogueError."""
    with open_catalogue(path, format, encoding) as table:
        name = code_column(table, column)
        return name, detect(_cells_of(name, table, progress))


def _cells_of(name: str, table: Catalogue, progress: Progress | None) -> Iterator[object]:
    rows = 0
    while batch := list(islice(table.rows, BATCH)):
        yield from (None if row.problem else row.cells.get(name) for row in batch)
        rows += len(batch)
        if progress:
            progress(rows, table.position() if table.position else rows, table.size)


def read_weights(path: str) -> dict[tuple[str, str], float]:
    """Return (source, target) to weight of a file with these columns. Raises CatalogueError naming the row."""
    weights: dict[tuple[str, str], float] = {}
    with open_catalogue(path) as table:
        missing = [name for name in WEIGHT_COLUMNS if name not in table.columns]
        if missing:
            raise CatalogueError(path, f"there is no column {missing[0]!r}", "it needs source, target and weight")
        for row in table.rows:
            source, target, weight = (row.cells.get(name) for name in WEIGHT_COLUMNS)
            number = _number(weight)
            if number is None:
                raise CatalogueError(path, f"row {row.number}: the weight {weight!r} is no number", "write it as 0.25")
            if weights.setdefault((str(source), str(target)), float(number)) != float(number):
                raise CatalogueError(path, f"row {row.number}: {source} {target} has two weights", "keep one")
    return weights


def _check(table: Catalogue, plan: Plan, options: Options) -> None:
    shown = ", ".join(table.columns[:20])
    for name in (*options.values, *(options.group_by or ())):
        if name not in table.columns:
            raise CatalogueError(table.path, f"there is no column {name!r}", f"its columns are: {shown}")
    if options.values and plan.method == "all":
        raise UsageError(
            "the method all repeats a row for each target, and its values with it; choose equal, un or family"
        )
    if options.group_by is not None and not options.values:
        raise UsageError("--group-by sums values: name them with --values")


def _results(
    table: Catalogue, plan: Plan, options: Options, summary: Summary, progress: Progress | None
) -> Iterator[tuple[Cells, Cells]]:
    """Yield the cells of each result, and what is added to them; count them all."""
    known: dict[object, list[Cells]] = {}
    counts: Counter[tuple[object, bool, object]] = Counter()
    while batch := list(islice(table.rows, BATCH)):
        for row in batch:
            for cells, added in _split(row, _added(row, plan, options.column, known), plan, options):
                counts[added["relation"], added["target"] is not None, added["note"]] += 1
                yield cells, added
        summary.rows += len(batch)
        if progress:
            progress(summary.rows, table.position() if table.position else summary.rows, table.size)
    for (relation, has_target, note), count in counts.items():
        summary.report.add(str(relation) if relation else None, has_target, str(note), count)


def _added(row: Row, plan: Plan, column: str, known: dict[object, list[Cells]]) -> list[Cells]:
    """Return what each outcome of a row adds to it; each distinct text is planned once."""
    if row.problem is not None:
        return [_cells(Outcome(None, None, None, None, None, noted(Kind.WRONG, row.problem)))]
    text = row.cells.get(column)
    if isinstance(text, list | dict):
        text = str(text)
    if text not in known:
        known[text] = [_cells(outcome) for outcome in plan.outcomes(text)]
    return known[text]


def _cells(outcome: Outcome) -> Cells:
    return {name: getattr(outcome, name) for name in RESULT}


def _split(row: Row, added: list[Cells], plan: Plan, options: Options) -> Iterator[tuple[Cells, Cells]]:
    if len(added) == 1 or not options.values or not plan.splits:
        yield from ((row.cells, more) for more in added)
        return
    parts, problems = _parts(row, added, options)
    for i, more in enumerate(added):
        note = "; ".join(filter(None, [str(more["note"]), *problems]))
        yield {**row.cells, **{name: of_each[i] for name, of_each in parts.items()}}, {**more, "note": note}


def _parts(row: Row, added: list[Cells], options: Options) -> tuple[dict[str, list[object]], list[str]]:
    """Return each value column's parts for the outcomes, and what could not be split."""
    shares = [cast(float, more["share"]) for more in added]
    parts: dict[str, list[object]] = {}
    problems = []
    for name in options.values:
        value = row.cells.get(name)
        number = _number(value)
        if number is None:
            parts[name] = [value, *[None] * (len(added) - 1)]
            if value not in (None, ""):
                words = f"{str(value)!r} in {name} is no number, left whole with the first target"
                problems.append(noted(Kind.VALUE, words))
            continue
        decimals = options.decimals if options.decimals is not None else 0 if isinstance(value, int) else 2
        parts[name] = [_like(value, part) for part in split_value(number, shares, decimals)]
    return parts, problems


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _like(value: object, part: Decimal) -> object:
    """Return a part in the type of the value it is of."""
    if isinstance(value, str):
        return format(part, "f")
    return part if isinstance(value, Decimal) else type(value)(part)  # type: ignore[call-arg]


def _totals(
    results: Iterable[tuple[Cells, Cells]], group_by: tuple[str, ...], values: tuple[str, ...]
) -> Iterator[tuple[Cells, Cells]]:
    """Yield the sum of the values over each combination of the columns and the target; what is no number counts 0."""
    sums: dict[tuple[object, ...], list[Decimal]] = {}
    for cells, added in results:
        held = sums.setdefault((*map(cells.get, group_by), added["target"]), [Decimal(0)] * len(values))
        for i, name in enumerate(values):
            held[i] += _number(cells.get(name)) or 0
    for (*keys, target), totals in sums.items():
        shown = (format(total, "f") for total in totals)
        yield dict(zip((*group_by, *values), (*keys, *shown), strict=True)), {"target": target}


def _write(write: Write, results: Iterator[tuple[Cells, Cells]], summary: Summary) -> None:
    while batch := list(islice(results, BATCH)):
        write(batch)
        summary.written += len(batch)
