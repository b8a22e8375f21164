"""Converting a list of codes, and counting what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from openhs.engines.convert.plan import Kind, Outcome, Plan, kinds


@dataclass(frozen=True, slots=True)
class Conversion(Outcome):
    """One result: the `row` it is of, counted from 0, and the columns of the result."""

    row: int

    def as_dict(self) -> dict[str, object]:
        """Return the result as one JSON object."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def convert_codes(codes: Iterable[object], plan: Plan) -> list[Conversion]:
    """Return the results of all codes, in their order; each code has at least one, whatever it is."""
    known: dict[object, tuple[Outcome, ...]] = {}
    results = []
    for row, code in enumerate(codes):
        outcomes = known.get(code)
        if outcomes is None:
            outcomes = known[code] = plan.outcomes(code)
        results += [Conversion(o.source, o.target, o.relation, o.share, o.family, o.note, row) for o in outcomes]
    return results


@dataclass(slots=True)
class Report:
    """What a conversion did, counted over its results.

    `results` and, of them, those `without_target`; `relations` and `notes` count each kind.
    """

    results: int = 0
    without_target: int = 0
    relations: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, relation: str | None, has_target: bool, note: str, count: int = 1) -> None:
        """Count `count` results that are alike."""
        self.results += count
        self.without_target += 0 if has_target else count
        if relation:
            self.relations[str(relation)] += count
        for kind in kinds(note):
            self.notes[str(kind)] += count

    def as_dict(self) -> dict[str, object]:
        """Return the report as one JSON object."""
        return {
            "results": self.results,
            "without_target": self.without_target,
            "relations": dict(self.relations.most_common()),
            "notes": dict(self.notes.most_common()),
        }

    def __str__(self) -> str:
        parts = [f"{self.results:,} results, {self.without_target:,} of them without target"]
        for counts in (self.relations, self.notes):
            if counts:
                parts.append(", ".join(f"{kind} {count:,}" for kind, count in counts.most_common()))
        return "; ".join(parts)


def report_of(results: Sequence[Outcome]) -> Report:
    """Return the report of a list of results."""
    report = Report()
    for result in results:
        report.add(result.relation, result.target is not None, result.note)
    return report


__all__ = ["Conversion", "Kind", "Report", "convert_codes", "report_of"]
