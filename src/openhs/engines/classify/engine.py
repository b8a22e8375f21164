"""The first-form engine: the lexical index, a calibrated softmax, and an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from openhs._version import __version__
from openhs.engines.classify.decision import Candidate, Decision, Fact, Goods, Option, Outcome, Question, Step
from openhs.engines.classify.query import LONGEST_TEXT, unreadable, weighted_terms
from openhs.ground.data import manifest, open_json
from openhs.ground.errors import UsageError
from openhs.law.search.analysis import analyzer
from openhs.law.search.index import Mix, Scores, lexical_index, says
from openhs.nomenclature import CURRENT, edition

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 256
MOST_OPTIONS = 5
LEAST_SAID = 0.005  # a runner-up below this is not worth a word


@dataclass(frozen=True, slots=True)
class Softmax:
    """How sharp the softmax is: its logarithm is linear in the log count of terms, the best cosine, the known share.

    `doubt` is the share that no candidate gets: goods that the index knows nothing of, and labels that err.
    """

    base: float
    terms: float
    cosine: float
    known: float
    doubt: float

    def sharpness(self, terms: int, scores: Scores) -> float:
        """Return the factor on the scores of a query of so many terms."""
        length, best = np.log(max(terms, 1)), scores.cosines.max()
        return float(np.exp(self.base + self.terms * length + self.cosine * best + self.known * scores.known))


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """The figures of data/model: the mix set by hand, the softmax measured by tools/calibrate.py, the thresholds."""

    name: str
    mix: Mix
    softmax: Softmax
    classified: float
    ask: float


@cache
def model() -> LexicalModel:
    """Return the built model."""
    figures = open_json("model.json")
    return LexicalModel(figures["name"], Mix(**figures["mix"]), Softmax(**figures["softmax"]), **figures["outcome"])


def classify(goods: str | Goods, *, top: int = 10, threshold: float | None = None) -> Decision:
    """Classify one goods in the current edition.

    `top` is how many candidates to return; `threshold` the probability from which the outcome is `classified`, by
    default the model's. Raises UsageError for either outside its range. Text that cannot be read gives a Decision with
    outcome `refer` that says why.
    """
    return next(classify_all([goods], top=top, threshold=threshold))


def classify_all(goods: Iterable[str | Goods], *, top: int = 10, threshold: float | None = None) -> Iterator[Decision]:
    """Classify any number of goods, lazily and in constant memory, in their order; see `classify`."""
    if top < 1:
        raise UsageError(f"top is {top}; give 1 or more")
    if threshold is not None and not 0 <= threshold <= 1:
        raise UsageError(f"threshold is {threshold}; give a probability from 0 to 1")
    return _in_batches(iter(goods), top, model().classified if threshold is None else threshold)


def _in_batches(goods: Iterator[str | Goods], top: int, threshold: float) -> Iterator[Decision]:
    while batch := [Goods(g) if isinstance(g, str) else g for g in islice(goods, BATCH)]:
        yield from _classify_batch(batch, top, threshold)


def _classify_batch(batch: Sequence[Goods], top: int, threshold: float) -> Iterator[Decision]:
    index, rows, lexical = lexical_index(), _subheading_rows(), model()
    for goods in batch:
        problem = unreadable(goods.text)
        terms = {} if problem else weighted_terms(goods)
        scores = index.score(terms, lexical.mix)
        if not scores.known:
            yield refer(goods, problem or "None of the words is known: describe the goods by their usual name.")
            continue
        sharpness = lexical.softmax.sharpness(len(terms), scores)
        probabilities = (1 - lexical.softmax.doubt) * softmax(scores.nodes[rows], sharpness)
        best = _largest(probabilities, top)
        yield _decision(goods, probabilities, best, index.best_text(rows[best[0]], scores.cosines), threshold)


def softmax(scores: NDArray[np.float32], sharpness: float) -> NDArray[np.float64]:
    """Return the softmax of the scores of all subheadings."""
    powers = np.exp(sharpness * (scores - scores.max()).astype(np.float64))
    result: NDArray[np.float64] = powers / powers.sum()
    return result


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the rows of the `count` largest values, largest first, ties in legal order."""
    count = min(count, len(values))
    rows = np.argpartition(-values, count - 1)[:count]
    return rows[np.lexsort((rows, -values[rows]))]


@cache
def _subheading_rows() -> NDArray[np.intp]:
    return np.array([row for row, code in enumerate(lexical_index().codes) if len(code) == 6])


@cache
def _versions() -> dict[str, str]:
    return {"openhs": __version__, "data": manifest()["data"][:12], "model": model().name}


def refer(goods: Goods, notice: str) -> Decision:
    """Return the decision to refer goods to a person because of what `notice` says."""
    return Decision(goods, Outcome.REFER, (), (), None, CURRENT, _versions(), (notice,))


def _decision(
    goods: Goods,
    probabilities: NDArray[np.float64],
    best: NDArray[np.intp],
    text: int,
    threshold: float,
) -> Decision:
    rows, nodes = _subheading_rows(), edition(CURRENT)
    codes = [lexical_index().codes[row] for row in rows[best]]
    candidates = tuple(
        Candidate(code, nodes.title(code), float(p)) for code, p in zip(codes, probabilities[best], strict=True)
    )
    outcome = _outcome(candidates, threshold)
    return Decision(
        goods=goods,
        outcome=outcome,
        candidates=candidates,
        steps=_steps(goods, candidates, text),
        question=_question(candidates) if outcome is Outcome.ASK else None,
        edition=CURRENT,
        versions=_versions(),
        notices=_notices(goods),
    )


def _outcome(candidates: Sequence[Candidate], threshold: float) -> Outcome:
    if candidates[0].probability >= threshold:
        return Outcome.CLASSIFIED
    within_reach = sum(c.probability for c in candidates[:MOST_OPTIONS])
    return Outcome.ASK if within_reach >= model().ask else Outcome.REFER


def _question(candidates: Sequence[Candidate]) -> Question:
    """Ask which title fits: the one question that any set of candidates allows."""
    options = [Option(c.title, (c.code,)) for c in candidates[:MOST_OPTIONS]]
    return Question("Which of these are the goods?", (*options, Option("none of these", ())))


def _steps(goods: Goods, candidates: Sequence[Candidate], best_text: int) -> tuple[Step, ...]:
    index = lexical_index()
    found = index.text(best_text)
    stems = {term.stem for term in analyzer().terms(found.text)}
    given = " ".join((goods.text[:LONGEST_TEXT], *goods.category, *goods.attributes.values()))
    words = list(dict.fromkeys(t.word for t in analyzer().terms(given) if t.stem in stems))
    kind = says(found.kind)
    code = f"{found.code[:4]}.{found.code[4:]}"
    if words:
        quoted = ", ".join(f"“{word}”" for word in words)
        gist = f"{quoted}: as in “{found.text}”, a {kind} in {code}."
        facts = tuple(Fact(kind, found.text, word) for word in words)
    else:
        gist, facts = f"Words shared with other goods of heading {found.code[:4]} point to {code}.", ()
    if len(candidates) > 1 and candidates[1].probability >= LEAST_SAID:
        gist += f" Next: {candidates[1].code[:4]}.{candidates[1].code[4:]} ({candidates[1].probability:.2f})."
    return (Step("proposed", tuple(c.code for c in candidates), "lexical index", gist, facts),)


def _notices(goods: Goods) -> tuple[str, ...]:
    if len(goods.text) <= LONGEST_TEXT:
        return ()
    return (f"The text has {len(goods.text):,} characters; only the first {LONGEST_TEXT:,} were read: shorten it.",)
