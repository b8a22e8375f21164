"""Each rule of validation refuses its broken file, naming the file, the line and the remedy."""

import shutil
from pathlib import Path

import pytest
from tools.build import build, hash_of

from openhs import DataError
from tools import sources

ROOT = Path(__file__).parents[2]
BROKEN = Path(__file__).parents[1] / "broken"

SOUND = {
    "editions/2022/source.toml": (
        'edition = "2022"\nvalid_from = "2022-01-01"\nvalid_to = ""\nheadings = 1\nsubheadings = 2\n'
    ),
    "editions/2022/nomenclature.tsv": (
        "code\ttitle\tunit\nI\tAnimals\t\n01\tLive animals\t\n0101\tHorses and asses\t\n"
        "010121\tHorses for breeding\tu\n010130\tAsses\tu\n"
    ),
    "goods/01.tsv": (
        "010121\tN\tstallion\n010121\tN\tstud mare\n010121\tN\tbrood mare\n"
        "010130\tN\tdonkey\n010130\tN\tjenny\n010130\tN\tburro\n"
    ),
}


@pytest.fixture
def tree(tmp_path):
    for name, content in SOUND.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def read(tree):
    editions = sources.read_editions(tree / "editions")
    return editions, sources.read_goods(tree / "goods", editions["2022"])


def test_a_sound_tree_is_read(tree):
    editions, goods = read(tree)
    assert list(editions["2022"].nodes) == ["I", "01", "0101", "010121", "010130"]
    assert editions["2022"].nodes["010121"].parent == "0101"
    assert len(goods) == 6


# File under tests/broken -> the file it takes the place of, and what the refusal must say.
RULES = {
    "nomenclature-header.tsv": ("editions/2022/nomenclature.tsv", ":1: header: is"),
    "nomenclature-width.tsv": ("editions/2022/nomenclature.tsv", ":4: line: has 2 cells, expected 3; check the tabs"),
    "nomenclature-space.tsv": ("editions/2022/nomenclature.tsv", ":4: line: has stray white space; trim"),
    "nomenclature-cut.tsv": ("editions/2022/nomenclature.tsv", "does not end in a newline"),
    "nomenclature-code.tsv": ("editions/2022/nomenclature.tsv", ":4: code: '0101x' is no code"),
    "nomenclature-twice.tsv": ("editions/2022/nomenclature.tsv", ":6: code: 010121 stands twice"),
    "nomenclature-order.tsv": ("editions/2022/nomenclature.tsv", ":6: code: 010121 after 010130; sort"),
    "nomenclature-orphan.tsv": ("editions/2022/nomenclature.tsv", ":5: code: 020130 stands under nothing; 0201"),
    "nomenclature-unit.tsv": ("editions/2022/nomenclature.tsv", ":5: unit: 'stone' is no known unit"),
    "nomenclature-long.tsv": ("editions/2022/nomenclature.tsv", ":5: title: has 171 characters; at most 160"),
    "nomenclature-other.tsv": ("editions/2022/nomenclature.tsv", ":6: title: 'Other' does not say what is left"),
    "nomenclature-untitled.tsv": ("editions/2022/nomenclature.tsv", "010130: has no title"),
    "nomenclature-equal.tsv": ("editions/2022/nomenclature.tsv", "010130: has the same title as 010121"),
    "nomenclature-count.tsv": ("editions/2022/nomenclature.tsv", "subheadings: 1 rows, source.toml says 2"),
    "goods-code.tsv": ("goods/01.tsv", ":1: code: '010199' is not a subheading of HS 2022"),
    "goods-order.tsv": ("goods/01.tsv", ":4: code: 010121 after 010130; sort"),
    "goods-kind.tsv": ("goods/01.tsv", ":1: kind: 'X'; N name, L listing, D description"),
    "goods-empty.tsv": ("goods/01.tsv", ":1: text: is empty; delete the line"),
    "goods-twice.tsv": ("goods/01.tsv", ":4: text: 'Stallion' stands under 010121 too (01.tsv:1); keep one"),
    "goods-few.tsv": ("goods/01.tsv", "010130: has 2 names; write at least 3"),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_refuses_its_broken_file(tree, name):
    place, message = RULES[name]
    shutil.copy(BROKEN / name, tree / place)
    with pytest.raises(DataError) as caught:
        read(tree)
    assert message in str(caught.value)
    assert place.split("/")[-1] in str(caught.value)


def test_every_broken_file_belongs_to_a_rule():
    elsewhere = ("correlation-", "routes-")  # tests/tools/test_correlation_sources.py
    assert {path.name for path in BROKEN.glob("*.tsv") if not path.name.startswith(elsewhere)} == set(RULES)


def test_bytes_that_are_not_utf8_are_refused(tree):
    (tree / "goods/01.tsv").write_bytes(b"010121\tN\t\xff\n")
    with pytest.raises(DataError, match="not UTF-8 at byte 9; save it as UTF-8"):
        read(tree)


def test_a_word_list_refuses_a_key_that_stands_twice(tmp_path):
    (tmp_path / "words.tsv").write_text("variant\tstandard\ntyre\ttire\ntyre\ttyer\n")
    with pytest.raises(DataError, match=":3: variant: 'tyre' stands twice"):
        sources.read_pairs(tmp_path / "words.tsv", ("variant", "standard"))


def test_an_empty_title_of_an_older_edition_is_that_of_the_newer(tree):
    old = tree / "editions/2017"
    shutil.copytree(tree / "editions/2022", old)
    (old / "source.toml").write_text((old / "source.toml").read_text().replace("2022", "2017"))
    (old / "nomenclature.tsv").write_text((old / "nomenclature.tsv").read_text().replace("Asses", ""))
    editions, _ = read(tree)
    assert editions["2017"].nodes["010130"].title == "Asses"


def test_the_same_tree_builds_the_same_bytes(tmp_path):
    build(ROOT / "data", tmp_path / "one")
    build(ROOT / "data", tmp_path / "two")
    assert hash_of(tmp_path / "one") == hash_of(tmp_path / "two")
