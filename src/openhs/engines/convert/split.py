"""Splitting a value among targets by the largest remainder, so that the parts add up to the value to the last cent.

Hamilton's method: each part is rounded down, and the units left over go to the parts that lost most by it; of equals to
the first. What a value has finer than a unit goes to the first part.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# A value that is a whole number of units but for the error of its floating-point form is taken as whole.
SLACK, SLACK_PER_UNIT = 1e-6, 1e-15
# Whole numbers from here on are not all exact in floating point.
MOST_EXACT = 2**53


def split_value(value: Decimal, shares: Sequence[float], decimals: int) -> list[Decimal]:
    """Return the parts of one value, in the order of `shares`, which add up to 1."""
    with localcontext(prec=max(28, len(value.as_tuple().digits) + abs(value.adjusted()) + decimals + 2)):
        return _split(value, shares, decimals)


def _split(value: Decimal, shares: Sequence[float], decimals: int) -> list[Decimal]:
    exact = abs(value).scaleb(decimals)
    units = int(exact)
    wanted: list[float] | list[Fraction] = [units * share for share in shares] if units < MOST_EXACT else []
    if not wanted:
        total = sum(map(Fraction, shares))
        wanted = [units * Fraction(share) / total for share in shares]
    parts = [int(part) for part in wanted]
    for i in sorted(range(len(shares)), key=lambda i: parts[i] - wanted[i])[: units - sum(parts)]:
        parts[i] += 1
    sign = -1 if value < 0 else 1
    split = [Decimal(sign * part).scaleb(-decimals) for part in parts]
    if exact != units:
        split[0] += ((exact - units) * sign).scaleb(-decimals)
    return split


def split_values(values: Floats, shares: Floats, position: Ints, count: Ints, decimals: int) -> Floats:
    """Return the part of each row in its value, for rows that stand together by what they are parts of.

    All arrays have shape (n,): `values` repeats the value for each of its parts, `position` counts the parts of it from
    0 to `count` - 1. Rows that are whole (count 1, or a share that is not known) keep their value.
    """
    import numpy as np  # noqa: PLC0415

    scale = 10.0**decimals
    parts = values.copy()
    rows = np.flatnonzero((count > 1) & ~np.isnan(shares) & np.isfinite(values))
    if not len(rows):
        return parts
    exact = np.abs(values[rows]) * scale
    units = np.floor(exact * (1 + SLACK_PER_UNIT) + SLACK)
    wanted = units * shares[rows]
    whole = np.floor(wanted)
    begin = np.flatnonzero(position[rows] == 0)
    left = np.repeat(units[begin] - np.add.reduceat(whole, begin), count[rows][begin])
    group = np.repeat(np.arange(len(begin)), count[rows][begin])
    rank = np.empty(len(rows))
    rank[np.lexsort((position[rows], whole - wanted, group))] = position[rows]
    finer = np.where(position[rows] == 0, np.maximum(exact - units, 0), 0)
    parts[rows] = np.copysign((whole + (rank < left) + finer) / scale, values[rows]) + 0.0  # no negative zero
    return parts
