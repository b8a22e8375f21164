"""Goods to weighted terms: what the seller's words weigh in the lexical score."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from openhs.engines.classify.decision import Goods
from openhs.ground.data import open_json
from openhs.law.search.analysis import analyzer

LONGEST_TEXT = 5000

# What stands behind these words is what the goods are for, or come with; it says less of what they are.
_ACCESSORY = re.compile(r"\b(?:for|with|compatible|fits?|including|includes?|incl|without|not)\b", re.IGNORECASE)
_RUBBISH = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_ACCESSORY_ENDS = re.compile(r"[,;.()|/]")

ACCESSORY_WEIGHT = 0.5
CATEGORY_WEIGHT = 0.25
CATEGORY_LEVELS = 2
MOST_PER_TERM = 2.0


def weighted_terms(goods: Goods) -> dict[str, float]:
    """Return term to weight: the text's words, the finer categories, the attributes that name material or kind."""
    weights: defaultdict[str, float] = defaultdict(float)
    for part, beside in split_parts(goods.text[:LONGEST_TEXT]):
        _add(weights, part, ACCESSORY_WEIGHT if beside else 1.0)
    for category in goods.category[-CATEGORY_LEVELS:]:
        _add(weights, category, CATEGORY_WEIGHT)
    known = attribute_weights()
    for name, value in goods.attributes.items():
        _add(weights, value, known.get(name.strip().lower(), 0.0))
    return {stem: min(weight, MOST_PER_TERM) for stem, weight in weights.items()}


def unreadable(text: str) -> str | None:
    """Say what keeps `text` from being read, with the remedy; None where nothing does."""
    if not text.strip():
        return "The text is empty: describe the goods in a few words."
    sample = text[:LONGEST_TEXT]
    if len(_RUBBISH.findall(sample)) > len(sample) // 20 or "\0" in sample:
        return "The text is not readable (binary, or in another encoding): give plain text, saved as UTF-8."
    if not any(c.isalpha() for c in sample):
        return "The text holds no words: describe the goods in a few words."
    return None


@cache
def attribute_weights() -> dict[str, float]:
    """Return the attribute names, lower case, that say what goods are or are made of, and how much each counts."""
    weights: dict[str, float] = open_json("words.json")["attributes"]
    return weights


def split_parts(text: str) -> list[tuple[str, bool]]:
    """Split a text into what names the goods and, True, what follows for, with and the like."""
    parts = []
    for clause in _ACCESSORY_ENDS.split(text):
        named, *accessory = _ACCESSORY.split(clause)
        parts.append((named, False))
        parts += [(words, True) for words in accessory]
    return parts


def _add(weights: defaultdict[str, float], text: str, weight: float) -> None:
    if weight:
        for term in analyzer().terms(text):
            weights[term.stem] += weight
