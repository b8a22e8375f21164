"""Each rule of facts, headings and notes refuses its broken file, naming the file, the field and the remedy."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tools.law import read_law
from tools.sources import SourceEdition, SourceNode

from openhs import DataError
from openhs.nomenclature.condition import All, Has, Interval, Within

BROKEN = Path(__file__).parents[1] / "broken"

PARENTS = {"I": "", "01": "I", "0101": "01", "01012": "0101", "010121": "01012", "010129": "01012", "010130": "0101"}
PARENTS |= {"0102": "01", "010200": "0102"}
EDITION = SourceEdition("2022", date(2022, 1, 1), None, {c: SourceNode(c, c, "", p) for c, p in PARENTS.items()})

SOUND = {
    "facts/axes.yaml": (
        "kind: {asks: What is it called?, values: open}\nuse: {asks: What is it for?, values: open}\n"
        "material: {asks: What is it made of?, values: materials}\nmass: {asks: How heavy is it?, unit: kg}\n"
        "sex: {asks: Which sex has it?, values: [male, female]}\n"
    ),
    "facts/units.yaml": (
        "kg: {of: mass, is: 1}\nt: {of: mass, is: 1000}\nm: {of: length, is: 1}\n'%': {of: share, is: 1}\n"
    ),
    "facts/materials.yaml": "metal:\nbrass: {is: metal, words: [latten]}\n",
    "facts/kinds.yaml": 'horse: {headings: ["0101"]}\n',
    "facts/attributes.yaml": "mass: [weight]\nnothing: [brand]\n",
    "headings/01.yaml": (
        '"0101":\n  covers: Horses, mules and asses of every kind, alive.\n'
        '  needs: {kind: [horse, ass], mass: "> 10 kg <= 2 t"}\n'
        '  confused: [{goods: cows, to: "0102", by: Chapter 01 note 1}]\n'
        '  split: {kind: {horse: "01012", else: "010130"}}\n'
        '  "01012": {split: {sex: {male: "010121", female: "010129"}}}\n'
        '"0102":\n  covers: Cattle of every kind and breed, alive.\n  needs: {kind: cow}\n'
    ),
    "notes/01.yaml": (
        "- {id: Chapter 01 note 1, kind: includes, scope: HS, when: {not: {material: brass}}, "
        "gist: All that live is here.}\n"
    ),
    "words/usage.yaml": "foal: {where: '0101', means: A young horse of either sex.}\n",
}

RULES = {
    "facts-twice.yaml": ("facts/materials.yaml", "facts/materials.yaml:3: metal: stands twice; join the two"),
    "facts-wider.yaml": ("facts/materials.yaml", "brass: is 'copper', which the file does not have"),
    "facts-circle.yaml": ("facts/materials.yaml", "is in the end 'metal' again; break the circle"),
    "facts-key.yaml": ("facts/materials.yaml", "metal: has the unknown key 'word'; one of is, words"),
    "facts-yaml.yaml": ("facts/materials.yaml", "facts/materials.yaml:2: yaml: "),
    "facts-axis-both.yaml": ("facts/axes.yaml", "mass: has both values and unit, or neither"),
    "facts-axis-unit.yaml": ("facts/axes.yaml", "mass: 'stone' is no unit"),
    "facts-axis-list.yaml": ("facts/axes.yaml", "material: there is no facts/metals.yaml"),
    "facts-axis-asks.yaml": ("facts/axes.yaml", "mass: has no asks; add asks:"),
    "facts-axis-usual.yaml": ("facts/axes.yaml", "material: usual: is 'stone'; name one of the axis's values"),
    "facts-axis-follows.yaml": (
        "facts/axes.yaml",
        "sex: follows: is 'mass'; name an axis with the same list of values",
    ),
    "facts-unit-size.yaml": ("facts/units.yaml", "kg: is 'heavy'; write its size as a number"),
    "facts-attribute-axis.yaml": ("facts/attributes.yaml", "weight: is no axis; use one of facts/axes.yaml"),
    "facts-attribute-name.yaml": ("facts/attributes.yaml", "write 'item weight'"),
    "facts-attribute-twice.yaml": ("facts/attributes.yaml", "'weight' stands under mass too; keep one"),
    "facts-kind-code.yaml": ("facts/kinds.yaml", "horse: '0199' is no code of the edition"),
    "headings-code.yaml": ("headings/01.yaml", "0201: is no heading of the chapter"),
    "headings-key.yaml": ("headings/01.yaml", "0101: has the unknown key 'need'"),
    "headings-covers.yaml": ("headings/01.yaml", "covers: is no sentence"),
    "headings-axis.yaml": ("headings/01.yaml", "'species' is no axis; use one of facts/axes.yaml"),
    "headings-two-axes.yaml": ("headings/01.yaml", "split: asks for more than one axis, or none"),
    "headings-one-case.yaml": ("headings/01.yaml", "kind: has fewer than two cases"),
    "headings-unreached.yaml": ("headings/01.yaml", "split: never reaches 01012"),
    "headings-too-deep.yaml": ("headings/01.yaml", "split: leads to 010121, which is not one line below"),
    "headings-value-twice.yaml": ("headings/01.yaml", "'ass' has another case already"),
    "headings-value.yaml": ("headings/01.yaml", "sex: 'gelding' is no value of sex"),
    "headings-overlap.yaml": ("headings/01.yaml", ">= 0.1 t: overlaps another case"),
    "headings-undecided.yaml": ("headings/01.yaml", "> 100 kg: is undecided, and no list of values"),
    "headings-gap.yaml": ("headings/01.yaml", "mass: leaves numbers without a case"),
    "headings-no-else.yaml": ("headings/01.yaml", "kind: leaves values without a case; add else:"),
    "headings-threshold.yaml": ("headings/01.yaml", "'about 100 kg' is no threshold"),
    "headings-empty-threshold.yaml": ("headings/01.yaml", "'> 200 kg < 100 kg' holds no number"),
    "headings-dimension.yaml": ("headings/01.yaml", "'m' measures length, not mass"),
    "headings-unit.yaml": ("headings/01.yaml", "'stone' is no unit"),
    "headings-group.yaml": ("headings/01.yaml", "0101: has no 01012; add 01012:"),
    "headings-unsplit.yaml": ("headings/01.yaml", "0101: does not split into 01012, 010130; add split:"),
    "headings-single.yaml": ("headings/01.yaml", "0102: splits, but only one node stands below"),
    "headings-itself.yaml": ("headings/01.yaml", "leads to 0102 itself"),
    "headings-to.yaml": ("headings/01.yaml", "'0104' is no code of the edition"),
    "headings-by.yaml": ("headings/01.yaml", "by 'Chapter 01 note 9', which no file has"),
    "headings-same.yaml": ("headings/01.yaml", "0102: covers the same as 0101"),
    "notes-list.yaml": ("notes/01.yaml", "is no list of notes"),
    "notes-id.yaml": ("notes/01.yaml", "Chapter 1 note 1: is no official number"),
    "notes-file.yaml": ("notes/01.yaml", "Chapter 02 note 1: stands in another chapter's file"),
    "notes-twice.yaml": ("notes/01.yaml", "Chapter 01 note 1: stands twice"),
    "notes-kind.yaml": ("notes/01.yaml", "kind: is 'covers'; one of excludes"),
    "notes-scope.yaml": ("notes/01.yaml", "scope: '77' is no code of the edition"),
    "notes-to.yaml": ("notes/01.yaml", "to: '9508' is no code of the edition"),
    "notes-gist.yaml": ("notes/01.yaml", "gist: is no sentence"),
    "notes-same.yaml": ("notes/01.yaml", "Chapter 01 note 2: has the same gist as Chapter 01 note 1"),
    "notes-terms.yaml": ("notes/01.yaml", "defines and terms go together"),
    "notes-when.yaml": ("notes/01.yaml", "when: is ['horse']; write axis: value"),
    "notes-any.yaml": ("notes/01.yaml", "any: is no list"),
    "notes-values.yaml": ("notes/01.yaml", "kind: is []; write a text or a list of texts, not empty"),
    "notes-missing.yaml": ("notes/01.yaml", "entry 1: has no gist"),
    "usage-code.yaml": ("words/usage.yaml", "foal: where: '0199' is no code of the edition"),
    "usage-means.yaml": ("words/usage.yaml", "foal: means: is no sentence"),
}


@pytest.fixture
def tree(tmp_path):
    for name, content in SOUND.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def test_a_sound_tree_is_read(tree):
    law = read_law(tree, EDITION)
    heading = law.headings["0101"]
    assert heading.needs == All(
        (
            Has("kind", ("horse", "ass"), closed=False),
            Within("mass", Interval(10, 2000, with_high=True), "> 10 kg <= 2 t"),
        )
    )
    assert [case.then for case in heading.splits["0101"].cases] == ["01012", "010130"]
    assert list(heading.splits["01012"].leaves()) == ["010121", "010129"]
    assert heading.confused[0].to == ("0102",)
    assert law.facts.lists["materials"]["brass"].wider == ("metal",)
    assert law.notes["Chapter 01 note 1"].scope == ("HS",)
    assert law.usage["foal"].where == ("0101",)


def test_a_word_of_the_trade_that_a_note_defines_is_refused(tree):
    note = "- {id: Chapter 01 note 1, kind: defines, terms: Foal, scope: '01', gist: A horse of at most one year.}\n"
    (tree / "notes/01.yaml").write_text(note)
    with pytest.raises(DataError, match="foal: is defined by Chapter 01 note 1; delete it here"):
        read_law(tree, EDITION)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_refuses_its_broken_file(tree, name):
    place, message = RULES[name]
    shutil.copy(BROKEN / name, tree / place)
    with pytest.raises(DataError) as caught:
        read_law(tree, EDITION)
    assert message in str(caught.value)
    assert place in str(caught.value)


def test_every_broken_file_belongs_to_a_rule():
    broken = {path.name for path in BROKEN.glob("*.yaml")}
    assert broken == set(RULES)


def test_a_file_that_is_not_utf8_is_refused(tree):
    (tree / "notes/01.yaml").write_bytes(b"- \xff\n")
    with pytest.raises(DataError, match=r"notes/01.yaml: file: not UTF-8 at byte 2"):
        read_law(tree, EDITION)
