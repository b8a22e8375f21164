"""Splitting by the largest remainder: nothing is lost, and who gets the last cent is settled by definition."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openhs.engines.convert import split_value, split_values

LARGEST = 10**12


def shares_of(weights):
    total = sum(weights)
    return [weight / total for weight in weights]


SHARES = st.one_of(
    st.integers(1, 30).map(lambda n: [1 / n] * n),
    st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any).map(shares_of),
    st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=30).map(shares_of),
)
# Shares in 64ths are exact in binary, so that a definition in fractions and floating point mean the same.
DYADIC = st.lists(st.integers(0, 64), max_size=20).map(
    lambda cuts: [(b - a) / 64 for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 64], strict=True)]
)
CENTS = st.integers(-LARGEST, LARGEST)


def hamilton(units, shares):
    """Largest remainder by its definition, in fractions: floors first, then one by one to the largest remainder."""
    quotas = [units * Fraction(share) for share in shares]
    seats = [floor(quota) for quota in quotas]
    remainders = [quota - seat for quota, seat in zip(quotas, seats, strict=True)]
    while sum(seats) < units:
        place = remainders.index(max(remainders))
        seats[place] += 1
        remainders[place] = Fraction(-1)
    return seats


@given(st.decimals(-(10**11), 10**11, allow_nan=False, places=6), SHARES, st.integers(0, 4))
@example(Decimal("100.00"), [1 / 3] * 3, 2)
@example(Decimal("-0.07"), [1 / 30] * 30, 2)
@example(Decimal("0"), [0.5, 0.5], 2)
@example(Decimal("0.000001"), [0.5, 0.5], 2)
def test_the_parts_add_up_to_the_value_exactly(value, shares, decimals):
    parts = split_value(value, shares, decimals)
    assert len(parts) == len(shares)
    assert sum(parts) == value


@given(st.integers(0, LARGEST), DYADIC)
def test_units_go_to_the_largest_remainders_and_of_equals_to_the_first(units, shares):
    assert split_value(Decimal(units), shares, 0) == hamilton(units, shares)


@given(CENTS, SHARES)
def test_no_part_is_a_whole_unit_from_its_share(cents, shares):
    for part, share in zip(split_value(Decimal(cents), shares, 0), shares, strict=True):
        assert abs(Fraction(part) - cents * Fraction(share)) <= 1 + Fraction(1, 1000)


@given(CENTS, SHARES)
def test_a_negative_value_splits_as_the_positive_one_does(cents, shares):
    value = Decimal(cents).scaleb(-2)
    assert split_value(-value, shares, 2) == [-part for part in split_value(value, shares, 2)]


@given(st.integers(1, 30).map(lambda n: [1 / n] * n), st.integers(0, LARGEST))
def test_equal_shares_differ_by_a_unit_at_most_the_first_having_more(shares, units):
    parts = split_value(Decimal(units), shares, 0)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


def test_zero_splits_into_zeros():
    assert split_value(Decimal(0), [0.5, 0.25, 0.25], 2) == [0, 0, 0]


def test_a_share_of_nothing_gets_nothing():
    assert split_value(Decimal("10.01"), [0.5, 0.0, 0.5], 2) == [Decimal("5.01"), 0, Decimal("5.00")]


@pytest.mark.parametrize(
    ("value", "parts"),
    [("0.005", ["0.005", "0"]), ("1.0199", ["0.5199", "0.50"]), ("-0.005", ["-0.005", "0"]), ("0.019", ["0.019", "0"])],
)
def test_what_is_finer_than_a_unit_goes_to_the_first(value, parts):
    assert split_value(Decimal(value), [0.5, 0.5], 2) == [Decimal(part) for part in parts]


def test_ten_coins_among_three():
    assert split_value(Decimal("0.10"), [1 / 3] * 3, 2) == [Decimal("0.04"), Decimal("0.03"), Decimal("0.03")]
    assert split_value(Decimal("0.10"), [0.26, 0.26, 0.48], 2) == [Decimal(n).scaleb(-2) for n in (3, 2, 5)]


@pytest.mark.parametrize("value", ["10000000000000000.00", "1e20", "123456789012345678901234567890.12"])
def test_the_parts_of_a_very_large_value_add_up_too(value):
    with localcontext(prec=60):
        assert sum(split_value(Decimal(value), [1 / 3] * 3, 2)) == Decimal(value)


def test_nothing_has_no_sign():
    parts = split_value(Decimal("-0.01"), [0.4, 0.6], 2)
    assert [str(part) for part in parts] == ["0.00", "-0.01"]


def test_nothing_has_no_sign_in_a_column():
    parts = split_values(*columns(-1, [0.4, 0.6]), 2)
    assert parts.tolist() == [0.0, -0.01]
    assert not np.signbit(parts[0])


def columns(cents, shares):
    """Return the arrays of one value for `split_values`."""
    count = len(shares)
    return np.full(count, cents / 100), np.array(shares), np.arange(count), np.full(count, count)


@given(st.lists(st.tuples(CENTS, SHARES), min_size=1, max_size=8))
@example([(LARGEST, [1 / 30] * 30), (-LARGEST, [1 / 7] * 7), (29, [0.29, 0.71]), (0, [0.5, 0.5])])
def test_a_column_splits_as_its_values_do(rows):
    arrays = [np.concatenate(column) for column in zip(*(columns(*row) for row in rows), strict=True)]
    parts = split_values(*arrays, 2)
    expected = [part for cents, shares in rows for part in split_value(Decimal(cents).scaleb(-2), shares, 2)]
    assert np.rint(parts * 100).tolist() == [float(part * 100) for part in expected]


@given(st.lists(st.tuples(CENTS, SHARES), min_size=1, max_size=8))
def test_the_parts_of_each_value_of_a_column_add_up_to_the_cent(rows):
    arrays = [np.concatenate(column) for column in zip(*(columns(*row) for row in rows), strict=True)]
    parts = split_values(*arrays, 2)
    begins = np.flatnonzero(arrays[2] == 0)
    assert np.add.reduceat(np.rint(parts * 100), begins).tolist() == [float(cents) for cents, _ in rows]


@given(st.floats(-1e9, 1e9), SHARES)
def test_what_a_column_has_finer_than_a_cent_is_kept(value, shares):
    arrays = columns(0, shares)
    parts = split_values(np.full(len(shares), value), *arrays[1:], 2)
    assert parts.sum() == pytest.approx(value, abs=1e-5)


def test_rows_that_are_not_parts_keep_their_value():
    values = np.array([1.23, np.nan, np.inf, 5.0, 5.0, 0.01, 0.01, np.nan, np.nan])
    shares = np.array([1.0, 1.0, 1.0, np.nan, np.nan, 0.5, 0.5, 0.5, 0.5])
    position, count = np.array([0, 0, 0, 0, 1, 0, 1, 0, 1]), np.array([1, 1, 1, 2, 2, 2, 2, 2, 2])
    parts = split_values(values, shares, position, count, 2)
    np.testing.assert_array_equal(parts, [1.23, np.nan, np.inf, 5.0, 5.0, 0.01, 0.0, np.nan, np.nan])


def test_a_column_is_not_changed_and_an_empty_one_stays_empty():
    arrays = columns(100, [0.5, 0.5])
    before = arrays[0].copy()
    assert split_values(*arrays, 2).tolist() == [0.5, 0.5]
    assert arrays[0].tolist() == before.tolist()
    none = np.array([], dtype=np.int64)
    assert split_values(np.array([]), np.array([]), none, none, 2).tolist() == []
