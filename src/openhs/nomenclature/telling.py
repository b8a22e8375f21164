"""What tells codes apart, in words: their own titles, less what siblings have in common.

Titles of siblings often begin or end alike. What they share decides nothing, so it is taken off, by whole words and
only where what is left still reads as it was meant: no exception, amount or bracket is cut in two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from openhs.nomenclature.edition import Edition, edition

_LIMITS = "not no non none neither nor without other than except excluding excepting apart besides beyond but unlike"
_AMOUNTS = "under over below above less more up exceeding least most"
_JOINTS = "and or nor than but"
_GOVERNING = (
    "of with for in on at to from by as into their its a an the whose which that such like having made used per"
)
_LOOSE = "either whether any all both each only also very e.g. i.e."

LIMITS, JOINTS = frozenset(f"{_LIMITS} {_AMOUNTS}".split()), frozenset(_JOINTS.split())
GOVERNING = frozenset(_GOVERNING.split())
GLUE = LIMITS | JOINTS | GOVERNING | frozenset(_LOOSE.split())

SHORTEST = 2
HEADING = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """What marks a code among others: `words` of its title, the whole of it where nothing is shared."""

    code: str
    words: str

    def as_dict(self) -> dict[str, str]:
        """Return the mark as one JSON object."""
        return {"code": self.code, "words": self.words}


def tell_apart(codes: Iterable[str], edition_: str | int | Edition | None = None) -> tuple[Mark, ...]:
    """Return what tells codes of one edition apart, in the order given.

    Codes of one heading are told apart among themselves; a code alone in its heading keeps its whole title. Raises
    UnknownCode, UnknownEdition.

    >>> [mark.words for mark in tell_apart(["970121", "970191"], 2022)]
    ['over 100 years old', 'up to 100 years old']
    """
    book = edition(edition_)
    titles = {code: book[code].title for code in codes}
    words: dict[str, str] = {}
    for _, held in groupby(sorted(titles), key=lambda code: code[:HEADING]):
        siblings = [*held]
        words.update(zip(siblings, distinguishing([titles[code] for code in siblings]), strict=True))
    return tuple(Mark(code, words[code]) for code in titles)


def distinguishing(titles: list[str]) -> list[str]:
    """Return the titles without what all begin or end with; never empty.

    >>> distinguishing(["Dyed knit fabrics of cotton", "Knit fabrics of cotton, of yarns of different colours"])
    ['Dyed', 'of yarns of different colours']
    >>> distinguishing(["Fabrics of materials other than wool", "Fabrics of materials other than silk"])
    ['other than wool', 'other than silk']
    """
    return [*_distinguishing(tuple(titles))]


@lru_cache(maxsize=4096)
def _distinguishing(titles: tuple[str, ...]) -> tuple[str, ...]:
    left = [title.split() for title in titles]
    while len(left) > 1 and (shared := _shared(left)):
        left = [_cut(words, shared) for words in left]
    return tuple(" ".join(words).strip(" ,;:") for words in left)


def _shared(titles: list[list[str]]) -> list[str]:
    """Return the longest phrase that each title begins or ends with and that may be taken off; empty if none."""
    shortest = _bare(min(titles, key=len))
    phrases = [shortest[:n] for n in range(SHORTEST, len(shortest))]
    phrases += [shortest[n:] for n in range(1, len(shortest) - SHORTEST + 1)]
    for phrase in sorted(phrases, key=len, reverse=True):
        if all(_cut(words, phrase) for words in titles):
            return phrase
    return []


def _cut(words: list[str], phrase: list[str]) -> list[str]:
    """Return the words without a phrase at their beginning or end; empty where that cannot be done well."""
    n, bare = len(phrase), _bare(words)
    if n >= len(words):
        return []
    if bare[:n] == phrase and _may_lose_beginning(words, n):
        return words[n:]
    if bare[-n:] == phrase and _may_lose_end(words, len(words) - n):
        return words[:-n]
    return []


def _may_lose_beginning(words: list[str], n: int) -> bool:
    """Whether words[n:] stand alone: no word before governs them, no exception or amount is cut in two."""
    last, first = _bare([words[n - 1], words[n]])
    clause = _last_clause(words[:n])
    if not (_is_closed(words[:n]) and first[:1].isalpha()) or first in JOINTS or last in GLUE or clause & LIMITS:
        return False
    return words[n - 1][-1] in ",;:" or first in GLUE or not clause & GOVERNING


def _may_lose_end(words: list[str], n: int) -> bool:
    """Whether words[:n] stand alone: nothing in their last clause waits for what follows."""
    last, first = _bare([words[n - 1], words[n]])
    if first in JOINTS or not _is_closed(words[n:]):
        return False
    clause = _last_clause(words[:n])
    waits = last in GLUE or _is_number(last) or clause & LIMITS or (first not in GLUE and clause & GOVERNING)
    return words[n - 1][-1] in ",;:" or not waits


def _last_clause(words: list[str]) -> set[str]:
    text = " ".join(words).replace(";", ",").replace(":", ",").rstrip(",")
    return set(text.rsplit(",", 1)[-1].lower().split())


def _is_closed(words: list[str]) -> bool:
    text = " ".join(words)
    return text.count("(") == text.count(")")


def _is_number(word: str) -> bool:
    return word.replace(".", "").replace(",", "").isdigit()


def _bare(words: list[str]) -> list[str]:
    return [word.strip(",;:").lower() for word in words]
