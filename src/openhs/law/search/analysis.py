"""Text to terms: the same for what is indexed and for what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from openhs.ground.data import open_json

# A CAS registry number is one term; so is a letter joined to a word (T-shirt, O-ring, X-ray) or to digits (B12), and
# two parts as short as those of Wi-Fi.
_TERM = re.compile(r"\d{2,7}-\d{2}-\d\b|[^\W\d_]+(?:['\u2019][^\W\d_]+)?\d{0,3}")
_TOKEN = re.compile(r"\d{2,7}-\d{2}-\d\b|[^\W_]+(?:['\u2019][^\W\d_]+)?")
_JOINED = re.compile(
    r"""(?<!['\u2019])\b(?:
        ([^\W\d_])[-\u2010\u2011](?=[^\W\d_]{3})
        | (t)[ ](?=shirts?\b)
        | ([^\W\d_]{2})[-\u2010\u2011](?=[^\W\d_]{2}\b)
    )""",
    re.VERBOSE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)['\u2019](?=[^\W\d_]{2})")
_POSSESSIVE = re.compile(r"['\u2019].*")


class Term(NamedTuple):
    """A term as it is indexed and the word of the text that it came from."""

    stem: str
    word: str


class Analyzer:
    """Splits text into terms: lower case, accents off, one spelling, stopwords out, Snowball English stems.

    `spelling` maps variants (British, irregular plurals) to one standard word, `stopwords` is what carries no meaning.
    Stems are remembered, so that
    a column of texts costs little more than its distinct words. Stemmer: Porter, M. F. (2001), Snowball.
    """

    def __init__(self, spelling: Mapping[str, str], stopwords: frozenset[str]) -> None:
        import Stemmer  # noqa: PLC0415  a compiled module, not needed for lookups

        self._spelling, self._stopwords = dict(spelling), stopwords
        self._stemmer = Stemmer.Stemmer("english")
        self._stems: dict[str, str] = {}

    def terms(self, text: str) -> list[Term]:
        """Return the terms of `text` in its order, with repeats."""
        found = []
        for word in self.words(text):
            stem = self._stem(word)
            if stem:
                found.append(Term(stem, word))
        return found

    def tokens(self, text: str) -> list[Term]:
        """Return all words and numbers of `text`, of which those that carry no meaning alone are not stemmed."""
        return [Term(self._stem(word) or word, word) for word in _TOKEN.findall(_JOINED.sub(r"\1\2\3", _fold(text)))]

    def words(self, text: str) -> list[str]:
        """Return the words of `text`, lower case and without accents; of Chinese, which has no blanks, the pairs."""
        found: list[str] = _TERM.findall(_JOINED.sub(r"\1\2\3", _fold(text)))
        if text.isascii():
            return found
        return [word for run in found for word in (_pairs(run) if _HAN.match(run) else (run,))]

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            stem = self._stems[word] = self._stem_anew(word)
        return stem

    def _stem_anew(self, word: str) -> str:
        elided = _ELISION.match(word)
        bare = _POSSESSIVE.sub("", word[elided.end() :] if elided else word)
        if bare in self._stopwords or len(bare) < 2:
            return ""
        spelled = self._spelling.get(bare) or _one_ending(bare)
        return str(self._stemmer.stemWord(spelled))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _fold(text: str) -> str:
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _one_ending(word: str) -> str:
    """Write -ise, -isation as -ize, -ization, which Snowball then stems alike."""
    return re.sub(r"(?<=[a-z]{3})is(e[ds]?|ing|ation|er|ers)$", r"iz\1", word)


@cache
def analyzer() -> Analyzer:
    """Return the analyzer over the built word lists."""
    words = open_json("words.json")
    return Analyzer(words["spelling"], frozenset(words["stopwords"]))
