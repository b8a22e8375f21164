"""Training learns what texts stand under; it needs PyTorch, an extra."""

import numpy as np
import pytest

pytest.importorskip("torch")

from tools.train import Text, packed, train, write

from openhs import Goods
from openhs.engines.classify.features import buckets, words_of
from openhs.engines.classify.learned import LearnedModel

CODES = ["080810", "847130"]
TEXTS = [
    Text(f"{word} {place}", code) for word, code in (("apple", "080810"), ("laptop", "847130")) for place in "abcd"
]


def test_what_is_learned_is_written_and_read(tmp_path):
    write(tmp_path, *train(TEXTS, CODES, epochs=30))
    held = {path.stem: np.load(path) for path in tmp_path.glob("*.npy")}
    model = LearnedModel(
        held["vectors"],
        held["scales"].astype(float),
        held["weights"].astype(float),
        held["classes"] * held["class_scales"].astype(float)[:, None],
        held["bias"].astype(float),
    )
    rows = model.log_probabilities(model.means([buckets(words_of(Goods(word))) for word in ("apple", "laptop")]))
    assert [CODES[row.argmax()] for row in rows] == CODES


def test_packing_keeps_the_numbers_to_a_hundredth_of_the_largest():
    numbers = np.random.default_rng(1).normal(size=(5, 8)).astype(np.float32)
    whole, scales = packed(numbers)
    assert whole.dtype == np.int8
    assert np.abs(whole * scales.astype(np.float32)[:, None] - numbers).max() < np.abs(numbers).max() / 100
