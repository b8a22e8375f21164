"""Conditions over facts, three-valued: what a heading needs, when a note applies, which case of a split goods are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What is known of goods: axis to the values they have (each with the wider values it implies), or to a number in the
# axis's unit. An axis that is not there is unknown.
Known = Mapping[str, frozenset[str] | float]


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`, each end with whether it belongs; in the first unit of the dimension."""

    low: float = float("-inf")
    high: float = float("inf")
    with_low: bool = False
    with_high: bool = False

    def __contains__(self, number: float) -> bool:
        above = number > self.low or (self.with_low and number == self.low)
        return above and (number < self.high or (self.with_high and number == self.high))

    def overlaps(self, other: Interval) -> bool:
        """Whether some number is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and low in self and low in other)


@dataclass(frozen=True, slots=True)
class Has:
    """Goods have one of `values` on `axis`."""

    axis: str
    values: tuple[str, ...]
    closed: bool

    def holds(self, known: Known) -> bool | None:
        """Return True or False where the facts say so, None where they don't.

        On a closed axis another value means False; on an open one, whose values are phrases, it says nothing.
        """
        have = known.get(self.axis)
        if not isinstance(have, frozenset):
            return None
        if have.intersection(self.values):
            return True
        return False if self.closed else None


@dataclass(frozen=True, slots=True)
class Within:
    """The number on `axis` is in `interval`."""

    axis: str
    interval: Interval

    def holds(self, known: Known) -> bool | None:
        """Return whether the number is in the interval, None where it is not known."""
        number = known.get(self.axis)
        return None if number is None or isinstance(number, frozenset) else number in self.interval


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, known: Known) -> bool | None:
        """Return False where a part is false, else None where one is unknown, else True (Kleene's strong logic)."""
        answers = [part.holds(known) for part in self.parts]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True, slots=True)
class Any_:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, known: Known) -> bool | None:
        """Return True where a part is true, else None where one is unknown, else False."""
        answers = [part.holds(known) for part in self.parts]
        return True if True in answers else None if None in answers else False


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, known: Known) -> bool | None:
        """Return the opposite of the part, None where that is unknown."""
        answer = self.part.holds(known)
        return None if answer is None else not answer


Condition = Has | Within | All | Any_ | Not


def condition(written: Mapping[str, Any]) -> Condition:
    """Return the condition that `as_json` wrote."""
    match written:
        case {"all": parts}:
            return All(tuple(condition(part) for part in parts))
        case {"any": parts}:
            return Any_(tuple(condition(part) for part in parts))
        case {"not": part}:
            return Not(condition(part))
        case {"axis": axis, "values": values, "closed": closed}:
            return Has(axis, tuple(values), closed)
        case {"axis": axis, "interval": ends}:
            return Within(axis, interval(ends))
    raise ValueError(f"{written!r} is no condition")


def as_json(condition: Condition) -> dict[str, Any]:
    """Return the condition as one JSON object."""
    match condition:
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case Any_(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}
        case Has(axis, values, closed):
            return {"axis": axis, "values": list(values), "closed": closed}
        case Within(axis, within):
            return {"axis": axis, "interval": ends(within)}


def interval(ends: Sequence[Any]) -> Interval:
    """Return the interval of `ends`: low or None, high or None, and whether each belongs."""
    low, high, with_low, with_high = ends
    return Interval(
        float("-inf") if low is None else low, float("inf") if high is None else high, with_low, with_high
    )


def ends(interval: Interval) -> list[Any]:
    """Return low or None, high or None, and whether each belongs: JSON has no infinity."""
    low = None if interval.low == float("-inf") else interval.low
    high = None if interval.high == float("inf") else interval.high
    return [low, high, interval.with_low, interval.with_high]
