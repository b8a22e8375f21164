"""Show how far the goods texts reach, chapter by chapter, and which of them stand too near to one of another code.

    python -m tools.check_knowledge [--data data] [--pairs 40]

What the build refuses outright (unknown codes, one text under two codes) is not repeated here. Texts are near when they
have the same words and figures but for order, plural and spelling. Both may be right, as with pipe tobacco and tobacco
pipes: pairs are listed for a person to settle by the law.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from openhs.law.search.analysis import Analyzer
from tools import sources
from tools.build import read_words

ROOT = Path(__file__).parent.parent
KINDS = ("N", "L", "D")
# From so many on a subheading counts as covered: what shops rarely sell has fewer listings and more descriptions.
ENOUGH = {"N": 6, "L": 3, "D": 5}

_WITH_FIGURES = re.compile(r"\S*\d\S*")


def coverage(codes: Iterable[str], goods: Iterable[sources.GoodsText]) -> dict[str, dict[str, int]]:
    """Return chapter to counts: subheadings, texts of each kind, and subheadings that have enough of each (`N+`)."""
    of_code = Counter((text.code, text.kind) for text in goods)
    table: dict[str, dict[str, int]] = defaultdict(Counter)
    for code in codes:
        row = table[code[:2]]
        row["subheadings"] += 1
        for kind in KINDS:
            row[kind] += of_code[code, kind]
            row[f"{kind}+"] += of_code[code, kind] >= ENOUGH[kind]
    return dict(table)


def near_pairs(
    goods: Iterable[sources.GoodsText], analyzer: Analyzer
) -> Iterator[tuple[sources.GoodsText, sources.GoodsText]]:
    """Yield pairs of texts under different codes that have the same words and figures."""
    alike: dict[frozenset[str], list[sources.GoodsText]] = defaultdict(list)
    for text in goods:
        figures = _WITH_FIGURES.findall(text.text.casefold())
        alike[frozenset([*figures, *(term.stem for term in analyzer.terms(text.text))])].append(text)
    for words, texts in alike.items():
        if words:
            yield from ((a, b) for a, b in combinations(texts, 2) if a.code != b.code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--pairs", type=int, default=40, help="how many near pairs to show")
    arguments = parser.parse_args()
    editions = sources.read_editions(arguments.data / "editions")
    current = editions[max(editions)]
    goods = sources.read_goods(arguments.data / "goods", current)
    codes = [code for code in current.nodes if len(code) == 6 and code.isdigit()]
    table = coverage(codes, goods)
    table["all"] = {name: sum(row.get(name, 0) for row in table.values()) for name in next(iter(table.values()))}
    print("chapter  subheadings      names   enough   listings   enough  descriptions   enough")
    for chapter, row in table.items():
        cells = (f"{row[kind]:10,} {row[f'{kind}+'] / row['subheadings']:8.0%}" for kind in KINDS)
        print(f"{chapter:7}  {row['subheadings']:11,} {'   '.join(cells)}")
    words = read_words(arguments.data / "words")
    pairs = [*near_pairs(goods, Analyzer(words["spelling"], frozenset(words["stopwords"])))]
    print(f"\n{len(pairs)} pairs of texts with the same words under different codes")
    for a, b in pairs[: arguments.pairs]:
        print(f"  {a.code} {a.kind} {a.text}  |  {b.code} {b.kind} {b.text}")


if __name__ == "__main__":
    main()
