"""Hostile, broken and enormous pages: read in linear time, or told, never raised."""

import time
from datetime import date

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Row

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"


def page(html: str) -> Page:
    return Page(url=URL, body=html.encode())


ROW = Row(url=URL, title="关于做好锅炉节能工作的通知", published_on=date(2023, 12, 9))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:window.open('x.pdf')",
        "data:application/pdf;base64,AAAA.pdf",
        "file:///etc/passwd.pdf",
        "vbscript:x.pdf",
        "http://[::1/x.pdf",
        "http://host:port/x.pdf",
        "JaVa\tScript:alert(1).pdf",
    ],
)
def test_hostile_links_are_no_attachments(href: str) -> None:
    html = (
        f"<html><body><div id='zoom'><p>附件：<a href=\"{href}\">表.pdf</a></p></div></body></html>"
    )
    assert extract(page(html)).attachments == ()


@pytest.mark.parametrize(
    "html",
    [
        "<html><body>" + "<div class=a>" * 60_000 + "正文内容，很长。" + "</div>" * 60_000,
        "<html><body>" + "<b><p><i>" * 6_000 + "正文内容，很长。",
        "<table><tr><td>" * 15_000 + "正文内容，很长。",
        "<div " + " ".join(f'a{n}="x"' for n in range(100_000)) + ">正文内容，很长。</div>",
        "<body><p>正文内容，很长。</p>" + "<p>国家发展改革委</p>" * 8_000 + "<p>2023-01-01</p>",
        "<p>" + "发布日期：" * 50_000 + "</p><p>正文内容，很长。</p>",
        "<p>" + " " * 1_000_000 + "正文内容，很长。</p>",
        "<p>正文内容，很长。</p>" + "<" * 200_000,
        "<p>" + "国" * 300_000 + "令第正文内容，很长。</p>",
        "<title>" + "财政部 " * 20_000 + "公告第1号</title><body><p>正文内容，很长。</p>",
        "<p>正文内容，很长。</p>" + "<p>发文字号：甲 发布日期：2023-01-01</p>" * 3_000,
        "<p>" + "3时间：2023-01-01" * 15_000 + "</p><p>正文内容，很长。</p>",
        "<p>正文内容，很长。</p><pre>" + "<b>\n</b>" * 20_000,
        "<p>正文内容，很长。</p>" + "<pre\n" * 60_000,
    ],
    ids=[
        *("divs", "formats", "tables", "attributes", "names", "labels", "spaces", "lt", "order"),
        *("title", "days", "times", "pre", "unclosed"),
    ],
)
def test_hostile_pages_are_read_in_linear_time(html: str) -> None:
    started = time.process_time()
    assert "正文内容，很长。" in extract(page(html)).text
    assert time.process_time() - started < 4


@pytest.mark.parametrize("body", [b"", b"\x00" * 100, b"<", b"{", b"[" * 100_000, b"\xff\xfe<"])
def test_rubbish_is_read_as_nothing(body: bytes) -> None:
    content = extract(Page(url=URL, body=body), row=ROW)
    assert content.attachments == ()
    assert content.published_on == ROW.published_on


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    html = "<html><body><h1>关于做好锅炉节能工作的通知</h1><div><p>正文，很长。</p></div>"
    content = extract(Page(url=URL, body=html.encode() + "号".encode()[:2]))
    assert content.title == "关于做好锅炉节能工作的通知"


def test_an_oversized_page_is_told_not_read() -> None:
    body = b"<html><body><p>" + b"x" * 17_000_000
    content = extract(Page(url=URL, body=body))
    assert content.page_state == "broken"
    assert content.state_reason == "页面过大（17 MB），没有读取"


def test_a_little_gbk_in_a_long_script_is_not_taken_for_damaged_utf8() -> None:
    script = "var a=1;" * 9000
    html = f"<html><head><script>{script}</script></head><body><p>节能，通知。</p></body></html>"
    assert extract(Page(url=URL, body=html.encode("gbk"))).text == "节能，通知。"
