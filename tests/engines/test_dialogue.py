"""From words to a code by questions."""

import pytest

import openhs
from openhs import Dialogue, Outcome, UsageError


def option(talk, word):
    labels = [choice.label for choice in talk.question.options]
    return next(number for number, label in enumerate(labels, 1) if word in label)


def test_answers_lead_to_the_code():
    talk = Dialogue("sports shoes", threshold=0.7)
    talk.answer(option(talk, "leather uppers"))
    assert talk.decision.best.code.startswith("6403")
    assert talk.question.text == "Of which material is the outer sole?"
    talk.answer(1 + [choice.label for choice in talk.question.options].index("leather"))
    assert talk.decision.best.code.startswith("64035")


def test_what_an_answer_rules_out_never_comes_back():
    talk = Dialogue("sports shoes", threshold=1.0)
    talk.answer(option(talk, "leather uppers"))
    assert all(c.code[:4] == "6403" for c in talk.decision.candidates if c.probability > 0)


def test_none_of_these_rules_out_all_that_was_offered():
    talk = Dialogue("sports shoes", threshold=1.0)
    offered = {code for choice in talk.question.options for code in choice.codes}
    talk.answer(len(talk.question.options))
    assert talk.decision.best.code not in offered


def test_not_knowing_changes_nothing_and_is_not_asked_again():
    talk = Dialogue("sports shoes", threshold=1.0)
    before, question = talk.decision.candidates, talk.question
    talk.answer(None)
    assert talk.decision.candidates == before
    assert talk.question != question


def test_there_are_at_most_six_questions():
    talk = Dialogue("article of plastics", threshold=1.0)
    while talk.question:
        talk.answer(None)
    assert len(talk.turns) <= 6


def test_what_is_classified_is_not_asked_about():
    talk = Dialogue("laptop computer", threshold=0.0)
    assert talk.decision.outcome is Outcome.CLASSIFIED
    assert talk.question is None
    with pytest.raises(UsageError, match="no question"):
        talk.answer(1)


def test_an_option_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no option 99; give 1 to"):
        Dialogue("sports shoes", threshold=1.0).answer(99)


def test_goods_that_cannot_be_read_are_referred_without_a_question():
    talk = Dialogue("")
    assert (talk.decision.outcome, talk.question) == (Outcome.REFER, None)


def test_what_the_text_says_is_not_asked():
    questions = [openhs.classify(text, threshold=1.0).question for text in ("t-shirt", "cotton t-shirt")]
    assert questions[1].axis != "material"
