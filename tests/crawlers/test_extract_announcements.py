"""Numbers of announcements that leave their agency out, and what only looks like one."""

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Content, Row

URL = "https://www.kaibian.example/zwgk/202603/t20260304_1.html"
TITLE = "关于发布锅炉能效评价大纲的公告"
TEXT = "<p>现批准锅炉能效评价大纲，自发布之日起施行，请各有关单位遵照执行。</p>"
SIGNED = "<p>开变市能源局</p><p>2026年3月4日</p>"


def read(
    title: str, head: str = "", *, before: str = "", text: str = TEXT, row: Row | None = None
) -> Content:
    """A page of that title; ``head`` begins the text, ``before`` stands over it."""
    html = (
        f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1>{before}"
        f"<div class='text'>{head}{text}</div></div></body></html>"
    )
    return extract(Page(url=URL, body=html.encode()), families=False, row=row)


def number(
    title: str, head: str = "", *, before: str = "", text: str = TEXT + SIGNED
) -> str | None:
    return read(title, head, before=before, text=text).document_number


@pytest.mark.parametrize(
    "line",
    [
        "2026年第11号",
        "2026年 第 11 号",
        "公告 2026年 第11号",
        "公告2026年第11号",
        "（2026年第11号）",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_line_under_the_title(line: str, before: bool) -> None:
    stands = {"before": f"<p>{line}</p>"} if before else {"head": f"<p align='center'>{line}</p>"}
    assert number(TITLE, **stands) == "开变市能源局公告2026年第11号"


@pytest.mark.parametrize(
    ("title", "head", "wanted"),
    [
        ("关于锅炉的公告（2026年第10号）", "", "开变市能源局公告2026年第10号"),
        ("关于锅炉注册的公告(第350号)", "", "开变市能源局公告第350号"),
        ("关于锅炉的通告 2026年第3号", "", "开变市能源局通告2026年第3号"),
        ("公告2026年第4号 关于锅炉的公告", "", "开变市能源局公告2026年第4号"),
        ("2026年第4号公告 关于锅炉的公告", "", "开变市能源局公告2026年第4号"),
        (TITLE, "<p>公告</p><p>2026年第5号</p>", "开变市能源局公告2026年第5号"),
        (TITLE, "<p>第41号</p>", "开变市能源局公告第41号"),
        (TITLE, "<p>公告〔2026〕11号</p>", "开变市能源局公告〔2026〕11号"),
        ("开变市能源局公告", "<p>2026年第3号</p>", "开变市能源局公告2026年第3号"),
        ("开变市能源局公告（2026年第5号）", "", "开变市能源局公告2026年第5号"),
        ("锅炉能效评价大纲", "<p>公告2026年第6号</p>", "开变市能源局公告2026年第6号"),
    ],
)
def test_other_places(title: str, head: str, wanted: str) -> None:
    assert number(title, head) == wanted


def test_the_agencies_of_the_title_go_before_those_of_the_signature() -> None:
    title = "开变市能源局 开变市财政局" + TITLE
    assert number(title, "<p>2026年第7号</p>") == "开变市能源局 开变市财政局公告2026年第7号"


def test_without_a_known_agency_it_stays_bare() -> None:
    assert number(TITLE, "<p>2026年第7号</p>", text=TEXT) == "2026年第7号"
    assert number(TITLE, "<p>第7号</p>", text=TEXT) is None
    listed = Row(url=URL, title=TITLE, issuing_bodies=("开变市能源局",))
    found = read(TITLE, "<p>2026年第7号</p>", row=listed)
    assert found.document_number == "开变市能源局公告2026年第7号"


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (TITLE, "<p>根据开变市能源局公告2023年第5号，制定本大纲。</p>"),
        (TITLE, "<p>为落实2023年第5号公告，制定本大纲，现予公布。</p>"),
        (TITLE, "<p>第3批</p>"),
        ("关于锅炉工作的通知", "<p>2026年第3号</p>"),
        ("关于锅炉工作的通知", "<p>第3号</p>"),
        ("关于转发《关于发布锅炉大纲的公告》的通知（2026年第3号）", ""),
        ("关于转发开变省能源局关于发布锅炉大纲的公告（2026年第3号）", ""),
        ("《关于发布锅炉大纲的公告》（2026年第3号）解读", ""),
        ("2026年第3号台风预警", ""),
        (TITLE, "<table><tr><td>名录</td><td>依据</td></tr><tr><td>甲</td><td>2026年第3号</td></tr>"
         "<tr><td>乙</td><td>2026年第4号</td></tr></table>"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_its_own(title: str, head: str) -> None:
    assert number(title, head) is None


def test_the_issue_of_a_gazette_is_no_number() -> None:
    assert number(TITLE, before="<p>开变市人民政府公报</p><p>2026年第3号</p>") is None
