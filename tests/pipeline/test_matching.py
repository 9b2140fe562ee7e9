"""Terms in Chinese text: the longest at each place, and none inside another word."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pipeline.classify import Rules, load_rules
from pipeline.classifying.matching import Hit, compile_terms, find, plain
from storage.office import DEFAULT_OFFICE

TERMS = ("碳", "双碳", "碳汇", "碳汇交易", "绿电", "电力", "ccus", "“两高”项目")
RULES = load_rules(model=None, office=DEFAULT_OFFICE)


def naive(terms: set[str], text: str) -> list[Hit]:
    """The longest term at each place, place after place."""
    found, at = [], 0
    while at < len(text):
        here = [term for term in terms if text.startswith(term, at)]
        if here:
            longest = max(here, key=len)
            found.append(Hit(longest, at, at + len(longest)))
        at += len(longest) if here else 1
    return found


@given(st.lists(st.sampled_from([*TERMS, "双", "汇", "交", "力", "ＣＣＵＳ", "的", "酸", "😀"])))
def test_it_finds_what_one_looks_for_by_hand(pieces: list[str]) -> None:
    text = plain("".join(pieces))
    hits = find(compile_terms(TERMS, {}), text)
    assert hits == naive({plain(term) for term in TERMS}, text)
    assert all(text[hit.start : hit.end] == hit.term for hit in hits)


@given(st.text("碳双汇的酸", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_a_text_is_searched_as_if_it_were_alone(text: str, start: int, end: int) -> None:
    words = compile_terms(TERMS, {})
    alone = find(words, text[start:end])
    assert [(hit.term, hit.start - start) for hit in find(words, text, start, end)] == [
        (hit.term, hit.start) for hit in alone
    ]


def test_a_term_before_a_guarding_character_is_part_of_another_word() -> None:
    words = compile_terms(["双碳", "碳汇"], {"碳": "酸"})
    assert [hit.term for hit in find(words, "双碳和双碳酸和碳汇")] == ["双碳", "双碳酸", "碳汇"]


# Words of chemistry, food, administration, with a term or the seam of two words inside.
CONTAINERS = (
    Path(__file__).with_name("samples").joinpath("words_with_terms_inside.txt").read_text("utf-8")
).split()


@given(
    st.sampled_from(CONTAINERS),
    st.text("关于做好的规范和及其通知工作", max_size=4),
    st.text("的管理等有关规范通知及其工作", max_size=4),
)
def test_a_term_inside_a_longer_word_is_no_hit(word: str, before: str, after: str) -> None:
    hits = find(RULES.words, plain(before + word + after))
    assert [hit for hit in hits if hit.term in RULES.terms] == []


def _ignored(rules: Rules) -> list[str]:
    return [word for word in rules.words.words if word not in rules.terms]


def test_no_word_to_ignore_yields_a_term() -> None:
    assert len(_ignored(RULES)) > 300
    for word in _ignored(RULES):
        hits = find(RULES.words, f"的{word}的")
        assert not [hit for hit in hits if hit.term in RULES.terms], word


@pytest.mark.parametrize("text", ["", "的" * 50_000, "碳" * 50_000, "双碳酸" * 20_000])
def test_long_and_empty_texts_are_read_in_one_pass(text: str) -> None:
    assert all(hit.term not in RULES.terms for hit in find(RULES.words, text))
