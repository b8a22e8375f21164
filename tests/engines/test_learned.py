"""Features and the trained model."""

import numpy as np
import pytest

from openhs import Goods
from openhs.engines.classify.features import BUCKETS, buckets, words_of
from openhs.engines.classify.learned import LearnedModel, learned_model
from openhs.engines.classify.scoring import subheadings


def of(text):
    return buckets(words_of(Goods(text)))


def test_words_pairs_and_parts_are_features():
    alone, pair = set(of("cotton")) | set(of("shirt")), set(of("cotton shirt"))
    assert alone < pair
    assert len(pair - alone) == 1


def test_what_goods_are_for_is_told_apart():
    assert set(of("phone")) < set(of("case for phone"))
    assert set(of("case for phone")) != set(of("phone case"))


def test_buckets_are_within_the_table_and_there_is_always_one():
    assert (of("polyvinyl chloride sheet") < BUCKETS).all()
    assert len(of("")) == 1


def test_each_subheading_has_a_probability():
    (row,) = learned_model().log_probabilities(learned_model().means([of("laptop computer")]))
    assert len(row) == len(subheadings())
    assert np.exp(row).sum() == pytest.approx(1)
    assert subheadings()[row.argmax()] == "847130"


def test_goods_together_score_as_they_do_alone():
    goods = [of("laptop computer"), of("frozen shrimps"), of("")]
    together = learned_model().log_probabilities(learned_model().means(goods))
    for row, one in zip(together, goods, strict=True):
        assert (learned_model().log_probabilities(learned_model().means([one]))[0] == row).all()


def test_the_mean_is_weighted():
    model = LearnedModel(
        vectors=np.array([[1, 0], [0, 1]], np.int8),
        scales=np.ones(2),
        weights=np.log([3.0, 1.0]),
        classes=np.eye(2),
        bias=np.zeros(2),
    )
    scores = model.log_probabilities(model.means([np.array([0, 1], np.int32)]))[0]
    assert scores[0] - scores[1] == pytest.approx(0.75 - 0.25)
