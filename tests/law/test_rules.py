"""What the law says of candidates, on which facts, and where it is silent."""

from openhs.law.facts import read_facts
from openhs.law.rules import Verdict, rulings


def said(text, *codes):
    return {(ruling.verdict, code) for ruling in rulings(read_facts(text), codes) for code in ruling.codes}


def test_the_case_that_facts_meet_is_told_from_those_they_pass():
    assert said("cotton t-shirt", "610910", "610990") == {(Verdict.MET, "610910"), (Verdict.PASSED, "610990")}


def test_what_is_unknown_decides_nothing():
    assert said("t-shirt", "610910", "610990") == set()


def test_a_note_excludes_and_rests_on_its_facts():
    (ruling,) = (r for r in rulings(read_facts("plastic toy car"), ["392690"]) if r.verdict is Verdict.EXCLUDED)
    assert ruling.cites == "Chapter 39 note 2(y)"
    assert [(fact.axis, fact.value) for fact in ruling.facts] == [("kind", "toy car")]


def test_a_note_spares_the_codes_that_it_leads_to():
    assert (Verdict.EXCLUDED, "950300") not in said("plastic toy car", "392690", "950300")


def test_a_heading_lacks_what_goods_are_said_not_to_be():
    rows = rulings(read_facts("boots with leather uppers"), ["640219"])
    lacking = next(ruling for ruling in rows if ruling.verdict is Verdict.LACKING)
    assert "upper: leather (“leather”)" in lacking.gist


def test_a_heading_of_parts_takes_what_nobody_says_to_be_whole():
    assert (Verdict.LACKING, "870893") not in said("clutch disc for motor cars", "870893")


def test_goods_without_facts_have_no_rulings_on_material():
    assert said("", "610910") == set()
