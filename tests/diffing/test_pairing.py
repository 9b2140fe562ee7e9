"""Articles split, merged, left by a paragraph; lines of front matter; lines that a page wrapped."""

from textwrap import wrap

import pytest

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.patch import lines_of, patched
from storage.records import Difference

REPORT = "重点排放单位应当于每年三月底前报送上一年度温室气体排放报告，并对报告的真实性负责。"
CHECK = "核查机构应当独立、客观、公正地开展核查，在三十个工作日内出具核查结论，不得收受礼金。"
PUBLISH = "市级人民政府应当通过门户网站公布清缴情况，接受社会监督，公布的期限不少于五年。"
TRADE = "交易机构应当公开交易行情，妥善保存原始凭证，防止过度投机，维护市场秩序。"


def difference(before: list[str], after: list[str]) -> Difference:
    old, new = (blocks_of("\n".join(lines)) for lines in (before, after))
    found = compare_blocks(old, new)
    assert patched(lines_of(old), found) == lines_of(new)
    return found


def ops(found: Difference) -> list[tuple[str, str, str]]:
    return [(hunk.op, hunk.label_before, hunk.label_after) for hunk in found.hunks]


def test_an_article_split_in_two_is_one_hunk() -> None:
    found = difference(
        [f"第一条 {TRADE}", f"第二条 {REPORT}", CHECK, f"第三条 {PUBLISH}"],
        [f"第一条 {TRADE}", f"第二条 {REPORT}", f"第三条 {CHECK}", f"第四条 {PUBLISH}"],
    )
    assert ops(found) == [("replace", "第二条", "第二条、第三条"), ("renumber", "第三条", "第四条")]
    assert [mark for mark in found.hunks[0].marks if mark[0] != "equal"] == [("insert", "第三条 ")]


def test_two_articles_merged_are_one_hunk() -> None:
    found = difference(
        [f"第一条 {TRADE}", f"第二条 {REPORT}", f"第三条 {CHECK}", f"第四条 {PUBLISH}"],
        [f"第一条 {TRADE}", f"第二条 {REPORT}", CHECK.replace("三十", "二十"), f"第三条 {PUBLISH}"],
    )
    assert ops(found) == [("replace", "第二条、第三条", "第二条"), ("renumber", "第四条", "第三条")]
    assert [(v.before, v.after) for v in found.values] == [("三十个工作日", "二十个工作日")]


def test_a_paragraph_that_left_for_a_far_article_is_moved() -> None:
    found = difference(
        [f"第一条 {TRADE}", CHECK, f"第二条 {REPORT}", f"第三条 {PUBLISH}"],
        [f"第一条 {TRADE}", f"第二条 {REPORT}", f"第三条 {PUBLISH}", CHECK],
    )
    assert ops(found) == [("move", "第一条", "第三条")]


ITEMS = ("（一）有账户；", "（二）有人员；", "（三）有场所。")


def test_what_changed_in_an_article_is_one_hunk_whatever_its_lines() -> None:
    found = difference(
        [f"第一条 {TRADE}", *ITEMS, PUBLISH],
        [f"第一条 {TRADE.replace('应当', '可以')}", *ITEMS, PUBLISH.replace("五年", "三年")],
    )
    assert ops(found) == [("replace", "第一条", "第一条")]
    assert [(v.before, v.after, v.label) for v in found.values][-1] == ("五年", "三年", "第一条")


def test_an_item_that_came_is_a_hunk_of_its_own_and_the_others_are_renumbered() -> None:
    found = difference(
        [f"第一条 {TRADE}", *ITEMS, PUBLISH],
        [f"第一条 {TRADE}", ITEMS[0], "（二）有制度；", "（三）有人员；", "（四）有场所。",
         PUBLISH.replace("五年", "三年")],
    )  # fmt: skip
    assert ops(found) == [
        ("insert", "", "第一条（二）"),
        ("renumber", "第一条（二）", "第一条（三）"),
        ("renumber", "第一条（三）", "第一条（四）"),
        ("replace", "第一条", "第一条"),
    ]
    assert [(v.before, v.after, v.label) for v in found.values] == [("五年", "三年", "第一条")]


def test_an_article_rewritten_keeps_its_counterpart_in_its_place() -> None:
    old = "对在配额清缴工作中成绩显著的单位和个人，由各级人民政府给予奖励。"
    new = "在配额清缴、核查工作中做出突出贡献的单位和个人，按照国家有关规定给予表彰、奖励。"
    found = difference(
        [f"第一条 {REPORT}", f"第二条 {old}", f"第三条 {CHECK}"],
        [f"第一条 {REPORT}", f"第二条 {PUBLISH}", f"第三条 {new}", f"第四条 {CHECK}"],
    )
    assert ("replace", "第二条", "第三条") in ops(found)


def test_lines_before_the_text_have_their_names() -> None:
    record = "2012年10月13日 甲省人民政府令第625号公布"
    found = difference(
        ["甲省清缴条例", record, "第一章 总则", f"第一条 {TRADE}"],
        ["甲省清缴办法", record, "2016年2月6日 第一次修订", "2023年7月20日 第二次修订",
         "第一章 总则", f"第一条 {TRADE}"],
    )  # fmt: skip
    assert ops(found) == [("replace", "标题", "标题"), ("insert", "", "题注")]


def test_a_title_in_title_marks_is_the_title() -> None:
    old = "关于开展配额清缴工作的通知甲环发〔2021〕119号各有关单位："
    found = difference([old, TRADE], [f"甲省发布《{old[:13]}》各有关单位：", TRADE])
    assert ("equal", "关于开展配额清缴工作的通知") in found.hunks[0].marks
    assert found.values == ()


def wrapped(lines: list[str], width: int) -> list[str]:
    return [part for line in lines for part in wrap(line, width)]


@pytest.mark.parametrize(("width", "other"), [(18, 200), (18, 18), (20, 17), (200, 18)])
def test_where_a_page_broke_its_lines_is_no_change(width: int, other: int) -> None:
    lines = [
        f"第{n}条{text}"
        for n, text in zip("一二三四", (TRADE, REPORT, CHECK, PUBLISH), strict=True)
    ]
    assert difference(wrapped(lines, width), wrapped(lines, other)).hunks == ()
    edited = [line.replace("三十个", "四十五个") for line in lines]
    found = difference(wrapped(lines, width), wrapped(edited, other))
    assert [(v.before, v.after) for v in found.values] == [("三十个工作日", "四十五个工作日")]
    assert ops(found) == [("replace", "第三条", "第三条")]
