"""Goods in Spark DataFrames are classified as they are here."""

import shutil

import pytest

import openhs
from openhs import CatalogueError, UsageError

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
]

TEXTS = ["laptop computer", "wooden chair", "", None, "frozen shrimps", "men's boots with leather uppers"]


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    for name, value in (
        ("spark.sql.shuffle.partitions", "2"),
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.bindAddress", "127.0.0.1"),
    ):
        builder = builder.config(name, value)
    return builder.getOrCreate()


def frame(session, column="name"):
    rows = [(number, text) for number, text in enumerate(TEXTS)]
    return session.createDataFrame(rows, f"number int, {column} string").repartition(2)


def test_rows_are_answered_as_they_are_here(session):
    from openhs.spark import classify

    rows = classify(frame(session)).orderBy("number").collect()
    assert [row["name"] for row in rows] == TEXTS
    for row, decision in zip(rows, openhs.classify_all([text or "" for text in TEXTS]), strict=True):
        assert row["hs_code"] == (decision.best.code if decision.best else "")
        assert row["hs_outcome"] == str(decision.outcome)
        assert row["hs_reason"] == decision.reason


def test_columns_that_are_missing_or_ours_are_refused(session):
    from openhs.spark import classify

    with pytest.raises(CatalogueError, match="no column 'words'"):
        classify(frame(session), text="words")
    with pytest.raises(UsageError, match="'hs_code' already"):
        classify(frame(session, "hs_code"))
