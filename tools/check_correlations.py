"""Check the correlation tables against each other, and against what the UN publishes, which stays outside the project.

    python -m tools.check_correlations [--reference ../shared/data] [--choices]

Against each other: a table between distant editions, or from a newer edition to SITC, must have the links that the
tables on the way between have when they are composed. Composed here is by plain sets, apart from the code under check.

Against the reference: every pair and every one-to-one choice of the UN's workbooks and lists stands in
data/correlations, and nothing else does; a conversion by the method `un` gives each choice; and the tables of
neighbouring editions are those that Harvard's Growth Lab has read from the same workbooks.

The exit code is 1 where fewer than 99.9 % of the links agree, or anything that the UN publishes is not reproduced.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from openhs.engines.convert import Plan
from tools.sources import SourceTable, read_correlations, read_editions

if TYPE_CHECKING:
    from tools.derive_correlations import Table

DATA = Path(__file__).parent.parent / "data"
EDITIONS = tuple(f"HS{year}" for year in (2022, 2017, 2012, 2007, 2002, 1996, 1992))
LEAST_AGREEMENT = 0.999
CONSOLIDATED = "HS_consolidated_comtrade_concordances.csv"

Name = tuple[str, str]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published table against the one composed along `way`: their links, and the UN's choices with both.

    `choices`: source code to the composed and the published choice.
    """

    way: tuple[str, ...]
    composed: frozenset[tuple[str, str]]
    direct: frozenset[tuple[str, str]]
    choices: dict[str, tuple[str | None, str]] = field(repr=False)

    @property
    def common(self) -> int:
        """How many links both have."""
        return len(self.composed & self.direct)

    @property
    def links(self) -> int:
        """How many links either has."""
        return len(self.composed | self.direct)

    @property
    def equal_choices(self) -> int:
        """How many source codes have the same choice in both."""
        return sum(composed == direct for composed, direct in self.choices.values())


def ways(published: Iterable[Name]) -> list[tuple[str, ...]]:
    """Return the ways to compose along: between editions by all that lie between, to SITC by the edition before."""
    spans = [EDITIONS[i : j + 1] for i, j in combinations(range(len(EDITIONS)), 2) if j - i > 1]
    spans += [(newer, older, f"SITC{n}") for newer, older in pairwise(EDITIONS[:3]) for n in (1, 2, 3, 4)]
    return [way for way in spans if (way[0], way[-1]) in published]


def compare(way: tuple[str, ...], tables: dict[Name, SourceTable]) -> Comparison:
    """Compose the tables along a way and set them against the published table from its first to its last."""
    direct = tables[way[0], way[-1]]
    steps = [tables[step] for step in pairwise(way)]
    links = {(code, code) for code in direct.codes(0)}
    chosen: dict[str, str | None] = {code: code for code in direct.codes(0)}
    for step in steps:
        links = composed(links, step.pairs)
        chosen = {code: step.choices.get(between) if between else None for code, between in chosen.items()}
    choices = {code: (chosen[code], choice) for code, choice in sorted(direct.choices.items())}
    return Comparison(way, frozenset(links), direct.pairs, choices)


def composed(first: Pairs, second: Iterable[tuple[str, str]]) -> Pairs:
    """Return the pairs (a, c) for which there is a b that `first` links to a and `second` to c."""
    onward = defaultdict(set)
    for b, c in second:
        onward[b].add(c)
    return {(a, c) for a, b in first for c in onward[b]}


def agreement(comparisons: Iterable[Comparison]) -> float:
    """Return the part of all links that are composed and direct alike."""
    held = list(comparisons)
    return sum(c.common for c in held) / sum(c.links for c in held)


@dataclass(slots=True)
class Reproduction:
    """What of a published table is not in ours, what is only in ours, and what is no code and therefore left out."""

    name: Name
    pairs: int
    choices: int
    missing: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    converted_otherwise: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether all that is published is reproduced, and nothing added but the link that a choice alone implies."""
        return not (self.missing or self.strange or self.converted_otherwise)


def reproduce(name: Name, table: SourceTable, published: Table) -> Reproduction:
    """Set one of our tables against what was read from the UN's file."""
    found = Reproduction(name, len(published.pairs), len(published.choices))
    ours = table.pairs
    for pair in sorted(published.pairs - ours):
        known = all(code in table.codes(side) for side, code in enumerate(pair))
        (found.missing if known else found.left_out).append(" ".join(pair))
    for pair in sorted(ours - published.pairs):
        (found.filled if pair in published.choices else found.strange).append(" ".join(pair))
    for source, target in sorted(published.choices - set(table.choices.items())):
        (found.missing if source in table.codes(0) else found.left_out).append(f"{source} {target} (choice)")
    found.strange += [f"{a} {b} (choice)" for a, b in sorted(set(table.choices.items()) - published.choices)]
    found.converted_otherwise = converted_otherwise(name, published.choices & set(table.choices.items()))
    return found


def converted_otherwise(name: Name, choices: Pairs) -> list[str]:
    """Return the choices that a conversion by the method `un` does not give."""
    plan = Plan.of(*name, method="un")
    wrong = []
    for source, target in sorted(choices):
        got = [outcome.target for outcome in plan.outcomes(source)]
        if got != [target]:
            wrong.append(f"{source} {target}, but {got}")
    return wrong


def read_published(reference: Path) -> dict[Name, Table]:
    """Return all tables as the UN's files have them."""
    from tools.derive_correlations import LISTS, WORKBOOKS, read_list, read_workbook  # noqa: PLC0415  needs xlrd

    folder = reference / "correlations"
    tables = {name: read_workbook(folder / file) for name, file in WORKBOOKS.items()}
    return tables | {name: read_list(folder / file, *how) for name, (file, *how) in LISTS.items()}  # type: ignore[arg-type]


def read_consolidated(path: Path) -> dict[Name, Pairs]:
    """Return the pairs of neighbouring editions in Harvard's list, with the zeros that its codes have lost."""
    tables: dict[Name, Pairs] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            newer, older = (f"HS{year}" for year in row["adjustment"].split(" to "))
            tables[newer, older].add((row["code.after"].zfill(6), row["code.before"].zfill(6)))
    neighbours = {pair: tables[pair] for pair in pairwise(EDITIONS)}
    return {name: {pair for pair in pairs if "999999" not in pair} for name, pairs in neighbours.items()}


def print_comparisons(comparisons: Iterable[Comparison], with_choices: bool) -> None:
    print(f"{'table':<16}{'by way of':<40}{'composed':>9}{'direct':>8}{'common':>8}{'agree':>10}{'choices equal':>17}")
    for c in comparisons:
        name, between = f"{c.way[0]}-{c.way[-1]}", " ".join(c.way[1:-1])
        choices = f"{c.equal_choices} of {len(c.choices)}"
        percent = f"{100 * c.common / c.links:.3f} %"
        print(f"{name:<16}{between:<40}{len(c.composed):>9}{len(c.direct):>8}{c.common:>8}{percent:>10}{choices:>17}")
        for kind, pairs in (("composed", c.composed - c.direct), ("direct", c.direct - c.composed)):
            for pair in sorted(pairs):
                print(f"    only {kind}: {' '.join(pair)}")
        for code, (on_the_way, direct) in c.choices.items():
            if with_choices and on_the_way != direct:
                print(f"    choice for {code}: {direct}, composed {on_the_way or 'none'}")


def print_reproduction(found: Reproduction) -> None:
    print(f"{'-'.join(found.name)}: {found.pairs} pairs, {found.choices} choices published")
    kinds = {
        "missing": found.missing,
        "not published": found.strange,
        "left out, no codes": found.left_out,
        "linked by the choice alone": found.filled,
        "method un gives another": found.converted_otherwise,
    }
    for kind, lines in kinds.items():
        if lines:
            print(f"    {kind} ({len(lines)}): {'; '.join(lines[:30])}{' ...' if len(lines) > 30 else ''}")


def check_reference(reference: Path, tables: dict[Name, SourceTable]) -> bool:
    """Print how our tables compare with the reference, and return whether all of it holds."""
    found = [reproduce(name, tables[name], published) for name, published in sorted(read_published(reference).items())]
    for one in found:
        print_reproduction(one)
    consolidated = read_consolidated(reference / "correlations" / CONSOLIDATED)
    differing = {name: pairs ^ tables[name].pairs for name, pairs in consolidated.items()}
    for name, pairs in differing.items():
        print(f"{'-'.join(name)}: {len(pairs)} pairs other than in {CONSOLIDATED} {sorted(pairs)[:10] or ''}".rstrip())
    choices = sum(len(tables[one.name].choices) for one in found)
    wrong = sum(len(one.converted_otherwise) for one in found)
    print(f"method un gives {choices - wrong} of {choices} choices ({100 * (1 - wrong / choices):.2f} %)")
    return all(one.holds for one in found) and not any(differing.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, help="folder with correlations/")
    parser.add_argument("--choices", action="store_true", help="list the one-to-one choices that differ, too")
    arguments = parser.parse_args()
    tables = read_correlations(DATA / "correlations", read_editions(DATA / "editions"))
    comparisons = [compare(way, tables) for way in ways(tables)]
    print_comparisons(comparisons, arguments.choices)
    agreed = agreement(comparisons)
    print(f"composed and direct links agree: {100 * agreed:.3f} % of {sum(c.links for c in comparisons)}")
    holds = agreed >= LEAST_AGREEMENT
    if arguments.reference:
        holds = check_reference(arguments.reference, tables) and holds
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
