"""Reads `data/` and refuses what is wrong in it, naming the file, the line, the field and the likely mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

from openhs.ground.errors import DataError

UNITS = {"", "u", "2u", "1000u", "m", "m2", "m3", "1000 m3", "l", "carat", "1000 kWh"}
KINDS = {"N", "L", "D"}
# Names in other languages stand under headings or subheadings, as kind N:de.
LANGUAGES = ("de", "fr", "es", "ru", "zh")
LONGEST_TITLE = 160
FEWEST_NAMES = 3

_CODE = re.compile(r"[IVX]+|\d{2}|\d{4,6}")
_EMPTY_TITLE = re.compile(
    r"others?\b(?! than\b)|.*\bn\.?e\.?[cs]\.|.*\bnot elsewhere (?:specified|included)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SourceNode:
    """A row of nomenclature.tsv; `title` is empty where that of the next edition holds."""

    code: str
    title: str
    unit: str
    parent: str


@dataclass(frozen=True, slots=True)
class SourceEdition:
    """One folder of data/editions."""

    year: str
    valid_from: date
    valid_to: date | None
    nodes: dict[str, SourceNode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoodsText:
    """A row of data/goods/NN.tsv."""

    code: str
    kind: str
    text: str


def read_table(path: Path, header: tuple[str, ...] | None, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of a tab-separated file; refuse a wrong header, width or stray white space."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise DataError(str(path), 0, "file", f"not UTF-8 at byte {error.start}", "save it as UTF-8") from None
    if lines[-1] != "":
        raise DataError(str(path), len(lines), "line", "does not end in a newline", "the file may be cut short")
    for number, line in enumerate(lines[:-1], 1):
        cells = line.split("\t")
        if header and number == 1:
            if tuple(cells) != header:
                raise DataError(str(path), 1, "header", f"is {cells}", f"write {' '.join(header)}, tab-separated")
            continue
        if len(cells) != width:
            raise DataError(str(path), number, "line", f"has {len(cells)} cells, expected {width}", "check the tabs")
        if any(cell != cell.strip() or "  " in cell for cell in cells):
            raise DataError(str(path), number, "line", "has stray white space", "trim the cells, single spaces inside")
        yield number, cells


def read_editions(folder: Path) -> dict[str, SourceEdition]:
    """Return all editions, oldest first, validated; every node has a title of its own or of a newer edition."""
    read = {path.parent.name: _read_edition(path.parent) for path in sorted(folder.glob("*/source.toml"))}
    newer: dict[str, str] = {}
    for year in sorted(read, reverse=True):
        source = read[year]
        for code, node in source.nodes.items():
            title = node.title or newer.get(code, "")
            if not title:
                raise DataError(f"{folder.name}/{year}/nomenclature.tsv", 0, code, "has no title", "write one")
            source.nodes[code] = SourceNode(code, title, node.unit, node.parent)
            newer[code] = title
        _refuse_equal_siblings(f"{folder.name}/{year}/nomenclature.tsv", source.nodes)
    return read


def _read_edition(folder: Path) -> SourceEdition:
    facts = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    edition = SourceEdition(
        facts["edition"],
        date.fromisoformat(facts["valid_from"]),
        date.fromisoformat(facts["valid_to"]) if facts["valid_to"] else None,
    )
    path = folder / "nomenclature.tsv"
    section, before = "", ""
    for number, (code, title, unit) in read_table(path, ("code", "title", "unit"), 3):
        _check_row(path, number, code, title, unit)
        if code in edition.nodes:
            raise DataError(str(path), number, "code", f"{code} stands twice", "delete one")
        if code.isdigit() and before.isdigit() and code < before:
            raise DataError(str(path), number, "code", f"{code} after {before}", "sort the rows in legal order")
        section = section if code.isdigit() else code
        edition.nodes[code] = SourceNode(code, title, unit, _parent(path, number, code, section, edition.nodes))
        before = code
    counts = {"headings": 4, "subheadings": 6}
    for name, digits in counts.items():
        counted = sum(len(code) == digits and code.isdigit() for code in edition.nodes)
        if counted != facts[name]:
            raise DataError(str(path), 0, name, f"{counted} rows, source.toml says {facts[name]}", "derive it again")
    return edition


def _check_row(path: Path, number: int, code: str, title: str, unit: str) -> None:
    if not _CODE.fullmatch(code):
        raise DataError(str(path), number, "code", f"{code!r} is no code", "2, 4, 5 or 6 digits or a roman numeral")
    if unit not in UNITS:
        raise DataError(str(path), number, "unit", f"{unit!r} is no known unit", "one of " + ", ".join(sorted(UNITS)))
    if len(title) > LONGEST_TITLE:
        raise DataError(str(path), number, "title", f"has {len(title)} characters", f"at most {LONGEST_TITLE}")
    if _EMPTY_TITLE.match(title):
        raise DataError(str(path), number, "title", f"{title!r} does not say what is left", "name what it holds")


def _parent(path: Path, number: int, code: str, section: str, above: dict[str, SourceNode]) -> str:
    if not code.isdigit():
        return ""
    if len(code) == 2:
        candidates = [section]
    elif len(code) == 6:
        candidates = [code[:5], code[:4]]
    else:
        candidates = [code[: 4 if len(code) == 5 else 2]]
    for candidate in candidates:
        if candidate in above:
            return candidate
    raise DataError(str(path), number, "code", f"{code} stands under nothing", f"{candidates[-1]} must come before it")


def _refuse_equal_siblings(file: str, nodes: dict[str, SourceNode]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for node in nodes.values():
        other = seen.setdefault((node.parent, node.title.casefold()), node.code)
        if other != node.code:
            raise DataError(file, 0, node.code, f"has the same title as {other}", "say what sets them apart")


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One file of data/correlations: (from, to) pairs, the UN's choice of each source, codes without counterpart."""

    pairs: frozenset[tuple[str, str]]
    choices: dict[str, str]
    alone: tuple[frozenset[str], frozenset[str]]

    def codes(self, side: int) -> frozenset[str]:
        """Return every code that stands in a column (0 from, 1 to), linked or not."""
        return self.alone[side] | {pair[side] for pair in self.pairs}


def read_correlations(folder: Path, editions: dict[str, SourceEdition]) -> dict[tuple[str, str], SourceTable]:
    """Return all tables, by the two classifications; each is total: a code is linked or listed as without counterpart.

    All tables of a classification must know the same codes; those of an edition its subheadings.
    """
    tables = {_table_name(path): _read_correlation(path) for path in sorted(folder.glob("*-*.tsv"))}
    codes = {f"HS{y}": {c for c in e.nodes if len(c) == 6 and c.isdigit()} for y, e in editions.items()}
    for name, table in tables.items():
        for side in (0, 1):
            known = codes.setdefault(name[side], set(table.codes(side)))
            if known != table.codes(side):
                odd = sorted(known ^ table.codes(side))[:5]
                file = f"{folder.name}/{'-'.join(name)}.tsv"
                raise DataError(
                    file,
                    0,
                    ("from", "to")[side],
                    f"{odd} stand here or elsewhere in {name[side]}, not in both",
                    "list codes without counterpart with the other cell empty",
                )
        beginnings = {code[:n] for code in codes[name[1]] for n in range(1, len(code) + 1)}
        strange = sorted(set(table.choices.values()) - beginnings)
        if strange:
            file = f"{folder.name}/{'-'.join(name)}.tsv"
            raise DataError(
                file, 0, "un", f"{strange[0]} is chosen, but no code of {name[1]} nor above one", "correct it"
            )
    return tables


def read_routes(path: Path, tables: dict[tuple[str, str], SourceTable]) -> dict[tuple[str, str], str]:
    """Return (from, to) to the classifications on the way, blanks between; every pair of them once, in one direction.

    Where there is a table of its own, that is the way.
    """
    routes = dict.fromkeys(tables, "")
    names = {name for pair in tables for name in pair}
    for number, (source, target, via) in read_table(path, ("from", "to", "via"), 3):
        if (source, target) in routes or (target, source) in routes:
            raise DataError(str(path), number, "from", f"{source} {target} has a table or route already", "delete it")
        steps = list(pairwise((source, *via.split(), target)))
        missing = [step for step in steps if step not in tables and step[::-1] not in tables]
        if missing or not via:
            raise DataError(
                str(path), number, "via", f"there is no table {'-'.join((missing or steps)[0])}", "go another way"
            )
        routes[source, target] = via
    for source, target in combinations(sorted(names), 2):
        if (source, target) not in routes and (target, source) not in routes:
            raise DataError(
                str(path), 0, "from", f"there is no way from {source} to {target}", "derive the routes again"
            )
    return routes


def _table_name(path: Path) -> tuple[str, str]:
    source, _, target = path.stem.partition("-")
    return source, target


def _read_correlation(path: Path) -> SourceTable:
    pairs: set[tuple[str, str]] = set()
    choices: dict[str, str] = {}
    alone: tuple[set[str], set[str]] = (set(), set())
    before: tuple[str, str] = ("", "")
    for number, (source, target, un) in read_table(path, ("from", "to", "un"), 3):
        if (source, target) <= before:
            raise DataError(str(path), number, "from", f"{source} {target} after {' '.join(before)}", "sort, each once")
        if un not in {"", "choice", "only"}:
            raise DataError(str(path), number, "un", f"{un!r}", "choice, only (chosen but no pair) or empty")
        if un and source in choices:
            raise DataError(str(path), number, "un", f"{source} has {choices[source]} chosen already", "keep one")
        before = (source, target)
        if source and target:
            choices |= {source: target} if un else {}
            pairs |= {before} if un != "only" else set()
        elif un:
            raise DataError(str(path), number, "un", f"{un!r} in a row without counterpart", "leave the cell empty")
        else:
            alone[0 if source else 1].add(source or target)
    for side in (0, 1):
        both = sorted(alone[side] & {pair[side] for pair in pairs})
        if both:
            raise DataError(
                str(path), 0, ("from", "to")[side], f"{both[0]} is linked and also listed without", "keep one"
            )
    return SourceTable(frozenset(pairs), choices, (frozenset(alone[0]), frozenset(alone[1])))


def read_goods(folder: Path, current: SourceEdition) -> list[GoodsText]:
    """Return all goods texts: codes are subheadings of the current edition, no text stands under two."""
    goods: list[GoodsText] = []
    places: dict[tuple[str, str], tuple[str, str]] = {}
    for path in sorted(folder.glob("*.tsv")):
        before = ""
        for number, (code, kind, text) in read_table(path, None, 3):
            language = kind.removeprefix("N:") if kind.startswith("N:") else ""
            if len(code) not in ((4, 6) if language else (6,)) or code not in current.nodes:
                raise DataError(str(path), number, "code", f"{code!r} is not a subheading of HS {current.year}")
            if code[:2] != path.stem or code < before:
                raise DataError(str(path), number, "code", f"{code} after {before}", "sort; one file a chapter")
            if language not in LANGUAGES if language else kind not in KINDS:
                raise DataError(str(path), number, "kind", f"{kind!r}", "N name, L listing, D description, N:de name")
            if not text:
                raise DataError(str(path), number, "text", "is empty", "delete the line")
            other, place = places.setdefault((language, text.casefold()), (code, f"{path.name}:{number}"))
            if place != f"{path.name}:{number}":
                raise DataError(str(path), number, "text", f"{text!r} stands under {other} too ({place})", "keep one")
            before = code
            goods.append(GoodsText(code, kind, text))
    _refuse_few_names(folder, goods, current)
    return goods


def _refuse_few_names(folder: Path, goods: list[GoodsText], current: SourceEdition) -> None:
    names = dict.fromkeys((code for code in current.nodes if len(code) == 6), 0)
    for text in goods:
        if text.kind == "N":
            names[text.code] += 1
    for code, count in names.items():
        if count < FEWEST_NAMES:
            file = f"{folder.name}/{code[:2]}.tsv"
            raise DataError(file, 0, code, f"has {count} names", f"write at least {FEWEST_NAMES} (kind N)")


def read_pairs(path: Path, header: tuple[str, str]) -> dict[str, str]:
    """Return a two-column table as a mapping; refuse a key that stands twice."""
    pairs: dict[str, str] = {}
    for number, (key, value) in read_table(path, header, 2):
        if key in pairs:
            raise DataError(str(path), number, header[0], f"{key!r} stands twice", "delete one")
        pairs[key] = value
    return pairs
