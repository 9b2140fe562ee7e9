"""What an item says of its document."""

from datetime import date

import pytest

from storage.records import IssueItem
from tests.compilation.issue_sample import issue_of
from tests.compilation.reading import read_issue


def read(title: str, *paragraphs: str) -> IssueItem:
    return read_issue(issue_of([(f"1.1 {title}", *paragraphs)]), "2024-02.txt").items[0]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("海环〔2024〕12号", "海环〔2024〕12号"),
        ("海环（2024）12 号", "海环〔2024〕12号"),
        ("海环[2024]12号", "海环〔2024〕12号"),
        ("海环 ﹝2024﹞ 12 号", "海环〔2024〕12号"),
        ("2024年 第 12 号", "2024年第12号"),
        ("公告2024年第12号", "公告2024年第12号"),
        ("海环转发（2024）12 号", "海环转发〔2024〕12号"),
    ],
)
def test_numbers_in_their_normal_form(printed: str, number: str) -> None:
    one = read("海东省生态环境厅关于核查的公告", printed, "现予公告。")
    assert (one.document_number, one.number_as_printed) == (number, printed)


def test_a_number_in_the_title() -> None:
    one = read("海东省生态环境厅关于核查的通知（海环〔2024〕5号）", "各市：", "请执行。")
    assert one.document_number == "海环〔2024〕5号"


def test_a_number_that_the_text_cites_is_not_its_own() -> None:
    one = read("海东省生态环境厅关于核查的通知", "各市：", "根据海环〔2020〕1号文件要求，请执行。")
    assert (one.document_number, one.number_as_printed) == (None, "")


@pytest.mark.parametrize(
    ("title", "bodies"),
    [
        ("国家发展改革委等部门关于核查的通知", ("国家发展改革委",)),
        ("工业和信息化部等八部门关于核查的通知", ("工业和信息化部",)),
        ("财政部 税务总局关于核查的公告", ("财政部", "税务总局")),
        ("关于核查的通知", ()),
    ],
)
def test_issuers_of_the_title_where_nobody_signed(title: str, bodies: tuple[str, ...]) -> None:
    assert read(title, "各市：", "请执行。").issuing_bodies == bodies


def test_issuers_as_signed() -> None:
    signed = ("国家发展改革委", "财政部 税务总局", "二〇二四年二月三日")
    one = read("国家发展改革委等部门关于核查的通知", "请执行。", *signed)
    assert one.issuing_bodies == ("国家发展改革委", "财政部", "税务总局")
    assert one.signed_on == date(2024, 2, 3)


def test_dates_of_all_signatures() -> None:
    signed = ("海东省生态环境厅", "2024 年 2 月 3 日")
    annex = ("附件 1", "承诺书", "海东省核查协会", "2024年1月5日")
    one = read("海东省生态环境厅关于核查的通知", "请执行。", *signed, *annex)
    assert one.dates == (date(2024, 2, 3), date(2024, 1, 5))
    assert one.signed_on == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (("附件：节能产品名单",), ("节能产品名单",)),
        (("附件：1.名单", "2.表格"), ("名单", "表格")),
        (("附件：", "1. 名单；", "2. 表格。"), ("名单", "表格")),
        (("附件：1. 名单 2. 表格",), ("名单", "表格")),
        (("附件1：名单", "附件2：表格"), ("名单", "表格")),
        (("附件 1", "名单"), ()),
    ],
)
def test_names_of_attachments(listed: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert read("海东省关于核查的通知", "请执行。", *listed).attachments == names


@pytest.mark.parametrize(
    ("title", "after", "inner"),
    [
        ("海东省关于印发《核查办法》的通知", ("核查办法", "第一条 为了核查。"), "核查办法"),
        ("海东省关于印发核查工作方案的通知", ("（此件公开发布）", "核查工作方案"), "核查工作方案"),
        (
            "海东省关于印发《核查办法》的通知",
            ("附件", "核查管理办法（试行）"),
            "核查管理办法（试行）",
        ),
        ("海东省关于开展核查工作的通知", ("附件 1", "核查登记表格式"), None),
        ("海东省关于印发《核查办法》的通知", (), None),
    ],
)
def test_the_title_of_what_is_sent_out(title: str, after: tuple[str, ...], inner: str) -> None:
    one = read(title, "各市：", "现印发给你们。", "海东省人民政府", "2024年2月3日", *after)
    assert one.inner_title == inner


def test_a_heading_that_goes_on_over_two_lines() -> None:
    one = read(
        "海东省发展和改革委员会 海东省生态环境厅", "关于做好核查工作的通知", "各市：", "请执行。"
    )
    assert one.title == "海东省发展和改革委员会 海东省生态环境厅 关于做好核查工作的通知"
    assert one.blocks[0].joins[0].line == 7
