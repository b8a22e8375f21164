"""Reads `data/headings`: what each heading covers and needs, with what it is confused, and how it splits.

A heading splits level by level, as General Rule 6 goes: its own split leads to the nodes one line below (subheadings
and groups), and each group has a split of its own. A split asks for one axis and has a case for its values or
thresholds, `else` for all others; a case leads to a node, to a further split, or is `undecided`: too wide to say more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from openhs.nomenclature.condition import Condition, Interval
from tools.facts import Facts, check_codes
from tools.sources import SourceEdition
from tools.yaml_file import Place, read_yaml

ELSE, UNDECIDED = "else", "undecided"
KEYS = {"covers", "needs", "confused", "split"}
SHORTEST, LONGEST = 20, 400


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a split: as `written`, its values or its interval (neither for `else`), and where it leads."""

    written: str
    values: tuple[str, ...]
    interval: Interval | None
    then: Split | str


@dataclass(frozen=True, slots=True)
class Split:
    """A question, the cases of its answer, and answers too wide to say which case holds."""

    axis: str
    cases: tuple[Case, ...]
    undecided: tuple[str, ...]

    def leaves(self) -> Iterator[str]:
        """Yield every code that the split leads to, with repeats."""
        for case in self.cases:
            if isinstance(case.then, str):
                yield case.then
            else:
                yield from case.then.leaves()


@dataclass(frozen=True, slots=True)
class Confusion:
    """Goods that one might look for here, where they go, and the note or rule by which."""

    goods: str
    to: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class SourceHeading:
    """One heading of data/headings; `splits` is by node: the heading itself and its groups."""

    covers: str
    needs: Condition
    confused: tuple[Confusion, ...]
    splits: dict[str, Split] = field(default_factory=dict)


def read_headings(folder: Path, facts: Facts, edition: SourceEdition) -> dict[str, SourceHeading]:
    """Return heading to what is known of it, validated; not every heading need be there."""
    below: dict[str, list[str]] = {}
    for node in edition.nodes.values():
        below.setdefault(node.parent, []).append(node.code)
    found: dict[str, SourceHeading] = {}
    covers: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for code, written in read_yaml(path).items():
            place = Place(f"headings/{path.name}", code)
            if code not in edition.nodes or len(code) != 4 or code[:2] != path.stem:
                raise place.refuse("is no heading of the chapter", "check its digits, or move it to its own file")
            found[code] = _heading(code, written, place, facts, edition, below)
            other = covers.setdefault(found[code].covers.casefold(), code)
            if other != code:
                raise place.refuse(f"covers the same as {other}", "say what sets them apart")
    return dict(sorted(found.items()))


def _heading(
    code: str, written: Any, place: Place, facts: Facts, edition: SourceEdition, below: dict[str, list[str]]
) -> SourceHeading:
    groups = {child for child in below[code] if len(child) == 5}
    entry = place.mapping(written, KEYS | groups, {"covers", "needs"} | groups)
    covers = place.within("covers").sentence(entry["covers"], SHORTEST, LONGEST)
    needs = facts.condition(entry["needs"], place.within("needs"), edition.nodes)
    confused = tuple(_confusions(entry.get("confused", []), place.within("confused"), code, edition))
    splits = {}
    for node, content in ((code, entry), *((group, entry[group]) for group in sorted(groups))):
        inside = place if node == code else place.within(node)
        if node != code:
            inside.mapping(content, {"split"}, {"split"})
        if len(below[node]) == 1:
            if "split" in content:
                raise inside.refuse("splits, but only one node stands below", "delete the split")
        elif "split" not in content:
            raise inside.refuse(f"does not split into {', '.join(below[node])}", "add split:")
        else:
            splits[node] = _whole_split(content["split"], inside.within("split"), facts, below[node])
    return SourceHeading(covers, needs, confused, splits)


def _confusions(written: Any, place: Place, code: str, edition: SourceEdition) -> Iterator[Confusion]:
    if not isinstance(written, list):
        raise place.refuse("is no list", "write a list of {goods:, to:, by:}")
    for number, content in enumerate(written, 1):
        here = place.within(str(number))
        entry = here.mapping(content, {"goods", "to", "by"}, {"goods", "to"})
        to = check_codes(here.within("to").texts(entry["to"]), here.within("to"), edition.nodes)
        if code in to:
            raise here.refuse(f"leads to {code} itself", "name the other heading")
        yield Confusion(entry["goods"], to, entry.get("by", ""))


def _whole_split(written: Any, place: Place, facts: Facts, below: list[str]) -> Split:
    """Return a split that reaches each node below, and none other."""
    split = _split(written, place, facts, {})
    reached = set(split.leaves())
    for code in sorted(reached - set(below)):
        raise place.refuse(f"leads to {code}, which is not one line below", "one of " + ", ".join(below))
    for code in below:
        if code not in reached:
            raise place.refuse(f"never reaches {code}", "add the case that leads there")
    return split


def _split(written: Any, place: Place, facts: Facts, asked: dict[str, list[Any]]) -> Split:
    if not isinstance(written, dict) or len(written) != 1:
        raise place.refuse("asks for more than one axis, or none", "write one axis: {case: code}; nest further axes")
    ((name, cases),) = written.items()
    axis = facts.axis(name, place)
    place = place.within(name)
    if not isinstance(cases, dict) or len(cases) < 2:
        raise place.refuse("has fewer than two cases", "a split with one answer decides nothing")
    # What this axis has been asked for further out: the same answer twice on one way would be ambiguous.
    before = asked.get(name, [])
    read, undecided, seen = [], [], list(before)
    for text, then in cases.items():
        here = place.within(text)
        values, interval = _answer(name, text, here, facts, seen, len(before))
        if then == UNDECIDED:
            if not values:
                raise here.refuse("is undecided, and no list of values", "lead it to a code or a split")
            undecided += values
            continue
        inner = {**asked, name: seen if text == ELSE else [*before, *values]}
        read.append(Case(text, values, interval, then if isinstance(then, str) else _split(then, here, facts, inner)))
    _refuse_gaps(read, axis.unit is not None, axis.values and facts.lists[axis.values], place)
    return Split(name, tuple(read), tuple(undecided))


def _answer(
    name: str, text: str, place: Place, facts: Facts, seen: list[Any], before: int
) -> tuple[tuple[str, ...], Interval | None]:
    """Return the values or the interval of a case, neither for `else`, and add them to those seen.

    A number may be asked again within an answer: its intervals may overlap the `before` ones seen further out.
    """
    axis = facts.axis(name, place)
    if text == ELSE:
        return (), None
    if axis.unit:
        interval = facts.interval(axis, text, place)
        if any(interval.overlaps(other) for other in seen[before:]):
            raise place.refuse("overlaps another case", "let each number lead to one case only")
        seen.append(interval)
        return (), interval
    values = facts.values(name, (part.strip() for part in text.split(",")), place)
    for value in values:
        if value in seen:
            raise place.refuse(f"{value!r} has another case already", "let each value lead to one case only")
        seen.append(value)
    return values, None


def _refuse_gaps(cases: list[Case], measured: bool, allowed: Any, place: Place) -> None:
    if any(case.written == ELSE for case in cases):
        return
    if measured:
        ends = sorted((c.interval for c in cases if c.interval), key=lambda i: (i.low, not i.with_low))
        starts_low = ends[0].low <= 0
        joined = all(a.high == b.low and (a.with_high or b.with_low) for a, b in pairwise(ends))
        if not starts_low or not joined or ends[-1].high != float("inf"):
            raise place.refuse("leaves numbers without a case", "let the thresholds meet, or add else:")
        return
    held = {value for case in cases for value in case.values}
    if not allowed or any(value not in held and not held.intersection(allowed[value].wider) for value in allowed):
        raise place.refuse("leaves values without a case", "add else:")
