"""The steps of a decision: what was proposed on which words, what the law said of it, and what came of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openhs.engines.classify.decision import Candidate, Fact, Goods, Step
from openhs.engines.classify.precedents import Precedent
from openhs.engines.classify.query import LONGEST_TEXT
from openhs.engines.classify.scoring import Scored, subheading_rows, subheadings
from openhs.ground.codes import written
from openhs.law.facts import Fact as LawFact
from openhs.law.rules import Ruling, Verdict
from openhs.law.search.analysis import analyzer
from openhs.law.search.index import lexical_index, says

LEAST_SAID = 0.005  # a runner-up below this is not worth a word
SHOWN = 3  # of the best candidates the rulings are told
MOST_RULINGS = 4

_ACTIONS = {Verdict.MET: "raised"}


def steps(goods: Goods, scored: Scored, candidates: Sequence[Candidate]) -> tuple[Step, ...]:
    """Return what was done to the candidates, in order."""
    proposed = int(scored.proposed.argmax())
    code = subheadings()[proposed]
    shown = {code, *(c.code for c in candidates[:SHOWN])}
    # A way that is met is told once, not again of those that it passes; the best is told of first.
    said = {id(ruling.by): ruling for ruling in scored.rulings if shown.intersection(ruling.codes)}
    told = sorted(said.values(), key=lambda ruling: candidates[0].code not in ruling.codes)[:MOST_RULINGS]
    return (
        _proposed(goods, scored, proposed),
        *(_coded_before(p) for p in scored.precedents if p.code in shown),
        *(_ruled(r, shown) for r in told),
        *_chosen(code, candidates),
    )


def _proposed(goods: Goods, scored: Scored, row: int) -> Step:
    index = lexical_index()
    found = index.text(index.best_text(subheading_rows()[row], scored.cosines))
    stems = {term.stem for term in analyzer().terms(found.text)}
    given = " ".join((goods.text[:LONGEST_TEXT], *goods.category, *goods.attributes.values()))
    words = list(dict.fromkeys(t.word for t in analyzer().terms(given) if t.stem in stems))
    kind, code = says(found.kind), subheadings()[row]
    if words:
        quoted = ", ".join(f"“{word}”" for word in words)
        gist = f"{quoted}: as in “{found.text}”, a {kind} in {written(code)}."
        facts = tuple(Fact(kind, found.text, word) for word in words)
    else:
        gist, facts = f"Words shared with other goods of heading {code[:4]} point to {written(code)}.", ()
    return Step("proposed", (code,), "index and model", gist, facts)


def _coded_before(precedent: Precedent) -> Step:
    alike = "alike goods" if precedent.alike == 1 else f"{precedent.alike} alike goods"
    gist = f"You coded {alike} {written(precedent.code)}, such as “{precedent.text}”."
    return Step("raised", (precedent.code,), "your decisions", gist)


def read(facts: Iterable[LawFact]) -> tuple[Fact, ...]:
    """Return the facts as decisions hold them: with their values as text."""
    return tuple(Fact(fact.axis, str(fact.value), fact.words) for fact in facts)


def _ruled(ruling: Ruling, shown: set[str]) -> Step:
    codes = tuple(code for code in ruling.codes if code in shown)
    return Step(_ACTIONS.get(ruling.verdict, "lowered"), codes, ruling.cites, ruling.gist, read(ruling.facts))


def _chosen(proposed: str, candidates: Sequence[Candidate]) -> Iterator[Step]:
    best, *others = candidates
    runner_up = next((c for c in others if c.probability >= LEAST_SAID), None)
    if best.code != proposed:
        gist = f"So {written(best.code)} comes before {written(proposed)}."
        yield Step("chosen", (best.code,), "General Rules 1 and 6", gist)
    elif runner_up:
        gist = f"Next: {written(runner_up.code)} ({runner_up.probability:.2f})."
        yield Step("chosen", (best.code,), "probability", gist)
