"""Rows to results by arrays: each distinct text is planned once, each row takes the outcomes of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openhs.engines.convert.plan import Outcome, Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """What comes out: for each output row the input row it is of, the outcome it has, and its place among its parts.

    `outcomes` are those of all distinct texts; the arrays have one entry an output row, input rows in their order.
    """

    outcomes: Sequence[Outcome]
    row: Ints
    outcome: Ints
    position: Ints
    count: Ints


def expand(plan: Plan, texts: Sequence[object], inverse: Ints) -> Expansion:
    """Convert a column given as its distinct `texts` and for each row the position of its text among them."""
    import numpy as np  # noqa: PLC0415

    planned = [plan.outcomes(text) for text in texts]
    counts = np.array([len(outcomes) for outcomes in planned], dtype=np.int64)
    begins = counts.cumsum() - counts
    count_of_row = counts[inverse]
    row = np.repeat(np.arange(len(inverse)), count_of_row)
    position = np.arange(len(row)) - np.repeat(count_of_row.cumsum() - count_of_row, count_of_row)
    return Expansion(
        [outcome for outcomes in planned for outcome in outcomes],
        row,
        begins[inverse[row]] + position,
        position,
        count_of_row[row],
    )
