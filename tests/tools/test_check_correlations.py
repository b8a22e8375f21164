import gc
import warnings
from pathlib import Path

import pytest
from tools.derive_correlations import Table
from tools.sources import SourceTable, read_correlations, read_editions

from tools import check_correlations

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "data"

outside = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the UN's files are not part of the project")


@pytest.fixture(scope="module")
def tables():
    return read_correlations(ROOT / "data" / "correlations", read_editions(ROOT / "data" / "editions"))


@pytest.fixture(scope="module")
def comparisons(tables):
    return [check_correlations.compare(way, tables) for way in check_correlations.ways(tables)]


@pytest.fixture(scope="module")
def published():
    pytest.importorskip("xlrd", reason="old workbooks are read by the extra 'derive'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # workbooks are left open by their reader, until they are collected
        read = check_correlations.read_published(REFERENCE)
        gc.collect()
    return read


@pytest.fixture(scope="module")
def reproductions(tables, published):
    return [check_correlations.reproduce(name, tables[name], theirs) for name, theirs in published.items()]


@pytest.fixture
def already_read(monkeypatch, tables):
    monkeypatch.setattr(check_correlations, "read_editions", lambda _: {})
    monkeypatch.setattr(check_correlations, "read_correlations", lambda *_: tables)


def table(pairs, choices=None, alone=((), ())):
    return SourceTable(frozenset(pairs), choices or {}, tuple(map(frozenset, alone)))


def test_tables_are_composed_by_way_of_all_between_and_compared():
    tables = {
        ("HS2022", "HS2017"): table({("a", "b"), ("a", "c")}, {"a": "b"}),
        ("HS2017", "HS2012"): table({("b", "d"), ("c", "e")}, {"b": "d", "c": "e"}),
        ("HS2022", "HS2012"): table({("a", "d"), ("a", "f")}, {"a": "f"}),
    }
    (way,) = check_correlations.ways(tables)
    found = check_correlations.compare(way, tables)
    assert found.composed - found.direct == {("a", "e")}
    assert found.direct - found.composed == {("a", "f")}
    assert (found.common, found.links, found.equal_choices) == (1, 3, 0)
    assert found.choices == {"a": ("d", "f")}
    assert check_correlations.agreement([found]) == 1 / 3


def test_what_is_missing_strange_or_no_code_is_found():
    ours = table({("010121", "010121"), ("010129", "010129")}, {"010121": "010121"}, ((), ("010130",)))
    theirs = Table({("010121", "010121"), ("010121", "010130"), ("999999", "999999")}, {("010121", "010121")})
    found = check_correlations.reproduce(("HS2022", "HS2017"), ours, theirs)
    assert found.missing == ["010121 010130"]
    assert found.strange == ["010129 010129"]
    assert found.left_out == ["999999 999999"]
    assert found.converted_otherwise == []
    assert not found.holds


def test_a_choice_that_a_conversion_does_not_give_is_found():
    wrong = check_correlations.converted_otherwise(("HS2022", "HS2017"), {("010121", "010130"), ("010121", "010121")})
    assert wrong == ["010121 010130, but ['010121']"]


def test_composed_and_published_links_agree(comparisons):
    assert len(comparisons) == 22
    assert check_correlations.agreement(comparisons) >= check_correlations.LEAST_AGREEMENT
    for comparison in comparisons:
        assert comparison.common >= 0.998 * comparison.links
        if comparison.way[-1].startswith("HS"):
            assert comparison.common >= comparison.links - 1


def test_the_links_that_differ_are_those_that_are_explained(comparisons):
    """See docs on correlations: binapacryl, 380999, leather and used textiles, films and semiconductors."""
    odd = {pair for c in comparisons for pair in c.composed ^ c.direct}
    editions = {pair for pair in odd if len(pair[1]) == 6}
    assert editions == {("291616", "291636"), ("291616", "291639"), ("380993", "380999")}
    assert {target for _, target in odd - editions} == {
        *("61194", "61182", "89955", "89989", "89926", "89988"),
        *("72834", "77639"),
    }
    assert len(odd - editions) == 39


def test_the_choices_agree_but_for_one_in_thirty_between_editions(comparisons):
    for comparison in comparisons:
        least = 0.966 if comparison.way[-1].startswith("HS") else 0.7
        assert comparison.equal_choices >= least * len(comparison.choices)


def test_it_prints_a_table_and_succeeds(capsys, monkeypatch, already_read):
    monkeypatch.setattr("sys.argv", ["check_correlations"])
    with pytest.raises(SystemExit) as ended:
        check_correlations.main()
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "    only composed: 380993 380999" in printed
    assert "choice for" not in printed
    assert printed.count("\nHS") == 22


def test_it_fails_when_too_few_links_agree(capsys, monkeypatch, already_read):
    monkeypatch.setattr("sys.argv", ["check_correlations", "--choices"])
    monkeypatch.setattr(check_correlations, "LEAST_AGREEMENT", 1.0)
    with pytest.raises(SystemExit) as ended:
        check_correlations.main()
    assert ended.value.code == 1
    assert "    choice for 962000: 847330, composed 852990" in capsys.readouterr().out


@outside
def test_our_tables_reproduce_what_the_un_publishes(tables, reproductions, capsys):
    assert {one.name for one in reproductions} == set(tables)
    assert [one for one in reproductions if not one.holds] == []
    assert sum(len(one.filled) for one in reproductions) == 4
    for one in reproductions:
        check_correlations.print_reproduction(one)
    assert "linked by the choice alone (1): 380999 59891" in capsys.readouterr().out


@outside
def test_the_method_un_gives_every_choice_that_the_un_publishes(tables, reproductions):
    assert [one for one in reproductions if one.converted_otherwise] == []
    strays = sum(line.endswith("(choice)") for one in reproductions for line in one.left_out)
    assert sum(one.choices for one in reproductions) - strays == 181_661
    assert sum(len(table.choices) for table in tables.values()) == 181_661


@outside
def test_neighbouring_editions_are_linked_as_harvards_list_has_them(tables):
    listed = check_correlations.read_consolidated(REFERENCE / "correlations" / check_correlations.CONSOLIDATED)
    assert len(listed) == 6
    for name, pairs in listed.items():
        assert pairs == tables[name].pairs
