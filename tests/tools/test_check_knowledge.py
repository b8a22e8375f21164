import sys

from tools.sources import GoodsText

from openhs.law.search.analysis import Analyzer
from tools import check_knowledge

ANALYZER = Analyzer({}, frozenset({"of", "for"}))


def test_coverage_counts_texts_and_subheadings_that_have_enough():
    goods = [GoodsText("010121", "N", f"mare {n}") for n in range(6)] + [GoodsText("010130", "L", "donkey")]
    table = check_knowledge.coverage(["010121", "010130", "020110"], goods)
    assert (table["01"]["subheadings"], table["01"]["N"], table["01"]["N+"], table["01"]["L+"]) == (2, 6, 1, 0)
    assert table["02"]["N"] == 0


def test_texts_of_two_codes_with_the_same_words_are_listed_and_those_with_other_figures_are_not():
    goods = [
        GoodsText("240319", "N", "pipe tobacco"),
        GoodsText("961400", "N", "tobacco pipes"),
        GoodsText("961400", "L", "tobacco pipe"),
        GoodsText("284530", "N", "lithium-6"),
        GoodsText("284590", "N", "lithium-7"),
    ]
    pairs = {(a.code, b.code) for a, b in check_knowledge.near_pairs(goods, ANALYZER)}
    assert pairs == {("240319", "961400")}


def test_the_tool_shows_a_table_and_the_pairs(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check_knowledge", "--pairs", "1"])
    check_knowledge.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("chapter  subheadings")
    assert any(line.startswith("all ") and "5,612" in line for line in lines)
    assert lines[-2].endswith("pairs of texts with the same words under different codes")
