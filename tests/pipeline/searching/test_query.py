"""What people type, read."""

import pytest
from hypothesis import given, strategies as st

from pipeline.searching.query import LONGEST, parse


@pytest.mark.parametrize(
    ("typed", "wanted", "without"),
    [
        ("碳达峰 碳中和", ["碳达峰", "碳中和"], []),
        ("碳达峰、碳中和，《条例》", ["碳达峰", "碳中和", "条例"], []),
        ('“绿色 低碳” "EU ETS"', ["绿色低碳", "eu\x01ets"], []),
        ("碳　-招聘 －试点", ["碳"], ["招聘", "试点"]),
        ('碳 -"招聘 公告"', ["碳"], ["招聘公告"]),
        ("７．５％", ["7.5%"], []),
        ('"未完的 引号', ["未完的", "引号"], []),
        ("", [], []),
        ('* " - 。', [], []),
        ('NEAR(碳* OR "达峰" AND %_', ["near(碳", "or", "达峰", "and"], []),
    ],
)
def test_words_phrases_and_words_that_must_not_be(
    typed: str, wanted: list[str], without: list[str]
) -> None:
    query = parse(typed)
    assert [word.text for word in query.words] == wanted
    assert [word.text for word in query.without] == without
    assert query.number is None


@pytest.mark.parametrize(
    ("typed", "number", "is_said"),
    [
        ("国发〔2023〕24号", "国发〔2023〕24号", True),
        ("国发[2023]24", "国发〔2023〕24号", True),
        ("国发（2023） 24 号", "国发〔2023〕24号", True),
        ("国发﹝２０２３﹞２４号", "国发〔2023〕24号", True),
        ("国发2023 24", "国发〔2023〕24号", False),
        ("国发2023年第24号", "国发2023年第24号", True),
        ("生态环境部令 第31号", "生态环境部令第31号", True),
        ("落实 国发〔2023〕24号", "国发〔2023〕24号", True),
        ("国发〔二〇二三〕24号", "国发〔2023〕24号", True),
        ("国发（二○二三）二十四号", "国发〔2023〕24号", True),
        ("国发2023-24", "国发〔2023〕24号", False),
        ("國發〔2023〕24號", "国发〔2023〕24号", True),
        ("公告二〇二三年第四十二号", "公告2023年第42号", True),
        ("二〇二三年", None, False),
        ("碳达峰 2030", None, False),
        ("24号", None, False),
    ],
)
def test_a_document_number_in_any_form(typed: str, number: str | None, is_said: bool) -> None:
    query = parse(typed)
    assert (query.number, query.said_number) == (number, is_said)


def test_what_may_be_a_number_is_looked_for_as_words_too() -> None:
    query = parse("碳达峰2030 60")
    assert query.is_met(["按照碳达峰[2030]60号"])
    assert query.is_met(["碳达峰2030", "60"])
    assert not query.is_met(["碳达峰2030"])


def test_traditional_characters_find_simplified_ones() -> None:
    query = parse("碳達峰 -招聘公告")
    assert query.is_met(["碳达峰"])
    assert query.is_met(["碳達峰"])
    assert not parse("碳達峰 -電力").is_met(["碳达峰", "电力"])


@given(st.text(max_size=60))
def test_nothing_typed_is_an_error(typed: str) -> None:
    assert parse(typed).is_met(["碳达峰"]) in (True, False)


@pytest.mark.parametrize("piece", ["碳", '"-', "国发〔", "(a*", "\x00", "〔2023〕"])
def test_what_is_too_long_is_cut(piece: str) -> None:
    assert sum(len(word.text) for word in parse(piece * 30_000).words) <= 2 * LONGEST
