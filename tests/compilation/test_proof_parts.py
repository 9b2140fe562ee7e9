"""Paragraphs, rows, signatures and attachments that only one of the texts has: each said once."""

from dataclasses import replace

from compilation.proof import proof
from storage.records import Block
from tests.compilation.proofs import LINES, TITLE, blocks, issue, line_of, official, proofed, told

SIGNED, PLAN, RULE, TABLE, LAST = 3, 5, 9, 13, 16
ANNEX = (
    "附件1",
    "澄江省供热改造项目申报表",
    "一、申报单位应当具有独立法人资格，近三年没有重大生产安全事故和环境污染事件。",
    "二、申报材料包括项目可行性研究报告、资金来源证明、用能数据和第三方检测报告。",
)


def without(*places: int) -> list[str]:
    return [line for at, line in enumerate(LINES) if at not in places]


def test_a_dropped_paragraph_is_told_where_it_should_follow() -> None:
    (found,) = proofed(without(RULE))
    assert (found.subkind, found.found, found.line) == ("dropped_paragraph", "", line_of(RULE) - 1)
    assert found.expected.startswith("（二）基本原则。")


def test_a_heading_that_was_dropped_is_told() -> None:
    assert [one.expected for one in proofed(without(PLAN))] == [LINES[PLAN]]


def test_a_paragraph_printed_twice_is_told_on_its_second_line() -> None:
    (found,) = proofed([*LINES[: RULE + 1], *LINES[RULE:]])
    assert (found.subkind, found.line) == ("doubled_paragraph", line_of(RULE) + 1)
    assert (found.found, found.expected) == (LINES[RULE], "")


def test_a_dropped_and_a_doubled_row_are_told() -> None:
    rows = LINES[TABLE].split("\n")
    fewer = [*LINES[:TABLE], "\n".join([*rows[:2], rows[3]]), *LINES[TABLE + 1 :]]
    (found,) = proofed(fewer)
    assert (found.subkind, found.expected) == ("dropped_row", rows[2])
    more = [*LINES[:TABLE], "\n".join([*rows[:2], rows[1], *rows[2:]]), *LINES[TABLE + 1 :]]
    assert [one.subkind for one in proofed(more)] == ["doubled_row"]


def test_a_lost_signature_is_told() -> None:
    (found,) = proofed(without(SIGNED, SIGNED + 1))
    assert (found.subkind, found.expected) == ("missing_signature", "\n".join(LINES[3:5]))


def test_an_attachment_that_is_not_printed_is_one_finding() -> None:
    attached = (("申报表.docx", blocks(ANNEX)),)
    (found,) = proofed(LINES, attachments=attached)
    assert (found.kind, found.subkind) == ("layout", "missing_attachment")
    assert proofed([*LINES, *ANNEX], attachments=attached) == []


def test_an_attachment_that_says_what_the_page_says_is_not_missed() -> None:
    assert proofed(LINES, attachments=(("方案.pdf", blocks(LINES[PLAN:])),)) == []


def test_a_paragraph_of_the_compilers_is_told_once() -> None:
    (found,) = proofed([*LINES, "编者按：本方案的实施细则见下一期，敬请读者留意相关内容。"])
    assert found.subkind == "extra_paragraph"


def test_where_the_text_comes_from_is_no_misprint() -> None:
    assert (
        proofed([*LINES, "来源：https://energy.chengjiang.example/1.html，2024年4月1日采集"]) == []
    )


def test_a_signature_that_stands_at_the_end_is_no_loss() -> None:
    moved = [*without(SIGNED, SIGNED + 1), *LINES[SIGNED : SIGNED + 2]]
    assert proofed(moved) == []


def test_paragraphs_that_changed_places_are_told() -> None:
    swapped = [*LINES[:11], LINES[12], LINES[11], *LINES[13:]]
    (found,) = proofed(swapped)
    assert found.subkind == "moved_paragraph"
    assert found.line in (line_of(11), line_of(12, swapped))


def test_another_text_is_not_compared() -> None:
    """Nor is a hundred of red marks made of it: what can be seen alone is told all the same."""
    other = tuple(
        f"第{n}条　本条说的是另外一件事情，与供热没有关系，共{n}款。" for n in range(1, 30)
    )
    found = proof(issue([*LINES[:-1], "在国家 and 省级层面推进。"]), {"4.1": official(other)})
    assert [one.subkind for one in found] == ["english_word_in_chinese", "cannot_compare"]


def test_a_poor_copy_is_said_once() -> None:
    """Of a copy that lost letters everywhere no list is made."""
    long = [f"（{n}）{LINES[RULE][3:]}第{n}款另行规定。" for n in range(1, 90)]
    poor = [line.replace("执行国家标准", "执国标准", 1) for line in long]
    found = proof(issue(long), {"4.1": official(poor)})
    assert [one.subkind for one in found] == ["cannot_compare"]
    assert "178处" in found[0].reason


def test_a_paragraph_written_anew_is_one_finding() -> None:
    anew = "（二）坚持原则。突出因地施策，宜气则气、可热即热，新上项目都要符合国标，严禁淘汰设备。"
    found = proofed([*LINES[:RULE], anew, *LINES[RULE + 1 :]])
    assert len(found) <= 2


def test_the_contents_are_held_against_the_headings() -> None:
    listed = TITLE.replace("供热", "供暖")
    (found,) = proof(issue(listed=listed), {"4.1": official()})
    assert (found.subkind, found.found, found.expected) == (
        "heading_differs_from_contents", listed, TITLE,
    )  # fmt: skip
    wrong = proof(issue(title=listed, listed=TITLE), {"4.1": official()})
    assert "heading_differs_from_contents" not in [one.subkind for one in wrong]
    assert told(proof(issue(title=listed, listed=TITLE), {}))[0][0] == (
        "heading_differs_from_contents"
    )


def test_line_of_counts_rows() -> None:
    assert line_of(LAST) == 2 + LAST + LINES[TABLE].count("\n")


def test_a_number_of_another_document_is_a_wrong_number() -> None:
    (found,) = proofed(["鲁工信消〔1998〕305号", *LINES[1:]])
    assert found.subkind == "wrong_document_number"
    assert found.expected == LINES[0]


def test_a_date_in_chinese_numerals_is_the_same_day() -> None:
    assert proofed([*LINES[:4], "二〇二四年三月二十八日", *LINES[5:]]) == []


def test_what_a_page_says_of_itself_need_not_be_printed() -> None:
    assert told(proof(issue(), {"4.1": official([*LINES, "（此件公开发布）"])})) == []


def test_a_table_read_by_columns_is_not_compared_cell_by_cell() -> None:
    columns = "\n".join(
        ["序号 1 2 3", "设区市 云溪市 竹山市 石桥市", "改造面积（万平方米） 480 126 95"]
    )
    found = proofed([*LINES[:TABLE], *columns.split("\n"), *LINES[TABLE + 1 :]])
    assert [(one.kind, one.subkind) for one in found] == [("layout", "table_flattened")]


def test_a_table_that_the_agency_shows_as_a_picture_is_not_compared() -> None:
    shown = official(LINES)
    picture = Block(kind="image", text="表1")
    kept = tuple(picture if one.kind == "table" else one for one in shown.blocks)
    found = proof(issue(), {"4.1": replace(shown, blocks=kept)})
    assert [(one.kind, one.subkind) for one in found] == [("layout", "table_is_picture")]


def test_traces_of_markup_everywhere_are_no_poor_copy() -> None:
    bold = [f"**{line}**" if "\t" not in line else line for line in LINES]
    long = [*LINES, *(f"（{n}）各市应当按月报送第{n}项数据。" for n in range(7, 90))]
    marked = [*bold, *(f"**{line}**" for line in long[len(LINES) :])]
    found = proof(issue(marked), {"4.1": official(long)})
    assert {one.subkind for one in found} == {"markdown_bold"}


def test_of_a_page_that_has_only_the_notice_the_notice_is_compared() -> None:
    notice = official(LINES[:5])
    wrong = [*LINES[:2], LINES[2].replace("2027年", "2025年"), *LINES[3:]]
    found = [one.subkind for one in proof(issue([*wrong, *ANNEX]), {"4.1": notice})]
    assert found == ["wrong_date", "cannot_compare"]


def test_a_page_without_a_title_is_compared_all_the_same() -> None:
    for title in ("", "  ", f"{TITLE[:10]}\n{TITLE[10:]}"):
        assert list(proof(issue(), {"4.1": official(title=title)})) == []
