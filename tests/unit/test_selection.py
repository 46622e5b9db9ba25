"""Filters over the real atlas: what they leave, what they promise, how they travel."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ATLAS, INDEX, OPTIONS, QUICK, searches, selections

from map_app.catalog import LANGUAGES
from map_app.selection import GROUPS, Selection, ranges

groups = st.sampled_from(GROUPS)


def left_by(selection: Selection) -> set[str]:
    """The ids of the features that pass."""
    return set(INDEX.ids(INDEX.passing(selection)))


def found(text: str) -> set[str]:
    return left_by(Selection(text=text))


def decoded(text: str) -> int:
    """Bits of `0-3,7`, read as the browser reads them."""
    bits = 0
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            bits |= 1 << number
    return bits


def test_no_filter_lets_everything_pass_but_orientation():
    everything = left_by(Selection())
    assert everything == {f.id for f in ATLAS.features if f.layer.role != "orientation"}
    assert {"research-dbm", "municipality-05911000", "emscher-river"} <= everything


@QUICK
@given(selections(), groups, st.data())
def test_a_filter_in_another_group_never_adds_features(selection, group, data):
    free = selection.with_group(group, ())
    chosen = data.draw(st.frozensets(st.sampled_from(OPTIONS[group]), min_size=1, max_size=3))
    assert left_by(free.with_group(group, chosen)) <= left_by(free)


@QUICK
@given(selections(), searches())
def test_another_word_never_adds_features(selection, word):
    assert left_by(replace(selection, text=f"{selection.text} {word}")) <= left_by(selection)


@QUICK
@given(selections(), groups, st.data())
def test_another_option_of_a_group_in_use_never_takes_features_away(selection, group, data):
    first, second = (data.draw(st.sampled_from(OPTIONS[group])) for _ in range(2))
    one = selection.with_group(group, {first})
    assert left_by(one) <= left_by(one.toggled(group, second, True))


@QUICK
@given(
    st.lists(
        groups.flatmap(lambda g: st.tuples(st.just(g), st.sampled_from(OPTIONS[g]))),
        max_size=6,
        unique=True,
    ),
    st.randoms(),
)
def test_the_order_of_clicks_is_irrelevant(clicks, random):
    shuffled = random.sample(clicks, len(clicks))
    one, other = Selection(), Selection()
    for group, value in clicks:
        one = one.toggled(group, value, True)
    for group, value in shuffled:
        other = other.toggled(group, value, True)
    assert left_by(one) == left_by(other)


@QUICK
@given(selections(), groups, st.data())
def test_switching_an_option_on_and_off_leaves_no_trace(selection, group, data):
    value = data.draw(st.sampled_from(sorted(set(OPTIONS[group]) - selection.group(group))))
    assert selection.toggled(group, value, True).toggled(group, value, False) == selection


@QUICK
@given(selections(), groups)
def test_the_count_of_an_option_is_what_choosing_it_alone_would_leave(selection, group):
    counts = INDEX.counts(selection)[group]
    assert sorted(counts) == OPTIONS[group]
    for option, count in counts.items():
        assert count == len(left_by(selection.with_group(group, {option})))


@QUICK
@given(selections())
def test_giving_up_a_filter_leaves_as_many_as_promised(selection):
    ways = INDEX.relaxations(selection)
    assert [way.count for way in ways] == sorted((way.count for way in ways), reverse=True)
    for way in ways:
        if way.group in GROUPS:
            freed = selection.with_group(way.group, ())
        else:
            freed = replace(selection, **{way.group: "" if way.group == "text" else None})
        assert len(left_by(freed)) == way.count > 0


def test_an_empty_result_says_which_filter_to_give_up():
    dead_end = Selection(
        themes=frozenset({"research"}), places=frozenset({"municipality-05978040"}), text="museum"
    )
    assert left_by(dead_end) == set()
    [way] = INDEX.relaxations(dead_end)
    assert (way.group, way.value, way.count) == ("places", "municipality-05978040", 1)


def test_a_filter_of_several_options_is_given_up_as_a_whole():
    dead_end = Selection(
        themes=frozenset({"research", "quarters"}), places=frozenset({"municipality-05978040"})
    )
    assert {(way.group, way.value) for way in INDEX.relaxations(dead_end)} == {
        ("themes", ""),
        ("places", "municipality-05978040"),
    }


@pytest.mark.parametrize(
    ("selection", "inside", "outside"),
    [
        (
            Selection(places=frozenset({"district-05954"})),
            {"district-05954", "municipality-05954036"},
            {"municipality-05911000", "research-dbm"},
        ),
        (
            Selection(places=frozenset({"municipality-05911000"})),
            {"municipality-05911000", "research-dbm"},
            {"municipality-05913000"},
        ),
        (
            Selection(places=frozenset({"municipality-05913000", "municipality-05112000"})),
            {"emscher-river"},
            {"research-dbm"},
        ),
        (
            Selection(themes=frozenset({"region"}), kinds=frozenset({"kreis"})),
            {"district-05954"},
            {"municipality-05911000"},
        ),
    ],
)
def test_places_themes_and_kinds_leave_what_they_name(selection, inside, outside):
    assert inside <= left_by(selection)
    assert not outside & left_by(selection)


@pytest.mark.parametrize(
    "text", ["froendenberg", "Fröndenberg", "frondenberg", "FRÖNDENBERG", " fröndenberg  ruhr "]
)
def test_froendenberg_is_found_however_it_is_typed(text):
    assert found(text) == {"municipality-05978012"}


def test_a_name_is_found_in_any_case_and_by_its_abbreviation():
    assert "research-fraunhofer-umsicht" in found("FRAUNHOFER umsicht")
    assert "research-dbm" in found("dbm")
    assert "research-dbm" in found("bergbau MUSEUM bochum")


def test_the_words_of_a_search_must_all_be_found():
    assert found("museum dortmund") == set()
    assert found("museum bochum") == {"research-dbm"}


def test_a_site_is_found_by_its_town_and_its_kind_in_either_language():
    assert "research-dbm" in found("bochum")
    assert "research-dbm" in found("forschungsinstitut")
    assert "research-dbm" in found("research institute")


def test_a_part_of_a_name_finds_it_but_a_town_is_not_found_within_another_word_of_a_text():
    assert "emscher-sewer" in found("kanal")
    hits = [ATLAS.by_id[feature_id] for feature_id in found("Essen")]
    assert hits
    for hit in hits:
        texts = " ".join(str(hit.get(f"summary_{language}")) for language in LANGUAGES)
        assert "essen" in hit.haystack or re.search(r"\bessen", texts, re.IGNORECASE), hit.id


def test_an_umlaut_put_together_from_two_characters_finds_the_same():
    assert found("Fro\u0308ndenberg") == found("Fröndenberg") != set()


@pytest.mark.parametrize("text", ["", "   ", "!?", "<>"])
def test_a_search_without_a_letter_hides_nothing(text):
    assert found(text) == left_by(Selection())


@pytest.mark.parametrize("typed", [str, str.upper, str.lower], ids=["as is", "upper", "lower"])
def test_every_feature_is_found_by_its_own_names(typed):
    missed = [
        (feature.id, name)
        for feature in ATLAS.filterable
        for name in feature.names.values()
        if feature.id not in found(typed(name))
    ]
    assert missed == []


@QUICK
@given(st.integers(min_value=0, max_value=(1 << 130) - 1))
def test_ranges_say_in_short_which_bits_are_set(bits):
    assert decoded(ranges(bits)) == bits


def test_ranges_of_everything_are_a_handful_of_characters():
    assert ranges(INDEX.everything) == f"0-{len(INDEX.features) - 1}"
    assert ranges(0) == ""
    assert ranges(0b1011) == "0-1,3"


@QUICK
@given(selections(), st.sampled_from([f.id for f in ATLAS.filterable]))
def test_a_feature_is_called_hidden_exactly_when_it_does_not_pass(selection, feature_id):
    bits = INDEX.passing(selection)
    assert INDEX.hides(feature_id, bits) == (feature_id not in left_by(selection))


def test_orientation_is_never_called_hidden():
    assert not INDEX.hides("water-lippe", 0)
