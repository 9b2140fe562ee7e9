"""The general rules for rows, on invented pages of every shape that agencies are known to use."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

from collections.abc import Callable

import pytest

from crawlers.families import read_list
from crawlers.page import Page
from storage.records import Row

URL = "https://www.example.gov.cn/zwgk/tz/index.html"
TITLES = (
    "关于开展燃料电池公交试点工作的通知",
    "关于印发《零碳园区建设指引》的通知",
    "关于公布第三批绿色工厂名单的公告",
    "关于加强锅炉节能管理的若干意见",
)
DAYS = ("2023-12-08", "2023-12-05", "2023-11-30", "2023-11-21")
TOP = (
    '<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开栏目</a></li>'
    '<li><a href="/hd/">互动交流栏目</a></li></ul></div>'
)
FOOT = (
    '<div><a href="/about.html">网站地图说明</a><a href="http://www.example.org/">备案号</a></div>'
)
SUMMARY = "各有关单位：为做好工作，现就有关事项通知如下，请认真贯彻执行并及时反馈情况"


def rows(body: str, url: str = URL) -> tuple[Row, ...]:
    return read_list(Page(url=url, body=body.encode())).rows


def page(row: Callable[[int, str, str], str], around: str = "<ul>{}</ul>", beside: str = "") -> str:
    listed = "".join(row(n, *pair) for n, pair in enumerate(zip(TITLES, DAYS, strict=True)))
    return (
        f"<html><body>{TOP}<div class=con>{around.format(listed)}</div>{beside}{FOOT}</body></html>"
    )


def sidebar(name: str) -> str:
    items = "".join(
        f'<li><a href="/xw/{n}8765.html">某地召开重点工作推进会议第{n}次</a><span>2023-12-0{n}</span></li>'
        for n in range(1, 9)
    )
    return f'<div class="{name}"><h3>热点</h3><ul class="{name}">{items}</ul></div>'


TABLE = "<table>{}</table>"
SHAPES = {
    "date after the link": page(
        lambda n, t, d: (
            f'<li><a href="./{n}2345.html" title="{t}">{t[:9]}...</a><span>{d}</span></li>'
        )
    ),
    "date before the link": page(
        lambda n, t, d: (
            f'<li><span class=date>{d}</span><a href="./{n}2345.html" title="">{t}</a></li>'
        )
    ),
    "date inside the link": page(
        lambda n, t, d: f'<li><a href="./{n}2345.html"><i>•</i> {t} <em>{d}</em></a></li>'
    ),
    "the block is the link": page(
        lambda n, t, d: f'<a href="./{n}2345.html"><h3>{t}</h3><p>{SUMMARY}</p><b>{d}</b></a>',
        "<div class=tab-pane>{}</div>",
    ),
    "a calendar leaf": page(
        lambda n, t, d: (
            f"<li><p><b>{d[8:]}</b><i>{d[:7]}</i></p><div><h3><a href='/{n}2345.html'>{t}"
            f"</a></h3><p>{SUMMARY}<a href='/{n}2345.html'>[详细]</a></p></div></li>"
        )
    ),
    "nested tables": page(
        lambda n, t, d: (
            f'<tr><td></td><td><table><tr><td><font><a href="/a/2023{n}/index.html" '
            f'title="{t}">{t[:8]}…</a></font><span>{d}</span></td></tr></table></td></tr>'
        ),
        TABLE,
    ),
    "address in a script": page(
        lambda n, t, d: (
            f"<dl><dt><a href=\"javascript:geturl('http://www.example.gov.cn/a/t2023{n}.html',"
            f"'','20')\">{t}</a></dt><dd>摘要文字</dd><p>{d}</p></dl>"
        ),
        "<div>{}</div>",
    ),
    "a flat definition list": page(
        lambda n, t, d: f'<dt><a href="/a/{n}2345.html">{t}</a></dt><dd>{d}</dd>', "<dl>{}</dl>"
    ),
    "flat, date after": page(
        lambda n, t, d: f'· <a href="/a/{n}2345.html">{t}</a>　[{d}]<br>', "<div>{}</div>"
    ),
    "flat, date before": page(
        lambda n, t, d: f'<span>{d}</span><a href="/a/{n}2345.html">{t}</a><br>', "<div>{}</div>"
    ),
    "two items of a list make a row": page(
        lambda n, t, d: f'<ul><li><a href="/a/{n}2345.html">{t}</a></li><li>{d}</li></ul>',
        "<div>{}</div>",
    ),
    "cards with three links to one address": page(
        lambda n, t, d: (
            f'<div><a href="/{n}2345.html"><img src=x></a><a href="/{n}2345.html">{t}</a>'
            f'<p><a href="/{n}2345.html">{SUMMARY}</a></p><em>时间：{d} 10:20</em></div>'
        ),
        "<div>{}</div>",
    ),
    "month and day, the year in the address": page(
        lambda n, t, d: f'<li><a href="/2023/12/a{n}2345.html">{t}</a><span>[{d[5:]}]</span></li>'
    ),
    "a line of particulars": page(
        lambda n, t, d: (
            f'<li><h4><a href="/{n}2345.html">{t}</a></h4><p>来源：某部　发布时间：{d}　浏览：12</p></li>'
        )
    ),
    "a category before the title": page(
        lambda n, t, d: (
            f'<li>[<a href="/zwgk/lb/">政策法规</a>]<a href="/{n}2345.html">{t}</a><i>{d}</i></li>'
        )
    ),
    "columns of two dates": page(
        lambda n, t, d: (
            f'<tr><td><a href="/a/{n}2345.html">{t}</a></td><td>{d}</td><td>2023-10-01</td></tr>'
        ),
        "<table><tr><th>标题</th><th>发布日期</th><th>成文日期</th></tr>{}</table>",
    ),
    "a deadline beside the date": page(
        lambda n, t, d: (
            f'<tr><td><a href="/a/{n}2345.html">{t}</a></td><td>{d}</td><td>2024-01-31</td></tr>'
        ),
        "<table><tr><td>名称</td><td>开始时间</td><td>结束时间</td></tr>{}</table>",
    ),
    "hidden interpretations inside rows": page(
        lambda n, t, d: (
            f'<li><a href="./{n}2345.html">{t}</a><div class=popbox><ul><li><a href="/jd/'
            f'{n}9999.html">{t}答记者问及政策解读全文</a></li></ul></div><span>{d}</span></li>'
        )
    ),
    "dated lists beside it": page(
        lambda n, t, d: f'<li><a href="./202312/{n}2345.html">{t}</a><span>{d}</span></li>',
        beside=sidebar("one") + sidebar("two") + sidebar("three"),
    ),
    "a year above, month and day beside": page(
        lambda n, t, d: f"<li><a href='./{n}23.html'>{t}</a><span>[{d[5:]}]</span></li>",
        "<h2>2023年</h2><ul>{}</ul>",
    ),
    "month and day above the year": page(
        lambda n, t, d: (
            f"<li><p><b>{d[5:7]}/{d[8:]}</b><i>{d[:4]}</i></p><a href='/{n}2345.html'>{t}</a></li>"
        )
    ),
    "date at the end of the link's text": page(
        lambda n, t, d: f'<li><a href="./{n}2345.html">{t}　[{d}]</a></li>'
    ),
    "an interpretation with a title of its own": page(
        lambda n, t, d: (
            f'<tr><td>{n + 1}</td><td><a href="/{n}2345.html">{t}</a><br><a href="/jd/{n}9999.html">{t}'
            f"政策解读</a></td><td>{d}</td></tr>"
        ),
        TABLE,
    ),
    "two rows to a list": page(
        lambda n, t, d: (
            f'<li><a href="./202312/{n}2345.html">{t}</a><span>{d}</span></li>{"</ul><br><ul>" * (n == 1)}'
        )
    ),
    "the address in what a click calls": page(
        lambda n, t, d: (
            f'<li><a href="javascript:void(0)" onclick="openUrl(\'/a/{n}2345.html\')">{t}</a><b>{d}</b></li>'
        )
    ),
    "no links, addresses for a script": page(
        lambda n, t, d: (
            f'<dl><dt><i></i><div data-href="/a/{n}2345.html" onclick="go(this)">{t}</div></dt><dd>{d}</dd></dl>'
        ),
        "<div>{}</div>",
    ),
    "no links, a click opens the row": page(
        lambda n, t, d: (
            f"<div onclick=\"window.open('/a/{n}2345.html')\"><p>{t}</p><i>{d}</i></div>"
        ),
        "<div>{}</div>",
    ),
    "nothing has a name": page(
        lambda n, t, d: f'<li><a href="./202312/{n}2345.html">{t}</a><span>{d}</span></li>',
        beside="".join(
            f'<div><h3>热点</h3><ul><li><a href="/x{n}/12345.html">某地召开重点工作推进会议</a>'
            f'<span>2023-12-01</span></li><li><a href="/x{n}/22345.html">某地再次召开推进会议</a>'
            "<span>2023-12-01</span></li></ul></div>"
            for n in range(3)
        ),
    ),
    "a hidden list that a script pages through": page(
        lambda n, t, d: f'<li><a href="./{n}2345.html">{t}</a><span>{d}</span></li>',
        '<ul style="display: none">{}</ul>',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_titles_and_dates(shape: str) -> None:
    found = rows(SHAPES[shape])
    assert [row.title for row in found] == list(TITLES)
    assert [str(row.published_on) for row in found] == list(DAYS)


SCRIPTS = {
    "records": "<script type='text/xml'><datastore><recordset>{records}</recordset></datastore></script>",
    "written": "<script>document.write('{markup}');</script>",
    "an array of JSON": "<script>var list = [{objects}]; show(list);</script>",
    "an array of JavaScript": "<script>$(function () {{ load({{rows: [{loose}]}}); }});</script>",
}


@pytest.mark.parametrize("way", SCRIPTS)
def test_lists_that_stand_in_scripts(way: str) -> None:
    held = [(f"/a/{n}2345.html", *pair) for n, pair in enumerate(zip(TITLES, DAYS, strict=True))]
    markup = [f'<li><a href="{u}">{t}</a><span>{d}</span></li>' for u, t, d in held]
    script = SCRIPTS[way].format(
        records="".join(f"<record><![CDATA[{one}]]></record>" for one in markup),
        markup="".join(markup).replace("/", "\\/"),
        objects=",".join(f'{{"title":"{t}","url":"{u}","pubDate":"{d}"}}' for u, t, d in held),
        loose=",".join(f"{{title:'{t}', url:'{u}', date:'{d} 10:00',}}" for u, t, d in held),
    )
    found = rows(f"<html><body>{TOP}<div></div>{script}{FOOT}</body></html>")
    assert [(row.title, str(row.published_on)) for row in found] == [(t, d) for _, t, d in held]


def test_a_menu_in_a_script_is_no_list() -> None:
    items = ",".join(f'{{"title":"栏目{n}","url":"/c{n}/"}}' for n in range(9))
    assert rows(f"<body>{TOP}<script>var menu = [{items}];</script></body>") == ()


def test_a_short_date_takes_the_year_nearest_to_the_address() -> None:
    body = "".join(
        f'<li><a href="./t2024010{n + 2}_{n}.html">关于第{n}号事项的通知</a><span>12-3{n}</span></li>'
        for n in (0, 1)
    )
    assert [str(row.published_on) for row in rows(f"<ul>{body}</ul>")] == [
        "2023-12-30",
        "2023-12-31",
    ]


def test_a_date_of_another_row_is_not_taken() -> None:
    body = (
        '<div>· <a href="./t1.html">关于甲事项有关工作的通知</a><i>2023-12-08</i><br>· '
        '<a href="./t2.html">关于乙事项有关工作的通知</a><br>· <a href="./t3.html">关于丙事项有关工作的通知</a><i>2023-12-06</i></div>'
    )
    assert [str(row.published_on) for row in rows(body)] == ["2023-12-08", "None", "2023-12-06"]


def test_a_single_row_is_a_list_if_it_is_dated() -> None:
    body = f'{TOP}<div><ul><li><a href="./t1.html">{TITLES[0]}</a><span>{DAYS[0]}</span></li></ul></div>'
    assert [row.title for row in rows(body)] == [TITLES[0]]


def test_navigation_alone_is_no_list() -> None:
    links = "".join(f'<li><a href="/{name}/">{name}栏目介绍页面</a></li>' for name in TITLES)
    assert rows(f"<body>{TOP}<ul>{links}</ul>{FOOT}</body>") == ()


def test_a_portal_of_many_lists_has_no_main_one() -> None:
    lists = "".join(sidebar(name) for name in ("a1", "b2", "c3", "d4", "e5"))
    assert rows(f"<body>{lists}</body>", "https://www.example.gov.cn/") == ()


def test_a_pop_up_before_the_title_is_not_the_row() -> None:
    body = page(
        lambda n, t, d: (
            f'<li><div class="popbox"><a href="/jd/{n}9999.html">{t}政策解读</a></div>'
            f'<a href="./{n}2345.html">{t}</a><span>{d}</span></li>'
        )
    )
    assert [row.title for row in rows(body)] == list(TITLES)


@pytest.mark.parametrize(
    ("href", "shown", "published", "signed"),
    [
        ("./t20231210_1.html", ("2023-12-02", "2023-12-10"), "2023-12-10", "2023-12-02"),
        ("./t20231202_1.html", ("2023-12-02", "2024-01-31"), "2023-12-02", "None"),
        ("./1.html", ("2023-12-02", "2023-12-10"), "2023-12-10", "2023-12-02"),
        ("./1.html", ("发布日期：2023-12-10", "成文日期：2023-12-02"), "2023-12-10", "2023-12-02"),
        ("./1.html", ("2023-02-30",), "None", "None"),
    ],
)
def test_of_two_dates_the_right_one_is_published(
    href: str, shown: tuple[str, ...], published: str, signed: str
) -> None:
    cells = "".join(f"<span>{text}</span>" for text in shown)
    links = "".join(f'<li><a href="{href}?{n}">{TITLES[n]}</a>{cells}</li>' for n in range(3))
    row = rows(f"<ul>{links}</ul>")
    assert published == "None" or [str(r.published_on) for r in row] == [published] * 3
    assert [str(r.signed_on) for r in row] == [signed] * len(row)


def test_a_list_shown_twice_is_read_once() -> None:
    one = "".join(
        f'<li><a href="./{n}2345.html">{t}</a><span>{d}</span></li>'
        for n, (t, d) in enumerate(zip(TITLES, DAYS, strict=True))
    )
    found = rows(f"<div class=pc><ul>{one}</ul></div><div class=pc><ul>{one}</ul></div>")
    assert [row.title for row in found] == list(TITLES)


def test_rows_without_dates_are_a_list_if_nothing_else_could_be_one() -> None:
    body = page(
        lambda n, t, d: (
            f'<li><a href="/zc/c{n}12345/content.html">{t}</a>'
            f"<p>（{d[:4]}年3月1日某部令第{n}号公布 自2024年1月1日起施行）</p></li>"
        )
    )
    found = rows(body)
    assert [row.title for row in found] == list(TITLES)
    assert {row.published_on for row in found} == {None}


def test_addresses_are_absolute_and_never_scripts() -> None:
    hrefs = ("./1234.html", "../bmwj/2345.html", "//other.gov.cn/c3456.html", "/d/4567.html")
    bad = (
        "javascript:alert('x')",
        "file:///etc/passwd",
        "ftp://a.gov.cn/2345.doc",
        "mailto:a@b.cn",
        "#a",
    )
    item = '<li><a href="{}">关于第{}号事项有关工作的通知</a><span>2023-12-0{}</span></li>'
    body = "".join(item.format(href, n, n) for n, href in enumerate((*hrefs, *bad), 1))
    assert [row.url for row in rows(f"<ul>{body}</ul>")] == [
        "https://www.example.gov.cn/zwgk/tz/1234.html",
        "https://www.example.gov.cn/zwgk/bmwj/2345.html",
        "https://other.gov.cn/c3456.html",
        "https://www.example.gov.cn/d/4567.html",
    ]


def test_numbers_are_read_from_a_cell_or_the_end_of_the_title() -> None:
    body = (
        '<ul><li><a href="./1.html">关于甲的通知(发改环资〔2023〕1529号)</a><span>2023/12/08</span></li>'
        '<li><a href="./2.html">关于乙的通知</a><i><b>国发</b>﹝2023﹞24号</i><span>2023/12/07</span></li>'
        '<li><a href="./3.html">关于丙的通知</a><i>〔〕号</i><span>2023/12/06</span></li></ul>'
    )
    numbers = [row.document_number for row in rows(body)]
    assert numbers == ["发改环资〔2023〕1529号", "国发〔2023〕24号", None]


def test_a_hostile_page_ends_soon() -> None:
    deep = "<div>" * 3000 + '<a href="/x12345.html">关于深层嵌套页面的通知</a>' + "</div>" * 3000
    classes = "".join(
        f'<p class="c{n}"><a href="/y{n}">关于第{n}件事的通知</a></p>' for n in range(3000)
    )
    comments = "<script>" + "/*" * 100_000 + "</script>" + "<record>" * 50_000 + "<!--" * 50_000
    assert isinstance(rows(deep + classes + comments), tuple)


@pytest.mark.parametrize(
    "shown",
    [
        "<font color=red>[置顶]</font>{}<img src=new.gif>",
        "[置顶]{}",
        "【置顶】{}",
        "【新】 {}",
        "<span>热</span>{}",
        "<i class='icon-new'>NEW</i> {}<sup>HOT</sup>",
        "{}<b>New!</b>",
        "<span class=tag>置顶</span><em class=hot>热</em><span>{}</span>",
    ],
)
def test_a_badge_is_no_part_of_a_title(shown: str) -> None:
    body = page(
        lambda n, t, d: f'<li><a href="./{n}2345.html">{shown.format(t)}</a><i>{d}</i></li>'
    )
    assert tuple(row.title for row in rows(body)) == TITLES


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("【解读】{}", "【解读】{}"),
        ("最新{}", "最新{}"),
        ("新{}", "新{}"),
        ("<em>热</em>泵：{}", "热泵：{}"),
        ("<span class=keyword>新</span>能源：{}", "新能源：{}"),
        ("[置业]{}", "[置业]{}"),
    ],
)
def test_words_of_a_title_are_no_badge(shown: str, title: str) -> None:
    body = page(
        lambda n, t, d: f'<li><a href="./{n}2345.html">{shown.format(t)}</a><i>{d}</i></li>'
    )
    assert [row.title for row in rows(body)] == [title.format(t) for t in TITLES]
