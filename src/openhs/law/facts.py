"""Reads facts from text: which words show which value of which axis, and which figures measure what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from openhs.ground.data import open_json
from openhs.law.search.analysis import Analyzer, Term, analyzer
from openhs.nomenclature.condition import Has, Known, Within

_FIGURE = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*"
    r"(%(?:\s?(?:vol|abv)\b)?|\"|°\s?c\b|[^\W\d_]+[²³23]?(?:/[^\W\d_]+[²³23]?)?)",
    re.IGNORECASE,
)
# The place of an axis for attributes that never say what goods are.
NOTHING = "nothing"

# The words that link one with what stands before it: "coated with zinc", "uppers of leather".
LINKS = (["with"], ["of"], ["in"])

# The words that deny what follows, that which denies what stands before it ("nut-free"), and those after which things
# come with the goods, which are none of them.
DENYING = (["no"], ["not"], ["non"], ["never"], ["without"], ["excluding"], ["except"])
ARTICLES = (["a"], ["an"], ["any"], ["the"])
FREE_OF = ["free"]
ALONG = frozenset(["with", "including", "includes", "included", "incl", "plus"])

# A count of yarn, as "Ne 30", and how many such yarns are twisted together, as in "Ne 30/2".
_COUNT = r"\b({})\.?\s?(\d+(?:\.\d+)?)"
_TWISTED = re.compile(r"(?<![\d/])\d{1,3}/([1-9])(?![\d/])")
PLY = "ply"

# Begins the axis of a material's percentage by mass.
SHARE = "share of "

# How many words after a cue still belong to it.
CUED_WITHIN = 4

_CLAUSE = re.compile(r"[;:|]|(?<=\s)\(|,(?!\d)|\s[-\u2013]\s")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_BARE_FIGURE = re.compile(r"\s*\d[\d.,]*\s*")


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

    @property
    def quoted(self) -> str:
        """The fact with the words that show it."""
        return f"{self} (“{self.words}”)"

    def meets(self, asked: Iterable[Has | Within]) -> bool:
        """Return whether the fact alone meets one of the atoms of a condition."""
        return any(atom.axis == self.axis and atom.holds(known([self])) for atom in asked)


def read_facts(text: str, attributes: Mapping[str, str] | None = None) -> list[Fact]:
    """Return what the words and figures of `text` show, in its order; the longest phrase at each place counts.

    `attributes` are a shop's, name to value: what `data/facts/attributes.yaml` knows of the name settles the axis that
    the value answers, as `Upper Material: Leather`.
    """
    found = _shown(text)
    for name, value in (attributes or {}).items():
        found += _answers(name, value)
    return list(dict.fromkeys(found))


def plain_name(name: str) -> str:
    """Return an attribute's name without case, punctuation, a unit in brackets and a number at its end."""
    words = re.sub(r"[\W_]+", " ", _IN_BRACKETS.sub("", name).casefold()).strip()
    return re.sub(r" \d+$", "", words)


def _answers(name: str, value: str) -> list[Fact]:
    """Return the facts in a value that answer the attribute's name; all if the name is unknown or asks what it is."""
    held = _vocabulary()
    axis = held["attributes"].get(plain_name(name))
    if axis == NOTHING:
        return []
    unit = _IN_BRACKETS.search(name)
    figure = f"{value} {unit[1]}" if unit and _BARE_FIGURE.fullmatch(value) else value
    if axis in (None, "kind"):
        return _shown(figure)
    of_axis = held["dimensions"].get(axis)
    found = [Fact(axis, f.value, f"{name}: {f.words}") for f in _shown(value, axis) if _listed(f.axis) == _listed(axis)]
    found += [Fact(axis, number, f"{name}: {at[0].strip()}") for of, number, at in _measured(figure) if of == of_axis]
    return found or [fact for fact in _figures(figure) if of_axis]


def _shown(text: str, asked: str = "") -> list[Fact]:
    """Return what the text shows; on the axis that is asked for, words need nothing beside them to show it."""
    found: list[Fact] = []
    cues = _vocabulary()["cues"]
    for clause in _CLAUSE.split(text):
        terms = analyzer().tokens(clause)
        at = 0
        while at < len(terms):
            length, shown = _longest(terms, at)
            if _is_denied(terms, at, at + length):
                length, shown = 1, []
            elif _comes_along(terms, at):
                shown = [(axis, value) for axis, value in shown if axis != "kind"]
            for start, end, said in [(at, at + length, shown), *_within(terms, at, at + length, shown)]:
                words = " ".join(term.word for term in terms[start:end])
                for axis, value in _beside(terms, start, end, said):
                    if axis == asked or axis not in cues or _is_cued(terms, start, end, cues[axis]):
                        found.append(Fact(axis, value, words))
            at += length or 1
    return list(dict.fromkeys([*found, *_figures(text)]))


def _is_cued(terms: list[Term], start: int, end: int, cues: frozenset[str]) -> bool:
    """Return whether a cue stands a little before the words, or another noun just after: "for cars", "car seat"."""
    before = terms[max(0, start - CUED_WITHIN) : start]
    return any(term.word in cues for term in before) or any(analyzer().terms(t.word) for t in terms[end : end + 1])


def _is_denied(terms: list[Term], start: int, end: int) -> bool:
    """Return whether the word before the words, or after them, says that goods are not so: "not a toy", "egg-free"."""
    before = [term.word for term in terms[max(0, start - 2) : start]]
    if before[-1:] in ARTICLES:
        before.pop()
    return before[-1:] in DENYING or [term.word for term in terms[end : end + 1]] == FREE_OF


def _comes_along(terms: list[Term], start: int) -> bool:
    """Return whether the words tell what comes with the goods: "machine with portafilter"."""
    return any(term.word in ALONG for term in terms[max(0, start - CUED_WITHIN) : start])


def _beside(terms: list[Term], start: int, end: int, shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is shown, on the axis of the word that stands beside: "leather upper", "coated with zinc"."""
    beside = _vocabulary()["beside"]
    before, after = ([term.word for term in part] for part in (terms[max(0, start - 2) : start], terms[end : end + 2]))
    words = after[:1] * (after[1:] not in LINKS) + before[:1] * (before[1:] in LINKS)
    return [
        (next((beside[_listed(axis), word] for word in words if (_listed(axis), word) in beside), axis), value)
        for axis, value in shown
    ]


def known(facts: Iterable[Fact]) -> Known:
    """Return the facts as conditions ask for them: each value with the wider ones that it implies.

    Of materials whose shares are told, that with the greatest is the material, and the next is what it is mixed with.
    What is said of the whole holds of a part of which nothing is said, where its axis follows: a leather bag's outside.
    """
    return _known(tuple(facts))


@lru_cache(maxsize=1 << 14)
def _known(facts: tuple[Fact, ...]) -> Known:
    values: dict[str, set[str]] = {}
    numbers: dict[str, float] = {}
    held = _vocabulary()
    for fact in _of_greatest_part(list(facts)):
        if isinstance(fact.value, float):
            numbers[fact.axis] = fact.value
        else:
            wider = held["wider"].get((_listed(fact.axis), fact.value), ())
            values.setdefault(fact.axis, set()).update((fact.value, *wider))
    for axis, followed in held["follows"].items():
        if followed in values:
            values.setdefault(axis, values[followed])
    return {**{axis: frozenset(held) for axis, held in values.items()}, **numbers}


def _of_greatest_part(facts: list[Fact]) -> list[Fact]:
    """Return the facts without the materials whose shares are smaller than another's; goods are mixed with the next."""
    shares = {fact.axis.removeprefix(SHARE): fact.value for fact in facts if fact.axis.startswith(SHARE)}
    first, *rest = sorted(shares, key=shares.__getitem__, reverse=True) or [""]
    if not rest or shares[first] == shares[rest[0]]:
        return facts
    kept = [fact for fact in facts if fact.axis != "material" or fact.value not in rest]
    return [*kept, Fact("mixed with", rest[0], "")]


def assumed(facts: Iterable[Fact]) -> Known:
    """Return what is known, and where nothing is said what is usual, as that goods are whole and new."""
    return {**_usual(), **known(facts)}


@cache
def _usual() -> Known:
    return {name: frozenset([axis["usual"]]) for name, axis in _built()["axes"].items() if axis["usual"]}


@cache
def asks(axis: str) -> str:
    """Return the question that an axis answers."""
    known_of = _built()["axes"].get(axis)
    return str(known_of["asks"]) if known_of else f"How much {axis.removeprefix(SHARE)} does it hold, of its weight?"


def is_value(axis: str, value: str) -> bool:
    """Return whether the value is one of those that the axis lists."""
    held = _vocabulary()
    return (_listed(axis), value) in held["wider"] and axis in held["listed"]


def _longest(terms: list[Term], at: int) -> tuple[int, list[tuple[str, str]]]:
    """Return how many terms from `at` on make the longest phrase, and what it shows; 0 where none does."""
    held = _vocabulary()
    for length in held["lengths"].get(terms[at].stem, ()):
        stems = tuple(term.stem for term in terms[at : at + length])
        if shown := held["phrases"].get(stems):
            return len(stems), shown
    return 0, []


def _within(
    terms: list[Term], start: int, end: int, shown: list[tuple[str, str]]
) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
    """Yield where words within a phrase stand and what they show of the goods that it names: the wool of wool fabric.

    Only what their headings ask for: a wood screw is not of wood.
    """
    held = _vocabulary()
    said = {_listed(axis) for axis, _ in shown}
    told = {one for phrase in shown for one in held["within"].get(phrase, ()) if one[0] not in said}
    at = start
    while told and at < end:
        length, inner = _longest(terms[start:end], at - start)
        if length < end - start and (kept := [one for one in inner if (_listed(one[0]), one[1]) in told]):
            yield at, at + length, kept
        at += length if 0 < length < end - start else 1


def _figures(text: str) -> Iterator[Fact]:
    """Yield what figures measure: only of what a dimension's single axis asks, and shares of the word that follows."""
    measures = _vocabulary()["measures"]
    for of, number, match in _measured(text):
        if of == "share":
            following = analyzer().tokens(text[match.end() : match.end() + 40].removeprefix(" of"))[:3]
            length, shown = _longest(following, 0) if following else (0, [])
            yield from (
                Fact(f"{SHARE}{value}", number, f"{match[0].strip()} {' '.join(t.word for t in following[:length])}")
                for axis, value in shown
                if axis == "material"
            )
        elif of in measures:
            yield Fact(measures[of], number, match[0].strip())
    for match in _vocabulary()["count"].finditer(text):
        of, size = _vocabulary()["counts"][match[1].casefold()]
        if number := float(match[2]):
            yield Fact(measures[of], size / number, match[0])
    for match in _TWISTED.finditer(text):
        yield Fact(PLY, "single" if match[1] == "1" else "multiple", match[0])


def _measured(text: str) -> Iterator[tuple[str, float, re.Match[str]]]:
    """Yield the dimension of each figure with a unit, the figure in the dimension's first unit, and where it stands."""
    units = _vocabulary()["units"]
    for match in _FIGURE.finditer(text):
        written = match[2].strip()
        of, size = units.get(written) or units.get(written.lower()) or ("", 0.0)
        if of:
            yield of, _number(match[1]) * size, match


def _number(written: str) -> float:
    """Return the number: a comma before three digits parts thousands, any other the decimals."""
    return float(re.sub(r",(?=\d{3}(?!\d))", "", written).replace(",", "."))


def _listed(axis: str) -> str:
    """Return the list of values that the axis shares with others, or the axis itself."""
    listed: str = _vocabulary()["listed"].get(axis, axis)
    return listed


def showing(built: dict[str, Any], analyzer: Analyzer) -> dict[str, list[tuple[str, str]]]:
    """Return the stems of each phrase, with blanks between, to the axes and values that it shows; made when built."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for axis, value, words, _ in _values(built):
        for words_of in words:
            # A word that says nothing alone (can, I, used) shows nothing alone.
            if analyzer.terms(words_of) or any(c.isdigit() for c in words_of):
                stems = " ".join(term.stem for term in analyzer.tokens(words_of))
                found.setdefault(stems, {})[axis, value] = None
    return {stems: list(shown) for stems, shown in found.items()}


@cache
def _built() -> dict[str, Any]:
    content: dict[str, Any] = open_json("law/facts.json")
    return content


@cache
def _vocabulary() -> dict[str, Any]:
    """Return the built facts as reading asks for them.

    `phrases` by their stems, and the `lengths` of those that begin with a stem, the longest first; `within`, the values
    that words within a phrase may show; `wider` values by list and value; `units` by spelling, and
    `counts`, which the pattern `count` finds; `listed`, the list of values of an axis; `dimensions` of axes that
    ask for numbers; `measures`, the axis of a dimension where it is the only one;
    `attributes`, plain name to axis; `cues`, the words after which an axis is shown; `beside`, by list and word, the
    axis that a value of the list shows beside the word; `follows`, the axis whose values another has where nothing else
    is said.
    """
    built = _built()
    listed = {name: axis["values"] for name, axis in built["axes"].items() if axis["values"]}
    wider = {(listed.get(axis, axis), value): above for axis, value, _, above in _values(built)}
    phrases = {
        tuple(stems.split(" ")): [(axis, value) for axis, value in shown]
        for stems, shown in open_json("law/phrases.json").items()
    }
    lengths: dict[str, list[int]] = {}
    for size, first in sorted({(len(stems), stems[0]) for stems in phrases}, reverse=True):
        lengths.setdefault(first, []).append(size)
    counts = {n.casefold(): (of, size) for name, (of, size, words) in built["counts"].items() for n in (name, *words)}
    units = {spelling: (of, size) for name, (of, size, words) in built["units"].items() for spelling in (name, *words)}
    dimensions = {name: units[axis["unit"]][0] for name, axis in built["axes"].items() if axis["unit"]}
    asked = Counter(dimensions.values())
    return {
        "phrases": phrases,
        "lengths": lengths,
        "wider": wider,
        "units": units,
        "counts": counts,
        "count": re.compile(_COUNT.format("|".join(sorted(counts, key=len, reverse=True))), re.IGNORECASE),
        "listed": listed,
        "dimensions": dimensions,
        "measures": {of: name for name, of in dimensions.items() if asked[of] == 1},
        "follows": {name: axis["follows"] for name, axis in built["axes"].items() if axis["follows"]},
        "attributes": built["attributes"],
        "within": {
            (axis, phrase): [tuple(one) for one in told]
            for axis, phrases_of in built["within"].items()
            for phrase, told in phrases_of.items()
        },
        "cues": {name: frozenset(axis["after"]) for name, axis in built["axes"].items() if axis["after"]},
        "beside": {(listed[name], word): name for name, axis in built["axes"].items() for word in axis["beside"]},
    }


def _values(built: dict[str, Any]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield axis, value, words that show it, wider values. A list that several axes share shows the first of them."""
    first: dict[str, str] = {}
    for name, axis in built["axes"].items():
        if axis["values"]:
            first.setdefault(axis["values"], name)
    for listed, axis in first.items():
        for value, (above, words) in built["values"][listed].items():
            yield axis, value, [value, *words], above
    for name, axis in built["axes"].items():
        for value, words in axis["words"].items():
            yield name, value, words, built["values"][axis["values"]][value][0]
    for kind, (_, words) in built["kinds"].items():
        yield "kind", kind, [kind, *words], []
    for axis, phrases in built["phrases"].items():
        for phrase, above in phrases.items():
            yield axis, phrase, [phrase], above
