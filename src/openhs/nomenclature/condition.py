"""Conditions over facts, three-valued: what a heading needs, and when a note applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    _among: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_among", frozenset(self.values))

    def holds(self, known: Known) -> bool | None:
        """Return True or False where the facts say so, None where they don't.

        On a closed axis another value means False; on an open one, whose values are phrases, it says nothing.
        """
        have = known.get(self.axis)
        if not isinstance(have, frozenset):
            return None
        if not self._among.isdisjoint(have):
            return True
        return False if self.closed else None


@dataclass(frozen=True, slots=True)
class Within:
    """The number on `axis` is in `interval`, which `written` says in the units of the law."""

    axis: str
    interval: Interval
    written: str

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
class OneOf:
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
        """Return the opposite of the part, None where that is unknown.

        Phrases that an open axis is not known to have, while it is known to have others, count as not had.
        """
        answer = self.part.holds(known)
        if answer is None and isinstance(self.part, Has) and self.part.axis in known:
            return True
        return None if answer is None else not answer


Condition = Has | Within | All | OneOf | Not


def condition(written: Mapping[str, Any]) -> Condition:
    """Return the condition that `as_json` wrote."""
    match written:
        case {"all": parts}:
            return All(tuple(condition(part) for part in parts))
        case {"any": parts}:
            return OneOf(tuple(condition(part) for part in parts))
        case {"not": part}:
            return Not(condition(part))
        case {"axis": axis, "values": values, "closed": closed}:
            return Has(axis, tuple(values), closed)
        case {"axis": axis, "interval": ends, "written": text}:
            return Within(axis, interval(ends), text)
    raise ValueError(f"{written!r} is no condition")


def as_json(condition: Condition) -> dict[str, Any]:
    """Return the condition as one JSON object."""
    match condition:
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case OneOf(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}
        case Has(axis, values, closed):
            return {"axis": axis, "values": list(values), "closed": closed}
        case Within(axis, within, text):
            return {"axis": axis, "interval": ends(within), "written": text}


def told(condition: Condition) -> str:
    """Return the condition in words: `material: cotton or wool, share of cotton: >= 85 %`."""
    match condition:
        case All(parts):
            return ", ".join(told(part) for part in parts)
        case OneOf(parts):
            return " or ".join(f"({told(part)})" for part in parts)
        case Not(part):
            return f"not ({told(part)})"
        case Has(axis, values):
            return f"{axis}: {' or '.join(values)}"
        case Within(axis, _, text):
            return f"{axis}: {text}"


def atoms(condition: Condition) -> Iterator[Has | Within]:
    """Yield what the condition asks, without how the answers are joined; what it denies is left out."""
    match condition:
        case All(parts) | OneOf(parts):
            for part in parts:
                yield from atoms(part)
        case Has() | Within():
            yield condition


def demands(condition: Condition) -> frozenset[str] | None:
    """Return values, or axes of numbers, of which goods must have one for it to hold; None if there are none.

    Of what several parts demand, the shortest list is taken: it serves to pass by the conditions that can't hold.
    """
    match condition:
        case Has(_, values):
            return frozenset(values)
        case Within(axis):
            return frozenset([axis])
        case All(parts):
            asked = [found for part in parts if (found := demands(part)) is not None]
            return min(asked, key=len, default=None)
        case OneOf(parts):
            each = [demands(part) for part in parts]
            return None if None in each else frozenset(word for one in each if one for word in one)
        case Not():
            return None


def interval(ends: Sequence[Any]) -> Interval:
    """Return the interval of `ends`: low or None, high or None, and whether each belongs."""
    low, high, with_low, with_high = ends
    return Interval(float("-inf") if low is None else low, float("inf") if high is None else high, with_low, with_high)


def ends(interval: Interval) -> list[Any]:
    """Return low or None, high or None, and whether each belongs: JSON has no infinity."""
    low = None if interval.low == float("-inf") else interval.low
    high = None if interval.high == float("inf") else interval.high
    return [low, high, interval.with_low, interval.with_high]
