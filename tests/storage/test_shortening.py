"""What is cut stays true as far as it goes."""

import pytest
from hypothesis import given, strategies as st

from storage.shortening import shortened


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("能耗下降", 4, "能耗下降"),
        ("能耗下降约十分之一", 4, "能耗下降…"),
        ("到2025年，能耗下降13.5%左右", 14, "到2025年，能耗下降…"),
        ("到2025年，能耗下降", 4, "到…"),
        ("报送企业申请及《推荐汇总表》", 10, "报送企业申请及…"),
        ("报送《推荐汇总表》（一式三份）等", 12, "报送《推荐汇总表》…"),
        ("《关于推进碳达峰的若干意见》", 8, "《关于推进碳达峰…"),
        ("2025年", 2, "20…"),
        ("一、二、三、四", 6, "一、二、三…"),
        ("能耗下降百分之十八点五左右", 9, "能耗下降…"),
        ("其中约十分之一", 4, "其中约…"),
        ("共计1200 万千瓦", 6, "共计…"),
    ],
)
def test_texts_are_cut_where_nothing_becomes_wrong(text: str, most: int, said: str) -> None:
    assert shortened(text, most) == said


@given(st.text(alphabet="年月（）《》“”12.，甲乙"), st.integers(1, 30))
def test_what_is_cut_begins_as_it_did(text: str, most: int) -> None:
    said = shortened(text, most)
    assert (said == text) == (len(text) <= most)
    assert len(said) <= most + 1
    assert text.startswith(said.removesuffix("…"))
