"""The history of a code: where its goods came from and where they went, through all editions of the HS.

The graph goes one way from the code asked for: backward to its sources, and theirs, and forward to its targets, and
theirs. It never turns round, so what a source gave to other codes is not in it. A chain of links says that goods may
have gone that way, not that all did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from operator import and_, eq

from openhs.ground.errors import UsageError
from openhs.nomenclature.correlation import Relation
from openhs.nomenclature.edition import Edition, edition, editions, get, lookup
from openhs.nomenclature.node import Node
from openhs.nomenclature.passage import HEADING, Passage, beginnings, passage
from openhs.nomenclature.telling import Mark, tell_apart

LIMIT = 8
LEVELS = ("chapter", "heading", "subheading")

Point = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from a code of one edition to a code of the next; `relation` is told from the older side."""

    older: str
    source: str
    newer: str
    target: str
    relation: Relation

    @property
    def is_whole(self) -> bool:
        """Whether all goods of the source went to the target."""
        return self.relation in (Relation.SAME, Relation.MERGE)

    def as_dict(self) -> dict[str, str]:
        """Return the edge as one JSON object."""
        return {
            "older": self.older,
            "source": self.source,
            "newer": self.newer,
            "target": self.target,
            "relation": str(self.relation),
        }


@dataclass(frozen=True, slots=True)
class Split:
    """A code that has several targets in the next edition, and what tells them apart: nearest first."""

    older: str
    code: str
    newer: str
    marks: tuple[Mark, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the split as one JSON object."""
        marks = [mark.as_dict() for mark in self.marks]
        return {"older": self.older, "code": self.code, "newer": self.newer, "targets": marks}


@dataclass(frozen=True, slots=True)
class Spell:
    """An unbroken run of editions in which a code keeps its scope; what drawings show as one.

    `nearness`, from 0 to 1, says how closely it is tied to the code asked for; the most telling spells come first.
    """

    code: str
    editions: tuple[str, ...]
    nearness: float

    @property
    def first(self) -> Point:
        """Its beginning: edition and code."""
        return self.editions[0], self.code

    @property
    def last(self) -> Point:
        """Its end: edition and code."""
        return self.editions[-1], self.code


@dataclass(frozen=True)
class History:
    """The life of a code through all editions, as a graph.

    `points`: (edition, code) in order, `edges` the links between neighbouring editions: all of them, a thousand in one
    step where electrical waste (8549) is met; `text()` and `svg()` show the most telling. `without`: beginnings of
    codes whose links were not followed.
    """

    asked: Node
    points: tuple[Point, ...] = field(repr=False)
    edges: tuple[Edge, ...] = field(repr=False)
    without: tuple[str, ...] = ()
    nearness: dict[Point, float] = field(repr=False, compare=False, default_factory=dict)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of all points, oldest edition first."""
        return tuple(edition(year)[code] for year, code in self.points)

    @cached_property
    def namesakes(self) -> tuple[Node, ...]:
        """What the code was in editions where it has no part in this history: other goods under the same number."""
        held = {year for year, code in self.points if code == self.asked.code}
        found = [get(self.asked.code, year) for year in editions() if year not in held]
        return tuple(node for node in found if node)

    @cached_property
    def splits(self) -> tuple[Split, ...]:
        """The splits on the way forward, and what decides in each between the new codes."""
        onward: dict[Point, list[Edge]] = {}
        for edge in self.edges:
            if edge.older >= self.asked.edition:
                onward.setdefault((edge.older, edge.source), []).append(edge)
        return tuple(self._split(edges) for edges in onward.values() if len(edges) > 1)

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """The spells of its codes: those of the same code first, then of the same heading, then nearest first."""
        kept = {(e.older, e.source) for e in self.edges if e.relation is Relation.SAME and e.source == e.target}
        found = []
        running: dict[str, list[str]] = {}
        for year, code in self.points:
            running.setdefault(code, []).append(year)
            if (year, code) not in kept:
                found.append(self._spell(code, running.pop(code)))
        return tuple(sorted(found, key=self._rank))

    def text(self, limit: int = LIMIT, width: int = 100) -> Iterator[str]:
        """Draw it as lines with Rich markup: at most `limit` codes for each edition, lines of about `width`."""
        from openhs.nomenclature.drawing import text_lines  # noqa: PLC0415  drawings are made of histories

        return text_lines(self, limit, width)

    def svg(self, limit: int = LIMIT) -> str:
        """Draw it as SVG that stands alone: an edition a column, at most `limit` codes in each."""
        from openhs.nomenclature.picture import svg  # noqa: PLC0415  drawings are made of histories

        return svg(self, limit)

    def as_dict(self) -> dict[str, object]:
        """Return all of it as one JSON object."""
        return {
            "asked": self.asked.as_dict(),
            "without": [*self.without],
            "nodes": [{"edition": n.edition, "code": n.code, "title": n.title} for n in self.nodes],
            "edges": [edge.as_dict() for edge in self.edges],
            "splits": [split.as_dict() for split in self.splits],
            "namesakes": [{"edition": n.edition, "code": n.code, "title": n.title} for n in self.namesakes],
        }

    def _repr_svg_(self) -> str:
        return self.svg()

    def _spell(self, code: str, years: list[str]) -> Spell:
        return Spell(code, tuple(years), max(self.nearness.get((year, code), 0.0) for year in years))

    def _rank(self, spell: Spell) -> tuple[bool, bool, float, int, str, str]:
        shared = sum(accumulate(map(eq, spell.code, self.asked.code), and_))
        same_code, same_heading = spell.code == self.asked.code, shared >= HEADING
        return not same_code, not same_heading, -spell.nearness, -shared, spell.editions[0], spell.code

    def _split(self, edges: list[Edge]) -> Split:
        first = edges[0]
        near = {edge.target: self.nearness[first.newer, edge.target] for edge in edges}
        nearest = sorted(near, key=lambda code: (code != first.source, -near[code], code))
        return Split(first.older, first.source, first.newer, tuple(tell_apart(nearest, first.newer)))


def history(code: object, edition: str | int | Edition | None = None, *, without: str | Iterable[str] = ()) -> History:
    """Return the history of a chapter, heading or subheading.

    `edition`: which edition's code is meant; by default the newest that has it. `without`: beginnings of codes whose
    links are not followed, such as 8549 (electrical waste), which took a little of a thousand codes in 2022. Raises
    UnknownCode, UnknownEdition, InvalidCode, UsageError.
    """
    asked = _followed(_newest(code) if edition is None else lookup(code, edition))
    digits, left_out = len(asked.code), beginnings(without)
    years = editions()
    here = years.index(asked.edition)
    steps = [passage(a, b, digits=digits, without=left_out) for a, b in pairwise(years)]
    nearness = {(asked.edition, asked.code): 1.0}
    edges = [*_walk(asked, steps[here:], nearness, forward=True)]
    edges += _walk(asked, steps[:here][::-1], nearness, forward=False)
    edges.sort(key=lambda edge: (edge.older, edge.source, edge.target))
    return History(asked, tuple(sorted(nearness)), tuple(edges), left_out, nearness)


def _newest(code: object) -> Node:
    found = (get(code, year) for year in reversed(editions()))
    return next((node for node in found if node), None) or lookup(code)


def _followed(node: Node) -> Node:
    if node.level not in LEVELS:
        raise UsageError(f"{node.written} is a {node.level}; history follows chapters, headings and subheadings")
    return node


def _walk(asked: Node, steps: list[Passage], nearness: dict[Point, float], *, forward: bool) -> Iterator[Edge]:
    """Follow the links one way, edition by edition; note how near each code met is."""
    layer = {asked.code: 1.0}
    for step in steps:
        met: dict[str, float] = {}
        for near, held in layer.items():
            for far in (step.targets if forward else step.sources).get(near, ()):
                source, target = (near, far) if forward else (far, near)
                weight = held * step.weight(source, target, forward=forward)
                met[far] = max(met.get(far, 0.0), weight)
                yield Edge(step.older, source, step.newer, target, step.relation(source, target))
        layer = met
        nearness.update({(step.newer if forward else step.older, code): held for code, held in met.items()})
