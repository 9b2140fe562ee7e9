"""What holds of key facts whatever the text: only its own words, no error, linear time."""

import time
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, strategies as st

from diffing.blocks import blocks_of
from pipeline.keyfacts import key_facts
from storage.records import Content, KeyFact

WORDS = (
    "到2025年， 2030年底前 每年 自 之日起 30日内 达到 10% 、 和 12%左右 分别 比2020年下降 控制在 "
    "百分之十 建成 100座 各部门 应当 在 完成 实现 对 进行 的 。 ； ， ： （ ） 《 》 责任部门： "
    "完成时限： 本办法适用于 适用本办法 铁路 水路 货运量 利用率 第三条 一、 "
    "2024年6月30日 2020年 2025年 2030年目标 指标 新建区域 全市 县城 的机场 中 后 与2020年相比 累计 "
    "翻一番 （不含原料） 由 《关于印发 》提出"
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "\t", "\n"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)
DAYS = st.none() | st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


def found(text: str, signed_on: date | None = date(2023, 12, 1)) -> tuple[KeyFact, ...]:
    content = Content(title="某行动方案", signed_on=signed_on, blocks=blocks_of(text))
    return key_facts(content, None, [("附件.pdf", text)])


def is_of(words: str, text: str) -> bool:
    """Whether the words are the text's own, with nothing but left out or set beside."""
    return Counter("".join(words.split())) <= Counter(text)


@given(TEXTS, DAYS)
def test_words_are_those_of_the_text(text: str, signed_on: date | None) -> None:
    for one in found(text, signed_on):
        for line in one.sentence.split("\n"):
            assert "".join(line.split()) in "".join(text.split())
        for words in (one.who, one.by):
            assert "".join(words.split()) in "".join(one.sentence.split())
        assert is_of(one.what, one.sentence)
        assert is_of(one.value, one.sentence)
        assert one.what or one.kind == "addressee"


@given(st.text(max_size=200), DAYS)
def test_any_text_is_read(text: str, signed_on: date | None) -> None:
    facts = found(text, signed_on)
    assert facts == found(text, signed_on)
    assert all(one.sentence and (one.who or one.what) for one in facts)


@given(TEXTS, DAYS)
def test_an_attachment_with_the_text_of_the_page_adds_nothing(
    text: str, signed_on: date | None
) -> None:
    assert not any(one.attachment for one in found(text, signed_on))


def test_a_list_run_together_is_no_sentence() -> None:
    assert found("窑厂每年开展一次核查，" * 9)
    assert found("窑厂每年开展一次核查，" * 90) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "到2025年，",
        "，每年",
        "达到10%、",
        "（责任部门：甲，",
        "自收到之日起30日内",
        "到2025年，甲达到10%，",
    ],
)
def test_a_long_sentence_costs_no_more_than_as_many_short_ones(piece: str) -> None:
    def seconds(length: int) -> float:
        lines = [(piece * length)[:length] + "。"] * (12_000 // length)
        content = Content(title="某方案", blocks=blocks_of("\n".join(lines)))
        start = time.process_time()
        key_facts(content, date(2023, 12, 1))
        return time.process_time() - start

    seconds(300)
    assert seconds(2_400) < 4 * seconds(240) + 0.1
