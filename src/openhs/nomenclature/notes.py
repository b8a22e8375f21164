"""Legal notes of sections, chapters and subheadings and the General Rules, as rules with gists of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from openhs.ground.data import open_json
from openhs.ground.errors import UsageError
from openhs.nomenclature.condition import Condition, condition, told
from openhs.nomenclature.edition import CURRENT, lookup
from openhs.nomenclature.node import Node

EVERYWHERE = "HS"


@dataclass(frozen=True)
class Note:
    """One note, or one item of a note, of the current edition.

    `id` is its official number ("Chapter 39 note 2(x)", "General Rule 3(b)"), `kind` one of excludes, includes,
    defines, prefers, parts, orders. It works in `scope` (codes, or "HS" for everywhere) and sends goods `to` other
    codes; `gist` is what it says, in our words; `terms` are the expressions it defines. `rule` is the condition over
    facts for which it applies, as data, None where none can be written.
    """

    id: str
    kind: str
    scope: tuple[str, ...]
    gist: str
    rule: dict[str, Any] | None = None
    to: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @cached_property
    def when(self) -> Condition | None:
        """The condition over facts for which the note applies; None where none can be written."""
        return condition(self.rule) if self.rule else None

    def covers(self, node: Node) -> bool:
        """Whether the note works at `node`, or at something below it."""
        return bool(node.places.intersection(self.scope)) or any(_is_below(code, node) for code in self.scope)

    def leads_to(self, node: Node) -> bool:
        """Whether the note sends goods to `node`, or to what holds it, or to something below it."""
        return bool(node.places.intersection(self.to)) or any(_is_below(code, node) for code in self.to)

    def as_dict(self) -> dict[str, object]:
        """Return the note as one JSON object."""
        return {
            "id": self.id,
            "kind": self.kind,
            "scope": list(self.scope),
            "gist": self.gist,
            "when": told(self.when) if self.when else None,
            "to": list(self.to),
            "terms": list(self.terms),
            "examples": list(self.examples),
        }


def _is_below(code: str, node: Node) -> bool:
    return code.isdigit() and node.code.isdigit() and len(code) > len(node.code) and code.startswith(node.code)


@cache
def all_notes() -> tuple[Note, ...]:
    """Return every note in legal order: the General Rules, then section by section."""
    return tuple(_note(record) for record in open_json("law/notes.json"))


def _note(record: dict[str, Any]) -> Note:
    lists = {key: tuple(value) for key, value in record.items() if isinstance(value, list)}
    return Note(**{**record, **lists})


def notes(code: object) -> tuple[Note, ...]:
    """Return the notes that bear on a code of the current edition: of its section, its chapter and its subheadings.

    Notes elsewhere that send goods to the code, or to its chapter, come last; the General Rules, which bear on all, are
    left out. Raises InvalidCode or UnknownCode.
    """
    node = lookup(code, CURRENT)
    here = [note for note in all_notes() if EVERYWHERE not in note.scope and note.covers(node)]
    leading = [note for note in all_notes() if note not in here and note.leads_to(node)]
    return (*here, *leading)


def note(id: str) -> Note:
    """Return a note by its official number, as `Chapter 39 note 2(x)`; UsageError where there is none."""
    found = next((note for note in all_notes() if note.id.casefold() == id.strip().casefold()), None)
    if found is None:
        raise UsageError(f"there is no note {id!r}; write such as 'Chapter 39 note 2(x)' or 'General Rule 3(b)'")
    return found
