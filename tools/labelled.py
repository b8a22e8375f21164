"""Sets of goods with their right codes, to measure on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from openhs import Goods
from openhs.workflows.catalogue.rows import Row, choose_columns

SETS = ("listings", "us-rulings", "eu-bti", "kr-rulings")


def measured(folder: Path) -> Iterator[Path]:
    """Yield the sets of the current edition that figures are told of."""
    yield from (folder / f"{name}.jsonl" for name in SETS)


def labelled(path: Path) -> tuple[list[Goods], list[set[str]]]:
    """Return the goods of a set, and the subheadings that are right for each."""
    reader = choose_columns(str(path), ["text"], None, ())
    cells = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [reader.goods(Row(1, one)) for one in cells], [{code[:6] for code in one["codes"]} for one in cells]
