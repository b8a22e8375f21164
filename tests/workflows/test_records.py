import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from openhs.workflows.catalogue.records import read_records


def records(text, width, delimiter=","):
    return list(read_records(iter(text.splitlines(keepends=True)), width, delimiter))


def test_quoted_cells_may_hold_delimiters_quotes_and_line_breaks():
    assert records('1,"a, ""b""\nc",2\n', 3) == [["1", 'a, "b"\nc', "2"]]


def test_a_quote_that_is_never_closed_harms_only_its_row():
    assert records('1,"a,2\n3,b,4\n5,c,6\n', 3) == [["1", "a,2"], ["3", "b", "4"], ["5", "c", "6"]]


def test_a_stray_quote_that_a_later_one_seems_to_close_harms_only_its_row():
    assert records('1,"a\n2,b\n3,"c"\n4,d\n', 2)[1:] == [["2", "b"], ["3", "c"], ["4", "d"]]


def test_an_inch_mark_is_a_character():
    assert records('1,5" pipe\n2,b\n', 2) == [["1", '5" pipe'], ["2", "b"]]


cells = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
def test_what_csv_wrote_is_read_back(rows):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    lines = io.StringIO(text.getvalue(), newline="\n")
    assert list(read_records(iter(lines), 3, ",")) == rows
