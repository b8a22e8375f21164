"""The difference of two editions: which codes came, went, moved, and which kept their number but not their scope.

It is told code by code, from the older edition to the newer, and each change is of one kind:

added      the code is in the newer edition only
deleted    the code is in the older edition only
moved      the same goods stand under another code: each of the two codes is the other's only counterpart
split      the code stays, and part of its goods went to other codes
merged     the code stays, and took goods of other codes
redrawn    the code stays, gave part of its goods away and took others
reused     the code is in both editions, and what it meant went elsewhere

The two codes of a move are one change, under the older code; a number that one left and another took is both moved and
reused. Codes that kept number and scope are not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from openhs.ground.errors import UsageError
from openhs.nomenclature.edition import Edition, edition, lookup
from openhs.nomenclature.passage import Passage, beginnings, passage
from openhs.nomenclature.telling import Mark, tell_apart


class Kind(StrEnum):
    """What happened to a code; the module says what each means."""

    ADDED = "added"
    DELETED = "deleted"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REDRAWN = "redrawn"
    REUSED = "reused"


SUBHEADING = 6

_STAYING = {
    (True, False): Kind.SPLIT,
    (False, True): Kind.MERGED,
    (True, True): Kind.REDRAWN,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one code.

    `sources`: the codes of the older edition that what is in the code now comes from; `whole` those of them that came
    with all their goods. `targets`: the codes of the newer edition that what was in the code went to. Both include the
    code itself where it stays, and say most first. `marks`: what tells the targets apart, where there are several.
    """

    kind: Kind
    code: str
    title: str
    sources: tuple[str, ...]
    whole: tuple[str, ...]
    targets: tuple[str, ...]
    marks: tuple[Mark, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the change as one JSON object."""
        return {
            "kind": str(self.kind),
            "code": self.code,
            "title": self.title,
            "sources": [*self.sources],
            "whole": [*self.whole],
            "targets": [*self.targets],
            "marks": [mark.as_dict() for mark in self.marks],
        }


@dataclass(frozen=True)
class Difference:
    """All changes between two editions, or those of one chapter, by code.

    `path`: the editions gone through; more than two mean that tables were composed, because none is published, and
    that some links may be wider than the truth. `unchanged`: how many codes kept number and scope.
    """

    older: str
    newer: str
    chapter: str | None
    without: tuple[str, ...]
    path: tuple[str, ...]
    unchanged: int
    changes: tuple[Change, ...] = field(repr=False)

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """How many changes there are of each kind."""
        return {kind: len(self.of(kind)) for kind in Kind}

    def of(self, kind: Kind | str) -> tuple[Change, ...]:
        """Return the changes of one kind, by code."""
        return tuple(change for change in self.changes if change.kind == kind)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def as_dict(self) -> dict[str, object]:
        """Return the difference as one JSON object."""
        return {
            "older": self.older,
            "newer": self.newer,
            "chapter": self.chapter,
            "without": [*self.without],
            "path": [*self.path],
            "unchanged": self.unchanged,
            "counts": {str(kind): count for kind, count in self.counts.items()},
            "changes": [change.as_dict() for change in self.changes],
        }


def diff(
    older: str | int | Edition,
    newer: str | int | Edition,
    chapter: str | int | None = None,
    *,
    without: str | Iterable[str] = (),
) -> Difference:
    """Return what changed between two editions, told from the older to the newer whichever is given first.

    `chapter`: of which chapter; a move counts where either of its codes is in it. `without`: beginnings of codes whose
    links are not followed, such as 8549 (electrical waste), which took a little of a thousand codes in 2022. Raises
    UnknownEdition, UnknownCode for a chapter that there is not, UsageError.
    """
    first, last = sorted((edition(older).year, edition(newer).year))
    if first == last:
        raise UsageError(f"{first} and {last} are the same edition; give two")
    number, left_out = _chapter(chapter, last), beginnings(without)
    step = passage(first, last, without=left_out)
    before, after = ({code for code in edition(year) if len(code) == SUBHEADING} for year in (first, last))
    changes = _changes(step, before, after, number or "")
    unchanged = sum(_is_same(step, code) for code in before & after if code.startswith(number or ""))
    return Difference(first, last, number, left_out, step.path, unchanged, tuple(changes))


def _chapter(asked: str | int | None, year: str) -> str | None:
    if asked is None:
        return None
    node = lookup(str(asked).strip().zfill(2), year)
    if node.level != "chapter":
        raise UsageError(f"{node.written} is a {node.level}; give a chapter, such as {node.code[:2]}")
    return node.code


def _changes(step: Passage, older: set[str], newer: set[str], chapter: str) -> Iterator[Change]:
    for code in sorted(older | newer):
        moved_to, moved_from = (
            _counterpart(step.targets, step.sources, code),
            _counterpart(step.sources, step.targets, code),
        )
        if moved_to and (code.startswith(chapter) or moved_to.startswith(chapter)):
            yield _moved(step, code)
        if not code.startswith(chapter):
            continue
        if code not in newer and not moved_to:
            yield _change(step, Kind.DELETED, code)
        elif code not in older and not moved_from:
            yield _change(step, Kind.ADDED, code)
        elif code in older and code in newer and not _is_same(step, code):
            yield _change(step, _kept(step, code), code)


def _counterpart(there: dict[str, tuple[str, ...]], back: dict[str, tuple[str, ...]], code: str) -> str | None:
    """Return the other code that a code and none else is linked to, and that is linked to none else."""
    others = there.get(code, ())
    return others[0] if len(others) == 1 and others[0] != code and back[others[0]] == (code,) else None


def _kept(step: Passage, code: str) -> Kind:
    targets, sources = step.targets.get(code, ()), step.sources.get(code, ())
    return _STAYING[len(targets) > 1, len(sources) > 1] if code in targets else Kind.REUSED


def _is_same(step: Passage, code: str) -> bool:
    """Whether a code of both editions kept its scope, as far as the links that are followed say."""
    linked = {*step.targets.get(code, ()), *step.sources.get(code, ())}
    return linked <= {code}


def _change(step: Passage, kind: Kind, code: str) -> Change:
    sources, targets = tuple(step.nearest_sources(code)), tuple(step.nearest_targets(code))
    marks = tell_apart(targets, step.newer) if len(targets) > 1 else ()
    title = edition(step.older if kind is Kind.DELETED else step.newer).title(code)
    return Change(kind, code, title, sources, tuple(s for s in sources if step.is_whole(s)), targets, marks)


def _moved(step: Passage, code: str) -> Change:
    targets = step.targets[code]
    return Change(Kind.MOVED, code, edition(step.newer).title(targets[0]), (code,), (code,), targets, ())
