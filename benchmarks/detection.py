"""How often `detect` is right: columns drawn from each edition, some of their codes made wrong."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.table import Table

SIZES = (20, 50, 200, 1000)
WRONG = (0.0, 0.01, 0.05)


def table(rounds: int) -> Table:
    table = Table(
        "Which edition is it? Columns of codes drawn at random",
        ("codes", "of them wrong", "right", "several, the right one among them", "a mixture", "wrong"),
    )
    for size in SIZES:
        for share in WRONG:
            found = outcomes(size, share, rounds)
            total = found.total()
            cells = (f"{found[kind] / total:.1%}" for kind in ("right", "several", "mixture", "wrong"))
            table.add(size, f"{share:.0%}", *cells)
    table.note = f"{rounds} columns from each of the seven editions; a wrong code has its last two digits at random."
    return table


def outcomes(size: int, share: float, rounds: int) -> Counter[str]:
    from openhs import classification, detect, editions  # noqa: PLC0415

    draw = random.Random(size)
    found: Counter[str] = Counter()
    for name in (f"HS{year}" for year in editions() for _ in range(rounds)):
        codes = draw.sample(classification(name).codes, size)
        column = [f"{c[:4]}{draw.randrange(100):02}" if draw.random() < share else c for c in codes]
        said = detect(column)
        if said.name or not (name in said.candidates or said.mixture):
            found["right" if said.name == name else "wrong"] += 1
        else:
            found["mixture" if said.mixture else "several"] += 1
    return found
