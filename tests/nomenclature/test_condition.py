"""Conditions answer true, false or unknown, and come back from JSON as they went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhs.nomenclature.condition import (
    All,
    Has,
    Interval,
    Not,
    OneOf,
    Within,
    as_json,
    atoms,
    condition,
    demands,
    told,
)

COTTON = Has("material", ("cotton",), closed=True)
SHIRT = Has("kind", ("t-shirt", "vest"), closed=False)
HEAVY = Within("mass", Interval(1000, with_low=True), ">= 1 kg")


def test_a_closed_axis_says_no_and_an_open_one_says_nothing():
    assert COTTON.holds({"material": frozenset({"wool", "textile"})}) is False
    assert SHIRT.holds({"kind": frozenset({"skirt"})}) is None
    assert COTTON.holds({}) is None
    assert COTTON.holds({"material": frozenset({"cotton", "textile"})}) is True


def test_numbers_are_in_or_out_and_ends_belong_as_written():
    assert HEAVY.holds({"mass": 1000.0}) is True
    assert HEAVY.holds({"mass": 999.0}) is False
    assert HEAVY.holds({"mass": frozenset({"heavy"})}) is None


def test_unknown_stays_unknown_until_a_part_decides():
    cotton = {"material": frozenset({"cotton"})}
    assert All((COTTON, HEAVY)).holds(cotton) is None
    assert All((COTTON, HEAVY)).holds(cotton | {"mass": 1.0}) is False
    assert OneOf((COTTON, HEAVY)).holds(cotton) is True
    assert OneOf((HEAVY, COTTON)).holds({"mass": 1.0}) is None
    assert Not(COTTON).holds(cotton) is False
    assert Not(HEAVY).holds({}) is None


def test_a_phrase_not_seen_among_others_counts_as_not_had():
    assert Not(SHIRT).holds({"kind": frozenset({"garment"})}) is True
    assert Not(SHIRT).holds({}) is None


def test_conditions_are_told_in_words():
    both = All((COTTON, OneOf((SHIRT, HEAVY)), Not(Has("kind", ("vest",), closed=False))))
    assert told(both) == "material: cotton, (kind: t-shirt or vest) or (mass: >= 1 kg), not (kind: vest)"
    assert list(atoms(both)) == [COTTON, SHIRT, HEAVY]


def test_what_is_no_condition_is_refused():
    with pytest.raises(ValueError, match="is no condition"):
        condition({"axis": "kind"})


words = st.text("abc -", min_size=1, max_size=8)
bounds = st.integers(-5, 5).map(float)
intervals = st.builds(Interval, bounds, bounds, st.booleans(), st.booleans()) | st.just(Interval())
leaves = st.builds(Has, words, st.lists(words, min_size=1).map(tuple), st.booleans()) | st.builds(
    Within, words, intervals, words
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=1).map(tuple))
        | st.builds(OneOf, st.lists(inner, min_size=1).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=6,
)


@given(conditions)
def test_json_keeps_every_condition(written):
    assert condition(as_json(written)) == written


@given(intervals, intervals)
def test_intervals_overlap_when_a_number_is_in_both(first, second):
    halves = [step / 2 for step in range(-12, 13)]
    assert first.overlaps(second) == any(number in first and number in second for number in halves)


def test_what_a_condition_demands():
    assert demands(COTTON) == {"cotton"}
    assert demands(HEAVY) == {"mass"}
    assert demands(All((SHIRT, COTTON, Not(SHIRT)))) == {"cotton"}
    assert demands(OneOf((COTTON, HEAVY))) == {"cotton", "mass"}
    assert demands(OneOf((COTTON, Not(SHIRT)))) is None
    assert demands(Not(COTTON)) is None
