"""A filter and a rate in words."""

from datetime import date
from typing import Any

import pytest

from notifiers.wanted import rate_words, wanted
from storage.office import DEFAULT_OFFICE
from storage.records import Filter
from tests.telling_samples import subscription

NAMES = {"carbon_market": "碳市场"}


def test_every_field_of_a_filter_is_told() -> None:
    chosen = Filter(
        topics=("carbon_market", "circular"),
        parts=("central", "mee"),
        regions=("河北省",),
        issuers=("生态环境部",),
        words=("绿证", "碳市场 配额"),
        words_not=("招聘",),
        kinds=("added", "withdrawn"),
        validity=("in-force", "repealed"),
        relevant=("yes", "person"),
        since=date(2026, 1, 1),
        until=date(2026, 6, 30),
        least_significance=0.2,
    )
    assert wanted(chosen, NAMES, DEFAULT_OFFICE, doubtful=False) == (
        "主题：碳市场、circular",
        "层级：中央文件、生态环境部",
        "地区：河北省",
        "发文机关：生态环境部",
        "含：绿证、碳市场 配额",
        "不含：招聘",
        "变化：新文件、撤下",
        "效力：现行有效、已废止",
        "收录：收录、待定",
        "公布日期：2026-01-01 起，2026-06-30 止",
        "改动的分量不低于 0.2",
        "不含待定的",
    )


def test_no_condition_is_said_too() -> None:
    assert wanted(Filter(), NAMES, DEFAULT_OFFICE) == ("不限",)


def test_each_field_restricts_what_is_said() -> None:
    """None is left out of the foot when the filter gets another."""
    values: dict[str, Any] = {
        "topics": ("a",), "parts": ("mee",), "regions": ("河北",), "issuers": ("b",),
        "words": ("c",), "words_not": ("d",), "kinds": ("added",), "validity": ("expired",),
        "relevant": ("no",), "since": date(2026, 1, 1), "until": date(2026, 1, 2),
        "least_significance": 0.5,
    }  # fmt: skip
    assert set(values) == set(Filter.__dataclass_fields__)
    for name, value in values.items():
        assert wanted(Filter(**{name: value}), {}, DEFAULT_OFFICE) != ("不限",), name


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "每周一 8:00"),
        ({"weekday": 7, "hour": 20, "after_holidays": True}, "每周日 20:00（节假日顺延）"),
        ({"rate": "daily", "hour": 7}, "每天 7:00"),
        ({"rate": "at_once"}, "发现即发"),
        ({"rate": "at_once", "quiet": "22:00-07:00"}, "发现即发（22:00-07:00 不发）"),
    ],
)
def test_when_it_is_told(values: dict[str, Any], words: str) -> None:
    assert rate_words(subscription(**values)) == words
