import numpy as np
import pytest

import openhs
from openhs import UsageError
from openhs.law.search.analysis import Analyzer
from openhs.law.search.hits import mended
from openhs.law.search.index import IndexedText, LexicalIndex, Mix
from openhs.law.search.indexing import build_index

ANALYZER = Analyzer(
    {"tyres": "tires", "tyre": "tire", "colour": "color", "buses": "bus"}, frozenset({"of", "the", "for", "in"})
)


def stems(text):
    return [term.stem for term in ANALYZER.terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rubber tyres", "Rubber tire"),
        ("colour", "COLOR"),
        ("sterilised", "sterilized"),
        ("crème brûlée", "creme brulee"),
        ("T-shirt", "t shirt"),
        ("Wi-Fi router", "wifi router"),
        ("men’s", "men's"),
        ("the boxes of wood", "wood box"),
    ],
)
def test_spelling_case_accents_and_plurals_do_not_matter(one, other):
    assert sorted(stems(one)) == sorted(stems(other))


def test_a_cas_number_is_one_term_and_bare_numbers_are_none():
    assert stems("sucrose 57-50-1, 25 kg") == ["sucros", "57-50-1", "kg"]


def test_a_possessive_is_not_joined_to_the_next_word():
    assert stems("men's cotton") == ["men", "cotton"]


def test_a_french_noun_counts_without_what_is_elided_before_it():
    assert stems("huile d'olive") == [*stems("huile"), *stems("olive")]
    assert stems("verre qu’on casse") == stems("verre on casse")


def test_each_term_keeps_its_word():
    assert [t.word for t in ANALYZER.terms("Rubber TYRES")] == ["rubber", "tyres"]


@pytest.fixture(scope="module")
def tiny():
    codes = ["40", "4011", "401110", "401120", "42", "4202", "420211"]
    texts = [
        IndexedText("40", "T", "Rubber and goods of rubber"),
        IndexedText("4011", "T", "New rubber tyres"),
        IndexedText("401110", "T", "New rubber tyres for cars"),
        IndexedText("401110", "N", "car tyre"),
        IndexedText("401120", "T", "New rubber tyres for buses, other than for cars"),
        IndexedText("42", "T", "Leather goods"),
        IndexedText("4202", "T", "Bags and cases"),
        IndexedText("420211", "T", "Cases of leather"),
    ]
    return LexicalIndex(*build_index(codes, texts, ANALYZER))


def best(index, *words):
    scores, cosines, _ = index.score(dict.fromkeys(stems(" ".join(words)), 1.0), Mix())
    row = int(np.argmax(scores))
    return index.codes[row], index.text(index.best_text(row, cosines)).text


def test_the_best_node_is_the_one_whose_text_fits(tiny):
    assert best(tiny, "car tyres") == ("401110", "car tyre")
    assert best(tiny, "bus tyres")[0] == "401120"


def test_what_a_title_excludes_does_not_find_it(tiny):
    row = tiny.codes.index("401120")
    scores = tiny.score({"car": 1.0}, Mix(heading=0, chapter=0))
    assert scores.nodes[row] == 0


def test_unknown_terms_score_nothing(tiny):
    scores, cosines, known = tiny.score({"zzz": 1.0}, Mix())
    assert not scores.any()
    assert len(cosines) == 8
    assert known == 0
    assert 0 < tiny.score({"zzz": 1.0, "car": 1.0}, Mix()).known < 1


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("laptop", "8471"),
        ("laptops", "8471"),
        ("labtop computer", "8471"),
        ("aluminum foil", "7607"),
        ("aluminium foil", "7607"),
        ("foil of aluminium", "7607"),
        ("jeans", "6203"),
        ("tyres for cars", "4011"),
        ("olive oil", "1509"),
    ],
)
def test_goods_are_found_by_what_people_call_them(text, heading):
    assert heading in {hit.node.code[:4] for hit in openhs.search(text, 5)}


def test_a_hit_says_which_words_matched_where():
    hit = openhs.search("labtop", 1)[0]
    match = hit.matched[0]
    assert (match.word, match.found.rstrip("s"), match.corrected) == ("labtop", "laptop", True)
    assert match.where in ("title", "name")
    assert match.found in match.text.lower()
    assert hit.as_dict()["matched"][0]["word"] == "labtop"


def test_hits_come_best_first_and_no_more_than_asked():
    hits = openhs.search("cotton shirts", 7)
    assert len(hits) == 7
    assert all(hit.score > 0 for hit in hits)
    assert len({hit.node.code for hit in hits}) == 7


def test_nothing_known_finds_nothing():
    assert openhs.search("qqqqzz xxyyzz") == []
    assert openhs.search("") == []


def test_a_limit_below_one_is_refused():
    with pytest.raises(UsageError, match="limit is 0"):
        openhs.search("laptop", 0)


@pytest.mark.parametrize(("stem", "found"), [("laptop", "laptop"), ("labtop", "laptop"), ("qzk", None), ("xq7", None)])
def test_only_plain_typing_errors_are_mended(stem, found):
    assert mended(stem) == found
