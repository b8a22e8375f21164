import json
import re
from xml.etree import ElementTree as ET

import pytest


def test_history_shows_where_a_code_came_from(hs):
    code, out, err = hs("history", "8517.62")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("8517.62  Machines")
    assert lines[1].startswith("1992   8471.99")
    assert lines[-2].startswith("2022 ▸ 8517.62  in force")
    assert "\x1b[" not in out
    assert "[" not in out


def test_history_says_what_decides_where_a_code_splits(hs):
    _, out, _ = hs("history", "851712", "--without", "8549,8524", "--limit", "2")
    assert "8517.12 of HS 2017 became 5 codes in HS 2022. What decides:" in out
    assert "8517.14  Mobile phones and wireless network telephones other than smartphones" in out
    assert "and 3 more" in out


def test_history_of_another_edition_a_heading_and_a_lower_case_section(hs):
    assert "HS 2012" in hs("history", "854231", "--edition", "2012")[1].splitlines()[0]
    assert hs("history", "8517")[1].startswith("8517  ")
    assert hs("history", "xvi")[2].startswith("hs: XVI is a section")


def test_history_in_json_holds_all_codes(hs):
    shape = json.loads(hs("history", "854921", "--json")[1])
    assert (shape["asked"]["code"], shape["asked"]["edition"]) == ("854921", "2022")
    assert len(shape["edges"]) > 7000
    assert {*shape["edges"][0]} == {"older", "source", "newer", "target", "relation"}


def test_history_is_drawn_into_a_file_or_to_standard_output(hs, tmp_path):
    code, out, _ = hs("history", "851713", "--svg", str(tmp_path / "phones.svg"))
    assert code == 0
    assert out.startswith("8517.13")
    drawn = (tmp_path / "phones.svg").read_text(encoding="utf-8")
    assert ET.fromstring(drawn).get("class") == "hs-history"
    assert hs("history", "851713", "--svg", "-")[1].strip() == drawn


def test_a_drawing_that_cannot_be_written_is_an_error(hs, tmp_path):
    code, out, err = hs("history", "851713", "--svg", str(tmp_path / "none" / "x.svg"))
    assert (code, out) == (2, "")
    assert "give a file in a folder that exists" in err


def test_diff_lists_changes_by_kind(hs):
    code, out, err = hs("diff", "2017", "2022", "--chapter", "85", "--without", "8549")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "HS 2017 → HS 2022, chapter 85, links of 8549 left out"
    assert lines[1] == "42 added · 11 deleted · 1 moved · 101 split · 2 merged · 2 redrawn · 148 unchanged"
    assert "Added: in HS 2022 only (42)" in lines
    assert "  8517.13  Smartphones: mobile phones running apps" in lines
    assert "           ← part of 8517.12" in lines
    assert "           → 8525.83  Night vision cameras using a photocathode, neither high-speed nor" in lines
    assert "           → all to 8507.80" in lines
    assert "  8539.50  → 8539.52  LED lamps (bulbs, tubes)" in lines
    assert "           each of these 34 in part:" in lines
    assert "           ← no counterpart" in lines
    assert "           → no counterpart" in lines
    assert max(map(len, lines)) <= 100


def test_diff_words_what_tells_new_codes_apart(hs):
    out = hs("diff", "2022", "2017", "-c", "97", "-k", "deleted")[1]
    assert "           → 9701.21  over 100 years old\n           → 9701.91  up to 100 years old" in out


def test_diff_of_some_kinds(hs):
    out = hs("diff", "2007", "2012", "--kind", "reused, moved", "--chapter", "3")[1]
    assert "Reused: the code means other goods now (2)" in out
    assert "Added" not in out
    shape = json.loads(hs("diff", "2007", "2012", "-k", "reused", "--json")[1])
    assert [change["code"] for change in shape["changes"]] == ["030319", "030329"]


def test_diff_says_when_tables_were_composed_and_when_nothing_changed(hs):
    assert "composed of those of 1992 → 1996 → 2002" in hs("diff", "1992", "2002", "-c", "1")[1]
    assert "nothing changed · 34 unchanged" in hs("diff", "2012", "2017", "-c", "1")[1]


@pytest.mark.parametrize("columns", ["60", "80", "120", "300"])
def test_lines_fit_the_terminal(hs, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    width = min(max(int(columns), 80), 120)
    shown = hs("diff", "2017", "2022", "-c", "84")[1].splitlines()
    shown += hs("history", "854231")[1].splitlines()[1:]
    assert width - 20 < max(map(len, shown)) <= width


@pytest.mark.parametrize(
    ("arguments", "error", "code"),
    [
        (("history", "999999"), "UnknownCode", 1),
        (("history", "x1"), "InvalidCode", 2),
        (("history", "XVI"), "UsageError", 2),
        (("history", "851713", "--edition", "1999"), "UnknownEdition", 2),
        (("diff", "2017", "2017"), "UsageError", 2),
        (("diff", "2017", "2023"), "UnknownEdition", 2),
        (("diff", "2017", "2022", "--chapter", "77"), "UnknownCode", 1),
        (("diff", "2017", "2022", "--chapter", "8517"), "UsageError", 2),
        (("diff", "2017", "2022", "--kind", "lost"), "UsageError", 2),
    ],
)
def test_errors_have_one_shape_and_an_exit_code(hs, arguments, error, code):
    found, out, _ = hs(*arguments, "--json")
    shape = json.loads(out)
    assert (found, shape["error"]) == (code, error)
    assert shape["message"]


@pytest.mark.parametrize("command", ["history", "diff"])
def test_the_commands_have_help_with_examples(hs, command):
    code, out, _ = hs(command, "--help")
    assert code == 0
    assert re.search(rf"Examples?:.*hs {command}", out, re.DOTALL)
