"""The lexical index: which texts and which nodes hold a term, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openhs.ground.data import open_array, open_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.int32]


# What the texts of the index are, by the letters that data/goods uses.
KINDS = {"T": "title", "N": "name", "L": "listing", "D": "description"}


def says(kind: str) -> str:
    """Return what a text is by its kind: `N:de`, a name in German, is a name."""
    return KINDS[kind[0]]


class IndexedText(NamedTuple):
    """One text of the index and the code it stands under; its `kind` is a key of `KINDS`, N:de for a German name."""

    code: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Postings:
    """Term to rows, compressed: the rows of term t are `rows[start[t]:start[t + 1]]`, with one weight each."""

    start: Rows
    rows: Rows
    weights: Floats

    def dot(self, terms: Rows, weights: Floats, size: int) -> Floats:
        """Return the product of one sparse query with all rows, dense, of length `size`."""
        spans = [slice(self.start[t], self.start[t + 1]) for t in terms]
        rows = np.concatenate([self.rows[s] for s in spans])
        values = np.concatenate([self.weights[s] * w for s, w in zip(spans, weights, strict=True)])
        return np.bincount(rows, values, minlength=size).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each part of the lexical score counts."""

    text: float = 1.0
    bag: float = 1.0
    heading: float = 0.5
    chapter: float = 0.2


class Scores(NamedTuple):
    """What a query scores: each node (M), the cosine of each text (N), and how much of the query is known (0 to 1)."""

    nodes: Floats
    cosines: Floats
    known: float


class LexicalIndex:
    """Scores every node of the current edition against a query of weighted terms.

    Four parts are mixed: the cosine with the node's best text (tf-idf, Salton & Buckley 1988), and BM25 (Robertson &
    Zaragoza 2009), as a share of the query, with all words of the group or subheading, its heading and its chapter.
    `codes` (M) are in legal order, `texts` (N) in the order of their codes.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self.codes = list(lists["codes"])
        self.terms = list(lists["terms"])
        self.term_row = {term: row for row, term in enumerate(self.terms)}
        self._texts = lists["texts"]
        self._kinds = lists["kinds"]
        self.text_node = np.asarray(arrays["text_node"])
        self.idf = np.asarray(arrays["idf"])
        self._heading = np.asarray(arrays["heading"])
        self._chapter = np.asarray(arrays["chapter"])
        self._narrow = np.array([len(code) > 4 for code in self.codes], np.float32)
        self._text_postings = _postings("text", arrays)
        self._bag_postings = _postings("bag", arrays)
        self._first_text = np.searchsorted(self.text_node, np.arange(len(self.codes))).astype(np.int32)

    def text(self, row: int) -> IndexedText:
        """Return the text of a row."""
        return IndexedText(self.codes[self.text_node[row]], self._kinds[row], self._texts[row])

    def score(self, query: Mapping[str, float], mix: Mix) -> Scores:
        """Score all nodes and texts; unknown terms lower `known` and count for nothing else."""
        known = [(self.term_row[term], weight) for term, weight in query.items() if term in self.term_row]
        if not known:
            return Scores(np.zeros(len(self.codes), np.float32), np.zeros(len(self._texts), np.float32), 0.0)
        terms = np.array([row for row, _ in known], np.int32)
        weights = np.array([weight for _, weight in known], np.float32)
        importance = weights * self.idf[terms]
        cosines = self._text_postings.dot(terms, importance / np.linalg.norm(importance), len(self._texts))
        bags = self._bag_postings.dot(terms, weights / importance.sum(), len(self.codes))
        best = np.maximum.reduceat(cosines, self._first_text)
        nodes = mix.text * best + mix.bag * bags * self._narrow
        nodes += mix.heading * bags[self._heading] + mix.chapter * bags[self._chapter]
        unknown = (sum(query.values()) - weights.sum()) * self.idf.max()
        return Scores(nodes, cosines, float(importance.sum() / (importance.sum() + unknown)))

    def best_text(self, node: int, cosines: Floats) -> int:
        """Return the row of the node's text with the highest cosine."""
        first = self._first_text[node]
        last = self._first_text[node + 1] if node + 1 < len(self.codes) else len(self._texts)
        return int(first + np.argmax(cosines[first:last]))


def _postings(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> Postings:
    return Postings(*(np.asarray(arrays[f"{name}_{part}"]) for part in ("start", "rows", "weights")))


POSTINGS = tuple(f"{name}_{part}" for name in ("text", "bag") for part in ("start", "rows", "weights"))
ARRAYS = ("text_node", "idf", "heading", "chapter", *POSTINGS)


@cache
def lexical_index() -> LexicalIndex:
    """Return the built index of the current edition."""
    return LexicalIndex(open_json("search/lists.json"), {name: open_array(f"search/{name}.npy") for name in ARRAYS})
