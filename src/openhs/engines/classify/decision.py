"""What goes into classification and what comes out: `Goods` in, `Decision` out. The shape outlives the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openhs.ground.codes import written


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

    `action` is proposed, raised, lowered or chosen: words propose, the law weighs, and what comes of both is chosen.
    `codes` are those it touched; `cites` names the rule, the note or the part of the engine; `gist` says it in words;
    `facts` are what it was based on.
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

    def as_dict(self) -> dict[str, object]:
        """Return the question as one JSON object."""
        options = [{"label": option.label, "codes": list(option.codes)} for option in self.options]
        return {"text": self.text, "axis": self.axis, "options": options}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one goods, complete enough to be read again years later.

    `candidates` are best first; `steps` in the order they were taken; `question` is there when `outcome` is `ask`;
    `notices` hold what was repaired or left out of the input; `versions` name the package, the data and the model;
    `facts` are what the law was asked by.
    """

    goods: Goods
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    steps: tuple[Step, ...]
    question: Question | None
    edition: str
    versions: Mapping[str, str]
    notices: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The most probable candidate, None where there is none."""
        return self.candidates[0] if self.candidates else None

    @property
    def reason(self) -> str:
        """Why, in one line: the notices, then the gist of each step."""
        return " ".join((*self.notices, *(step.gist for step in self.steps)))

    def memo(self) -> str:
        """Return the decision as a memo in Markdown, for a file or a colleague who does not know the HS."""
        return "\n".join(_memo_lines(self)) + "\n"

    def as_dict(self) -> dict[str, object]:
        """Return the decision as one JSON object."""
        return {
            "id": self.goods.id,
            "outcome": str(self.outcome),
            "candidates": [
                {"code": c.code, "probability": round(c.probability, 4), "title": c.title} for c in self.candidates
            ],
            "reason": self.reason,
            "question": self.question and self.question.as_dict(),
            "facts": [{"axis": f.axis, "value": f.value, "words": f.words} for f in self.facts],
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


_MEANINGS = {
    Outcome.CLASSIFIED: "sure enough to use without a person",
    Outcome.ASK: "one more fact would settle it",
    Outcome.REFER: "a person must look",
}


def _memo_lines(decision: Decision) -> Iterator[str]:
    best = decision.best
    yield f"# {' '.join(decision.goods.text.split()) or 'Goods without words'}"
    yield ""
    yield f"**{written(best.code)}** {best.title}" if best else "No code."
    yield ""
    yield f"Outcome: {decision.outcome}, {_MEANINGS[decision.outcome]}."
    yield from (f"\n{notice}" for notice in decision.notices)
    if decision.facts:
        yield "\n## What the words show\n\n| fact | words |\n| --- | --- |"
        yield from (f"| {fact.axis}: {fact.value} | {fact.words} |" for fact in decision.facts)
    if decision.candidates:
        yield "\n## Candidates\n\n| code | probability | title |\n| --- | --- | --- |"
        yield from (f"| {written(c.code)} | {c.probability:.2f} | {c.title} |" for c in decision.candidates)
        rest = 1 - sum(c.probability for c in decision.candidates)
        yield f"\nThat it is none of these has probability {rest:.2f}."
    if decision.steps:
        yield "\n## Why\n"
        for number, step in enumerate(decision.steps, 1):
            codes = ", ".join(written(code) for code in step.codes)
            yield f"{number}. {step.action.capitalize()} {codes} ({step.cites}): {step.gist}"
    if decision.question:
        yield f"\n## What would settle it\n\n{decision.question.text}\n"
        yield from (f"- {option.label}" for option in decision.question.options)
    versions = ", ".join(f"{name} {version}" for name, version in decision.versions.items())
    yield f"\nHS {decision.edition}; {versions}."
