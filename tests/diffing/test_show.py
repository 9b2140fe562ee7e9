"""A difference shown: as text, as a page, as a fragment."""

import re
from pathlib import Path

from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.show import as_html, as_text, hunks_html
from storage.records import Difference

BEFORE = """第一章 总则
第一条 本办法所称单位,是指<重点>单位。
第二条 单位应当于2025年12月31日前清缴配额，逾期的，处十万元以下罚款。
第三条 本办法由主管部门负责解释。
"""
AFTER = """第一章 总则
第一条 本办法所称单位，是指<script>alert(1)</script>单位。
第二条 单位应当于2026年6月30日前清缴配额，逾期的，处二十万元以下罚款。
第三条 核查机构应当独立、客观、公正地开展核查<img src=x onerror=alert(2)>工作。
第四条 本办法由主管部门负责解释。
"""


def found() -> Difference:
    return compare_blocks(blocks_of(BEFORE), blocks_of(AFTER))


def page() -> str:
    return as_html(
        found(), title="清缴<b>办法</b>", before_label="2025年版", after_label="2026年版"
    )


def test_text_has_values_first_then_marks() -> None:
    text = as_text(found())
    assert "  第一章 第二条：2025年12月31日 → 2026年6月30日\n" in text
    assert "于【删：2025年12月31日】【增：2026年6月30日】前清缴" in text
    assert "[新增] 第一章 第三条\n    【增：第三条 核查机构" in text
    assert "[编号调整] 第一章 第三条 → 第一章 第四条" in text
    assert text.index("2025年12月31日 → ") < text.index("[修改]")


def test_the_page_loads_nothing_and_escapes_everything() -> None:
    html = page()
    assert "<script" not in html
    assert not re.search(r"<(?:img|link|iframe)|href=|@import|url\(", html)
    tree = LexborHTMLParser(html)
    title = tree.css_first("h1")
    assert title is not None
    assert tree.body is not None
    assert title.text() == "清缴<b>办法</b>"
    assert "核查<img src=x onerror=alert(2)>工作" in tree.body.text()


def test_marks_are_told_in_words_too() -> None:
    tree = LexborHTMLParser(hunks_html(found()))
    assert all(node.text().startswith("【删】") for node in tree.css("del"))
    assert all(node.text().startswith("【增】") for node in tree.css("ins"))
    assert {node.text() for node in tree.css("del")} >= {"【删】2025年12月31日", "【删】十万元"}
    assert all(node.attributes.get("style") for node in tree.css("ins, del"))


def test_variants_are_shown_as_written_and_unmarked() -> None:
    assert "本办法所称单位，是指" in hunks_html(found())


def test_an_empty_difference_says_so() -> None:
    nothing = compare_blocks(blocks_of(BEFORE), blocks_of(BEFORE))
    assert "文字无变化" in as_text(nothing)
    assert "文字无变化" in as_html(nothing, title="甲", before_label="旧", after_label="新")


def test_what_is_not_shown_is_said() -> None:
    old = "\n".join(f"第{n}条 事项{n}由甲机构办理。" for n in range(1, 700))
    many = compare_blocks(blocks_of(old), blocks_of(old.replace("甲", "乙")))
    assert "另有199处变动未显示" in as_text(many)
    assert "另有199处变动未显示" in hunks_html(many)
    long = compare_blocks(blocks_of("甲。"), blocks_of("甲。\n" + "乙丙" * 5000))
    assert "略去4000字" in hunks_html(long)


def test_the_page_fits_a_phone_and_a_screen(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page())
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width in (375, 1200):
            view = browser.new_page(viewport={"width": width, "height": 800})
            view.goto(file.as_uri())
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            view.close()
        browser.close()
