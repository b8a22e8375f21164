"""A row of a catalogue, and the row as goods."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhs.engines.classify import Goods, attribute_weights
from openhs.ground.errors import CatalogueError

TEXT_COLUMNS = ("text", "description", "title", "product_name", "name", "goods")
CATEGORY_SEPARATORS = (" > ", ">", "/", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number (the first row of goods is 1), its cells, and what is wrong with it, if anything."""

    number: int
    cells: Mapping[str, object]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns rows to goods: which column holds the text, which columns are attributes."""

    text: str
    attributes: tuple[str, ...] = ()

    def goods(self, row: Row) -> Goods:
        """Return the goods of a row; what is missing is empty."""
        return Goods(
            text=_as_text(row.cells.get(self.text)),
            attributes=self._attributes(row.cells),
            category=_category(row.cells.get("category")),
            id=_as_text(row.cells.get("id")) or str(row.number),
        )

    def _attributes(self, cells: Mapping[str, object]) -> dict[str, str]:
        found = {name: _as_text(cells.get(name)) for name in self.attributes}
        # columns that the user names count whatever they are called; of a shop's many attributes only the telling ones
        unknown = [value for name, value in found.items() if name.strip().lower() not in attribute_weights()]
        found["description"] = " ".join(unknown)
        given = cells.get("attributes")
        if isinstance(given, str) and given.lstrip().startswith("{"):
            try:
                given = json.loads(given)
            except ValueError:
                found["description"] += f" {given}"
        if isinstance(given, Mapping):
            found |= {str(name): _as_text(value) for name, value in given.items()}
        return {name: value for name, value in found.items() if value}


def choose_columns(path: str, columns: Sequence[str], text: str | None, attributes: Sequence[str]) -> Reader:
    """Return how to read goods from `columns`; CatalogueError names what is missing and what there is."""
    shown = ", ".join(columns[:20]) or "none"
    by_name = {name.strip().lower(): name for name in reversed(columns)}
    missing = [name for name in attributes if name not in columns]
    if missing:
        raise CatalogueError(path, f"there is no column {missing[0]!r} for --attributes", f"its columns are: {shown}")
    if text is not None and text not in columns:
        raise CatalogueError(path, f"there is no column {text!r}", f"name one with --text; its columns are: {shown}")
    chosen = text or next((by_name[name] for name in TEXT_COLUMNS if name in by_name), None)
    if chosen is None:
        remedy = f"name it with --text; its columns are: {shown}"
        raise CatalogueError(path, f"no column is called {', '.join(TEXT_COLUMNS)}", remedy)
    return Reader(chosen, tuple(attributes))


def _category(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_as_text(part) for part in value)
    text = _as_text(value)
    if text.startswith("["):
        try:
            return _category(json.loads(text))
        except ValueError:
            return (text,)
    separator = next((s for s in CATEGORY_SEPARATORS if s in text), None)
    return tuple(part.strip() for part in text.split(separator)) if separator else (text,) if text else ()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
