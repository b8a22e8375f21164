"""Compare the numbers of our notes with those of the official notes, as a tariff schedule prints them.

    python -m tools.note_numbers --reference FOLDER [--data data] [CHAPTER ...]

FOLDER holds chapter_NN_notes.md: the text of the notes as taken from the Harmonized Tariff Schedule of the United
States. Of it only the numbers are read: which notes and lettered items a section or chapter has. Additional national
notes are left out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from tools import sources
from tools.facts import read_facts
from tools.notes import numbers as numbers_of
from tools.notes import read_notes

ROOT = Path(__file__).parent.parent

_SCOPE = re.compile(r"(SECTION|CHAPTER) ([IVX]+|\d{1,2})\s*$")
_LEGAL = re.compile(r"(Subheading )?Notes?:?\s*$")
_NATIONAL = re.compile(r"(Additional|Statistical|Compiler)", re.IGNORECASE)
_NOTE = re.compile(r"(\d{1,2})\s?\.?(?: |$)(?:\(([A-Z])\) ?)?(?:\(([a-z]{1,2})\) )?")
_ITEM = re.compile(r"\(([a-zA-Z]{1,2})\) ")
# Lines of the reference that begin with a letter in brackets and are no item: a reference broken over two lines, and
# the third level of a list.
NO_ITEMS = {"Chapter 71": {"11(a)"}, "Chapter 85": {"12(c)", "12(d)"}}
LETTERS = ["a", "b", "c", "d", "e", "f", "g", "h", "ij", "k", *"lmnopqrstuvwxyz"]


def official(text: str) -> dict[str, set[str]]:
    """Return 'Chapter 84' or 'Section XVI' to the numbers of its notes, items as '2(a)', '9(A)(b)'."""
    found: dict[str, set[str]] = {}
    held: set[str] = set()
    legal, prefix, number, upper, lower = False, "", 0, "", ""
    for raw in text.splitlines():
        line = raw.strip()
        if scope := _SCOPE.fullmatch(line):
            of = f"Chapter {int(scope[2]):02}" if scope[1] == "CHAPTER" else f"Section {scope[2]}"
            held, legal = found.setdefault(of, set()), False
        elif heading := _LEGAL.fullmatch(line):
            legal, prefix, number, upper, lower = True, (heading[1] or "").lower(), 0, "", ""
        elif _NATIONAL.match(line) and "Note" in line:
            legal = False
        elif not legal:
            continue
        elif (start := _NOTE.match(line)) and int(start[1]) == number + 1:
            number, upper, lower = number + 1, start[2] or "", start[3] or ""
            held.add(f"{prefix}{number}")
            held.update(_spelled(prefix, number, upper, lower))
        elif (item := _ITEM.match(line)) and number:
            letter = item[1]
            if letter.isupper() and letter == (chr(ord(upper) + 1) if upper else "A"):
                upper, lower = letter, ""
                nested = re.match(r"\([A-Z]\) \(([a-z]{1,2})\) ", line)
                lower = nested[1] if nested else ""
            elif letter in LETTERS and LETTERS.index(letter) == (LETTERS.index(lower) + 1 if lower in LETTERS else 0):
                lower = letter
            else:
                continue
            held.update(_spelled(prefix, number, upper, lower))
    return {of: numbers - NO_ITEMS.get(of, set()) for of, numbers in found.items() if numbers}


def _spelled(prefix: str, number: int, upper: str, lower: str) -> Iterable[str]:
    if upper:
        yield f"{prefix}{number}({upper})"
    if lower:
        yield f"{prefix}{number}" + (f"({upper})" if upper else "") + f"({lower})"


def missing(reference: dict[str, set[str]], ours: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return what the official notes have and ours lack; a note whose items are all there need not stand itself."""
    gaps = {}
    for of, wanted in reference.items():
        have = ours.get(of, set())
        lacking = [n for n in sorted(wanted) if n not in have and not any(h.startswith(f"{n}(") for h in have)]
        if lacking:
            gaps[of] = lacking
    return gaps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="two digits each; all without")
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--reference", type=Path, required=True)
    arguments = parser.parse_args()
    edition = sources.read_editions(arguments.data / "editions")["2022"]
    facts = read_facts(arguments.data / "facts", edition.nodes)
    ours = numbers_of(read_notes(arguments.data / "notes", facts, edition))
    wanted: dict[str, set[str]] = {}
    for path in sorted(arguments.reference.glob("chapter_*_notes.md")):
        if path.name[8:10] < "98" and (not arguments.chapters or path.name[8:10] in arguments.chapters):
            wanted.update(official(path.read_text("utf-8")))
    gaps = missing(wanted, ours)
    for of, lacking in gaps.items():
        print(f"{of}: {', '.join(lacking)}")
    total = sum(map(len, wanted.values()))
    print(f"{total - sum(map(len, gaps.values())):,} of {total:,} official notes and items are there")
    for of, have in ours.items():
        extra = sorted(n for n in have - wanted.get(of, have) if not re.search(r"\([ivx]+\)$", n))
        if extra:
            print(f"not in the reference: {of}: {', '.join(extra)}")


if __name__ == "__main__":
    main()
