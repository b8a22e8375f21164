"""Correlations: which codes of two classifications share goods, and the UN's one-to-one choice among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, reduce
from itertools import pairwise
from typing import TYPE_CHECKING

from openhs.ground.data import open_array, open_json
from openhs.nomenclature.classification import Classification, classification

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]

NONE = -1


class Relation(StrEnum):
    """How a code and a target relate.

    `same`: each is the other's only counterpart. `split`: the code has several targets, each of them all its own.
    `merge`: the target takes all of the code, and others. `split-merge`: the code has several targets, and this one
    takes from other codes too. `deleted`: a code without target. `new`: a target without source.
    """

    SAME = "same"
    SPLIT = "split"
    MERGE = "merge"
    SPLIT_MERGE = "split-merge"
    DELETED = "deleted"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of codes that share goods. `chosen`: the target is the UN's one-to-one choice for the source."""

    source: str
    target: str
    relation: Relation
    chosen: bool


@dataclass(frozen=True, eq=False)
class Correlation:
    """All links between the codes of two classifications.

    `links`: positions in `source.codes` and `target.codes`, shape (n, 2), sorted. `choices`: for each source code the
    position of the UN's choice in the target's codes and groups, -1 where it chose none. `path`: the classifications
    gone through; more than two mean that the tables between them were composed, because none is published.
    """

    source: Classification
    target: Classification
    links: Indices = field(repr=False)
    choices: Indices = field(repr=False)
    path: tuple[str, ...]

    @property
    def is_composed(self) -> bool:
        """Whether it was composed of other tables."""
        return len(self.path) > 2

    @cached_property
    def starts(self) -> Indices:
        """Where the links of each source code start in `links`; one more entry than codes."""
        import numpy as np  # noqa: PLC0415

        return np.searchsorted(self.links[:, 0], np.arange(len(self.source.codes) + 1))

    @cached_property
    def counts(self) -> tuple[Indices, Indices]:
        """Links of each source code, and of each target code."""
        import numpy as np  # noqa: PLC0415

        return (
            np.bincount(self.links[:, 0], minlength=len(self.source.codes)),
            np.bincount(self.links[:, 1], minlength=len(self.target.codes)),
        )

    @cached_property
    def inverse(self) -> Correlation:
        """The same links from target to source. The UN's choice is published one way: here only single links are."""
        links = _sorted_unique(self.links[:, ::-1])
        return Correlation(self.target, self.source, links, _single(links, len(self.target.codes)), self.path[::-1])

    @property
    def deleted(self) -> tuple[str, ...]:
        """The source codes without target."""
        return tuple(c for c, links in zip(self.source.codes, self.counts[0].tolist(), strict=True) if not links)

    @property
    def new(self) -> tuple[str, ...]:
        """The target codes without source."""
        return tuple(c for c, links in zip(self.target.codes, self.counts[1].tolist(), strict=True) if not links)

    def targets(self, code: str) -> tuple[Link, ...]:
        """Return the links of a source code, by target; empty where it has none or is not one of the codes."""
        position = self.source.position.get(code, NONE)
        if not 0 <= position < len(self.source.codes):
            return ()
        return tuple(self._link(row) for row in range(self.starts[position], self.starts[position + 1]))

    def sources(self, code: str) -> tuple[Link, ...]:
        """Return the links of a target code, by source."""
        return tuple(
            Link(link.target, link.source, self._relation(link.target, link.source), self.choice(link.target) == code)
            for link in self.inverse.targets(code)
        )

    def choice(self, code: str) -> str | None:
        """Return the UN's one-to-one choice for a source code, None where it made none or there is no such code."""
        position = self.source.position.get(code, NONE)
        chosen = int(self.choices[position]) if 0 <= position < len(self.choices) else NONE
        return None if chosen == NONE else self._ends[chosen]

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return (*self.target.codes, *self.target.groups)

    def __iter__(self) -> Iterator[Link]:
        return (self._link(row) for row in range(len(self.links)))

    def __len__(self) -> int:
        return len(self.links)

    def _link(self, row: int) -> Link:
        a, b = self.links[row]
        source, target = self.source.codes[a], self.target.codes[b]
        return Link(source, target, self._relation(source, target), bool(self.choices[a] == b))

    def _relation(self, source: str, target: str) -> Relation:
        forward, backward = self.counts
        several = forward[self.source.position[source]] > 1, backward[self.target.position[target]] > 1
        return RELATIONS[several]


RELATIONS = {
    (False, False): Relation.SAME,
    (True, False): Relation.SPLIT,
    (False, True): Relation.MERGE,
    (True, True): Relation.SPLIT_MERGE,
}


def correlation(source: str | int | Classification, target: str | int | Classification) -> Correlation:
    """Return how the codes of `source` and `target` correlate.

    The UN's own table where it publishes one, in either direction; else tables are composed along the route that
    `path` shows. Raises UnknownClassification.
    """
    return _correlation(classification(source).name, classification(target).name)


@cache
def _correlation(source: str, target: str) -> Correlation:
    if source == target:
        return _identity(classification(source))
    path = routes().get(f"{source}>{target}") or routes()[f"{target}>{source}"][::-1]
    return reduce(_composed, [_table(a, b) for a, b in pairwise(path)])


@cache
def routes() -> dict[str, list[str]]:
    """Return `source>target` to the classifications that lie on the way, for every pair in one of its directions."""
    found: dict[str, list[str]] = open_json("correlations/routes.json")
    return found


@cache
def _table(source: str, target: str) -> Correlation:
    """Return a table of the UN's, in the direction asked for."""
    if routes().get(f"{source}>{target}") != [source, target]:
        return _table(target, source).inverse
    import numpy as np  # noqa: PLC0415

    rows = open_array(f"correlations/{source}-{target}.npy").astype(np.int64)
    links = _sorted_unique(rows[rows[:, 2] < 2, :2])
    choices = _single(links, len(classification(source).codes))
    chosen = rows[rows[:, 2] > 0]
    choices[chosen[:, 0]] = chosen[:, 1]
    return Correlation(classification(source), classification(target), links, choices, (source, target))


def _composed(first: Correlation, second: Correlation) -> Correlation:
    """Return the links by way of what both share; the choice where both tables make one, else the only link."""
    import numpy as np  # noqa: PLC0415

    links = chained(first.links, second.links)
    of_codes = np.full(len(first.target.codes) + len(first.target.groups) + 1, NONE)
    of_codes[: len(second.choices)] = second.choices
    choices = of_codes[first.choices]
    choices = np.where(choices != NONE, choices, _single(links, len(first.source.codes)))
    return Correlation(first.source, second.target, links, choices, (*first.path, second.target.name))


def chained(first: Indices, second: Indices) -> Indices:
    """Return the links (a, c) for which there is a b with (a, b) in `first` and (b, c) in `second`."""
    import numpy as np  # noqa: PLC0415

    begin, end = (np.searchsorted(second[:, 0], first[:, 1], side) for side in ("left", "right"))
    fan = end - begin
    offsets = np.arange(fan.sum()) - np.repeat(fan.cumsum() - fan, fan)
    return _sorted_unique(np.stack([np.repeat(first[:, 0], fan), second[np.repeat(begin, fan) + offsets, 1]], axis=1))


def _identity(only: Classification) -> Correlation:
    import numpy as np  # noqa: PLC0415

    positions = np.arange(len(only.codes))
    return Correlation(only, only, np.stack([positions, positions], axis=1), positions, (only.name,))


def _single(links: Indices, size: int) -> Indices:
    """Return for each source its target where it has but one, else -1."""
    import numpy as np  # noqa: PLC0415

    only = np.full(size, NONE, dtype=np.int64)
    only[links[:, 0]] = links[:, 1]
    only[np.bincount(links[:, 0], minlength=size) > 1] = NONE
    return only


def _sorted_unique(links: Indices) -> Indices:
    import numpy as np  # noqa: PLC0415

    width = 1 << 20
    keys = np.unique(links[:, 0] * width + links[:, 1])
    return np.stack([keys // width, keys % width], axis=1)
