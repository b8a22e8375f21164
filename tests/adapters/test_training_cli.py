"""`hs train`."""

import json

import pytest

from openhs.engines.classify.precedents import HOME, precedents


@pytest.fixture
def coded(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    precedents.cache_clear()
    file = tmp_path / "coded.csv"
    file.write_text("name,hs6\nZorblax rubber bone,401699\nbroken,99\n", "utf-8")
    yield file
    precedents.cache_clear()


def test_a_catalogue_is_learned_and_forgotten(hs, coded):
    code, out, err = hs("train", "--labelled", coded)
    assert (code, out) == (1, "Learned from 1 of 2 rows.\n")
    assert "hs: row 2: '99' is no subheading" in err
    assert hs("train", "--forget")[1] == "What was learned is removed.\n"
    assert hs("train", "--forget")[1] == "Nothing had been learned.\n"


def test_the_counts_as_json(hs, coded):
    _, out, _ = hs("train", "--labelled", coded, "--json")
    assert json.loads(out) == {"rows": 2, "learned": 1, "problems": [json.loads(out)["problems"][0]]}


def test_one_of_both_is_asked_for(hs):
    code, _, err = hs("train")
    assert code == 2
    assert "give a coded catalogue with --labelled, or --forget" in err
