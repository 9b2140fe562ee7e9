"""What two places of a page say differently is recorded; variants of writing are not."""

import pytest

from crawlers.extract import extract
from crawlers.page import Page

URL = "https://www.kaibian.example/x/1.html"


def said(
    table: str, *, meta: str = "", number: str = "开发改〔2023〕17号", more: str = ""
) -> tuple[str, ...]:
    html = (
        f"<html><head><title>关于做好锅炉节能工作的通知</title>{meta}</head><body><div><h1>关于做好锅炉节能工作的通知</h1>"
        f"<table>{table}</table><div><p>{number}</p><p>各县：</p><p>为做好工作，现通知如下。</p>{more}"
        "<p>开变市发展和改革委员会</p><p>2023年12月5日</p></div></div></body></html>"
    )
    return extract(Page(url=URL, body=html.encode()), families=False).disagreements


def row(label: str, value: str) -> str:
    return f"<tr><td>{label}：</td><td>{value}</td></tr>"


@pytest.mark.parametrize(
    "table",
    [
        row("发文字号", "开发改[2023]17号"),
        row("发文字号", "开 发 改 （2023）17 号"),
        row("发文字号", ""),
        row("发文机关", "市发展改革委"),
        row("发布机构", "开变市政府办公室"),
        row("成文日期", "2023年12月05日"),
        row("生成日期", "2023年12月8日"),
        row("标题", "开变市发展改革委关于做好锅炉节能工作的通知（开发改〔2023〕17号）"),
        row("施行日期", "2024-01-01"),
    ],
)
def test_variants_are_no_disagreement(table: str) -> None:
    assert said(table) == ()


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (
            row("发文字号", "开发改〔2023〕71号"),
            "发文字号：信息表为开发改〔2023〕71号，正文为开发改〔2023〕17号",
        ),
        (
            row("发文机关", "开变市水利局"),
            "发文机关：信息表为开变市水利局，落款为开变市发展和改革委员会",
        ),
        (row("成文日期", "2023-12-15"), "成文日期：信息表为2023-12-15，落款为2023-12-05"),
        (
            row("标题", "关于做好电机更新工作的通知"),
            "标题：信息表为关于做好电机更新工作的通知，页面标题为关于做好锅炉节能工作的通知",
        ),
    ],
)
def test_real_differences_are_named_with_their_places(table: str, line: str) -> None:
    assert said(table) == (line,)


def test_the_day_of_publication_in_tag_and_page() -> None:
    tag = '<meta name="PubDate" content="2023-12-09 08:00">'
    line = "发布日期：页面为2023-12-08，网页标签为2023-12-09"
    assert said(row("发布日期", "2023-12-08"), meta=tag) == (line,)
    made = tag + '<meta name="others" content="页面生成时间 2023-12-09 08:00">'
    assert said(row("发布日期", "2023-12-08"), meta=made) == ()


def test_the_day_from_which_it_applies() -> None:
    table = row("施行日期", "2024-01-01")
    more = "<p>本通知自2024年2月1日起施行。</p>"
    assert said(table, more=more) == ("施行日期：信息表为2024-01-01，正文为2024-02-01",)
