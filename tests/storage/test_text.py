"""Folding, document numbers, dates."""

import time
from datetime import date

import pytest
from hypothesis import given, strategies as st

from storage.ids import canonical_url, posting_id
from storage.text import cjk_number, document_number, fold, number_key, parse_date, title_key


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("发改环资 [2023] 1529 号", "发改环资〔2023〕1529号"),
        ("国发﹝2023﹞24号", "国发〔2023〕24号"),
        ("证监发（2023）80号", "证监发〔2023〕80号"),
        ("（冀政办字【2023】3号）", "冀政办字〔2023〕3号"),
        ("生态环境部 公告 2023年 第 34 号", "生态环境部公告2023年第34号"),
        ("商务部 海关总署公告2023年第65号", "商务部 海关总署公告2023年第65号"),
        ("财政部 \n  商务部公告 2023年第7号", "财政部 商务部公告2023年第7号"),
        ("生 态 环 境 部公告 2023年第7号", "生态环境部公告2023年第7号"),
        ("中华人民共和国 生态环境部公告2023年第3号", "中华人民共和国生态环境部公告2023年第3号"),
        ("中华人民共和国生态环境部令 第31号", "中华人民共和国生态环境部令第31号"),
        ("2023年12月8日", None),
        ("第十四个五年规划", None),
    ],
)
def test_document_number(shown: str, number: str | None) -> None:
    assert document_number(shown) == number


@pytest.mark.parametrize(
    "shown", ["国发〔2023〕24号", "国发[2023]24号", "国发（2023）24号", "国发 ［2023］ 24 号"]
)
def test_number_key_is_one_for_all_brackets(shown: str) -> None:
    assert number_key(document_number(shown)) == "国发[2023]24号"


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("发布时间：2023-12-08 10:00", date(2023, 12, 8)),
        ("2023/1/2", date(2023, 1, 2)),
        ("2023年12月8日印发", date(2023, 12, 8)),
        ("二〇二三年十一月二十一日", date(2023, 11, 21)),
        ("二○二三年十月三十一日", date(2023, 10, 31)),
        ("t20231208_123456.html", date(2023, 12, 8)),
        ("2023-13-08", None),
        ("2023年2月30日", None),
        ("电话 010-12345678", None),
    ],
)
def test_parse_date(shown: str, day: date | None) -> None:
    assert parse_date(shown) == day


def test_title_key_is_what_postings_share() -> None:
    long = "国家发展改革委等部门关于印发《锅炉绿色低碳高质量发展行动方案》的通知"
    short = "关于印发《锅炉绿色低碳高质量发展行动方案》的通知（发改环资〔2023〕1638号）"
    assert title_key(long) == title_key(short)
    assert title_key("关于印发甲的通知") != title_key("关于印发乙的通知")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.dates(min_value=date(1949, 10, 1), max_value=date(2099, 12, 31)))
def test_any_date_is_read_in_every_form(day: date) -> None:
    for shown in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert parse_date(shown) == day


def test_one_posting_under_its_addresses() -> None:
    one = posting_id("http://www.a.gov.example/x/art_1.html?xxgkhide=1#top")
    assert one == posting_id("https://www.a.gov.example:443/x/art_1.html")
    assert one != posting_id("https://www.a.gov.example/x/art_2.html")
    assert posting_id("https://a.example/x/") == posting_id("https://a.example/x/index.html")
    assert canonical_url("HTTP://A.Example/x?from=1&id=2#f") == "http://a.example/x?id=2"
    assert (
        canonical_url("https://a.example/x.do;jsessionid=0A.1?id=2")
        == "https://a.example/x.do?id=2"
    )


@pytest.mark.parametrize("piece", ["国家部 ", "令第", "部 2023年第"])
def test_words_without_end_take_no_endless_time(piece: str) -> None:
    began = time.process_time()
    document_number(piece * 20_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "number"),
    [("九", 9), ("十", 10), ("三十一", 31), ("一百零三", 103), ("二〇二五", 2025), ("３０", 30)],
)
def test_numbers_in_chinese(text: str, number: int) -> None:
    assert cjk_number(text) == number
