import json
import pickle
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import openhs
from openhs.ground.errors import InvalidCode, UnknownCode, UnknownEdition, UsageError
from openhs.nomenclature.correlation import correlation
from openhs.nomenclature.edition import edition, editions
from openhs.nomenclature.history import history
from openhs.nomenclature.passage import passage
from openhs.nomenclature.telling import distinguishing, tell_apart

SUBHEADINGS = [(year, node.code) for year in editions() for node in edition(year).subheadings]
SVG = "{http://www.w3.org/2000/svg}"


def bare(lines):
    return [line.replace("[dim]", "").replace("[/]", "").replace("[cyan]", "").replace("[bold]", "") for line in lines]


@given(st.sampled_from(SUBHEADINGS))
@settings(max_examples=100, deadline=None)
def test_every_edge_is_a_link_of_the_correlation_with_its_relation(point):
    year, code = point
    found = history(code, year)
    for edge in found.edges:
        links = {link.target: link.relation for link in correlation(edge.older, edge.newer).targets(edge.source)}
        assert links[edge.target] == edge.relation
        assert (edge.older, edge.newer) in pairwise(editions())


@given(st.sampled_from(SUBHEADINGS))
@settings(max_examples=500, deadline=None)
def test_every_subheading_of_every_edition_has_a_history(point):
    found = history(point[1], point[0])
    ends = {(e.older, e.source) for e in found.edges} | {(e.newer, e.target) for e in found.edges}
    assert {*found.points} == ends | {point}


def test_every_subheading_in_force_has_a_history():
    for year, code in SUBHEADINGS[-len(edition().subheadings) :]:
        assert ("2022", code) == (year, code) == history(code, year).points[-1]


@given(st.sampled_from(SUBHEADINGS), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_every_history_can_be_drawn_and_written(point, limit):
    year, code = point
    found = history(code, year)
    assert json.loads(json.dumps(found.as_dict())) == found.as_dict()
    assert all(line.count("[") == line.count("]") for line in found.text(limit))
    drawn = ET.fromstring(found.svg(limit))
    boxes = [g for g in drawn.iter(f"{SVG}g") if g.get("class") == "asked"]
    assert len(boxes) == 1


@given(st.sampled_from(SUBHEADINGS))
@settings(max_examples=60, deadline=None)
def test_a_history_goes_one_way_from_the_code_asked_for(point):
    year, code = point
    found = history(code, year)
    assert [point for point in found.points if point[0] == year] == [(year, code)]
    before = defaultdict(list)
    for edge in found.edges:
        near, far = ((edge.older, edge.source), (edge.newer, edge.target))[:: 1 if edge.older >= year else -1]
        before[far].append(found.nearness[near])
    # A code that several lead to is as near as the nearest of them lets it be.
    assert all(0 <= found.nearness[far] <= max(nears) <= 1 for far, nears in before.items())


def test_telephones_of_2017_became_smartphones_and_others():
    found = history("8517.12", 2017)
    targets = {edge.target for edge in found.edges if edge.newer == "2022"}
    assert {"851713", "851714"} <= targets
    assert ("2002", "852520") in found.points
    assert found.asked == openhs.lookup("851712", 2017)


def test_without_an_edition_the_newest_that_has_the_code_is_meant():
    assert history("851762").asked.edition == "2022"
    assert history("851712").asked.edition == "2017"
    assert history("8517.62.00.10").asked.code == "851762"


def test_a_node_knows_its_history():
    node = openhs.lookup("010121", 2017)
    assert node.history() == history("010121", 2017)
    assert {spell.code for spell in node.history().spells} == {"010121", "010111", "010110", "010120"}


def test_editions_in_which_a_code_keeps_its_scope_are_one_spell():
    spells = {spell.first: spell.editions for spell in history("010121").spells}
    assert spells["2012", "010121"] == ("2012", "2017", "2022")
    assert spells["2002", "010110"] == ("2002", "2007")


def test_headings_and_chapters_have_histories_too():
    found = history("8517")
    assert ("1992", "8525") in found.points
    assert all(len(code) == 4 for _, code in found.points)
    assert history("7").asked.code == "07"


def test_a_split_says_what_decides():
    split = next(s for s in history("970110", 2017).splits if s.code == "970110")
    assert [(m.code, m.words) for m in split.marks] == [
        ("970121", "over 100 years old"),
        ("970191", "up to 100 years old"),
    ]


def test_splits_are_those_on_the_way_forward():
    assert history("851713").splits == ()
    assert {split.older for split in history("851712").splits} == {"2017"}


def test_the_data_hold_all_codes_and_the_drawing_the_most_telling():
    found = history("854921")
    assert sum(edge.newer == "2022" for edge in found.edges) > 1000
    lines = bare(found.text(limit=3))
    assert "and 1,041 more" in "\n".join(lines)
    assert len(lines) < 40


def test_links_of_codes_left_out_are_not_followed():
    found = history("851712", without="8549")
    assert found.without == ("8549",)
    assert not any(edge.target.startswith("8549") for edge in found.edges)
    assert history("851712", without=("85.49", "")).edges == found.edges
    assert history("854911", without=["8549"]).edges == ()


def test_the_text_says_what_went_where():
    text = "\n".join(bare(history("851762").text()))
    assert "2022 ▸ [bold cyan]8517.62" in text
    assert "← all of 8517.30; part of 8517.50, 8517.80, 8517.22 and 3 more" in text
    assert "← 8517.62, less what went to 8542.33" in text
    split = "\n".join(bare(history("851712").text()))
    assert "8517.12 of HS 2017 became 17 codes in HS 2022. What decides:\n  8517.13  Smartphones" in split
    assert "← each part of 8517.12" in split


def test_a_number_that_once_meant_other_goods_is_told():
    found = history("030329")
    assert [node.edition for node in found.namesakes] == ["1992", "1996", "2002", "2007"]
    assert "0303.29 was other goods in HS 1992:" in "\n".join(bare(found.text()))


def test_lines_keep_to_the_width():
    for line in bare(history("851712").text(width=80)):
        assert len(line.replace("[bold cyan]", "")) <= 80 or line.startswith("[bold cyan]8517.12")


def test_the_picture_stands_alone_and_tells_full_titles():
    drawing = history("851762").svg()
    assert drawing == history("851762")._repr_svg_()
    assert "href" not in drawing
    assert "url(" not in drawing
    assert "prefers-color-scheme:dark" in drawing
    told = [title.text for title in ET.fromstring(drawing).iter(f"{SVG}title")]
    assert any(t.endswith(openhs.lookup("851762", 2012).title) for t in told)
    assert "all of 8517.30 (HS 2002) went to 8517.62 (HS 2007)" in told


def test_titles_are_escaped_in_the_picture():
    quoted = next(n.code for n in edition().subheadings if "'" in n.title)
    assert ET.fromstring(history(quoted).svg()) is not None


def test_the_same_history_is_drawn_the_same_each_time():
    code = "from openhs.nomenclature.history import history as h; print(h('854231').svg(), *h('854231').text())"
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True) for seed in "12"]
    assert runs[0].stdout == runs[1].stdout


def test_a_history_survives_pickling():
    found = history("851712")
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("code", "year", "error", "said"),
    [
        ("XVI", None, UsageError, "XVI is a section; history follows"),
        ("0101.2", None, UsageError, "0101.2 is a group"),
        ("999999", None, UnknownCode, "did you mean"),
        ("851713", 2017, UnknownCode, "851713|8517.13"),
        ("851762", 1999, UnknownEdition, "choose one of"),
        ("x", None, InvalidCode, "not a code"),
    ],
)
def test_what_has_no_history_is_refused_with_the_remedy(code, year, error, said):
    with pytest.raises(error, match=said):
        history(code, year)


def test_a_drawing_of_no_codes_is_refused():
    with pytest.raises(UsageError, match="at least 1"):
        [*history("851762").text(limit=0)]
    with pytest.raises(UsageError, match="at least 1"):
        history("851762").svg(limit=0)


@given(st.sampled_from([*pairwise(editions())]), st.data())
@settings(max_examples=100, deadline=None)
def test_what_tells_targets_apart_is_never_empty_and_taken_from_the_title(step, data):
    targets = passage(*step).targets
    codes = targets[data.draw(st.sampled_from(sorted(targets)))]
    marks = tell_apart(codes, step[1])
    assert [mark.code for mark in marks] == [*codes]
    assert len({mark.words for mark in marks}) == len(codes)
    for mark in marks:
        assert mark.words
        assert mark.words in edition(step[1]).title(mark.code)


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["Firs, large, untreated and raw", "Oaks, untreated and raw"], ["Firs, large", "Oaks"]),
        (["Wood mats and screens", "Wood mats or rugs"], ["Wood mats and screens", "Wood mats or rugs"]),
        (["Fabrics not of wool", "Fabrics not of silk"], ["Fabrics not of wool", "Fabrics not of silk"]),
        (
            ["Steel tubes, at least 6 mm thick", "Steel tubes, under 6 mm thick"],
            ["at least 6 mm thick", "under 6 mm thick"],
        ),
        (
            ["Panels 600 mm wide or more", "Panels under 600 mm wide"],
            ["Panels 600 mm wide or more", "Panels under 600 mm wide"],
        ),
        (["Fresh capers (small)", "Fresh capers (large)"], ["Fresh capers (small)", "Fresh capers (large)"]),
        (["Bamboo mats, matting and screens", "Mats, matting and screens of reed"], ["Bamboo", "of reed"]),
        (["Fresh trout", "Fresh trout, gutted"], ["Fresh trout", "Fresh trout, gutted"]),
        (["Trout", "Salmon"], ["Trout", "Salmon"]),
        (["Trout"], ["Trout"]),
    ],
)
def test_only_what_can_be_spared_is_taken_off(titles, words):
    assert distinguishing(titles) == words
