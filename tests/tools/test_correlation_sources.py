"""Each rule for correlation tables and routes refuses its broken file, naming the file, the line and the remedy."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tools.sources import SourceEdition, SourceNode, read_correlations, read_routes

from openhs import DataError

BROKEN = Path(__file__).parents[1] / "broken"
CODES = ("0101", "010121", "010130")
NODES = {code: SourceNode(code, code, "", code[:-2]) for code in CODES}
EDITIONS = {year: SourceEdition(year, date(int(year), 1, 1), None, NODES) for year in ("2017", "2022")}

SOUND = {
    "HS2022-HS2017.tsv": "from\tto\tun\n010121\t010121\tchoice\n010130\t010121\t\n010130\t010130\tchoice\n",
    "HS2022-BEC4.tsv": "from\tto\tun\n\t2\t\n010121\t1\t\n010130\t\t\n",
    "SITC4-BEC4.tsv": "from\tto\tun\n\t1\t\n001\t2\tchoice\n",
    "routes.tsv": "from\tto\tvia\nBEC4\tHS2017\tHS2022\nHS2017\tSITC4\tHS2022 BEC4\nHS2022\tSITC4\tBEC4\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, content in SOUND.items():
        (tmp_path / name).write_text(content)
    return tmp_path


def read(folder):
    tables = read_correlations(folder, EDITIONS)
    return tables, read_routes(folder / "routes.tsv", tables)


def test_a_sound_folder_is_read(folder):
    tables, routes = read(folder)
    table = tables["HS2022", "HS2017"]
    assert table.pairs == {("010121", "010121"), ("010130", "010121"), ("010130", "010130")}
    assert table.choices == {"010121": "010121", "010130": "010130"}
    assert tables["HS2022", "BEC4"].alone == ({"010130"}, {"2"})
    assert tables["HS2022", "BEC4"].codes(1) == tables["SITC4", "BEC4"].codes(1) == {"1", "2"}
    assert routes["HS2017", "SITC4"] == "HS2022 BEC4"
    assert routes["HS2022", "HS2017"] == ""


def test_a_code_that_is_only_chosen_is_no_pair(folder):
    (folder / "SITC4-BEC4.tsv").write_text("from\tto\tun\n\t2\t\n001\t1\t\n001\t2\tonly\n")
    table = read(folder)[0]["SITC4", "BEC4"]
    assert table.choices == {"001": "2"}
    assert ("001", "2") not in table.pairs
    assert table.codes(1) == {"1", "2"}


# File under tests/broken -> the file it takes the place of, and what the refusal must say.
RULES = {
    "correlation-header.tsv": ("HS2022-HS2017.tsv", ":1: header: is ['source', 'target', 'un']; write from to un"),
    "correlation-width.tsv": ("HS2022-HS2017.tsv", ":3: line: has 2 cells, expected 3; check the tabs"),
    "correlation-order.tsv": ("HS2022-HS2017.tsv", ":4: from: 010130 010121 after 010130 010130; sort, each once"),
    "correlation-twice.tsv": ("HS2022-HS2017.tsv", ":4: from: 010130 010121 after 010130 010121; sort, each once"),
    "correlation-empty.tsv": ("HS2022-HS2017.tsv", ":2: from: "),
    "correlation-un.tsv": ("HS2022-HS2017.tsv", ":2: un: 'best'; choice, only (chosen but no pair) or empty"),
    "correlation-chosen.tsv": ("HS2022-HS2017.tsv", ":4: un: 010130 has 010121 chosen already; keep one"),
    "correlation-from-both.tsv": ("HS2022-HS2017.tsv", "from: 010121 is linked and also listed without; keep one"),
    "correlation-to-both.tsv": ("HS2022-HS2017.tsv", "to: 010130 is linked and also listed without; keep one"),
    "correlation-missing.tsv": ("HS2022-HS2017.tsv", "from: ['010130'] stand here or elsewhere in HS2022, not in both"),
    "correlation-strange.tsv": ("HS2022-HS2017.tsv", "from: ['010199'] stand here or elsewhere in HS2022, not in both"),
    "correlation-other.tsv": ("SITC4-BEC4.tsv", "to: ['1', '3'] stand here or elsewhere in BEC4, not in both; list"),
    "routes-header.tsv": ("routes.tsv", ":1: header: is ['from', 'to', 'way']; write from to via"),
    "routes-table.tsv": ("routes.tsv", ":2: from: HS2017 HS2022 has a table or route already; delete it"),
    "routes-twice.tsv": ("routes.tsv", ":3: from: BEC4 HS2017 has a table or route already; delete it"),
    "routes-step.tsv": ("routes.tsv", ":2: via: there is no table HS2017-HS2012; go another way"),
    "routes-via.tsv": ("routes.tsv", ":2: via: there is no table HS2017-BEC4; go another way"),
    "routes-missing.tsv": ("routes.tsv", "from: there is no way from BEC4 to HS2017; derive the routes again"),
}
NOT_YET = {"correlation-alone-chosen.tsv"}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_refuses_its_broken_file(folder, name):
    place, message = RULES[name]
    shutil.copy(BROKEN / name, folder / place)
    with pytest.raises(DataError) as caught:
        read(folder)
    assert message in str(caught.value)
    assert Path(caught.value.file).name == place


def test_every_broken_table_belongs_to_a_rule():
    held = {path.name for prefix in ("correlation", "routes") for path in BROKEN.glob(f"{prefix}-*.tsv")}
    assert held == {*RULES, *NOT_YET}


def test_a_choice_without_target_is_refused(folder):
    shutil.copy(BROKEN / "correlation-alone-chosen.tsv", folder / "HS2022-HS2017.tsv")
    with pytest.raises(DataError, match=":2: un:"):
        read(folder)


def test_what_is_only_chosen_must_stand_above_codes_or_be_one(folder):
    (folder / "SITC4-BEC4.tsv").write_text("from\tto\tun\n001\t1\t\n001\t2\t\n001\trubbish\tonly\n")
    with pytest.raises(DataError):
        read(folder)
