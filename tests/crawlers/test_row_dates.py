"""The days of rows, in every way that a list may show them; never one that is only likely."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

from collections.abc import Callable
from datetime import date

import pytest

from crawlers.families import read_list
from crawlers.families.rows import select_rows
from crawlers.page import Page
from storage.records import Row
from tests.crawlers.test_rows import TITLES, TOP, URL

DAYS = ("2020-12-08", "2020-12-05", "2020-10-23", "2020-10-05")
Show = Callable[[str, str, str], str]


def rows(body: str) -> tuple[Row, ...]:
    return read_list(Page(url=URL, body=f"<body>{TOP}<div>{body}</div></body>".encode())).rows


def days(body: str) -> list[str]:
    found = rows(body)
    assert [row.title for row in found] == list(TITLES)
    return [str(row.published_on) for row in found]


def made(show: Show, row: str = "<li>{link}{day}</li>", href: str = "./{n}2345.html") -> str:
    return "".join(
        row.format(
            link=f'<a href="{href.format(n=n, y=day[:4], m=day[5:7], d=day[8:])}">{title}</a>',
            href=href.format(n=n, y=day[:4], m=day[5:7], d=day[8:]),
            title=title,
            day=show(*day.split("-")),
        )
        for n, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
    )


ADDRESSED = "./{y}{m}/t{y}{m}{d}_{n}23.html"
WHOLE = '<a href="{href}"><p>{title}</p>{day}</a>'
SHOWN: dict[str, Show] = {
    "a label of any kind": lambda y, m, d: f"<i>日间：{y}-{m}-{d}</i>",
    "a verb": lambda y, m, d: f"<i>更新：{y}-{m}-{d}</i>",
    "a label apart": lambda y, m, d: f"<i>索引 {y}-{m}-{d}</i>",
    "a label in brackets": lambda y, m, d: f"<i>[刊发] {y}/{m}/{d}</i>",
    "a label in English": lambda y, m, d: f"<i>Date: {y}-{m}-{d}</i>",
    "a verb behind": lambda y, m, d: f"<i>{y}.{m}.{d} 刊登</i>",
    "day first, the year beneath": lambda y, m, d: f"<p>{d}/{m}</p><p>{y}</p>",
    "month first, the year beneath": lambda y, m, d: f"<p>{m}/{d}</p><p>{y}</p>",
    "the day, year and month beneath": lambda y, m, d: f"<p>{d}</p><p>{y}-{m}</p>",
    "day first, in one": lambda y, m, d: f"<p>{d}/{m}/{y}</p>",
    "in three pieces": lambda y, m, d: f"<p>{d}</p><p>{int(m)}月</p><p>{y}</p>",
    "English": lambda y, m, d: f"<p>{d} {date(2020, int(m), 1):%b} {y}</p>",
    "English in pieces": lambda y, m, d: f"<p>{d}</p><p>{date(2020, int(m), 1):%B}, {y}</p>",
}


@pytest.mark.parametrize("shown", SHOWN)
def test_a_day_counts_beside_the_link_and_inside_it(shown: str) -> None:
    assert days(f"<ul>{made(SHOWN[shown])}</ul>") == list(DAYS)
    assert days(made(SHOWN[shown], WHOLE)) == list(DAYS)


def test_the_day_of_signing_is_not_the_day_of_publication() -> None:
    found = rows(f"<ul>{made(lambda y, m, d: f'<i>成文日期：{y}年{int(m)}月{int(d)}日</i>')}</ul>")
    assert [str(row.signed_on) for row in found] == list(DAYS)
    assert {row.published_on for row in found} == {None}


@pytest.mark.parametrize(
    "show", ["截至{}", "报名截止：{}", "自{}起施行", "{}起施行", "有效期至：{}", "{}前报送"]
)
def test_a_day_that_is_something_else_is_none_of_publication(show: str) -> None:
    body = made(lambda y, m, d: f"<i>{show.format(f'{y}年{m}月{d}日')}</i>")
    assert days(f"<ul>{body}</ul>") == ["None"] * 4


def test_months_and_days_in_doubt_are_read_alike_in_all_rows() -> None:
    body = made(SHOWN["day first, the year beneath"])
    assert days(f"<ul>{body}</ul>")[3] == "2020-10-05"
    alone = made(lambda y, m, d: f"<p>0{int(d) % 9 + 1}/{m}</p><p>{y}</p>")
    assert days(f"<ul>{alone}</ul>") == ["2020-09-12", "2020-06-12", "2020-06-10", "2020-06-10"]


SHORT: Show = lambda y, m, d: f"<td>{y[2:]}-{m}-{d}</td>"  # noqa: E731
CELLS = "<tr><td>{link}</td>{day}</tr>"


@pytest.mark.parametrize(
    ("href", "before", "read"),
    [
        (ADDRESSED, "", True),
        ("./{y}/{n}23456.html", "", True),
        ("./{n}2345.html", "<h3>2020年</h3>", True),
        ("./{n}2345.html", "", False),
        ("./202306/t202306{d}_{n}.html", "", False),
    ],
)
def test_two_digits_are_a_year_only_where_it_is_borne_out(
    href: str, before: str, read: bool
) -> None:
    body = f"{before}<table>{made(SHORT, CELLS, href)}</table>"
    assert days(body) == (list(DAYS) if read else ["None"] * 4)


def test_two_digits_are_a_year_where_other_rows_show_it_whole() -> None:
    other = '<tr><td><a href="./992345.html">关于公布碳核查机构名单的公告</a></td><td>2020-12-09</td></tr>'
    found = rows(f"<table>{other}{made(SHORT, CELLS)}</table>")
    assert [str(row.published_on) for row in found] == ["2020-12-09", *DAYS]


SIDE = "".join(
    f'<li><a href="/xw/{n}8765.html">某地召开工作推进会议第{n}次</a><span>2023-12-0{n}</span></li>'
    for n in range(1, 9)
)


@pytest.mark.parametrize(
    "row", ["<table><tr><td>{link}</td><td>{day}</td></tr></table>", "<div>{link}{day}</div>"]
)
@pytest.mark.parametrize("href", ["./a{n}.html", ADDRESSED])
def test_a_day_without_a_year_makes_a_list_and_is_no_guess(row: str, href: str) -> None:
    body = made(lambda y, m, d: f"<i>{m}-{d}</i>", row, href)
    expected = list(DAYS) if href == ADDRESSED else ["None"] * 4
    assert days(f"<div>{body}</div><ul class=side>{SIDE}</ul>") == expected


def test_undated_documents_of_the_page_s_folder_go_before_dated_ones_elsewhere() -> None:
    own = "".join(
        f'<li><a href="./202003/t2020031{n}_{n}.html">招标公告{n}</a></li>' for n in range(6)
    )
    assert [row.title for row in rows(f"<ul>{own}</ul><ul>{SIDE}</ul>")][:2] == [
        "招标公告0",
        "招标公告1",
    ]
    columns = "".join(
        f'<li><a href="./{y}/index.html">{y}年公告</a></li>' for y in range(2015, 2023)
    )
    beside = rows(f"<ul>{columns}</ul><ul class=news>{SIDE}</ul>")
    assert {"/xw/" in row.url for row in beside} == {True}


def test_a_selector_reads_the_days_that_the_general_rules_read() -> None:
    page = Page(url=URL, body=f"<ul>{made(SHOWN['day first, the year beneath'])}</ul>".encode())
    found = select_rows(page.tree, URL, {"rows": "ul li"})
    assert [str(row.published_on) for row in found] == list(DAYS)


def test_rows_without_addresses_are_none_and_people_are_told_why() -> None:
    items = "".join(f"<li><a href='javascript:;'>{t}</a><i>{d}</i></li>" for t, d in zip(TITLES, DAYS, strict=True))  # fmt: skip
    reading = read_list(Page(url=URL, body=f"<ul>{items}</ul>".encode()))
    assert reading.rows == ()
    assert "4 条链接由脚本打开，没有网址" in reading.reason


def test_an_array_of_documents_without_days_is_a_list_below_the_page_s_own_folder() -> None:
    def held(folder: str) -> int:
        items = ",".join(
            f'{{"title":"{t}","url":"{folder}{n}2345.html"}}' for n, t in enumerate(TITLES)
        )
        script = f"<body>{TOP}<script>var list = [{items}];</script></body>"
        return len(read_list(Page(url=URL, body=script.encode())).rows)

    assert (held("./2023/"), held("/elsewhere/")) == (4, 0)


def test_short_years_of_pages_that_were_put_up_anew_within_the_year() -> None:
    days = ("23.12.27", "23.11.25", "23.10.21", "23.08.16")
    items = "".join(
        f"<li><a href='t202312{n + 27}_{n}.html'>{t}</a><span>{d}</span></li>"
        for n, (t, d) in enumerate(zip(TITLES, days, strict=True))
    )
    found = read_list(Page(url=URL, body=f"<ul>{items}</ul>".encode())).rows
    assert [f"{row.published_on:%y.%m.%d}" for row in found] == list(days)


def test_a_link_without_an_address_is_not_said_to_open_by_script() -> None:
    items = "".join(f"<li><a>{t}</a><i>{d}</i></li>" for t, d in zip(TITLES, DAYS, strict=True))
    reading = read_list(Page(url=URL, body=f"<ul>{items}</ul>".encode()))
    assert "列表的 4 条标题没有链接" in reading.reason
