import csv
import json
import sys
import tracemalloc
from io import BytesIO, TextIOWrapper

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from openhs import CatalogueError, MissingExtra, Outcome, UsageError
from openhs.workflows.catalogue import Options, classify_catalogue, run
from openhs.workflows.catalogue.rows import Row, choose_columns
from openhs.workflows.catalogue.writing import CODED


@pytest.fixture
def coded(tmp_path):
    """Classify content in a file of the given name and return the rows that came out, and the summary."""

    def run(content, name="goods.csv", out="coded.csv", **options):
        source = tmp_path / name
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        summary = classify_catalogue(str(source), str(tmp_path / out), Options(**options))
        with (tmp_path / out).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = [json.loads(line) for line in file] if out.endswith("jsonl") else list(csv.DictReader(file))
        return rows, summary

    return run


def test_long_inputs_go_to_several_processes_and_come_out_the_same(coded, monkeypatch):
    monkeypatch.setattr(run, "ALONE", 1)
    monkeypatch.setattr(run, "BATCH", 4)
    content = "text\n" + "".join(f"wooden chair {n}\n" for n in range(30))
    together, alone = (coded(content, workers=workers)[0] for workers in (2, 1))
    assert together == alone
    assert len(alone) == 30


def test_no_workers_is_refused(coded):
    with pytest.raises(UsageError, match="workers is 0; give 1 or more"):
        coded("text\nchair\n", workers=0)


def test_the_question_has_its_column(coded):
    rows, _ = coded("text\nsports shoes\n", threshold=1.0)
    assert rows[0]["hs_question"].startswith("Which of these are the goods? Footwear")


def test_all_input_columns_are_kept_and_ours_are_added(coded):
    rows, summary = coded("sku,description,price\nA1,laptop computer,999\n")
    assert list(rows[0]) == ["sku", "description", "price", *CODED]
    assert (rows[0]["sku"], rows[0]["hs_code"], rows[0]["price"]) == ("A1", "847130", "999")
    assert 0 < float(rows[0]["hs_probability"]) <= 1
    assert rows[0]["hs_outcome"] in {str(o) for o in Outcome}
    assert "laptop" in rows[0]["hs_reason"]
    assert summary.rows == 1


def test_json_lines_hold_one_decision_a_row(coded):
    rows, _ = coded("id,text\nx9,laptop computer\n,olive oil\n", out="coded.jsonl", top=3)
    assert [r["id"] for r in rows] == ["x9", "2"]
    assert len(rows[0]["candidates"]) == 3
    assert set(rows[0]["candidates"][0]) == {"code", "probability", "title"}
    assert {"outcome", "reason", "edition"} <= set(rows[0])


@pytest.mark.parametrize("column", ["text", "Description", "title", "product_name", "name", "goods"])
def test_the_text_column_is_found_by_its_name(coded, column):
    rows, _ = coded(f"x,{column}\n1,olive oil\n")
    assert rows[0]["hs_code"].startswith("1509")


def test_the_first_of_the_known_names_wins():
    assert choose_columns("f", ["name", "text"], None, ()).text == "text"


def test_category_and_attributes_are_read():
    reader = choose_columns("f", ["text", "category", "attributes", "fabric"], None, ("fabric",))
    row = Row(
        1, {"text": "shirt", "category": "Men > Tops", "attributes": '{"Material": "cotton"}', "fabric": "poplin"}
    )
    goods = reader.goods(row)
    assert goods.category == ("Men", "Tops")
    assert goods.attributes == {"fabric": "poplin", "Material": "cotton"}


def test_a_column_named_as_attribute_counts_whatever_it_is_called(coded):
    rows, _ = coded("text,stoff\nmen's trousers,woven cotton denim jeans\n", attributes=("stoff",))
    assert rows[0]["hs_code"] == "620342"


@pytest.mark.parametrize(
    ("category", "parts"),
    [("Shoes", ("Shoes",)), ('["A", "B"]', ("A", "B")), (["A", "B"], ("A", "B")), ("[broken", ("[broken",)), ("", ())],
)
def test_a_category_is_read_in_the_forms_people_have(category, parts):
    assert choose_columns("f", ["text"], None, ()).goods(Row(1, {"text": "x", "category": category})).category == parts


def test_attributes_that_are_no_json_count_as_description():
    goods = choose_columns("f", ["text"], None, ()).goods(Row(1, {"text": "x", "attributes": "{red, cotton"}))
    assert goods.attributes["description"].strip() == "{red, cotton"


BROKEN = """id,text,price
1,cotton t-shirt,3
2,,4
3,"broken quote,5
4,steel bolts m8,6
5,rubber tyre, for cars,7
6,short
7,"two
lines of wooden chair",9
8,olive oil,1
"""


def test_a_broken_row_is_reported_with_its_number_and_harms_no_other(coded):
    rows, summary = coded(BROKEN)
    outcomes = {row["id"]: row["hs_code"][:2] for row in rows}
    assert outcomes == {"1": "61", "2": "", "3": "", "4": "73", "5": "", "6": "", "7": "94", "8": "15"}
    assert "empty" in rows[1]["hs_reason"]
    assert "2 cells where the header has 3" in rows[2]["hs_reason"]
    assert "left over: 7" in rows[4]["hs_reason"]
    assert summary.problems == 4
    assert summary.first_problems[0].startswith("row 2: ")


def test_bytes_that_are_not_utf8_are_reported_and_come_out_as_they_went_in(coded, tmp_path):
    rows, _ = coded("id,text\n1,café olive oil crème brûlée\n".encode() + b"2,\xff\xfe oil\n3,honey\n")
    assert "--encoding" in rows[1]["hs_reason"]
    assert rows[1]["hs_outcome"] == "refer"
    assert rows[2]["hs_code"].startswith("0409")
    assert b"\xff\xfe oil" in (tmp_path / "coded.csv").read_bytes()


def test_windows_1252_is_assumed_and_said(coded):
    rows, summary = coded("text\nthé vert: green tea\n".encode("cp1252"))
    assert rows[0]["text"] == "thé vert: green tea"
    assert "Windows-1252" in summary.notices[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(coded, encoding):
    rows, _ = coded("text\ngreen tea\n".encode(encoding))
    assert rows[0]["text"] == "green tea"


def test_a_named_encoding_is_used(coded):
    rows, summary = coded("text\nчай green tea\n".encode("cp1251"), encoding="cp1251")
    assert rows[0]["text"] == "чай green tea"
    assert summary.notices == ()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(coded, delimiter):
    rows, _ = coded(f"id{delimiter}text\n1{delimiter}olive oil\n")
    assert rows[0]["hs_code"].startswith("1509")


def test_repeated_and_missing_column_names_are_made_distinct_and_said(coded):
    rows, summary = coded("text,price,price,\nolive oil,1,2,3\n")
    assert [rows[0][c] for c in ("price", "price (2)", "column 4")] == ["1", "2", "3"]
    assert len(summary.notices) == 2


def test_100_kb_of_text_is_read_to_the_limit(coded):
    rows, summary = coded("text\n" + "olive oil " * 10_000 + "\n")
    assert rows[0]["hs_code"].startswith("1509")
    assert summary.problems == 1


def test_json_lines_come_in(coded):
    first = '{"id": 1, "text": "olive oil", "attributes": {"Type": "virgin"}}'
    content = first + '\nnot json\n[1]\n\n{"text": "honey", "new": 1}\n'
    rows, summary = coded(content, name="goods.jsonl", out="coded.jsonl")
    assert [r["id"] for r in rows] == ["1", "2", "3", "4"]
    assert "not JSON" in rows[1]["reason"]
    assert "no object" in rows[2]["reason"]
    assert rows[3]["candidates"][0]["code"].startswith("0409")
    assert summary.problems == 2


def test_a_field_that_appears_late_is_said_to_have_no_column(coded):
    lines = [json.dumps({"text": "honey"})] * 1000 + [json.dumps({"text": "honey", "late": 1})]
    rows, summary = coded("\n".join(lines) + "\n", name="goods.jsonl")
    assert "late" in rows[1000]["hs_reason"]
    assert summary.problems == 1


def test_excel_goes_in_and_out_with_text_as_text(tmp_path):
    book = openpyxl.Workbook()
    for row in (["id", "name", "price"], [1, "olive oil", 2.5], [None, None, None], [2, "=honey", None]):
        book.active.append(row)
    book.active["B4"].data_type = "s"
    book.save(tmp_path / "goods.xlsx")
    summary = classify_catalogue(str(tmp_path / "goods.xlsx"), str(tmp_path / "coded.xlsx"), Options())
    sheet = openpyxl.load_workbook(tmp_path / "coded.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("id", "name", "price", *CODED)
    assert rows[1][:3] == (1, "olive oil", 2.5)
    assert rows[1][3].startswith("1509")
    assert rows[2][1] == "=honey"
    assert sheet["B3"].data_type == "s"
    assert summary.rows == 2


def test_parquet_keeps_its_types(tmp_path):
    table = pa.table({"text": ["olive oil", None], "price": pa.array([1.5, 2.5], pa.float32()), "n": [1, 2]})
    parquet.write_table(table, tmp_path / "goods.parquet")
    classify_catalogue(str(tmp_path / "goods.parquet"), str(tmp_path / "coded.parquet"), Options())
    coded = parquet.read_table(tmp_path / "coded.parquet")
    assert coded.schema.field("price").type == pa.float32()
    assert coded.column("n").to_pylist() == [1, 2]
    assert coded.column("text").to_pylist() == ["olive oil", None]
    assert coded.column("hs_code").to_pylist()[0].startswith("1509")
    assert coded.column("hs_probability").to_pylist()[1] is None


def test_parquet_without_its_extra_names_the_install_line(coded, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtra, match=r"pip install 'openhs\[parquet\]'"):
        coded("PAR1", name="goods.parquet")


def test_csv_becomes_parquet_of_text(tmp_path):
    (tmp_path / "goods.csv").write_text("text,n\nolive oil,1\n")
    classify_catalogue(str(tmp_path / "goods.csv"), str(tmp_path / "coded.parquet"), Options())
    assert parquet.read_table(tmp_path / "coded.parquet").column("n").to_pylist() == ["1"]


@pytest.mark.parametrize(
    ("content", "name", "options", "part"),
    [
        ("", "a.csv", {}, "it is empty"),
        ("\n\n", "a.csv", {}, "first line is empty"),
        ("a,b\n1,2\n", "a.csv", {}, "name it with --text; its columns are: a, b"),
        ("a,b\n1,2\n", "a.csv", {"text": "c"}, "no column 'c'"),
        ("text\nx\n", "a.csv", {"attributes": ("c",)}, "for --attributes"),
        ("text,hs_code\nx,1\n", "a.csv", {}, "'hs_code' already"),
        ("text\nx\n", "a.xls", {}, "save it as .xlsx"),
        ("text\nx\n", "a.doc", {}, "the extension .doc is not known"),
        ("text\nx\n", "a.csv", {"format": "word"}, "choose one of csv"),
        ("text\nx\n", "a.csv", {"encoding": "klingon"}, "no encoding 'klingon'"),
        ("text\nx\n", "a.xlsx", {}, "not a readable Excel workbook"),
        ("text\nx\n", "a.parquet", {}, "not a readable Parquet file"),
        ("\x00" * 90, "a.csv", {}, "it is binary"),
        ("PK\x03\x04 text", "a.csv", {}, "--format excel"),
        ("[1]\n", "a.jsonl", {}, "no JSON object"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(coded, content, name, options, part):
    with pytest.raises(CatalogueError) as caught:
        coded(content, name=name, **options)
    assert part in str(caught.value)


def test_an_empty_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(CatalogueError, match="first row"):
        classify_catalogue(str(tmp_path / "a.xlsx"), "-", Options())


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_path_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(CatalogueError, match="check the path"):
        classify_catalogue(str(tmp_path / name), "-", Options(format="csv"))


def test_a_full_disk_is_reported(coded, tmp_path):
    (tmp_path / "goods.csv").write_text("text\nhoney\n")
    with pytest.raises(CatalogueError, match="No space left"):
        classify_catalogue(str(tmp_path / "goods.csv"), "/dev/full", Options())


def test_a_run_that_breaks_off_leaves_no_half_file(coded, tmp_path, monkeypatch):
    monkeypatch.setattr("openhs.workflows.catalogue.run.classify_all", lambda *_, **__: 1 / 0)
    (tmp_path / "coded.csv").write_text("earlier")
    with pytest.raises(ZeroDivisionError):
        coded("text\nhoney\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coded.csv", "goods.csv"]
    assert (tmp_path / "coded.csv").read_text() == "earlier"


def test_a_folder_that_is_not_there_is_named(coded):
    with pytest.raises(CatalogueError, match="could not be written"):
        coded("text\nhoney\n", out="no/such/coded.csv")


def test_standard_input_and_output(monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"text\nhoney\n")))
    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written))
    summary = classify_catalogue("-", "-", Options())
    assert written.getvalue().decode().splitlines()[1].startswith("honey,0409")
    assert summary.rows == 1


def test_excel_and_parquet_come_from_standard_input(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["honey"])
    book.save(tmp_path / "goods.xlsx")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO((tmp_path / "goods.xlsx").read_bytes())))
    assert classify_catalogue("-", str(tmp_path / "coded.csv"), Options(format="excel")).rows == 1


def test_progress_is_told(coded, tmp_path):
    told = []
    (tmp_path / "goods.csv").write_text("text\n" + "honey\n" * 600)
    classify_catalogue(str(tmp_path / "goods.csv"), str(tmp_path / "c.csv"), Options(), lambda *a: told.append(a))
    assert [rows for rows, _, _ in told] == [512, 600]
    assert told[-1][1] == told[-1][2] == (tmp_path / "goods.csv").stat().st_size


def test_memory_does_not_grow_with_the_input(tmp_path):
    def peak(rows):
        source = tmp_path / f"{rows}.csv"
        source.write_text("text\n" + "honey in a jar\n" * rows)
        tracemalloc.start()
        classify_catalogue(str(source), str(tmp_path / "c.csv"), Options(top=1))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(6000) < 1.5 * peak(2000)
