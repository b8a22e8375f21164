"""Goods to the features of the trained model: words, pairs of words and parts of words, as buckets of a hash."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from openhs.engines.classify.decision import Goods
from openhs.engines.classify.query import CATEGORY_LEVELS, LONGEST_TEXT, attribute_weights, split_parts
from openhs.law.search.analysis import analyzer

# The table of vectors has a power of two of buckets, which the words share by their hash (Weinberger et al. 2009).
BUCKETS = 1 << 17

Features = NDArray[np.int32]

# Parts of words of these lengths (Bojanowski et al. 2017), of words long enough to have several.
PARTS = (4, 5)
SHORTEST_PARTED = 4


class Word(NamedTuple):
    """A word of the goods; `beside` where it stands behind "for", "with" and the like; `joins` to the one before."""

    stem: str
    word: str
    beside: bool
    joins: bool


def words_of(goods: Goods) -> list[Word]:
    """Return the words of the text, of the finer categories and of the attributes that say what goods are."""
    found = _words(goods.text[:LONGEST_TEXT])
    for category in goods.category[-CATEGORY_LEVELS:]:
        found += _words(category)
    known = attribute_weights()
    for name, value in goods.attributes.items():
        if known.get(name.strip().lower()):
            found += _words(value)
    return found


def buckets(words: list[Word]) -> Features:
    """Return the buckets of all features, with repeats; of no words, one that no feature means."""
    found: list[int] = []
    before = ""
    for stem, word, beside, joins in words:
        found += _of_word(stem, word)
        if beside:
            found.append(_bucket("for " + stem))
        elif joins and before:
            found.append(_bucket(f"{before} {stem}"))
        before = "" if beside else stem
    return np.array(found or [0], np.int32)


def _words(text: str) -> list[Word]:
    found = []
    for part, beside in split_parts(text):
        for place, (stem, word) in enumerate(analyzer().terms(part)):
            found.append(Word(stem, word, beside, place > 0))
    return found


@lru_cache(maxsize=1 << 16)
def _of_word(stem: str, word: str) -> tuple[int, ...]:
    parts = []
    if len(word) >= SHORTEST_PARTED:
        edged = f"<{word}>"
        parts = [edged[i : i + n] for n in PARTS for i in range(len(edged) - n + 1)]
    return (_bucket(f"={stem}"), *(_bucket(part) for part in parts))


def _bucket(feature: str) -> int:
    return crc32(feature.encode()) % BUCKETS
