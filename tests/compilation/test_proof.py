"""What a proof says of an item that differs from its official text, class by class."""

import pytest

from compilation.proof import proof
from tests.compilation.proofs import (
    LINES,
    TITLE,
    alone,
    issue,
    line_of,
    official,
    proofed,
    told,
    with_line,
)

GOAL, RULE, TASK, RUN, TABLE, MONEY = 8, 9, 11, 12, 13, 15


def changed(at: int, old: str, new: str) -> list[str]:
    assert old in LINES[at]
    return with_line(at, LINES[at].replace(old, new, 1))


@pytest.mark.parametrize(
    ("at", "old", "new", "subkind"),
    [
        (GOAL, "8%", "6%", "wrong_digit"),
        (GOAL, "3.5亿", "35亿", "wrong_digit"),
        (GOAL, "12%", "12‰", "wrong_unit"),
        (MONEY, "2000万", "200万", "wrong_digit"),
        (TASK, "9月30日", "9月20日", "wrong_date"),
        (0, "17号", "71号", "wrong_document_number"),
        (RUN, "十年", "七年", "wrong_number"),
        (RULE, "应当", "可以", "wrong_modal"),
        (RULE, "不得", "得", "dropped_character"),
        (TASK, "老旧管网", "老旧管管网", "doubled_character"),
        (RUN, "申请检测", "申请捡测", "wrong_character"),
        (TASK, "底数", "低数", "confusable_character"),
        (RUN, "记录用能数据", "录记用能数据", "swapped_characters"),
        (MONEY, "给予补助", "给予 support", "english_word_in_chinese"),
        (MONEY, "给予补助", "给予 the 补助", "english_word_in_chinese"),
        (RUN, "申请检测，", "申请检测", "dropped_punctuation"),
        (RUN, "不少于十年。", "不少于十年；", "wrong_punctuation"),
        (
            RUN,
            "保存期限不少于十年。",
            "保存期限不少于十年。保存期限不少于十年。",
            "doubled_sentence",
        ),
        (TASK, "，并报送改造清单", "", "dropped_words"),
        (GOAL, "（PM2.5）", "（PM_{2.5}）", "latex_subscript"),
        (0, "〔2024〕", "（2024）", "wrong_brackets_in_doc_number"),
        (0, "17号", "17 号", "space_in_doc_number"),
        (5, "绿色供热", "绿色 供热", "space_in_title"),
        (GOAL, "到2025年", "到 2025年", "space_between_han_and_digit"),
        (GOAL, "3.5亿平方米，", "3.5 亿平方米，", "space_between_han_and_digit"),
        (RULE, "（二）", "(二)", "half_width_parentheses"),
        (MONEY, "（五）", "- （五）", "markdown_bullet"),
        (MONEY, "（五）落实资金。", "**（五）落实资金。**", "markdown_bold"),
        (MONEY, "补助，", "补助,", "ascii_punctuation"),
        (5, LINES[5], f"《{LINES[5]}》", "book_title_marks_round_heading"),
        (TABLE, "竹山市\t126", "竹山市\t162", "wrong_digit"),
        (MONEY, "（五）", "", "dropped_label"),
        (MONEY, "（五）", "（六）", "wrong_numbering"),
    ],
)
def test_each_class_is_named_and_its_finding_restores_the_official_words(
    at: int, old: str, new: str, subkind: str
) -> None:
    lines = changed(at, old, new)
    (found,) = proofed(lines)
    assert found.subkind == subkind
    assert lines[at].replace(found.found, found.expected, 1) == LINES[at]
    row = LINES[at][: LINES[at].find(old)].count("\n")
    assert found.line == line_of(at) + row
    assert (found.item, found.kind, found.document_id) == ("4.1", "misprint", "heating")


def test_what_stands_beside_a_place_is_shown_with_it() -> None:
    assert told(proofed(changed(TASK, "9月30日", "9月20日"))) == [
        ("wrong_date", "市应当在2024年9月20日前", "市应当在2024年9月30日前")
    ]
    (spaces,) = proofed(changed(GOAL, "到2025年", "到 2025 年"))
    assert [(one.found, one.expected) for one in spaces.occurrences] == [
        ("目标。到 2025", "目标。到2025"),
        ("2025 年，全省", "2025年，全省"),
    ]
    assert told(proofed(changed(RUN, "按月", "按 month "))) == [
        ("english_word_in_chinese", "业按 month 记录", "业按月记录")
    ]


def test_the_official_text_itself_has_no_misprint() -> None:
    """Nor is anything wrong by itself that the official text has too."""
    odd = [*LINES, "（八）电 话：010-5550136，国家 and 省级的 项目(试行)，“两网融合。"]
    assert proofed(LINES) == []
    assert list(proof(issue(odd), {"4.1": official(odd)})) == []
    assert alone(odd[-1]) != []


def test_a_clause_is_named_by_its_path() -> None:
    (found,) = proofed(changed(RUN, "十年", "七年"))
    assert found.label == "二（四）"
    assert "数字" in found.reason


def test_a_page_that_broke_a_paragraph_is_told_on_the_line_of_its_second_half() -> None:
    broken = LINES[TASK].replace("改造清单", "改造⏎清单")
    (found,) = proofed(with_line(TASK, broken))
    assert (found.subkind, found.found, found.expected) == (
        "page_break_split", "，并报送改造⏎清单。对超过", "，并报送改造清单。对超过",
    )  # fmt: skip
    assert found.line == line_of(TASK) + 2


def test_what_is_lost_at_the_end_of_a_page_is_told_there() -> None:
    broken = LINES[TASK].replace("改造清单", "改造⏎单")
    found = proofed(with_line(TASK, broken))
    assert told(found) == [
        ("dropped_character_at_page_break", "单。对超过1", "清单。对超过1"),
        ("page_break_split", "，并报送改造⏎单。对超过", "，并报送改造清单。对超过"),
    ]
    assert {one.line for one in found} == {line_of(TASK) + 2}


def test_a_paragraph_that_nobody_joined_is_one_all_the_same() -> None:
    first, second = LINES[TASK][:40], LINES[TASK][40:]
    found = proofed([*LINES[:TASK], first, second, *LINES[TASK + 1 :]])
    assert [one.subkind for one in found] == ["page_break_split"]
    assert found[0].line == line_of(TASK) + 1


def test_spaces_of_a_whole_issue_are_one_finding_with_its_places() -> None:
    spaced = [line.replace("年", " 年").replace("到20", "到 20") for line in LINES]
    found = [one for one in proofed(spaced) if one.subkind == "space_between_han_and_digit"]
    assert len(found) == 1
    assert found[0].count == len(found[0].places) == len(found[0].occurrences) > 5
    assert found[0].occurrences[0].found == found[0].found
    assert found[0].item == "4.1"


def test_brackets_that_stand_apart_are_each_a_place() -> None:
    wrong = changed(GOAL, "（PM2.5）", "(PM2.5)")
    (found,) = proofed(with_line(RULE, LINES[RULE].replace("（二）", "(二)"), wrong))
    assert found.subkind == "half_width_parentheses"
    assert [one.found for one in found.occurrences] == ["细颗粒物(PM2.5)平均浓度", "(二)基本原则"]


def test_what_alters_the_meaning_comes_first() -> None:
    lines = changed(GOAL, "到2025年", "到 2025年")
    lines = with_line(RUN, LINES[RUN].replace("用户可以", "用户可已"), lines)
    lines = with_line(MONEY, LINES[MONEY].replace("100元", "1000元"), lines)
    kinds = [one.subkind for one in proofed(lines)]
    assert kinds == ["wrong_digit", "confusable_character", "space_between_han_and_digit"]


def test_the_title_is_held_against_the_official_one() -> None:
    wrong = TITLE.replace("印发", "引发")
    (found,) = proof(issue(title=wrong), {"4.1": official()})
    assert (found.subkind, found.label) == ("confusable_character", "标题")
    assert wrong.replace(found.found, found.expected) == TITLE
    assert found.line == 1


@pytest.mark.parametrize(
    ("printed", "right", "subkind"),
    [("CO2排放", "CO₂排放", "lost_subscript"), ("两万m3气", "两万m³气", "lost_superscript")],
)
def test_a_lost_index_is_told(printed: str, right: str, subkind: str) -> None:
    wrong, official_line = (f"{LINES[MONEY]}按{one}计。" for one in (printed, right))
    (found,) = proof(
        issue(with_line(MONEY, wrong)), {"4.1": official(with_line(MONEY, official_line))}
    )
    assert found.subkind == subkind
    assert wrong.replace(found.found, found.expected) == official_line


def test_a_finding_restores_the_official_words_even_where_they_come_twice() -> None:
    twice = LINES[RULE] + "各市应当执行国家标准，不得采用淘汰设备。"
    right = with_line(RULE, twice)
    wrong = with_line(
        RULE, twice[: len(LINES[RULE])] + twice[len(LINES[RULE]) :].replace("不得", "得")
    )
    (found,) = proof(issue(wrong), {"4.1": official(right)})
    assert wrong[RULE].replace(found.found, found.expected, 1) == twice


def test_any_slip_in_a_document_number_is_one_of_the_number() -> None:
    (found,) = proofed(with_line(0, "澄能办发〔2024〕17号"))
    assert found.subkind == "wrong_document_number"


@pytest.mark.parametrize(
    ("plain", "official_form"), [("8%", "8％"), ("PM2", "ＰＭ２"), ("人", "⼈")]
)
def test_a_plain_form_is_as_good_as_what_a_copy_has(plain: str, official_form: str) -> None:
    lines = with_line(MONEY, f"{LINES[MONEY]}另有{plain}。")
    right = with_line(MONEY, f"{LINES[MONEY]}另有{official_form}。")
    assert list(proof(issue(lines), {"4.1": official(right)})) == []


def test_two_paragraphs_in_one_are_a_matter_of_layout() -> None:
    lines = [*LINES[:RULE], LINES[RULE] + "二、重点任务", *LINES[TASK:]]
    (found,) = proofed(lines)
    assert (found.kind, found.subkind, found.expected) == (
        "layout", "paragraphs_merged", "汰设备。\n二",
    )  # fmt: skip
