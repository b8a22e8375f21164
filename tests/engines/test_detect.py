import random

import pytest

from openhs import classification, classifications, detect

EDITIONS = [name for name in classifications() if name.startswith("HS")]


def drawn(name, count, seed=0):
    return random.Random(seed).sample(classification(name).codes, count)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_thousand_codes_name_their_edition(name):
    found = detect(drawn(name, 1000))
    assert (found.name, found.candidates, found.score(name).rows) == (name, (name,), 1000)
    assert found.score(name).missing == ()


@pytest.mark.parametrize("name", [name for name in classifications() if not name.startswith("HS")])
def test_codes_of_another_classification_are_not_taken_for_the_hs(name):
    codes = classification(name).codes
    assert detect(codes).name == name


def test_codes_of_all_editions_leave_all_as_candidates_newest_first():
    found = detect(["847130", "8471.30.0000", "8471"])
    assert found.name is None
    assert found.candidates[0] == "HS2022"
    assert "HS1996" in found.candidates
    assert found.verdict.endswith("no code tells these apart.")


def test_one_code_that_exists_only_there_is_evidence():
    found = detect(["847130", "851713"])
    assert found.name == "HS2022"
    assert found.score("HS2022").only == ("851713",)
    assert found.score("HS2017").missing == ("851713",)


def test_a_mixture_of_two_editions_is_said_to_be_one():
    found = detect(drawn("HS2007", 300) + drawn("HS2022", 300, seed=1))
    assert (found.name, found.candidates, found.mixture) == (None, (), ("HS2022", "HS2007"))


def test_wrong_codes_are_counted_and_do_not_hide_the_edition():
    found = detect([*drawn("HS2017", 500), "999998", "shoes", "", None, "10121"])
    assert found.name == "HS2017"
    assert (found.unknown, found.unreadable, found.empty, found.repaired) == (1, 1, 2, 1)


def test_codes_of_one_more_edition_are_reported_in_the_verdict():
    found = detect([*drawn("HS2022", 1000), "851712"])
    assert found.name == "HS2022"
    assert found.verdict == "The codes are in HS2022, but for 1 of other editions."


def test_words_and_nothing_are_no_codes():
    for column in (["shoes", "hats"], []):
        found = detect(column)
        assert (found.name, found.candidates, found.mixture) == (None, (), ())
        assert found.verdict == "The column does not hold codes of any classification known here."


def test_the_finding_as_json():
    shown = detect(["847130", "851713"]).as_dict()
    assert shown["name"] == "HS2022"
    assert shown["scores"][6] == {
        "name": "HS2022",
        "rows": 2,
        "share": 1.0,
        "codes": 2,
        "only": ["851713"],
        "missing": [],
    }
