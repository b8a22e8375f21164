from pathlib import Path

import pytest
from tools.sources import SourceNode, read_editions

from tools import check_titles

REFERENCE = Path(__file__).parents[3] / "shared" / "data"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("over 1,000 cc up to 1 500 cm³", {(1000, "cm3"): "1000 cm3", (1500, "cm3"): "1500 cm3"}),
        ("at least 85 percent", {(85, "%"): "85 %"}),
        ("of heading 8471, 37.5W", {(37.5, "W"): "37.5 W"}),
        ("weighing 5,000kg", {(5_000_000, "g"): "5000 kg"}),
        ("up to 5 t", {(5_000_000, "g"): "5 t"}),
        ("2-(N,N-diethylamino)ethanol, type 304", {}),
    ],
)
def test_numbers_with_units_are_read_in_any_style(text, found):
    assert check_titles.numbers(text) == found


def test_plurals_and_fillers_are_no_difference():
    assert check_titles.content("Parts of the machines") == check_titles.content("machine part")


def test_a_residual_is_nearest_to_the_official_other():
    texts = ["Coffee, roasted", "Tea, green", "Mate; n.e.c. in heading no. 9999"]
    near = check_titles.nearness(["Mate other than roasted coffee", "Roasted coffee"], texts)
    assert near.argmax(axis=1).tolist() == [2, 0]


def test_swapped_titles_are_found():
    edition = Edition()
    edition.nodes["010121"], edition.nodes["010130"] = (
        SourceNode("010121", "Asses", "", "0101"),
        SourceNode("010130", "Horses", "", "0101"),
    )
    official = {"010121": ["Horses; live"], "010130": ["Asses; live"]}
    assert len(check_titles.check(edition, official).swapped) == 2


class Edition:
    """Three siblings, one with a number too few and one that copies."""

    def __init__(self):
        titles = {"010121": "Horses up to 5 kg", "010129": "Horses of all sizes", "010130": "Asses"}
        self.nodes = {code: SourceNode(code, title, "", "0101") for code, title in titles.items()}


def test_missing_numbers_and_copied_words_are_found():
    official = {"010121": ["Horses not exceeding 5 kg"], "010129": ["Horses under 7 kg"], "010130": ["Asses"]}
    findings = check_titles.check(Edition(), official)
    assert findings.nodes == findings.compared == 3
    assert findings.numbers == ["010129: 7 kg is not in 'Horses of all sizes'"]
    assert findings.same == ["010130: 'Asses'"]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the official texts are not part of the project")
def test_our_titles_hold_against_the_official_texts():
    edition = read_editions(ROOT / "data" / "editions")["2022"]
    findings = check_titles.check(edition, check_titles.read_official(REFERENCE))
    assert findings.numbers == []
    assert len(findings.same) < 0.25 * findings.nodes
    assert len(findings.swapped) < 0.03 * findings.compared
