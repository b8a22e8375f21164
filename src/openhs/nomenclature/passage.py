"""Passages: what becomes of each code from one edition of the HS to another, seen from both sides.

A correlation holds positions in arrays, for bulk work. A passage holds the same links as codes, cut to fewer digits and
without some where asked, for work on a few codes at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from openhs.nomenclature.correlation import RELATIONS, Relation, correlation

HEADING = 4
AFTER_DIGITS = ":"


@dataclass(frozen=True, eq=False)
class Passage:
    """The links from one edition to a newer one.

    `targets`: code of the older edition to codes of the newer; `sources`: the inverse. Both sorted; codes without links
    are left out. `path`: the editions gone through; more than two mean that tables were composed.
    """

    older: str
    newer: str
    path: tuple[str, ...]
    targets: dict[str, tuple[str, ...]] = field(repr=False)
    sources: dict[str, tuple[str, ...]] = field(repr=False)

    def relation(self, source: str, target: str) -> Relation:
        """Return how two linked codes relate."""
        return RELATIONS[len(self.targets[source]) > 1, len(self.sources[target]) > 1]

    def is_whole(self, source: str) -> bool:
        """Whether all goods of a code of the older edition went to one code."""
        return len(self.targets[source]) == 1

    def weight(self, source: str, target: str, *, forward: bool) -> float:
        """Return how much a link says, from 0 to 1, to one who stands at its near end: source if `forward`.

        1 where the code is kept; else the share of the far end's links that lead to the heading of the near one. So a
        code that takes a little of hundreds, or gives a little to dozens, weighs little.
        """
        if source == target:
            return 1.0
        near, links = (source, self.sources[target]) if forward else (target, self.targets[source])
        heading = near[:HEADING]
        return (bisect_left(links, heading + AFTER_DIGITS) - bisect_left(links, heading)) / len(links)

    def nearest_targets(self, source: str) -> list[str]:
        """Return the targets of a code, itself first where it stays, then those that say most."""
        targets = self.targets.get(source, ())
        return sorted(targets, key=lambda code: (code != source, -self.weight(source, code, forward=True), code))

    def nearest_sources(self, target: str) -> list[str]:
        """Return the sources of a code, itself first where it stays, then those that say most."""
        sources = self.sources.get(target, ())
        return sorted(sources, key=lambda code: (code != target, -self.weight(code, target, forward=False), code))


def passage(older: str, newer: str, *, digits: int = 6, without: tuple[str, ...] = ()) -> Passage:
    """Return the links between two editions, given by year, older first.

    `digits`: 2, 4 or 6. `without`: beginnings of codes whose links are not followed.
    """
    return _passage(older, newer, digits, without)


def beginnings(without: str | Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of codes to leave out, whether one was given or several, without dots."""
    given = (without,) if isinstance(without, str) else without
    return tuple(sorted({code.replace(".", "").strip() for code in given} - {""}))


@cache
def _passage(older: str, newer: str, digits: int, without: tuple[str, ...]) -> Passage:
    table = correlation(older, newer)
    a, b = table.source.codes, table.target.codes
    pairs = ((a[i], b[j]) for i, j in table.links.tolist())
    kept = {(s[:digits], t[:digits]) for s, t in pairs if not (s.startswith(without) or t.startswith(without))}
    path = tuple(name.removeprefix("HS") for name in table.path)
    return Passage(older, newer, path, _grouped(kept), _grouped((t, s) for s, t in kept))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for key, value in sorted(pairs):
        held.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in held.items()}
