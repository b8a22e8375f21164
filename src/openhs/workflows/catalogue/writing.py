"""Writes coded catalogues: the input's columns and ours, or one decision a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from openhs.engines.classify import Decision
from openhs.workflows.catalogue.reading import Catalogue, format_of
from openhs.workflows.catalogue.rows import Row
from openhs.workflows.catalogue.tables import json_line, open_table, open_target

CODED = {
    "hs_code": str,
    "hs_title": str,
    "hs_probability": float,
    "hs_outcome": str,
    "hs_alternatives": str,
    "hs_question": str,
    "hs_reason": str,
}

# An alternative below this probability is no help to a reader of the table; JSON Lines holds all of them.
LEAST_SHOWN = 0.005

Coded = Sequence[tuple[Row, Decision]]
Write = Callable[[Coded], None]


def coded_cells(decision: Decision) -> dict[str, object]:
    """Return the columns that a decision adds to its row; alternatives and options are separated by bars."""
    best = decision.best
    likely = (c for c in decision.candidates[1:] if c.probability >= LEAST_SHOWN)
    alternatives = "|".join(f"{c.code}:{c.probability:.4f}" for c in likely)
    values = (
        best.code if best else "",
        best.title if best else "",
        round(best.probability, 4) if best else None,
        str(decision.outcome),
        alternatives,
        _question(decision),
        decision.reason,
    )
    return dict(zip(CODED, values, strict=True))


def _question(decision: Decision) -> str:
    if decision.question is None:
        return ""
    return f"{decision.question.text} {' | '.join(option.label for option in decision.question.options)}"


@contextmanager
def open_coded(path: str, format: str | None, catalogue: Catalogue) -> Iterator[Write]:
    """Open `path` for the coded catalogue and yield the function that writes a batch; see `open_table`."""
    if format_of(path, format) == "jsonl":
        with open_target(path) as file:
            yield lambda batch: file.writelines(json_line(decision.as_dict()) for _, decision in batch)
    else:
        with open_table(path, format, catalogue, CODED) as write:
            yield lambda batch: write((row.cells, coded_cells(decision)) for row, decision in batch)
