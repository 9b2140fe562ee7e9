"""What a proof sees in a text without its official counterpart, and what it leaves alone."""

from dataclasses import replace

import pytest

from compilation.proof import proof
from tests.compilation.proofs import LINES, alone, issue, told


@pytest.mark.parametrize(
    ("line", "subkind", "found", "expected"),
    [
        ("在国家 and 省级项目中推进。", "english_word_in_chinese", "国家 and 省级", "国家和省级"),
        ("澄能发（2024）17号", "wrong_brackets_in_doc_number", "（2024）", "〔2024〕"),
        ("澄能发〔2024〕17 号", "space_in_doc_number", "〕17 号", "〕17号"),
        ("《绿色供热行动方案》", "book_title_marks_round_heading", "《绿色供热行动方案》",
         "绿色供热行动方案"),
        ("浓度（PM_{2.5}）下降。", "latex_subscript", "PM_{2.5}", "PM2.5"),
        ("**（一）要求。**各市要重视。", "markdown_bold", "**（一）要求。**", "（一）要求。"),
        ("- （一）额定蒸发量。", "markdown_bullet", "- ", ""),
        ("见<https://ditan.example/a>。", "markdown_autolink", "<https://ditan.example/a>",
         "https://ditan.example/a"),
        ("各市(区)要落实责任。", "half_width_parentheses", "各市(区)要落实", "各市（区）要落实"),
        ("各市（含区)要落实责任。", "wrong_brackets", "市（含区)要", "市（含区）要"),
        ("完善制度,加强监管。", "ascii_punctuation", "完善制度,加", "完善制度，加"),
        ("推动动热源改造的的工作。", "doubled_character", "热源改造的的工", "热源改造的工"),
        ("于2024年9月30曰前报送。", "confusable_character", "9月30曰前", "9月30日前"),
        ("各市己经完成改造。", "confusable_character", "各市己经完成", "各市已经完成"),
        ("于2024年2月30日前报送。", "impossible_date", "于2024年2月30日前", ""),
        ("落实“两网融合要求。", "unpaired_brackets", "落实“两网融", ""),
        ("完善制度，，加强监管。", "doubled_punctuation", "完善制度，，加", "完善制度，加"),
        ("有效期２年。", "full_width_character", "有效期２年", "有效期2年"),
    ],
)  # fmt: skip
def test_what_is_wrong_by_itself(line: str, subkind: str, found: str, expected: str) -> None:
    (one,) = [one for one in alone(LINES[6], line, LINES[9]) if one.subkind == subkind]
    assert one.line == 3
    assert line.replace(one.found, expected and one.expected) != line
    assert one.found in found or found in one.found
    assert one.expected == expected or one.expected in expected or expected in one.expected


def test_a_broken_paragraph_is_told() -> None:
    (found,) = alone(LINES[8].replace("平方米，细", "平方米，⏎细"))
    assert (found.subkind, found.line) == ("page_break_split", 4)


def test_numbers_of_clauses_that_jump_are_told() -> None:
    lines = [f"{label}{LINES[9][3:]}" for label in ("（一）", "（二）", "（四）", "（五）")]
    (found,) = alone(*lines)
    assert told([found]) == [("numbering_jump", "（四）", "（三）")]
    assert alone(*(f"{label}{LINES[9][3:]}" for label in ("（一）", "（二）", "（一）"))) == []


def test_white_space_is_wrong_only_where_the_issue_mixes_it() -> None:
    spaced = "到 2025 年，供热面积达到 3 亿平方米，能耗下降 8%。"
    assert alone(spaced, spaced.replace("面积", "能力")) == []
    (found,) = alone(spaced, *LINES)
    assert found.subkind == "space_between_han_and_digit"
    assert found.count == 4


@pytest.mark.parametrize(
    "line",
    [
        *(line for line in LINES if "\t" not in line),
        "为实现项目的的确有效，以及及时公布结果，应对对策研究。",
        "《能源管理体系 要求及使用指南》（GB/T 23331）和《建筑节能通用规范》（GB55015-2021）。",
        "联系电话：0100-5550136，邮箱：a_b@ditan.example，单位为 kg 和 MW。",
        "1）工业领域；2）建筑领域；a）交通领域。",
        "自2024年 月 日起施行，2021—2025年为第一阶段。",
        "采用 LED 灯具、BIM 技术和 5G 网络。",
        "《方案》《办法》和“三改联动”“光储直柔”。",
    ],
)
def test_good_lines_are_left_alone(line: str) -> None:
    assert alone(line) == []


def test_contents_that_go_backwards_are_told() -> None:
    first, second = issue(page=9).items[0], replace(issue(page=7).items[0], number="4.2")
    printed = issue()
    part = replace(printed.parts[0], items=(first, second))
    (found,) = proof(replace(printed, parts=(part,)), {})[:1]
    assert (found.subkind, found.item, found.found) == ("contents_page_backwards", "4.2", "7")
