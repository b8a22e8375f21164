"""The trained model: each feature has a vector and a weight; their weighted mean is compared with every subheading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from openhs.ground.data import open_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Digits that are the same however many goods are scored at once: sums of more are rounded in another order.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """What `tools/train.py` learned, of F features, D dimensions and C subheadings in legal order.

    `vectors` (F, D) are whole numbers, times `scales` (F); `weights` (F) are logarithms; `classes` (C, D), `bias` (C).
    """

    vectors: NDArray[np.int8]
    scales: Floats
    weights: Floats
    classes: Floats
    bias: Floats

    def means(self, goods: Sequence[NDArray[np.int32]]) -> Floats:
        """Return the weighted mean of the vectors of each of R goods (R, D), by their features."""
        rows = np.concatenate(goods)
        starts = np.cumsum([0, *(len(one) for one in goods[:-1])])
        weights = np.exp(self.weights[rows])
        weighted = self.vectors[rows] * (weights * self.scales[rows])[:, None]
        result: Floats = np.add.reduceat(weighted, starts, axis=0) / np.add.reduceat(weights, starts)[:, None]
        return result

    def log_probabilities(self, means: Floats) -> Floats:
        """Return the logarithm of the probability of each subheading (R, C) for the means of R goods."""
        scores: Floats = np.round(means @ self.classes.T + self.bias, DIGITS)
        scores -= scores.max(axis=1, keepdims=True)
        result: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return result


@cache
def learned_model() -> LearnedModel:
    """Return the model as built; the vectors stay in the file until goods ask for them."""
    vectors, scales, weights, classes, class_scales, bias = (
        open_array(f"model/{name}.npy") for name in ("vectors", "scales", "weights", "classes", "class_scales", "bias")
    )
    return LearnedModel(
        vectors.astype(np.int8, copy=False),
        scales.astype(np.float64),
        weights.astype(np.float64),
        classes.astype(np.float64) * class_scales.astype(np.float64)[:, None],
        bias.astype(np.float64),
    )
