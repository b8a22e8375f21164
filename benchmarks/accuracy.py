"""Accuracy on the development sets: with the scorer that others use, part by part, by questions; and of search."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from tools.labelled import labelled, measured

import openhs
from benchmarks.table import Table
from openhs.engines.classify import Question, precedents
from openhs.engines.classify.features import buckets, words_of
from openhs.engines.classify.learned import learned_model
from openhs.engines.classify.query import split_parts
from openhs.engines.classify.scoring import Scored, ruled, score, subheadings
from openhs.law.rules import Verdict
from openhs.law.search.analysis import analyzer
from openhs.workflows.catalogue import Options, classify_catalogue

FIGURES = ("hs2", "hs4", "hs6", "top3", "top10", "ece", "auto", "autohit", "rows")
TERMS = "uk-index-terms.tsv"
FIRST = 5
PARTS = ("lexical", "model", "both", "with law", "without attributes")


def tables(sets: Path, score: Path) -> Iterator[Table]:
    yield classification(sets, score)
    yield from ablation(sets)
    yield questions(sets)
    yield own_decisions(sets)
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


def ablation(sets: Path) -> Iterator[Table]:
    """Measure each part alone and together, and the law by the rows that it mends and harms."""
    parts = Table("Parts of the classifier, percent right to six digits", ("set", *PARTS, "95 % interval", "rows"))
    law = Table("The law alone: rows that it mends and harms", ("set", *(str(v) for v in Verdict), "all"))
    codes = np.array(subheadings())
    for path in measured(sets):
        goods, right = labelled(path)
        bare = [replace(one, attributes={}) for one in goods]
        learned = learned_model().log_probabilities(learned_model().means([buckets(words_of(one)) for one in goods]))
        scored = list(score(goods))
        rows = {
            "lexical": [s.proposed - m for s, m in zip(scored, learned, strict=True)],
            "model": learned,
            "both": [s.proposed for s in scored],
            "with law": [s.scores for s in scored],
            "without attributes": [s.scores for s in score(bare)],
        }
        hits = {
            name: [codes[one.argmax()] in held for one, held in zip(rows[name], right, strict=True)] for name in PARTS
        }
        shares = {name: 100 * np.mean(hits[name]) for name in PARTS}
        error = 196 * math.sqrt(np.mean(hits["with law"]) * (1 - np.mean(hits["with law"])) / len(goods))
        parts.add(path.stem, *(f"{shares[name]:.1f}" for name in PARTS), f"± {error:.1f}", len(goods))
        effects = [_effect(scored, right, codes, {verdict}) for verdict in Verdict]
        law.add(path.stem, *effects, _effect(scored, right, codes, set(Verdict)))
    parts.note = "The interval is that of the column `with law`, from the number of rows alone."
    yield parts
    yield law


def _effect(scored: list[Scored], right: list[set[str]], codes: NDArray[np.str_], verdicts: set[Verdict]) -> str:
    """Return `+ mended - harmed`: rows whose best candidate became right, or wrong, by rulings of these verdicts."""
    mended = harmed = 0
    for one, held in zip(scored, right, strict=True):
        scores = ruled(one.proposed, (ruling for ruling in one.rulings if ruling.verdict in verdicts))
        before, after = codes[one.proposed.argmax()] in held, codes[scores.argmax()] in held
        mended, harmed = mended + (after and not before), harmed + (before and not after)
    return f"+{mended} -{harmed}"


def questions(sets: Path) -> Table:
    """Let users who know the right code answer what is asked after the first two words of each text."""
    table = Table(
        "Questions after a query of two words", ("set", "right at once, %", "right in the end, %", "median questions")
    )
    for path in measured(sets):
        at_once, taken, goods, right = 0, [], *labelled(path)
        for one, held in zip(goods, right, strict=True):
            talk = openhs.Dialogue(" ".join(_words(one.text)[:2]), threshold=1.0)
            at_once += talk.decision.best is not None and talk.decision.best.code in held
            while talk.question and talk.decision.best and talk.decision.best.code not in held:
                talk.answer(_answer(talk.question, held))
            if talk.decision.best and talk.decision.best.code in held:
                taken.append(len(talk.turns))
        shares = (f"{100 * count / len(goods):.1f}" for count in (at_once, len(taken)))
        table.add(path.stem, *shares, f"{statistics.median(taken):.0f}")
    table.note = "At most six questions; the median is of the rows that end right, those right at once with none."
    return table


def own_decisions(sets: Path) -> Table:
    """Learn from every other row of a set, as from a shop's own catalogue, and judge the rest."""
    table = Table(
        "Own decisions, percent right to six digits on the half not learned", ("set", "without", "with", "rows")
    )
    for path in measured(sets):
        goods, right = labelled(path)
        current = openhs.edition()
        pairs = [
            (one, code) for one, held in zip(goods, right, strict=True) for code in sorted(held)[:1] if code in current
        ]
        kept = list(zip(goods[1::2], right[1::2], strict=True))
        shares = []
        with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {precedents.HOME: folder}):
            precedents.forget()
            for _ in range(2):
                best = [d.best for d in openhs.classify_all(one for one, _ in kept)]
                hits = [c is not None and c.code in held for c, (_, held) in zip(best, kept, strict=True)]
                shares.append(f"{100 * np.mean(hits):.1f}")
                precedents.learn(pair for pair in pairs if pair[0] in goods[::2])
            precedents.forget()
        table.add(path.stem, *shares, len(kept))
    return table


def _answer(question: Question, right: set[str]) -> int:
    for number, option in enumerate(question.options, 1):
        if right.intersection(option.codes):
            return number
    same = [number for number, o in enumerate(question.options, 1) if {c[:4] for c in o.codes} & {c[:4] for c in right}]
    return same[0] if same and question.axis is None else len(question.options)


def _words(text: str) -> list[str]:
    return [word for part, beside in split_parts(text) if not beside for word in part.split() if analyzer().terms(word)]


def searching(path: Path) -> Table:
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    terms = [(term, heading) for term, heading in lines if len(heading) == 4]
    found = sum(heading in {hit.node.code[:4] for hit in openhs.search(term, FIRST)} for term, heading in terms)
    table = Table("Search, percent of terms whose heading is among the first five hits", ("set", "terms", "found"))
    table.add(path.stem, len(terms), f"{100 * found / len(terms):.1f}")
    return table
