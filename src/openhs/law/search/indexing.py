"""Builds the arrays of the lexical index; run when the package is built, never when it is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from openhs.law.search.index import IndexedText

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openhs.law.search.analysis import Analyzer

# What a title says the node is not: it must not be found by those words.
_EXCLUSION = re.compile(r"\b(?:other than|except|excluding|not|without)\b.*?(?=, e\.g\.|[();]|$)", re.IGNORECASE)

# BM25's saturation, and its normalisation by length for each level: the larger the bag, the less its length says.
SATURATION = 1.2
LENGTH = {2: 0.3, 4: 0.5, 5: 0.75, 6: 0.75}


def build_index(
    codes: Sequence[str], texts: Sequence[IndexedText], analyzer: Analyzer
) -> tuple[dict[str, list[str]], dict[str, NDArray[np.generic]]]:
    """Return the lists and arrays that `LexicalIndex` reads.

    `codes` are the nodes in legal order, without sections; every code must have a text.
    """
    row = {code: i for i, code in enumerate(codes)}
    texts = sorted(texts, key=lambda t: row[t.code])
    counts = _counts(texts, analyzer)
    terms = sorted(set().union(*counts))
    term_row = {term: i for i, term in enumerate(terms)}
    bags = _bags(codes, texts, counts)
    idf = _inverse_frequency([bags[code] for code in codes if len(code) == 6], term_row)
    lists = {
        "codes": list(codes),
        "terms": terms,
        "texts": [t.text for t in texts],
        "kinds": [t.kind for t in texts],
    }
    arrays = {
        "text_node": np.array([row[t.code] for t in texts], np.int32),
        "idf": idf,
        "heading": np.array([row[code[:4]] for code in codes], np.int32),
        "chapter": np.array([row[code[:2]] for code in codes], np.int32),
        **_compressed("text", _cosine_weights(counts, term_row, idf), len(terms)),
        **_compressed("bag", _bm25_weights(codes, bags, term_row, idf), len(terms)),
    }
    return lists, arrays


def _counts(texts: Sequence[IndexedText], analyzer: Analyzer) -> list[Counter[str]]:
    """Count the terms of each text. A word of another language that English texts have too means what it does there."""
    counts = [Counter(term.stem for term in analyzer.terms(_positive(text))) for text in texts]
    english = set().union(*(count for text, count in zip(texts, counts, strict=True) if ":" not in text.kind))
    for text, count in zip(texts, counts, strict=True):
        if ":" in text.kind:
            for term in english.intersection(count):
                del count[term]
    return counts


def _positive(text: IndexedText) -> str:
    return _EXCLUSION.sub(" ", text.text) if text.kind == "T" else text.text


def _bags(
    codes: Sequence[str], texts: Sequence[IndexedText], counts: Sequence[Counter[str]]
) -> dict[str, Counter[str]]:
    """Return for each code the words at and below it; a heading's title also speaks for the heading alone."""
    bags: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for text, count in zip(texts, counts, strict=True):
        for length in {2, 4, 5, len(text.code)}:
            if length <= len(text.code) and text.code[:length] in bags:
                bags[text.code[:length]].update(count)
    return bags


def _inverse_frequency(bags: Sequence[Counter[str]], term_row: Mapping[str, int]) -> NDArray[np.float32]:
    frequency = np.zeros(len(term_row))
    for bag in bags:
        frequency[[term_row[term] for term in bag]] += 1
    return np.log1p(len(bags) / (frequency + 0.5)).astype(np.float32)


Weighted = list[tuple[int, int, float]]


def _cosine_weights(counts: Sequence[Counter[str]], term_row: Mapping[str, int], idf: NDArray[np.float32]) -> Weighted:
    weighted: Weighted = []
    for row, count in enumerate(counts):
        terms = [(term_row[t], (1 + np.log(n)) * idf[term_row[t]]) for t, n in sorted(count.items())]
        norm = np.sqrt(sum(w * w for _, w in terms)) or 1.0
        weighted += [(term, row, weight / norm) for term, weight in terms]
    return weighted


def _bm25_weights(
    codes: Sequence[str],
    bags: Mapping[str, Counter[str]],
    term_row: Mapping[str, int],
    idf: NDArray[np.float32],
) -> Weighted:
    weighted: Weighted = []
    sizes = {code: sum(bag.values()) for code, bag in bags.items()}
    for level, length in LENGTH.items():
        at_level = [code for code in codes if len(code) == level]
        mean = sum(sizes[c] for c in at_level) / max(len(at_level), 1) or 1.0
        row = {code: i for i, code in enumerate(codes)}
        for code in at_level:
            damping = SATURATION * (1 - length + length * sizes[code] / mean)
            weighted += [
                (term_row[t], row[code], float(idf[term_row[t]] * n * (SATURATION + 1) / (n + damping)))
                for t, n in sorted(bags[code].items())
            ]
    return weighted


def _compressed(name: str, weighted: Weighted, terms: int) -> dict[str, NDArray[np.generic]]:
    """Sort (term, row, weight) triples by term into the three arrays of `Postings`."""
    weighted.sort()
    columns = list(zip(*weighted, strict=True)) or [(), (), ()]
    return {
        f"{name}_start": np.searchsorted(np.array(columns[0]), np.arange(terms + 1)).astype(np.int32),
        f"{name}_rows": np.array(columns[1], np.int32),
        f"{name}_weights": np.array(columns[2], np.float32),
    }
