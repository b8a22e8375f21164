"""The one question: of those that headings ask, and of which heading it is, the one whose answer tells most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from openhs.engines.classify.decision import Option, Question
from openhs.engines.classify.scoring import Scored, subheadings
from openhs.law.facts import asks, assumed
from openhs.nomenclature import CURRENT, edition
from openhs.nomenclature.condition import Known
from openhs.nomenclature.headings import Case, Split, heading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HEADING = 4
MOST_OPTIONS = 5
MOST_NAMED = 3  # answers of a case that its option names; cases with more go by the title of what they lead to
LIKELY = 40  # so many of the best subheadings are asked about
LEAST = 0.002  # those below this are not
LEAST_HEADING = 0.05  # nor what headings ask whose candidates have less together
LEAST_GAIN = 0.05  # bits; what tells less is not asked
NONE = "none of these"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its gain in bits, and the subheadings it is about: those that no option keeps are then out."""

    question: Question
    gain: float
    about: frozenset[str]


def best_question(scored: Scored, probabilities: Floats, likely: NDArray[np.intp]) -> Question | None:
    """Return the question with the greatest expected gain of information over the `likely` subheadings."""
    found = questions(scored, probabilities, likely)
    return found[0].question if found else None


def questions(scored: Scored, probabilities: Floats, likely: NDArray[np.intp]) -> list[Asked]:
    """Return what could be asked, the most telling first: nothing that the facts have answered.

    The gain is the entropy of the answer (Shannon 1948): how evenly the probabilities of the candidates fall to it.
    """
    codes = subheadings()
    by_heading: dict[str, dict[str, float]] = {}
    for row in likely[:LIKELY]:
        if probabilities[row] >= LEAST:
            by_heading.setdefault(codes[row][:HEADING], {})[codes[row]] = float(probabilities[row])
    found = [*_of_headings(by_heading)]
    held = assumed(scored.facts)
    for number, candidates in by_heading.items():
        if len(candidates) > 1 and sum(candidates.values()) >= LEAST_HEADING:
            found += _of_heading(number, candidates, held)
    return sorted((one for one in found if one.gain >= LEAST_GAIN), key=lambda one: -one.gain)


def _of_headings(by_heading: dict[str, dict[str, float]]) -> Iterator[Asked]:
    masses = {number: sum(candidates.values()) for number, candidates in by_heading.items()}
    if len(masses) < 2:
        return
    nodes, best = edition(CURRENT), sorted(masses, key=lambda number: -masses[number])
    options = [Option(nodes.title(number), tuple(by_heading[number])) for number in best[:MOST_OPTIONS]]
    question = Question("Which of these are the goods?", (*options, Option(NONE, ())))
    shown = [masses[number] for number in best]
    yield Asked(question, _entropy([*shown[:MOST_OPTIONS], sum(shown[MOST_OPTIONS:])]), _under(""))


def _of_heading(number: str, candidates: dict[str, float], held: Known) -> Iterator[Asked]:
    of = heading(number)
    walk = of and of.walked(held)
    if not walk or not walk.open:
        return
    options = [_option(case, walk.open, candidates) for case in walk.open.cases]
    offered = _merged([option for option in options if option.codes])
    if len(offered) < 2:
        return
    masses = {option: sum(candidates[code] for code in option.codes) for option in offered}
    shown = sorted(masses, key=lambda option: -masses[option])[:MOST_OPTIONS]
    question = Question(asks(walk.open.axis), (*shown, Option(NONE, ())), walk.open.axis)
    yield Asked(question, _entropy([masses[option] for option in shown]), _under(number))


@cache
def _under(number: str) -> frozenset[str]:
    return frozenset(code for code in subheadings() if code.startswith(number))


def _option(case: Case, split: Split, candidates: dict[str, float]) -> Option:
    to = [case.then] if isinstance(case.then, str) else list(case.then.leaves())
    codes = tuple(code for code in candidates if code.startswith(tuple(to)))
    if case.interval:
        return Option(case.written, codes)
    if 0 < len(case.values) <= MOST_NAMED:
        return Option(" or ".join(case.values), codes)
    title = edition(CURRENT).title(to[0]) if len(to) == 1 else ", ".join((*case.values[:MOST_NAMED], "and the like"))
    return Option(title if case.values or len(to) == 1 else f"another {split.axis}", codes)


def _merged(options: Sequence[Option]) -> list[Option]:
    """Return the options, those that keep the same codes as one."""
    by_codes: dict[tuple[str, ...], list[str]] = {}
    for option in options:
        by_codes.setdefault(option.codes, []).append(option.label)
    return [Option(" or ".join(labels[:MOST_NAMED]), codes) for codes, labels in by_codes.items()]


def _entropy(masses: Sequence[float]) -> float:
    """Return the entropy in bits of one answer, that of masses which need not sum to one."""
    held = np.array([mass for mass in masses if mass > 0])
    shares = held / held.sum()
    return float(-(held * np.log2(shares)).sum())
