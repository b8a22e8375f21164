"""`search`: words in, nodes out, with the words that matched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from openhs.ground.errors import UsageError
from openhs.law.search.analysis import Term, analyzer
from openhs.law.search.index import IndexedText, LexicalIndex, Mix, lexical_index, says
from openhs.nomenclature import CURRENT, Node, edition

# Searching, a heading's own title matters as much as what stands below it.
SEARCH_MIX = Mix(text=1.0, bag=1.0, heading=0.5, chapter=0.2)

# Each further hit of one heading counts this much less, so that the first page shows different readings.
REPEAT = 0.85


@dataclass(frozen=True, slots=True)
class Match:
    """A `word` of the query found as `found` in a `text` of the node: its title, or a text on its goods."""

    word: str
    found: str
    where: str
    text: str

    @property
    def corrected(self) -> bool:
        """Whether a typing error was mended to find it."""
        return self.word != self.found

    def as_dict(self) -> dict[str, object]:
        """Return the match as one JSON object."""
        return {"word": self.word, "found": self.found, "where": self.where, "text": self.text}


@dataclass(frozen=True, slots=True)
class Hit:
    """A node found, its `score` (comparable within one search) and what `matched`."""

    node: Node
    score: float
    matched: tuple[Match, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the hit as one JSON object."""
        return {
            **self.node.as_dict(),
            "score": round(self.score, 4),
            "matched": [m.as_dict() for m in self.matched],
        }


def search(text: str, limit: int = 10) -> list[Hit]:
    """Return the nodes of the current edition whose titles and goods' names fit `text` best, best first.

    Plural, word order, British and American spelling and typing errors do not matter. Fewer than `limit` hits come
    back where fewer nodes hold any of the words. Raises UsageError for a limit below 1.
    """
    if limit < 1:
        raise UsageError(f"limit is {limit}; give 1 or more")
    index = lexical_index()
    terms = [(term, mended(term.stem)) for term in analyzer().terms(text)]
    query = Counter(stem for _, stem in terms if stem)
    scores, cosines, _ = index.score(query, SEARCH_MIX)
    nodes = edition(CURRENT)
    return [
        Hit(nodes[index.codes[row]], float(scores[row]), _matches(terms, index, row, cosines))
        for row in _spread(scores, index, limit)
    ]


def _spread(scores: np.ndarray, index: LexicalIndex, limit: int) -> list[int]:
    """Return rows by score, each further row of a heading discounted."""
    pool = np.argsort(-scores, kind="stable")[: limit * 20]
    seen: Counter[str] = Counter()
    ranked = []
    for row in pool[scores[pool] > 0]:
        heading = index.codes[row][:4]
        ranked.append((-scores[row] * REPEAT ** seen[heading], int(row)))
        seen[heading] += 1
    return [row for _, row in sorted(ranked)[:limit]]


def _matches(
    terms: list[tuple[Term, str | None]], index: LexicalIndex, row: int, cosines: np.ndarray
) -> tuple[Match, ...]:
    """Say for each word of the query where the node holds it: in its best text, else in its title."""
    best = index.text(index.best_text(row, cosines))
    title = IndexedText(index.codes[row], "T", edition(CURRENT).title(index.codes[row]))
    found = []
    for term, stem in terms:
        for place in (best, title):
            word = stem and _word_of(place.text, stem)
            if word:
                kept = term.word if stem == term.stem else word
                found.append(Match(term.word, kept, says(place.kind), place.text))
                break
    return tuple(found)


def _word_of(text: str, stem: str) -> str | None:
    return next((term.word for term in analyzer().terms(text) if term.stem == stem), None)


@lru_cache(maxsize=65536)
def mended(stem: str) -> str | None:
    """Return the indexed term that `stem` is, or is a typing error of; None where there is none.

    One edit is allowed from 4 letters on, two from 8; the first letter must be right. Among equally near terms the
    more frequent wins. Edits: optimal string alignment (Boytsov 2011).
    """
    index = lexical_index()
    if stem in index.term_row:
        return stem
    allowed = 0 if len(stem) < 4 or not stem.isalpha() else 1 if len(stem) < 8 else 2
    if not allowed:
        return None
    from rapidfuzz import process  # noqa: PLC0415  only for words the index does not hold
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    choices = _terms_by_letter().get(stem[0], [])
    near = process.extract(stem, choices, scorer=OSA.distance, score_cutoff=allowed, limit=5)
    ranked = sorted((distance, index.idf[index.term_row[term]], term) for term, distance, _ in near)
    return ranked[0][2] if ranked else None


@lru_cache(maxsize=1)
def _terms_by_letter() -> dict[str, list[str]]:
    by_letter: dict[str, list[str]] = {}
    for term in lexical_index().terms:
        if len(term) >= 4:
            by_letter.setdefault(term[0], []).append(term)
    return by_letter
