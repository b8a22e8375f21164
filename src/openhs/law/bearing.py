"""Which notes bear on goods, and which notes stand between two headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openhs.law.facts import Fact, known, read_facts
from openhs.law.search import search
from openhs.nomenclature import CURRENT, Node, lookup
from openhs.nomenclature.condition import Known, atoms, told
from openhs.nomenclature.headings import heading
from openhs.nomenclature.notes import EVERYWHERE, Note, all_notes

# How many of the best hits say in which chapters goods are looked for.
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Bearing:
    """A note that bears on goods: it `applies`, or would if what is `open` were so; `facts` speak for it.

    `likely` where the words of the goods are found in the chapters of which the note speaks: that toys are not in the
    chapter of ceramics says little of a plastic car.
    """

    note: Note
    applies: bool
    likely: bool
    facts: tuple[Fact, ...]
    open: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the bearing as one JSON object."""
        return {
            "note": self.note.as_dict(),
            "applies": self.applies,
            "likely": self.likely,
            "facts": [fact.as_dict() for fact in self.facts],
            "open": list(self.open),
        }


@dataclass(frozen=True, slots=True)
class Separation:
    """What sends goods from `source` to `target`: a note, or what our data say the heading is confused with."""

    source: str
    target: str
    gist: str
    note: Note | None

    def as_dict(self) -> dict[str, object]:
        """Return the separation as one JSON object."""
        return {
            "from": self.source,
            "to": self.target,
            "gist": self.gist,
            "note": self.note.id if self.note else None,
        }


def notes_on(text: str, attributes: Mapping[str, str] | None = None) -> list[Bearing]:
    """Return the notes that bear on goods in words: first those that apply, then those that one more fact decides.

    Of each, those that are likely to matter come first. `attributes` are a shop's, name to value, as `{"Upper
    Material": "Leather"}`. A note that speaks of materials alone, of which most goods have some, is left out until it
    applies.
    """
    facts = read_facts(text, attributes)
    held = known(facts)
    words = " ".join((text, *(attributes or {}).values()))
    nodes = [hit.node for hit in search(words, limit=LOOKED_AT)]
    found = [b for note in all_notes() if (b := _bearing(note, facts, held, nodes))]
    return sorted(found, key=lambda b: (not b.applies, not b.likely, len(b.open), -len(b.facts)))


def _bearing(note: Note, facts: list[Fact], held: Known, nodes: list[Node]) -> Bearing | None:
    if note.when is None:
        return None
    answer = note.when.holds(held)
    asked = list(atoms(note.when))
    met = [atom for atom in asked if atom.holds(held)]
    if answer is False or not met or (answer is None and all(atom.axis != "kind" for atom in met)):
        return None
    speaking = tuple(fact for fact in facts if fact.meets(met))
    unknown = () if answer else tuple(told(a) for a in asked if a.axis not in {m.axis for m in met})
    return Bearing(note, answer is True, any(map(note.covers, nodes)), speaking, unknown)


def why_not(first: object, second: object) -> list[Separation]:
    """Return what stands between two codes: notes of either that lead to the other, then known confusions.

    Raises InvalidCode or UnknownCode.
    """
    a, b = lookup(first, CURRENT), lookup(second, CURRENT)
    found = []
    for source, target in ((a, b), (b, a)):
        for note in all_notes():
            if EVERYWHERE not in note.scope and note.covers(source) and note.leads_to(target):
                found.append(Separation(source.code, target.code, note.gist, note))
        found += _confusions(source, target, {s.note.id for s in found if s.note})
    return found


def _confusions(source: Node, target: Node, said: set[str]) -> list[Separation]:
    known_of = heading(source.code) if len(source.code) >= 4 else None
    if known_of is None:
        return []
    places = {target.code[:size] for size in (2, 4, 6)}
    return [
        Separation(source.code, target.code, f"{c.goods[0].upper()}{c.goods[1:]} go to {' or '.join(c.to)}.", None)
        for c in known_of.confused
        if c.by not in said and any(to in places or to.startswith(target.code) for to in c.to)
    ]
