"""Correlation tables as they are read, against the text they were built of and against brute force."""

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from tools.sources import read_correlations, read_editions

from openhs.ground.errors import UnknownClassification
from openhs.nomenclature.classification import classification, classifications
from openhs.nomenclature.correlation import Relation, chained, correlation, routes

DATA = Path(__file__).parents[2] / "data"
NAMES = classifications()
EDITIONS = tuple(name for name in NAMES if name.startswith("HS"))
TABLES = sorted(tuple(path.stem.split("-")) for path in (DATA / "correlations").glob("*-*.tsv"))
PAIRS = list(permutations(NAMES, 2))


@pytest.fixture(scope="module")
def tables():
    return read_correlations(DATA / "correlations", read_editions(DATA / "editions"))


def coded(table):
    """Return the links of a correlation as a set of code pairs."""
    starts, ends = np.array(table.source.codes), np.array(table.target.codes)
    return set(zip(starts[table.links[:, 0]].tolist(), ends[table.links[:, 1]].tolist(), strict=True))


def by_source(pairs):
    held = defaultdict(set)
    for source, target in pairs:
        held[source].add(target)
    return held


@cache
def step_of(source, target):
    return by_source(coded(correlation(source, target)))


@pytest.mark.parametrize("name", TABLES, ids="-".join)
def test_every_code_is_linked_or_listed_without_counterpart_never_both(tables, name):
    table = tables[name]
    for side in (0, 1):
        linked = {pair[side] for pair in table.pairs}
        assert linked.isdisjoint(table.alone[side])
        assert linked | table.alone[side] == set(classification(name[side]).codes)


@pytest.mark.parametrize("name", TABLES, ids="-".join)
def test_a_published_table_is_read_in_both_directions_as_it_stands(tables, name):
    table = tables[name]
    forward, backward = correlation(*name), correlation(*reversed(name))
    assert coded(forward) == table.pairs
    assert coded(backward) == {(b, a) for a, b in table.pairs}
    assert (forward.path, backward.path) == (name, name[::-1])
    assert not forward.is_composed


@pytest.mark.parametrize("name", TABLES, ids="-".join)
def test_the_choice_is_the_uns_and_else_the_only_link(tables, name):
    table, read = tables[name], correlation(*name)
    targets = by_source(table.pairs)
    expected = {
        code: table.choices.get(code, next(iter(targets[code])) if len(targets[code]) == 1 else None)
        for code in read.source.codes
    }
    ends = (*read.target.codes, *read.target.groups, None)  # -1, no choice, is the last
    assert {code: ends[i] for code, i in zip(read.source.codes, read.choices.tolist(), strict=True)} == expected
    for code in read.source.codes[::50]:
        assert read.choice(code) == expected[code]


@pytest.mark.parametrize("name", TABLES, ids="-".join)
def test_against_the_published_direction_only_a_single_link_is_chosen(name):
    read = correlation(*reversed(name))
    for code in read.source.codes[::29]:
        links = read.targets(code)
        assert read.choice(code) == (links[0].target if len(links) == 1 else None)


def test_every_pair_of_classifications_is_linked_and_its_way_runs_over_published_tables():
    published = {*TABLES, *(name[::-1] for name in TABLES)}
    for source, target in PAIRS:
        table = correlation(source, target)
        assert (table.path[0], table.path[-1]) == (source, target)
        assert set(pairwise(table.path)) <= published
        assert table.is_composed == ((source, target) not in published)
        assert len(table)


def test_links_are_sorted_each_once_and_the_inverse_of_the_inverse_has_the_same():
    for source, target in PAIRS:
        links = correlation(source, target).links
        keys = links[:, 0] * 10**6 + links[:, 1]
        assert (np.diff(keys) > 0).all()
        assert np.array_equal(correlation(source, target).inverse.inverse.links, links)


def test_both_directions_come_from_the_same_pairs():
    for source, target in PAIRS:
        forward, backward = correlation(source, target), correlation(target, source)
        assert np.array_equal(forward.inverse.links, backward.links)
        assert forward.path == backward.path[::-1]


@pytest.mark.parametrize(("source", "target"), [("HS2017", "HS2022"), ("HS2022", "SITC3"), ("BEC4", "ISIC4")])
def test_the_sources_of_a_code_are_the_codes_that_have_it_as_a_target(source, target):
    table = correlation(source, target)
    found = defaultdict(set)
    for link in table:
        found[link.target].add(link)
    for code in table.target.codes:
        assert set(table.sources(code)) == found[code]


@pytest.mark.parametrize(("source", "target"), list(combinations(EDITIONS, 2)))
def test_relations_are_what_their_definitions_say(source, target):
    table = correlation(source, target)
    pairs = coded(table)
    targets, sources = by_source(pairs), by_source((b, a) for a, b in pairs)
    expected = {}
    for a, b in pairs:
        several_targets, taken_from_others = len(targets[a]) > 1, sources[b] != {a}
        expected[a, b] = {
            (False, False): "same",
            (True, False): "split",
            (False, True): "merge",
            (True, True): "split-merge",
        }[several_targets, taken_from_others]
    assert {(link.source, link.target): link.relation for link in table} == expected


def test_the_relation_is_the_mirror_image_from_the_other_side():
    mirrored = {"same": "same", "split": "merge", "merge": "split", "split-merge": "split-merge"}
    for source, target in (("HS2007", "HS2012"), ("SITC1", "CPC2.1")):
        there = {(link.source, link.target): link.relation for link in correlation(source, target)}
        back = {(link.target, link.source): mirrored[link.relation] for link in correlation(target, source)}
        assert there == back


def test_where_the_relation_is_same_every_code_comes_back_for_every_pair():
    checked = 0
    for source, target in PAIRS:
        there, back = correlation(source, target), correlation(target, source)
        forward, backward = there.counts
        a, b = there.links[:, 0], there.links[:, 1]
        same = (forward[a] == 1) & (backward[b] == 1)
        a, b = a[same], b[same]
        assert np.array_equal(there.links[there.starts[a], 1], b)
        assert np.array_equal(back.links[back.starts[b], 1], a)
        assert np.array_equal(back.counts[0][b], np.ones(len(b)))
        checked += len(a)
    assert checked == 241_502


def test_the_choice_of_a_code_whose_relation_is_same_is_its_link_but_for_four():
    odd = {}
    for source, target in PAIRS:
        table = correlation(source, target)
        forward, backward = table.counts
        a, b = table.links[:, 0], table.links[:, 1]
        strays = (forward[a] == 1) & (backward[b] == 1) & (table.choices[a] != b)
        for i, j in table.links[strays].tolist():
            code = table.source.codes[i]
            odd[source, code] = (target, table.target.codes[j], table.choice(code))
    assert odd == {
        ("HS2012", "382370"): ("HS1992", "151930", "151920"),
        ("SITC4", "51217"): ("HS1992", "151930", "151920"),
        ("SITC2", "7126"): ("SITC1", "71131", "7113"),
        ("SITC2", "7129"): ("SITC1", "71132", "7113"),
    }


def test_composed_links_are_those_by_way_of_a_shared_code():
    for way in routes().values():
        if len(way) > 2:
            held = {code: {code} for code in classification(way[0]).codes}
            for step in pairwise(way):
                onward = step_of(*step)
                held = {a: set().union(*(onward[b] for b in between)) for a, between in held.items()}
            assert coded(correlation(way[0], way[-1])) == {(a, c) for a, ends in held.items() for c in ends}


def test_chained_is_the_composition_of_two_sets():
    first, second = np.array([[0, 1], [0, 2], [1, 1], [2, 3]]), np.array([[1, 5], [1, 6], [2, 5], [4, 7]])
    assert chained(first, second).tolist() == [[0, 5], [0, 6], [1, 5], [1, 6]]


def test_a_composed_choice_follows_the_choices_on_the_way_and_else_the_only_link():
    for source, target in (("HS2012", "ISIC2"), ("HS2022", "CPC2.1"), ("SITC3", "SITC1"), ("HS2002", "SITC4")):
        table = correlation(source, target)
        first, second = (correlation(*step) for step in pairwise(table.path))
        for code in table.source.codes[::3]:
            between = first.choice(code)
            chosen = second.choice(between) if between in second.source.codes else None
            links = table.targets(code)
            assert table.choice(code) == (chosen or (links[0].target if len(links) == 1 else None))


def test_a_classification_correlates_with_itself_code_by_code():
    table = correlation("BEC4", "BEC4")
    assert [(k.source, k.target, k.relation, k.chosen) for k in table] == [
        (code, code, Relation.SAME, True) for code in table.source.codes
    ]


def test_a_pair_shows_what_the_un_chose():
    links = {link.target: link for link in correlation(2022, 2017).targets("854929")}
    assert len(links) > 100
    assert Counter(link.chosen for link in links.values()) == {False: len(links) - 1, True: 1}
    assert correlation(2022, 2017).choice("854929") in links


def test_a_code_without_counterpart_and_a_text_that_is_no_code_have_no_targets():
    table = correlation("HS2017", "HS2022")
    assert table.targets("300219") == ()
    assert table.choice("300219") is None
    assert table.targets("0101") == ()
    assert table.sources("rubbish") == ()


def test_names_are_understood_and_a_table_is_read_once():
    assert correlation("H5", 2022) is correlation("HS2017", "HS2022")
    with pytest.raises(UnknownClassification):
        correlation("HS2017", "NACE")


def test_a_group_of_the_source_has_no_choice():
    table = correlation("SITC1", "HS2022")
    assert table.source.groups[0] == "013"
    assert table.choice("013") is None


def test_codes_without_counterpart_are_deleted_or_new():
    links = correlation("HS2017", "HS2022")
    assert (links.deleted, links.new) == (("300219",), ())
    assert (links.inverse.deleted, links.inverse.new) == ((), ("300219",))
