"""Writes facts, notes, terms and headings as the artifacts that the package reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openhs.law.facts import showing
from openhs.law.search.analysis import Analyzer
from openhs.nomenclature.condition import Condition, Has, as_json, atoms, ends
from tools.facts import CODES, Facts, check_codes, read_facts
from tools.headings import SourceHeading, Split, read_headings
from tools.notes import LONGEST, SHORTEST, SourceNote, read_notes
from tools.sources import GoodsText, SourceEdition
from tools.yaml_file import Place, read_yaml

# The share of the goods called so that must be of a wide kind for the name to imply it.
AS_A_RULE = 0.9


@dataclass(frozen=True, slots=True)
class Law:
    """All that data/facts, data/notes and data/headings say."""

    facts: Facts
    notes: dict[str, SourceNote]
    headings: dict[str, SourceHeading]
    usage: dict[str, Usage]


@dataclass(frozen=True, slots=True)
class Usage:
    """What the trade means by a word that no note defines, and the codes where the word decides."""

    where: tuple[str, ...]
    means: str


def read_law(data: Path, edition: SourceEdition) -> Law:
    """Return facts, notes and headings, each validated, and with each other."""
    facts = read_facts(data / "facts", edition.nodes)
    notes = read_notes(data / "notes", facts, edition)
    headings = read_headings(data / "headings", facts, edition)
    for code, heading in headings.items():
        for confusion in heading.confused:
            if confusion.by and confusion.by not in notes:
                place = Place(f"headings/{code[:2]}.yaml", code).within("confused")
                raise place.refuse(f"by {confusion.by!r}, which no file has", "mend the number, or write the note")
    return Law(facts, notes, headings, dict(_usage(data / "words" / "usage.yaml", notes, edition)))


def _usage(path: Path, notes: dict[str, SourceNote], edition: SourceEdition) -> Iterator[tuple[str, Usage]]:
    defined = {term.casefold(): note.id for note in notes.values() for term in note.terms}
    for word, written in read_yaml(path).items():
        place = Place(f"words/{path.name}", word)
        entry = place.mapping(written, {"where", "means"}, {"where", "means"})
        if note := defined.get(word.casefold()):
            raise place.refuse(f"is defined by {note}", "delete it here")
        means = place.within("means").sentence(entry["means"], SHORTEST, LONGEST)
        yield word, Usage(check_codes(place.texts(entry["where"]), place.within("where"), edition.nodes), means)


def artifacts(law: Law, edition: SourceEdition, goods: Iterable[GoodsText], analyzer: Analyzer) -> dict[str, Any]:
    """Return file name to content."""
    facts = _facts(law, [text for text in goods if text.kind == "N"], analyzer)
    ordered = sorted(law.notes.values(), key=lambda note: _place(note.id, list(edition.nodes)))
    return {
        "notes.json": [_note(note) for note in ordered],
        "terms.json": [
            {"term": term, "note": note.id, "scope": note.scope, "gist": note.gist}
            for note in ordered
            for term in note.terms
        ],
        "usage.json": [{"term": word, "scope": u.where, "gist": u.means} for word, u in law.usage.items()],
        "headings.json": {code: _heading(heading, law.facts) for code, heading in law.headings.items()},
        "facts.json": facts,
        "phrases.json": showing(facts, analyzer),
    }


def _place(note: str, codes: list[str]) -> int:
    """Return where the note's section or chapter stands in legal order; the General Rules come first."""
    of, code = note.split(" ", 2)[:2]
    return -1 if of == "General" else codes.index(code)


def _note(note: SourceNote) -> dict[str, Any]:
    record = {"id": note.id, "kind": note.kind, "scope": note.scope, "gist": note.gist}
    optional = {"to": note.to, "terms": note.terms, "examples": note.examples}
    record |= {key: value for key, value in optional.items() if value}
    return record | ({"rule": as_json(note.when)} if note.when else {})


def _heading(heading: SourceHeading, facts: Facts) -> dict[str, Any]:
    return {
        "covers": heading.covers,
        "needs": as_json(heading.needs),
        "confused": [[c.goods, c.to, c.by] for c in heading.confused],
        "splits": {node: _split(split, facts) for node, split in heading.splits.items()},
    }


def _split(split: Split, facts: Facts) -> dict[str, Any]:
    """Return a split as data: `vague` are values too wide to say which case holds, `open` that any phrase answers."""
    cases = []
    for case in split.cases:
        record: dict[str, Any] = {"written": case.written}
        if case.interval:
            record["interval"] = ends(case.interval)
        elif case.values:
            record["values"] = case.values
        cases.append(record | {"then": case.then if isinstance(case.then, str) else _split(case.then, facts)})
    axis = facts.axes.get(split.axis)
    listed = facts.lists[axis.values] if axis and axis.values else {}
    vague = {wider for case in split.cases for value in case.values if listed for wider in listed[value].wider}
    vague.update(split.undecided)
    is_open = axis is not None and axis.values is None and axis.unit is None
    return {"axis": split.axis, "open": is_open, "vague": sorted(vague), "cases": cases}


def _facts(law: Law, names: list[GoodsText], analyzer: Analyzer) -> dict[str, Any]:
    facts = law.facts
    return {
        "axes": {
            name: {
                "asks": a.asks,
                "values": a.values,
                "unit": a.unit,
                "after": a.after,
                "beside": a.beside,
                "words": a.words,
                "usual": a.usual,
                "follows": a.follows,
            }
            for name, a in facts.axes.items()
        },
        "values": {
            name: {value: [held.wider, held.words] for value, held in values.items()}
            for name, values in facts.lists.items()
        },
        "units": {name: [u.of, u.size, u.words] for name, u in facts.units.items() if not u.is_count},
        "counts": {name: [u.of, u.size, u.words] for name, u in facts.units.items() if u.is_count},
        "kinds": facts.kinds,
        "attributes": facts.attributes,
        "phrases": _phrases(law, names, analyzer),
        "within": _within(law, analyzer),
    }


def _phrases(law: Law, names: list[GoodsText], analyzer: Analyzer) -> dict[str, dict[str, list[str]]]:
    """Return open axis to phrase to the wide kinds that it implies.

    These are the kinds that hold every heading that uses the phrase, and the goods that are called so as a rule: a wire
    is no machine because a heading of machines speaks of it.
    """
    used: dict[tuple[str, str], set[str]] = {}
    for note in law.notes.values():
        for axis, value in _open_values(note.when):
            used.setdefault((axis, value), set())
    for code, heading in law.headings.items():
        for axis, value in (*_open_values(heading.needs), *_split_values(heading, law.facts)):
            used.setdefault((axis, value), set()).add(code)
    called = _codes_of([value for axis, value in used if axis == "kind"], names, analyzer)
    found: dict[str, dict[str, list[str]]] = {}
    for (axis, value), headings in sorted(used.items()):
        wider = [
            kind
            for kind, (held, _) in law.facts.kinds.items()
            if axis == "kind" and _all_in(headings, held) and _mostly_in(called.get(value, []), held)
        ]
        found.setdefault(axis, {})[value] = wider
    return found


def _within(law: Law, analyzer: Analyzer) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return open axis to phrase to the values that words of the phrase show of all goods called so.

    These are the values, as (list, value), that a heading which uses the phrase asks for, wider or narrower.
    """
    words = {
        (listed, value): {tuple(t.stem for t in analyzer.tokens(shown)) for shown in (value, *held.words)}
        for listed, values in law.facts.lists.items()
        for value, held in values.items()
    }
    by_word: dict[str, list[tuple[str, str]]] = {}
    for one, ways in words.items():
        for way in ways:
            by_word.setdefault(way[0], []).append(one)
    told: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for heading in law.headings.values():
        asked = set(_listed_values(heading, law.facts))
        wider = {one for each in asked for one in _with_wider(each, law.facts)}
        for axis, phrase in {*_open_values(heading.needs), *_split_values(heading, law.facts)}:
            stems = tuple(term.stem for term in analyzer.tokens(phrase))
            shown = {
                one
                for at, stem in enumerate(stems)
                for one in by_word.get(stem, ())
                if any(stems[at : at + len(way)] == way != stems for way in words[one])
                and (one in wider or asked.intersection(_with_wider(one, law.facts)))
            }
            told.setdefault((axis, phrase), set()).update(shown)
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for (axis, phrase), shown in sorted(told.items()):
        if shown:
            found.setdefault(axis, {})[phrase] = sorted(shown)
    return found


def _listed_values(heading: SourceHeading, facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the values of closed lists that the heading asks for, as (list, value)."""
    needed = [(atom.axis, atom.values) for atom in atoms(heading.needs) if isinstance(atom, Has)]
    split = [(split.axis, case.values) for split in _splits(heading) for case in split.cases]
    for axis, values in (*needed, *split):
        listed = facts.axes[axis].values if axis in facts.axes else None
        yield from ((listed, value) for value in values if listed)


def _with_wider(one: tuple[str, str], facts: Facts) -> Iterator[tuple[str, str]]:
    listed, value = one
    yield from ((listed, each) for each in (value, *facts.lists[listed][value].wider))


def _codes_of(phrases: Iterable[str], names: list[GoodsText], analyzer: Analyzer) -> dict[str, list[str]]:
    """Return phrase to the codes of the goods in whose names it stands."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in phrases:
        stems = tuple(term.stem for term in analyzer.tokens(phrase))
        by_first.setdefault(stems[0], []).append((stems, phrase))
    found: dict[str, list[str]] = {}
    for name in names:
        terms = tuple(term.stem for term in analyzer.tokens(name.text))
        for at, first in enumerate(terms):
            for stems, phrase in by_first.get(first, ()):
                if terms[at : at + len(stems)] == stems:
                    found.setdefault(phrase, []).append(name.code)
    return found


def _mostly_in(codes: list[str], held: tuple[str, ...]) -> bool:
    return sum(code.startswith(held) for code in codes) >= AS_A_RULE * len(codes)


def _open_values(condition: Condition | None) -> Iterator[tuple[str, str]]:
    for atom in atoms(condition) if condition else ():
        if isinstance(atom, Has) and not atom.closed and atom.axis != CODES:
            yield from ((atom.axis, value) for value in atom.values)


def _split_values(heading: SourceHeading, facts: Facts) -> Iterator[tuple[str, str]]:
    for split in _splits(heading):
        axis = facts.axes.get(split.axis)
        if axis and axis.values is None and axis.unit is None:
            yield from ((split.axis, value) for case in split.cases for value in case.values)


def _splits(heading: SourceHeading) -> Iterator[Split]:
    """Yield every split of the heading, those within cases too."""
    splits = list(heading.splits.values())
    while splits:
        yield (split := splits.pop())
        splits += [case.then for case in split.cases if not isinstance(case.then, str)]


def _all_in(headings: set[str], held: tuple[str, ...]) -> bool:
    return bool(headings) and all(heading.startswith(held) for heading in headings)
