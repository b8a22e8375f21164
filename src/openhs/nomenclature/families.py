"""Families: the smallest groups of codes that can be compared across classifications and over time.

Codes that share goods, directly or through others, form one family: the connected components of the graph whose edges
are the links of the correlation tables (Pierce and Schott 2012; Cebeci 2012). What a family trades is the same whatever
edition it was recorded in, as no link leads out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from openhs.ground.errors import UsageError
from openhs.nomenclature.classification import Classification, classification, classifications
from openhs.nomenclature.correlation import correlation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREFIX = "F"


@dataclass(frozen=True)
class Families:
    """Every code of the classifications compared, with its family.

    `ids`: classification to code to family. An id is F and the smallest code that the family has in the first of the
    classifications (the oldest edition of the HS), as F080250; a family without codes there has F, its smallest code
    and the classification of it, as F300219-HS2017. It depends on the tables alone.

    >>> families("HS2012", "HS2022").of("HS2012", "080250")
    'F080250'
    """

    ids: dict[str, dict[str, str]] = field(repr=False)

    @property
    def classifications(self) -> tuple[str, ...]:
        """The classifications compared, in order."""
        return tuple(self.ids)

    def of(self, name: str | int | Classification, code: str) -> str | None:
        """Return the family of a code, None where the classification has no such code."""
        return self.ids[classification(name).name].get(code)

    def members(self, family: str) -> dict[str, tuple[str, ...]]:
        """Return classification to the codes of a family; empty for an id that is none."""
        return self._members.get(family, {})

    @cached_property
    def _members(self) -> dict[str, dict[str, tuple[str, ...]]]:
        members: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, code, family in self:
            held = members.setdefault(family, {})
            held[name] = (*held.get(name, ()), code)
        return members

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Iterate over (classification, code, family)."""
        return ((name, code, family) for name, of_code in self.ids.items() for code, family in of_code.items())

    def __len__(self) -> int:
        """Return the number of families."""
        return len(self._members)

    def columns(self) -> dict[str, list[str]]:
        """Return three columns, for any dataframe: classification, code, family."""
        names, codes, ids = zip(*self, strict=True)
        return {"classification": list(names), "code": list(codes), "family": list(ids)}


def families(
    source: str | int | Classification,
    target: str | int | Classification,
    *,
    digits: int = 6,
    without: str | Iterable[str] = (),
) -> Families:
    """Return the families of `source`, `target` and, between editions of the HS, all editions between.

    `digits`: 2, 4 or 6 of the HS. `without`: beginnings of HS codes whose links are not followed, so that a heading
    that takes a little of everything, such as 8549 (electrical waste) since 2022, does not tie all together; such codes
    stand alone, and what moved into them is not comparable. Raises UnknownClassification, UsageError.
    """
    if digits not in (2, 4, 6):
        raise UsageError(f"digits is {digits!r}; choose 2, 4 or 6")
    order = classifications()
    first, last = sorted((classification(source).name, classification(target).name), key=order.index)
    return _families(first, last, digits, (without,) if isinstance(without, str) else tuple(without))


@cache
def _families(first: str, last: str, digits: int, without: tuple[str, ...]) -> Families:
    import numpy as np  # noqa: PLC0415

    chain = _chain(first, last)
    codes = [_codes(classification(name), digits) for name in chain]
    begins = np.cumsum([0, *map(len, codes)])
    edges = [
        _edges(classification(chain[i]), classification(chain[j]), digits, without) + begins[[i, j]]
        for i, j in combinations(range(len(chain)), 2)
    ]
    names = [
        f"{PREFIX}{code}" if name == first else f"{PREFIX}{code}-{name}"
        for name, held in zip(chain, codes, strict=True)
        for code in held
    ]
    root = components(len(names), np.concatenate(edges) if edges else np.empty((0, 2), dtype=np.int64))
    ids = [names[r] for r in root]
    return Families(
        {
            name: dict(zip(held, ids[begin : begin + len(held)], strict=True))
            for name, held, begin in zip(chain, codes, begins, strict=False)
        }
    )


def _chain(first: str, last: str) -> tuple[str, ...]:
    order = classifications()
    begin, end = order.index(first), order.index(last)
    if classification(first).is_hs and classification(last).is_hs:
        return order[begin : end + 1]
    return tuple(dict.fromkeys((first, last)))


def _codes(of: Classification, digits: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code[:digits] for code in of.codes)) if of.is_hs else of.codes


def _edges(a: Classification, b: Classification, digits: int, without: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the links of two classifications as positions among their codes of so many digits."""
    import numpy as np  # noqa: PLC0415

    links = correlation(a, b).links
    columns = []
    kept = np.ones(len(links), dtype=bool)
    for of, column in ((a, links[:, 0]), (b, links[:, 1])):
        place = {code: i for i, code in enumerate(_codes(of, digits))}
        columns.append(np.array([place[code[:digits] if of.is_hs else code] for code in of.codes])[column])
        if without and of.is_hs:
            kept &= ~np.array([code.startswith(without) for code in of.codes])[column]
    return np.stack(columns, axis=1)[kept]


def components(size: int, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of `size` nodes the smallest node that `edges` (n, 2) connect it to.

    Label propagation with pointer jumping: each round a node takes the smallest label around it.
    """
    import numpy as np  # noqa: PLC0415

    label = np.arange(size)
    while True:
        before = label.copy()
        smaller = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        np.minimum.at(label, edges[:, 0], smaller)
        np.minimum.at(label, edges[:, 1], smaller)
        label = label[label]
        if np.array_equal(label, before):
            return label
