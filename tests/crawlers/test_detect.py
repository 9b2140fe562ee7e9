"""An unknown site from its pages alone: what is proposed is proven on the very page."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

from datetime import date
from pathlib import Path

import pytest

from crawlers.declarations import load_sources
from crawlers.detect import Detection, detect, entry_text
from crawlers.detect.numbering import numbering
from crawlers.detect.selectors import keys, proposals
from crawlers.families.rows import list_groups, main_group, select_rows
from crawlers.page import Page
from storage.records import Source
from tests.crawlers.test_rows import DAYS, FOOT, SHAPES, TITLES, TOP, URL, sidebar

TODAY = date(2026, 3, 2)
HEAD = '<head><title>通知公告_某某省能源局</title><meta name="SiteName" content="某某省能源局门户网站"><meta name="ColumnName" content="通知公告"></head>'
TEXT = "各有关单位：为做好试点工作，现就有关事项通知如下，请认真贯彻执行并及时反馈情况。" * 6


def listing(row: str, extra: str = "") -> Page:
    items = "".join(
        row.format(n=n, title=t, day=d) for n, (t, d) in enumerate(zip(TITLES, DAYS, strict=True))
    )
    html = f"<html>{HEAD}<body>{TOP}<div class=main><ul class=list>{items}</ul></div>{extra}{FOOT}</body></html>"
    return Page(url=URL, body=html.encode())


ROW = '<li><a href="./202312/t2023120{n}_1.html">{title}</a><span>{day}</span></li>'
CARD = '<dl class=card><dt><div data-href="/zwgk/tz/{n}2345.html" onclick="go(this)">{title}</div></dt><dd>{day}</dd></dl>'
PAGER = '<script>createPageHTML(9, 0, "index", "html");</script>'


def detail(number: int) -> Page:
    body = f"<html><body>{TOP}<h1>{TITLES[0]}</h1><div id=box><div class='text-of-it'><p>{TEXT}{number}</p><p>{TEXT}</p></div></div>{FOOT}</body></html>"
    return Page(url=f"https://www.example.gov.cn/{number}.html", body=body.encode())


def loaded(found: Detection, folder: Path) -> Source:
    (folder / f"{found.family}.toml").write_text(entry_text(found, TODAY), "utf-8")
    (source,) = load_sources(folder).values()
    return source


def test_a_list_page_and_its_documents_make_an_entry_that_loads(tmp_path: Path) -> None:
    found = detect([listing(ROW, sidebar("news") + PAGER)], [detail(1), detail(2)])
    assert [(row.title, str(row.published_on)) for row in found.rows] == list(
        zip(TITLES, DAYS, strict=True)
    )
    assert found.family == "trs_wcm"
    assert found.next_url == "https://www.example.gov.cn/zwgk/tz/index_1.html"
    assert found.numbering == "index_N.html（第二页的 N 为 1）"
    assert found.body in ("div.text-of-it", "#box")
    assert any("其次的一组" in line and "8 条" in line for line in found.evidence)
    source = loaded(found, tmp_path)
    assert (source.name, source.agency, source.verified) == (
        "某某省能源局 · 通知公告",
        "某某省能源局",
        False,
    )
    assert source.start_urls == (URL,)
    assert source.rests_on == "sources detect，2026-03-02"
    assert source.select == {}


def test_rows_that_only_a_selector_finds_are_named_in_the_entry(tmp_path: Path) -> None:
    found = detect([listing(CARD)])
    assert found.needed
    source = loaded(found, tmp_path)
    page = listing(CARD)
    assert keys(select_rows(page.tree, page.url, source.select)) == keys(found.rows)
    assert len(found.rows) == len(TITLES)
    assert "没有正文页可看" in found.missing


@pytest.mark.parametrize("shape", SHAPES)
def test_the_proposed_selector_finds_just_the_rows(shape: str) -> None:
    page = Page(url=URL, body=SHAPES[shape].encode())
    group = main_group(list_groups(page.tree, URL, scripted=True), URL)
    assert group is not None
    best = proposals(page.tree, URL, group.rows, group.nodes)[0]
    assert best.exact
    assert keys(select_rows(page.tree, URL, best.select)) == keys(group.rows)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (detail(1), "没有找到列表"),
        (
            Page(url="https://a.gov.cn/", body="".join(sidebar(n) for n in "abcde").encode()),
            "没有找到列表",
        ),
        (
            Page(
                url=URL,
                body=b'<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" parsetype="bulidstatic" querydata="{\'webId\':\'1\'}"></script>',
            ),
            "另行请求",
        ),
    ],
)
def test_what_is_no_list_is_said_in_one_line(page: Page, said: str) -> None:
    found = detect([page])
    assert said in found.fault
    assert "\n" not in found.fault


@pytest.mark.parametrize(
    ("url", "level", "region", "sure"),
    [
        ("https://www.mee.gov.cn/x/", "mee", "全国", True),
        ("https://www.ndrc.gov.cn/x/", "ministry", "全国", True),
        ("https://fgw.hebei.gov.cn/x/", "province", "河北", True),
        ("https://www.nowhere.gov.cn/x/", "province", "全国", False),
    ],
)
def test_level_and_region_are_told_from_the_host(
    url: str, level: str, region: str, sure: bool
) -> None:
    whose = detect([Page(url=url, body=listing(ROW).body)]).identity
    assert (whose.level, whose.region, whose.sure) == (level, region, sure)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("https://a.gov.cn/tz/index_1.html", "index_N.html（第二页的 N 为 1）"),
        ("https://a.gov.cn/tz/?page=2", "?page=N（第二页的 N 为 2）"),
        (
            "https://a.gov.cn/tz/?q=%7B%22pageNo%22%3A2%2C%22size%22%3A15%7D",
            '?q={"pageNo":N,"size":15}（第二页的 N 为 2）',
        ),
        ("", ""),
    ],
)
def test_how_pages_are_numbered(second: str, told: str) -> None:
    assert numbering("https://a.gov.cn/tz/", second) == told


def test_hostile_heads_make_no_broken_entry(tmp_path: Path) -> None:
    page = listing(ROW)
    head = '<title>"]\n[[source]]\\ ﻿\x07某"局</title>'
    found = detect([Page(url=URL, body=page.body.replace(HEAD.encode(), head.encode()))])
    assert loaded(found, tmp_path).start_urls == (URL,)
