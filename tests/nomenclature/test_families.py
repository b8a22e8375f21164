from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhs.ground.errors import UnknownClassification, UsageError
from openhs.nomenclature.classification import classification, classifications
from openhs.nomenclature.correlation import correlation
from openhs.nomenclature.families import components, families

NAMES = classifications()
EDITIONS = tuple(name for name in NAMES if name.startswith("HS"))
WASTE = ("8549",)
SAMPLE = [
    ("HS1992", "HS2022"),
    ("HS2017", "HS2022"),
    ("HS2012", "SITC4"),
    ("HS2022", "BEC4"),
    ("HS2017", "CPC2.1"),
    ("SITC1", "ISIC4"),
    ("BEC4", "CPC2.1"),
]


class UnionFind:
    """Disjoint sets whose representative is the smallest member, written as plainly as can be."""

    def __init__(self, members):
        self.parent = {member: member for member in members}

    def find(self, member):
        while self.parent[member] != member:
            member = self.parent[member]
        return member

    def join(self, a, b):
        a, b = sorted((self.find(a), self.find(b)))
        self.parent[b] = a


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_components_are_those_of_a_plain_union_find(graph):
    size, edges = graph
    plain = UnionFind(range(size))
    for edge in edges:
        plain.join(*edge)
    found = components(size, np.array(edges, dtype=np.int64).reshape(-1, 2))
    assert found.tolist() == [plain.find(node) for node in range(size)]


def test_a_long_chain_is_one_component():
    nodes = np.random.default_rng(0).permutation(5000)
    assert not components(5000, np.stack([nodes[:-1], nodes[1:]], axis=1)).any()


def crossing(source, target, held):
    links = correlation(source, target)
    a, b = ([*held.ids[name].values()] for name in (source, target))
    assert (len(a), len(b)) == (len(links.source.codes), len(links.target.codes))
    a, b = np.array(a), np.array(b)
    across = links.links[a[links.links[:, 0]] != b[links.links[:, 1]]]
    return {(links.source.codes[i], links.target.codes[j]) for i, j in across.tolist()}


def test_no_link_leads_out_of_a_family_for_pairs_with_other_classifications():
    for source, target in permutations(NAMES, 2):
        if not {source, target} <= set(EDITIONS):
            assert crossing(source, target, families(source, target)) == set()


def test_no_link_between_neighbouring_editions_leads_out_of_a_family():
    held = families("HS1992", "HS2022")
    for source, target in pairwise(EDITIONS):
        assert crossing(source, target, held) == set()


def test_a_link_that_only_distant_editions_have_joins_families_too():
    held = families("HS1992", "HS2022")
    assert held.of(2022, "291616") == held.of(2007, "291636")


@pytest.mark.parametrize("old", ["HS1992", "HS1996", "HS2002", "HS2007"])
def test_no_link_between_distant_editions_leads_out_of_a_family(old):
    assert crossing("HS2017", old, families(old, "HS2017")) == set()


@pytest.mark.parametrize(("source", "target"), SAMPLE)
@pytest.mark.parametrize("digits", [2, 4, 6])
def test_families_are_the_connected_codes(source, target, digits):
    held = families(source, target, digits=digits)
    chain = held.classifications

    def cut(name, code):
        return (NAMES.index(name), code[:digits] if name in EDITIONS else code)

    plain = UnionFind(cut(name, code) for name in chain for code in classification(name).codes)
    for a, b in combinations(chain, 2):
        for link in correlation(a, b):
            plain.join(cut(a, link.source), cut(b, link.target))
    of_root = {}
    for name, code, family in held:
        assert of_root.setdefault(plain.find(cut(name, code)), family) == family
    assert len(set(of_root.values())) == len(of_root) == len(held)


@pytest.mark.parametrize(("source", "target"), SAMPLE)
@pytest.mark.parametrize("options", [{}, {"digits": 4}, {"digits": 2}, {"without": WASTE}], ids=str)
def test_swapping_source_and_target_changes_nothing(source, target, options):
    assert families(source, target, **options).ids == families(target, source, **options).ids


@pytest.mark.parametrize(("source", "target"), SAMPLE)
def test_an_id_is_the_smallest_code_of_the_first_classification_that_has_one(source, target):
    held = families(source, target)
    first = held.classifications[0]
    for family in {family for _, _, family in held}:
        name, codes = next(iter(held.members(family).items()))
        assert family == f"F{min(codes)}" + ("" if name == first else f"-{name}")


@pytest.mark.parametrize("options", [{}, {"digits": 4}, {"digits": 2}, {"without": WASTE}], ids=str)
def test_every_code_has_one_family_and_members_are_the_inverse(options):
    held = families("HS1992", "HS2022", **options)
    digits = options.get("digits", 6)
    for name in EDITIONS:
        assert list(held.ids[name]) == sorted({code[:digits] for code in classification(name).codes})
    ids = {family for _, _, family in held}
    assert len(ids) == len(held)
    listed = [(n, c, family) for family in ids for n, codes in held.members(family).items() for c in codes]
    assert sorted(listed) == sorted(held)


def test_editions_between_are_taken_along_and_other_classifications_are_not():
    assert families(2002, 2012).classifications == ("HS2002", "HS2007", "HS2012")
    assert families("SITC4", 2012).classifications == ("HS2012", "SITC4")
    assert families("BEC4", "BEC4").classifications == ("BEC4",)


def test_a_classification_alone_has_a_family_for_each_code():
    held = families(2022, 2022)
    assert len(held) == len(classification(2022).codes)
    assert held.of(2022, "010121") == "F010121"


@pytest.mark.parametrize(
    ("digits", "without", "count", "largest"),
    [(6, (), 3073, 9992), (6, WASTE, 3498, 6682), (4, (), 881, 2205), (2, (), 35, 420)],
)
def test_families_since_1992_are_so_many(digits, without, count, largest):
    held = families(1992, 2022, digits=digits, without=without)
    sizes = [sum(map(len, held.members(family).values())) for family in {f for _, _, f in held}]
    assert len(sizes) == count
    assert max(sizes) == largest


def test_the_heading_of_electrical_waste_ties_a_thousand_codes_together():
    def largest(held):
        sizes = {tuple(map(len, held.members(f).values())) for _, _, f in held}
        return max(sizes, key=sum)

    assert largest(families(2017, 2022)) == (1091, 1167)
    assert largest(families(2017, 2022, without=WASTE)) == (525, 553)


def test_codes_left_out_stand_alone_and_no_other_link_is_lost():
    held = families(2017, 2022, without=WASTE)
    for code in classification(2022).codes:
        if code.startswith(WASTE):
            assert held.members(held.of(2022, code)) == {"HS2022": (code,)}
    for source, target in crossing("HS2017", "HS2022", held):
        assert target.startswith(WASTE), source


def test_a_family_without_codes_of_the_first_classification_names_another():
    assert families(2012, 2017).of(2017, "300219") is not None
    alone = families("HS2017", "HS2022", without=WASTE)
    assert alone.of(2022, "854911") == "F854911-HS2022"


def test_what_does_not_exist_has_no_family_and_no_members():
    held = families(2012, 2022)
    assert held.of(2012, "999999") is None
    assert held.members("F999999") == {}
    with pytest.raises(KeyError):
        held.of("SITC4", "0015")


def test_columns_have_a_row_for_each_code():
    columns = families(2017, 2022).columns()
    assert list(columns) == ["classification", "code", "family"]
    assert {len(column) for column in columns.values()} == {5387 + 5612}


@pytest.mark.parametrize("digits", [0, 3, 5, 8, "6"])
def test_other_digits_are_refused(digits):
    with pytest.raises(UsageError, match="choose 2, 4 or 6"):
        families(2017, 2022, digits=digits)


def test_an_unknown_classification_is_refused():
    with pytest.raises(UnknownClassification):
        families(2017, "NACE")


def test_a_single_beginning_may_be_given_as_text():
    assert families(2017, 2022, without="8549").ids == families(2017, 2022, without=WASTE).ids
