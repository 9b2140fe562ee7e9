"""What must hold of any two texts: hunks make the new text of the old one; nothing is hidden."""

import re

from hypothesis import example, given, settings, strategies as st

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.patch import lines_of, patched
from storage.records import Difference
from tests.diffing import drafts

RAW = st.text(
    alphabet=st.one_of(
        st.sampled_from("第一二十条章节、（）()，。；：\n\n\t 《》〔〕[]2025年月日号.％%万元"),
        st.sampled_from("²○◯\u3000\u200b\u2028\r\x1c"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)  # fmt: skip
quick = settings(deadline=None, derandomize=True, database=None)


def made(before: str, after: str) -> list[str]:
    old, new = blocks_of(before), blocks_of(after)
    return patched(lines_of(old), compare_blocks(old, new))


@settings(quick, max_examples=200)
@given(drafts.pair())
def test_the_hunks_make_the_new_text_of_the_old_one(texts: tuple[str, str]) -> None:
    before, after = texts
    assert made(before, after) == lines_of(blocks_of(after))


@settings(quick, max_examples=80)
@given(drafts.PARTS.map(drafts.numbered), drafts.PARTS.map(drafts.numbered))
def test_they_do_so_of_texts_that_have_nothing_to_do_with_each_other(old: str, new: str) -> None:
    assert made(old, new) == lines_of(blocks_of(new))


@settings(quick, max_examples=150)
@given(RAW, RAW)
def test_they_do_so_of_any_characters(before: str, after: str) -> None:
    assert made(before, after) == lines_of(blocks_of(after))


@settings(quick, max_examples=80)
@given(RAW, st.randoms(use_true_random=False))
def test_they_do_so_where_only_the_spelling_differs(text: str, chance) -> None:
    variants = {"（": "(", "）": ")", "，": ",", "〔": "[", "％": "%", " ": "\u3000"}
    after = "".join(variants.get(c, c) if chance.random() < 0.5 else c for c in text)
    assert made(text, after) == lines_of(blocks_of(after))


@settings(quick, max_examples=80)
@given(st.one_of(RAW, drafts.PARTS.map(drafts.numbered)))
def test_a_text_and_itself_have_nothing_between_them(text: str) -> None:
    nothing = Difference(significance=0.0, summary="文字无变化")
    assert compare_blocks(blocks_of(text), blocks_of(text)) == nothing


LINES = st.lists(
    st.sampled_from(
        ["第一条 1万元。", "重点排放单位重点排放单位。", "各有关单位：", "第二条　单位应当报送。",
         "（一）甲项内容；", "（二）乙项内容。", "第 3 页", "1\t甲\t3", "2\t乙\t4", "2025年3月1日",
         "甲市能源局", "应当及时恢复植被和生产条", "，单位应当"]
    ),
    min_size=1, max_size=7,
)  # fmt: skip


LINE = "重点排放单位重点排放单位。"


@settings(quick, max_examples=200)
@example(
    ["第一条 1万元。", LINE, "各有关单位：", LINE], ["各有关单位：", "第一条 1万元。", LINE, LINE]
)
@example(
    ["第三条活动结束后，权利人应当", "及时恢复植被和地貌条件"],
    ["第三条勘查结束后，权利人应当", "：", "应当及时恢复植被和地貌条件"],
)
@given(LINES, LINES)
def test_lines_of_no_article_between_those_of_one_are_told_right(
    old: list[str], new: list[str]
) -> None:
    before, after = "\n".join(old), "\n".join(new)
    assert made(before, after) == lines_of(blocks_of(after))
    assert_spelled(before, after)


@settings(quick, max_examples=100)
@given(drafts.pair())
def test_marks_spell_what_was_and_what_is(texts: tuple[str, str]) -> None:
    assert_spelled(*texts)


def assert_spelled(before: str, after: str) -> None:
    for hunk in compare_blocks(blocks_of(before), blocks_of(after)).hunks:
        assert "".join(text for op, text in hunk.marks if op != "insert") == hunk.before
        assert "".join(text for op, text in hunk.marks if op != "delete") == hunk.after


VALUE = re.compile(r"\d+(?=万元|%|年|吨)|[二三四五六七](?=十个)|应当|可以|不得")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@settings(quick, max_examples=150)
@given(drafts.PARTS.map(drafts.numbered), st.data())
def test_an_edit_of_a_value_is_always_in_a_hunk(text: str, data: st.DataObject) -> None:
    places = list(VALUE.finditer(text))
    if not places:
        return
    found = data.draw(st.sampled_from(places))
    new = data.draw(_other(found[0]))
    after = text[: found.start()] + new + text[found.end() :]
    hunks = compare_blocks(blocks_of(text), blocks_of(after)).hunks
    changed = "".join(part for hunk in hunks for op, part in hunk.marks if op != "equal")
    assert new in changed or new in "".join(hunk.after for hunk in hunks)


def _other(value: str) -> st.SearchStrategy[str]:
    if value[0].isdigit():
        raised = value[0] + value[1:].translate(SUPERSCRIPTS)
        others = st.one_of(st.integers(1, 9999).map(str), st.just(raised))
    elif len(value) == 1:
        others = st.sampled_from("二三四五六七")
    else:
        others = st.sampled_from(["应当", "可以", "不得", "鼓励"])
    return others.filter(lambda other: other != value)
