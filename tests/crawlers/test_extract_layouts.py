"""Pages laid out in ways that no rule knows: the text is found, and markup is no change."""

import random
from collections.abc import Callable

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from pipeline.normalise import content_hash, normalise
from storage.records import Source
from tests.crawlers.extracted import Saved

URL = "https://www.kaibian.example/x/1.html"
TITLE = "关于做好锅炉节能工作的通知"
TEXT = (
    "开发改环资〔2023〕17号",
    "各县（区）发展改革局：",
    "为做好锅炉节能工作，现就有关事项通知如下。",
    "特此通知。",
    "开变市发展和改革委员会",
    "2023年12月5日",
)
NEWS = "".join(
    f"<li><a href='/n/{n}.html'>开变市召开第{n}次推进会议，部署节能重点任务</a>"
    f"<span>2024-0{n}-11</span></li>"
    for n in range(1, 8)
)


def page(text: str, before: str = "", after: str = "", name: str = TITLE) -> Page:
    html = (
        f"<html><head><title>{name}_开变市</title></head><body><div><div>{before}</div><div>"
        f"<h2>{TITLE}</h2>{text}</div>{after}</div></body></html>"
    )
    return Page(url=URL, body=html.encode())


def paragraphs(tag: str) -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in TEXT)


LAYOUTS: dict[str, str] = {
    "paragraphs": f"<div>{paragraphs('p')}</div>",
    "divs": f"<div>{paragraphs('div')}</div>",
    "breaks": f"<div>{'<br>'.join(TEXT)}</div>",
    "cells": f"<table><tr><td height=9> </td></tr><tr><td>{'<br/>'.join(TEXT)}</td></tr></table>",
    "deep": f"<div><div><section><div>{paragraphs('p')}</div></section></div></div>",
    "fonts": f"<div>{paragraphs('p').replace('节能', '<font>节</font><b>能</b>')}</div>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout_gives_the_same_document(layout: str) -> None:
    content = extract(page(LAYOUTS[layout]), families=False)
    assert content.text.split("\n") == list(TEXT)
    assert content.title == TITLE
    assert content.document_number == TEXT[0]
    assert content.issuing_bodies == (TEXT[4],)


@pytest.mark.parametrize(
    "around",
    [
        {"before": f"<h3>新闻动态</h3><ul>{NEWS}</ul>"},
        {"after": f"<div><b>热点推荐</b><ul>{NEWS}</ul></div>"},
        {"after": f"<table><tr><td><ul>{NEWS}</ul></td></tr></table>"},
        {"after": "<div>本网站文章如注明转载，使用时必须注明来源，并自负法律责任。</div>"},
        {"before": "<div><p>登录后可以留言，感谢您的理解与支持。</p></div>"},
    ],
    ids=["news before", "news after", "news in a table", "disclaimer", "dialog"],
)
def test_neighbours_are_not_text(around: dict[str, str]) -> None:
    content = extract(page(LAYOUTS["paragraphs"], **around), families=False)
    assert content.text.split("\n") == list(TEXT)
    assert content.published_on is None


def test_a_list_of_links_inside_the_body_element_is_not_text() -> None:
    more = f"<div><div>相关文件</div><ul>{NEWS}</ul></div>"
    content = extract(page(f"<div>{paragraphs('p')}{more}</div>"), families=False)
    assert content.text.split("\n") == list(TEXT)


def test_links_in_a_sentence_are_text() -> None:
    links = [f"<a href='/{name}.html'>{name}办法</a>" for name in "甲乙丙"]
    linked = f"<p>依据{links[0]}、{links[1]}和{links[2]}执行。</p>"
    text = extract(page(f"<div>{paragraphs('p')}{linked}</div>"), families=False).text
    assert text.endswith("依据甲办法、乙办法和丙办法执行。")


def test_a_table_of_labelled_values_over_the_text_goes_as_a_whole() -> None:
    table = (
        f"<table><tr><td>项目名称</td><td>{TITLE}</td></tr><tr><td>公告时间：</td><td>2023-12-08</td></tr>"
        "<tr><td>预算金额</td><td>100万元</td></tr></table>"
    )
    content = extract(page(f"<div>{table}{paragraphs('p')}</div>"), families=False)
    assert content.text.split("\n") == list(TEXT)


@pytest.mark.parametrize("name", ["通知公告", "开变市人民政府", ""])
def test_a_heading_is_found_without_help_of_the_title_tag(name: str) -> None:
    assert extract(page(LAYOUTS["divs"], name=name), families=False).title == TITLE


def test_a_heading_of_two_lines_is_one_title() -> None:
    html = (
        f"<html><head><title>开变市发展改革委{TITLE}-开变市</title></head><body><div><div><div>开变市发展改革委</div>"
        f"<div>{TITLE}</div></div><div>{paragraphs('p')}</div></div></body></html>"
    )
    content = extract(Page(url=URL, body=html.encode()), families=False)
    assert content.title == f"开变市发展改革委{TITLE}"


def test_a_heading_inside_a_link_or_around_one_is_read() -> None:
    for heading in (f"<h1><a href='/x'>{TITLE}</a></h1>", f"<a href='/x'><h1>{TITLE}</h1></a>"):
        logo = "<a href='/'><h1>开变水务之窗</h1></a>"
        html = (
            f"<html><head><title>开变水务之窗</title></head><body>{logo}<div>{heading}"
            f"<div>{paragraphs('p')}</div></div></body></html>"
        )
        assert extract(Page(url=URL, body=html.encode()), families=False).title == TITLE


def test_a_text_that_begins_with_time_and_place_keeps_them() -> None:
    for opening in (
        ("时间：2023年12月8日上午9时", "地点：会议中心"),
        ("会议地点：会议中心", "时间：2023年12月8日"),
    ):
        told = (*opening, "会议研究了节能工作，部署下一步任务。")
        text = f"<div>{''.join(f'<p>{line}</p>' for line in told)}</div>"
        content = extract(page(text), families=False)
        assert content.text.split("\n") == list(told)
        assert content.published_on is None


def test_text_set_out_by_hand_is_read_in_lines() -> None:
    laid = "\n    ".join(TEXT).replace("锅炉", "<b title='a\nb'>锅炉</b>")
    content = extract(page(f"<pre class='text'>{laid}\n</pre>"), families=False)
    assert content.text.split("\n") == list(TEXT)
    assert content.issuing_bodies == (TEXT[4],)


def test_a_file_in_the_folder_of_the_page_belongs_to_it_wherever_it_is_linked() -> None:
    far = "<div style='display:none'><a href='./W020231205.xls'>登记表.xls</a></div>"
    other = "<div><a href='/soft/reader.zip'>阅读器.zip</a></div>"
    html = page(LAYOUTS["paragraphs"]).body.decode().replace("</body>", f"{far}{other}</body>")
    url = "http://www.kaibian.example/tz/202312/t20231205_1.html"
    files = extract(Page(url=url, body=html.encode()), families=False).attachments
    assert [file.name for file in files] == ["登记表.xls"]


def test_a_lost_selector_is_said() -> None:
    def source(css: str) -> Source:
        return Source(
            source_id="x", name="x", agency="x", family="x", level="ministry",
            start_urls=(URL,), select={"body": css},
        )  # fmt: skip

    html = page(f"<div class='own'>{paragraphs('p')}</div><div class='void'></div>")
    assert extract(html, source=source("div.own")).inferred == ()
    for css in ("div.gone", "div.void"):
        content = extract(html, source=source(css))
        assert content.inferred == ("body",)
        assert content.text.split("\n") == list(TEXT)


def _spaced(html: str) -> str:
    return html.replace("><", ">\n  <")


def _tagged(html: str) -> str:
    return html.replace("<p>", "<p style='text-indent:2em' class='x1'>")


def _commented(html: str) -> str:
    return html.replace("</p>", "<!-- 注 --></p>")


def _spanned(html: str) -> str:
    return html.replace("锅炉", "<span lang='EN'>锅</span><span>炉</span>")


def _wide(html: str) -> str:
    return html.replace("<p>", "<p>\u3000\u3000&nbsp;")


@pytest.mark.parametrize("change", [_spaced, _tagged, _commented, _spanned, _wide])
@pytest.mark.parametrize("layout", ["paragraphs", "cells", "deep"])
def test_white_space_and_markup_are_no_change(layout: str, change: Callable[[str], str]) -> None:
    before = page(LAYOUTS[layout])
    after = Page(url=URL, body=change(before.body.decode()).encode())
    hashes = {content_hash(normalise(extract(p, families=False))) for p in (before, after)}
    assert len(hashes) == 1


PIECES = (
    *("<div>", "</div>", "<p>", "<table>", "<tr>", "<td colspan='9999'>", "<td rowspan=0>"),
    *("<a href='x.pdf'>", "<a href='/x'>", "</a>", "<ul><li>", "<iframe srcdoc='&lt;p&gt;"),
    *("<h1>", "<img src='a.png'>", "<br>", "<style>", "<!--", "-->", "附件：", "专栏1", "<"),
    *("2023年1月1日", "开变市财政局", "第一条 内容，", "发文字号：", "\x00", "\ue6f7", "&#xD800;"),
    *("。", "<title>", "索引号", "<meta name='ArticleTitle' content='", "'>"),
)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_that_a_page_may_hold_raises(seed: int) -> None:
    chance = random.Random(seed)
    soup = "".join(chance.choices(PIECES, k=200)).encode("utf-8", "replace")
    noise = chance.randbytes(400)
    for body in (soup, noise, b"<html><body>" + noise + soup, soup[: chance.randrange(len(soup))]):
        for families in (True, False):
            extract(Page(url=URL, body=body), families=families)


def test_real_pages_written_anew_say_the_same(saved: Saved) -> None:
    for name, figures in saved.perturbed(step=16).items():
        assert figures["body_f1_mean"] >= 0.95, name
        fields = figures["fields"]
        assert fields["document_number"]["invented"] == 0, name
        assert fields["published_on"]["invented"] == 0, name
        assert fields["title"]["precision"] >= 0.85, name
