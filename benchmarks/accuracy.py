"""Accuracy on the development sets, with the scorer that others use, and of search on index terms."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openhs
from benchmarks.table import Table
from openhs.workflows.catalogue import Options, classify_catalogue

FIGURES = ("hs2", "hs4", "hs6", "top3", "top10", "ece", "auto", "autohit", "rows")
TERMS = "uk-index-terms.tsv"
FIRST = 5


def tables(sets: Path, score: Path) -> Iterator[Table]:
    yield classification(sets, score)
    yield searching(sets / TERMS)


def classification(sets: Path, score: Path) -> Table:
    table = Table("Accuracy, percent of all rows", ("set", *FIGURES))
    with tempfile.TemporaryDirectory() as folder:
        for gold in sorted(sets.glob("*.jsonl")):
            predictions = Path(folder, gold.name)
            classify_catalogue(str(gold), str(predictions), Options())
            command = [sys.executable, score, gold, predictions, "--json"]
            figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            table.add(gold.stem, *(str(figures[name]) for name in FIGURES))
    table.note = (
        "hs2, hs4, hs6: best candidate right to that many digits; auto: share classified without a person; "
        "ece of listings, us-rulings, eu-bti and kr-rulings: the softmax was calibrated on them "
        "(held out: data/model/card.md)."
    )
    return table


def searching(path: Path) -> Table:
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    terms = [(term, heading) for term, heading in lines if len(heading) == 4]
    found = sum(heading in {hit.node.code[:4] for hit in openhs.search(term, FIRST)} for term, heading in terms)
    table = Table("Search, percent of terms whose heading is among the first five hits", ("set", "terms", "found"))
    table.add(path.stem, len(terms), f"{100 * found / len(terms):.1f}")
    return table
