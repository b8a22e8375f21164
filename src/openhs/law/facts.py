"""Reads facts from text: which words show which value of which axis, and which figures measure what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from openhs.ground.data import open_json
from openhs.law.search.analysis import Term, analyzer
from openhs.nomenclature.condition import Known

_FIGURE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(%(?:\s?(?:vol|abv)\b)?|\"|°\s?c\b|[^\W\d_]+[²³23]?(?:/[^\W\d_]+[²³23]?)?)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One `axis: value` read from text, and the `words` that show it; a number is in its dimension's first unit."""

    axis: str
    value: str | float
    words: str

    def as_dict(self) -> dict[str, object]:
        """Return the fact as one JSON object."""
        return {"axis": self.axis, "value": self.value, "words": self.words}

    def __str__(self) -> str:
        return f"{self.axis}: {self.words if isinstance(self.value, float) else self.value}"


def read_facts(text: str) -> list[Fact]:
    """Return what the words and figures of `text` show, in its order; the longest phrase at each place counts."""
    found: list[Fact] = []
    terms = analyzer().terms(text)
    at = 0
    while at < len(terms):
        length, shown = _longest(terms, at)
        words = " ".join(term.word for term in terms[at : at + length])
        found += [Fact(axis, value, words) for axis, value in shown]
        at += length or 1
    return list(dict.fromkeys([*found, *_figures(text)]))


def known(facts: Iterable[Fact]) -> Known:
    """Return the facts as conditions ask for them: each value with the wider ones that it implies."""
    values: dict[str, set[str]] = {}
    numbers: dict[str, float] = {}
    wider = _vocabulary()["wider"]
    for fact in facts:
        if isinstance(fact.value, float):
            numbers[fact.axis] = fact.value
        else:
            values.setdefault(fact.axis, set()).update((fact.value, *wider.get((fact.axis, fact.value), ())))
    return {**{axis: frozenset(held) for axis, held in values.items()}, **numbers}


def _longest(terms: list[Term], at: int) -> tuple[int, list[tuple[str, str]]]:
    """Return how many terms from `at` on make the longest phrase, and what it shows; 0 where none does."""
    for stems, shown in _vocabulary()["phrases"].get(terms[at].stem, ()):
        if stems == tuple(term.stem for term in terms[at : at + len(stems)]):
            return len(stems), shown
    return 0, []


def _figures(text: str) -> Iterator[Fact]:
    """Yield what figures measure: only of what a dimension's single axis asks, and shares of the word that follows."""
    held = _vocabulary()
    for match in _FIGURE.finditer(text):
        unit = held["units"].get(match[2].strip()) or held["units"].get(match[2].strip().lower())
        if unit is None:
            continue
        of, size = unit
        number = float(match[1].replace(",", ".")) * size
        if of == "share":
            following = analyzer().terms(text[match.end() : match.end() + 40])[:3]
            length, shown = _longest(following, 0) if following else (0, [])
            yield from (
                Fact(f"share of {value}", number, f"{match[0].strip()} {' '.join(t.word for t in following[:length])}")
                for axis, value in shown
                if axis == "material"
            )
        elif of in held["measures"]:
            yield Fact(held["measures"][of], number, match[0].strip())


@cache
def _vocabulary() -> dict[str, Any]:
    """Return phrases by first stem, longest first; the wider values of each; units by spelling; axes by dimension."""
    built = open_json("law/facts.json")
    showing: dict[tuple[str, ...], dict[tuple[str, str], None]] = {}
    wider: dict[tuple[str, str], list[str]] = {}
    for axis, value, words, above in _values(built):
        wider[axis, value] = above
        for words_of in (value, *words):
            stems = tuple(term.stem for term in analyzer().terms(words_of))
            if stems:
                showing.setdefault(stems, {})[axis, value] = None
    phrases: dict[str, list[tuple[tuple[str, ...], list[tuple[str, str]]]]] = {}
    for stems in sorted(showing, key=len, reverse=True):
        phrases.setdefault(stems[0], []).append((stems, list(showing[stems])))
    units = {spelling: (of, size) for name, (of, size, words) in built["units"].items() for spelling in (name, *words)}
    asking: dict[str, list[str]] = {}
    for name, axis_of in built["axes"].items():
        if axis_of["unit"]:
            asking.setdefault(units[axis_of["unit"]][0], []).append(name)
    measures = {of: names[0] for of, names in asking.items() if len(names) == 1}
    return {"phrases": phrases, "wider": wider, "units": units, "measures": measures}


def _values(built: dict[str, Any]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield axis, value, words that show it, wider values. A list that several axes share shows the first of them."""
    first: dict[str, str] = {}
    for name, axis in built["axes"].items():
        if axis["values"]:
            first.setdefault(axis["values"], name)
    for listed, axis in first.items():
        for value, (above, words) in built["values"][listed].items():
            yield axis, value, words, above
    for kind, (_, words) in built["kinds"].items():
        yield "kind", kind, words, []
    for axis, phrases in built["phrases"].items():
        for phrase, above in phrases.items():
            yield axis, phrase, [], above
