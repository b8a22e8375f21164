"""Goods to the scores of all subheadings: index and trained model, mixed, weighed by the law; how far to trust them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openhs.engines.classify.decision import Goods
from openhs.engines.classify.features import buckets, words_of
from openhs.engines.classify.learned import learned_model
from openhs.engines.classify.precedents import Precedent, of_goods
from openhs.engines.classify.query import weighted_terms
from openhs.ground.data import open_json
from openhs.law.facts import Fact, read_facts
from openhs.law.rules import Ruling, rulings
from openhs.law.search.index import Mix, lexical_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


# The law is asked of so many of the best subheadings, by the facts in so many characters: what is said first is what
# goods are, what follows tells of their parts.
POOL = 30
LEAD = 150


@dataclass(frozen=True, slots=True)
class Softmax:
    """How sharp the softmax is: its logarithm is linear in the log count of terms, the best cosine, the known share.

    `doubt` is the share that no candidate gets: goods that neither part knows anything of, and labels that err.
    """

    base: float
    terms: float
    cosine: float
    known: float
    doubt: float

    def probabilities(self, scored: Scored, out: NDArray[np.bool_] | None = None) -> Floats:
        """Return the probability of each subheading (C); none for those that are `out` (C)."""
        scores = scored.scores if out is None else np.where(out, -np.inf, scored.scores)
        powers = np.exp(self.sharpness(scored) * (scores - scores.max()))
        result: Floats = (1 - self.doubt) * powers / powers.sum()
        return result

    def sharpness(self, scored: Scored) -> float:
        """Return the factor on the scores."""
        return float(np.exp(np.dot((self.base, self.terms, self.cosine, self.known), scored.evidence)))


@dataclass(frozen=True, slots=True)
class Model:
    """The figures of data/model: the mixes set by hand, the softmax measured by tools/calibrate.py, the thresholds.

    `lexical` is how much the lexical score counts beside the trained model's log probability, `precedent` how much
    goods that the user has coded speak for the code of the like, `law` what each verdict of the law adds to the score.
    """

    name: str
    lexical: float
    precedent: float
    law: Mapping[str, float]
    mix: Mix
    softmax: Softmax
    classified: float
    ask: float


class Scored(NamedTuple):
    """The scores of all subheadings (C), those before the law was asked (C), the cosine of each text of the index (N).

    `evidence` is what the sharpness of the softmax depends on, a 1 first; `known` the share of the words that the
    index knows; `facts` what the law was asked by, and `rulings` what it said; `precedents` are the codes that the
    user gave alike goods.
    """

    scores: Floats
    proposed: Floats
    cosines: NDArray[np.float32]
    evidence: tuple[float, float, float, float]
    known: float
    facts: tuple[Fact, ...]
    rulings: tuple[Ruling, ...]
    precedents: tuple[Precedent, ...]


@cache
def model() -> Model:
    """Return the built model."""
    figures = open_json("model.json")
    return Model(
        figures["name"],
        figures["mix"]["lexical"],
        figures["mix"]["precedent"],
        figures["law"],
        Mix(**figures["lexical"]),
        Softmax(**figures["softmax"]),
        **figures["outcome"],
    )


@cache
def subheading_rows() -> NDArray[np.intp]:
    """Return the rows of the subheadings among the codes of the index."""
    return np.array([row for row, code in enumerate(lexical_index().codes) if len(code) == 6])


@cache
def subheadings() -> tuple[str, ...]:
    """Return the code of each subheading, in the order of all scores."""
    return tuple(lexical_index().codes[row] for row in subheading_rows())


@cache
def row_of() -> dict[str, int]:
    """Return the row of each subheading's code in all scores."""
    return {code: row for row, code in enumerate(subheadings())}


def largest(values: Floats, count: int) -> NDArray[np.intp]:
    """Return the rows of the `count` largest values, largest first, ties in legal order."""
    count = min(count, len(values))
    rows = np.argpartition(-values, count - 1)[:count]
    return rows[np.lexsort((rows, -values[rows]))]


def score(goods: Sequence[Goods]) -> Iterator[Scored]:
    """Yield the scores of every subheading of the current edition for each goods."""
    figures, index, rows = model(), lexical_index(), subheading_rows()
    if not goods:
        return
    features = [buckets(words_of(one)) for one in goods]
    means = learned_model().means(features)
    for one, log_probabilities, alike in zip(
        goods, learned_model().log_probabilities(means), of_goods(features, means), strict=True
    ):
        terms = weighted_terms(one)
        found = index.score(terms, figures.mix)
        evidence = (1.0, float(np.log(max(len(terms), 1))), float(found.cosines.max()), found.known)
        proposed = figures.lexical * found.nodes[rows] + log_probabilities
        for precedent in alike:
            proposed[row_of()[precedent.code]] += figures.precedent * precedent.likeness
        facts = read_facts(one.text[:LEAD], one.attributes)
        yield weighed(Scored(proposed, proposed, found.cosines, evidence, found.known, (), (), alike), facts)


def weighed(scored: Scored, facts: Sequence[Fact]) -> Scored:
    """Return the proposed scores as the law weighs them by the facts."""
    codes = subheadings()
    found = rulings(facts, [codes[row] for row in largest(scored.proposed, POOL)])
    return scored._replace(scores=ruled(scored.proposed, found), facts=tuple(facts), rulings=tuple(found))


def ruled(proposed: Floats, found: Iterable[Ruling]) -> Floats:
    """Return the proposed scores (C) with what the rulings add to them."""
    scores, row = proposed.copy(), row_of()
    for ruling in found:
        scores[[row[code] for code in ruling.codes]] += model().law[ruling.verdict]
    return scores
