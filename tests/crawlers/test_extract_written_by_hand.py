"""What people lay out by hand: spaced names, labelled files, broken titles, powers, formulas."""

import pytest

from crawlers.extract import attachment_links, extract
from crawlers.page import Page
from pipeline.normalise import content_hash, normalise
from storage.records import Content

URL = "https://www.kaibian.example/zwgk/notice_1.html"
TITLE = "关于做好锅炉节能工作的通知"
TEXT = "<p>各县（区）发展改革局：</p><p>为做好锅炉节能工作，现就有关事项通知如下。</p>"
SIGNED = "<p align=right>开变市人民政府</p><p align=right>2023年12月5日</p>"
FILE = "/x/y.pdf"


def page(
    inner: str = "", after: str = "", title: str = TITLE, head: str = f"<h1>{TITLE}</h1>"
) -> Page:
    html = (
        f"<html><head><title>{title}</title></head><body>{head}<div>发布时间：2023-12-06</div>"
        f"<div id=zoom>{TEXT}{inner}{SIGNED}</div>{after}<div class=foot>版权所有</div></body>"
    )
    return Page(url=URL, body=html.encode())


def signed(*lines: str) -> tuple[str, ...]:
    """Who signed a text that ends in these lines."""
    ended = "".join(f"<p align=right>{line}</p>" for line in (*lines, "2023年12月5日"))
    html = f"<html><head><title>{TITLE}</title></head><body><div>{TEXT}{ended}</div></body></html>"
    return extract(Page(url=URL, body=html.encode()), families=False).issuing_bodies


def read(inner: str) -> Content:
    return extract(page(inner))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("财　政　部　　住房城乡建设部", ("财政部", "住房城乡建设部")),
        ("财&nbsp;政&nbsp;部&nbsp;&nbsp;&nbsp;教&nbsp;育&nbsp;部", ("财政部", "教育部")),
        ("国家发展改革委&nbsp;&nbsp;财&nbsp;政&nbsp;部", ("国家发展改革委", "财政部")),
        ("教 育 部  国家税务总局", ("教育部", "国家税务总局")),
        ("中 国 人 民 银 行 &nbsp;中国证监会", ("中国人民银行", "中国证监会")),
        ("　　　国家能源局综合司　国家数据局综合司", ("国家能源局综合司", "国家数据局综合司")),
        ("开变市人民政府 办公室", ("开变市人民政府办公室",)),
        ("国家发展改革委 国家能源局 综合司", ("国家发展改革委", "国家能源局综合司")),
        ("住 房 城 乡\n          建 设 部", ("住房城乡建设部",)),
    ],
)
def test_wide_gaps_part_names_and_narrow_ones_only_space_letters(
    line: str, names: tuple[str, ...]
) -> None:
    assert signed(line) == names
    assert signed("生态环境部", line) == ("生态环境部", *names)


LABELLED = {
    f"<p>附件：<a href={FILE}>登记表</a></p>": [FILE],
    "<p>附件下载：<a href='/module/downfile.jsp?filename=1.pdf&c=0'>登记表</a></p>": [
        "/module/downfile.jsp?filename=1.pdf&c=0"
    ],
    f"<div>相关附件：<ul><li><a href={FILE}>表</a></li><li><a href=/z.zip>图</a></li></ul></div>": [
        FILE,
        "/z.zip",
    ],
    "<div>附件1：<a href='/download?id=88'>登记表</a></div>": ["/download?id=88"],
    "<p>附件：<a href='javascript:void(0)' onclick=\"downFile('/a/b.doc','表')\">表</a></p>": [
        "/a/b.doc"
    ],
    "<p>附件：<a href='javascript:alert(1)'>表.doc</a> <a href='file:///c:/a.doc'>表</a></p>": [],
    "<p>附件：<a href='/news/1.html'>登记表</a></p>": [],
}


@pytest.mark.parametrize(("html", "paths"), LABELLED.items())
def test_a_link_right_after_a_label_for_annexes_is_one(html: str, paths: list[str]) -> None:
    for given in (page(inner=html), page(after=html)):
        files = [file.url for file in attachment_links(given)]
        assert files == [f"https://www.kaibian.example{path}" for path in paths]


@pytest.mark.parametrize(
    "html",
    [
        f"<div class=sidebar><p>附件：<a href={FILE}>表</a></p></div>",
        f"<p>附件：见正文。常用软件</p><p><a href={FILE}>阅读器</a></p>",
        f"<p>常用软件：<a href={FILE}>阅读器</a></p>",
    ],
)
def test_a_file_beside_the_document_without_such_a_label_is_none(html: str) -> None:
    assert attachment_links(page(after=html)) == ()


@pytest.mark.parametrize(
    "head",
    [
        "<div align=center><font size=5><b>关于做好锅炉<br>节能工作的通知</b></font></div>",
        "<p align=center><b>关于做好锅炉</b></p><p align=center><b>节能工作的通知</b></p>",
        "<center>关于做好开变市各类燃煤锅炉<br>节能工作的通知</center>",
        "<center>锅炉节能<br>管理办法</center>",
        "<p align=center>锅炉节能改造</p><p align=center>全部完成</p>",
    ],
)
def test_a_heading_on_several_lines_is_the_title_where_the_page_names_only_its_agency(
    head: str,
) -> None:
    title = extract(page(title="开变市人民政府", head=head)).title
    assert title.startswith(("关于做好", "锅炉节能"))
    assert title.endswith(("节能工作的通知", "管理办法", "全部完成"))


def test_a_power_is_no_digit_of_its_number() -> None:
    text = read(
        "<p>烟气量大于5×10<sup>4</sup>m<sup>3</sup>/h，泄漏率10<sup>-3</sup>，见注<sup>1</sup>。</p>"
    ).text
    assert "5×10⁴m3/h，泄漏率10⁻³，见注1。" in text


def test_another_power_is_a_change_and_its_markup_is_none() -> None:
    four, five, written = (
        content_hash(normalise(read(f"<p>烟气量大于10{power}立方米的锅炉。</p>")))
        for power in ("<sup>4</sup>", "<sup>5</sup>", "⁴")
    )
    assert four != five
    assert four == written


def test_a_formula_is_read_and_an_empty_one_keeps_its_place() -> None:
    content = read(
        "<p>按下式计算。</p><math><semantics><mrow><mi>E</mi><mo>=</mo><mi>mQ</mi></mrow>"
        "<annotation>E = m Q</annotation></semantics></math><p>式中符号见附表。</p><math></math>"
    )
    assert "按下式计算。\nE=mQ\n式中符号见附表。" in content.text
    assert [b.label for b in content.blocks if b.kind == "image"] == ["公式"]


INNER = "<table border=1><tr><td>内1</td><td>内2</td></tr><tr><td>内3</td><td>内4</td></tr></table>"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><td>1</td><td>甲厂</td></tr>", "1\t甲厂"),
        ("<tr><td>名称</td></tr><tr><td>甲厂</td></tr>", "名称\n甲厂"),
        (
            f"<tr><th>甲</th><th>乙</th></tr><tr><td>x{INNER}</td><td>y</td></tr>",
            "甲\t乙\nx 内1 内2 内3 内4\ty",
        ),
    ],
)
def test_a_table_with_its_lines_drawn_keeps_every_cell(rows: str, text: str) -> None:
    content = read(f"<table border=1>{rows}</table><p>请执行，谢谢。</p>")
    assert [b.text for b in content.blocks if b.kind == "table"] == [text]


def test_tables_set_side_by_side_stay_tables_of_their_own() -> None:
    content = read(
        f"<table border=1><tr><td>{INNER}</td><td>{INNER}</td></tr>"
        f"<tr><td>{INNER}</td><td>{INNER}</td></tr></table><p>请执行，谢谢。</p>"
    )
    assert [b.text for b in content.blocks if b.kind == "table"] == ["内1\t内2\n内3\t内4"] * 4
