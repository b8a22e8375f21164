"""The links of a correlation at 2, 4 or 6 digits, and of codes that stand for several."""

from __future__ import annotations

from functools import cached_property

from openhs.nomenclature.classification import Classification
from openhs.nomenclature.correlation import NONE, RELATIONS, Correlation, Relation
from openhs.nomenclature.families import Families, families


class Level:
    """A correlation whose HS codes are cut to so many digits, without the links of codes that begin as `without` says.

    A code that is no code of the level but stands above some (a one-dash group, a division of SITC) has the links of
    all of them.
    """

    def __init__(
        self, links: Correlation, digits: int, without: tuple[str, ...] = (), span: tuple[str, str] | None = None
    ) -> None:
        self._links = links
        self._digits = digits
        self._without = without
        self._span = span or (links.source.name, links.target.name)

    def cut(self, code: str) -> str:
        """Return a source code cut to the level."""
        return code[: self._digits] if self._links.source.is_hs else code

    def targets(self, code: str) -> tuple[str, ...]:
        """Return the targets of a code, sorted."""
        members = self._members(code)
        if len(members) == 1:
            return self._targets.get(members[0], ())
        return tuple(sorted({t for member in members for t in self._targets.get(member, ())}))

    def choice(self, code: str) -> str | None:
        """Return the UN's choice; for several codes where it is the same for all; None where there is none."""
        chosen = {self._chosen.get(member) for member in self._members(code)}
        return chosen.pop() if len(chosen) == 1 else None

    def family(self, code: str) -> str | None:
        """Return the family of a code, None where it stands for codes of several."""
        found = {self._families.of(self._links.source, member) for member in self._members(code)}
        return found.pop() if len(found) == 1 else None

    def relation(self, code: str, target: str | None, by_family: bool = False) -> Relation:
        """Return how a code and a target relate; without target, how the code and all its targets do."""
        targets = self.targets(code)
        if not targets:
            return Relation.DELETED
        members = set(self._members(code))
        if by_family and target:
            held = self._families.members(target)
            sources, ends = (len(held.get(c.name, ())) for c in (self._links.source, self._links.target))
            return RELATIONS[ends > 1, sources > 1]
        reached = (target,) if target else targets
        return RELATIONS[len({*targets, *reached}) > 1, any(self._sources_of(t) - members for t in reached)]

    def _members(self, code: str) -> tuple[str, ...]:
        source = self._links.source
        if source.is_hs and code in self._codes:
            return (code,)
        return tuple(dict.fromkeys(self.cut(source.codes[i]) for i in source.below(code)))

    def _sources_of(self, target: str) -> set[str]:
        found = self._sources.get(target)
        if found is None:  # a group above the target's codes, which the UN chose
            return {s for t, held in self._sources.items() if t.startswith(target) for s in held}
        return found

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(map(self.cut, self._links.source.codes))

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        source, target = self._links.source, self._links.target
        starts, ends = self._cut_all(source), self._cut_all(target)
        pairs = ((source.codes[a], target.codes[b], starts[a], ends[b]) for a, b in self._links.links.tolist())
        return sorted({(start, end) for a, b, start, end in pairs if not self._is_left_out(a, b)})

    def _cut_all(self, of: Classification) -> list[str]:
        return [code[: self._digits] for code in of.codes] if of.is_hs else list(of.codes)

    @cached_property
    def _targets(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for source, target in self._pairs:
            found.setdefault(source, []).append(target)
        return {source: tuple(targets) for source, targets in found.items()}

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for source, target in self._pairs:
            found.setdefault(target, set()).add(source)
        return found

    @cached_property
    def _chosen(self) -> dict[str, str]:
        """Source code to the target that is chosen for all that it holds."""
        source, target = self._links.source, self._links.target
        ends = [*self._cut_all(target), *target.groups]
        found: dict[str, set[str | None]] = {}
        for code, choice in zip(self._cut_all(source), self._links.choices.tolist(), strict=True):
            found.setdefault(code, set()).add(None if choice == NONE else ends[choice])
        chosen = {code: next(iter(held)) for code, held in found.items() if len(held) == 1}
        return {code: end for code, end in chosen.items() if end is not None and not self._is_left_out(code, end)}

    def _is_left_out(self, source: str, target: str) -> bool:
        sides = ((self._links.source, source), (self._links.target, target))
        return any(of.is_hs and code.startswith(self._without) for of, code in sides)

    @cached_property
    def _families(self) -> Families:
        return families(*self._span, digits=self._digits, without=self._without)
