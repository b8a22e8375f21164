"""Compare our titles with the official texts, which stay outside the project.

    python -m tools.check_titles --reference ../shared/data [--chapter 84] [--list]

For each node of HS 2022: every number with its unit in the official line stands in the title; the title's words are
not all the same as the official line's; the title belongs to its own official text, not to a sibling's. For that,
titles and texts of siblings are matched one to one so that their nearness is greatest in sum (Kuhn 1955): a residual
line, which has few words of its own, falls to the residual title. Nearness is the cosine of tf-idf over words, pairs of
words and four-letter parts, where words that a text excludes ("other than coffee") count as exclusions, not as content,
and "Other", "n.e.c." and "other than" count as one feature.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tools.sources import SourceEdition, read_editions, read_table

ROOT = Path(__file__).parent.parent
MISTAKES = ROOT / "tools" / "reference_mistakes.tsv"

UNITS = {
    "%": "percent|%",
    "kg": "kilograms?|kg",
    "g/m2": r"g/m2|g/m²|grams? per square met(?:er|re)|gsm",
    "g": "grams?|g",
    "t": "tonnes?|tons?|t",
    "mm": "millimet(?:er|re)s?|mm",
    "cm3": "cubic centimet(?:er|re)s?|cm3|cm³|cc",
    "cm": "centimet(?:er|re)s?|cm",
    "m2": "square met(?:er|re)s?|m2|m²",
    "m3": "cubic met(?:er|re)s?|m3|m³",
    "m": "met(?:er|re)s?|m",
    "l": "lit(?:er|re)s?|l",
    "kW": "kilowatts?|kw",
    "MW": "megawatts?|mw",
    "W": "watts?|w",
    "kVA": "kva",
    "kvar": "kvar",
    "kV": "kv",
    "V": "volts?|v",
    "°C": "°c|degrees c",
    "dtex": "decitex|dtex",
    "µm": "micromet(?:er|re)s?|microns?|[µμ]m",
    "nm": "nm",
    "GHz": "ghz",
    "MHz": "mhz",
    "kHz": "khz",
    "year": "years?",
}
_UNIT = {re.compile(pattern, re.IGNORECASE): unit for unit, pattern in UNITS.items()}
_ANY_UNIT = "|".join(sorted(UNITS.values(), key=len, reverse=True))
_NUMBER = re.compile(rf"(?<![\d.,a-z])(\d+(?:\.\d+)?)\s*({_ANY_UNIT})(?![a-z0-9²³])", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_SMALLER = {"kW": ("W", 1000), "MW": ("W", 1_000_000), "kg": ("g", 1000), "t": ("g", 1_000_000), "cm": ("mm", 10)}

_WORD = re.compile(r"[a-z0-9]+")
_FILLERS = frozenset(
    "a an the of and or other than for in on by with to not nor n e c s no heading its".split()  # noqa: SIM905
)
_EXCLUDED = re.compile(
    r"\b(?:other than|except(?:ing)?|excluding|excl\.?|not|without|non)\b(.*?)(?=, e\.g\.|[();]|$)", re.IGNORECASE
)
_RESIDUAL = re.compile(r"\bn\.?e\.?[cs]\b|\bother\b|\bexcl|\bexcept|\bnot elsewhere", re.IGNORECASE)
_OPERATORS = (
    (re.compile(r"not exceeding|not more than|up to|at most|or less", re.IGNORECASE), " zupto "),
    (re.compile(r"not less than|or more|at least", re.IGNORECASE), " zatleast "),
    (re.compile(r"less than|under|below", re.IGNORECASE), " zunder "),
    (re.compile(r"exceeding|more than|over|above", re.IGNORECASE), " zover "),
)


@dataclass(slots=True)
class Findings:
    """What was found: per kind, the codes with what is wrong."""

    nodes: int = 0
    compared: int = 0
    nearest: int = 0
    numbers: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)


def read_official(reference: Path) -> dict[str, list[str]]:
    """Return code to its official texts: Comtrade's, or for groups that of the US schedule, comes first.

    The US line and the Combined Nomenclature's bear on nearness alone: they add definitions and divisions of their own.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for row in json.loads((reference / "editions" / "H6.json").read_text("utf-8"))["results"]:
        texts[row["id"]].append(row["text"].partition(" - ")[2])
    for code, line in _us_lines(reference / "us-hts-2025" / "htsdata_raw.csv"):
        texts[code].append(line)
    with (reference / "eu-cn-2023" / "2023_en_intrastat_codes.csv").open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["code"].endswith("00"):
                texts[row["code"][:6]].append(row["description"])
    return texts


def _us_lines(path: Path) -> Iterable[tuple[str, str]]:
    """Yield each heading, group and subheading of the US schedule with its text, a group's above its own."""
    seen: set[str] = set()
    above: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            number, indent = row["HTS Number"].replace(".", ""), int(row["Indent"])
            text = re.sub("<[^>]+>", "", row["Description"]).strip(" :")
            above = [*above[:indent], text]
            for code, line in _levels(number, indent, above):
                if code not in seen and number[:2] < "98":
                    seen.add(code)
                    yield code, line


def _levels(number: str, indent: int, above: list[str]) -> list[tuple[str, str]]:
    if len(number) == 4 or (len(number) >= 6 and indent == 0):
        return [(number[:length], above[0]) for length in (4, 6) if length <= len(number)]
    if len(number) < 6:
        return []
    own = [(number[:6], " ".join(above[1:]))]
    return [(number[:5], above[1]), *own] if number[5] != "0" and indent > 1 else own


def numbers(text: str) -> dict[tuple[float, str], str]:
    """Return the numbers with units of a text, in small units, and their words: 1 t, 1,000 kg and 1 000 kg are one."""
    found = {}
    for match in _NUMBER.finditer(_THOUSANDS.sub("", text)):
        unit = next(unit for pattern, unit in _UNIT.items() if pattern.fullmatch(match[2]))
        smaller, factor = _SMALLER.get(unit, (unit, 1))
        found[round(float(match[1]) * factor, 6), smaller] = f"{match[1]} {unit}"
    return found


def content(text: str) -> frozenset[str]:
    """Return the words that carry meaning, without plural endings."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower())) - _FILLERS


def _stem(word: str) -> str:
    return re.sub(r"(?<=x|s|z)es$|(?<=ch|sh)es$|(?<![su])s$", "", word) if len(word) > 3 else word


def features(text: str) -> Counter[str]:
    for pattern, name in _OPERATORS:
        text = pattern.sub(name, text)
    excluded = " ".join(_EXCLUDED.findall(text))
    words = [_stem(word) for word in _WORD.findall(_EXCLUDED.sub(" ", text).lower())]
    joined = " ".join(words)
    found = Counter(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    found.update(joined[i : i + 4] for i in range(len(joined) - 3))
    found.update(f"!{_stem(word)}" for word in _WORD.findall(excluded.lower()))
    found.update({"#rest": 3 * bool(_RESIDUAL.search(text))})
    return found


def nearness(titles: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the cosine of each title (rows) with each text (columns)."""
    bags = [features(text) for text in texts]
    frequency = Counter(feature for bag in bags for feature in bag if bag[feature])
    idf = {feature: math.log((len(bags) + 1) / (count + 0.5)) for feature, count in frequency.items()}
    columns = [_weighted(bag, idf) for bag in bags]
    rows = [_weighted(features(title), idf) for title in titles]
    return np.array([[sum(w * column.get(f, 0.0) for f, w in row.items()) for column in columns] for row in rows])


def _weighted(bag: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    weights = {f: (1 + math.log(n)) * idf.get(f, 0.0) for f, n in bag.items() if n}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {f: w / norm for f, w in weights.items()}


def check(edition: SourceEdition, official: dict[str, list[str]], chapter: str | None = None) -> Findings:
    """Compare all titles, or those of one chapter."""
    findings = Findings()
    siblings: dict[str, list[str]] = defaultdict(list)
    for node in edition.nodes.values():
        if len(node.code) > 2 and node.code.isdigit() and node.code[:2] == (chapter or node.code[:2]):
            siblings[node.parent].append(node.code)
    for codes in siblings.values():
        titles = {code: edition.nodes[code].title for code in codes}
        for code, title in titles.items():
            _check_words(code, title, official.get(code, []), findings)
        _check_nearness(titles, {code: " ; ".join(official[code]) for code in codes if code in official}, findings)
    return findings


def _check_words(code: str, title: str, lines: list[str], findings: Findings) -> None:
    findings.nodes += 1
    ours = numbers(title)
    official = numbers(lines[0]) if lines else {}
    for key, words in sorted(official.items()):
        if key not in ours and (code, words) not in known_mistakes():
            findings.numbers.append(f"{code}: {words} is not in {title!r}")
    if any(content(line) == content(title) for line in lines):
        findings.same.append(f"{code}: {title!r}")


def _check_nearness(titles: dict[str, str], texts: dict[str, str], findings: Findings) -> None:
    if len(texts) < 2:
        return
    codes = list(texts)
    near = nearness([titles[code] for code in codes], list(texts.values()))
    _, matched = linear_sum_assignment(near, maximize=True)
    findings.compared += len(codes)
    findings.nearest += int((near.argmax(axis=1) == np.arange(len(codes))).sum())
    for row, column in enumerate(matched):
        if row != column:
            findings.swapped.append(f"{codes[row]}: {titles[codes[row]]!r} is matched to {codes[column]}")


@cache
def known_mistakes() -> frozenset[tuple[str, str]]:
    """Return (code, number) pairs that an official list has wrong, or that bind elsewhere; each has its reason."""
    return frozenset((code, number) for _, (code, number, _) in read_table(MISTAKES, ("code", "number", "reason"), 3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--reference", type=Path, required=True, help="folder with editions/, us-hts-2025/, eu-cn-2023/"
    )
    parser.add_argument("--chapter", help="only this one")
    parser.add_argument("--list", action="store_true", help="list what was found, not only the counts")
    arguments = parser.parse_args()
    edition = read_editions(ROOT / "data" / "editions")["2022"]
    findings = check(edition, read_official(arguments.reference), arguments.chapter)
    print(f"{findings.nodes} titles of headings, groups and subheadings")
    print(f"numbers of the official line that are missing: {len(findings.numbers)}")
    print(f"same words as an official line: {100 * len(findings.same) / findings.nodes:.1f} %")
    matched = 1 - len(findings.swapped) / max(findings.compared, 1)
    first = findings.nearest / max(findings.compared, 1)
    print(f"matched to their own official text among siblings: {100 * matched:.1f} % of {findings.compared}")
    print(f"nearest to it when each is looked at alone: {100 * first:.1f} %")
    if arguments.list:
        print("\n".join(findings.numbers + findings.same + findings.swapped))


if __name__ == "__main__":
    main()
