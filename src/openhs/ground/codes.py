"""Codes as people write them: `HSCode` reads one, `parse_codes` a column.

A code is text. Reading one repairs what spreadsheets and keyboards do to it, and each repair is a value on the
result. What can be read in two ways is refused with both, unless the text as written is a code of some edition.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from openhs.ground.data import all_codes
from openhs.ground.errors import AmbiguousCode, InvalidCode

LONGEST = 12
HEADING = 4

_PREFIX = re.compile(r"^(?:hs|hsn|hts|htsus|cn|taric|ncm)?\s*(?:code|no|nr)?\s*[.:#-]?\s*(?=\d)", re.IGNORECASE)
_WRITTEN = re.compile(r"\d+(?:[ .,\-\u2013/\u00b7]\s?\d+)*")
_SEPARATORS = re.compile(r"[ .,\-\u2013/\u00b7]\s?")
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+", re.IGNORECASE)
_BROUGHT_BY_CELLS = " \t\r\n\u00a0\ufeff'\"`\u2019;:."


def written(code: str) -> str:
    """Return a code of an edition as people write it: 8517.62; a section as it is."""
    return code if len(code) <= HEADING or not code.isdigit() else f"{code[:HEADING]}.{code[HEADING:]}"


class Repair(StrEnum):
    """What was mended to read a code."""

    LEADING_ZERO = "leading zero restored"
    TRAILING_ZERO = "trailing zero restored"
    DECIMAL = "decimal .0 removed"
    DIGITS = "digits of another script converted"


class Style(StrEnum):
    """Ways to write a code; the value shows subheading 847130 in it."""

    PLAIN = "847130"
    DOTTED = "8471.30"
    SPACED = "8471 30"
    PREFIXED = "HS 8471.30"


class HSCode(str):
    """A code, read once and text ever after: equal to, and usable as, its plain digits.

    `repairs` holds what was mended, `other_readings` the codes that the same text could also have meant.
    Raises InvalidCode (AmbiguousCode where there is more than one reading), and nothing else, for any text.

    >>> HSCode("HS 8471.30")
    HSCode('847130')
    >>> HSCode("101.21").repairs
    (<Repair.LEADING_ZERO: 'leading zero restored'>,)
    """

    repairs: tuple[Repair, ...]
    other_readings: tuple[str, ...]

    def __new__(cls, text: object) -> HSCode:
        """Read `text`; a code that was read already is returned as it is."""
        if isinstance(text, HSCode):
            return text
        reading, others = _read(text)
        return cls._make(reading.digits, reading.repairs, others)

    @classmethod
    def _make(cls, digits: str, repairs: tuple[Repair, ...], others: tuple[str, ...]) -> HSCode:
        code = super().__new__(cls, digits)
        code.repairs, code.other_readings = repairs, others
        return code

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return HSCode._make, (str(self), self.repairs, self.other_readings)

    def __repr__(self) -> str:
        return f"HSCode({str.__repr__(self)})"

    def __str__(self) -> str:
        return str.__str__(self)

    @property
    def level(self) -> str:
        """One of chapter, heading, group, subheading, national line."""
        return {2: "chapter", 4: "heading", 5: "group", 6: "subheading"}.get(len(self), "national line")

    @property
    def chapter(self) -> str:
        """The first two digits."""
        return self[:2]

    @property
    def heading(self) -> str | None:
        """The first four digits, None for a chapter."""
        return self[:4] if len(self) >= 4 else None

    @property
    def subheading(self) -> str | None:
        """The first six digits, None for what is shorter."""
        return self[:6] if len(self) >= 6 else None

    def written(self, style: Style = Style.DOTTED) -> str:
        """Return the code as people write it; national lines in pairs of digits after the sixth."""
        parts = [self[:4], *(self[i : i + 2] for i in range(4, len(self), 2))]
        match style:
            case Style.PLAIN:
                return str(self)
            case Style.DOTTED:
                return ".".join(parts)
            case Style.SPACED:
                return " ".join(parts)
            case Style.PREFIXED:
                return "HS " + ".".join(parts)


@dataclass(frozen=True, slots=True)
class _Reading:
    digits: str
    repairs: tuple[Repair, ...] = ()

    def and_then(self, digits: str, repair: Repair) -> _Reading:
        return _Reading(digits, (*self.repairs, repair))

    @property
    def known(self) -> bool:
        return self.digits[:6] in all_codes()

    @property
    def well_formed(self) -> bool:
        return len(self.digits) in {2, *range(4, LONGEST + 1)} and not self.digits.startswith("00")


def _read(text: object) -> tuple[_Reading, tuple[str, ...]]:
    """Return the reading of `text` and the plausible others; raise where none or several remain."""
    original, cleaned, repairs = _clean(text)
    parts = _SEPARATORS.split(cleaned)
    if len(parts) == 2 and set(parts[1]) == {"0"} and len(parts[1]) == 1:
        parts, repairs = parts[:1], (*repairs, Repair.DECIMAL)
    as_written, restored = _readings(parts, repairs)
    if not as_written.well_formed and not restored:
        raise InvalidCode(original, _misfit(as_written.digits))
    return _choose(original, as_written, restored)


def _clean(text: object) -> tuple[str, str, tuple[Repair, ...]]:
    """Return the text as given, its digits and separators, and the repairs that took."""
    original = text if isinstance(text, str) else "" if text is None else str(text)
    if original.strip(_BROUGHT_BY_CELLS) == "":
        raise InvalidCode(original, "there is nothing to read; give 2 to 12 digits, such as 8471.30")
    cleaned = original.strip(_BROUGHT_BY_CELLS)
    ascii_digits = "".join(_ascii_digit(c) for c in cleaned)
    repairs = (Repair.DIGITS,) if ascii_digits != cleaned else ()
    cleaned = _PREFIX.sub("", ascii_digits.replace("\u00a0", " "))
    if _SCIENTIFIC.fullmatch(cleaned):
        raise InvalidCode(original, "a spreadsheet has rounded it; format the column as text and load it again")
    cleaned = re.sub(r"\s+", " ", cleaned)
    if not _WRITTEN.fullmatch(cleaned):
        raise InvalidCode(original, "it holds more than digits; give 2 to 12 digits, such as 8471.30")
    return original, cleaned, repairs


def _ascii_digit(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    return "." if character in "\uff0e\u3002\uff61" else " " if character.isspace() else character


def _readings(parts: list[str], repairs: tuple[Repair, ...]) -> tuple[_Reading, list[_Reading]]:
    """Return the reading as written and those that restore zeros a spreadsheet took."""
    digits = "".join(parts)
    first, restored = parts[0], []
    as_written = _Reading(digits, repairs)
    zero_lost = digits[0] != "0" and len(digits) < LONGEST
    if len(parts) > 1 and len(first) in (1, 3) and zero_lost:
        # 101.21 and 1.01.21: the separator shows that the zero is missing
        as_written = as_written.and_then("0" + digits, Repair.LEADING_ZERO)
    elif zero_lost and (len(parts) == 1 or len(first) not in (2, 4)):
        restored.append(as_written.and_then("0" + digits, Repair.LEADING_ZERO))
    if len(parts) == 2 and len(parts[1]) == 1 and first[0] != "0":
        # 8471.3 may be the number 8471.30
        restored.append(as_written.and_then(as_written.digits + "0", Repair.TRAILING_ZERO))
    return as_written, [r for r in restored if r.well_formed]


def _choose(original: str, as_written: _Reading, restored: list[_Reading]) -> tuple[_Reading, tuple[str, ...]]:
    """Settle between readings by what exists in some edition; refuse to guess."""
    if not any(r.known for r in restored):
        return (as_written if as_written.well_formed else restored[0]), ()
    known = [r for r in restored if r.known]
    others = tuple(HSCode._make(r.digits, (), ()).written() for r in known)
    if as_written.well_formed and as_written.known:
        if Repair.LEADING_ZERO in as_written.repairs:
            raise AmbiguousCode(original, (HSCode._make(as_written.digits, (), ()).written(), *others))
        return as_written, tuple(r.digits for r in known)
    zeros_explain_length = len(as_written.digits) % 2 == 1 or known[0].repairs[-1] is Repair.TRAILING_ZERO
    if len(known) == 1 and zeros_explain_length:
        return known[0], ()
    if as_written.well_formed and len(as_written.digits) != 5:
        others = (HSCode._make(as_written.digits, (), ()).written(), *others)
    raise AmbiguousCode(original, others)


def _misfit(digits: str) -> str:
    if len(digits) > LONGEST:
        return f"it has {len(digits)} digits; a code has at most {LONGEST}"
    if digits.startswith("00"):
        return "no chapter begins with 00; check the column"
    return f"{len(digits)} digits are too few or too many; give 2, 4, 6 or more digits"


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """A column of codes, read: three lists of equal length, one entry a row.

    `codes` holds None where a row could not be read; then `errors` says why. `repairs` is empty for rows read as
    they stood.
    """

    codes: list[HSCode | None]
    repairs: list[tuple[Repair, ...]]
    errors: list[InvalidCode | None]

    def __len__(self) -> int:
        return len(self.codes)


def parse_codes(column: Iterable[object]) -> CodeColumn:
    """Read a whole column (list, array, Series): each distinct value once, never raising for a row."""
    values = [_plain(value) for value in column]
    read: dict[object, HSCode | InvalidCode] = {}
    for value in set(values):
        try:
            read[value] = HSCode(value)
        except InvalidCode as error:
            read[value] = error
    results = [read[value] for value in values]
    return CodeColumn(
        codes=[r if isinstance(r, HSCode) else None for r in results],
        repairs=[r.repairs if isinstance(r, HSCode) else () for r in results],
        errors=[r if isinstance(r, InvalidCode) else None for r in results],
    )


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str) else str(value)
