"""`hs notes`, `hs define`, `hs why-not`, and what the law adds to `hs tree` and `hs lookup`."""

import json


def test_notes_of_a_code(hs):
    code, out, _ = hs("notes", "4202")
    assert code == 0
    assert "Chapter 42 note 3(A)(a)  excludes  → 3923\n    Bags of plastic sheeting" in out


def test_one_note_by_its_number_with_examples(hs):
    code, out, _ = hs("notes", "General Rule 3(c)")
    assert code == 0
    assert out.startswith("General Rule 3(c)  prefers\n")
    assert "    e.g. " in out


def test_notes_that_bear_on_goods(hs):
    code, out, _ = hs("notes", "--goods", "plastic toy car")
    assert code == 0
    assert "Chapter 39 note 2(y)" in out
    assert "applies for kind: toy car (“toy car”)" in out


def test_an_attribute_of_a_shop_counts_as_a_fact(hs):
    _, out, _ = hs("notes", "--goods", "curtain", "--attribute", "Fabric=Cotton", "--json")
    facts = [fact for bearing in json.loads(out) for fact in bearing["facts"]]
    assert {"axis": "material", "value": "cotton", "words": "Fabric: cotton"} in facts


def test_an_attribute_without_a_value_is_refused(hs):
    code, _, err = hs("notes", "--goods", "shoe", "--attribute", "Leather")
    assert code == 2
    assert "--attribute 'Leather' has no name and value: write it as 'Upper Material=Leather'" in err


def test_notes_that_a_missing_fact_decides_are_shown_when_asked(hs):
    _, applying, _ = hs("notes", "--goods", "sewing thread", "--json")
    _, all_of_them, _ = hs("notes", "--goods", "sewing thread", "--all", "--json")
    assert not any(bearing["open"] for bearing in json.loads(applying))
    assert any(bearing["open"] for bearing in json.loads(all_of_them))
    _, out, _ = hs("notes", "--goods", "sewing thread", "--all")
    assert "    if ply: multiple or cabled" in out


def test_goods_of_which_no_note_speaks(hs):
    code, out, err = hs("notes", "--goods", "xyzzy")
    assert (code, out) == (1, "")
    assert "no note speaks of such goods" in err


def test_code_and_goods_together_are_refused(hs):
    code, _, err = hs("notes", "4202", "--goods", "handbag")
    assert code == 2
    assert "give a code, or goods with --goods, not both" in err


def test_define(hs):
    code, out, _ = hs("define", "plain", "weave")
    assert code == 0
    assert out.startswith("plain weave  Section XI subheading note 1(ij)  holds everywhere\n")
    code, out, _ = hs("define", "leather", "--json")
    assert json.loads(out)[0]["note"] == "Chapter 42 note 1"


def test_an_undefined_term_names_what_is_near(hs):
    code, _, err = hs("define", "copolimer")
    assert code == 1
    assert "copolymers" in err


def test_why_not(hs):
    code, out, _ = hs("why-not", "4202", "3923")
    assert code == 0
    assert out.startswith("4202 → 3923  Chapter 42 note 3(A)(a)\n")
    _, out, _ = hs("why-not", "4202", "3923", "--json")
    assert json.loads(out)[0]["to"] == "3923"


def test_headings_that_nothing_separates(hs):
    code, _, err = hs("why-not", "4202", "0101")
    assert code == 1
    assert "the General Rules decide" in err


def test_the_tree_shows_what_sets_subheadings_apart(hs):
    _, out, _ = hs("tree", "4202")
    assert "when outer: leather, composition leather" in out
    _, out, _ = hs("tree", "4202", "--json")
    assert json.loads(out)[0]["children"][0]["children"][0]["answers"] == ["outer: leather, composition leather"]


def test_lookup_defines_the_terms_of_its_title(hs):
    _, out, _ = hs("lookup", "4202.21")
    assert "When outer: leather, composition leather" in out
    assert "“leather” is defined in Chapter 42 note 1" in out
    _, out, _ = hs("lookup", "4202.21", "--json")
    assert json.loads(out)["terms"][0]["term"] == "leather"
    assert json.loads(out)["heading"]["confused"][0]["to"] == ["3923"]
