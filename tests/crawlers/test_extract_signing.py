"""Who signed a document, and when, whatever comes after the signature."""

from datetime import date

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Content

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"
OFFICE = "开变市人民政府办公厅"


def page(html: str) -> Page:
    return Page(url=URL, body=html.encode())


def read(*lines: str) -> Content:
    """A notice that ends in these lines."""
    ended = "".join(f"<p>{line}</p>" for line in lines)
    html = (
        "<html><head><title>关于做好锅炉节能工作的通知</title></head><body><div><p>各县（区）发展改革局：</p>"
        f"<p>为做好锅炉节能工作，现就有关事项通知如下。</p><p>请遵照执行。</p>{ended}</div></body></html>"
    )
    return extract(page(html), families=False)


AFTER = [
    "抄送：市委各部门，市人大常委会办公厅。",
    "抄 报：省人民政府。",
    "分送：各处室。",
    "主动公开",
    "公开方式：主动公开",
    "（此件公开发布）",
    "附件：1.锅炉登记表",
    "附件1：锅炉登记表。另行印发。",
    "联系人：张三，电话：12345678。",
    "政策咨询电话：12345678。",
    "地址：开变市政府路1号。邮编：100000。",
    "政策解读：《关于做好锅炉节能工作的通知》解读，请点击查看。",
    "主题词：节能 通知",
    "开变市人民政府办公厅秘书处　　2021年3月8日印发",
]


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize(
    "signed", [(OFFICE, "2021年3月5日"), (f"{OFFICE}　2021年3月5日",), (f"{OFFICE}2021年3月5日",)]
)
def test_what_comes_after_the_signature_does_not_hide_it(
    after: str, signed: tuple[str, ...]
) -> None:
    for rest in ((after,), (after, AFTER[0], AFTER[-1])):
        content = read(*signed, *rest)
        assert content.issuing_bodies == (OFFICE,)
        assert content.signed_on == date(2021, 3, 5)


@pytest.mark.parametrize("after", AFTER)
def test_a_signature_without_a_date(after: str) -> None:
    content = read(OFFICE, after)
    assert content.issuing_bodies == (OFFICE,)
    assert content.signed_on == (date(2021, 3, 8) if "印发" in after[-2:] else None)


def test_dates_in_wide_digits_and_with_copies_on_their_line() -> None:
    for line in ("２０２１年３月５日", "2021年3月5日　抄送：市委各部门。"):
        content = read(OFFICE, line, AFTER[0])
        assert (content.issuing_bodies, content.signed_on) == ((OFFICE,), date(2021, 3, 5))


def test_an_agency_that_only_tags_and_scripts_name_has_not_signed() -> None:
    html = (
        "<html><head><meta name='author' content='开变市水利局'></head><body><div><p>各单位：</p>"
        "<p>请遵照执行，谢谢。</p></div><script>var org = '开变市水利局';</script></body></html>"
    )
    assert extract(page(html)).issuing_bodies == ()


def test_signature_of_the_document_not_of_its_annex() -> None:
    html = """<html><body><div id="zoom"><p>现将方案印发给你们，请执行。</p><p>开变市水利局</p>
    <p>2023年3月1日</p><p>附件</p><p>方案</p><p>正文，正文。</p>
    <p>开变市节水办公室</p><p>2022年1月1日</p></div></body></html>"""
    content = extract(page(html))
    assert content.issuing_bodies == ("开变市水利局",)
    assert content.signed_on == date(2023, 3, 1)


def test_a_signature_that_news_quotes_is_not_the_signature_of_the_page() -> None:
    html = """<body><div id="zoom"><p>今天，开变市发布公告。</p><p>现开展活动，欢迎参加。</p>
    <p>开变市商务局</p><p>2025年10月24日</p><p>据悉，其他区县也将开展活动。</p></div>"""
    content = extract(page(html))
    assert content.issuing_bodies == ()
    assert content.signed_on is None
