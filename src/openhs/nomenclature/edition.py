"""Editions: the nomenclature of one period, and the registry of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from openhs.ground.codes import HSCode
from openhs.ground.data import manifest, open_json
from openhs.ground.errors import InvalidCode, UnknownCode, UnknownEdition
from openhs.nomenclature.nearest import nearest_codes
from openhs.nomenclature.node import Node

CURRENT = "2022"


class Edition(Mapping[str, Node]):
    """One edition: a mapping from code to `Node`, in legal order.

    Keys are read as `HSCode` reads them; national lines find their subheading. `edition[code]` raises UnknownCode with
    the nearest codes, or InvalidCode; `get` gives None instead.
    """

    def __init__(self, year: str) -> None:
        self.year = year
        facts = manifest()["editions"][year]
        self.valid_from = date.fromisoformat(facts["valid_from"])
        self.valid_to = date.fromisoformat(facts["valid_to"]) if facts["valid_to"] else None
        columns = open_json(f"editions/{year}.json")
        self._codes: list[str] = columns["code"]
        self._columns: dict[str, list[str | None]] = columns
        self._row = {code: row for row, code in enumerate(self._codes)}
        self._below: dict[str, list[str]] = {}
        for code, parent in zip(self._codes, columns["parent"], strict=True):
            self._below.setdefault(parent or "", []).append(code)

    def __getitem__(self, code: object) -> Node:
        row = self._row.get(code) if isinstance(code, str) else None
        if row is None:
            row = self._row_of(HSCode(code))
        return self._node(row)

    def get(self, code: object, default: object = None) -> Node | None:  # type: ignore[override]
        """Return the node of `code`, None where the edition has none or the text is no code."""
        try:
            return self[code]
        except (UnknownCode, InvalidCode):
            return default  # type: ignore[return-value]

    def __contains__(self, code: object) -> bool:
        return self.get(code) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __repr__(self) -> str:
        return f"Edition({self.year!r})"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return edition, (self.year,)

    def __hash__(self) -> int:
        return hash(self.year)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and other.year == self.year

    @property
    def sections(self) -> tuple[Node, ...]:
        """The sections, in legal order."""
        return self.at("section")

    @property
    def chapters(self) -> tuple[Node, ...]:
        """The chapters, in legal order."""
        return self.at("chapter")

    @property
    def headings(self) -> tuple[Node, ...]:
        """The headings, in legal order."""
        return self.at("heading")

    @property
    def subheadings(self) -> tuple[Node, ...]:
        """The subheadings, in legal order."""
        return self.at("subheading")

    def at(self, level: str) -> tuple[Node, ...]:
        """Return the nodes of one level, in legal order."""
        return tuple(node for node in self.values() if node.level == level)

    def parent(self, node: Node) -> Node | None:
        """Return the node above `node`, None for a section."""
        above = self._columns["parent"][self._row[node.code]]
        return self._node(self._row[above]) if above else None

    def children(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes one line below `node`, in legal order."""
        return tuple(self._node(self._row[code]) for code in self._below.get(node.code, ()))

    def title(self, code: str) -> str:
        """Return the title of a code that is known to be in the edition."""
        return str(self._columns["title"][self._row[code]])

    def _row_of(self, code: HSCode) -> int:
        row = self._row.get(code[:6])
        if row is None:
            raise self._unknown(code)
        return row

    def _node(self, row: int) -> Node:
        cell = {name: column[row] for name, column in self._columns.items()}
        since, until = cell["from"], cell["to"]
        return Node(
            code=str(cell["code"]),
            title=str(cell["title"]),
            edition=self.year,
            unit=cell["unit"],
            valid_from=date.fromisoformat(since) if since else None,
            valid_to=date.fromisoformat(until) if until else None,
        )

    def _unknown(self, code: HSCode) -> UnknownCode:
        six = code[:6]
        near = [c for c in nearest_codes(six, self._codes) if c != six]
        holders = [e for e in map(edition, reversed(editions())) if e.year != self.year and six in e._row]
        return UnknownCode(
            code.written(),
            self.year,
            tuple((HSCode(c).written(), self.title(c)) for c in near),
            tuple((e.year, e.title(six)) for e in holders),
        )


@cache
def editions() -> tuple[str, ...]:
    """Return the years of all editions, oldest first."""
    return tuple(sorted(manifest()["editions"]))


def edition(name: str | int | Edition | None = None) -> Edition:
    """Return an edition by year (2017, "2017"), "HS2017" or "H5"; the current one by default.

    Raises UnknownEdition, which lists those that exist.
    """
    return _load(_year(name))


def _year(name: str | int | Edition | None) -> str:
    if name is None:
        return CURRENT
    if isinstance(name, Edition):
        return name.year
    text = str(name).strip().upper().replace(" ", "")
    year = text.removeprefix("HS")
    by_letter = {f"H{i}": known for i, known in enumerate(editions())}
    year = by_letter.get(text, year)
    if year not in editions():
        raise UnknownEdition(str(name), editions())
    return year


@cache
def _load(year: str) -> Edition:
    return Edition(year)


def get(code: object, edition: str | int | Edition | None = None) -> Node | None:
    """Return the node of `code`, None where there is none; see `lookup` for the one that says why."""
    return _load(_year(edition)).get(code)


def lookup(code: object, edition: str | int | Edition | None = None) -> Node:
    """Return the node of `code`.

    Raises InvalidCode or AmbiguousCode for text that is no code, UnknownCode with the nearest codes and with what the
    code was in other editions, UnknownEdition.
    """
    return _load(_year(edition))[code]
