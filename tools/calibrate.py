"""Measure the softmax of the classifier on the development sets.

    python -m tools.calibrate --sets ../shared/eval/dev

The softmax has five figures (see `Softmax`). Five folds of all sets together: the figures are fitted
by likelihood on four and judged by calibration error on the fifth, which is printed; the fit on all rows is written to
data/model/model.toml. Nothing is learned of single rows. The mix of the scores is set by hand (see the card).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from openhs.engines.classify.scoring import model, score, subheadings
from tools.labelled import labelled, measured

MODEL = Path(__file__).parent.parent / "data" / "model" / "model.toml"
FIGURES = ("base", "terms", "cosine", "known", "doubt")
FOLDS = 5
KEPT = 400  # the best scores of a row: the rest has no weight at any sharpness

Figures = Sequence[float]


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of a set: best scores less the highest (R, KEPT), what sharpness depends on (R, 4), right or not (R)."""

    name: str
    scores: NDArray[np.float64]
    features: NDArray[np.float64]
    right: NDArray[np.bool_]

    def probabilities(self, figures: Figures) -> NDArray[np.float64]:
        """Return the probability of each row's best candidate (R)."""
        *linear, doubt = figures
        sharpness = np.exp(self.features @ np.array(linear))
        result: NDArray[np.float64] = (1 - doubt) / np.exp(sharpness[:, None] * self.scores).sum(axis=1)
        return result

    def only(self, kept: NDArray[np.bool_]) -> Scored:
        """Return some of the rows."""
        return Scored(self.name, self.scores[kept], self.features[kept], self.right[kept])


def score_set(path: Path) -> Scored:
    codes = subheadings()
    goods, codes_of = labelled(path)
    scores, features, right = [], [], []
    for held, scored in zip(codes_of, score(goods), strict=True):
        best = np.argsort(-scored.scores, kind="stable")[:KEPT]
        scores.append(scored.scores[best] - scored.scores[best[0]])
        features.append(scored.evidence)
        right.append(codes[best[0]] in held)
    return Scored(path.stem, np.array(scores), np.array(features), np.array(right))


def loss(sets: Sequence[Scored], figures: Figures) -> float:
    """Return the log loss of 'the best candidate is right', each set counting the same."""
    total = 0.0
    for scored in sets:
        best = scored.probabilities(figures).clip(1e-4, 1 - 1e-4)
        total -= np.where(scored.right, np.log(best), np.log(1 - best)).mean()
    return total


def fit(sets: Sequence[Scored]) -> list[float]:
    """Return the figures of least loss (Nelder & Mead 1965)."""
    start = [0.0, 0.0, 0.0, 0.0, 0.1]
    bounds = [(None, None)] * 4 + [(0.0, 0.5)]
    options = {"maxiter": 4000, "xatol": 1e-3, "fatol": 1e-6}
    found = minimize(lambda figures: loss(sets, figures), start, method="Nelder-Mead", bounds=bounds, options=options)
    return [round(float(x), 3) for x in found.x]


def calibration_error(best: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over 10 equal-width bins, in percent (Naeini et al. 2015)."""
    bins = np.minimum((best * 10).astype(int), 9)
    gaps = [abs(best[bins == b].sum() - right[bins == b].sum()) for b in range(10)]
    return 100 * sum(gaps) / len(best)


def cross_validate(sets: Sequence[Scored]) -> None:
    folds = [np.arange(len(s.right)) % FOLDS for s in sets]
    held = [np.zeros(len(s.right)) for s in sets]
    for fold in range(FOLDS):
        figures = fit([s.only(f != fold) for s, f in zip(sets, folds, strict=True)])
        for scored, numbers, best in zip(sets, folds, held, strict=True):
            best[numbers == fold] = scored.only(numbers == fold).probabilities(figures)
    for scored, best in zip(sets, held, strict=True):
        _print(scored.name, best, scored.right)
    _print("all", np.concatenate(held), np.concatenate([s.right for s in sets]))


def _print(name: str, best: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    sure = best >= model().classified
    print(
        f"{name:12} rows {len(best):5}  right {100 * right.mean():5.1f} %  ece {calibration_error(best, right):4.1f}"
        f"  classified {100 * sure.mean():4.1f} %, of which right {100 * right[sure].mean():4.1f} %"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder with the development sets")
    folder: Path = parser.parse_args().sets
    sets = [score_set(path) for path in measured(folder)]
    cross_validate(sets)
    text = MODEL.read_text("utf-8")
    for name, value in zip(FIGURES, fit(sets), strict=True):
        print(f"{name} = {value}")
        text = re.sub(rf"^{name} = [-\d.]+", f"{name} = {value}", text, flags=re.MULTILINE)
    MODEL.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
