import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import openhs
from openhs.adapters.cli import app as cli

ROOT = Path(__file__).parents[2]


def test_lookup_shows_place_title_unit_and_life(hs):
    code, out, _ = hs("lookup", "8471.30")
    assert code == 0
    assert "8471.30" in out
    assert openhs.lookup("847130").title in out
    assert "unit u · code since 1996-01-01, in force" in out
    assert "\x1b[" not in out


def test_lookup_reports_repairs_national_lines_and_other_readings(hs):
    assert "Repaired: leading zero restored." in hs("lookup", "101.21")[1]
    assert "8471.30.00.00 is a national line" in hs("lookup", "8471300000")[1]
    assert "Could also be 0210.11" in hs("lookup", "21011")[1]


def test_lookup_of_a_section_and_a_heading_lists_what_is_below(hs):
    assert "85  " in hs("lookup", "xvi")[1]
    assert "8471.4  " in hs("lookup", "8471")[1]


def test_lookup_in_json(hs):
    code, out, _ = hs("lookup", "101.21", "--json", "--edition", "2017")
    shape = json.loads(out)
    assert code == 0
    assert (shape["code"], shape["edition"], shape["section"]) == ("010121", "2017", "I")
    assert shape["repairs"] == ["leading zero restored"]
    assert [a["code"] for a in shape["ancestors"]] == ["I", "01", "0101", "01012"]


def test_a_wrong_code_gives_the_nearest_and_exit_code_1(hs):
    code, out, err = hs("lookup", "8471.31")
    assert (code, out) == (1, "")
    assert err.startswith("hs: 8471.31 is not in HS 2022; did you mean 8471.30")


@pytest.mark.parametrize(
    ("arguments", "error", "code"),
    [
        (("lookup", "8471.31"), "UnknownCode", 1),
        (("lookup", "1012"), "AmbiguousCode", 2),
        (("lookup", "x1"), "InvalidCode", 2),
        (("tree", "8471", "--edition", "1999"), "UnknownEdition", 2),
        (("classify", "no-such.csv"), "CatalogueError", 2),
        (("classify",), "UsageError", 2),
        (("classify", "--goods", "x", "--edition", "2017"), "UsageError", 2),
        (("classify", "--goods", "x", "--top", "0"), "UsageError", 2),
    ],
)
def test_every_error_has_one_json_shape_and_an_exit_code(hs, arguments, error, code):
    found, out, _ = hs(*arguments, "--json")
    shape = json.loads(out)
    assert (found, shape["error"]) == (code, error)
    assert shape["message"]


def test_tree_draws_what_stands_below(hs):
    code, out, _ = hs("tree", "0101", "--depth", "2")
    assert code == 0
    lines = [line for line in out.splitlines() if " when " not in line]
    assert lines[0].startswith("0101  ")
    assert lines[1].startswith("├─ 0101.2  ")
    assert lines[2].startswith("│  ├─ 0101.21  ")
    assert lines[-1].startswith("└─ 0101.90  ")


def test_tree_of_everything_begins_with_the_sections(hs):
    assert len(hs("tree", "--depth", "0")[1].splitlines()) == 21
    branches = json.loads(hs("tree", "0101", "--depth", "1", "--json")[1])
    assert [b["code"] for b in branches[0]["children"]] == ["01012", "010130", "010190"]


def test_search_shows_hits_and_what_matched(hs):
    code, out, _ = hs("search", "labtop", "--limit", "3")
    assert code == 0
    assert "8471.30" in out
    assert "labtop → laptop" in out
    assert len(json.loads(hs("search", "laptop", "--json", "-n", "2")[1])) == 2


def test_search_that_finds_nothing_says_so(hs):
    code, out, err = hs("search", "qqqqzz")
    assert (code, out) == (1, "")
    assert "usual name" in err


def test_classify_one_goods(hs):
    code, out, _ = hs("classify", "--goods", "laptop computer", "--top", "2", "--threshold", "0")
    assert code == 0
    assert "8471.30" in out.splitlines()[0]
    code, out, _ = hs("classify", "--goods", "laptop computer", "--threshold", "1")
    assert code == 1
    assert "Which of these" in out
    shape = json.loads(hs("classify", "--goods", "laptop computer", "--json")[1])
    assert shape["candidates"][0]["code"] == "847130"


def test_classify_a_catalogue_silently_with_exit_code_1_where_rows_need_a_person(hs, tmp_path):
    (tmp_path / "goods.csv").write_text("text\nlaptop computer\n\nwooden chair\n")
    code, out, err = hs("classify", str(tmp_path / "goods.csv"), "--out", str(tmp_path / "c.csv"), "--threshold", "1")
    assert (code, out, err) == (1, "", "")
    code, out, err = hs("classify", str(tmp_path / "goods.csv"), "--out", str(tmp_path / "c.csv"), "--threshold", "0")
    assert (code, out, err) == (0, "", "")


def test_classify_reports_rows_with_problems(hs, tmp_path):
    (tmp_path / "goods.csv").write_text("id,text\n" + "1,\n" * 12)
    code, _, err = hs("classify", str(tmp_path / "goods.csv"), "-o", str(tmp_path / "c.csv"))
    assert code == 1
    assert err.count("the text is empty".replace("the", "The")) == 10
    assert "2 more rows with problems" in err


def test_classify_gives_its_summary_as_json(hs, tmp_path):
    (tmp_path / "goods.csv").write_text("id,name,kind\n1,olive oil,extra virgin\n")
    arguments = ("classify", str(tmp_path / "goods.csv"), "--attributes", "kind", "--json", "--out")
    summary = json.loads(hs(*arguments, str(tmp_path / "c.csv"))[1])
    assert summary["rows"] == 1
    assert summary["classified"] + summary["ask"] + summary["refer"] == 1
    _, out, err = hs(*arguments, "-")
    assert out.startswith("id,name,kind,hs_code")
    assert json.loads(err)["rows"] == 1


def test_classify_says_what_it_assumed(hs, tmp_path):
    (tmp_path / "goods.csv").write_bytes("text\nthé vert\n".encode("cp1252"))
    assert "Windows-1252" in hs("classify", str(tmp_path / "goods.csv"), "--out", str(tmp_path / "c.csv"))[2]


def test_doctor_tells_versions_data_and_editions(hs):
    code, out, _ = hs("doctor")
    assert code == 0
    assert "2022: 21 sections, 96 chapters, 1228 headings, 5612 subheadings" in out
    findings = json.loads(hs("doctor", "--json")[1])
    assert findings["openhs"] == openhs.__version__
    assert findings["editions"]["2022"]["subheading"] == 5612
    assert all(findings["packages"].values())


def test_a_missing_package_is_shown_as_missing(hs, monkeypatch):
    monkeypatch.setattr("openhs.adapters.cli.doctor.PACKAGES", ("no-such-package",))
    assert "no-such-package: missing" in hs("doctor")[1]


def test_the_version_is_shown(hs):
    assert hs("--version")[:2] == (0, f"hs {openhs.__version__}\n")


@pytest.mark.parametrize("command", ["lookup", "tree", "search", "classify", "doctor"])
def test_every_command_has_help_with_an_example(hs, command):
    code, out, _ = hs(command, "--help")
    assert code == 0
    assert re.search(rf"Examples?:.*hs {command}", out, re.DOTALL)


def test_a_pipe_that_closes_and_an_interrupt_end_quietly(hs, monkeypatch):
    def stop(error):
        def app():
            raise error

        monkeypatch.setattr(cli, "app", app)

    stop(KeyboardInterrupt())
    assert hs("doctor")[0] == 130


def on_a_terminal(*arguments):
    """Run the installed command with a terminal for its output and return what it shows."""
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"}
    command = [sys.executable, "-c", "from openhs.adapters.cli import main; main()", *arguments]
    process = subprocess.Popen(command, stdout=follower, stderr=follower, stdin=follower, env=environment, cwd=ROOT)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:  # how Linux ends a terminal whose last writer has gone
        pass
    os.close(leader)
    return process.wait(), shown.decode()


def test_a_terminal_gets_colour_a_bar_and_a_summary_table(tmp_path):
    (tmp_path / "goods.csv").write_text("text\nlaptop computer\nwooden chair\n")
    code, shown = on_a_terminal("classify", str(tmp_path / "goods.csv"), "--out", str(tmp_path / "c.csv"))
    assert code in (0, 1)
    assert "2 rows in" in shown
    assert "outcome" in shown
    assert "\x1b[1;36m" in on_a_terminal("lookup", "847130")[1]
