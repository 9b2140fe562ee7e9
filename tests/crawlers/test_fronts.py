"""Column fronts: which boxes of a page are its list together, and when one list is it alone."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

import pytest

from crawlers.detect import detect
from crawlers.families import read_list
from crawlers.page import Page

URL = "https://www.example.gov.cn/xwzx/index.html"
DEEDS = ("部署绿色电网改造", "检查锅炉节能", "交流碳核算经验", "研讨氢能示范", "通报减排进展", "培训核查人员")  # fmt: skip


def page(body: str, url: str = URL, title: str = "新闻中心-某省能源局") -> Page:
    top = '<div class=top><a href="/">首页</a><a href="/xwzx/">新闻中心栏目</a></div>'
    return Page(
        url=url, body=f"<title>{title}</title><body>{top}<div class=con>{body}</div>".encode()
    )


def listed(folder: str, count: int, show: str = "2023-12-{:02}") -> str:
    return "".join(
        f'<li><a href="{folder}/202312/t202312{n:02}_{n}123.html">{folder[:2]}处召开会议{DEEDS[n % 6]}之{n}</a>'
        f"<span>{show.format(n)}</span></li>"
        for n in range(1, count + 1)
    )


def box(name: str, folder: str, count: int = 5, heading: str = "工作动态", **show: str) -> str:
    head = f'<div class=hd><h3>{heading}</h3><a href="./{folder}/">更多&gt;&gt;</a></div>'
    return f"<div class={name}>{head}<ul>{listed(folder, count, **show)}</ul></div>"


def tabs(*folders: str, hide: str = "display:none") -> str:
    panels = (
        f"<div class=panel {f'style={hide}' if n else ''}><ul>{listed(folder, 5, '12-{:02}')}</ul></div>"
        for n, folder in enumerate(folders)
    )
    return f"<div class=tab><p><b>要闻</b><b>动态</b></p>{''.join(panels)}</div>"


HEAD_LINES = "".join(
    f'<li><h4><a href="tt/202312/t202312{n}_9{n}.html">全省碳达峰工作会议提出第{n}项任务</a></h4><p>会议要求各地抓紧落实。</p></li>'
    for n in (11, 12, 13)
)
FRONTS = {
    "boxes of one name": ("".join(box("box", folder) for folder in ("aa", "bb", "cc")), 15),
    "boxes of many names": (box("news", "aa", 6) + box("tell", "bb", 5, show="12-{:02}"), 11),
    "many short boxes": ("".join(box("box", f * 2, 3) for f in "abcdefgh"), 24),
    "tabs": (tabs("aa", "bb"), 10),
    "tabs and a box": (tabs("aa", "bb") + box("box", "cc"), 15),
    "a box that leads away among its like": (
        "".join(box("box", folder) for folder in ("aa", "bb", "/other/cc")), 15,
    ),
    "head lines above": (
        f"<ul class=top-news>{HEAD_LINES}</ul>" + box("one", "aa") + box("two", "bb"), 13,
    ),
    "boxes beside a side bar": (
        box("one", "aa") + box("two", "bb") + f"<div class=sidebar>{box('x', 'cc')}</div>", 10,
    ),
    "boxes and what is hidden elsewhere": (
        box("one", "aa") + box("two", "bb")
        + f"<div><div><div><div style=display:none>{box('three', 'cc')}</div></div></div></div>", 10,
    ),
    "boxes beside what is hot": (
        box("one", "aa") + box("two", "bb") + box("three", "cc", heading="热点排行"), 10,
    ),
}  # fmt: skip


@pytest.mark.parametrize("front", FRONTS)
def test_the_boxes_of_a_front_are_its_list_in_the_order_of_the_page(front: str) -> None:
    body, count = FRONTS[front]
    urls = [row.url for row in read_list(page(body)).rows]
    assert len(urls) == len(set(urls)) == count
    names = [url.removeprefix(URL.rpartition("/")[0]).removeprefix("https:") for url in urls]
    places = [body.index(name.split("gov.cn")[-1].lstrip("/")) for name in names]
    assert places == sorted(places)


ALONE = {
    "a pager": (box("main", "a1", 6) + box("box", "bb") + "<a href=index_1.html>下一页</a>", 6),
    "a pager that a script writes": (
        box("main", "a1", 6)
        + box("box", "bb")
        + '<script>createPageHTML(3, 0, "index", "html");</script>',
        6,
    ),
    "the page's own name": (box("main", "a1", 6, "新闻中心") + box("box", "bb", 6), 6),
    "its length": (box("main", "a1", 12) + box("box", "bb", 5), 12),
    "its folder": (
        box("box", "a1", 6)
        + "".join(box("box", f"/{f}/c", 6) for f in ("tzgg", "zcfg", "hdjl", "ztzl")),
        6,
    ),
    "a second copy, hidden": (
        f"<div><ul>{listed('a1', 6)}</ul></div><div style=display:none><ul>{listed('a1', 6)}</ul></div>",
        6,
    ),
}


@pytest.mark.parametrize("reason", ALONE)
def test_one_list_is_the_page_s_own_by(reason: str) -> None:
    body, count = ALONE[reason]
    rows = read_list(page(body)).rows
    assert len(rows) == count
    assert all("/a1/" in row.url for row in rows)


def test_a_document_listed_twice_stays_so_beside_a_hidden_copy_of_the_list() -> None:
    twice = f"<ul>{listed('a1', 6)}{listed('a1', 1)}</ul>"
    body = f"<div>{twice}</div><div style=display:none>{twice}</div>"
    assert len(read_list(page(body)).rows) == 7


BOXES = "".join(box("box", f"/{folder}") for folder in ("tzgg", "zcfg", "hdjl", "ztzl", "xwdt"))


@pytest.mark.parametrize("url", ["https://www.example.gov.cn/", URL])
def test_a_home_page_is_no_list_wherever_it_stands(url: str) -> None:
    reading = read_list(page(BOXES, url))
    assert (reading.rows, "没有找到列表条目" in reading.reason) == ((), True)


def test_a_home_page_with_one_hidden_list_of_many_is_no_list() -> None:
    hidden = f'<div style="display:none"><ul>{listed("/zcfg", 28)}</ul></div>'
    home = page(hidden + box("a", "/xw") + box("b", "/tz"), "https://www.example.gov.cn/")
    assert read_list(home).rows == ()


def test_numbered_columns_of_one_part_of_the_site_are_boxes_of_one_front() -> None:
    body = "".join(box(f"b{n}", f"/info/{n}").replace("/202312/t202312", "/") for n in (1040, 1041))
    assert len(read_list(page(body, "https://www.example.gov.cn/xwzx.htm")).rows) == 10


def test_what_is_detected_on_a_front_is_all_of_it() -> None:
    found = detect([page(FRONTS["boxes of one name"][0])])
    assert (len(found.rows), found.fault) == (15, "")
