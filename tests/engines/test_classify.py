import itertools
import pickle

import pytest

import openhs
from openhs import Goods, Outcome, UsageError
from openhs.engines.classify import refer
from openhs.engines.classify.engine import decided
from openhs.engines.classify.query import LONGEST_TEXT, weighted_terms
from openhs.engines.classify.scoring import model, score, subheadings, weighed


def test_goods_come_back_with_code_probability_and_reason():
    decision = openhs.classify("laptop computer")
    assert decision.best.code == "847130"
    assert 0 < decision.best.probability <= 1
    assert "laptop" in decision.reason
    assert decision.edition == "2022"
    assert set(decision.versions) == {"openhs", "data", "model"}


def test_candidates_are_ranked_and_their_probabilities_sum_to_at_most_one():
    decision = openhs.classify("men's cotton shirts", top=50)
    probabilities = [c.probability for c in decision.candidates]
    assert len(probabilities) == 50
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1 + 1e-9


def test_all_candidates_together_leave_the_doubt():
    decision = openhs.classify("green tea", top=6000)
    assert len(decision.candidates) == len(openhs.edition().subheadings)
    assert sum(c.probability for c in decision.candidates) == pytest.approx(1 - model().softmax.doubt)


def test_a_step_names_what_was_proposed_and_on_which_words():
    step = openhs.classify("cotton t-shirt").steps[0]
    assert step.action == "proposed"
    assert step.codes[0].startswith("61")
    assert {fact.words for fact in step.facts} <= {"cotton", "tshirt"}


@pytest.mark.parametrize(("threshold", "outcome"), [(0.0, Outcome.CLASSIFIED), (1.0, Outcome.ASK)])
def test_the_threshold_decides_whether_a_person_is_needed(threshold, outcome):
    assert openhs.classify("laptop computer", threshold=threshold).outcome is outcome


def test_a_question_offers_the_likeliest_and_none_of_them():
    question = openhs.classify("laptop computer", threshold=1.0).question
    assert "847130" in question.options[0].codes
    assert question.options[-1].codes == ()
    assert 3 <= len(question.options) <= 6


def test_the_law_is_cited_with_the_facts_it_rests_on():
    steps = openhs.classify("cotton t-shirt").steps
    raised = next(step for step in steps if step.action == "raised")
    assert (raised.cites, raised.codes) == ("General Rule 6", ("610910",))
    assert [(fact.axis, fact.value, fact.words) for fact in raised.facts] == [("material", "cotton", "cotton")]


def test_the_law_overrules_what_words_propose_and_says_so():
    scored = next(score([Goods("brass screws")]))
    codes = list(subheadings())
    proposed = scored.proposed.copy()
    proposed[codes.index("741539")] = proposed.max() + 0.5
    decision = decided(Goods("brass screws"), weighed(scored._replace(proposed=proposed), scored.facts), 3, 0.7)
    assert decision.steps[0].codes == ("741539",)
    assert decision.steps[-1].gist == "So 7415.33 comes before 7415.39."


def test_a_memo_holds_facts_candidates_reasons_and_the_doubt():
    memo = openhs.classify("men's boots with leather uppers", top=3).memo()
    assert memo.startswith("# men's boots with leather uppers\n\n**6403.")
    assert "| upper: leather | leather |" in memo
    assert "That it is none of these has probability" in memo
    assert "\n## What would settle it\n\nOf which material is the outer sole?" in memo


def test_a_memo_of_goods_that_say_nothing_tells_the_remedy():
    memo = openhs.classify("12345").memo()
    assert "No code." in memo
    assert "The text holds no words" in memo


def test_goods_that_many_codes_fit_are_referred():
    decision = openhs.classify("parts")
    assert decision.outcome is Outcome.REFER
    assert decision.question is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("12345 678", "no words"),
        ("\x00\x01\x02abc", "not readable"),
        ("qqqqzzxx", "usual name"),
    ],
)
def test_text_that_says_nothing_is_referred_with_the_remedy(text, part):
    decision = openhs.classify(text)
    assert decision.outcome is Outcome.REFER
    assert decision.best is None
    assert part in decision.reason


def test_long_text_is_read_to_its_limit_and_says_so():
    decision = openhs.classify("wooden chair " * 9000)
    assert decision.best.code.startswith("94")
    assert f"{LONGEST_TEXT:,}" in decision.reason


def test_what_goods_are_for_weighs_less_than_what_they_are():
    weights = weighted_terms(Goods("case for phone"))
    assert weights["case"] > weights["phone"] > 0


def test_attributes_that_name_material_count_and_others_do_not():
    weights = weighted_terms(Goods("ring", attributes={"Material": "silver", "Warranty": "gold"}))
    assert weights["silver"] == 1
    assert "gold" not in weights


def test_the_finer_categories_count():
    weights = weighted_terms(Goods("set", category=("Everything", "Kitchen", "Knives")))
    assert weights["knife"] == weights["kitchen"] == 0.25
    assert "everyth" not in weights


def test_many_goods_are_classified_lazily_in_their_order():
    endless = itertools.cycle(["laptop", "wooden chair"])
    first = list(itertools.islice(openhs.classify_all(endless), 600))
    assert [d.best.code[:2] for d in first[:4]] == ["84", "94", "84", "94"]


def test_one_and_many_give_the_same_answer():
    texts = ["laptop", "", "wooden chair", "frozen shrimps"]
    assert list(openhs.classify_all(texts)) == [openhs.classify(text) for text in texts]


@pytest.mark.parametrize("bad", [{"top": 0}, {"threshold": 1.5}, {"threshold": -0.1}])
def test_arguments_out_of_range_are_refused_at_once(bad):
    with pytest.raises(UsageError):
        openhs.classify_all(["laptop"], **bad)


def test_a_decision_is_one_json_object_and_survives_pickling():
    decision = openhs.classify(Goods("men's cotton t-shirt", id="7"), top=3, threshold=1.0)
    shape = decision.as_dict()
    assert shape["id"] == "7"
    assert shape["candidates"][0]["code"] == "610910"
    assert "610910" in shape["question"]["options"][0]["codes"]
    assert shape["steps"][0]["facts"][0]["axis"] in ("name", "title")
    assert pickle.loads(pickle.dumps(decision)) == decision


def test_a_referral_keeps_the_goods():
    decision = refer(Goods("x", id="1"), "It is broken.")
    assert (decision.goods.id, decision.reason) == ("1", "It is broken.")
