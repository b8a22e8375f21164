"""What is asked of a frame, and the table that its codes are joined to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from openhs.engines.convert import RESULT, Plan
from openhs.ground.errors import UsageError

# Columns of the table beside those of the result: the text as it stands in the rows, and the place among its outcomes.
TEXT, PART, PARTS = "_text", "_part", "_parts"
TABLE = (TEXT, *RESULT, PART, PARTS)
STRANGE_SHOWN, MOST_STRANGE = 3, 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """A conversion of one column of a frame; `values` are split, `group_by` sums them up. None: the default of each."""

    plan: Plan
    column: str
    values: tuple[str, ...] = ()
    decimals: int | None = None
    group_by: tuple[str, ...] | None = None

    def check(self, columns: Sequence[str]) -> None:
        """Raise UsageError where the frame lacks a column or has one of the result's already."""
        for name in (self.column, *self.values, *(self.group_by or ())):
            if name not in columns:
                raise UsageError(f"there is no column {name!r}; the columns are {', '.join(map(str, columns))}")
        taken = [name for name in columns if name in TABLE]
        if taken:
            raise UsageError(f"the frame has a column {taken[0]!r}, which the result adds; rename it first")
        if self.values and self.plan.method == "all":
            raise UsageError(
                "the method all repeats a row for each target, and its values with it; choose equal, un or family"
            )
        if self.group_by is not None and not self.values:
            raise UsageError("group_by sums values; name them with values=")

    def decimals_of(self, is_integer: bool) -> int:
        """Return to how many decimals a value column is split."""
        return self.decimals if self.decimals is not None else 0 if is_integer else 2


Rows = list[tuple[object, ...]]


def table_rows(plan: Plan, texts: Iterable[object]) -> Rows:
    """Return rows with the columns of TABLE: what each text becomes."""
    return [
        (text, *(getattr(outcome, name) for name in RESULT), part, parts)
        for text, outcome, part, parts in plan.table(texts)
    ]


def nested_rows(plan: Plan, texts: Iterable[object]) -> Rows:
    """Return one row a text: the text, then a list for each column of the result."""
    return [
        (text, *([getattr(outcome, name) for outcome in outcomes] for name in RESULT))
        for text in texts
        for outcomes in [plan.outcomes(text)]
    ]


def rows_of(request: Request, texts: Iterable[object]) -> Rows:
    """Return the table in the form that the request needs: nested where parts depend on all shares of a row."""
    return (nested_rows if is_nested(request) else table_rows)(request.plan, texts)


def is_nested(request: Request) -> bool:
    """Whether parts of values depend on all shares of a row, so that they are split before rows are multiplied."""
    return bool(request.values) and request.plan.method == "weights"


def strange_texts(request: Request, distinct: Callable[[int], Sequence[object]]) -> Sequence[object]:
    """Return the distinct texts that are no plain codes; `distinct(limit)` gives up to `limit` of them.

    Raises UsageError where there are so many that the column cannot hold codes.
    """
    found = distinct(MOST_STRANGE + 1)
    if len(found) > MOST_STRANGE:
        shown = ", ".join(repr(text) for text in found[:STRANGE_SHOWN])
        raise UsageError(
            f"the column {request.column!r} has more than {MOST_STRANGE:,} different texts that are no codes of "
            f"{request.plan.source.name}, such as {shown}; name the column that holds the codes"
        )
    return found
