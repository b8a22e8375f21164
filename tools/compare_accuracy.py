"""Measure what a change did to classification: an earlier commit and the working tree on the same sets, by chapter.

    python -m tools.compare_accuracy --before COMMIT --sets FOLDER --score score.py [--page docs/knowledge-effect.md]

The earlier commit is checked out beside, built from its own data by its own tools, and classifies in a process of its
own; both are scored alike. A row with several codes counts for the chapter of the first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FIGURES = ("hs2", "hs4", "hs6", "top3", "top10")
BY_CHAPTER = ("listings", "eu-bti")
CLASSIFY = (
    "import sys; from openhs.workflows.catalogue import Options, classify_catalogue;"
    "classify_catalogue(sys.argv[1], sys.argv[2], Options())"
)

Predictions = dict[str, Path]


def predictions(tree: Path, sets: list[Path], folder: Path) -> Predictions:
    """Build `tree`, let it classify each set into `folder`, and return set to file."""
    environment = {**os.environ, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    subprocess.run([sys.executable, "-m", "tools.build"], cwd=tree, env=environment, check=True)
    folder.mkdir()
    for gold in sets:
        command = [sys.executable, "-c", CLASSIFY, gold.resolve(), folder / gold.name]
        subprocess.run(command, cwd=tree, env=environment, check=True)
    return {gold.stem: folder / gold.name for gold in sets}


def figures(score: Path, gold: Path, predicted: Path) -> dict[str, float]:
    """Return the scorer's figures."""
    command = [sys.executable, score, gold, predicted, "--json"]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def right_by_chapter(gold: Path, predicted: Path) -> tuple[Counter[str], Counter[str]]:
    """Return rows by chapter, and those of them whose best candidate is right to six digits."""
    best = {str(row["id"]): (row.get("candidates") or [{"code": ""}])[0]["code"][:6] for row in _read(predicted)}
    rows: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in _read(gold):
        codes = [code[:6] for code in row["codes"]]
        rows[codes[0][:2]] += 1
        right[codes[0][:2]] += best.get(str(row["id"]), "") in codes
    return rows, right


def page(before: Predictions, after: Predictions, sets: list[Path], score: Path, commit: str) -> Iterator[str]:
    """Yield the lines of a page that sets both beside each other."""
    yield "# What the knowledge changed"
    yield ""
    yield "Written by `tools/compare_accuracy.py`. The same lexical engine classifies, before listings, descriptions,"
    yield f"notes and headings were written (commit `{commit}`) and now; percent of all rows, before → now."
    yield ""
    yield f"| set | rows | {' | '.join(FIGURES)} |"
    yield "| --- " * (len(FIGURES) + 2) + "|"
    for gold in sets:
        a, b = (figures(score, gold, found[gold.stem]) for found in (before, after))
        cells = " | ".join(f"{a[name]} → {b[name]}" for name in FIGURES)
        yield f"| {gold.stem} | {int(b['rows'])} | {cells} |"
    for gold in (gold for gold in sets if gold.stem in BY_CHAPTER):
        rows, had = right_by_chapter(gold, before[gold.stem])
        _, has = right_by_chapter(gold, after[gold.stem])
        yield ""
        yield f"## {gold.stem}, right to six digits by chapter"
        yield ""
        yield "| chapter | rows | before | now |"
        yield "| --- | --- | --- | --- |"
        yield from (f"| {chapter} | {rows[chapter]} | {had[chapter]} | {has[chapter]} |" for chapter in sorted(rows))
        yield f"| all | {rows.total()} | {had.total()} | {has.total()} |"


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", required=True, help="the earlier commit")
    parser.add_argument("--sets", type=Path, required=True, help="folder of labelled sets, *.jsonl")
    parser.add_argument("--score", type=Path, required=True, help="the scorer")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "knowledge-effect.md")
    arguments = parser.parse_args()
    sets = sorted(arguments.sets.glob("*.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "before")
        subprocess.run(["git", "worktree", "add", "--detach", tree, arguments.before], cwd=ROOT, check=True)
        try:
            earlier = predictions(tree, sets, Path(folder, "earlier"))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)
        now = predictions(ROOT, sets, Path(folder, "now"))
        lines = [*page(earlier, now, sets, arguments.score, arguments.before)]
    arguments.page.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
