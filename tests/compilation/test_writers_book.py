"""What the lines of a text are, how tables fit, and the two formats that are plain text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from compilation.house import DEFAULT_HOUSE
from compilation.writers.book import DOUBT, NOTHING, Book, book_of
from compilation.writers.grids import TEXT_WIDTH, Grid, grids_of
from compilation.writers.markdown import escaped, to_markdown
from compilation.writers.roles import Line, lines_of
from compilation.writers.titles import annex_head
from compilation.writers.web import to_html
from tests.compilation.writer_samples import (
    HOSTILE,
    NOTICE,
    WIDE,
    block,
    item,
    only,
    sample,
    squeezed,
)


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of(sample(), DEFAULT_HOUSE)


def test_each_line_of_a_notice_is_what_it_is() -> None:
    lines = [one for one in lines_of(NOTICE, number_at=0) if isinstance(one, Line)]
    assert [(one.role, one.level) for one in lines] == [
        ("number", 0),
        ("addressee", 0),
        ("body", 0),
        ("list", 0),
        ("listing", 0),
        ("signature", 0),
        ("date", 0),
        ("inner", 0),
        ("chapter", 1),
        ("body", 1),
        ("heading", 1),
        ("body", 2),
        ("heading", 2),
        ("heading", 3),
        ("heading", 2),
        ("box", 0),
        ("picture", 0),
        ("caption", 0),
    ]
    leads = [one.text[: one.lead] for one in lines if one.lead]
    assert leads == ["第一条", "（一）指导思想。"]


def test_a_sentence_is_no_title_and_a_long_one_no_lead() -> None:
    blocks = (
        block("2024年3月5日", "date"),
        block("本办法自印发之日起施行。"),
        block("（一）各市要加强领导，抓好落实。其他事项另行通知。", "item", 5, "（一）"),
        block("12 个月内完成整改工作"),
    )
    assert [one.role for one in lines_of(blocks) if isinstance(one, Line)] == [
        "date", "body", "body", "body",
    ]  # fmt: skip
    assert not any(one.lead for one in lines_of(blocks) if isinstance(one, Line))


def test_the_number_is_said_once(book: Book) -> None:
    content = book.parts[0].items[0].content
    numbers = [one.text for one in content if isinstance(one, Line) and one.role == "number"]
    assert numbers == ["河谷发〔2024〕7号"]
    without = book_of(only(item("1.1", "甲", NOTICE[1:])), DEFAULT_HOUSE)
    assert without.parts[0].items[0].content[0] == Line(role="number", text="河谷发〔2024〕7号")


def test_heads_of_attachments() -> None:
    assert annex_head("1.企业汇总表.xlsx", 1, "企业汇总表") == "附件1"
    assert annex_head("2023年名单.pdf", None, "序号") == "附件 2023年名单"
    assert annex_head("附表2 推荐表.docx", 1, "推荐表") == "附表2"
    assert annex_head("12.目录", 1, "目录") == "附件1 12.目录"


def test_a_wide_table_fits_with_its_head_spanned() -> None:
    (grid,) = grids_of(WIDE)
    assert sum(grid.widths) == pytest.approx(TEXT_WIDTH, abs=0.5)
    assert grid.heads == 2
    top, below = grid.rows[:2]
    assert [(c.text, c.across, c.down) for c in top if c][2] == ("企业所在地", 3, 1)
    assert [c.text for c in below if c] == ["省", "市", "县"]
    assert all(c.down == 2 for c in top if c and c.across == 1)


def test_a_form_has_no_head_and_short_rows_are_filled_up() -> None:
    (form,) = grids_of("单位\t\n负责人\t\n电话")
    assert form.heads == 0
    assert [[cell.text for cell in row if cell] for row in form.rows][2] == ["电话", ""]


def test_no_column_is_lost_where_there_are_too_many() -> None:
    text = "\n".join("\t".join(f"{row}.{column}" for column in range(70)) for row in range(2))
    grids = grids_of(text)
    assert all(len(grid.widths) <= 24 for grid in grids)
    cells = [cell.text for grid in grids for row in grid.rows for cell in row if cell]
    assert sorted(cells) == sorted(text.replace("\n", "\t").split("\t"))
    assert grids_of("") == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.text("甲乙1a.（", max_size=30), min_size=1, max_size=20), min_size=1,
                max_size=6))  # fmt: skip
def test_every_table_is_as_wide_as_the_text_and_keeps_its_cells(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    for grid in grids_of(text):
        assert sum(grid.widths) <= TEXT_WIDTH + 0.5
    shown = "".join(c.text for g in grids_of(text) for row in g.rows for c in row if c)
    assert sorted(shown) == sorted(text.replace("\t", "").replace("\n", ""))


def test_markdown_keeps_the_words(book: Book) -> None:
    text = to_markdown(book)
    assert "\n# 第一编 中央文件\n" in text
    assert f"\n## 1.2 {book.parts[0].items[1].title}\n" in text
    assert book.parts[0].items[1].title.endswith(DOUBT)
    assert "\n### 一、总体要求\n" in text
    assert "| 序号 | 企业名称 |" in text
    source = "来源：<https://www.hegu.example/2024/1.1.html>"
    assert f"[^1.1]: {source}；发布日期：2024-03-08；采集日期：2024-03-09。" in text
    assert "[^3.1]: " in text
    assert "2024年2月应收未收，本期补录" in text
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    shown = squeezed(LexborHTMLParser(rendered).text())
    assert squeezed(HOSTILE) in shown
    for item_ in (one for part in book.parts for one in part.items):
        lines = [one for one in item_.content if isinstance(one, Line)]
        assert all(squeezed(one.text) in shown for one in lines)


@settings(deadline=None, max_examples=120)
@given(st.text("甲1.)-+*_`~#|<>&;[]()!\\ =:ax/", max_size=40))
def test_whatever_a_text_holds_markdown_renders_it_as_it_stands(text: str) -> None:
    line = " ".join(text.split())
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    rendered = markdown.render(f"前文。\n\n{escaped(line)}\n\n后文。")
    tree = LexborHTMLParser(rendered)
    assert squeezed(tree.text()) == squeezed(f"前文。{line}后文。")
    assert not tree.css("em, strong, code, a, li, h1, h2, h3, hr, blockquote, s, img")


def test_the_page_asks_for_nothing_and_runs_nothing(book: Book) -> None:
    page = to_html(book)
    tree = LexborHTMLParser(page)
    assert not tree.css("script, link, img, iframe, [src]")
    assert squeezed(HOSTILE) in squeezed(tree.text())
    targets = {one.attributes["id"] for one in tree.css("[id]")}
    local = [
        a for one in tree.css("a[href]") if (a := one.attributes["href"] or "").startswith("#")
    ]
    assert {one[1:] for one in local} <= targets
    assert len([one for one in local if one.startswith("#h")]) == len(book.headings)
    assert {one.text() for one in tree.css("h2")} >= {"2.1 河谷省碳达峰试点名单"}
    assert tree.css_first('td[colspan], th[colspan="3"]') is not None


def test_an_address_that_is_none_is_no_link() -> None:
    odd = replace(item("1.1", "甲"), url="javascript:alert(1)")
    page = to_html(book_of(only(odd), DEFAULT_HOUSE))
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_a_file_that_was_handed_in_is_named_without_an_address() -> None:
    url = "file:///2d711642b726/%E5%85%B3%E4%BA%8E%20a%26b%23%E7%9A%84%E9%80%9A%E7%9F%A5.docx"
    draft = only(replace(item("1.1", "甲"), url=url, published_on=None))
    book = book_of(draft, DEFAULT_HOUSE)
    note = book.parts[0].items[0].note
    assert (note.head, note.source) == ("来件：", "关于 a&b#的通知.docx")
    assert note.rest == "采集日期：2024-03-09。"
    for text in (to_markdown(book), to_html(book)):
        assert "file:" not in text
        assert "来源：" not in text
        assert "来件：" in text


def test_an_empty_part_and_an_empty_sheet_say_so() -> None:
    draft = replace(sample(), sheet=(), parts=(replace(sample().parts[0], items=()),))
    text = to_markdown(book_of(draft, DEFAULT_HOUSE))
    assert NOTHING in text
    assert "编务说明" not in text


def test_characters_that_no_document_may_hold_are_left_out() -> None:
    book = book_of(
        only(item("1.1", "甲\x00乙\ud800", (block("丙\x0b丁\u202e\x7f"),))), DEFAULT_HOUSE
    )
    assert book.parts[0].items[0].title == "甲乙"
    last = book.parts[0].items[0].content[-1]
    assert not isinstance(last, Grid)
    assert last.text == "丙丁"
