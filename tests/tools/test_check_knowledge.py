import sys

import pytest
from tools.law import Law
from tools.notes import SourceNote
from tools.sources import GoodsText

from openhs.law.search.analysis import Analyzer
from openhs.nomenclature.condition import Has
from tools import check_knowledge, sources

ANALYZER = Analyzer({}, frozenset({"of", "for"}))


def test_coverage_counts_texts_and_subheadings_that_have_enough():
    goods = [GoodsText("010121", "N", f"mare {n}") for n in range(6)] + [GoodsText("010130", "L", "donkey")]
    table = check_knowledge.coverage(["010121", "010130", "020110"], goods)
    assert (table["01"]["subheadings"], table["01"]["N"], table["01"]["N+"], table["01"]["L+"]) == (2, 6, 1, 0)
    assert table["02"]["N"] == 0


def test_a_heading_has_enough_names_of_other_languages_when_it_has_three_of_each():
    languages = [f"N:{language}" for language in sources.LANGUAGES]
    goods = [GoodsText("010121", kind, f"{kind} {n}") for kind in languages for n in range(3)]
    goods += [GoodsText("0102", kind, f"{kind} {n}") for kind in languages for n in range(2)]
    row = check_knowledge.coverage(["0101", "010121", "0102"], goods)["01"]
    assert (row["headings"], row["foreign"], row["foreign+"]) == (2, 25, 1)


def test_exclusions_without_a_condition_are_counted():
    def note(number, when):
        return SourceNote(f"Section XI note 1({number})", "excludes", ("XI",), "A gist.", when, (), (), (), ())

    notes = {"a": note("a", None), "b": note("b", Has("kind", ("wadding",), closed=False))}
    row = check_knowledge.coverage([], [], Law(None, notes, {}, {}))["XI"]
    assert (row["exclusions"], row["exclusions+"]) == (2, 1)


def test_what_falls_short_of_a_promise_is_named(monkeypatch):
    monkeypatch.setattr(check_knowledge, "PROMISED", {"decisions": 1.0, "exclusions": 0.9})
    row = {"headings": 4, "decisions": 3, "exclusions": 10, "exclusions+": 9}
    assert [*check_knowledge.short_of(row)] == ["decisions: 3 of 4 headings have enough, 100% promised"]


def test_texts_of_two_codes_with_the_same_words_are_listed_and_those_with_other_figures_are_not():
    goods = [
        GoodsText("240319", "N", "pipe tobacco"),
        GoodsText("961400", "N", "tobacco pipes"),
        GoodsText("961400", "L", "tobacco pipe"),
        GoodsText("284530", "N", "lithium-6"),
        GoodsText("284590", "N", "lithium-7"),
        GoodsText("2403", "N:de", "Pipe tobacco"),
    ]
    pairs = {(a.code, b.code) for a, b in check_knowledge.near_pairs(goods, ANALYZER)}
    assert pairs == {("240319", "961400")}


def test_the_tool_shows_a_table_and_the_pairs(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check_knowledge", "--pairs", "1"])
    check_knowledge.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("chapter  subheadings")
    assert any(line.startswith("all ") and "5,612" in line for line in lines)
    assert sum(line.endswith("pairs of texts with the same words under different codes") for line in lines) == 1
    assert sum(line.endswith("names that the trees lead elsewhere") for line in lines) == 1


def test_a_name_is_walked_when_its_facts_lead_below_the_heading():
    goods = [
        GoodsText("610910", "N", "cotton T-shirt"),
        GoodsText("610990", "N", "T-shirt"),
        GoodsText("610990", "L", "cotton"),
    ]
    found = check_knowledge.walked(check_knowledge.read(goods))
    assert [(text.code, reached) for text, reached in found] == [("610910", "610910")]


def test_a_name_that_an_exclusion_sends_elsewhere_is_named():
    goods = [GoodsText("392690", "N", "toy car"), GoodsText("950300", "N", "toy car")]
    found = check_knowledge.misled(check_knowledge.read(goods))
    assert [(text.code, note) for text, note in found] == [("392690", "Chapter 39 note 2(y)")]


def test_the_tool_fails_when_the_knowledge_falls_short(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check_knowledge"])
    monkeypatch.setattr(check_knowledge, "PROMISED", {"names": 1.01})
    with pytest.raises(SystemExit, match=r"names: [\d,]+ of 5,612 subheadings have enough, 101% promised"):
        check_knowledge.main()
