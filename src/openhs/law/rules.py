"""What the law says of candidates by the facts of goods: what a heading lacks, a note excludes, a case takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from openhs.law.facts import Fact, assumed, known
from openhs.nomenclature import CURRENT, edition
from openhs.nomenclature.condition import Known, atoms, demands
from openhs.nomenclature.headings import Case, Heading, Walk, heading
from openhs.nomenclature.notes import EVERYWHERE, Note, all_notes

HEADING = 4


class Verdict(StrEnum):
    """What a ruling says of its codes.

    `lacking`: goods have not what the heading takes; `excluded`: a note sends them elsewhere; `passed`: the facts lead
    to other subheadings of the heading; `met`: they lead to this one.
    """

    LACKING = "lacking"
    EXCLUDED = "excluded"
    PASSED = "passed"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of some of the candidates: the `verdict` on `codes`, by which note, heading or way in one.

    `read` are the facts read of the goods, `facts` those of them that speak for the verdict.
    """

    verdict: Verdict
    codes: tuple[str, ...]
    by: Note | Heading | Walk
    read: tuple[Fact, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts on which it rests: none where goods are taken for what is usual."""
        match self.by:
            case Note(when=condition) if condition:
                asked = list(atoms(condition))
                return tuple(fact for fact in self.read if fact.meets(asked))
            case Heading(needs=needs):
                asked = [atom for atom in atoms(needs) if atom.holds(known(self.read)) is False]
                return tuple(f for f in self.read if any(a.axis == f.axis for a in asked))
            case Walk(taken=taken):
                return tuple(dict.fromkeys(f for axis, case in taken for f in self._speaking(axis, case)))
        return ()

    def _speaking(self, axis: str, case: Case) -> list[Fact]:
        """Return the facts that meet a case; where none of its values is meant, all that answer the question."""
        of_axis = [fact for fact in self.read if axis in known([fact])]
        return [fact for fact in of_axis if case.takes(known([fact])[axis])] or of_axis

    @property
    def cites(self) -> str:
        """The official number of the note, or the General Rule that makes headings or subheadings decide."""
        match self.by:
            case Note(id=number):
                return number
            case Heading():
                return "General Rule 1"
            case Walk():
                return "General Rule 6"

    @property
    def gist(self) -> str:
        """What is said, in one sentence."""
        match self.by:
            case Note(gist=gist):
                return gist
            case Heading(code=code, covers=covers):
                return f"{code} does not take goods that are {_told(self.facts)}: {covers}"
            case Walk(node=node):
                to = edition(CURRENT)[node].written
                return f"{_told(self.facts) or 'What is usual'} leads to {to} in heading {node[:HEADING]}."


def rulings(facts: Sequence[Fact], codes: Sequence[str]) -> list[Ruling]:
    """Return what the law says of the candidates `codes` (subheadings of the current edition) by the facts of goods.

    Three-valued: what is unknown says nothing. Notes and cases take goods of which nothing is said for what is usual,
    as whole and new; a heading of parts still takes a clutch of which nobody says that it is a part.
    """
    facts = tuple(facts)
    said, held = known(facts), assumed(facts)
    by_heading: dict[str, list[str]] = {}
    for code in codes:
        by_heading.setdefault(code[:HEADING], []).append(code)
    found: list[Ruling] = []
    for number, candidates in by_heading.items():
        if of := heading(number):
            found += _of_heading(of, candidates, facts, said, held)
    return [*found, *_of_notes(codes, facts, held)]


def _of_heading(of: Heading, codes: list[str], facts: tuple[Fact, ...], said: Known, held: Known) -> Iterator[Ruling]:
    if of.needs.holds(said) is False:
        yield Ruling(Verdict.LACKING, tuple(codes), of, facts)
    walk = of.walked(held)
    if walk.node != of.code:
        if passed := tuple(code for code in codes if not code.startswith(walk.node)):
            yield Ruling(Verdict.PASSED, passed, walk, facts)
        if walk.node in codes:
            yield Ruling(Verdict.MET, (walk.node,), walk, facts)


def _of_notes(codes: Sequence[str], facts: tuple[Fact, ...], held: Known) -> Iterator[Ruling]:
    excluding = _excluding()
    values = {value for have in held.values() if isinstance(have, frozenset) for value in have}
    numbers = {n for word in (*values.union(held), "") for n in excluding.get(word, ())}
    for number in sorted(numbers):
        note = all_notes()[number]
        if not (note.when and note.when.holds(held)):
            continue
        scope, to = set(note.scope), set(note.to)
        out = tuple(code for code in codes if not _places(code).isdisjoint(scope) and _places(code).isdisjoint(to))
        if out:
            yield Ruling(Verdict.EXCLUDED, out, note, facts)


@cache
def _excluding() -> dict[str, list[int]]:
    """Return value, or axis of numbers, to the excluding notes that demand it; those that demand none under ""."""
    found: dict[str, list[int]] = {}
    for number, note in enumerate(all_notes()):
        if note.kind == "excludes" and note.when and EVERYWHERE not in note.scope:
            for word in demands(note.when) or ("",):
                found.setdefault(word, []).append(number)
    return found


@cache
def _places(code: str) -> frozenset[str]:
    return edition(CURRENT)[code].places


def _told(facts: Sequence[Fact]) -> str:
    return ", ".join(dict.fromkeys(fact.quoted for fact in facts))
