import pickle

import pytest

import openhs
from openhs.ground import errors
from openhs.ground.data import open_array, open_json

SAMPLES = [
    (errors.InvalidCode("x", "it is no code"), ValueError),
    (errors.AmbiguousCode("1012", ("1012", "0101.2")), ValueError),
    (errors.UnknownCode("8471.31", "2022", (("8471.30", "laptops"),), (("1992", "gone"), ("1996", "gone"))), KeyError),
    (errors.UnknownCode("9999", "2022"), KeyError),
    (errors.UnknownEdition("2023", ("2017", "2022")), KeyError),
    (errors.UnknownClassification("HS2023", ("HS2017", "HS2022")), KeyError),
    (errors.DataError("a.tsv", 3, "code", "is wrong", "mend it"), ValueError),
    (errors.DataError("a.tsv", 0, "code", "is wrong"), ValueError),
    (errors.MissingData("codes.json"), FileNotFoundError),
    (errors.MissingExtra("Parquet", "parquet"), ImportError),
    (errors.CatalogueError("a.csv", "is empty", "fill it"), ValueError),
    (errors.UsageError("top is 0"), ValueError),
]


@pytest.mark.parametrize(("error", "builtin"), SAMPLES)
def test_each_error_is_an_hserror_and_a_builtin_and_survives_pickling(error, builtin):
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(error, errors.HSError)
    assert isinstance(error, builtin)
    assert (type(again), str(again), again.as_dict()) == (type(error), str(error), error.as_dict())


@pytest.mark.parametrize(("error", "builtin"), SAMPLES)
def test_each_error_has_one_json_shape(error, builtin):
    shape = error.as_dict()
    assert shape["error"] == type(error).__name__
    assert shape["message"] == str(error) != ""


def test_every_error_class_has_a_sample():
    classes = {c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.HSError)}
    assert classes - {errors.HSError} == {type(error) for error, _ in SAMPLES}


def test_an_unknown_code_says_what_it_was_elsewhere():
    assert str(SAMPLES[2][0]) == (
        "8471.31 is not in HS 2022; did you mean 8471.30 (laptops)? It was in HS 1992 (and 1996) as: gone"
    )
    assert str(SAMPLES[3][0]) == "9999 is not in HS 2022"


def test_a_bare_error_still_has_a_name():
    assert str(errors.HSError()) == "HSError"


def test_missing_data_says_how_to_build_it(monkeypatch, tmp_path):
    monkeypatch.setattr("openhs.ground.data.ROOT", tmp_path)
    with pytest.raises(openhs.MissingData, match="make data"):
        open_json("codes.json")
    with pytest.raises(openhs.MissingData, match="make data"):
        open_array("search/idf.npy")
