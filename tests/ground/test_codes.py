import contextlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhs import AmbiguousCode, HSCode, InvalidCode, Repair, Style, parse_codes
from openhs.ground.codes import LONGEST
from openhs.ground.data import all_codes

CODES = sorted(all_codes())


@pytest.mark.parametrize(
    "text",
    ["8471.30", "847130", "8471 30", "84.71.30", "HS 8471.30", "hs8471.30", "HS code: 8471.30", " 847130\n", "'847130"],
)
def test_a_subheading_is_read_in_every_style(text):
    assert HSCode(text) == "847130"
    assert HSCode(text).repairs == ()


@pytest.mark.parametrize("text", ["8471 30 00 00", "8471.30.0000", "8471.30.00.00", "8471300000"])
def test_a_national_line_keeps_all_its_digits(text):
    code = HSCode(text)
    assert code == "8471300000"
    assert code.subheading == "847130"
    assert code.level == "national line"


@pytest.mark.parametrize("text", ["101.21", "10121", 10121, 101.21])
def test_a_zero_lost_to_a_spreadsheet_is_restored_and_reported(text):
    code = HSCode(text)
    assert code == "010121"
    assert code.repairs == (Repair.LEADING_ZERO,)


@pytest.mark.parametrize("text", ["10121.0", 10121.0])
def test_a_decimal_from_a_spreadsheet_is_removed_and_reported(text):
    assert HSCode(text) == "010121"
    assert HSCode(text).repairs == (Repair.DECIMAL, Repair.LEADING_ZERO)


def test_a_trailing_zero_lost_to_a_number_is_restored_and_reported():
    assert HSCode(8471.3) == "847130"
    assert HSCode(8471.3).repairs == (Repair.TRAILING_ZERO,)


@pytest.mark.parametrize("text", ["８４７１．３０", "٨٤٧١٣٠"])
def test_digits_of_other_scripts_are_converted_and_reported(text):
    assert HSCode(text) == "847130"
    assert HSCode(text).repairs == (Repair.DIGITS,)


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [("1", "01", "chapter"), ("84", "84", "chapter"), ("101", "0101", "heading"), ("01012", "01012", "group")],
)
def test_chapters_headings_and_groups_are_read(text, code, level):
    assert HSCode(text) == code
    assert HSCode(text).level == level


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1012", ("1012", "0101.2")), ("101.2", ("0101.2", "0101.20")), ("10121000", ("1012.10.00", "0101.21.00.0"))],
)
def test_an_ambiguous_repair_is_refused_with_both_readings(text, readings):
    with pytest.raises(AmbiguousCode) as caught:
        HSCode(text)
    assert caught.value.readings == readings
    assert all(reading in str(caught.value) for reading in readings)


def test_a_code_as_written_wins_and_reports_what_else_it_could_mean():
    code = HSCode("21011")
    assert code == "21011"
    assert code.other_readings == ("021011",)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "nothing to read"),
        (None, "nothing to read"),
        ("  ", "nothing to read"),
        ("shoes", "more than digits"),
        ("8.47E+05", "rounded"),
        ("0012", "00"),
        ("1234567890123", "at most 12"),
        ("8471.30 laptop", "more than digits"),
        (True, "more than digits"),
    ],
)
def test_text_that_is_no_code_is_refused_with_the_reason(text, part):
    with pytest.raises(InvalidCode) as caught:
        HSCode(text)
    assert part in str(caught.value)


def test_long_rubbish_is_shown_shortened():
    with pytest.raises(InvalidCode) as caught:
        HSCode("x" * 100_000)
    assert len(str(caught.value)) < 200


@given(st.sampled_from(CODES), st.sampled_from(Style))
def test_parsing_what_was_formatted_gives_the_code(code, style):
    assert HSCode(HSCode(code).written(style)) == code


def test_every_code_of_every_edition_survives_every_style():
    for code in CODES:
        assert {HSCode(HSCode(code).written(style)) for style in Style} == {code}


@given(st.text())
def test_any_text_gives_a_code_or_invalid_code(text):
    try:
        code = HSCode(text)
    except InvalidCode:
        return
    assert code.isascii()
    assert code.isdigit()
    assert 2 <= len(code) <= LONGEST


@given(st.text(alphabet="0123456789 .-,'HSe+\u00a0\uff11", max_size=18))
def test_text_like_codes_gives_a_code_or_invalid_code(text):
    with contextlib.suppress(InvalidCode):
        assert HSCode(text).isdigit()


def test_a_code_is_text_everywhere():
    code = HSCode("HS 0101.21")
    assert {code: 1}["010121"] == 1
    assert f"{code}" == str(code) == "010121"
    assert repr(code) == "HSCode('010121')"
    assert (code.chapter, code.heading) == ("01", "0101")
    assert HSCode("01").heading is None
    assert HSCode("0101").subheading is None


def test_a_code_survives_pickling_with_its_repairs():
    code = pickle.loads(pickle.dumps(HSCode("101.21")))
    assert (code, code.repairs) == ("010121", (Repair.LEADING_ZERO,))


def test_a_column_is_read_row_by_row_without_raising():
    column = parse_codes(["8471.30", None, 10121, "1012", "8471.30"])
    assert len(column) == 5
    assert column.codes == ["847130", None, "010121", None, "847130"]
    assert column.repairs == [(), (), (Repair.LEADING_ZERO,), (), ()]
    assert [type(e) for e in column.errors] == [type(None), InvalidCode, type(None), AmbiguousCode, type(None)]


def test_a_numpy_column_is_read():
    np = pytest.importorskip("numpy")
    assert parse_codes(np.array([10121, 847130])).codes == ["010121", "847130"]
