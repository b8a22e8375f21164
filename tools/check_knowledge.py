"""Show how far the knowledge reaches, chapter by chapter, and which texts stand too near to one of another code.

    python -m tools.check_knowledge [--data data] [--pairs 40]

What the build refuses outright (unknown codes, one text under two codes, a tree that is not total) is refused here too.
The table counts texts, and says which share of the subheadings has enough of each kind, which share of the headings is
known as a decision and has names in every other language, which share of the exclusions has a condition, and of the
names whose facts lead through a heading's tree to a node (walked), which share comes to the one where it stands, and
which share of all names no exclusion sends elsewhere; what falls short of `PROMISED` ends the command with 1. Texts are
near when they have the same words and figures but for order, plural and spelling. Both may be right, as with pipe
tobacco and tobacco pipes: pairs are listed for a person to settle by the law.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from openhs.law.facts import assumed, read_facts
from openhs.law.search.analysis import Analyzer
from openhs.nomenclature import lookup
from openhs.nomenclature.condition import Known
from openhs.nomenclature.headings import heading
from openhs.nomenclature.notes import all_notes
from tools import sources
from tools.build import read_words
from tools.law import Law, read_law

ROOT = Path(__file__).parent.parent
# From so many on a subheading counts as covered: what shops rarely sell has fewer listings and more descriptions.
ENOUGH = {"N": 6, "L": 3, "D": 5}
FOREIGN_NAMES = 3
HEADING = 4


class Column(NamedTuple):
    """A column: the count that it shows, and the counts whose ratio is the share that has enough."""

    counted: str
    enough: str
    of: str


COLUMNS = {
    "names": Column("N", "N+", "subheadings"),
    "listings": Column("L", "L+", "subheadings"),
    "descriptions": Column("D", "D+", "subheadings"),
    "other languages": Column("foreign", "foreign+", "headings"),
    "decisions": Column("decisions", "decisions", "headings"),
    "exclusions": Column("exclusions", "exclusions+", "exclusions"),
    "walked": Column("walked", "walked+", "walked"),
    "not excluded": Column("upheld", "upheld", "N"),
}
# The shares of the whole that hold from now on.
PROMISED = {
    "names": 1.0,
    "listings": 1.0,
    "descriptions": 1.0,
    "other languages": 1.0,
    "decisions": 1.0,
    "exclusions": 0.9,
    "walked": 0.99,
    "not excluded": 0.99,
}

_WITH_FIGURES = re.compile(r"\S*\d\S*")


def coverage(
    codes: Iterable[str], goods: Iterable[sources.GoodsText], law: Law | None = None
) -> dict[str, dict[str, int]]:
    """Return chapter, or section that has notes, to counts; `N+` counts the subheadings that have enough names."""
    of_code = Counter((text.code, text.kind) for text in goods)
    foreign: dict[str, Counter[str]] = defaultdict(Counter)
    for (code, kind), count in of_code.items():
        if kind.startswith("N:"):
            foreign[code[:4]][kind] += count
    table: dict[str, dict[str, int]] = defaultdict(Counter)
    for code in codes:
        row = table[code[:2]]
        if len(code) == 6:
            row["subheadings"] += 1
            row["upheld"] += of_code[code, "N"]
            for kind, enough in ENOUGH.items():
                row[kind] += of_code[code, kind]
                row[f"{kind}+"] += of_code[code, kind] >= enough
        elif len(code) == 4:
            row["headings"] += 1
            row["foreign"] += foreign[code].total()
            row["foreign+"] += all(foreign[code][f"N:{of}"] >= FOREIGN_NAMES for of in sources.LANGUAGES)
            row["decisions"] += law is not None and code in law.headings
    for note in law.notes.values() if law else ():
        if note.kind == "excludes":
            row = table[note.id.split()[1]]
            row["exclusions"] += 1
            row["exclusions+"] += note.when is not None
    return dict(table)


def read(goods: Iterable[sources.GoodsText]) -> Iterator[tuple[sources.GoodsText, Known]]:
    """Yield each English name with the facts that it shows, and those that hold where nothing is said."""
    for text in goods:
        if text.kind == "N":
            yield text, assumed(read_facts(text.text))


def walked(names: Iterable[tuple[sources.GoodsText, Known]]) -> Iterator[tuple[sources.GoodsText, str]]:
    """Yield each name that the built trees lead below its heading, and the node to which they lead."""
    for text, facts in names:
        known_of = heading(text.code)
        reached = known_of.reached(facts) if known_of else ""
        if len(reached) > HEADING:
            yield text, reached


def misled(names: Iterable[tuple[sources.GoodsText, Known]]) -> Iterator[tuple[sources.GoodsText, str]]:
    """Yield each name that an exclusion would send away from where it stands, and the exclusion."""
    exclusions = [(note, note.when) for note in all_notes() if note.kind == "excludes" and note.when]
    for text, facts in names:
        node = lookup(text.code)
        for note, when in exclusions:
            if when.holds(facts) and note.covers(node) and not note.leads_to(node):
                yield text, note.id
                break


def short_of(row: dict[str, int]) -> Iterator[str]:
    """Yield what is promised of the row and does not hold."""
    for name, promised in PROMISED.items():
        column = COLUMNS[name]
        enough, of = row[column.enough], row[column.of]
        if enough < promised * of:
            yield f"{name}: {enough:,} of {of:,} {column.of} have enough, {promised:.0%} promised"


def near_pairs(
    goods: Iterable[sources.GoodsText], analyzer: Analyzer
) -> Iterator[tuple[sources.GoodsText, sources.GoodsText]]:
    """Yield pairs of texts of one language under different codes that have the same words and figures."""
    alike: dict[tuple[str, frozenset[str]], list[sources.GoodsText]] = defaultdict(list)
    for text in goods:
        figures = _WITH_FIGURES.findall(text.text.casefold())
        words = frozenset([*figures, *(term.stem for term in analyzer.terms(text.text))])
        alike[text.kind.partition(":")[2], words].append(text)
    for (_, words), texts in alike.items():
        if words:
            yield from ((a, b) for a, b in combinations(texts, 2) if a.code != b.code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--pairs", type=int, default=40, help="how many pairs, and names led elsewhere, to show")
    arguments = parser.parse_args()
    editions = sources.read_editions(arguments.data / "editions")
    current = editions[max(editions)]
    goods = sources.read_goods(arguments.data / "goods", current)
    law = read_law(arguments.data, current)
    table = coverage([code for code in current.nodes if code.isdigit()], goods, law)
    names = [*read(goods)]
    astray = []
    for text, reached in walked(names):
        table[text.code[:2]]["walked"] += 1
        table[text.code[:2]]["walked+"] += text.code.startswith(reached)
        if not text.code.startswith(reached):
            astray.append((text, reached))
    excluded = [*misled(names)]
    for text, _ in excluded:
        table[text.code[:2]]["upheld"] -= 1
    table["all"] = dict(sum(map(Counter, table.values()), Counter()))
    print("chapter  subheadings", *(f"{name:>15}  enough" for name in COLUMNS))
    for chapter, row in table.items():
        print(f"{chapter:7}  {row.get('subheadings', 0):11,}", *(_cell(row, column) for column in COLUMNS.values()))
    terms = sum(len(note.terms) for note in law.notes.values())
    print(f"\n{len(law.notes):,} notes and rules, {terms:,} defined terms")
    words = read_words(arguments.data / "words")
    pairs = [*near_pairs(goods, Analyzer(words["spelling"], frozenset(words["stopwords"])))]
    _list(f"{len(pairs)} pairs of texts with the same words under different codes", pairs, arguments.pairs)
    _list(f"{len(astray)} names that the trees lead elsewhere", astray, arguments.pairs)
    _list(f"{len(excluded)} names that an exclusion sends elsewhere", excluded, arguments.pairs)
    if missing := [*short_of(table["all"])]:
        sys.exit("\n".join(missing))


def _list(title: str, found: list[tuple[sources.GoodsText, Any]], limit: int) -> None:
    print(title)
    for text, other in found[:limit]:
        beside = f"{other.code} {other.kind} {other.text}" if isinstance(other, sources.GoodsText) else other
        print(f"  {text.code} {text.kind} {text.text}  |  {beside}")


def _cell(row: dict[str, int], column: Column) -> str:
    of = row.get(column.of, 0)
    share = f"{row.get(column.enough, 0) / of:7.0%}" if of else f"{'':7}"
    return f"{row.get(column.counted, 0):15,} {share}"


if __name__ == "__main__":
    main()
