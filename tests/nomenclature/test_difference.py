import json
import pickle
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhs.ground.errors import UnknownCode, UnknownEdition, UsageError
from openhs.nomenclature.correlation import correlation
from openhs.nomenclature.difference import Kind, diff
from openhs.nomenclature.edition import edition, editions

PAIRS = [*combinations(editions(), 2)]
WASTE = ("8549",)


def codes(year):
    return {node.code for node in edition(year).subheadings}


def test_cameras_split_into_four_and_phones_into_two():
    found = {change.code: change for change in diff(2017, 2022, 85, without=WASTE)}
    assert found["852580"].kind is Kind.DELETED
    assert [mark.code for mark in found["852580"].marks][:4] == ["852581", "852582", "852583", "852589"]
    assert found["851712"].targets[:2] == ("851713", "851714")
    assert (found["851713"].kind, found["851713"].sources, found["851713"].whole) == (Kind.ADDED, ("851712",), ())
    assert (found["853950"].kind, found["853950"].targets) == (Kind.MOVED, ("853952",))
    assert (found["850780"].kind, found["850780"].whole) == (Kind.MERGED, ("850740", "850780")[::-1])
    assert found["851762"].kind is Kind.SPLIT
    assert found["851762"].targets[0] == "851762"
    assert found["853990"].kind is Kind.REDRAWN
    assert "853952" not in found
    assert "850110" not in found


def test_a_number_that_means_other_goods_is_reused():
    found = diff(2007, 2012)
    assert [change.code for change in found.of("reused")] == ["030319", "030329"]
    assert {change.code for change in found.of("moved")} >= {"030329"}


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_kinds_say_in_which_editions_a_code_is(older, newer):
    found = diff(older, newer)
    before, after = codes(older), codes(newer)
    moved = {change.code: change.targets[0] for change in found.of(Kind.MOVED)}
    assert {change.code for change in found.of(Kind.ADDED)} == after - before - {*moved.values()}
    assert {change.code for change in found.of(Kind.DELETED)} == before - after - {*moved}
    for kind in (Kind.SPLIT, Kind.MERGED, Kind.REDRAWN, Kind.REUSED):
        assert {change.code for change in found.of(kind)} <= before & after
    kept = [change.code for change in found if change.kind in (Kind.SPLIT, Kind.MERGED, Kind.REDRAWN, Kind.REUSED)]
    assert len(kept) + found.unchanged == len(before & after)


@given(st.sampled_from(PAIRS), st.booleans())
@settings(max_examples=15, deadline=None)
def test_every_link_but_those_of_unchanged_codes_stands_in_a_change(pair, less):
    without = WASTE if less else ()
    told = set()
    for change in diff(*pair, without=without):
        told |= {(source, change.code) for source in change.sources if change.kind is not Kind.MOVED}
        told |= {(change.code, target) for target in change.targets}
    links = {(link.source, link.target) for link in correlation(*pair)}
    links = {(a, b) for a, b in links if not (less and (a.startswith("8549") or b.startswith("8549")))}
    assert told <= links
    assert all(a == b for a, b in links - told)


@given(st.sampled_from(PAIRS))
@settings(max_examples=15, deadline=None)
def test_split_merged_and_redrawn_mean_what_they_say(pair):
    for change in diff(*pair, without=WASTE):
        stays = change.code in change.targets
        if change.kind in (Kind.SPLIT, Kind.MERGED, Kind.REDRAWN):
            assert stays
            assert (len(change.targets) > 1) == (change.kind is not Kind.MERGED)
            assert (len(change.sources) > 1) == (change.kind is not Kind.SPLIT)
        if change.kind is Kind.REUSED:
            assert not stays
        assert {*change.whole} <= {*change.sources}
        assert [mark.code for mark in change.marks] == ([*change.targets] if len(change.targets) > 1 else [])
        assert all(mark.words for mark in change.marks)


def test_the_order_of_the_editions_does_not_matter():
    assert diff(2022, "HS2017") == diff("H5", 2022)


def test_chapters_together_are_the_whole_but_for_moves_between_them():
    whole = diff(2007, 2012)
    parts = [diff(2007, 2012, node.code) for node in edition(2012).chapters]
    assert {c for part in parts for c in part} == {*whole}
    assert sum(part.unchanged for part in parts) == whole.unchanged


def test_a_move_between_chapters_counts_in_both():
    between = next(c for c in diff(2017, 2022).of(Kind.MOVED) if c.code[:2] != c.targets[0][:2])
    for code in (between.code, between.targets[0]):
        assert between in {*diff(2017, 2022, code[:2])}


def test_links_left_out_leave_codes_without_counterpart():
    found = {change.code: change for change in diff(2017, 2022, without="8549")}
    assert found["854911"].kind is Kind.ADDED
    assert found["854911"].sources == ()
    assert (found["854150"].kind, found["854150"].targets) == (Kind.DELETED, ())
    assert len(diff(2017, 2022)) > len(found)


def test_composed_tables_are_told():
    assert diff(1992, 2002).path == ("1992", "1996", "2002")
    assert diff(2017, 2022).path == ("2017", "2022")


def test_counts_and_json_hold_everything():
    found = diff(2017, 2022, "1")
    shape = json.loads(json.dumps(found.as_dict()))
    assert sum(shape["counts"].values()) == len(shape["changes"]) == len(found)
    assert [*shape["counts"]] == [*Kind]
    assert (shape["older"], shape["newer"], shape["chapter"]) == ("2017", "2022", "01")
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((2017, "H5"), UsageError, "same edition; give two"),
        ((2017, 2023), UnknownEdition, "choose one of"),
        ((2017, 2022, 77), UnknownCode, "77 is not in HS 2022"),
        ((2017, 2022, "8517"), UsageError, "give a chapter, such as 85"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_remedy(arguments, error, said):
    with pytest.raises(error, match=said):
        diff(*arguments)
