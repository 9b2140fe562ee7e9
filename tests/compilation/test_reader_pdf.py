"""PDF: characters to lines, lines to paragraphs, ruled lines to tables."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
import typst

from compilation.reading.pdf.furniture import furniture_of, printed_numbers
from compilation.reading.pdf.glyphs import Glyph, Page, Rule
from compilation.reading.pdf.grids import grids_of, joined_rows, rows_of
from compilation.reading.pdf.lines import Line, has_typed_blanks, lines_of
from compilation.reading.pdf.paragraphs import Columns, Paragraphs, Placed
from compilation.reading.pieces import Piece
from tests.compilation.reading import read_issue
from tests.conftest import needed

FONT = "Noto Serif CJK SC"
SIZE = 10.0
LEFT, RIGHT = 50.0, 350.0
"""Thirty characters a line."""


def glyphs(text: str, left: float, base: float, size: float = SIZE) -> list[Glyph]:
    """The characters of a line; letters are half as wide, a bar is a gap of half a character."""
    found: list[Glyph] = []
    for one in text:
        wide = size / 2 if one.isascii() else size
        if one != "|":
            found.append(Glyph(one, left, left + wide, base, size))
        left += wide
    return found


def line(text: str, left: float, base: float, page: int = 1) -> Line:
    return lines_of(glyphs(text, left, base), page)[0]


def texts(found: Sequence[Line]) -> list[str]:
    return [one.text for one in found]


def test_small_characters_stand_on_the_line_beside_them() -> None:
    words = [*glyphs("浓度PM", 50, 700), *glyphs("2.5", 80, 697, 6), *glyphs("下降", 90, 700)]
    note = glyphs("①注释一行", 50, 650, 7)
    assert texts(lines_of([*note, *words], 1)) == ["浓度PM2.5下降", "①注释一行"]


def test_characters_set_twice_are_bold_and_dashes_are_two() -> None:
    twice = [one for one in glyphs("通知", 50, 700) for _ in range(2)]
    dashes = [Glyph("—", 50, 60, 680, SIZE), Glyph("—", 50, 60, 680, SIZE)]
    assert texts(lines_of([*twice, *dashes], 1)) == ["通知", "——"]


def test_gaps_are_blanks_only_where_people_typed_them() -> None:
    gaps = [glyphs("年|2030|年", 50, 700)]
    typed = [glyphs("年 2030 年", 50, 700)]
    assert not has_typed_blanks(gaps)
    assert has_typed_blanks(typed)
    assert texts(lines_of(gaps[0], 1)) == ["年2030年"]
    assert texts(lines_of(gaps[0], 1, typed=True)) == ["年2030年"]
    lost = glyphs("到|2030 年", 50, 700)
    assert texts(lines_of(lost, 1, typed=True)) == ["到 2030 年"]
    assert texts(lines_of(lost, 1)) == ["到2030 年"]
    assert texts(lines_of(glyphs("财政部|税务总局", 50, 700), 1)) == ["财政部 税务总局"]


def paragraphs(*lines: Line) -> list[Piece]:
    pages: dict[int, list[Line]] = {}
    for one in lines:
        pages.setdefault(one.page, []).append(one)
    columns = Columns(pages)
    placed: list[Placed] = []
    for page, own in pages.items():
        for at, one in enumerate(own):
            drop = own[at - 1].base - one.base if at else 0.0
            placed.append(Placed(one, columns.of(page, own), drop))
    return list(Paragraphs(placed).pieces(placed, {page: page for page in pages}))


FULL = "推动各地区各部门加强协同配合完善机制提高能效水平加快建设清洁"
"""A line of thirty characters, or of twenty-eight behind an indent."""


def test_an_indent_begins_a_paragraph() -> None:
    found = paragraphs(
        line(FULL[:28], LEFT + 20, 700),
        line(FULL[:29] + "。", LEFT, 680),
        line("继续推进。", LEFT, 660),
        line(FULL[:27] + "，", LEFT + 20, 640),
        line("完成任务。", LEFT, 620),
    )
    assert [len(one.text) for one in found] == [63, 33]


def test_short_lines_and_names_on_the_right_stand_alone() -> None:
    found = paragraphs(
        line(FULL[:28], LEFT + 20, 700), line("请执行。", LEFT, 680),
        line("海东省人民政府", RIGHT - 70, 660), line("海东省生态环境", RIGHT - 70, 640),
    )  # fmt: skip
    assert [one.text for one in found][1:] == ["海东省人民政府", "海东省生态环境"]


def test_a_paragraph_goes_on_over_the_page_and_the_place_is_kept() -> None:
    found = paragraphs(
        line(FULL[:28], LEFT + 20, 700), line(FULL, LEFT, 680),
        line("低碳体系。", LEFT, 700, 2), line(FULL[:28], LEFT + 20, 680, 2),
    )  # fmt: skip
    assert [(one.page, [(join.at, join.page) for join in one.joins]) for one in found] == [
        (1, [(58, 2)]), (2, []),
    ]  # fmt: skip


def test_paragraphs_without_indents_stand_apart() -> None:
    found = paragraphs(
        line(FULL, LEFT, 700), line(FULL[:29] + "。", LEFT, 685), line("继续推进。", LEFT, 670),
        line(FULL, LEFT, 645), line("完成。", LEFT, 630),
        line(FULL, LEFT, 605), line("完成。", LEFT, 590),
    )  # fmt: skip
    assert [len(one.text) for one in found] == [65, 33, 33]


def test_a_heading_that_fills_its_line_goes_on_in_the_middle() -> None:
    found = paragraphs(
        line(FULL[:28], LEFT + 10, 700), line("行动方案的通知", 165, 685),
        line("海环〔2024〕3号", 155, 670), line(FULL[:28], LEFT + 20, 640), line(FULL, LEFT, 620),
    )  # fmt: skip
    assert [one.text[-3:] for one in found][:2] == ["的通知", "）3号".replace("）", "〕")]


def test_footnotes_stand_behind_the_paragraph_and_are_no_part_of_it() -> None:
    columns = Columns({1: [line(FULL, LEFT, 700)]})
    column = columns.of(1, ())
    lines = [line(FULL, LEFT, 700), line("①来源：某处", LEFT, 40), line("完成。", LEFT, 700, 2)]
    placed = [Placed(one, column, 0.0, note="①" in one.text) for one in lines]
    found = list(Paragraphs(placed).pieces(placed, {1: 1, 2: 2}))
    assert [(one.text, one.note) for one in found] == [
        (FULL + "完成。", False), ("①来源：某处", True),
    ]  # fmt: skip


def test_what_comes_again_on_every_page_is_no_text() -> None:
    pages = {
        page: [
            line("低碳政策汇编", 150, 800, page),
            line(f"第{page}段正文{FULL[page]}", LEFT, 700, page),
            line(f"— {page} —", 180, 40, page),
        ]
        for page in range(1, 6)
    }
    pages[1] = [line("声明", 170, 700, 1)]
    found = furniture_of(pages)
    assert {one.text for one in found} == {"低碳政策汇编", *(f"— {n} —" for n in range(2, 6))}
    assert printed_numbers(found, list(pages)) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def test_the_numbers_of_the_few_pages_of_contents_are_furniture() -> None:
    pages = {page: [line(FULL[page:], LEFT, 680, page)] for page in range(1, 9)}
    pages[2].append(line("— II —", 170, 40, 2))
    assert {one.text for one in furniture_of(pages)} == {"— II —"}


def test_page_tops_that_are_alike_by_chance_stay() -> None:
    tops = [
        "附件",
        "一、总体要求",
        "附件",
        "二、任务",
        "附件",
        "三、保障",
        "四、附则",
        "五、组织",
        "六、其他",
    ]
    pages = {
        at: [line(top, LEFT, 700, at), line(FULL, LEFT, 680, at)] for at, top in enumerate(tops)
    }
    assert not {one for one in furniture_of(pages) if one.text == "附件"}


def grid(xs: Sequence[float], ys: Sequence[float], *, without: Sequence[Rule] = ()) -> list[Rule]:
    """The rules of a table, each cell's by itself."""
    across = [Rule(True, y, a, b) for y in ys for a, b in pairwise(xs)]
    down = [Rule(False, x, b, a) for x in xs for a, b in pairwise(ys)]
    return [rule for rule in (*across, *down) if rule not in without]


def test_cells_and_what_merged_ones_cover() -> None:
    xs, ys = (50.0, 100.0, 150.0, 200.0), (700.0, 680.0, 660.0)
    merged = (Rule(False, 150.0, 680.0, 700.0), Rule(True, 680.0, 50.0, 100.0))
    words = [*glyphs("序号", 55, 687), *glyphs("地区", 145, 687), *glyphs("市", 105, 667),
             *glyphs("县", 155, 667)]  # fmt: skip
    page = Page(1, words, grid(xs, ys, without=merged), 800)
    found = grids_of(page)
    assert len(found) == 1
    assert rows_of(found[0], words, 1, typed=False) == [["序号", "地区", ""], ["", "市", "县"]]


def test_an_underline_or_a_frame_is_no_table() -> None:
    rules = [Rule(True, 500, 50, 300), *grid((50.0, 300.0), (400.0, 300.0))]
    assert [one.columns for one in grids_of(Page(1, [], rules, 800))] == [1]


@pytest.mark.parametrize(
    ("below", "merged", "whole"),
    [
        (["", "市", "二", ""], False, ["1", "甲市", "乙二", "丙"]),
        (["", "市", "二", "三"], True, None),
        (["", "市", "", ""], True, ["1", "甲市", "乙", "丙"]),
        (["2", "丁", "戊", "己"], False, None),
    ],
)
def test_a_row_that_the_page_broke(below: list[str], merged: bool, whole: list[str]) -> None:
    assert joined_rows(["1", "甲", "乙", "丙"], below, merged=merged) == whole


@pytest.fixture(scope="module")
def printed() -> bytes:
    """An issue of three pages and a cover, set by the typesetter."""
    needed("Noto Serif CJK SC", FONT in typst.Fonts().families())
    words = "推动各地区、各部门加强协同配合，完善体制机制，提高能效水平，加快建设清洁低碳体系。" * 9
    rows = "".join(f"[{at}],[第{at}号设备]," for at in range(1, 60))
    source = f"""
#set page(width: 300pt, height: 400pt, margin: 40pt,
  header: context if here().page() > 1 [低碳政策汇编],
  footer: context if here().page() > 1 [#align(center)[— #(here().page() - 1) —]])
#set text(font: "{FONT}", size: 10pt)
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
#align(center)[2024年2月]

#align(center)[低碳政策汇编]
#pagebreak()
#align(center)[第一编 中央文件]

#align(center)[1.1 国务院关于印发《清洁供热行动计划》的通知]

#par(first-line-indent: 0em)[各省人民政府：]

{words}

{words}

#align(right)[国务院]

#align(right)[2024年1月30日]

#table(columns: 2, table.header([序号], [设备]), {rows})

表后还有一段。
"""
    file: bytes = typst.compile(source.encode(), format="pdf")
    return file


def test_a_printed_issue(printed: bytes) -> None:
    issue = read_issue(printed, "x.pdf")
    item = issue.items[0]
    texts = [one.block.text for one in item.blocks]
    assert (issue.title, issue.month) == ("低碳政策汇编", "2024-02")
    assert [one.block.kind for one in item.blocks] == [
        "heading", "addressee", "paragraph", "paragraph", "signature", "date", "table", "paragraph",
    ]  # fmt: skip
    assert texts[2] == texts[3]
    assert len(texts[2]) == 9 * 41
    assert texts[6].split("\n") == ["序号\t设备", *(f"{at}\t第{at}号设备" for at in range(1, 60))]
    assert (item.page, item.blocks[-1].page) == (1, 6)
    assert [join.page for one in item.blocks for join in one.joins] == [2]
