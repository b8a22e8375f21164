"""What goes into classification and what comes out: `Goods` in, `Decision` out. The shape outlives the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What the decision asks of a person."""

    CLASSIFIED = "classified"
    ASK = "ask"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Goods:
    """What somebody wants to classify.

    `text` in words; `attributes` as the seller gives them; `category` of a shop, coarse to fine; `id` for the caller.
    """

    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    category: tuple[str, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One `axis: value` read from the goods, and the `words` that it was read from."""

    axis: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subheading with its probability of being right."""

    code: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to the candidates.

    `action` is proposed, removed, added or chosen; `codes` are those it touched; `cites` names the rule, the note or
    the part of the engine; `gist` says it in words; `facts` are what it was based on.
    """

    action: str
    codes: tuple[str, ...]
    cites: str
    gist: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a question, and the codes that remain when it is given."""

    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The one question whose answer narrows most; `axis` names the fact it asks for, where it is one."""

    text: str
    options: tuple[Option, ...]
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one goods, complete enough to be read again years later.

    `candidates` are best first; `steps` in the order they were taken; `question` is there when `outcome` is `ask`;
    `notices` hold what was repaired or left out of the input; `versions` name the package, the data and the model.
    """

    goods: Goods
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    steps: tuple[Step, ...]
    question: Question | None
    edition: str
    versions: Mapping[str, str]
    notices: tuple[str, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The most probable candidate, None where there is none."""
        return self.candidates[0] if self.candidates else None

    @property
    def reason(self) -> str:
        """Why, in one line: the notices, then the gist of each step."""
        return " ".join((*self.notices, *(step.gist for step in self.steps)))

    def as_dict(self) -> dict[str, object]:
        """Return the decision as one JSON object."""
        return {
            "id": self.goods.id,
            "outcome": str(self.outcome),
            "candidates": [
                {"code": c.code, "probability": round(c.probability, 4), "title": c.title} for c in self.candidates
            ],
            "reason": self.reason,
            "question": self.question
            and {
                "text": self.question.text,
                "axis": self.question.axis,
                "options": [{"label": o.label, "codes": list(o.codes)} for o in self.question.options],
            },
            "steps": [
                {
                    "action": s.action,
                    "codes": list(s.codes),
                    "cites": s.cites,
                    "gist": s.gist,
                    "facts": [{"axis": f.axis, "value": f.value, "words": f.words} for f in s.facts],
                }
                for s in self.steps
            ],
            "edition": self.edition,
            "versions": dict(self.versions),
        }
