"""Measure the softmax and the thresholds of the lexical engine on the development sets.

    python -m tools.calibrate --sets ../shared/eval/dev

Five folds of all sets together: `sharpness` and `background` are fitted by likelihood on four and judged by calibration
error on the fifth; the mean over folds is printed, the fit on all rows written to data/model/lexical.toml. Nothing is
learned of single rows: two figures for 1,263 of them. The mix of the four scores is set by hand (see the card).
"""

from __future__ import annotations

import argparse
import json
import tomllib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openhs.engines.classify import Goods
from openhs.engines.classify.engine import model
from openhs.engines.classify.query import weighted_terms
from openhs.law.search.index import lexical_index
from openhs.workflows.catalogue.rows import Row, choose_columns

SETS = ("listings", "us-rulings", "eu-bti", "kr-rulings")
MODEL = Path(__file__).parent.parent / "data" / "model" / "lexical.toml"
FOLDS = 5
KEPT = 400  # the best scores of a row: the rest has no weight at any sharpness tried

SHARPNESS = (1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10, 12)
BACKGROUND = (0.0, 0.1, 0.2, 0.5, 1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of a set: their best scores, less the highest (R, KEPT), and which of them are right (R, KEPT)."""

    name: str
    scores: NDArray[np.float32]
    right: NDArray[np.bool_]


def score_set(path: Path) -> Scored:
    index, mix = lexical_index(), model().mix
    codes = np.array([code for code in index.codes if len(code) == 6])
    rows = np.array([row for row, code in enumerate(index.codes) if len(code) == 6])
    reader = choose_columns(str(path), ["text"], None, ())
    scores, right = [], []
    for line in path.read_text("utf-8").splitlines():
        cells = json.loads(line)
        goods: Goods = reader.goods(Row(1, cells))
        all_scores = index.score(weighted_terms(goods), mix)[0][rows]
        best = np.argsort(-all_scores, kind="stable")[:KEPT]
        scores.append(all_scores[best] - all_scores[best[0]])
        right.append(np.isin(codes[best], [code[:6] for code in cells["codes"]]))
    return Scored(path.stem, np.array(scores, np.float32), np.array(right))


def probabilities(scores: NDArray[np.float32], sharpness: float, background: float) -> NDArray[np.float64]:
    powers = np.exp(sharpness * scores.astype(np.float64))
    result: NDArray[np.float64] = powers / (powers.sum(axis=1, keepdims=True) + background)
    return result


def loss(scored: Scored, rows: NDArray[np.intp], sharpness: float, background: float) -> float:
    """Return the mean log loss of 'the best candidate is right', which is what calibration is about."""
    best = probabilities(scored.scores[rows], sharpness, background)[:, 0].clip(1e-6, 1 - 1e-6)
    right = scored.right[rows, 0]
    return float(-np.where(right, np.log(best), np.log(1 - best)).mean())


def calibration_error(best: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over 10 equal-width bins, in percent (Naeini et al. 2015)."""
    bins = np.minimum((best * 10).astype(int), 9)
    gaps = [abs(best[bins == b].sum() - right[bins == b].sum()) for b in range(10)]
    return 100 * sum(gaps) / len(best)


def fit(sets: list[Scored], rows: list[NDArray[np.intp]]) -> tuple[float, float]:
    """Return the sharpness and background of least loss, each set counting the same."""

    def total(pair: tuple[float, float]) -> float:
        return sum(loss(scored, kept, *pair) for scored, kept in zip(sets, rows, strict=True))

    return min(product(SHARPNESS, BACKGROUND), key=total)


def cross_validate(sets: list[Scored]) -> None:
    folds = [np.arange(len(s.scores)) % FOLDS for s in sets]
    held: list[list[tuple[NDArray[np.float64], NDArray[np.bool_]]]] = [[] for _ in sets]
    for fold in range(FOLDS):
        pair = fit(sets, [np.flatnonzero(f != fold) for f in folds])
        for scored, numbers, results in zip(sets, folds, held, strict=True):
            rows = np.flatnonzero(numbers == fold)
            results.append((probabilities(scored.scores[rows], *pair)[:, 0], scored.right[rows, 0]))
    for scored, results in zip(sets, held, strict=True):
        best, right = (np.concatenate(part) for part in zip(*results, strict=True))
        share, error = 100 * right.mean(), calibration_error(best, right)
        print(f"{scored.name:12} rows {len(best):5}  right {share:5.1f} %  ece {error:4.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder with the development sets")
    folder: Path = parser.parse_args().sets
    sets = [score_set(folder / f"{name}.jsonl") for name in SETS]
    cross_validate(sets)
    sharpness, background = fit(sets, [np.arange(len(s.scores)) for s in sets])
    print(f"sharpness {sharpness}, background {background}")
    text = MODEL.read_text("utf-8")
    old = tomllib.loads(text)["softmax"]
    for name, value in (("sharpness", sharpness), ("background", background)):
        text = text.replace(f"{name} = {old[name]}", f"{name} = {float(value)}")
    MODEL.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
