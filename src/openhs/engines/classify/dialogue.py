"""From words to a code by questions: one a turn, never one that is answered, "don't know" always allowed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhs.engines.classify.decision import Decision, Goods, Option, Outcome, Question
from openhs.engines.classify.engine import decided, refer, scores_of, threshold_of
from openhs.engines.classify.question import LIKELY, Asked, questions
from openhs.engines.classify.scoring import Scored, largest, model, subheadings, weighed
from openhs.ground.errors import UsageError
from openhs.law.facts import Fact, is_value

MOST_TURNS = 6
TOP = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, and the answer; None for "don't know"."""

    question: Question
    answer: Option | None


class Dialogue:
    """Guides from goods in words to a code.

    `decision` is what is known so far, `question` the next question, None when there is no more to ask: the outcome is
    `classified`, or six turns are over, or nothing that could be asked would tell more. `turns` are those taken.
    """

    def __init__(self, goods: str | Goods, *, threshold: float | None = None) -> None:
        self._goods = Goods(goods) if isinstance(goods, str) else goods
        self._threshold = threshold_of(threshold)
        self._out = np.zeros(len(subheadings()), np.bool_)
        self.turns: list[Turn] = []
        found = next(scores_of([self._goods]))
        self._scored = None if isinstance(found, str) else found
        self.decision = refer(self._goods, found) if isinstance(found, str) else self._decided(found)
        self._asked = self._next()

    @property
    def question(self) -> Question | None:
        """The question to answer now."""
        return self._asked.question if self._asked else None

    def answer(self, option: int | None) -> Decision:
        """Answer the question by the number of its option, from 1 on, or None for "don't know"; see `decision`.

        Raises UsageError where there is no question or no such option.
        """
        if self._asked is None or self._scored is None:
            raise UsageError("there is no question to answer")
        asked, options = self._asked, self._asked.question.options
        if option is not None and not 1 <= option <= len(options):
            raise UsageError(f"there is no option {option}; give 1 to {len(options)}, or nothing for don't know")
        chosen = None if option is None else options[option - 1]
        self.turns.append(Turn(asked.question, chosen))
        if chosen is not None:
            self._rule_out(asked, chosen)
            self._learn(asked.question, chosen)
        self.decision = self._decided(self._scored)
        self._asked = self._next()
        return self.decision

    def _decided(self, scored: Scored) -> Decision:
        return decided(self._goods, scored, TOP, self._threshold, self._out)

    def _rule_out(self, asked: Asked, chosen: Option) -> None:
        offered = {code for option in asked.question.options for code in option.codes}
        kept = set(chosen.codes) if chosen.codes else set(asked.about) - offered
        gone = asked.about - kept
        out = self._out | np.array([code in gone for code in subheadings()])
        if not out.all():
            self._out = out

    def _learn(self, question: Question, chosen: Option) -> None:
        """Take the answer as a fact, so that it decides in other headings too."""
        if self._scored and question.axis and chosen.codes and is_value(question.axis, chosen.label):
            answered = Fact(question.axis, chosen.label, "answered")
            self._scored = weighed(self._scored, (*self._scored.facts, answered))

    def _next(self) -> Asked | None:
        if self._scored is None or self.decision.outcome is Outcome.CLASSIFIED or len(self.turns) >= MOST_TURNS:
            return None
        done = {(turn.question.axis, turn.question.options) for turn in self.turns}
        probabilities = model().softmax.probabilities(self._scored, self._out)
        found = questions(self._scored, probabilities, largest(probabilities, LIKELY))
        return next((one for one in found if (one.question.axis, one.question.options) not in done), None)
