"""The document's own number, wherever it stands; never that of a document it cites."""

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Content

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"
TITLE = "关于做好锅炉节能工作的通知"
TEXT = "<p>为做好锅炉节能工作，现就有关事项公告如下。</p><p>一、对登记的锅炉，按规定执行。</p>"
NONE = "锅炉节能管理办法"


def page(html: str) -> Page:
    return Page(url=URL, body=html.encode())


def read(heading: str, *, body: str = TEXT, between: str = "", before: str = "") -> Content:
    """A page with this heading; ``between`` stands under it, outside the text."""
    html = (
        f"<html><head><title>{NONE}_开变市</title></head><body><div>{before}<h1>{heading}</h1>{between}"
        f"<div class='text'>{body}</div></div></body></html>"
    )
    return extract(page(html), families=False)


def number(heading: str, *, body: str = TEXT, between: str = "", before: str = "") -> str | None:
    return read(heading, body=body, between=between, before=before).document_number


def test_numbers_that_are_only_cited_are_not_invented() -> None:
    html = """<html><body><div id="zoom"><p>各有关单位：</p>
    <p>根据《关于节能的通知》（开政发〔2021〕3号）和
    开政办〔2022〕8号文件要求，现通知如下。</p>
    <p>开政发〔2020〕1号同时废止。</p></div></body></html>"""
    assert extract(page(html)).document_number is None


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("<p>开变市人民政府令</p><p>第 12 号</p>", "开变市人民政府令第12号"),
        ("<p>开政发[2023]5号</p>", "开政发〔2023〕5号"),
        ("<p>开 政 发 ﹝2023﹞ 5 号</p>", None),
        ("<p>开变市税务局公告</p><p>2023年第3号</p>", "开变市税务局公告2023年第3号"),
        ("<p>（2015年10月29日开变市人民政府令第118号公布）</p>", "开变市人民政府令第118号"),
    ],
)
def test_numbers_at_the_head(head: str, number: str | None) -> None:
    html = f"<body><div id='zoom'>{head}<p>为做好工作，现予公布，自即日起施行。</p></div>"
    assert extract(page(html)).document_number == number


def test_a_joint_announcement_keeps_its_agencies_apart() -> None:
    joint = "<p>财政部  商务部 生态环境部公告2023年第75号</p>"
    assert number(TITLE, body=joint + TEXT) == "财政部 商务部 生态环境部公告2023年第75号"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("财政部 税务总局公告2025年第17号", "财政部 税务总局公告2025年第17号"),
        (
            "财政部　税务总局　国家发展改革委公告2023年第43号",
            "财政部 税务总局 国家发展改革委公告2023年第43号",
        ),
        ("中华人民共和国开变部公告 2023年 第2号", "中华人民共和国开变部公告2023年第2号"),
        ("开变市公安局 开变市商务局通告2024年第3号", "开变市公安局 开变市商务局通告2024年第3号"),
        (
            "税务总局关于锅炉税收的公告 财政部 税务总局公告2025年第17号",
            "财政部 税务总局公告2025年第17号",
        ),
        (
            "关于锅炉税收的公告（财政部 税务总局公告2025年第17号）",
            "财政部 税务总局公告2025年第17号",
        ),
        ("关于做好节能的通知（开公规〔2026〕2号）", "开公规〔2026〕2号"),
        ("关于做好节能的通知（开公规（2026）2号）", "开公规〔2026〕2号"),
        ("开变市房金委字〔2022〕2号 关于调整补贴的通知", "开变市房金委字〔2022〕2号"),
        ("开变市房金委 开房金委字〔2022〕2号关于调整补贴的通知", "开房金委字〔2022〕2号"),
        ("【开房金委字〔2022〕2号】关于调整补贴的通知", "开房金委字〔2022〕2号"),
        ("国家发展改革委令第43号", "国家发展改革委令第43号"),
        ("国家发展改革委 2023年第5号令", "国家发展改革委2023年第5号令"),
        ("锅炉节能管理办法 开变市人民政府令第43号", "开变市人民政府令第43号"),
        ("锅炉节能管理办法（开变市人民政府第5号令）", "开变市人民政府第5号令"),
        ("中华人民共和国开变部令<br>第43号", "中华人民共和国开变部令第43号"),
    ],
)
def test_numbers_in_the_title(title: str, wanted: str) -> None:
    assert number(title) == wanted


@pytest.mark.parametrize(
    "title",
    [
        "根据开政办〔2022〕2号调整补贴的通知",
        "开变市转发开政办〔2022〕2号文件的通知",
        "转发国办发〔2022〕2号",
        "转发《开变省水利厅关于节水的通知》（开水〔2022〕2号）",
        "开变市关于贯彻落实国办发〔2022〕2号",
        "关于废止开政发〔2022〕2号的决定",
        "一图读懂《关于节能的通知》（开政发〔2022〕2号）",
        "《关于节能的通知》（开政发〔2022〕2号）政策解读",
        "关于公布《开变市人民政府令第43号》的通知",
        "财政部 税务总局公告2025年第17号发布，锅炉税收有新规",
        "开政办〔2022〕2号文件来了",
    ],
)
def test_numbers_that_a_title_cites_are_not_its_own(title: str) -> None:
    assert number(title) is None


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("（开公规〔2026〕2号）",), "开公规〔2026〕2号"),
        (("开政呈〔2022〕2号　　　签发人：王五",), "开政呈〔2022〕2号"),
        (("开变海关公告", "〔2025〕17号"), "开变海关公告〔2025〕17号"),
        (("财政部 税务总局", "公告", "2023年 第2号"), "财政部 税务总局公告2023年第2号"),
        (
            ("财政部", "税务总局", "国家发展改革委公告", "2023年第2号"),
            "财政部 税务总局 国家发展改革委公告2023年第2号",
        ),
        (("中华人民共和国开变部令", "第 43 号"), "中华人民共和国开变部令第43号"),
        (
            ("中华人民共和国", "国家发展和改革委员会", "令", "第43号"),
            "中华人民共和国国家发展和改革委员会令第43号",
        ),
        (("开变部令", "2023年第5号令"), "开变部令2023年第5号"),
        (("2023年第5号令",), "2023年第5号令"),
    ],
)
def test_numbers_on_lines_of_their_own(lines: tuple[str, ...], wanted: str) -> None:
    inside = "".join(f"<p>{line}</p>" for line in lines)
    outside = inside.replace("p>", "div>")
    assert number(NONE, body=inside + TEXT) == wanted
    assert number(NONE, between=outside) == wanted


def test_the_number_stands_above_the_heading_or_is_told_by_it_again() -> None:
    assert number(NONE, before="<div>开发改〔2023〕17号</div>") == "开发改〔2023〕17号"
    assert number("开变市人民政府令", body=f"<p>第43号</p>{TEXT}") == "开变市人民政府令第43号"
    again = read(TITLE, body=f"<p>{TITLE}（开公规〔2026〕2号）</p>{TEXT}")
    assert (again.document_number, again.title) == ("开公规〔2026〕2号", TITLE)


def test_a_field_that_says_only_the_count_leaves_the_name_to_the_head() -> None:
    label = "<p>发文字号：第43号</p>"
    head = f"<p>中华人民共和国开变部令</p><p>第43号</p>{TEXT}"
    assert number(NONE, before=label, body=head) == "中华人民共和国开变部令第43号"
    assert number(NONE, before="<p>发文字号：2023年第5号令</p>") == "2023年第5号令"


def test_a_tag_of_the_site_before_the_number_hides_it_not() -> None:
    assert (
        number("【贷款】开公中规〔2026〕2号开变住房中心关于优化政策的通知") == "开公中规〔2026〕2号"
    )
