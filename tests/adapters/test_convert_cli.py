"""`hs convert` as its user meets it."""

import csv
import io
import json
from decimal import Decimal

import pytest

TRADE = """year,country,hs,usd,qty
2013,DE,847130,1000.01,17
2013,DE,852990,700.00,3
2013,FR,10121,88.5,2
2013,FR,0101.21.0000,12,1
2014,FR,851714,99,9
2014,FR,abc,3,3
2014,FR,,1,1
2014,FR,392690,10.00,n/a
"""


@pytest.fixture
def trade(tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text(TRADE)
    return path


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))


def convert(hs, trade, *arguments, out="out.csv"):
    target = trade.with_name(out)
    code, _, err = hs("convert", trade, "-c", "hs", "--from", "HS2012", "--to", "HS2022", "-o", target, *arguments)
    return code, err, target


def test_every_row_comes_back_and_what_has_no_target_says_why(hs, trade):
    code, err, target = convert(hs, trade, "-m", "family")
    rows = table(target)
    assert code == 1
    assert [row["hs"] for row in rows] == ["847130", "852990", "10121", "0101.21.0000", "851714", "abc", "", "392690"]
    assert [row["note"].partition(":")[0] for row in rows] == [
        *("", "", "repaired", "national", "other edition", "wrong", "empty", ""),
    ]
    assert rows[4]["note"] == "other edition: 851714 is not in HS2012, but in HS2022"
    assert "method family: 8 rows in, 8 out; 8 results, 3 of them without target" in err


def test_values_are_split_and_keep_their_totals(hs, trade):
    _, _, target = convert(hs, trade, "-m", "equal", "--values", "usd,qty", "--without", "8549")
    rows = table(target)
    assert sum(Decimal(row["usd"]) for row in rows) == Decimal("1913.51")
    halves = [row for row in rows if row["hs"] == "392690"]
    assert [row["usd"] for row in halves] == ["5.00", "5.00"]
    assert [row["qty"] for row in halves] == ["n/a", ""]
    assert halves[0]["note"] == "value: 'n/a' in qty is no number, left whole with the first target"


def test_own_weights_come_from_a_file(hs, trade):
    weights = trade.with_name("weights.csv")
    weights.write_text("source,target,weight\n392690,392690,3\n392690,962000,1\n")
    _, _, target = convert(hs, trade, "--weights", weights, "--values", "usd")
    rows = {(row["hs"], row["target"]): row for row in table(target)}
    assert [rows["392690", code]["usd"] for code in ("392690", "962000")] == ["7.50", "2.50"]
    assert rows["847130", ""]["note"] == "undecided: 7 targets, there are no weights for it"
    assert rows["847130", ""]["usd"] == "1000.01"


def test_a_weights_file_that_is_wrong_is_refused_by_row(hs, trade):
    weights = trade.with_name("weights.csv")
    weights.write_text("source,target,weight\n392690,392690,much\n")
    assert "row 1: the weight 'much' is no number" in convert(hs, trade, "--weights", weights)[1]
    weights.write_text("source,target,weight\n392690,392690,1\n392690,392690,2\n")
    assert "row 2: 392690 392690 has two weights" in convert(hs, trade, "--weights", weights)[1]
    weights.write_text("source,weight\n392690,1\n")
    assert "there is no column 'target'; it needs source, target" in convert(hs, trade, "--weights", weights)[1]


def test_totals_over_columns_and_target(hs, trade):
    _, _, target = convert(hs, trade, "-m", "un", "--values", "usd", "--group-by", "country")
    totals = {(row["country"], row["target"]): Decimal(row["usd"]) for row in table(target)}
    assert totals["FR", "010121"] == Decimal("100.5")
    assert totals["DE", ""] == Decimal("1700.01")
    assert sum(totals.values()) == Decimal("1913.51")


@pytest.mark.parametrize("extension", ["tsv", "jsonl", "xlsx", "parquet"])
def test_other_formats_hold_the_same(hs, trade, extension):
    _, _, first = convert(hs, trade, "-m", "family", out=f"out.{extension}")
    code, _, _ = hs("convert", first, "-c", "hs", "--from", "2012", "--to", "SITC4", "-o", trade.with_name("again.csv"))
    assert code == 2  # the result columns are there already
    if extension == "jsonl":
        lines = [json.loads(line) for line in first.read_text().splitlines()]
        assert [line["source"] for line in lines][:4] == ["847130", "852990", "010121", "0101210000"]


def test_parquet_to_parquet_streams_with_the_same_result(hs, tmp_path):
    import polars as pl

    frame = pl.DataFrame({"hs": ["847130", "10121", "abc", None], "usd": [1.01, 2.0, 3.0, 4.0]})
    frame.write_parquet(tmp_path / "in.parquet")
    code, out, _ = hs(
        *("convert", tmp_path / "in.parquet", "-c", "hs", "--from", "2012", "--to", "2022"),
        *("-m", "equal", "--values", "usd", "-o", tmp_path / "out.parquet", "--json"),
    )
    report = json.loads(out)
    assert code == 1
    assert pl.read_parquet(tmp_path / "out.parquet")["usd"].sum() == pytest.approx(10.01)
    assert not list(tmp_path.glob(".*.part"))
    assert (report["rows"], report["notes"]) == (4, {"repaired": 1, "wrong": 1, "empty": 1})


def test_the_summary_as_json(hs, trade):
    target = trade.with_name("out.csv")
    code, out, _ = hs("convert", trade, "-c", "hs", "--from", "2012", "--to", "isic4", "-o", target, "--json")
    summary = json.loads(out)
    assert code == 1
    assert (summary["from"], summary["to"], summary["method"]) == ("HS2012", "ISIC4", "all")
    assert summary["path"] == ["HS2012", "HS2007", "ISIC3", "ISIC3.1", "ISIC4"]
    assert summary["rows"] == 8
    assert summary["notes"]["composed"] > 8


def test_one_code_with_titles(hs):
    code, out, _ = hs("convert", "--code", "851712", "--from", "2017", "--to", "2022", "--without", "8549,8524")
    assert code == 0
    assert out.startswith("HS2017 851712 → HS2022: split\n  851713  split  Smartphones")
    code, out, _ = hs("convert", "--code", "abc", "--from", "2017", "--json")
    assert code == 1
    assert json.loads(out)[0]["note"].startswith("wrong: 'abc' is not a code")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "2012", "--values", "kg"), "there is no column 'kg'; its columns are: year, country, hs, usd, qty"),
        (("-c", "hs"), "say what the codes are in with --from"),
        (
            ("-c", "code", "--from", "2012"),
            "there is no column 'code'; name it with --column; its columns are: year, country",
        ),
        (("-c", "hs", "--from", "HS1999"), "there is no classification 'HS1999'; choose one of HS1992"),
        (("-c", "hs", "--from", "2012", "--values", "usd"), "the method all repeats a row for each target"),
        (("-c", "hs", "--from", "2012", "--group-by", "year"), "--group-by sums values: name them with --values"),
        (("-c", "hs", "--from", "2012", "--code", "1"), "give either a file to convert or a code"),
    ],
)
def test_what_cannot_start_ends_with_a_remedy_and_exit_code_2(hs, trade, arguments, message):
    code, out, err = hs("convert", trade, *arguments)
    assert code == 2
    assert message in err
    assert out == ""


def test_a_row_that_cannot_be_read_is_kept_with_the_problem(hs, trade):
    trade.write_text("hs,usd\n847130,1,too,many\n010121,2\n")
    _, _, target = convert(hs, trade, "-m", "family")
    broken, sound = table(target)
    assert broken["note"].startswith("wrong: The row has 4 cells where the header has 2")
    assert sound["target"] == "F010121"
