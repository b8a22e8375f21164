"""Headings as decisions: what each covers, what goods must show, what it is confused with, and how it splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from openhs.ground.data import open_json
from openhs.nomenclature.condition import Condition, Has, Interval, Known, atoms, condition, interval, told
from openhs.nomenclature.edition import CURRENT
from openhs.nomenclature.node import Node

# So many answers that other cases take are named where `else` is told.
FEW = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a split as `written` in the law's units: its values or its interval, neither for `else`.

    `then` is where it leads: a code, or a further split.
    """

    written: str
    values: tuple[str, ...]
    interval: Interval | None
    then: Split | str
    _among: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_among", frozenset(self.values))

    def takes(self, have: frozenset[str] | float | None) -> bool:
        """Return whether its values hold one of those that goods have, or its interval their number."""
        if isinstance(have, frozenset):
            return not self._among.isdisjoint(have)
        return have is not None and self.interval is not None and have in self.interval

    @property
    def is_else(self) -> bool:
        """Whether it takes every answer that no other case takes."""
        return not self.values and self.interval is None


@dataclass(frozen=True, slots=True)
class Split:
    """One question, by the name of its `axis`, and the cases of its answer.

    Where it is `open` any phrase answers. `vague` are answers too wide to say which case holds: metal, where one case
    is iron; tuna, where one is albacore.
    """

    axis: str
    cases: tuple[Case, ...]
    open: bool
    vague: frozenset[str]

    def ways(self, code: str) -> Iterator[tuple[tuple[str, list[str]], ...]]:
        """Yield each way to `code`: (axis, answers) after (axis, answers)."""
        straight = [case for case in self.cases if case.then == code]
        for case in self.cases:
            if isinstance(case.then, Split):
                yield from (((self.axis, self._told(case)), *rest) for rest in case.then.ways(code))
            elif straight and case is straight[0]:
                yield ((self.axis, [answer for same in straight for answer in self._told(same)]),)

    def taken(self, known: Known, named: Mapping[str, set[str]]) -> Case | None:
        """Return the case that the facts meet; None where they don't say.

        A phrase of an open axis falls to `else` only where it is `named` on that axis: that another heading knows the
        word says nothing here.
        """
        have = known.get(self.axis)
        for case in self.cases:
            if case.takes(have):
                return case
        if have is None or (isinstance(have, frozenset) and not self._says(have, named)):
            return None
        return next((case for case in self.cases if case.is_else), None)

    def _says(self, have: frozenset[str], named: Mapping[str, set[str]]) -> bool:
        return bool((have & named.get(self.axis, set()) if self.open else have) - self.vague)

    def leaves(self) -> Iterator[str]:
        """Yield the codes to which the cases lead, by further splits too."""
        for case in self.cases:
            if isinstance(case.then, Split):
                yield from case.then.leaves()
            else:
                yield case.then

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Yield (axis, phrase) of open axes in its cases and in those below."""
        for case in self.cases:
            if self.open:
                yield from ((self.axis, phrase) for phrase in case.values)
            if isinstance(case.then, Split):
                yield from case.then.phrases()

    def _told(self, case: Case) -> list[str]:
        if not case.is_else:
            return list(case.values) or [case.written]
        taken = [value for other in self.cases for value in other.values]
        return [f"not {' or '.join(taken)}" if 0 < len(taken) <= FEW else "other"]


@dataclass(frozen=True, slots=True)
class Walk:
    """How far facts lead in a heading: to `node`, by the cases `taken`, each with its axis; what is `open` there."""

    node: str
    taken: tuple[tuple[str, Case], ...]
    open: Split | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Goods that are looked for under a heading, the codes where they go, and the note by which ("" if by none)."""

    goods: str
    to: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class Heading:
    """What is known of a heading of the current edition.

    `covers` is one sentence, `needs` what goods must show, `confused` what is looked for here and goes elsewhere.
    `splits` is by node: the split of the heading leads to the nodes one line below, that of each group to its
    subheadings; nodes with one child have none.
    """

    code: str
    covers: str
    needs: Condition
    confused: tuple[Confusion, ...]
    splits: Mapping[str, Split] = field(hash=False)

    def reached(self, known: Known) -> str:
        """Return the node to which the facts lead: a subheading where all questions on the way are answered.

        Where one is not, the last node before it: the heading at least.
        """
        return self.walked(known).node

    def walked(self, known: Known) -> Walk:
        """Return the way on which the facts lead from the heading down, and the question at which it ends."""
        node = self.code
        taken: list[tuple[str, Case]] = []
        while split := self.splits.get(node):
            on_the_way: list[tuple[str, Case]] = []
            while split:
                case = split.taken(known, self._named)
                if case is None:
                    return Walk(node, tuple(taken), split)
                on_the_way.append((split.axis, case))
                if isinstance(case.then, Split):
                    split = case.then
                else:
                    split, node = None, case.then
            taken += on_the_way
        return Walk(node, tuple(taken), None)

    @cached_property
    def _named(self) -> Mapping[str, set[str]]:
        """Open axis to the phrases that the heading's `needs` and splits know."""
        needed = (atom for atom in atoms(self.needs) if isinstance(atom, Has) and not atom.closed)
        named: dict[str, set[str]] = {}
        for axis, phrase in (
            *((atom.axis, value) for atom in needed for value in atom.values),
            *(found for split in self.splits.values() for found in split.phrases()),
        ):
            named.setdefault(axis, set()).add(phrase)
        return named

    def as_dict(self) -> dict[str, object]:
        """Return what is known as one JSON object."""
        return {
            "covers": self.covers,
            "needs": told(self.needs),
            "confused": [{"goods": c.goods, "to": list(c.to), "by": c.by or None} for c in self.confused],
        }


@cache
def heading(code: str) -> Heading | None:
    """Return what is known of the heading that `code` is or stands under; None above headings."""
    written = _written().get(code[:4])
    return _heading(code[:4], written) if written else None


def answers(node: Node, at_most: int | None = None) -> list[str]:
    """Return in words what sets a node apart from its siblings, one text for each way that leads to it.

    Of the answers to one question no more than `at_most` are named.
    """
    known = heading(node.code) if len(node.code) > 4 and node.edition == CURRENT else None
    if known is None:
        return []
    return [
        ", ".join(f"{axis}: {_listed(told, at_most)}" for axis, told in way)
        for split in known.splits.values()
        for way in split.ways(node.code)
    ]


def _listed(told: list[str], at_most: int | None) -> str:
    more = len(told) - (at_most or len(told))
    return f"{', '.join(told[:at_most])} and {more} more" if more > 0 else ", ".join(told)


@cache
def _written() -> dict[str, Any]:
    content: dict[str, Any] = open_json("law/headings.json")
    return content


def _heading(code: str, written: dict[str, Any]) -> Heading:
    return Heading(
        code,
        written["covers"],
        condition(written["needs"]),
        tuple(Confusion(goods, tuple(to), by) for goods, to, by in written["confused"]),
        {node: _split(split) for node, split in written["splits"].items()},
    )


def _split(written: dict[str, Any]) -> Split:
    cases = tuple(_case(case) for case in written["cases"])
    return Split(written["axis"], cases, written["open"], frozenset(written["vague"]))


def _case(written: dict[str, Any]) -> Case:
    then = written["then"]
    return Case(
        written["written"],
        tuple(written.get("values", ())),
        interval(written["interval"]) if "interval" in written else None,
        then if isinstance(then, str) else _split(then),
    )
