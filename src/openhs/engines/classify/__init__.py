"""Classification: goods to ranked, calibrated subheadings with the reasons."""

from openhs.engines.classify.decision import Candidate, Decision, Fact, Goods, Option, Outcome, Question, Step
from openhs.engines.classify.dialogue import Dialogue, Turn
from openhs.engines.classify.engine import classify, classify_all, refer
from openhs.engines.classify.precedents import forget, learn
from openhs.engines.classify.query import attribute_weights

__all__ = [
    "Candidate",
    "Decision",
    "Dialogue",
    "Fact",
    "Goods",
    "Option",
    "Outcome",
    "Question",
    "Step",
    "Turn",
    "attribute_weights",
    "classify",
    "classify_all",
    "forget",
    "learn",
    "refer",
]
