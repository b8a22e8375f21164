"""What each text of a column becomes, whatever it is and by every method."""

import pickle
from collections import defaultdict
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhs.engines.convert import Kind, Method, Plan, convert_codes, report_of
from openhs.engines.convert.plan import kinds
from openhs.ground.errors import UnknownClassification, UsageError
from openhs.nomenclature.classification import classification, classifications
from openhs.nomenclature.correlation import correlation
from openhs.nomenclature.families import families

NAMES = classifications()
EDITIONS = tuple(name for name in NAMES if name.startswith("HS"))
EDITION_PAIRS = list(permutations(EDITIONS, 2))


@pytest.fixture(scope="module")
def plan():
    return Plan.of(2017, 2022)


def one(plan, text):
    (outcome,) = plan.outcomes(text)
    return outcome


def targets(plan, text):
    return [outcome.target for outcome in plan.outcomes(text)]


def said(outcome):
    return [str(kind) for kind in kinds(outcome.note)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("010121", "010121"),
        ("0101.21", "010121"),
        ("HS 0101.21", "010121"),
        (" 0101 21 ", "010121"),
    ],
)
def test_a_code_is_understood_as_it_is_written(plan, text, code):
    assert one(plan, text) == (one(plan, "010121"))
    assert one(plan, text).note == ""


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("10121", "repaired: leading zero restored"),
        (10121, "repaired: leading zero restored"),
        ("101.21", "repaired: leading zero restored"),
        ("010121.0", "repaired: decimal .0 removed"),
        (10121.0, "repaired: leading zero restored, decimal .0 removed"),
        ("０１０１２１", "repaired: digits of another script converted"),
    ],
)
def test_what_is_repaired_is_told(plan, text, note):
    outcome = one(plan, text)
    assert (outcome.source, outcome.target) == ("010121", "010121")
    assert sorted(outcome.note[10:].split(", ")) == sorted(note[10:].split(", "))
    assert said(outcome) == [Kind.REPAIRED]


@pytest.mark.parametrize("line", ["0101.21.0000", "01012100", "0101219"])
def test_a_national_line_is_converted_by_its_subheading(plan, line):
    outcome = one(plan, line)
    assert outcome.source == line.replace(".", "")
    assert outcome.target == "010121"
    assert said(outcome) == [Kind.NATIONAL]


def test_a_text_with_two_readings_is_read_as_the_one_that_the_source_has(plan):
    outcome = one(plan, "101211")
    assert (outcome.source, outcome.target) == ("0101211", "010121")
    assert said(outcome) == [Kind.REPAIRED, Kind.NATIONAL]
    assert "the one reading that HS2017 has" in outcome.note


def test_a_text_whose_readings_are_both_or_neither_of_the_source_is_refused():
    text = "101211"
    assert not classification(2007).knows("0101211")
    outcome = one(Plan.of(2007, 2022), text)
    assert (outcome.source, outcome.target) == (None, None)
    assert said(outcome) == [Kind.WRONG]
    assert "ambiguous" in outcome.note


@pytest.mark.parametrize("text", ["", "  ", None, float("nan"), "nan", "None", "NULL", "<NA>"])
def test_an_empty_cell_is_told_to_be_empty(plan, text):
    outcome = one(plan, text)
    assert (outcome.source, outcome.target, outcome.relation, outcome.share, outcome.family) == (None,) * 5
    assert said(outcome) == [Kind.EMPTY]


@pytest.mark.parametrize("text", ["rubbish", "8.47E+05", "0", "84713000000000", "0101x", True, b"010121", [], ()])
def test_what_is_no_code_is_told_to_be_wrong(plan, text):
    outcome = one(plan, text) if text not in ([], ()) else one(plan, str(text))
    assert (outcome.source, outcome.target) == (None, None)
    assert said(outcome) == [Kind.WRONG]


def test_a_code_of_another_edition_says_which(plan):
    outcome = one(plan, "8471.10")
    assert (outcome.source, outcome.target) == ("847110", None)
    assert outcome.note == "other edition: 847110 is not in HS2017, but in HS1992, HS1996, HS2002"
    assert one(plan, "8549").note == "other edition: 8549 is not in HS2017, but in HS2022"


def test_a_code_of_no_edition_is_unknown(plan):
    assert one(plan, "8417.99").note == "unknown: 841799 is not in HS2017, nor in any edition"
    assert one(plan, "77").note == "unknown: 77 is not in HS2017, nor in any edition"
    assert one(Plan.of("SITC4", 2022), "99").note == "unknown: 99 is not in SITC4"


def test_a_code_without_counterpart_says_so(plan):
    outcome = one(plan, "300219")
    assert (outcome.source, outcome.target, outcome.relation, outcome.share) == ("300219", None, "deleted", None)
    assert outcome.note == "no counterpart: HS2022 has none"


def test_a_finer_line_of_another_classification_is_converted_by_the_code_that_holds_it():
    plan = Plan.of("SITC4", "BEC4")
    outcomes = plan.outcomes("001599")
    assert [outcome.target for outcome in outcomes] == targets(plan, "0015")
    assert {outcome.source for outcome in outcomes} == {"001599"}
    assert outcomes[0].note == "finer: converted by 0015; composed: via HS2012"
    assert said(outcomes[0]) == [Kind.FINER, Kind.COMPOSED]


def brute_force(source, target, digits):
    """Return the targets of each code cut to so many digits."""
    held = defaultdict(set)
    for link in correlation(source, target):
        held[link.source[:digits]].add(link.target[:digits] if target in EDITIONS else link.target)
    return held


@pytest.mark.parametrize(("source", "target"), [("HS2012", "HS2022"), ("HS2002", "HS1996"), ("HS2022", "BEC4")])
@pytest.mark.parametrize("digits", [2, 4])
def test_headings_and_chapters_have_the_targets_of_all_below(source, target, digits):
    plan = Plan.of(source, target)
    expected = brute_force(source, target, digits)
    for code in {code[:digits] for code in plan.source.codes}:
        assert targets(plan, code) == (sorted(expected[code]) or [None])
        assert targets(Plan.of(source, target, digits=digits), code) == targets(plan, code)


def test_with_fewer_digits_subheadings_are_converted_as_headings():
    plan = Plan.of(2012, 2022, digits=4)
    expected = brute_force("HS2012", "HS2022", 4)
    for code in plan.source.codes[::11]:
        assert targets(plan, code) == sorted(expected[code[:4]])
        assert {outcome.source for outcome in plan.outcomes(code)} == {code}


def test_a_one_dash_group_has_the_targets_of_its_subheadings(plan):
    below = [code for code in plan.source.codes if code.startswith("01012")]
    assert len(below) == 2
    assert targets(plan, "0101.2") == sorted({t for code in below for t in targets(plan, code)})
    assert {outcome.source for outcome in plan.outcomes("0101.2")} == {"01012"}
    assert targets(Plan.of(2017, 2022, digits=4), "01012") == ["0101"]


def test_a_division_of_another_classification_has_the_targets_of_all_below():
    plan = Plan.of("ISIC4", "ISIC3.1")
    held = brute_force("ISIC4", "ISIC3.1", 9)
    assert targets(plan, "01") == sorted({t for code, ends in held.items() if code.startswith("01") for t in ends})


def test_all_gives_a_row_for_each_target_and_no_share_among_several():
    plan = Plan.of(2012, 2022)
    table = correlation(2012, 2022)
    for code in plan.source.codes[::13]:
        links = table.targets(code)
        outcomes = plan.outcomes(code)
        assert [(o.target, o.relation) for o in outcomes] == [(k.target, k.relation) for k in links]
        assert {o.share for o in outcomes} == ({1.0} if len(links) == 1 else {None})


@pytest.mark.parametrize(("source", "target"), [("HS2022", "HS2017"), ("HS2017", "HS2022"), ("HS2022", "SITC2")])
def test_un_gives_the_uns_choice_or_says_that_there_is_none(source, target):
    plan, table = Plan.of(source, target, method="un"), correlation(source, target)
    for code in plan.source.codes:
        outcome = one(plan, code)
        assert outcome.target == table.choice(code)
        assert outcome.share == (1.0 if outcome.target else None)
        assert said(outcome) == ([] if outcome.target else ["undecided" if table.targets(code) else "no counterpart"])


def test_un_refuses_to_guess_in_the_direction_that_is_not_published():
    plan = Plan.of(2017, 2022, method="un")
    outcome = one(plan, "847130")
    links = correlation(2017, 2022).targets("847130")
    assert len(links) > 1
    assert (outcome.target, outcome.share, outcome.relation) == (None, None, "split-merge")
    assert outcome.note == (f"undecided: {len(links)} targets, the UN chooses no single one in this direction")
    assert one(plan, "010121").target == "010121"


def test_un_may_choose_a_group_or_a_code_that_is_no_pair():
    assert one(Plan.of(2022, "SITC4", method="un"), "020760").target == "0123"
    assert one(Plan.of(2007, 2002, method="un"), "844331").target == "844359"
    assert "844359" not in targets(Plan.of(2007, 2002), "844331")


def test_equal_shares_are_equal_and_add_up():
    plan = Plan.of(2017, 2022, method="equal")
    assert plan.splits
    for code in plan.source.codes:
        shares = [outcome.share for outcome in plan.outcomes(code) if outcome.target]
        assert len(set(shares)) <= 1
        assert not shares or sum(shares) == pytest.approx(1)


def test_family_gives_the_family_and_its_own_relation():
    plan, held = Plan.of(2017, 2022, method="family"), families(2017, 2022)
    names = {(False, False): "same", (True, False): "split", (False, True): "merge", (True, True): "split-merge"}
    for code in plan.source.codes[::9]:
        outcome = one(plan, code)
        members = held.members(held.of(2017, code))
        sources, ends = (len(members.get(name, ())) for name in ("HS2017", "HS2022"))
        assert outcome.target == outcome.family == held.of(2017, code)
        assert outcome.share == 1.0
        assert outcome.relation == ("deleted" if not ends else names[ends > 1, sources > 1])


def test_a_code_that_stands_for_several_families_has_none():
    outcome = one(Plan.of(2017, 2022, method="family"), "01012")
    assert (outcome.target, outcome.family) == (None, None)
    assert said(outcome) == [Kind.UNDECIDED]
    assert "several families" in outcome.note


SHREDS = {("070960", "070960"): 3, ("854810", "854911"): 1, ("854810", "854912"): 2, ("854810", "854919"): 0}


def test_weights_are_proportions_of_your_own_and_zero_is_no_share():
    plan = Plan.of(2017, 2022, weights=SHREDS)
    assert plan.method is Method.WEIGHTS
    assert {o.target: o.share for o in plan.outcomes("8548.10")} == {"854911": 1 / 3, "854912": 2 / 3}
    assert {o.target: o.share for o in plan.outcomes("070960")} == {"070960": 1.0}


def test_a_code_without_weights_is_undecided_unless_it_has_one_target():
    plan = Plan.of(2017, 2022, weights=SHREDS)
    outcome = one(plan, "847130")
    assert (outcome.target, outcome.share) == (None, None)
    assert "there are no weights for it" in outcome.note
    assert one(plan, "010121").share == 1.0


@pytest.mark.parametrize("weight", [-1, -0.001, float("nan"), float("inf")])
def test_a_weight_that_is_no_number_from_0_up_is_refused(weight):
    with pytest.raises(UsageError, match=r"the weight of 847130 847130 is .*; give a number from 0 up"):
        Plan.of(2017, 2022, weights={("847130", "847130"): weight})


@pytest.mark.parametrize(
    "pair", [("847130", "010121"), ("847130", "8471"), ("8471.30", "847130"), ("", ""), ("999999", "999999")]
)
def test_a_weight_for_codes_that_are_not_linked_is_refused(pair):
    with pytest.raises(UsageError, match=r"HS2017 and HS2022 do not link"):
        Plan.of(2017, 2022, weights={pair: 1})


def test_the_method_weights_needs_weights():
    for weights in (None, {}):
        with pytest.raises(UsageError, match="needs weights="):
            Plan.of(2017, 2022, method="weights", weights=weights)


def test_weights_of_headings_hold_for_headings():
    plan = Plan.of(2017, 2022, weights={("8471", "8471"): 9, ("8471", "8549"): 1})
    assert {o.target: o.share for o in plan.outcomes("8471")} == {"8471": 0.9, "8549": 0.1}


def test_weights_that_would_not_be_used_are_refused():
    weights = {("847130", "8471"): 9, ("847130", "8549"): 1}
    try:
        plan = Plan.of(2017, 2022, digits=4, weights=weights)
    except UsageError:
        return
    assert {o.target: o.share for o in plan.outcomes("847130")} == {"8471": 0.9, "8549": 0.1}


def test_without_leaves_out_the_links_of_a_heading():
    plan = Plan.of(2017, 2022, without=["8549"])
    assert targets(plan, "847130") == ["847130"]
    assert one(plan, "847130").relation == "same"
    assert len(targets(Plan.of(2017, 2022), "847130")) > 1
    kept = {t for code in plan.source.codes for t in targets(plan, code) if t}
    assert not any(target.startswith("8549") for target in kept)
    assert sum(len(plan.outcomes(code)) for code in plan.source.codes if targets(plan, code) != [None]) == 9_537


def test_a_single_beginning_to_leave_out_may_be_text():
    assert one(Plan.of(2017, 2022, without="8549"), "847130").target == "847130"


@pytest.mark.parametrize(("source", "target"), EDITION_PAIRS)
def test_where_the_relation_is_same_every_code_comes_back(source, target):
    there, back = Plan.of(source, target), Plan.of(target, source)
    same = [o for outcomes in there.of_codes.values() for o in outcomes if o.relation == "same"]
    assert same
    for outcome in same:
        returned = one(back, outcome.target)
        assert (returned.target, returned.relation, returned.share) == (outcome.source, "same", 1.0)
        assert returned.family == outcome.family


@pytest.mark.parametrize("name", NAMES)
def test_to_itself_every_code_stays_what_it_is_by_every_method_but_family(name):
    for method in (Method.ALL, Method.UN, Method.EQUAL):
        plan = Plan.of(name, name, method=method)
        for code in plan.source.codes[::29]:
            outcome = one(plan, code)
            assert (outcome.target, outcome.relation, outcome.share, outcome.note) == (code, "same", 1.0, "")


def test_a_composed_conversion_says_by_way_of_what():
    plan = Plan.of("BEC4", "ISIC4")
    assert plan.path == ("BEC4", "HS2007", "ISIC3", "ISIC3.1", "ISIC4")
    assert plan.outcomes("111")[0].note == "composed: via HS2007, ISIC3, ISIC3.1"


def test_notes_are_counted_by_kind():
    codes = ["0101.21", "10121", "", "rubbish", "8471.10", "300219", "0101.21.00"]
    report = report_of(convert_codes(codes, Plan.of(2017, 2022)))
    assert (report.results, report.without_target) == (7, 4)
    assert report.notes == dict.fromkeys(
        ("repaired", "empty", "wrong", "other edition", "no counterpart", "national"), 1
    )
    assert report.relations == {"same": 3, "deleted": 1}


def test_kinds_are_the_heads_of_a_note_in_order():
    note = "repaired: leading zero restored; national: a national line; composed: via HS2017"
    assert list(kinds(note)) == [Kind.REPAIRED, Kind.NATIONAL, Kind.COMPOSED]
    assert list(kinds("")) == []
    assert list(kinds("words: of another sort")) == []


def test_a_wrong_text_cannot_pose_as_a_note(plan):
    assert said(one(plan, "x; empty: y")) == [Kind.WRONG]


def test_every_result_of_a_column_carries_its_row():
    results = convert_codes(["847130", "rubbish", "010121"], Plan.of(2017, 2022))
    assert sorted({result.row for result in results}) == [0, 1, 2]
    assert [r.row for r in results] == sorted(r.row for r in results)


def test_a_table_of_texts_counts_the_outcomes_of_each(plan):
    rows = list(plan.table(["847130", "010121"]))
    count = len(plan.outcomes("847130"))
    assert [(text, i, n) for text, _, i, n in rows] == [("847130", i, count) for i in range(count)] + [("010121", 0, 1)]


def test_what_cannot_be_planned_is_refused():
    with pytest.raises(UsageError, match="there is no method 'best'; choose one of all, un, equal, weights, family"):
        Plan.of(2017, 2022, method="best")
    with pytest.raises(UsageError, match="digits is 5; choose 2, 4 or 6"):
        Plan.of(2017, 2022, digits=5)
    with pytest.raises(UnknownClassification):
        Plan.of(2017, "NACE")


def test_outcomes_are_immutable_and_picklable(plan):
    outcome = one(plan, "010121")
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    with pytest.raises(AttributeError):
        outcome.target = "x"


PLANS = [
    Plan.of(source, target, **options)
    for source, target, options in [
        ("HS2017", "HS2022", {"method": "all"}),
        ("HS2022", "HS1992", {"method": "un"}),
        ("HS1996", "SITC3", {"method": "equal"}),
        ("HS2017", "HS2022", {"weights": SHREDS}),
        ("HS2022", "HS2017", {"method": "family", "digits": 4, "without": ["8549"]}),
        ("SITC1", "HS2022", {"method": "equal"}),
        ("BEC4", "CPC2.1", {"method": "un"}),
        ("ISIC3.1", "BEC4", {"method": "family"}),
    ]
]
CODELIKE = st.one_of(
    st.text(),
    st.text("0123456789 .,-'\u00a0eE", max_size=14),
    st.from_regex(r"(HS )?[0-9]{1,4}([. ][0-9]{1,2}){0,3}", fullmatch=True),
    st.builds(str, st.integers()),
    st.integers(),
    st.floats(),
    st.none(),
    st.sampled_from([code[:n] for code in classification(2017).codes[::50] for n in range(1, 7)]),
)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.source.name}-{plan.target.name}-{plan.method}")
@settings(deadline=None, max_examples=60)
@given(text=CODELIKE)
def test_any_text_has_an_outcome_whose_shares_add_up(plan, text):
    outcomes = plan.outcomes(text)
    assert outcomes
    assert outcomes == plan.outcomes(text)
    assert len({outcome.target for outcome in outcomes}) == len(outcomes)
    for outcome in outcomes:
        assert outcome.target is not None or outcome.note
        assert outcome.note == "" or list(kinds(outcome.note))
    if outcomes[0].target and plan.method is not Method.ALL:
        assert sum(outcome.share for outcome in outcomes) == pytest.approx(1)


@st.composite
def weightings(draw):
    table = correlation(2017, 2022)
    codes = draw(st.lists(st.sampled_from(table.source.codes), min_size=1, max_size=4, unique=True))
    pairs = [(code, link.target) for code in codes for link in table.targets(code)]
    return {pair: draw(st.floats(0, 1e9)) for pair in pairs} or {("010121", "010121"): 1.0}


@settings(deadline=None, max_examples=15)
@given(weightings())
def test_shares_by_weights_add_up_and_are_in_proportion(weights):
    plan = Plan.of(2017, 2022, weights=weights)
    for code in {source for source, _ in weights}:
        held = {target: w for (source, target), w in weights.items() if source == code}
        shares = {o.target: o.share for o in plan.outcomes(code) if o.target}
        if len(held) > 1:
            assert shares.keys() == {target for target, weight in held.items() if weight}
            for target, share in shares.items():
                assert share == pytest.approx(held[target] / sum(held.values()))
        assert not shares or sum(shares.values()) == pytest.approx(1)
