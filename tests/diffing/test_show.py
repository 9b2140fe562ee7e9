"""A difference shown: as text, as a page, as fragments for the desk and for mails."""

import re
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from diffing.show import as_html, as_text, compared_html, mail_html, mail_text, values_html
from storage.records import Difference, Hunk, MarkOp
from tests.diffing.shown import (
    AFTER,
    BEFORE,
    MOVED,
    MOVED_AFTER,
    TABLE,
    VALUES,
    found,
    page,
    said,
    sides,
    stripped,
)

# -- what is seen, and where ------------------------------


def test_text_has_values_first_then_marks() -> None:
    text = as_text(found((BEFORE, AFTER)))
    assert "2025年12月31日 → 2026年6月30日" in text.split("条款变动")[0]
    assert "于【删：2025年12月31日】【增：2026年6月30日】前清缴" in text
    assert "[新增] 第一章 第三条\n    【增：第三条 核查机构" in text
    assert "[编号调整] 第一章 第三条 → 第一章 第四条" in text


def test_unchanged_clauses_are_one_line_with_their_new_numbers() -> None:
    assert "（原第三条至第五条、现第四条至第六条 未变）" in as_text(
        found((BEFORE, AFTER)), *sides((BEFORE, AFTER))
    )
    tree = LexborHTMLParser(page((BEFORE, AFTER)))
    same = tree.css("tbody.cmp-same details")
    assert same[-1].css_first("summary").text() == "原第三条至第五条、现第四条至第六条 未变"  # type: ignore[union-attr]
    assert "第六条 县级人民政府应当公布名单。" in same[-1].text()
    assert [node.text().strip() for node in tree.css("tbody.cmp-heading")] == ["第一章 总则"]


@pytest.mark.parametrize("layout", ["both", "sides", "inline"])
def test_every_value_is_seen_in_every_layout_and_without_styles(layout: str) -> None:
    html = page((BEFORE, AFTER), layout)
    for text in (said(html), said(stripped(html))):
        assert all(value in text.split("条款", 1)[0] for value in VALUES)
        assert text.index("2026年6月30日") < text.index("第一章 第一条")
    comparison = said(stripped(html[html.index('<table class="cmp-table') :]))
    for old, new in (VALUES[:2], VALUES[2:]):
        assert f"【删】{old}" in comparison
        assert f"【增】{new}" in comparison


def test_the_mail_has_inline_styles_and_marks_only() -> None:
    html = str(mail_html(found((BEFORE, AFTER))))
    assert not re.search(r"<(?:ins|del|details|style)|class=\"(?!dim|added|gone)", html)
    text = said(stripped(html))
    assert "单位应当于【删：2025年12月31日】【增：2026年6月30日】前清缴" in text
    assert "【增】第三条 核查机构" in text
    html5lib.HTMLParser(strict=True).parseFragment(html)


def test_the_mail_as_text_says_the_same() -> None:
    lines = mail_text(found((BEFORE, AFTER)))
    at = lines.index("[修改] 第一章 第二条")
    assert "于【删：2025年12月31日】【增：2026年6月30日】前清缴" in lines[at + 1]
    assert lines[-1].startswith("[编号调整] 第一章 第三条 → 第一章 第四条")


def test_a_mail_shows_the_first_changes_and_counts_the_rest() -> None:
    old = "\n".join(f"第{n}条 第{n}类企业应当在{n}日内报告。" for n in range(1, 31))
    new = "\n".join(f"第{n}条 第{n}类企业应当在{n * 3 + 7}日内报告。" for n in range(1, 31))
    difference = found((old, new))
    for shown in (said(str(mail_html(difference))), "\n".join(mail_text(difference))):
        assert shown.count("修改") == 8
        assert "另有22处变动未列出" in shown
    late = old.replace("第29类企业", "第29类企业和机构").replace("30日内", "45日内")
    late = re.sub("(第[1-9]类)企业", r"\1的单位", late)
    shown = "".join(mail_text(found((old, late))))
    assert "30日】" in shown, "a clause with a changed value comes before the others"
    assert "机构" not in shown
    endless = found(("第一条 甲。", "第一条 " + "<乙丙>" * 100_000))
    assert len(mail_html(endless).encode()) < 30_000
    assert "篇幅过长" in mail_html(endless)


def test_the_two_sides_say_what_the_texts_say() -> None:
    tree = LexborHTMLParser(page((BEFORE, AFTER), "sides"))
    cells = [node.css_first(".cmp-t") for node in tree.css("tr.cmp-sides > td")]
    shown = [node.text().replace("【删】", "").replace("【增】", "") for node in cells if node]
    assert BEFORE.split("\n")[2] in shown
    assert AFTER.split("\n")[2] in shown
    assert BEFORE.split("\n")[1] in shown, "a variant is shown as written"
    assert "（旧文无）" in shown


def test_a_move_is_said_in_both_places() -> None:
    html = said(page((MOVED, MOVED_AFTER)))
    assert "移动第三条 → 第一条" in html
    assert "移动：第三条 → 第一条（文字见新的位置）" in html
    assert "第一条〔原第三条〕" in html, "its number is metadata, and told apart"


def test_a_split_is_said_in_words() -> None:
    first, second = "企业应当按月监测排放，并保存原始记录", "核查机构对企业的报告负责，并接受复查"
    old = (
        f"第一条 为了规范管理，制定本办法。\n第二条 {first}；{second}。\n"
        "第三条 本办法自公布之日起施行。\n"
    )
    new = (
        f"第一条 为了规范管理，制定本办法。\n第二条 {first}。\n第三条 {second}。\n"
        "第四条 本办法自公布之日起施行。\n"
    )
    text = as_text(found((old, new)), *sides((old, new)))
    assert "[拆分] 第二条 → 第二条、第三条" in text


def test_a_term_replaced_throughout_is_said_once_and_its_clauses_folded() -> None:
    old = "\n".join(f"第{n}条 县环境保护局负责办理第{n}类事项，并予公布。" for n in "一二三四五六")
    new = old.replace("环境保护局", "生态环境局")
    view = page((old, new))
    assert "“环境保护局” → “生态环境局”（6处，全文替换）" in said(view)
    assert len(LexborHTMLParser(view).css("tr.cmp-little details")) == 6
    for shown in (as_text(found((old, new))), said(str(mail_html(found((old, new)))))):
        assert "另有6处仅为上述用语替换：第一条；第二条；" in shown
        assert "【删" not in shown


def test_a_table_is_shown_as_one_with_its_head_and_changed_cells_marked() -> None:
    new = TABLE.replace("500吨", "550吨").replace("某9厂", "某九厂")
    tree = LexborHTMLParser(page((TABLE, new)))
    (table,) = tree.css("table.cmp-cells")
    assert [node.text() for node in table.css("th")] == ["企业", "所在地", "配额"]
    assert {node.text() for node in table.css("del")} == {"【删】500吨", "【删】9"} or {
        node.text() for node in table.css("del")
    } == {"【删】500吨", "【删】某9厂"}
    assert "\t" not in table.text()
    assert "3行未变" in table.text()
    assert "某5厂 ｜ 某市 ｜ 【删：500吨】【增：550吨】" in as_text(
        found((TABLE, new)), *sides((TABLE, new))
    )


def test_a_new_column_is_shown_beside_the_names_of_its_rows() -> None:
    new = "\n".join(
        f"{line}\t{'备注' if at == 0 else at}" if "\t" in line else line
        for at, line in enumerate(TABLE.split("\n"), -1)
    )
    text = as_text(found((TABLE, new)), *sides((TABLE, new)))
    assert "[新增] 附件1 “备注”列" in text
    assert "“某5厂”行 ｜ 【增：4】" in text


def test_long_unchanged_sentences_are_folded_and_the_changed_one_is_whole() -> None:
    filler = "".join(f"第{n}类企业按照规定的方法监测并且保存全部的记录和凭证。" for n in range(9))
    old = f"第一条 企业应当报告。{filler}主管部门应当在三十日内答复申请的企业。{filler}"
    new = old.replace("三十日", "十五日")
    text = as_text(found((old, new)))
    assert "主管部门应当在【删：三十日】【增：十五日】内答复申请的企业。" in text.replace(
        "\n    ", ""
    )
    assert text.count("字未变）……") == 2
    assert filler in LexborHTMLParser(page((old, new))).body.text()  # type: ignore[union-attr]


def test_an_empty_difference_says_so() -> None:
    assert "文字无变化" in as_text(found((BEFORE, BEFORE)))
    assert "文字无变化" in said(page((BEFORE, BEFORE)))
    before, after = sides((BEFORE, BEFORE))
    assert compared_html(found((BEFORE, BEFORE)), before=before, after=after) == ""
    assert values_html(found((BEFORE, BEFORE))) == ""


# -- what is of others is escaped, bounded, and not loaded ------------------------------


def test_the_page_loads_nothing_and_escapes_everything() -> None:
    html = page((BEFORE, AFTER))
    assert "<script" not in html
    assert not re.search(r"<(?:img|link|iframe|script)|@import|url\(", html)
    assert all(node.attributes["href"].startswith("#") for node in LexborHTMLParser(html).css("a"))  # type: ignore[union-attr]
    assert LexborHTMLParser(html).css_first("h1").text() == "清缴<b>办法</b>：新旧对照"  # type: ignore[union-attr]
    assert "核查<img src=x onerror=alert(2)>工作" in said(html)


@pytest.mark.parametrize("layout", ["both", "sides", "inline"])
def test_the_page_is_valid_html(layout: str) -> None:
    for texts in ((BEFORE, AFTER), (MOVED, MOVED_AFTER), (TABLE, TABLE.replace("500吨", "5吨"))):
        html5lib.HTMLParser(strict=True).parse(page(texts, layout))


def test_controls_and_turning_marks_are_told() -> None:
    new = BEFORE.replace("清缴", "\u202e清缴\x1b[31m\x00\ud800\ufdd0")
    for shown in (
        page((BEFORE, new)),
        str(mail_html(found((BEFORE, new)))),
        "\n".join(mail_text(found((BEFORE, new)))),
        as_text(found((BEFORE, new))),
    ):
        assert not re.search("[\u202e\x1b\x00\ud800\ufdd0]", shown)
        assert "〔U+202E〕" in shown
    html5lib.HTMLParser(strict=True).parse(page((BEFORE, new)))


def test_a_page_stays_small_and_says_what_it_left_out() -> None:
    old = "\n".join(f"甲{n}乙{n * 7}丙{'丁' * 60}。" for n in range(6000))
    new = "\n".join(f"<戊>{n * 3}&己{n}{'庚' * 60}。" for n in range(6000))
    html = page((old, new))
    assert len(html.encode()) < 2_000_000
    assert re.search(r"篇幅过长，\d+处变动的文字未全部显示", said(html))
    html = page(("第一条 甲。", "第一条 " + "<乙丙>" * 100_000))
    assert len(html.encode()) < 100_000
    assert re.search(r"略去\d+字", html)


def test_of_endless_lines_no_more_are_looked_at_than_a_page_can_hold() -> None:
    marks: tuple[tuple[MarkOp, str], ...] = (("insert", "甲\n" * 20_000),)
    hunk = Hunk(op="insert", after="甲\n" * 20_000, marks=marks)
    lines = as_text(Difference(significance=1.0, summary="新增", hunks=(hunk,))).split("\n")
    assert len(lines) < 6_000
    assert any("从略" in line or "篇幅过长" in line for line in lines)


# -- how it looks ------------------------------


def test_hunks_alone_are_shown_where_the_texts_are_not_those_of_the_difference() -> None:
    before, after = sides((MOVED, MOVED_AFTER))
    html = as_html(found((BEFORE, AFTER)), before=before, after=after)
    assert "未变" not in said(html).replace("文字未变", "")
    assert all(value in said(html) for value in VALUES)


def test_the_page_fits_a_phone_and_a_screen(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page((BEFORE, AFTER)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width in (375, 1280):
            view = browser.new_page(viewport={"width": width, "height": 800})
            view.goto(file.as_uri())
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            old, new = view.locator("tr.cmp-sides:has(del) > td").all()[:2]
            boxes = [cell.bounding_box() for cell in (old, new)]
            assert boxes[0]
            assert boxes[1]
            stacked = boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
            assert stacked == (width == 375)
            assert view.locator("tr.cmp-inline:visible").count() == 0
            view.locator("label", has_text="合并显示").click()
            assert view.locator("tr.cmp-inline:visible").count() > 0
            assert view.locator("tr.cmp-sides:visible").count() == 0
            view.close()
        browser.close()
