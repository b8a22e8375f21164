import pickle
from itertools import pairwise

import pytest

import openhs
from openhs import InvalidCode, Repair
from openhs.ground.errors import UnknownClassification
from openhs.nomenclature.classification import classification, classifications

NAMES = (
    *(f"HS{year}" for year in (1992, 1996, 2002, 2007, 2012, 2017, 2022)),
    *("BEC4", "CPC2.1", "ISIC2", "ISIC3", "ISIC3.1", "ISIC4", "SITC1", "SITC2", "SITC3", "SITC4"),
)


def test_there_are_seven_editions_and_ten_other_classifications():
    assert classifications() == NAMES


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("2012", "HS2012"),
        (2012, "HS2012"),
        ("HS2012", "HS2012"),
        ("hs 2012", "HS2012"),
        ("HS-2012", "HS2012"),
        ("H4", "HS2012"),
        ("h0", "HS1992"),
        ("H6", "HS2022"),
        ("SITC Rev. 4", "SITC4"),
        ("SITC Rev.4", "SITC4"),
        ("sitc revision 4", "SITC4"),
        ("S4", "SITC4"),
        ("S1", "SITC1"),
        ("BEC", "BEC4"),
        ("BEC Rev. 4", "BEC4"),
        ("bec_4", "BEC4"),
        ("ISIC Rev. 3.1", "ISIC3.1"),
        ("ISIC3.1", "ISIC3.1"),
        ("isic rev.3", "ISIC3"),
        ("cpc", "CPC2.1"),
        ("CPC Ver. 2.1", "CPC2.1"),
        ("CPC v2.1", "CPC2.1"),
        *((name, name) for name in NAMES),
    ],
)
def test_a_classification_has_its_usual_names(written, name):
    assert classification(written).name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_classification_is_its_own_name(name):
    held = classification(name)
    assert classification(held) is held
    assert held.is_hs == name.startswith("HS")


@pytest.mark.parametrize(
    "name", ["", "HS", "H", "H7", "HS4", "2023", "SITC", "S5", "ISIC", "BEC5", "NACE", "4", "..", None]
)
def test_an_unknown_classification_lists_the_known(name):
    with pytest.raises(UnknownClassification) as caught:
        classification(name)
    assert caught.value.known == NAMES
    assert "choose one of HS1992, HS1996" in str(caught.value)
    assert isinstance(caught.value, KeyError)


def test_the_refusal_survives_pickling():
    with pytest.raises(UnknownClassification) as caught:
        classification("NACE")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.classification, again.known, str(again)) == ("NACE", NAMES, str(caught.value))


@pytest.mark.parametrize("year", openhs.editions())
def test_the_codes_of_an_edition_are_its_subheadings(year):
    assert classification(year).codes == tuple(node.code for node in openhs.edition(year).subheadings)


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_sorted_digits_of_which_none_stands_above_another(name):
    codes = classification(name).codes
    assert list(codes) == sorted(set(codes))
    assert all(code.isdigit() for code in codes)
    above = {code for code, after in pairwise(codes) if after.startswith(code)}
    assert above == ({"32"} if name == "BEC4" else set())  # petroleum products, which BEC cannot tell 321 and 322 of


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_no_codes_and_only_sitc_has_them(name):
    held = classification(name)
    assert not set(held.groups) & set(held.codes)
    assert bool(held.groups) == name.startswith("SITC")
    assert all(held.below(group) for group in held.groups)
    assert [held.position[code] for code in (*held.codes, *held.groups)] == list(range(len(held.position)))


@pytest.mark.parametrize("name", ["HS2022", "SITC3", "BEC4", "ISIC4"])
def test_below_a_code_are_those_that_begin_with_it(name):
    held = classification(name)
    for beginning in {code[:n] for code in held.codes[::40] for n in range(1, len(code) + 1)} | {"0000", "98", "999"}:
        assert [held.codes[i] for i in held.below(beginning)] == [c for c in held.codes if c.startswith(beginning)]


def test_a_code_is_known_by_those_below_it_and_a_finer_line_by_the_code_that_holds_it():
    sitc = classification("SITC4")
    assert sitc.knows("0")
    assert sitc.knows("00111") == bool(sitc.below("00111"))
    assert sitc.holder("0015") == "0015"
    assert sitc.holder("001599") == "0015"
    assert sitc.knows("001599")
    assert sitc.holder("99") is None
    assert not sitc.knows("99")


@pytest.mark.parametrize(
    ("name", "text", "code", "repairs"),
    [
        ("HS2022", "8471.30", "847130", ()),
        ("HS2022", 10121, "010121", (Repair.LEADING_ZERO,)),
        ("SITC4", "001.5", "0015", ()),
        ("SITC4", " 001.5 ", "0015", ()),
        ("SITC4", "'0015", "0015", ()),
        ("SITC4", "0015", "0015", ()),
        ("CPC2.1", 1111, "01111", (Repair.LEADING_ZERO,)),
        ("BEC4", 41, "41", ()),
        ("ISIC4", "A0111", None, ()),
        ("BEC4", "", None, ()),
        ("BEC4", None, None, ()),
        ("SITC4", "٤١", None, ()),
    ],
)
def test_a_code_is_read_and_what_is_repaired_is_told(name, text, code, repairs):
    if code is None:
        with pytest.raises(InvalidCode):
            classification(name).read(text)
    else:
        assert classification(name).read(text) == (code, repairs)


@pytest.mark.parametrize(("name", "number"), [("CPC2.1", 2131), ("SITC4", 121), ("ISIC3", 111)])
def test_a_number_that_may_have_lost_its_zero_is_not_read_silently(name, number):
    held = classification(name)
    assert held.below(str(number))
    assert held.below(f"0{number}")
    try:
        _, repairs = held.read(number)
    except InvalidCode:
        return
    assert repairs


def test_a_code_that_does_not_exist_is_unknown_whether_or_not_the_group_above_it_is_chosen():
    sitc = classification("SITC1")
    assert "013" in sitc.groups
    assert not sitc.below("0139")
    assert sitc.holder("0119") is None
    assert sitc.holder("0139") is None


def test_a_classification_is_immutable_and_shows_its_name_only():
    held = classification("BEC4")
    with pytest.raises(AttributeError):
        held.name = "other"
    assert repr(held) == "Classification(name='BEC4')"
    assert pickle.loads(pickle.dumps(held)) == held
