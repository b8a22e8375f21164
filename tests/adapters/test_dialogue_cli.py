"""`hs ask` and `hs explain`."""

import json


def test_ask_shows_the_best_and_the_question_with_numbers(hs):
    code, out, _ = hs("ask", "sports", "shoes", "--threshold", "1")
    assert code == 1
    assert "Which of these are the goods?\n  1  Footwear" in out
    assert out.endswith("  ?  don't know\n")


def test_answers_are_given_by_number(hs):
    _, out, _ = hs("ask", "sports shoes", "--threshold", "1", "--answer", "?", "--json")
    shape = json.loads(out)
    assert shape["turns"] == [{"question": "Which of these are the goods?", "answer": None}]
    assert shape["decision"]["candidates"][0]["code"].startswith("64")


def test_ask_ends_when_it_is_settled(hs):
    code, out, _ = hs("ask", "sports shoes", "--threshold", "0")
    assert code == 0
    assert "classified: " in out


def test_an_answer_that_is_no_number_is_refused_with_the_remedy(hs):
    code, _, err = hs("ask", "sports shoes", "--answer", "leather")
    assert code == 2
    assert "'leather' is no answer: give the number of an option, or ? for don't know" in err


def test_explain_writes_a_memo(hs):
    code, out, _ = hs("explain", "boots", "--attribute", "Upper Material=Leather")
    assert code == 0
    assert out.startswith("# boots\n\n**64")
    assert "| upper: leather | Upper Material: leather |" in out


def test_explain_as_json_is_the_decision(hs):
    _, out, _ = hs("explain", "green tea", "--json")
    assert json.loads(out)["candidates"][0]["code"].startswith("0902")
