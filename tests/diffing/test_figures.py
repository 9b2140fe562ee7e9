"""One value in several spellings has one normal form; two values never do."""

import pytest
from hypothesis import given, settings, strategies as st

from diffing.figures import figure_of, normal, unit_of
from tests.diffing.spellings import chinese


@pytest.mark.parametrize(
    "spellings",
    [
        ("二十万元", "20万元", "200000元", "200,000元", "２０万元"),
        ("一千零五万元", "1005万元"),
        ("两千五百元", "二千五百元", "2500元"),
        ("一亿二千万元", "1.2亿元"),
        ("百分之十", "10%", "１０％", "10.0%"),
        ("千分之三", "0.3%", "3‰"),
        ("百分之二十至百分之三十", "20%~30%", "20%—30%"),
        ("二〇二五年十二月三十一日", "二○二五年十二月三十一日", "2025年12月31日", "2025-12-31"),
        ("2020年度", "2020年"),
        ("三十个工作日", "30个工作日", "30工作日"),
        ("十五日", "15天", "15日"),
        ("2项", "2个"),
        ("1-2个", "1～2个", "1至2个"),
        ("3个百分点", "三个百分点"),
        ("五公斤", "5千克"),
        ("三千瓦时", "3kWh"),
    ],
)
def test_spellings_of_one_value(spellings: tuple[str, ...]) -> None:
    assert len({normal(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    "values",
    [
        ("10吨", "10万吨", "100吨", "10千克"),
        ("16MW", "16mW"),
        ("十万元", "二十万元", "一百万元", "十元"),
        ("2025年12月31日", "2026年6月30日", "2025年12月", "2025年", "2025年底"),
        ("十三五", "十四五"),
        ("1.5倍", "15倍"),
        ("10²吨", "102吨"),
    ],
)
def test_values_that_differ_are_kept_apart(values: tuple[str, ...]) -> None:
    assert len({normal(text) for text in values}) == len(values)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(1, 10**10))
def test_every_chinese_numeral_is_its_number(number: int) -> None:
    assert normal(f"{chinese(number)}元") == f"{number}元"


def test_units_and_written_figures() -> None:
    assert unit_of("2.6万吨标准煤") == "吨标准煤"
    assert unit_of("0.99") == ""
    assert figure_of("10万吨") == "10"
