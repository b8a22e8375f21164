import pickle
from datetime import date

import pytest

import openhs
from openhs import InvalidCode, UnknownCode, UnknownEdition
from openhs.nomenclature.nearest import nearest_codes

YEARS = ("1992", "1996", "2002", "2007", "2012", "2017", "2022")

# Headings and subheadings of the WCO's editions; for 1992 see tools/derive_editions.py.
COUNTS = {
    "1992": (1241, 5020),
    "1996": (1241, 5113),
    "2002": (1244, 5224),
    "2007": (1221, 5052),
    "2012": (1224, 5205),
    "2017": (1222, 5387),
    "2022": (1228, 5612),
}


@pytest.fixture(scope="module")
def current():
    return openhs.edition()


def test_the_editions_are_the_seven_since_1992():
    assert openhs.editions() == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_each_edition_has_its_official_counts(year):
    book = openhs.edition(year)
    assert (len(book.sections), len(book.chapters)) == (21, 96)
    assert (len(book.headings), len(book.subheadings)) == COUNTS[year]
    assert "77" not in book


def test_codes_that_are_comtrades_own_are_left_out(current):
    for code in ("99", "9999", "999999", "TOTAL"):
        assert current.get(code) is None


@pytest.mark.parametrize("year", YEARS)
def test_every_node_has_a_title_and_stands_under_its_parent(year):
    book = openhs.edition(year)
    for node in book.values():
        assert node.title
        assert (node.parent is None) == (node.level == "section")
        assert node.parent is None or node in node.parent.children


def test_iteration_is_in_legal_order(current):
    codes = list(current)
    assert codes[:5] == ["I", "01", "0101", "01012", "010121"]
    digits = [code for code in codes if code.isdigit()]
    assert digits == sorted(digits)
    assert len(codes) == len(current)


def test_a_group_stands_between_heading_and_subheading(current):
    node = current["010121"]
    assert [n.code for n in node.ancestors] == ["I", "01", "0101", "01012"]
    assert node.depth == 4
    assert node.is_leaf
    assert [n.code for n in node.siblings] == ["010129"]
    assert node.section.code == "I"
    assert current["I"].section == current["I"]
    assert len(current["I"].siblings) == 20
    assert node.full_title.endswith(node.title)
    assert node.full_title.count(" › ") == 3


def test_a_full_title_of_a_section_is_its_title(current):
    assert current["XVI"].full_title == current["XVI"].title


@pytest.mark.parametrize("name", ["2017", 2017, "HS2017", "hs 2017", "H5"])
def test_an_edition_has_its_usual_names(name):
    assert openhs.edition(name).year == "2017"


def test_an_edition_is_its_own_name():
    assert openhs.edition(openhs.edition("2012")).year == "2012"


def test_an_unknown_edition_lists_those_that_exist():
    with pytest.raises(UnknownEdition, match=r"2023.*1992, 1996"):
        openhs.edition("2023")


def test_get_gives_none_and_brackets_raise(current):
    assert openhs.get("8471.31") is None
    assert openhs.get("rubbish") is None
    assert current.get("8471.31") is None
    assert "8471.31" not in current
    with pytest.raises(UnknownCode):
        current["8471.31"]
    with pytest.raises(InvalidCode):
        current["rubbish"]


def test_lookup_of_a_wrong_code_names_the_nearest():
    with pytest.raises(UnknownCode) as caught:
        openhs.lookup("8471.31")
    assert [code for code, _ in caught.value.nearest] == ["8471.30"]


def test_lookup_of_a_code_of_another_edition_says_what_it_was():
    with pytest.raises(UnknownCode) as caught:
        openhs.lookup("8471.10")
    assert caught.value.elsewhere[0][0] == "2002"
    assert "It was in HS 2002" in str(caught.value)


def test_a_national_line_finds_its_subheading():
    assert openhs.lookup("8471.30.0000").code == "847130"


def test_validity_spans_the_unbroken_run_of_editions():
    laptop = openhs.lookup("8471.30")
    assert (laptop.valid_from, laptop.valid_to) == (date(1996, 1, 1), None)
    gone = openhs.lookup("8471.10", "1996")
    assert (gone.valid_from, gone.valid_to) == (date(1992, 1, 1), date(2006, 12, 31))


def test_units_are_known_where_the_lines_agree():
    assert openhs.lookup("8471.30").unit == "u"
    assert openhs.lookup("6403.99").unit == "2u"
    assert openhs.lookup("1701.99").unit is None


def test_nodes_are_immutable_and_picklable(current):
    node = current["847130"]
    with pytest.raises(AttributeError):
        node.title = "other"
    assert pickle.loads(pickle.dumps(node)) == node
    assert pickle.loads(pickle.dumps(current)) is current
    assert hash(current) == hash(openhs.edition("2022"))
    assert current != openhs.edition("2017")
    assert repr(current) == "Edition('2022')"


def test_nodes_show_themselves(current):
    node = current["847130"]
    assert str(node).startswith("8471.30 ")
    assert "HS 2022" in node.__rich__()
    html = node._repr_html_()
    assert html.count("<tr>") == 4
    assert "8471.30" in html
    assert node.as_dict()["valid_from"] == "1996-01-01"


@pytest.mark.parametrize(
    ("code", "known", "nearest"),
    [
        ("847113", ["847130", "847190", "847131"], ["847131"]),
        ("841730", ["847130", "999999"], ["847130"]),
        ("847199", ["847190", "8471", "111111"], ["847190"]),
        ("847130", ["111111"], []),
    ],
)
def test_the_nearest_codes_differ_by_the_fewest_digits(code, known, nearest):
    assert nearest_codes(code, known) == nearest
