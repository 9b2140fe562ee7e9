"""What holds of deadlines whatever the text: real days, its own words, no error, linear time."""

import re
from datetime import date

import pytest
from hypothesis import given, strategies as st

from diffing.blocks import blocks_of
from pipeline.deadlines import deadlines_of
from storage.records import Content, Deadline

WORDS = (
    "2023年 2025 年 二〇二五年 12月31日 2月30日 13月 第99季度 六月 底 末 前 止 自 起 至 到 — 每年 "
    "每月5日 次年 即日起 之日起 印发 公布 施行 有效期 五年 9999个工作日 一百年 30日内 后 （ ） "
    "《 》 。 ； ， 一、 第一条 报送 申报 征求意见 完成 达到 废止 “十四五”期间 17:00 "
    "0年0月0日 2099年12月"
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "\t", "\n"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)
DAYS = st.none() | st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


def found(text: str, signed_on: date | None = date(2023, 12, 1)) -> tuple[Deadline, ...]:
    content = Content(title="某通知", signed_on=signed_on, blocks=blocks_of(text))
    return deadlines_of(content, [("附件.pdf", text)])


@given(TEXTS, DAYS)
def test_days_are_real_and_words_are_those_of_the_text(text: str, signed_on: date | None) -> None:
    bare = re.sub(r"\s", "", text)
    for one in found(text, signed_on):
        assert one.date is None or isinstance(one.date, date)
        assert re.sub(r"\s", "", one.sentence) in bare
        assert one.text in one.sentence


@given(st.text(max_size=200), DAYS)
def test_any_text_is_read(text: str, signed_on: date | None) -> None:
    found(text, signed_on)


@given(TEXTS)
def test_what_stands_elsewhere_changes_nothing(text: str) -> None:
    before = "请于2024年1月5日前将名单报送我局。"
    own = deadlines_of(
        Content(title="某通知", signed_on=date(2023, 12, 1), blocks=blocks_of(before)), ()
    )
    assert found(f"{before}\n{text}")[0] == own[0]


HOSTILE = {
    "dates without end": "12月31日前" * 8_000,
    "years": "2023年" * 12_000,
    "digits": "2" * 60_000,
    "events": "自公布之日起" * 8_000,
    "terms": "有效期5年" * 8_000,
    "titles": "《" * 20_000 + "》" * 20_000,
    "brackets": "（2023年" * 10_000,
    "opinions": ("将意见" * 200 + "2024年1月1日前") * 60,
    "sentences": "到2025年达到9%。" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_comes_to_an_end(name: str) -> None:
    """Each of them would take minutes if time grew with the square of the length."""
    content = Content(title="某通知", signed_on=date(2023, 12, 1), blocks=blocks_of(HOSTILE[name]))
    assert all(one.text in content.text for one in deadlines_of(content, ()))
