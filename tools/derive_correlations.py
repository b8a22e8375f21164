"""Derive the correlation tables from the UN's workbooks and lists into data/correlations.

    python -m tools.derive_correlations --reference ../shared/data

Written, one file a table: pairs of codes, the UN's one-to-one choice where it publishes one, and every code of either
side that has no counterpart. Nothing but codes is taken. What a workbook holds beside codes of the classifications
(Comtrade's own 9999 codes, petroleum codes that are not the WCO's, slips of the pen) is left out and printed.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook

from openhs.nomenclature.correlation import chained
from tools import sources

DATA = Path(__file__).parent.parent / "data"
CHOSEN, ONLY_CHOSEN = "choice", "only"

# Slips in the UN's workbooks: the code as it stands there, and as other tables of the UN have it.
SLIPS = {"3809990": "380999", "8443590": "844359"}
NO_COUNTERPART = {"n.a.", "n/a", "NULL"}

WORKBOOKS = {
    ("HS1996", "HS1992"): "HS 1996 to HS 1992 - Correlation and conversion tables (3).xls",
    ("HS2002", "HS1996"): "HS 2002 to HS 1996 - Correlation and conversion tables.xls",
    ("HS2007", "HS1992"): "HS 2007 to HS 1992 Correlation and conversion tables.xls",
    ("HS2007", "HS1996"): "HS 2007 to HS 1996 Correlation and conversion tables.xls",
    ("HS2007", "HS2002"): "HS 2007 to HS 2002 Correlation and conversion tables.xls",
    ("HS2012", "HS1992"): "HS 2012 to HS 1992 Correlation and conversion tables.xls",
    ("HS2012", "HS1996"): "HS 2012 to HS 1996 Correlation and conversion tables.xls",
    ("HS2012", "HS2002"): "HS 2012 to HS 2002 Correlation and conversion tables.xls",
    ("HS2012", "HS2007"): "HS 2012 to HS 2007 Correlation and conversion tables.xls",
    **{
        (f"HS{new}", f"HS{old}"): f"HS{new}toHS{old}ConversionAndCorrelationTables.xlsx"
        for new, olds in {2017: (1992, 1996, 2002, 2007, 2012), 2022: (1992, 1996, 2002, 2007, 2012, 2017)}.items()
        for old in olds
    },
    ("HS1992", "SITC3"): "HS 1992 to SITC3 1988 Conversion and Correlation Tables.xls",
    ("HS2012", "SITC1"): "HS 2012 to SITC1 Correlation and conversion tables.xls",
    ("HS2012", "SITC2"): "HS 2012 to SITC2 Correlation and conversion tables.xls",
    ("HS2012", "SITC3"): "HS 2012 to SITC3 Correlation and conversion tables.xls",
    ("HS2012", "SITC4"): "HS 2012 to SITC Rev.4 Correlation and conversion tables.xls",
    **{
        (f"HS{year}", f"SITC{n}"): f"HS{year}toSITC{n}ConversionAndCorrelationTables.xlsx"
        for year in (2017, 2022)
        for n in (1, 2, 3, 4)
    },
    ("SITC2", "SITC1"): "SITC2 to SITC1 Conversion and Correlation Tables (1).xls",
    ("SITC3", "SITC2"): "SITC3 to SITC2 Conversion and Correlation Tables (1).xls",
}

# File, encoding, and the two columns that hold the codes.
LISTS = {
    **{
        (f"HS{year}", "BEC4"): (f"HS{gap}{year} to BEC Conversion and Correlation Tables.csv", "utf-8-sig", 0, 1)
        for year, gap in ((1996, ""), (2002, ""), (2007, ""), (2012, ""), (2017, ""), (2022, ""))
    },
    ("SITC2", "BEC4"): ("SITC2 to BEC Conversion and Correlation Tables.csv", "utf-8-sig", 0, 1),
    ("SITC3", "BEC4"): ("SITC3 to BEC Conversion and Correlation Tables.csv", "utf-8-sig", 0, 1),
    **{
        (f"HS{year}", f"ISIC{revision}"): (f"JobID-{job}_Concordance_H{n}_to_I{revision}.CSV", "latin-1", 0, 2)
        for n, year, jobs in ((0, 1992, (5, 6)), (1, 1996, (18, 19)), (2, 2002, (32, 33)), (3, 2007, (47, 48)))
        for revision, job in zip((2, 3), jobs, strict=True)
    },
    ("ISIC3", "ISIC2"): ("ISIC3-ISIC2.txt", "latin-1", 0, 2),
    ("ISIC3.1", "ISIC3"): ("ISIC_Rev_31-ISIC_Rev_3_correspondence.txt", "latin-1", 0, 2),
    ("ISIC4", "ISIC3.1"): ("ISIC4_ISIC31.txt", "latin-1", 0, 2),
    ("HS2017", "CPC2.1"): ("CPC21-HS2017.csv", "utf-8-sig", 0, 2),
}
STRUCTURES = {
    "ISIC2": "ISIC_Rev_2_english_structure.txt",
    "ISIC3": "ISIC_Rev_3_english_structure.txt",
    "ISIC3.1": "ISIC_Rev_3_1_english_structure.txt",
    "ISIC4": "ISIC_Rev_4_english_structure.txt",
}

Pairs = set[tuple[str, str]]


@dataclass
class Table:
    """What the UN says of two classifications: linked codes, its one-to-one choices, and what was left out."""

    pairs: Pairs
    choices: Pairs = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)


def read_workbook(path: Path) -> Table:
    """Return both sheets of a workbook: the correlation and the one-to-one conversion."""
    table = Table(set())
    for title, rows in _sheets(path):
        held = table.choices if title.lower().startswith("conv") or "Conversions" in title else table.pairs
        for cells in rows:
            codes = [_plain(cell) for cell in cells if str(cell or "").strip() not in ("", *NO_COUNTERPART)]
            codes = [code for code in codes if code]
            if len(codes) >= 2:
                held.add((codes[0], codes[1]))
    return table


def _sheets(path: Path) -> Iterator[tuple[str, Iterable[Iterable[Any]]]]:
    if path.suffix == ".xls":
        from xlrd import open_workbook  # noqa: PLC0415  only this tool reads the old format

        for sheet in open_workbook(path).sheets():
            yield sheet.name, (sheet.row_values(row) for row in range(sheet.nrows))
    else:
        with closing(load_workbook(path, read_only=True)) as book:
            for sheet in book.worksheets:
                yield sheet.title, sheet.iter_rows(values_only=True)


def _plain(cell: object) -> str:
    """Return the digits of a cell that holds a code, else nothing."""
    text = str(cell).strip()
    code = text.replace(".", "")
    return SLIPS.get(code, code) if re.fullmatch(r"\d[\d.]*", text) else ""


def read_list(path: Path, encoding: str, *columns: int) -> Table:
    """Return the pairs of a delimited list."""
    with path.open(encoding=encoding, newline="") as file:
        rows = [[_plain(row[i]) for i in columns] for row in csv.reader(file) if len(row) > max(columns)]
    return Table({(a, b) for a, b in rows if a and b})


def code_lists(reference: Path, tables: dict[tuple[str, str], Table]) -> dict[str, set[str]]:
    """Return classification to its codes at the level that the tables speak of."""
    lists = {
        f"HS{year}": {c for c in edition.nodes if len(c) == 6 and c.isdigit()}
        for year, edition in sources.read_editions(DATA / "editions").items()
    }
    for name in ("SITC1", "SITC2", "SITC3", "SITC4", "BEC4"):
        rows = json.loads((reference / "editions" / f"{name}.json").read_text("utf-8"))["results"]
        lists[name] = {row["id"] for row in rows if row["id"].isdigit()}
    for name, file in STRUCTURES.items():
        text = (reference / "correlations" / file).read_text("latin-1")
        lists[name] = set(re.findall(r'^"?(\d{4})"?[ ,]', text, re.MULTILINE))
    for name in ("SITC1", "SITC2", "SITC3", "SITC4", "BEC4", "CPC2.1"):
        lists[name] = _at_level(lists.get(name, set()), _linked(name, tables))
    return lists


def _linked(name: str, tables: dict[tuple[str, str], Table]) -> set[str]:
    return {link[pair.index(name)] for pair, held in tables.items() if name in pair for link in held.pairs}


def _at_level(listed: set[str], linked: set[str]) -> set[str]:
    """Return the linked codes and the listed leaves that stand neither above nor below a linked one."""
    leaves = {c for c in listed if not any(other != c and other.startswith(c) for other in listed)}
    covered = {code[:n] for code in linked for n in range(1, len(code) + 1)}
    return linked | {c for c in leaves if c not in covered and not any(c[:n] in linked for n in range(1, len(c)))}


def clean(table: Table, source: set[str], target: set[str]) -> None:
    """Leave out what is no code of the source or target; a code that has but a choice is linked by it."""
    strange = {(a, b) for a, b in table.pairs | table.choices if a not in source}
    strange |= {(a, b) for a, b in table.pairs if b not in target}
    table.left_out += [f"{a} {b}" for a, b in sorted(strange)]
    table.pairs -= strange
    table.choices -= strange
    linked = {a for a, _ in table.pairs}
    table.pairs |= {(a, b) for a, b in table.choices if a not in linked and b in target}


def write(name: tuple[str, str], table: Table, source: set[str], target: set[str]) -> None:
    rows = [(a, b, CHOSEN if (a, b) in table.choices else "") for a, b in table.pairs]
    rows += [(a, b, ONLY_CHOSEN) for a, b in table.choices - table.pairs]
    rows += [(a, "", "") for a in source - {a for a, _, _ in rows}]
    rows += [("", b, "") for b in target - {b for _, b in table.pairs}]
    lines = ["from\tto\tun", *("\t".join(row) for row in sorted(rows))]
    (DATA / "correlations" / f"{'-'.join(name)}.tsv").write_text("\n".join(lines) + "\n", "utf-8")


def write_routes(tables: dict[tuple[str, str], Table], codes: dict[str, set[str]]) -> None:
    """Write the way between every two classifications that have no table of their own."""
    position = {name: {code: i for i, code in enumerate(sorted(held))} for name, held in codes.items()}
    links = {
        (a, b): np.array(sorted((position[a][x], position[b][y]) for x, y in table.pairs))
        for (a, b), table in tables.items()
    }
    both_ways = links | {(b, a): held[np.lexsort((held[:, 0], held[:, 1]))][:, ::-1] for (a, b), held in links.items()}
    names = sorted(codes, key=lambda name: (not name.startswith("HS"), name))
    lines = ["from\tto\tvia"]
    for i, source in enumerate(names):
        ways = shortest_ways(source, both_ways)
        lines += [f"{source}\t{t}\t{' '.join(ways[t][1:-1])}" for t in names[i + 1 :] if len(ways[t]) > 2]
    (DATA / "correlations" / "routes.tsv").write_text("\n".join(lines) + "\n", "utf-8")


def shortest_ways(source: str, steps: dict[tuple[str, str], Any]) -> dict[str, tuple[str, ...]]:
    """Return each classification to the way there: of those with the fewest tables the one that links fewest codes.

    Each table composed adds links between codes that share no goods; the way with the fewest adds least.
    """
    reached: dict[str, tuple[tuple[str, ...], Any]] = {source: ((source,), None)}
    while True:
        further: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for (place, target), step in steps.items():
            if place in reached and target not in reached:
                way, held = reached[place]
                further.setdefault(target, []).append(((*way, target), step if held is None else chained(held, step)))
        if not further:
            return {name: way for name, (way, _) in reached.items()}
        reached |= {target: min(ways, key=lambda way: (len(way[1]), way[0])) for target, ways in further.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, help="folder with correlations/ and editions/")
    reference: Path = parser.parse_args().reference
    folder = reference / "correlations"
    tables = {name: read_workbook(folder / file) for name, file in WORKBOOKS.items()}
    tables |= {name: read_list(folder / file, *how) for name, (file, *how) in LISTS.items()}  # type: ignore[arg-type]
    codes = code_lists(reference, tables)
    (DATA / "correlations").mkdir(exist_ok=True)
    for name, table in sorted(tables.items()):
        source, target = (codes[side] for side in name)
        clean(table, source, target)
        write(name, table, source, target)
        alone = len(table.choices - table.pairs)
        print(f"{'-'.join(name)}: {len(table.pairs)} pairs, {len(table.choices)} choices ({alone} of them no pair)")
        for line in table.left_out:
            print(f"    left out: {line}")
    write_routes(tables, codes)


if __name__ == "__main__":
    main()
