"""Classification: goods to ranked, calibrated subheadings with the reasons."""

from openhs.engines.classify.decision import Candidate, Decision, Fact, Goods, Option, Outcome, Question, Step
from openhs.engines.classify.engine import classify, classify_all, refer

__all__ = [
    "Candidate",
    "Decision",
    "Fact",
    "Goods",
    "Option",
    "Outcome",
    "Question",
    "Step",
    "classify",
    "classify_all",
    "refer",
]
