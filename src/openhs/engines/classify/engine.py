"""Goods to decisions: the scores of all subheadings, a calibrated softmax, and an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from openhs._version import __version__
from openhs.engines.classify.decision import Candidate, Decision, Goods, Outcome
from openhs.engines.classify.precedents import precedents
from openhs.engines.classify.query import LONGEST_TEXT, unreadable
from openhs.engines.classify.question import LIKELY, MOST_OPTIONS, best_question
from openhs.engines.classify.reasons import read, steps
from openhs.engines.classify.scoring import Scored, largest, model, score, subheadings
from openhs.ground.data import manifest
from openhs.ground.errors import UsageError
from openhs.nomenclature import CURRENT, edition

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 256


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
    return _in_batches(iter(goods), top, threshold_of(threshold))


def threshold_of(asked: float | None) -> float:
    """Return the threshold asked for, or the model's; raises UsageError for what is no probability."""
    if asked is not None and not 0 <= asked <= 1:
        raise UsageError(f"threshold is {asked}; give a probability from 0 to 1")
    return model().classified if asked is None else asked


def _in_batches(goods: Iterator[str | Goods], top: int, threshold: float) -> Iterator[Decision]:
    while batch := [Goods(g) if isinstance(g, str) else g for g in islice(goods, BATCH)]:
        for one, found in zip(batch, scores_of(batch), strict=True):
            yield refer(one, found) if isinstance(found, str) else decided(one, found, top, threshold)


def scores_of(goods: Sequence[Goods]) -> Iterator[Scored | str]:
    """Yield the scores for each goods, or why there are none."""
    problems = [unreadable(one.text) for one in goods]
    scored = score([one for one, problem in zip(goods, problems, strict=True) if not problem])
    for problem in problems:
        found = problem or next(scored)
        unknown = not isinstance(found, str) and not found.known
        yield "None of the words is known: describe the goods by their usual name." if unknown else found


def _versions() -> dict[str, str]:
    own = precedents()
    return {**_shipped(), "decisions": own.name} if own else dict(_shipped())


@cache
def _shipped() -> dict[str, str]:
    return {"openhs": __version__, "data": manifest()["data"][:12], "model": model().name}


def refer(goods: Goods, notice: str) -> Decision:
    """Return the decision to refer goods to a person because of what `notice` says."""
    return Decision(goods, Outcome.REFER, (), (), None, CURRENT, _versions(), (notice,))


def decided(goods: Goods, scored: Scored, top: int, threshold: float, out: NDArray[np.bool_] | None = None) -> Decision:
    """Return the decision on scored goods; `out` marks the subheadings (C) that answers to questions have ruled out."""
    probabilities = model().softmax.probabilities(scored, out)
    likely, codes, nodes = largest(probabilities, max(top, LIKELY)), subheadings(), edition(CURRENT)
    best = likely[:top]
    candidates = tuple(
        Candidate(codes[row], nodes.title(codes[row]), float(p))
        for row, p in zip(best, probabilities[best], strict=True)
    )
    outcome = _outcome(probabilities[likely], threshold)
    return Decision(
        goods=goods,
        outcome=outcome,
        candidates=candidates,
        steps=steps(goods, scored, candidates),
        question=best_question(scored, probabilities, likely) if outcome is Outcome.ASK else None,
        edition=CURRENT,
        versions=_versions(),
        notices=_notices(goods),
        facts=read(scored.facts),
    )


def _outcome(best: NDArray[np.float64], threshold: float) -> Outcome:
    if best[0] >= threshold:
        return Outcome.CLASSIFIED
    return Outcome.ASK if best[:MOST_OPTIONS].sum() >= model().ask else Outcome.REFER


def _notices(goods: Goods) -> tuple[str, ...]:
    if len(goods.text) <= LONGEST_TEXT:
        return ()
    return (f"The text has {len(goods.text):,} characters; only the first {LONGEST_TEXT:,} were read: shorten it.",)
