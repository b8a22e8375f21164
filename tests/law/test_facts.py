"""Facts are read from words and figures; notes bear on goods by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openhs
from openhs.law.facts import known


def facts_of(text):
    return {(fact.axis, fact.value) for fact in openhs.read_facts(text)}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("genuine leather handbag", ("material", "leather")),
        ("faux leather handbag", ("material", "imitation leather")),
        ("stainless steel pan", ("material", "stainless steel")),
        ("ladies' knitted sweater", ("construction", "knitted")),
        ("ladies' knitted sweater", ("user", "women")),
        ("fabric of 180 gsm", ("surface mass", 180.0)),
        ("80% cotton, 20% polyester", ("share of cotton", 80.0)),
        ("motor of 1.5 kW", ("power", 1500.0)),
        ("wine of 12 % vol", ("alcohol", 12.0)),
        ("transformer of 1,000 kVA", ("apparent power", 1_000_000.0)),
        ("transformer of 2,5 kVA", ("apparent power", 2500.0)),
        ("frozen shrimps", ("state", "frozen")),
        ("60 % of cotton", ("share of cotton", 60.0)),
        ("pan of 18/8 steel", ("material", "stainless steel")),
        ("refrigerant R-134a", ("kind", "R-134a")),
    ],
)
def test_words_and_figures_show_facts(text, fact):
    assert fact in facts_of(text)


def test_a_longer_phrase_keeps_its_words_from_a_shorter_one():
    assert ("material", "leather") not in facts_of("faux leather handbag")


@pytest.mark.parametrize(
    ("text", "fact"),
    [("shoe", ("kind", "used shoes")), ("motor", ("motor", "no motor")), ("it can be used", ("kind", "can"))],
)
def test_words_that_say_nothing_alone_still_count_in_a_phrase(text, fact):
    assert fact not in facts_of(text)


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("Upper Material", "Genuine Leather", ("upper", "leather")),
        ("Outsole_Material 2", "Rubber", ("sole", "rubber")),
        ("Power (W)", "60", ("power", 60.0)),
        ("Item Weight", "0.3kg", ("mass", 300.0)),
        ("Load capacity", "0.3 t", ("load", 300_000.0)),
        ("Capacity", "500 ml", ("volume", 0.5)),
        ("Capacity", "5 Ah", ("capacity", 5.0)),
        ("Item Type", "leather sandals", ("kind", "sandal")),
        ("Never heard of", "120 W", ("power", 120.0)),
    ],
)
def test_the_name_of_an_attribute_settles_what_its_value_answers(name, value, fact):
    assert fact in {(f.axis, f.value) for f in openhs.read_facts("goods", {name: value})}


@pytest.mark.parametrize(("text", "cued"), [("engine", False), ("engine, filter", False), ("engine filter", True)])
def test_of_what_goods_are_a_part_stands_after_a_cue_or_before_another_noun(text, cued):
    assert ("part of: engine" in {str(fact) for fact in openhs.read_facts(text)}) == cued
    assert "part of: engine" in {str(fact) for fact in openhs.read_facts(f"filter for {text}")}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("leather upper, rubber sole", {"upper: leather", "sole: rubber"}),
        ("wire coated with zinc", {"coating: zinc"}),
        ("bag of plastics lined with cotton", {"material: plastics", "lining: cotton"}),
        ("galvanised bucket", {"coating: zinc"}),
        ("cotton shirt", {"material: cotton"}),
    ],
)
def test_a_material_beside_a_word_for_a_part_is_that_part_s(text, shown):
    axes = ("material", "upper", "sole", "lining", "coating")
    of_materials = {str(fact) for fact in openhs.read_facts(text) if fact.axis in axes}
    assert of_materials == shown


@pytest.mark.parametrize(
    ("text", "kind", "other"),
    [
        ("espresso machine with portafilter", "espresso machine", "portafilter"),
        ("milling machine, not a lathe", "milling machine", "lathe"),
        ("hose without fittings", "without fittings", "fitting"),
    ],
)
def test_what_is_denied_or_comes_along_is_not_what_goods_are(text, kind, other):
    kinds = {fact.value for fact in openhs.read_facts(text) if fact.axis == "kind"}
    assert kind in kinds
    assert other not in kinds


def test_attributes_that_never_say_what_goods_are_are_not_read():
    assert openhs.read_facts("goods", {"Brand Name": "Steel Horse", "Package weight (kg)": "2"}) == []
    assert not [f for f in openhs.read_facts("goods", {"Upper Material": "for women"}) if f.axis == "user"]


@pytest.mark.parametrize(
    ("text", "material"), [("wine glass", {"glass"}), ("wood screw", set()), ("milk glass", {"glass"})]
)
def test_words_within_a_name_show_what_its_heading_asks_for(text, material):
    assert {fact.value for fact in openhs.read_facts(text) if fact.axis == "material"} == material


@pytest.mark.parametrize(
    ("text", "count", "ply"),
    [
        ("combed cotton yarn Ne 60/2", 98.4, "multiple"),
        ("carded yarn Nm 50/1", 200.0, "single"),
        ("yarn of 20 tex", 200.0, None),
        ("yarn 30/1", None, "single"),
    ],
)
def test_a_yarn_s_count_and_ply_are_read_as_the_trade_writes_them(text, count, ply):
    read = {fact.axis: fact.value for fact in openhs.read_facts(text)}
    assert read.get("yarn count") == (pytest.approx(count, abs=0.1) if count else None)
    assert read.get("ply") == ply


def test_the_outside_is_of_the_material_where_nothing_else_is_said_and_a_lining_is_not():
    suede, lined = known(openhs.read_facts("suede handbag")), known(openhs.read_facts("leather bag, exterior of nylon"))
    assert suede["outer"] == suede["material"]
    assert "lining" not in suede
    assert "leather" not in lined["outer"]


def test_the_material_of_a_part_implies_wider_ones_too():
    assert "base metal" in known(openhs.read_facts("goods", {"Upper Material": "brass"}))["upper"]


def test_a_mass_says_nothing_where_several_axes_measure_mass():
    assert not [axis for axis, value in facts_of("bag of 2 kg") if value == 2000.0]


def test_facts_keep_their_words_and_imply_wider_values():
    (brass,) = (fact for fact in openhs.read_facts("a brass tap") if fact.axis == "material")
    assert brass.as_dict() == {"axis": "material", "value": "brass", "words": "brass"}
    assert str(brass) == "material: brass"
    assert known([brass])["material"] == {"brass", "copper alloy", "copper", "base metal", "metal"}


@given(st.text())
def test_any_text_is_read(text):
    assert isinstance(openhs.read_facts(text), list)


def test_notes_that_apply_come_before_those_that_a_fact_decides():
    found = openhs.notes_on("plastic toy car")
    applying = [bearing.applies for bearing in found]
    assert applying == sorted(applying, reverse=True)
    ids = [bearing.note.id for bearing in found if bearing.applies]
    assert "Chapter 39 note 2(y)" in ids
    assert all(str(fact).startswith("kind: toy") for fact in found[0].facts)


def test_what_is_open_is_said():
    (bearing,) = (b for b in openhs.notes_on("curd, not for sewing thread") if b.note.id == "Section XI note 5")
    assert not bearing.applies
    assert bearing.as_dict()["open"] == ["ply: multiple or cabled"]


def test_what_stands_between_two_headings():
    found = openhs.why_not("9503", "3926")
    assert ("39", "Chapter 39 note 2(y)") in {(s.source[:2], s.note.id) for s in found if s.note}
    assert openhs.why_not("4202", "3923")[0].as_dict()["note"] == "Chapter 42 note 3(A)(a)"
    assert openhs.why_not("4202", "0101") == []


def test_known_confusions_are_told_where_no_note_is():
    (found,) = (s for s in openhs.why_not("4202", "6305") if s.note is None)
    assert (found.source, found.target) == ("4202", "6305")
    assert found.gist == "Textile sacks and bags for packing goods go to 6305."
