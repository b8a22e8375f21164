"""Terms: ordinary-looking words to which a legal note gives a meaning of its own, and those of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from openhs.ground.data import open_json
from openhs.nomenclature.edition import CURRENT
from openhs.nomenclature.node import Node


@dataclass(frozen=True, slots=True)
class Term:
    """A term, the note that defines it, the codes where the definition holds ("HS" for all), and its gist.

    `note` is empty where no note defines the term: the gist then tells what the trade means by it.
    """

    term: str
    note: str
    scope: tuple[str, ...]
    gist: str

    def as_dict(self) -> dict[str, object]:
        """Return the term as one JSON object."""
        return {"term": self.term, "note": self.note or None, "scope": list(self.scope), "gist": self.gist}


@dataclass(frozen=True, slots=True)
class Mark:
    """A defined term in a title: the characters from `start` to `end`."""

    start: int
    end: int
    term: Term

    def as_dict(self) -> dict[str, object]:
        """Return the mark as one JSON object."""
        return {"start": self.start, "end": self.end, "term": self.term.term, "note": self.term.note}


@cache
def all_terms() -> tuple[Term, ...]:
    """Return every defined term of the current edition, in legal order of the notes."""
    return tuple(Term(r["term"], r["note"], tuple(r["scope"]), r["gist"]) for r in open_json("law/terms.json"))


@cache
def _of_the_trade() -> tuple[Term, ...]:
    return tuple(Term(r["term"], "", tuple(r["scope"]), r["gist"]) for r in open_json("law/usage.json"))


def define(term: str) -> tuple[Term, ...]:
    """Return the definitions of a term, in singular or plural; those whose term only holds the words come after.

    A meaning of the trade's (`note` is empty) comes after those of notes. Empty where the term is unknown.
    """
    wanted = _pattern(_singular(term.strip().casefold()))
    known = (*all_terms(), *_of_the_trade())
    exact = [t for t in known if wanted.fullmatch(t.term.casefold())]
    return (*exact, *(t for t in known if t not in exact and wanted.search(t.term.casefold())))


def nearest_terms(term: str, limit: int = 5) -> tuple[str, ...]:
    """Return the terms that are written much like `term`, the likest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  only where a term is not found

    terms = [*dict.fromkeys(t.term for t in (*all_terms(), *_of_the_trade()))]
    near = process.extract(term, terms, scorer=fuzz.ratio, limit=limit, score_cutoff=60)
    return tuple(text for text, _, _ in near)


def marks(title: str, node: Node) -> tuple[Mark, ...]:
    """Return the defined terms in a node's title, in its order; of overlapping ones the longest."""
    if node.edition != CURRENT:
        return ()
    places = {"HS", node.code, *(above.code for above in node.ancestors)}
    found = sorted(_occurrences(title, places), key=lambda mark: (mark.start, mark.start - mark.end))
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _occurrences(title: str, places: set[str]) -> Iterator[Mark]:
    for pattern, term in _patterns():
        if places.intersection(term.scope):
            for match in pattern.finditer(title):
                yield Mark(match.start(), match.end(), term)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Term], ...]:
    return tuple((_pattern(_singular(term.term)), term) for term in all_terms())


def _pattern(singular: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(singular)}(?:e?s)?\b", re.IGNORECASE)


def _singular(term: str) -> str:
    return re.sub(r"(?<=[a-z]{3}[^s])s$", "", term)
