"""Reads `data/facts`: axes, their values and units, the words that show them; and conditions written with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openhs.law.facts import NOTHING, SHARE, plain_name
from openhs.nomenclature.condition import All, Condition, Has, Interval, Not, OneOf, Within
from tools.yaml_file import Place, read_yaml

# Conditions may also ask under which codes goods stand at first sight.
CODES = "heading"
_OTHERS = {"axes", "units", "kinds", "attributes"}
_PHRASE = re.compile(r"[^\W_][^\n;|]*")
_BOUND = re.compile(r"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*([^\s<>=\d][^<>=]*)?")
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a closed axis: the wider values it implies, nearest first, and the words that show it."""

    wider: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and its size in the first unit of the dimension; a count is divided by its figure."""

    of: str
    size: float
    words: tuple[str, ...]
    is_count: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """What goods are asked about; `values` is a list's name, None for open axes and numbers, `unit` for numbers.

    `after`: the words after which a value is shown, where it is not by itself. `beside`: the words beside which a value
    of a list shared with other axes shows this one. `words`: value to what shows it on this axis. `usual`: the value of
    what says nothing; `follows`: the axis whose value it then has instead.
    """

    asks: str
    values: str | None
    unit: str | None
    after: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual: str | None = None
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All of data/facts."""

    axes: dict[str, Axis]
    lists: dict[str, dict[str, Value]]
    units: dict[str, Unit]
    kinds: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    attributes: dict[str, str]

    def axis(self, name: str, place: Place) -> Axis:
        """Return the axis of that name; `share of X` is one for every X."""
        if name.startswith(SHARE):
            return Axis(f"Which share by mass is {name.removeprefix(SHARE)}?", None, "%")
        if name not in self.axes:
            raise place.refuse(f"{name!r} is no axis", "use one of facts/axes.yaml, or add it there")
        return self.axes[name]

    def values(self, axis: str, listed: Iterable[str], place: Place) -> tuple[str, ...]:
        """Return `listed` when all are values of the axis."""
        values = tuple(listed)
        allowed = self.axes[axis].values
        for value in values:
            if allowed and value not in self.lists[allowed]:
                raise place.refuse(f"{value!r} is no value of {axis}", f"use one of {allowed}, or add it there")
            if not _PHRASE.fullmatch(value):
                raise place.refuse(f"{value!r} is no value", "write a short phrase")
        return values

    def interval(self, axis: Axis, text: str, place: Place) -> Interval:
        """Return the numbers that `text` bounds, in the first unit of the axis's dimension: `> 1 kg <= 2 kg`."""
        low, high, with_low, with_high = float("-inf"), float("inf"), False, False
        if re.sub(r"\s", "", "".join(m.group() for m in _BOUND.finditer(text))) != re.sub(r"\s", "", text):
            raise place.refuse(f"{text!r} is no threshold", "write such as '<= 18 W' or '> 1 kg <= 2 kg'")
        for operator, number, unit in _BOUND.findall(text):
            size = float(number) * self._unit(axis, unit.strip(), place).size
            if operator in (">", ">=", "="):
                low, with_low = size, operator != ">"
            if operator in ("<", "<=", "="):
                high, with_high = size, operator != "<"
        if low > high or (low == high and not (with_low and with_high)):
            raise place.refuse(f"{text!r} holds no number", "the lower bound first: '> 1 kg <= 2 kg'")
        return Interval(low, high, with_low, with_high)

    def condition(self, written: Any, place: Place, codes: Iterable[str]) -> Condition:
        """Return a condition: axis to value, values or threshold, all of which must hold; `any` and `not` nest."""
        if not isinstance(written, dict) or not written:
            raise place.refuse(f"is {written!r}", "write axis: value")
        parts = tuple(self._part(key, value, place.within(key), codes) for key, value in written.items())
        return parts[0] if len(parts) == 1 else All(parts)

    def _part(self, key: str, value: Any, place: Place, codes: Iterable[str]) -> Condition:
        if key == "any":
            if not isinstance(value, list):
                raise place.refuse("is no list", "write a list of conditions")
            return OneOf(tuple(self.condition(part, place, codes) for part in value))
        if key == "not":
            return Not(self.condition(value, place, codes))
        texts = place.texts(value)
        if key == CODES:
            return Has(CODES, check_codes(texts, place, codes), closed=False)
        axis = self.axis(key, place)
        if axis.unit:
            if len(texts) > 1:
                return OneOf(tuple(Within(key, self.interval(axis, text, place), text) for text in texts))
            return Within(key, self.interval(axis, texts[0], place), texts[0])
        return Has(key, self.values(key, texts, place), closed=axis.values is not None)

    def _unit(self, axis: Axis, written: str, place: Place) -> Unit:
        name = written or axis.unit or ""
        if name not in self.units:
            raise place.refuse(f"{name!r} is no unit", "use one of facts/units.yaml, or add it there")
        unit, own = self.units[name], self.units[axis.unit or ""]
        if unit.of != own.of:
            raise place.refuse(f"{name!r} measures {unit.of}, not {own.of}", f"write it in {axis.unit} or the like")
        return unit


def check_codes(listed: Iterable[str], place: Place, codes: Iterable[str]) -> tuple[str, ...]:
    """Return `listed` when all are codes of the edition."""
    found = tuple(listed)
    for code in found:
        if code not in codes:
            raise place.refuse(f"{code!r} is no code of the edition", "check its digits")
    return found


def read_facts(folder: Path, codes: Iterable[str]) -> Facts:
    """Return all facts, validated."""
    units = dict(_units(folder / "units.yaml"))
    lists = {p.stem: _values(p) for p in sorted(folder.glob("*.yaml")) if p.stem not in _OTHERS}
    axes: dict[str, Axis] = {}
    for name, written in read_yaml(folder / "axes.yaml").items():
        axes[name] = _axis(name, written, Place("facts/axes.yaml", name), lists, units)
    for name, axis in axes.items():
        if axis.follows and (axis.follows not in axes or axes[axis.follows].values != axis.values):
            raise (
                Place("facts/axes.yaml", name)
                .within("follows")
                .refuse(f"is {axis.follows!r}", "name an axis with the same list of values")
            )
    kinds = {}
    for name, written in read_yaml(folder / "kinds.yaml").items():
        place = Place("facts/kinds.yaml", name)
        entry = place.mapping(written, {"headings", "words"})
        headings = check_codes(place.texts(entry["headings"]), place, codes) if "headings" in entry else ()
        kinds[name] = (headings, place.texts(entry["words"]) if entry.get("words") else ())
    return Facts(axes, lists, units, kinds, dict(_attributes(folder / "attributes.yaml", axes)))


def _attributes(path: Path, axes: dict[str, Axis]) -> Iterator[tuple[str, str]]:
    """Yield a shop's name of an attribute and the axis that it answers."""
    before: dict[str, str] = {}
    for axis, written in read_yaml(path).items():
        place = Place("facts/attributes.yaml", axis)
        if axis not in axes and axis != NOTHING:
            raise place.refuse("is no axis", f"use one of facts/axes.yaml, or {NOTHING}")
        for name in place.texts(written):
            if name != plain_name(name):
                raise place.refuse(f"{name!r} is compared without case and signs", f"write {plain_name(name)!r}")
            if before.setdefault(name, axis) != axis:
                raise place.refuse(f"{name!r} stands under {before[name]} too", "keep one")
            yield name, axis


def _axis(name: str, written: Any, place: Place, lists: dict[str, dict[str, Value]], units: dict[str, Unit]) -> Axis:
    entry = place.mapping(written, {"asks", "values", "unit", "after", "beside", "words", "usual", "follows"}, {"asks"})
    values, unit = entry.get("values"), entry.get("unit")
    if (values is None) == (unit is None):
        raise place.refuse("has both values and unit, or neither", "give values: or unit:")
    if unit is not None and unit not in units:
        raise place.refuse(f"{unit!r} is no unit", "use one of facts/units.yaml")
    if isinstance(values, list):
        lists[name] = {value: Value((), ()) for value in place.texts(values)}
        values = name
    elif values == "open":
        values = None
    elif values is not None and values not in lists:
        raise place.refuse(f"there is no facts/{values}.yaml", "write it, or name another list")
    usual = entry.get("usual")
    if usual is not None and (values is None or usual not in lists[values]):
        raise place.within("usual").refuse(f"is {usual!r}", "name one of the axis's values")
    words = {value: place.texts(shown) for value, shown in entry.get("words", {}).items()}
    for value in words.keys() - (lists[values] if values else {}):
        raise place.within("words").refuse(f"has {value!r}", "name one of the axis's values")
    after, beside = (place.texts(entry[key]) if key in entry else () for key in ("after", "beside"))
    return Axis(entry["asks"], values, unit, after, beside, words, usual, entry.get("follows"))


def _values(path: Path) -> dict[str, Value]:
    content = read_yaml(path)
    for name, written in content.items():
        place = Place(f"facts/{path.name}", name)
        content[name] = place.mapping(written or {}, {"is", "words"})
        wider = content[name].get("is")
        if wider and wider not in content:
            raise place.refuse(f"is {wider!r}, which the file does not have", "add it, or name another")
    values = {}
    for name, entry in content.items():
        place = Place(f"facts/{path.name}", name)
        wider = tuple(_wider(name, content, place))
        values[name] = Value(wider, place.texts(entry["words"]) if entry.get("words") else ())
    return values


def _wider(name: str, content: dict[str, Any], place: Place) -> Iterator[str]:
    seen = {name}
    while name := content[name].get("is", ""):
        if name in seen:
            raise place.refuse(f"is in the end {name!r} again", "break the circle")
        seen.add(name)
        yield name


def _units(path: Path) -> Iterator[tuple[str, Unit]]:
    for name, written in read_yaml(path).items():
        place = Place(f"facts/{path.name}", name)
        size_key = "per" if "per" in written else "is"
        entry = place.mapping(written, {"of", size_key, "words"}, {"of", size_key})
        try:
            size = float(entry[size_key])
        except ValueError:
            raise place.refuse(f"is {entry[size_key]!r}", "write its size as a number") from None
        words = place.texts(entry["words"]) if entry.get("words") else ()
        yield name, Unit(entry["of"], size, words, size_key == "per")
