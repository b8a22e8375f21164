"""One behaviour on every engine: each test runs on all of them and compares with the plain list."""

import importlib.util
import shutil
import warnings
from decimal import Decimal

import pytest

import openhs
from openhs import UsageError
from openhs.engines.convert import RESULT, Plan, split_value

WEIGHTS = {
    ("847130", "847130"): 3,
    ("847130", "854921"): 1,
    ("852990", "852411"): 1,
    ("852990", "852990"): 5,
    ("852990", "852412"): 2.5,
}
CODES = ["847130", "852990", "10121", "abc", None, "0101.21.0000", "852990", "851714", "8517", "01012", "  84 71.30"]
VALUES = [100.01, 7.0, -3.333, 5.0, 6.0, None, -12345678.91, 99.5, 1000.0, 0.01, 0.1 + 0.2]
COUNTS = [10, 22, 3, 4, 5, 6, 101, 7, 8, -9, 10]
COLUMNS = {"id": list(range(len(CODES))), "hs code": CODES, "usd": VALUES, "pieces": COUNTS}


def polars(columns):
    import polars as pl

    return pl.DataFrame(columns)


def polars_lazy(columns):
    return polars(columns).lazy()


def pandas(columns):
    import pandas as pd

    return pd.DataFrame(columns)


def arrow(columns):
    import pyarrow as pa

    return pa.table(columns)


def duckdb(columns):
    import duckdb as db

    return db.connect().from_arrow(arrow(columns))


def spark(columns):
    return session().createDataFrame(list(zip(*columns.values(), strict=True)), list(columns))


def session():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of PySpark, about the versions of what is installed beside it
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("openhs")
        for name, value in (
            ("spark.ui.enabled", "false"),
            ("spark.sql.shuffle.partitions", "2"),
            ("spark.driver.host", "127.0.0.1"),
            ("spark.driver.bindAddress", "127.0.0.1"),
        ):
            builder = builder.config(name, value)
        return builder.getOrCreate()


NEEDS_JAVA = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
ENGINES = [
    *(pytest.param(make, id=make.__name__) for make in (polars, polars_lazy, pandas, arrow, duckdb)),
    pytest.param(
        spark,
        id="spark",
        marks=[NEEDS_JAVA, pytest.mark.filterwarnings("ignore::FutureWarning:pyspark")],
    ),
]
on_every_engine = pytest.mark.parametrize("make", ENGINES)


def rows(frame):
    """Return the rows of any frame as dictionaries, missing cells as None, in a fixed order."""
    package = type(frame).__module__.partition(".")[0]
    if package == "polars":
        found = frame.lazy().collect().to_dicts()
    elif package == "pandas":
        found = frame.to_dict("records")
    elif package == "pyarrow":
        found = frame.to_pylist()
    elif package == "pyspark":
        found = [row.asDict() for row in frame.collect()]
    else:
        found = [dict(zip(frame.columns, row, strict=True)) for row in frame.fetchall()]
    plain = [
        {name: None if cell is None or str(cell) in ("nan", "<NA>") else cell for name, cell in row.items()}
        for row in found
    ]
    return sorted(plain, key=place)


def place(row):
    return row.get("id", 0), str(row["target"]), str(row.get("source"))


def expected(plan, values=()):
    """Return the rows that the list conversion and exact decimal splitting give."""
    found = []
    for i, code in enumerate(CODES):
        outcomes = plan.outcomes(code)
        row = {name: COLUMNS[name][i] for name in COLUMNS}
        for n, outcome in enumerate(outcomes):
            split = {name: part(row[name], outcomes, n, name) for name in values}
            found.append({**row, **split, **{name: getattr(outcome, name) for name in RESULT}})
    return sorted(found, key=place)


def part(value, outcomes, n, name):
    if value is None or len(outcomes) == 1:
        return value
    exact = round(Decimal(value), 6)  # the value that was meant, free of its binary error
    parts = split_value(exact, [outcome.share for outcome in outcomes], 2 if name == "usd" else 0)
    return type(value)(parts[n])


def same(found, wanted):
    assert [set(row) for row in found] == [set(row) for row in wanted]
    for a, b in zip(found, wanted, strict=True):
        for name in b:
            assert a[name] == (pytest.approx(b[name]) if isinstance(b[name], float) else b[name]), (name, a, b)


@on_every_engine
@pytest.mark.parametrize("method", ["all", "un", "family"])
def test_each_method_gives_the_rows_that_a_list_gives(make, method):
    result = openhs.convert(make(COLUMNS), "HS2012", "HS2022", column="hs code", method=method)
    same(rows(result), expected(Plan.of("HS2012", "HS2022", method=method)))


@on_every_engine
def test_values_are_split_equally_to_the_cent_and_integers_to_whole_numbers(make):
    result = openhs.convert(make(COLUMNS), 2012, 2022, column="hs code", method="equal", values=["usd", "pieces"])
    same(rows(result), expected(Plan.of(2012, 2022, method="equal"), ("usd", "pieces")))


@on_every_engine
def test_values_are_split_by_weights(make):
    result = openhs.convert(make(COLUMNS), 2012, 2022, column="hs code", weights=WEIGHTS, values=["usd", "pieces"])
    same(rows(result), expected(Plan.of(2012, 2022, weights=WEIGHTS), ("usd", "pieces")))


@on_every_engine
@pytest.mark.parametrize("how", [{"method": "equal"}, {"weights": WEIGHTS}, {"method": "un"}, {"method": "family"}])
def test_totals_are_kept_to_the_last_cent(make, how):
    result = openhs.convert(make(COLUMNS), 2012, 2022, column="hs code", values=["usd", "pieces"], **how)
    found = rows(result)
    cents = sum(round(Decimal(row["usd"]), 6) for row in found if row["usd"] is not None)
    assert cents == sum(round(Decimal(value), 6) for value in VALUES if value is not None)
    assert sum(row["pieces"] for row in found) == sum(COUNTS)


@on_every_engine
def test_group_by_sums_over_the_target_and_keeps_what_has_none(make):
    result = openhs.convert(
        make(COLUMNS), 2012, 2022, column="hs code", method="un", values=["usd", "pieces"], group_by=[]
    )
    totals = {row["target"]: (row["usd"], row["pieces"]) for row in rows(result)}
    assert totals["010121"] == (pytest.approx(-3.333), 9)
    assert totals[None][1] == sum(COUNTS) - 9
    assert len(totals) == len(rows(result))


@on_every_engine
def test_the_report_counts_relations_and_notes(make):
    result = openhs.convert(make(COLUMNS), 2012, 2022, column="hs code", method="family")
    report = openhs.report(result)
    listed = openhs.report(openhs.convert(CODES, 2012, 2022, method="family"))
    assert report == listed
    assert (report.results, report.without_target) == (len(CODES), 4)
    assert report.notes["other edition"] == report.notes["wrong"] == report.notes["empty"] == 1


@on_every_engine
def test_a_frame_without_the_column_is_refused_with_those_it_has(make):
    with pytest.raises(UsageError, match="there is no column 'hs'; the columns are id, hs code"):
        openhs.convert(make(COLUMNS), 2012, 2022, column="hs")


@on_every_engine
def test_a_frame_that_has_a_result_column_is_refused(make):
    with pytest.raises(UsageError, match="has a column 'share'"):
        openhs.convert(make({"hs": ["010121"], "share": [1]}), 2012, 2022, column="hs")


@on_every_engine
def test_numbers_that_lost_their_zeros_are_repaired(make):
    result = openhs.convert(make({"hs": [10121, 847130]}), 2012, 2022, column="hs", method="family")
    assert [row["source"] for row in rows(result)] == ["010121", "847130"]
    assert rows(result)[0]["note"] == "repaired: leading zero restored"


@on_every_engine
def test_a_column_that_holds_no_codes_is_refused(make, monkeypatch):
    monkeypatch.setattr("openhs.adapters.frames.request.MOST_STRANGE", 2)
    frame = make({"hs": ["red shoes", "blue shoes", "green shoes"]})
    if make in (pandas, arrow):  # these hold the column in memory already
        assert len(rows(openhs.convert(frame, 2012, 2022, column="hs"))) == 3
    else:
        with pytest.raises(UsageError, match="more than 2 different texts that are no codes of HS2012"):
            openhs.convert(frame, 2012, 2022, column="hs")


def test_columns_alone_become_frames_of_their_name():
    frame = polars({"hs": ["010121"]})
    assert openhs.convert(frame["hs"], 2012, 2022).columns == ["hs", *RESULT]
    assert list(openhs.convert(pandas({"hs": ["010121"]})["hs"], 2012, 2022)) == ["hs", *RESULT]
    table = arrow({"hs": ["010121"]})
    assert openhs.convert(table["hs"], 2012, 2022).column_names == ["code", *RESULT]
    assert openhs.convert(table.to_batches()[0], 2012, 2022, column="hs").column_names == ["hs", *RESULT]


def test_pandas_rows_keep_their_labels_and_missing_cells_of_each_kind_are_empty():
    import pandas as pd

    frame = pd.DataFrame({"hs": ["847130", None, float("nan"), pd.NA]}, index=list("abcd"))
    result = openhs.convert(frame, 2012, 2022, column="hs", method="family")
    assert list(result.index) == list("abcd")
    assert set(result["note"][1:]) == {"empty: there is no code"}


def test_decimal_columns_keep_their_type():
    import polars as pl

    frame = pl.DataFrame({"hs": ["847130"], "usd": [Decimal("100.01")]})
    split = openhs.convert(frame, 2012, 2022, column="hs", weights=WEIGHTS, values="usd")
    assert split["usd"].to_list() == [Decimal("75.01"), Decimal("25.00")]


@NEEDS_JAVA
@pytest.mark.filterwarnings("ignore::FutureWarning:pyspark")
def test_spark_joins_by_broadcast_and_runs_no_python_for_a_row():
    frame = spark({"hs": ["847130", "10121"], "usd": [1.0, 2.0]})
    for how in ({"method": "equal"}, {"weights": WEIGHTS}):
        result = openhs.convert(frame, 2012, 2022, column="hs", values="usd", **how)
        planned = result._jdf.queryExecution().executedPlan().toString()
        assert "BroadcastHashJoin" in planned
        assert "Python" not in planned
        assert "SortMergeJoin" not in planned


def test_lists_have_no_columns_and_text_is_no_list():
    with pytest.raises(UsageError, match="a list has no columns"):
        openhs.convert(["847130"], 2012, 2022, column="hs")
    with pytest.raises(UsageError, match="str holds no column of codes"):
        openhs.convert("847130", 2012, 2022)


def test_a_missing_engine_names_its_extra(monkeypatch):
    from openhs.adapters.frames import dispatch

    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(dispatch, "import_module", missing)
    with pytest.raises(openhs.MissingExtra, match=r"pip install 'openhs\[pandas\]'"):
        openhs.convert(pandas({"hs": ["847130"]}), 2012, 2022, column="hs")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": "usd"}, "the method all repeats a row for each target"),
        ({"group_by": "id"}, "group_by sums values"),
        ({"method": "best"}, "there is no method 'best'; choose one of all, un, equal, weights, family"),
        ({"method": "weights"}, "needs weights="),
        ({"digits": 5}, "digits is 5; choose 2, 4 or 6"),
        ({"weights": [("847130", "847130", 1), ("847130", "847130", 2)]}, "two weights for 847130 847130"),
        ({"weights": {("847130", "010121"): 1}}, "which HS2012 and HS2022 do not link"),
        ({"weights": {("847130", "847130"): -1}}, "give a number from 0 up"),
    ],
)
def test_wrong_arguments_are_refused_with_the_remedy(arguments, message):
    with pytest.raises(UsageError, match=message):
        openhs.convert(polars(COLUMNS), 2012, 2022, column="hs code", **arguments)


def test_all_engines_are_installed_for_these_tests():
    assert all(importlib.util.find_spec(name) for name in ("polars", "pandas", "pyarrow", "duckdb", "pyspark"))
