"""Notes bear on the codes in their scope, terms are defined and marked, headings say how they split."""

import pytest

import openhs
from openhs import UnknownCode, UsageError
from openhs.nomenclature.condition import Has
from openhs.nomenclature.headings import Case, Heading, Split, answers
from openhs.nomenclature.notes import all_notes
from openhs.nomenclature.terms import marks, nearest_terms


def test_the_general_rules_come_first_and_notes_follow_in_legal_order():
    ids = [note.id for note in all_notes()]
    assert ids[0] == "General Rule 1"
    assert ids.index("Section I note 1") < ids.index("Chapter 01 note 1(a)") < ids.index("Section II note 1")


def test_notes_of_a_heading_are_those_of_its_section_and_chapter_and_of_no_other_heading():
    found = [note.id for note in openhs.notes("4202.22")]
    assert "Chapter 42 note 2(a)" in found
    assert "Chapter 42 note 3(A)(a)" in found
    assert "Chapter 42 note 4" not in found
    assert not any(note.startswith("General Rule") for note in found)


def test_notes_of_a_chapter_include_those_of_its_headings():
    assert "Chapter 42 note 4" in [note.id for note in openhs.notes("42")]


def test_notes_elsewhere_that_lead_to_a_heading_come_last():
    found = [note.id for note in openhs.notes("3923")]
    assert found.index("Chapter 39 note 2(x)") < found.index("Chapter 42 note 3(A)(a)")


def test_a_note_is_found_by_its_number_whatever_the_case():
    assert openhs.note("general rule 3(B)").id == "General Rule 3(b)"
    with pytest.raises(UsageError, match=r"there is no note 'Chapter 42 note 9'"):
        openhs.note("Chapter 42 note 9")


def test_notes_of_an_unknown_code_are_refused():
    with pytest.raises(UnknownCode):
        openhs.notes("7701")


def test_a_note_tells_for_what_it_applies():
    told = openhs.note("Chapter 42 note 2(d)").as_dict()
    assert told["kind"] == "excludes"
    assert "footwear" in str(told["when"])
    assert openhs.note("General Rule 1").as_dict()["when"] is None


def test_every_exclusion_says_for_what_goods():
    exclusions = [note for note in all_notes() if note.kind == "excludes"]
    conditioned = sum(note.when is not None for note in exclusions)
    assert conditioned >= 0.8 * len(exclusions)


def test_terms_are_defined_in_singular_and_plural():
    assert [term.note for term in openhs.define("Plastic")] == [term.note for term in openhs.define("plastics")]
    assert openhs.define("denim")[0].as_dict()["scope"] == ["520942", "521142"]
    assert openhs.define("unheard of") == ()
    assert nearest_terms("copolimer")[0] == "copolymers"


def test_a_word_that_no_note_defines_is_explained_as_the_trade_means_it():
    (wadding,) = openhs.define("waddings")
    assert (wadding.note, wadding.scope) == ("", ("5601", "3005"))
    assert wadding.as_dict()["note"] is None


def test_terms_are_marked_where_the_definition_holds_and_nowhere_else():
    bags, shoes = openhs.lookup("4202.21"), openhs.lookup("4202.21", 2017)
    (first, *_) = marks(bags.title, bags)
    assert bags.title[first.start : first.end] == "leather"
    assert first.as_dict()["note"] == "Chapter 42 note 1"
    assert marks(shoes.title, shoes) == ()
    assert marks("leather and base metals", openhs.lookup("0101"))[0].term.term == "base metals"


def test_a_heading_says_what_it_covers_and_how_its_subheadings_differ():
    known = openhs.heading("4202.22")
    assert known is not None
    assert known.code == "4202"
    assert "wallet" in str(known.as_dict()["needs"])
    assert answers(openhs.lookup("4202.12")) == ["outer: plastics, imitation leather, textile, neoprene"]
    assert answers(openhs.lookup("4202.22"))[1] == "outer: plastics, form: sheet, film"
    assert answers(openhs.lookup("4202.29"))[1:] == ["outer: plastics, form: not sheet or film"]
    assert answers(openhs.lookup("4202.22", 2017)) == []
    (bags,) = answers(openhs.lookup("4202.22"), at_most=1)[1:]
    assert bags == "outer: plastics, form: sheet and 1 more"
    assert openhs.heading("42") is None


def test_an_answer_too_wide_leaves_the_question_open():
    cases = (Case("albacore", ("albacore",), None, "030231"), Case("else", (), None, "030239"))
    tunas = Split("species", cases, open=True, vague=frozenset(["tuna"]))
    fish = Heading("0302", "Fish.", Has("species", ("tuna", "bonito"), closed=False), (), {"0302": tunas})
    reached = {name: fish.reached({"species": frozenset(name.split())}) for name in ("tuna", "tuna albacore", "bonito")}
    assert reached == {"tuna": "0302", "tuna albacore": "030231", "bonito": "030239"}


def test_the_split_of_every_heading_reaches_every_subheading():
    book = openhs.edition()
    for node in book.headings:
        known = openhs.heading(node.code)
        if known:
            leaves = [n for n in (*node.children, *(c for g in node.children for c in g.children)) if n.is_leaf]
            assert len(leaves) == 1 or all(answers(leaf) for leaf in leaves)


def test_a_walk_tells_the_cases_taken_and_the_question_at_which_it_ends():
    walk = openhs.heading("6109").walked({"material": frozenset({"cotton", "textile"})})
    assert (walk.node, walk.open) == ("610910", None)
    assert [(axis, case.values[0]) for axis, case in walk.taken] == [("material", "cotton")]
    unknown = openhs.heading("6109").walked({})
    assert (unknown.node, unknown.taken) == ("6109", ())
    assert set(unknown.open.leaves()) == {"610910", "610990"}
