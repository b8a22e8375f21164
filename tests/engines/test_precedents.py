"""Learning from own decisions."""

import numpy as np
import pytest

import openhs
from openhs import CatalogueError, Goods
from openhs.engines.classify import forget, learn
from openhs.engines.classify.precedents import HOME, precedents
from openhs.workflows.training import learn_catalogue

TEXT = "Zorblax 300 chew bone for dogs, natural rubber"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    precedents.cache_clear()
    yield
    precedents.cache_clear()


def test_alike_goods_are_coded_as_before_and_the_precedent_is_told():
    learn([(Goods(TEXT), "401699"), (Goods("Zorblax 200 chew bone for dogs, natural rubber"), "401699")])
    decision = openhs.classify("Zorblax 500 chew bone for dogs, natural rubber")
    assert decision.best.code == "401699"
    assert "You coded 2 alike goods 4016.99, such as “Zorblax" in decision.reason
    assert "decisions" in decision.versions


def test_other_goods_are_as_they_were():
    before = openhs.classify("laptop computer")
    learn([(Goods(TEXT), "401699")])
    after = openhs.classify("laptop computer")
    assert (after.candidates, after.steps) == (before.candidates, before.steps)


def test_what_was_learned_is_forgotten():
    before = openhs.classify(TEXT)
    learn([(Goods(TEXT), "401699")])
    assert openhs.classify(TEXT) != before
    assert forget() is True
    assert openhs.classify(TEXT) == before
    assert forget() is False


def test_goods_together_have_the_precedents_they_have_alone():
    learn([(Goods(TEXT), "401699"), (Goods("men's cotton shirt"), "620520")])
    texts = [TEXT, "cotton shirt for men", "frozen shrimps", "rubber bone"]
    assert list(openhs.classify_all(texts)) == [openhs.classify(text) for text in texts]


def test_directions_are_of_length_one():
    learn([(Goods(TEXT), "401699"), (Goods("?"), "620520")])
    lengths = np.linalg.norm(precedents().vectors, axis=1)
    assert lengths == pytest.approx([1, 1], abs=1e-5)


def test_a_coded_catalogue_is_learned_and_what_is_wrong_told_by_row(tmp_path):
    file = tmp_path / "coded.csv"
    file.write_text(f'name,hs6\n"{TEXT}",4016.99\nbroken,99\n,401699\nshirt,xx\n', "utf-8")
    done = learn_catalogue(str(file))
    assert (done.rows, done.learned) == (4, 1)
    assert done.problems[0].startswith("row 2: '99' is no subheading of HS 2022")
    assert done.problems[1] == "row 3: there is no text"
    assert done.problems[2].startswith("row 4: 'xx' is not a code")


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [("name,price\na,1\n", None, "--code"), ("name,hs6\na,1\n", "tariff", "'tariff'"), ("name,hs6\n", None, "no rows")],
)
def test_a_catalogue_that_teaches_nothing_is_refused(tmp_path, content, code, part):
    file = tmp_path / "coded.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=part):
        learn_catalogue(str(file), code=code)
