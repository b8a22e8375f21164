"""A conversion as a plan: what each text of a column becomes. Every engine joins its rows to what is planned here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from openhs.engines.convert.level import Level
from openhs.ground.errors import AmbiguousCode, InvalidCode, UsageError
from openhs.nomenclature.classification import Classification, classification, classifications
from openhs.nomenclature.correlation import correlation
from openhs.nomenclature.families import families

RESULT = ("source", "target", "relation", "share", "family", "note")
DIGITS = (2, 4, 6)
EMPTY = {"", "nan", "<na>", "none", "null"}  # what dataframes make of a cell without a code


class Method(StrEnum):
    """How a code with several targets is converted.

    `all`: a row for each target. `un`: the UN's one-to-one choice. `equal`: a row for each target, values split
    equally. `weights`: values split by shares of your own. `family`: the code's family, which is comparable.
    """

    ALL = "all"
    UN = "un"
    EQUAL = "equal"
    WEIGHTS = "weights"
    FAMILY = "family"


class Kind(StrEnum):
    """What a note is about; notes read `kind: words`, several joined by `; `."""

    REPAIRED = "repaired"
    NATIONAL = "national"
    FINER = "finer"
    EMPTY = "empty"
    WRONG = "wrong"
    OTHER_EDITION = "other edition"
    UNKNOWN = "unknown"
    NO_COUNTERPART = "no counterpart"
    UNDECIDED = "undecided"
    COMPOSED = "composed"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One target of a code: the result columns. `target` is None where there is none; then `note` says why.

    `share` is the part of the row that goes to the target, None where the method does not say.
    """

    source: str | None
    target: str | None
    relation: str | None
    share: float | None
    family: str | None
    note: str


Weights = Mapping[tuple[str, str], float]


@dataclass(frozen=True, eq=False)
class Plan:
    """A conversion from `source` to `target` by `method`, at up to `digits` digits of the HS.

    `weights`: (source code, target code) to a share or any number in proportion to it; it makes the method `weights`.
    `without`: see `families`. `span`: the two classifications whose families are taken; source and target by default.
    Raises UnknownClassification, UsageError.
    """

    source: Classification
    target: Classification
    method: Method = Method.ALL
    digits: int = 6
    weights: Weights = field(default_factory=dict, repr=False)
    without: tuple[str, ...] = ()
    span: tuple[str, str] | None = None

    @classmethod
    def of(
        cls,
        source: str | int | Classification,
        target: str | int | Classification,
        *,
        method: str = Method.ALL,
        digits: int = 6,
        weights: Weights | None = None,
        without: str | Iterable[str] = (),
        span: Sequence[str | int] | None = None,
    ) -> Plan:
        """Return the plan for arguments as users give them."""
        if weights is not None:
            method = Method.WEIGHTS
        if method not in list(Method):
            raise UsageError(f"there is no method {method!r}; choose one of {', '.join(Method)}")
        if method == Method.WEIGHTS and not weights:
            raise UsageError("the method weights needs weights=: (source code, target code) to a share")
        if digits not in DIGITS:
            raise UsageError(f"digits is {digits!r}; choose 2, 4 or 6")
        without = (without,) if isinstance(without, str) else tuple(without)
        start, end = classification(source), classification(target)
        if not weights:
            return _unweighted(start.name, end.name, Method(method), digits, without, _span(span, start, end))
        plan = cls(start, end, Method(method), digits, weights, without, _span(span, start, end))
        plan._check_weights()
        return plan

    @property
    def splits(self) -> bool:
        """Whether values are split among several targets."""
        return self.method in {Method.EQUAL, Method.WEIGHTS}

    @property
    def path(self) -> tuple[str, ...]:
        """The classifications gone through; more than two mean composed tables."""
        return correlation(self.source, self.target).path

    @cached_property
    def of_codes(self) -> dict[str, tuple[Outcome, ...]]:
        """Every code of the source as it is usually written, plain and in full, to its outcomes."""
        return {code: self._outcomes(code, code, []) for code in self.source.codes}

    def outcomes(self, text: object) -> tuple[Outcome, ...]:
        """Return what a text becomes: at least one outcome, whatever the text."""
        plain = self.of_codes.get(text) if isinstance(text, str) else None
        return plain or self._read(text)

    def _read(self, text: object) -> tuple[Outcome, ...]:
        if text is None or str(text).strip().lower() in EMPTY:
            return (_nothing(None, f"{Kind.EMPTY}: there is no code"),)
        try:
            code, notes = self._parsed(text)
        except InvalidCode as error:
            return (_nothing(None, noted(Kind.WRONG, error)),)
        known = code if self.source.below(code) else self.source.holder(code)
        if known is None:
            return (_nothing(code, "; ".join((*notes, self._unknown(code)))),)
        if known != code:
            notes.append(_finer(self.source, known))
        return self._outcomes(code, known, notes)

    def _parsed(self, text: object) -> tuple[str, list[str]]:
        """Return the code that a text means and notes on it; of two readings the one that the source has."""
        try:
            code, repairs = self.source.read(text)
        except AmbiguousCode as error:
            readings = [self.source.read(reading)[0] if self.source.is_hs else reading for reading in error.readings]
            known = [reading for reading in readings if self.source.knows(reading)]
            if len(known) != 1:
                raise
            return known[0], [f"{Kind.REPAIRED}: read as {known[0]}, the one reading that {self.source.name} has"]
        return code, [f"{Kind.REPAIRED}: {', '.join(repairs)}"] if repairs else []

    def _unknown(self, code: str) -> str:
        editions = [name for name in classifications() if classification(name).is_hs] if self.source.is_hs else []
        holders = [name for name in editions if classification(name).knows(code)]
        if holders:
            return f"{Kind.OTHER_EDITION}: {code} is not in {self.source.name}, but in {', '.join(holders)}"
        return f"{Kind.UNKNOWN}: {code} is not in {self.source.name}" + (", nor in any edition" if editions else "")

    def _outcomes(self, code: str, known: str, notes: list[str]) -> tuple[Outcome, ...]:
        """Return the outcomes of `known`, a code of the source or one above some, for the `code` that was read."""
        level = self._level(known)
        cut = level.cut(known)
        if cut not in self._planned:
            self._planned[cut] = tuple(self._plan(level, cut))
        return tuple(
            replace(outcome, source=code, note="; ".join(filter(None, (*notes, outcome.note))))
            for outcome in self._planned[cut]
        )

    def _plan(self, level: Level, code: str) -> Iterator[Outcome]:
        """Yield the outcomes of a code at its level."""
        family, targets, by_family = level.family(code), level.targets(code), self.method is Method.FAMILY
        if by_family:
            shares: dict[str | None, float | None] = {family: 1.0} if family else {}
        else:
            shares = self._shares(level, code, targets)
        note = "" if len(self.path) <= 2 else f"{Kind.COMPOSED}: via {', '.join(self.path[1:-1])}"
        if not shares:
            note, shares = self._why_none(targets), {None: None}
        for target, share in shares.items():
            yield Outcome(code, target, level.relation(code, target, by_family), share, family, note)

    def _shares(self, level: Level, known: str, targets: tuple[str, ...]) -> dict[str | None, float | None]:
        choice = level.choice(known) if self.method is Method.UN else None
        if choice or len(targets) == 1:
            return {choice or targets[0]: 1.0}
        if self.method is Method.UN:
            return {}
        if self.method is Method.ALL:
            return dict.fromkeys(targets)
        weights = dict.fromkeys(targets, 1.0) if self.method is Method.EQUAL else self._weights_of.get(known, {})
        total = sum(weights.values())
        return {target: weight / total for target, weight in sorted(weights.items())}

    def _why_none(self, targets: tuple[str, ...]) -> str:
        if not targets:
            return f"{Kind.NO_COUNTERPART}: {self.target.name} has none"
        reason = {
            Method.UN: "the UN chooses no single one in this direction",
            Method.WEIGHTS: "there are no weights for it",
            Method.FAMILY: "it stands for codes of several families",
        }[self.method]
        return f"{Kind.UNDECIDED}: {len(targets)} targets, {reason}"

    def _level(self, code: str) -> Level:
        length = len(code) if self.source.is_hs and len(code) in DIGITS else 6
        return self._levels[min(length, self.digits)]

    @cached_property
    def _planned(self) -> dict[str, tuple[Outcome, ...]]:
        """Codes that were planned before, cut to their level, to their outcomes."""
        return {}

    @cached_property
    def _levels(self) -> dict[int, Level]:
        links = correlation(self.source, self.target)
        return {digits: Level(links, digits, self.without, self.span) for digits in DIGITS}

    @cached_property
    def _weights_of(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for (source, target), weight in self.weights.items():
            if weight:
                found.setdefault(source, {})[target] = float(weight)
        return found

    def _check_weights(self) -> None:
        for (source, target), weight in self.weights.items():
            if not _is_weight(weight):
                raise UsageError(f"the weight of {source} {target} is {weight!r}; give a number from 0 up")
            level = self._level(source)
            if self.source.below(source) and level.cut(source) != source:
                raise UsageError(
                    f"there is a weight for {source}, which is cut to {level.cut(source)}; give one for that"
                )
            if not self.source.below(source) or target not in level.targets(source):
                raise UsageError(
                    f"there is a weight for {source} {target}, which {self.source.name} and {self.target.name} do not "
                    "link; see the pairs with the method all"
                )

    def table(self, texts: Iterable[object]) -> Iterator[tuple[object, Outcome, int, int]]:
        """Yield for each text its outcomes, with the position of each among them and their number."""
        for text in texts:
            outcomes = self.outcomes(text)
            yield from ((text, outcome, i, len(outcomes)) for i, outcome in enumerate(outcomes))


@lru_cache(maxsize=64)
def _unweighted(
    source: str, target: str, method: Method, digits: int, without: tuple[str, ...], span: tuple[str, str] | None
) -> Plan:
    """Return a plan that is made once: what it works out of the tables serves all conversions of a process."""
    return Plan(classification(source), classification(target), method, digits, {}, without, span)


def _span(given: Sequence[str | int] | None, source: Classification, target: Classification) -> tuple[str, str] | None:
    if given is None:
        return None
    if isinstance(given, str) or len(given) != 2:
        raise UsageError(f"span is {given!r}; give the two classifications whose families you want")
    first, last = (classification(name).name for name in given)
    covered = families(first, last).classifications
    outside = [of.name for of in (source, target) if of.name not in covered]
    if outside:
        raise UsageError(f"span {first} to {last} does not cover {outside[0]}; name a longer one")
    return first, last


def _finer(source: Classification, known: str) -> str:
    if source.is_hs:
        return f"{Kind.NATIONAL}: a national line, converted by its first six digits"
    return f"{Kind.FINER}: converted by {known}"


def _is_weight(weight: object) -> bool:
    try:
        return 0 <= float(weight) < float("inf")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def noted(kind: Kind, words: object) -> str:
    """Return a note; what joins notes is taken out of its words."""
    return f"{kind}: {str(words).replace('; ', ', ')}"


def _nothing(code: str | None, note: str) -> Outcome:
    return Outcome(code, None, None, None, None, note)


@lru_cache(maxsize=4096)
def kinds(note: str) -> tuple[Kind, ...]:
    """Return what a note is about."""
    heads = (part.partition(":")[0] for part in note.split("; "))
    return tuple(Kind(head) for head in heads if head in list(Kind))
