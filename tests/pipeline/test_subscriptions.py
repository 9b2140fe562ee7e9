"""The file of subscriptions: read, refused with reasons, written back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from pipeline.telling.subscribing.subscriptions import ANY, Known, SubscriptionError, read, write
from storage.office import DEFAULT_OFFICE
from storage.records import Filter, OldSecret, Subscription
from tests.telling_samples import SECRET, subscription

NOW = datetime(2026, 11, 23, tzinfo=UTC)
KNOWN = Known(
    topics={"carbon_market", "energy.hydrogen"}, parts=DEFAULT_OFFICE.ids, regions={"雄安新区"}
)
GOOD = f"""
[[subscription]]
channel = "email"
address = "reader@example.org"
name = "河北某电厂"
filter.topics = ["carbon_market", "energy.hydrogen"]
filter.parts = ["central", "province"]
filter.regions = ["河北省"]

[[subscription]]
id = "internal-system"
channel = "webhook"
address = "https://example.org/hook"
secret = "{SECRET}"
include_doubtful = false
filter = {{ words = ["绿证"], least_significance = 0.3 }}
"""


def load(path: Path, text: str, known: Known = ANY) -> tuple[Subscription, ...]:
    file = path / "subscriptions.toml"
    file.write_text(text, "utf-8")
    return read(file, NOW, known)


def test_a_good_file(tmp_path: Path) -> None:
    first, second = load(tmp_path, GOOD)
    assert first.filter == Filter(
        topics=("carbon_market", "energy.hydrogen"),
        parts=("central", "province"),
        regions=("河北省",),
    )
    assert (first.name, first.active, first.created_at) == ("河北某电厂", True, NOW)
    assert second.subscription_id == "internal-system"
    assert second.include_doubtful is False


def test_an_id_is_computed_and_stays(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD)[0].subscription_id == load(tmp_path, GOOD)[0].subscription_id
    assert load(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('channel = "email"', 'channel = "fax"', "没有渠道 'fax'，可用：email"),
        ("reader@example.org", "reader", "不是邮件地址"),
        ("filter.parts", "filter.part", "不认识 filter.part"),
        ('name = "河北某电厂"', 'nom = "x"', "不认识 nom"),
        ('"central"', '"centre"', "没有编“centre”，可用：central、mee"),
        ('"carbon_market"', '"coal"', "没有主题“coal”"),
        ('name = "河北某电厂"', "name = 3", "name 应为加引号的文字"),
        ('address = "reader@example.org"', "", "缺少 address"),
        ('["河北省"]', '"河北省"', "filter.regions 应为列表"),
        ('["河北省"]', '["火星"]', "没有地区“火星”"),
        (
            "filter.topics",
            'filter.kinds = ["new"]\nfilter.topics',
            "filter.kinds 没有 'new' 这个值",
        ),
        ("filter.topics", 'filter.since = "x"\nfilter.topics', "filter.since 应为日期"),
        ("河北某电厂", "电" * 101, "name 应不超过 100 个字符"),
        ("河北某电厂", "电厂\\u202e", "name 应不含看不见的控制字符（U+202E）"),
        ('["河北省"]', f'["{"省" * 61}"]', "filter.regions 应每项不超过 60 个字符"),
        ("[[subscription]]", "[[subscriptions]]", "不认识 subscriptions"),
        ('name = "河北某电厂"', 'rate = "hourly"', "没有 'hourly'，可用：at_once、daily、weekly"),
        ('name = "河北某电厂"', "weekday = 0", "weekday 应为 1（周一）至 7（周日）"),
        ('name = "河北某电厂"', "hour = 24", "hour 应为 0 至 23"),
        ('name = "河北某电厂"', 'quiet = "22-7"', "quiet 应为不满一天的时段，如 22:00-07:00"),
        ('name = "河北某电厂"', 'quiet = "00:00-24:00"', "quiet 应为不满一天的时段"),
        ('["河北省"]', '["张家口 承德"]', "没有地区“张家口 承德”"),
        ("filter.topics", 'filter.relevant = ["no"]\nfilter.topics', "什么也收不到"),
        (
            "filter.topics",
            'include_doubtful = false\nfilter.relevant = ["person"]\nfilter.topics',
            "什么也收不到",
        ),
        ("filter.topics", 'filter.words = ["-"]\nfilter.topics', "“-”里没有可以检索的字"),
        ('name = "河北某电厂"', 'contact = "某人"', "contact：不是邮件地址"),
        ('name = "河北某电厂"', 'link_key = "x"', "不认识 link_key"),
        ('name = "河北某电厂"', "told_until = 2026-11-23", "不认识 told_until"),
        ('"email"', '"email', "第 3 行"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SubscriptionError, match=r"subscriptions\.toml") as caught:
        load(tmp_path, GOOD.replace(old, new, 1), KNOWN)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("least_significance = 0.3", "least_significance = 3", "0 与 1"),
        (SECRET, "short", "whsec_"),
        ("https://example.org/hook", "ftp://example.org/", "http(s)"),
        ('id = "internal-system"', 'id = "../../etc"', "id"),
        ('id = "internal-system"', "created_at = 2026-11-23T08:00:00", "时区"),
    ],
)
def test_the_second_entry_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SubscriptionError, match="第 2 个订阅") as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert said in str(caught.value)


def test_capitals_make_no_other_mailbox(tmp_path: Path) -> None:
    first, second = (
        load(tmp_path, GOOD.replace("reader@example.org", address))[0]
        for address in ("Reader@Example.ORG", "reader@example.org")
    )
    assert first.subscription_id == second.subscription_id
    assert (first.address, second.address) == ("Reader@example.org", "reader@example.org")


def test_one_id_once(tmp_path: Path) -> None:
    with pytest.raises(SubscriptionError, match="重复"):
        load(tmp_path, GOOD + GOOD)


def test_no_file_and_no_utf8(tmp_path: Path) -> None:
    with pytest.raises(SubscriptionError, match=r"读不了：.*none.toml（没有这个文件"):
        read(tmp_path / "none.toml", NOW)
    (tmp_path / "gb.toml").write_bytes("# 订阅".encode("gb18030"))
    with pytest.raises(SubscriptionError, match="不是 UTF-8 文本"):
        read(tmp_path / "gb.toml", NOW)


SEEN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs"])


@given(
    name=st.text(SEEN, max_size=100).map(lambda text: " ".join(text.split())),
    words=st.lists(st.text(SEEN, max_size=59).map("碳{}".format), max_size=100),
    significance=st.floats(0, 1),
    active=st.booleans(),
    times=st.fixed_dictionaries(
        {
            "rate": st.sampled_from(["at_once", "daily", "weekly"]),
            "weekday": st.integers(1, 7),
            "hour": st.integers(0, 23),
            "quiet": st.sampled_from(["", "22:00-07:00"]),
        }
    ),
)
def test_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    words: list[str],
    significance: float,
    active: bool,
    times: dict[str, Any],
) -> None:
    chosen = Filter(words=tuple(words), parts=("mee",), least_significance=significance)
    one = subscription(
        name=name, filter=chosen, active=active, include_doubtful=active, empties=active,
        approval=active, after_holidays=active, contact="owner@example.org", **times,
    )  # fmt: skip
    other = subscription(
        subscription_id="b", channel="webhook", address="https://a.example/", secret=SECRET
    )
    path = tmp_path_factory.mktemp("toml")
    assert load(path, write([one, other])) == (one, other)


def test_what_the_program_alone_knows_is_in_no_file(tmp_path: Path) -> None:
    told = subscription(
        told_until=NOW, told_at=NOW, link_key="the-key",
        previous=(OldSecret(secret=SECRET, until=NOW),),
        ended="operator", ended_at=NOW, active=False,
    )  # fmt: skip
    text = write([told])
    assert "the-key" not in text
    assert load(tmp_path, text) == (subscription(active=False),)


def test_only_what_differs_is_written() -> None:
    assert write([subscription()]).splitlines() == [
        "[[subscription]]",
        'id = "weekly"',
        'channel = "email"',
        'address = "reader@example.org"',
        "created_at = 2026-10-19T02:00:00+00:00",
    ]
