"""Which edition a column of codes is in, with the evidence: nobody writes it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from openhs.engines.convert.plan import EMPTY
from openhs.ground.errors import InvalidCode
from openhs.nomenclature.classification import Classification, classification, classifications

# A code that some edition has, but not the one that explains the rest, is a slip of the pen: so many are allowed.
SLIPS, SLIPS_PER_CODE = 1, 0.005
# Another classification than the HS is named when it knows more of the column than any edition, by this share of codes.
CLEARLY = 0.05
# Of the codes read, this share at least must be known to what is named.
LEAST_KNOWN = 0.8
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Score:
    """How well one classification explains a column.

    `rows` and `codes` (distinct) that it knows; `only`: codes that no other edition of the HS has, evidence for it (of
    another classification: codes in full, not groups of them); `missing`: codes that it lacks though another edition
    has them, evidence against it. Most frequent first.
    """

    name: str
    rows: int
    codes: int
    only: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """What a column of codes is in.

    `name`: the classification, None where that is not settled. `candidates`: all that explain the column equally well,
    newest first. `mixture`: two editions that explain it together where none does alone. `rows` and `codes` (distinct)
    were read, `unreadable` rows hold no code, `unknown` rows a code of no edition. `scores`: editions of the HS oldest
    first, then the other classifications.
    """

    name: str | None
    candidates: tuple[str, ...]
    mixture: tuple[str, ...]
    rows: int
    codes: int
    empty: int
    unreadable: int
    repaired: int
    unknown: int
    scores: tuple[Score, ...]

    def score(self, name: str) -> Score:
        """Return the score of one classification."""
        return next(score for score in self.scores if score.name == name)

    @property
    def verdict(self) -> str:
        """The finding in one sentence."""
        if self.name:
            strangers = len(self.score(self.name).missing)
            return f"The codes are in {self.name}" + (f", but for {strangers} of other editions." if strangers else ".")
        if self.mixture:
            return f"No edition explains the codes alone; {' and '.join(self.mixture)} do together."
        if self.candidates:
            return f"The codes are in {' or '.join(self.candidates)}: no code tells these apart."
        return "The column does not hold codes of any classification known here."

    def as_dict(self) -> dict[str, object]:
        """Return the finding as one JSON object."""
        return {
            "name": self.name,
            "verdict": self.verdict,
            "candidates": list(self.candidates),
            "mixture": list(self.mixture),
            **{name: getattr(self, name) for name in ("rows", "codes", "empty", "unreadable", "repaired", "unknown")},
            "scores": [
                {
                    "name": score.name,
                    "rows": score.rows,
                    "share": round(score.rows / self.rows, 4) if self.rows else 0.0,
                    "codes": score.codes,
                    "only": list(score.only[:SHOWN]),
                    "missing": list(score.missing[:SHOWN]),
                }
                for score in self.scores
            ],
        }


def detect(column: Iterable[object]) -> Detection:
    """Return which classification a column of codes is in, most often an edition of the HS.

    Only distinct texts are kept in memory. An edition is named where all codes that any edition has are its own, but
    for slips (one, or one in two hundred). Where several editions have all of them, all are candidates; where none has
    but two together have, they are a mixture.
    """
    texts = Counter(None if text is None else str(text) for text in column)
    empty = sum(rows for text, rows in texts.items() if text is None or text.strip().lower() in EMPTY)
    editions = [classification(name) for name in classifications() if classification(name).is_hs]
    codes, repaired = _read(editions[-1], texts)
    known = {edition.name: {c for c in codes if edition.below(c[:6])} for edition in editions}
    somewhere: set[str] = set().union(*known.values())
    names = [edition.name for edition in editions]
    scores = [_score(name, known, somewhere, codes) for name in names]
    others = [_other(classification(name), texts) for name in classifications() if name not in known]
    name, candidates, mixture = _judge(known, somewhere, codes, others)
    return Detection(
        name=name,
        candidates=candidates,
        mixture=mixture,
        rows=texts.total(),
        codes=len(codes),
        empty=empty,
        unreadable=texts.total() - empty - codes.total(),
        repaired=repaired,
        unknown=sum(rows for code, rows in codes.items() if code not in somewhere),
        scores=(*scores, *others),
    )


def _read(edition: Classification, texts: Counter[str | None]) -> tuple[Counter[str], int]:
    """Return code to rows, and the rows in which a code was repaired."""
    codes: Counter[str] = Counter()
    repaired = 0
    for text, rows in texts.items():
        try:
            code, repairs = edition.read(text)
        except InvalidCode:
            continue
        codes[code] += rows
        repaired += rows if repairs else 0
    return codes, repaired


def _score(name: str, known: dict[str, set[str]], somewhere: set[str], codes: Counter[str]) -> Score:
    elsewhere: set[str] = set().union(*(held for other, held in known.items() if other != name))
    held = known[name]
    rows = sum(codes[code] for code in held)
    return Score(name, rows, len(held), _ordered(held - elsewhere, codes), _ordered(somewhere - held, codes))


def _other(of: Classification, texts: Counter[str | None]) -> Score:
    """Return how well a classification other than the HS explains the column, read as its own codes are."""
    found: Counter[str] = Counter()
    for text, rows in texts.items():
        try:
            code, _ = of.read(text)
        except InvalidCode:
            continue
        if of.below(code):
            found[code] += rows
    in_full = {code for code in found if code in of.position}
    return Score(of.name, found.total(), len(found), _ordered(in_full, found), ())


def _ordered(codes: set[str], rows: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: (-rows[code], code)))


def _judge(
    known: dict[str, set[str]], somewhere: set[str], codes: Counter[str], others: list[Score]
) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Return the name, the candidates and the mixture."""
    best_other = max(others, key=lambda score: (score.codes, len(score.only)))
    if best_other.codes > len(somewhere) + CLEARLY * len(codes) and best_other.codes >= LEAST_KNOWN * len(codes):
        best = best_other.codes, len(best_other.only)
        ties = tuple(score.name for score in reversed(others) if (score.codes, len(score.only)) == best)
        return (ties[0] if len(ties) == 1 else None), ties, ()
    if not somewhere or len(somewhere) < LEAST_KNOWN / 2 * len(codes):
        return None, (), ()
    allowed = max(SLIPS, SLIPS_PER_CODE * len(somewhere))
    missing = {name: len(somewhere - held) for name, held in known.items()}
    fewest = min(missing.values())
    if fewest > allowed:
        return None, (), _mixture(known, somewhere, allowed)
    candidates = tuple(name for name in reversed(known) if missing[name] == fewest)
    return (candidates[0] if len(candidates) == 1 else None), candidates, ()


def _mixture(known: dict[str, set[str]], somewhere: set[str], allowed: float) -> tuple[str, ...]:
    """Return the two editions that together lack the fewest codes, newest first; nothing where they lack many."""

    def lacking(pair: tuple[str, str]) -> tuple[int, int]:
        a, b = (known[name] for name in pair)
        return len(somewhere - a - b), len(somewhere - a) + len(somewhere - b)

    best = min(combinations(reversed(known), 2), key=lacking)
    return best if lacking(best)[0] <= allowed else ()
