"""Derive the facts of every edition from the reference lists into data/editions.

    python tools/derive_editions.py --reference ../shared/data

Written: codes, hierarchy, chapter to section, units and, kept as they stand, our own titles. Nothing of the reference
texts is written. The counts of each list are asserted, so that a damaged list is refused.

Titles: the newest edition that has a node holds its title; an older edition leaves the title empty where the newer
one's holds, and has its own where the code is gone or was used for other goods. `--reused` lists the latter.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"

# Comtrade's own codes for what nobody specified, and its total; chapter 99 holds nothing else. Not HS.
# The lists of 1992 and 1996 also hold 19 petroleum codes below 2710 that the UN itself marks as none of the WCO's.
NOT_HS = re.compile(r"^(99|Total of|All HS|AG\d)|LEGACY NON-WCO CODE")


@dataclass(frozen=True)
class Period:
    """An edition: the list it is read from, when it was in force, and what the list holds.

    The counts are those of the UN list less Comtrade's own codes: chapter 99 with its heading and one or two
    subheadings in each list, and 19 legacy petroleum codes in 1992 and 1996. From 1996 on the remainder is the WCO's
    published count (5,113, 5,224, 5,052, 5,205, 5,387, 5,612); for 1992 the list holds two more than the 5,018 usually
    quoted, and nothing in it marks which.
    """

    list_name: str
    valid_from: str
    valid_to: str
    headings: int
    subheadings: int


PERIODS = {
    "1992": Period("H0", "1992-01-01", "1995-12-31", 1241, 5020),
    "1996": Period("H1", "1996-01-01", "2001-12-31", 1241, 5113),
    "2002": Period("H2", "2002-01-01", "2006-12-31", 1244, 5224),
    "2007": Period("H3", "2007-01-01", "2011-12-31", 1221, 5052),
    "2012": Period("H4", "2012-01-01", "2016-12-31", 1224, 5205),
    "2017": Period("H5", "2017-01-01", "2021-12-31", 1222, 5387),
    "2022": Period("H6", "2022-01-01", "", 1228, 5612),
}

# Supplementary units of the Combined Nomenclature, in the WCO's abbreviations. The EU's own (content of nitrogen, of
# pure alcohol, load capacity) say nothing of other countries and are left out.
UNITS = {
    "pce": "u",
    "100pce": "u",
    "1000pce": "1000u",
    "pa": "2u",
    "m": "m",
    "m2": "m2",
    "m3": "m3",
    "1000m3": "1000 m3",
    "l": "l",
    "c_k": "carat",
    "1000_kWh": "1000 kWh",
}


def read_list(path: Path) -> set[str]:
    """Return the HS codes of a UN list (2, 4 and 6 digits)."""
    return {row["id"] for row in json.loads(path.read_text("utf-8"))["results"] if not NOT_HS.search(row["text"])}


def groups_by_numbering(codes: Iterable[str]) -> set[str]:
    """Return the one-dash groups: a subheading whose sixth digit is not 0 stands under one, by the HS's numbering."""
    return {code[:5] for code in codes if len(code) == 6 and code[5] != "0"}


def groups_by_indentation(path: Path) -> set[str]:
    """Return the one-dash groups of the US schedule: unnumbered rows at indent 1 over six-digit lines."""
    groups: set[str] = set()
    above: dict[int, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            indent, number = int(row["Indent"]), row["HTS Number"].replace(".", "")
            above = {i: n for i, n in above.items() if i < indent} | {indent: number}
            if len(number) >= 6 and number[:2] < "98" and number[5] != "0" and above.get(1) == "":
                groups.add(number[:5])
    return groups


def check(year: str, codes: set[str]) -> None:
    """Assert the counts and that every code has its parent."""
    counted = tuple(sum(len(c) == n for c in codes) for n in (2, 4, 6))
    expected = (96, PERIODS[year].headings, PERIODS[year].subheadings)
    if counted != expected:
        raise SystemExit(f"HS {year}: chapters, headings, subheadings are {counted}, expected {expected}")
    orphans = sorted(c for c in codes if len(c) > 2 and c[: len(c) - 2] not in codes)
    if orphans:
        raise SystemExit(f"HS {year}: {orphans[:5]} stand under no heading or chapter")


def read_sections(path: Path) -> dict[str, str]:
    """Return chapter to section."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["hscode"]: row["section"] for row in csv.DictReader(file) if row["level"] == "2"}


def read_units(path: Path) -> dict[str, str]:
    """Return subheading to unit, where all Combined Nomenclature lines of a subheading agree on one."""
    units = defaultdict(set)
    with path.open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            unit = (row["unit_id"] or "").removeprefix("intrastat_unit_")
            units[row["code"][:6]].add(UNITS.get(unit, ""))
    return {code: found.pop() for code, found in units.items() if len(found) == 1}


def read_own(year: str) -> dict[str, str]:
    """Return the titles that already stand in data/editions."""
    path = DATA / "editions" / year / "nomenclature.tsv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def in_legal_order(codes: set[str], section_of: dict[str, str]) -> list[str]:
    """Return the codes with each section before its first chapter."""
    ordered: list[str] = []
    for code in sorted(codes):
        section = section_of[code[:2]]
        if section not in ordered[-1:] and len(code) == 2 and section not in ordered:
            ordered.append(section)
        ordered.append(code)
    return ordered


def write(year: str, codes: list[str], titles: dict[str, str], units: dict[str, str]) -> None:
    folder = DATA / "editions" / year
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{code}\t{titles.get(code, '')}\t{units.get(code, '')}\n" for code in codes]
    (folder / "nomenclature.tsv").write_text("code\ttitle\tunit\n" + "".join(lines), "utf-8")
    period = PERIODS[year]
    (folder / "source.toml").write_text(
        f'edition = "{year}"\n'
        f'valid_from = "{period.valid_from}"\n'
        f'valid_to = "{period.valid_to}"  # empty while in force\n'
        f"headings = {period.headings}\n"
        f"subheadings = {period.subheadings}\n"
        f'codes = "UN Comtrade classification list {period.list_name}, as retrieved in 2025"\n'
        'groups = "one-dash lines by the numbering of the HS; for 2022 equal to the indentation of the US schedule"\n'
        'units = "supplementary units of the Combined Nomenclature 2023 where all lines of a subheading agree"\n'
        'titles = "written for this project"\n',
        "utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--reference", type=Path, required=True, help="folder with editions/, us-hts-2025/, eu-cn-2023/"
    )
    reference: Path = parser.parse_args().reference
    section_of = read_sections(reference / "editions" / "hs2022-datahub.csv")
    units = read_units(reference / "eu-cn-2023" / "2023_en_intrastat_codes.csv")
    for year, period in PERIODS.items():
        codes = read_list(reference / "editions" / f"{period.list_name}.json")
        check(year, codes)
        groups = groups_by_numbering(codes)
        if year == "2022":
            indented = groups_by_indentation(reference / "us-hts-2025" / "htsdata_raw.csv")
            if indented != groups:
                raise SystemExit(f"groups differ: by number only {groups - indented}, indented {indented - groups}")
        write(year, in_legal_order(codes | groups, section_of), read_own(year), units if year == "2022" else {})
        print(f"HS {year}: {len(codes)} codes, {len(groups)} groups")


if __name__ == "__main__":
    main()
