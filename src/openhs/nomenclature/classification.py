"""Classifications that codes are converted between: the editions of the HS, SITC, BEC, ISIC and CPC."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, cached_property

from openhs.ground.codes import HSCode, Repair
from openhs.ground.data import open_json
from openhs.ground.errors import AmbiguousCode, InvalidCode, UnknownClassification

_NAME = re.compile(r"(HS|H|SITC|S|BEC|ISIC|CPC|)(?:REVISION|REV|VERSION|VER|V|R|)([0-9.]*)")
_FULL = {"": "HS", "H": "HS", "S": "SITC"}
_SEPARATORS = re.compile(r"[ .\u00a0'-]")


@dataclass(frozen=True)
class Classification:
    """One classification, such as HS2017, SITC4 or ISIC3.1: its `name` and its `codes`, sorted.

    The codes are those that correlation tables speak of: subheadings of the HS, basic headings of SITC, basic
    categories of BEC, classes of ISIC, subclasses of CPC. `groups` are codes above them that the UN nonetheless chooses
    as a target.
    """

    name: str
    codes: tuple[str, ...] = field(repr=False)
    groups: tuple[str, ...] = field(repr=False, default=())

    @property
    def is_hs(self) -> bool:
        """Whether it is an edition of the HS."""
        return self.name.startswith("HS")

    @cached_property
    def position(self) -> dict[str, int]:
        """Code to its position; groups come after the codes."""
        return {code: i for i, code in enumerate((*self.codes, *self.groups))}

    @cached_property
    def longest(self) -> int:
        """The digits of its longest code."""
        return max(map(len, self.codes))

    def below(self, code: str) -> range:
        """Return the positions of the codes that begin with `code`."""
        return range(bisect_left(self.codes, code), bisect_left(self.codes, code + ":"))

    def read(self, text: object) -> tuple[str, tuple[Repair, ...]]:
        """Return the code that `text` means, as plain digits, and what was repaired to read it.

        Raises InvalidCode. Codes of the HS are read as HSCode reads them. Of the others, a zero that a spreadsheet took
        is restored where the text as it stands is no code; where it stands above codes, it could be either, and is
        refused as AmbiguousCode.
        """
        if self.is_hs:
            code = HSCode(text)
            return str(code), code.repairs
        digits = _SEPARATORS.sub("", "" if text is None else str(text))
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidCode("" if text is None else str(text), f"codes of {self.name} hold digits only")
        restored = "0" + digits
        # text is taken as a group of codes, unless with a zero it is a code; a number that could be both is not
        doubtful = restored in self.position or (not isinstance(text, str) and self.below(restored))
        if digits not in self.position and self.below(digits) and doubtful:
            raise AmbiguousCode(str(text), (digits, restored))
        if not self.knows(digits) and self.below(restored):
            return restored, (Repair.LEADING_ZERO,)
        return digits, ()

    def knows(self, code: str) -> bool:
        """Whether `code` is one of its codes, stands above some, or is a finer line of one."""
        return bool(self.below(code)) or self.holder(code) is not None

    def holder(self, code: str) -> str | None:
        """Return the longest of its codes that `code` begins with, itself included."""
        starts = (code[:n] for n in range(min(len(code), self.longest), 0, -1))
        return next((start for start in starts if self.position.get(start, len(self.codes)) < len(self.codes)), None)


def classification(name: str | int | Classification) -> Classification:
    """Return a classification by name: HS2012 (also 2012, "H4"), SITC4 ("SITC Rev. 4"), BEC4, ISIC3.1, CPC2.1.

    Raises UnknownClassification, which lists those that exist.
    """
    if isinstance(name, Classification):
        return name
    read = _NAME.fullmatch(re.sub(r"[\s_-]|(?<=[A-Z])\.", "", str(name).upper()))
    known = _all()
    if read:
        family, number = _FULL.get(read[1], read[1]), read[2]
        editions = [k for k in known if k.startswith("HS")]
        if read[1] == "H" and number in map(str, range(len(editions))):
            return known[editions[int(number)]]
        of_family = [k for k in known if k.startswith(family)]
        if not number and len(of_family) == 1:
            return known[of_family[0]]
        if number and family + number in known:
            return known[family + number]
    raise UnknownClassification(str(name), tuple(known))


def classifications() -> tuple[str, ...]:
    """Return the names of all classifications: editions of the HS oldest first, then the others."""
    return tuple(_all())


@cache
def _all() -> dict[str, Classification]:
    listed = open_json("correlations/codes.json")
    return {name: Classification(name, tuple(c["codes"]), tuple(c["groups"])) for name, c in listed.items()}
