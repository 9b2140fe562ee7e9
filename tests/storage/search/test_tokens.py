"""By what a text is found, and where a match stands in it as shown."""

import random

import pytest
from hypothesis import given, settings, strategies as st

from storage.search.folding import Folded, folded
from storage.search.runs import may_have, runs, sign
from storage.search.tokens import grams, is_gram, needed, occurrence

TEXTS = st.text("碳达峰中和１2３〔〕[]（）《》、 \t\n\u3000\u200bAbＣé%.①㎡", max_size=40)
WORDS = st.text("碳达2３Ab①é", min_size=1, max_size=3)


@settings(deadline=None)
@given(text=TEXTS, data=st.data())
def test_a_word_of_a_text_is_found_by_its_grams(text: str, data: st.DataObject) -> None:
    whole = folded(text)
    start = data.draw(st.integers(0, len(whole)))
    word = whole[start : data.draw(st.integers(start, len(whole)))]
    if word and occurrence(word).search(whole):
        assert needed(word) <= known(whole)


@settings(deadline=None)
@given(text=TEXTS, word=WORDS)
def test_a_word_that_is_a_gram_stands_wherever_its_gram_does(text: str, word: str) -> None:
    whole, word = folded(text), folded(word)
    if is_gram(word):
        assert bool(occurrence(word).search(whole)) is (needed(word) <= known(whole))


def known(whole: str) -> set[int]:
    return set(grams(whole).tolist())


@settings(deadline=None)
@given(text=st.text("碳达峰１2３〔（ \n\u3000\u200bＡbㄅ㎡①ﬁé", max_size=400))
def test_what_a_match_comes_from_folds_to_it(text: str) -> None:
    known = Folded(text)
    for place in range(len(known.text)):
        start, end = known.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        if known.text[place] != "\x01":
            assert known.text[place] in folded(text[start:end])


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        ("国发〔2023〕24号", "按照国发[2023] 24号", True),
        ("24号", "国发〔2023〕124号", False),
        ("ets", "碳市场（ETS）", True),
        ("ETS", "targets", False),
        ("EU ETS", "EU　 ETS", True),
        ("碳排放", "碳 排\n放", True),
        ("ＣＯ２", "co2", True),
    ],
)
def test_widths_brackets_spaces_and_letter_case_are_the_same(
    word: str, text: str, stands: bool
) -> None:
    assert bool(occurrence(folded(word)).search(folded(text))) is stands


MIXED = st.text("碳达峰１2〔 \n\u200bＡbé\u0301\u0338①ﬁ…℃Ⅳｶﾞ한\u1161\U0002f800İ¨", max_size=12)


@settings(deadline=None)
@given(text=MIXED)
def test_a_long_text_is_folded_as_a_short_one(text: str) -> None:
    long = "碳" * 200
    assert Folded(text + long).text == folded(text + "碳") + long[1:]


@settings(deadline=None)
@given(pieces=st.lists(TEXTS, max_size=3), start=st.integers(0, 30), size=st.integers(3, 8))
def test_a_document_has_the_runs_of_its_words(pieces: list[str], start: int, size: int) -> None:
    texts = [folded(one) for one in pieces]
    made = sign(texts)
    for text in texts:
        assert may_have(made, runs(text[start : start + size]).tolist())


def test_most_signs_without_a_word_say_so() -> None:
    draw = random.Random(5)
    many = ["".join(draw.choices("碳达峰中和能源电力", k=60)) for _ in range(200)]
    wanted = runs("水泥熟料产能").tolist()
    assert sum(may_have(sign([text]), wanted) for text in many) < 10
