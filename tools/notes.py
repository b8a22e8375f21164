"""Reads `data/notes`: the legal notes of HS sections, chapters and subheadings and the General Rules, as rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openhs.nomenclature.condition import Condition
from tools.facts import Facts, check_codes
from tools.sources import SourceEdition
from tools.yaml_file import Place, read_yaml

KINDS = ("excludes", "includes", "defines", "prefers", "parts", "orders")
KEYS = {"id", "kind", "scope", "when", "to", "terms", "items", "gist", "examples"}
EVERYWHERE = "HS"
SHORTEST, LONGEST = 15, 700

_NUMBER = r"\d{1,2}(?:\([A-Z]\))?(?:\([a-z]{1,2}\))?(?:\([ivx]+\))?"
_ID = re.compile(
    rf"(?:(?P<of>Section [IVX]+|Chapter \d\d) (?:additional )?(?:subheading )?note (?P<number>{_NUMBER})"
    rf"|General Rule [1-6](?:\([a-c]\))?)"
)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One note or item of a note: where it stands, what it does, our gist, and for what goods."""

    id: str
    kind: str
    scope: tuple[str, ...]
    gist: str
    when: Condition | None
    to: tuple[str, ...]
    terms: tuple[str, ...]
    items: tuple[str, ...]
    examples: tuple[str, ...]


def read_notes(folder: Path, facts: Facts, edition: SourceEdition) -> dict[str, SourceNote]:
    """Return id to note in the order of the files, validated."""
    notes: dict[str, SourceNote] = {}
    for path in sorted(folder.glob("*.yaml")):
        gists: dict[str, str] = {}
        content = read_yaml(path)
        file = f"notes/{path.name}"
        if not isinstance(content, list):
            raise Place(file, "file").refuse("is no list of notes", "write '- id: ...' for each")
        for number, written in enumerate(content, 1):
            note = _note(written, Place(file, f"entry {number}"), facts, edition)
            place = Place(file, note.id)
            if not _belongs(note.id, path.stem):
                raise place.refuse("stands in another chapter's file", f"{path.name} holds its own notes")
            if note.id in notes:
                raise place.refuse("stands twice", "join the two or mend the number")
            other = gists.setdefault(note.gist.casefold(), note.id)
            if other != note.id:
                raise place.refuse(f"has the same gist as {other}", "say what this one does")
            notes[note.id] = note
    return notes


def _note(written: Any, place: Place, facts: Facts, edition: SourceEdition) -> SourceNote:
    entry = place.mapping(written, KEYS, {"id", "kind", "scope", "gist"})
    place = Place(place.file, str(entry["id"]))
    if not _ID.fullmatch(str(entry["id"])):
        raise place.refuse("is no official number", "write such as 'Chapter 84 note 9(A)(b)' or 'General Rule 3(b)'")
    if entry["kind"] not in KINDS:
        raise place.within("kind").refuse(f"is {entry['kind']!r}", "one of " + ", ".join(KINDS))
    gist = place.within("gist").sentence(entry["gist"], SHORTEST, LONGEST)
    scope = place.within("scope").texts(entry["scope"])
    check_codes((code for code in scope if code != EVERYWHERE), place.within("scope"), edition.nodes)
    to = tuple(_optional(entry, "to", place))
    check_codes(to, place.within("to"), edition.nodes)
    terms = tuple(_optional(entry, "terms", place))
    if (entry["kind"] == "defines") != bool(terms):
        raise place.refuse("defines and terms go together", "name the terms: of a definition, and only there")
    when = facts.condition(entry["when"], place.within("when"), edition.nodes) if "when" in entry else None
    items, examples = tuple(_optional(entry, "items", place)), tuple(_optional(entry, "examples", place))
    return SourceNote(entry["id"], entry["kind"], scope, gist, when, to, terms, items, examples)


def _optional(entry: dict[str, Any], key: str, place: Place) -> Iterator[str]:
    if key in entry:
        yield from place.within(key).texts(entry[key])


def _belongs(note: str, stem: str) -> bool:
    if stem == "rules":
        return note.startswith("General Rule ")
    of = f"Chapter {stem}" if stem.isdigit() else stem.replace("section-", "Section ")
    return note.startswith(f"{of} ")


def numbers(notes: dict[str, SourceNote]) -> dict[str, set[str]]:
    """Return 'Chapter 84' or 'Section XVI' to the numbers of its notes; items held together are spelled out."""
    found: dict[str, set[str]] = {}
    for note in notes.values():
        if not note.id.startswith("General"):
            of, number = note.id.split(" ", 2)[:2], note.id.split(" ", 2)[2].replace("note ", "")
            held = found.setdefault(" ".join(of), set())
            held.add(number)
            held.update(f"{number}({item})" for item in note.items)
    return found
