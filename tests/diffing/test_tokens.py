"""Tokens: what is marked whole, whatever it stands beside."""

import time

import pytest
from hypothesis import given, settings, strategies as st

from diffing.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("三月底", "date"),
        ("2018—2020", "date"),
        ("千分之三", "percent"),
        ("200元/吨", "amount"),
        ("5百元", "amount"),
        ("二千万元", "amount"),
        ("3千克", "quantity"),
        ("5百分点", "quantity"),
        ("20万千瓦时", "quantity"),
        ("0.5吨/万元", "quantity"),
        ("4000t/d", "quantity"),
        ("1:1", "number"),
        ("1/3", "number"),
        ("附件3", "reference"),
        ("《转发《甲办法》的通知》", "title"),
        ("不超过", "scope"),
        ("至少", "scope"),
        ("除外", "scope"),
        ("≥", "scope"),
        ("第197号令", "document_number"),
        ("省药品监督管理局", "organisation"),
        ("最高人民法院", "organisation"),
    ],
)
def test_one_token(text: str, kind: str) -> None:
    assert tokens_of(text) == [(text, kind)]


@pytest.mark.parametrize(
    ("text", "token", "kind"),
    [
        ("根据国发〔2021〕3号文件", "国发〔2021〕3号", "document_number"),
        ("《甲方案》（甲环函〔2020〕5号）", "甲环函〔2020〕5号", "document_number"),
        ("科学技术委员会甲科指南〔2021〕25号", "甲科指南〔2021〕25号", "document_number"),
        ("由电力主管部门会同有关部门", "电力主管部门", "organisation"),
        ("“十四五”期间", "十四五", "date"),
        ("不足1万元的", "1万元", "amount"),
    ],
)
def test_a_token_within_its_sentence(text: str, token: str, kind: str) -> None:
    assert (token, kind) in tokens_of(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("许可证", "modal"), ("认可机构", "modal"), ("应税污染物", "modal"),
        ("以下简称配额", "scope"), ("所有权", "scope"), ("组成部分", "scope"),
        ("县级以上", "scope"),
        ("区域内的企业应当报当地", "organisation"),
    ],
)  # fmt: skip
def test_parts_of_words_are_no_tokens_of_their_own(text: str, kind: str) -> None:
    assert kind not in {token.kind for token in tokens_of(text)}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.text(
        alphabet=st.sampled_from(
            "第一二十百条《》〔〕/附件2025年月日号由,.万元%吨 \n\t省委员会不以上部应可a"
        ),
        max_size=60,
    )
)
def test_tokens_spell_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens_of(text)) == text


@pytest.mark.parametrize(
    "piece",
    [
        "《",
        "《甲",
        "第",
        "1,",
        "一",
        "〔2021",
        "由甲",
        "省甲",
        "2021年",
        "百分之",
        "1/",
        "附件",
        "国务院",
    ],
)
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    """Each of them would take far longer if time grew with the square of the length."""
    text = (piece * 60_000)[:60_000]
    began = time.process_time()
    assert "".join(token.text for token in tokens_of(text)) == text
    assert time.process_time() - began < 2
