"""The main job: a catalogue in, the same catalogue with codes, probabilities and reasons out."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice

from openhs.engines.classify import Decision, Outcome, classify_all, refer
from openhs.ground.errors import UsageError
from openhs.workflows.catalogue.reading import open_catalogue
from openhs.workflows.catalogue.rows import Reader, Row, choose_columns
from openhs.workflows.catalogue.writing import open_coded

BATCH = 512
ALONE = 8  # so many batches are classified before other processes are worth their start
AHEAD = 3  # batches that each process may have waiting
MOST_SHOWN = 10

# Called after each batch: rows done, what was read of the whole, the whole (None: unknown).
Progress = Callable[[int, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read, classify and write; None is the sensible default of each.

    `workers` is how many processes classify at once, by default one for each core that may be used.
    """

    format: str | None = None
    out_format: str | None = None
    text: str | None = None
    attributes: Sequence[str] = ()
    encoding: str | None = None
    top: int = 10
    threshold: float | None = None
    workers: int | None = None


@dataclass(slots=True)
class Summary:
    """What a run did: rows, outcomes, the notices about the file, and the first problems with their rows."""

    rows: int = 0
    seconds: float = 0.0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    notices: tuple[str, ...] = ()
    problems: int = 0
    first_problems: list[str] = field(default_factory=list)

    @property
    def needs_person(self) -> int:
        """Rows that were not classified."""
        return self.rows - self.outcomes[Outcome.CLASSIFIED]

    def add(self, row: Row, decision: Decision) -> None:
        """Count one row."""
        self.rows += 1
        self.outcomes[decision.outcome] += 1
        if decision.notices:
            self.problems += 1
            if len(self.first_problems) < MOST_SHOWN:
                self.first_problems.append(f"row {row.number}: {' '.join(decision.notices)}")

    def as_dict(self) -> dict[str, object]:
        """Return the summary as one JSON object."""
        return {
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            **{str(outcome): self.outcomes[outcome] for outcome in Outcome},
            "notices": list(self.notices),
            "problems": self.problems,
            "first_problems": self.first_problems,
        }


def classify_catalogue(source: str, target: str, options: Options, progress: Progress | None = None) -> Summary:
    """Classify the catalogue at `source` into `target` (`-`: standard input and output) and return what was done.

    Memory does not grow with the input. A row that cannot be read comes out with outcome `refer` and the problem as its
    reason. Raises CatalogueError where the run cannot start or not be finished, UsageError for options out of range.
    """
    started = time.perf_counter()
    with open_catalogue(source, options.format, options.encoding) as catalogue:
        reader = choose_columns(source, catalogue.columns, options.text, options.attributes)
        summary = Summary(notices=catalogue.notices)
        decider = Decider(reader, frozenset(catalogue.columns), options.top, options.threshold)
        with open_coded(target, options.out_format, catalogue) as write:
            for batch, decisions in _decided(catalogue.rows, decider, _workers(options)):
                coded = list(zip(batch, decisions, strict=True))
                write(coded)
                for row, decision in coded:
                    summary.add(row, decision)
                if progress:
                    progress(
                        summary.rows,
                        catalogue.position() if catalogue.position else summary.rows,
                        catalogue.size,
                    )
    summary.seconds = time.perf_counter() - started
    return summary


def _workers(options: Options) -> int:
    if options.workers is not None and options.workers < 1:
        raise UsageError(f"workers is {options.workers}; give 1 or more")
    return options.workers or os.cpu_count() or 1


def _decided(rows: Iterator[Row], decide: Decider, workers: int) -> Iterator[tuple[list[Row], list[Decision]]]:
    """Yield batches of rows with their decisions, in their order; long inputs go to several processes."""
    batches = iter(lambda: list(islice(rows, BATCH)), [])
    for batch in islice(batches, None if workers == 1 else ALONE):
        yield batch, decide(batch)
    first = next(batches, None)
    if first is None:
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[list[Row], Future[list[Decision]]]] = deque([(first, pool.submit(decide, first))])
        while waiting:
            while len(waiting) < AHEAD * workers and (batch := next(batches, [])):
                waiting.append((batch, pool.submit(decide, batch)))
            done, decisions = waiting.popleft()
            yield done, decisions.result()


@dataclass(frozen=True, slots=True)
class Decider:
    """Rows to decisions, in this process or another; `columns` are those that the catalogue has."""

    reader: Reader
    columns: frozenset[str]
    top: int
    threshold: float | None

    def __call__(self, batch: Sequence[Row]) -> list[Decision]:
        """Return the decision on each row; what cannot be read is referred with its problem."""
        sound = (self.reader.goods(row) for row in batch if row.problem is None)
        decisions = classify_all(sound, top=self.top, threshold=self.threshold)
        return [
            _with_lost_fields(next(decisions), row, self.columns)
            if row.problem is None
            else refer(self.reader.goods(row), row.problem)
            for row in batch
        ]


def _with_lost_fields(decision: Decision, row: Row, known: frozenset[str]) -> Decision:
    """Say which fields of a JSON row came too late to have a column."""
    late = [name for name in row.cells if name not in known]
    if not late:
        return decision
    notice = f"The fields {', '.join(late)} first appear in this row and have no column: name them in the first row."
    return replace(decision, notices=(*decision.notices, notice))
