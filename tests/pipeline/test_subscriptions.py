"""The file of subscriptions: read, refused with reasons, written back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from pipeline.telling.subscriptions import SubscriptionError, read, write
from storage.office import DEFAULT_OFFICE
from storage.records import Filter, Subscription
from tests.telling_samples import SECRET, subscription

NOW = datetime(2026, 11, 23, tzinfo=UTC)
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


def load(path: Path, text: str, **options: object) -> tuple[Subscription, ...]:
    file = path / "subscriptions.toml"
    file.write_text(text, "utf-8")
    return read(file, NOW, **options)  # type: ignore[arg-type]


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
        ('name = "河北某电厂"', "name = 3", "name"),
        ('address = "reader@example.org"', "", "address"),
        ('["河北省"]', '"河北省"', "regions"),
        ("[[subscription]]", "[[subscriptions]]", "不认识 subscriptions"),
        ('"email"', '"email', "读不出来"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SubscriptionError, match=r"subscriptions\.toml") as caught:
        load(
            tmp_path,
            GOOD.replace(old, new, 1),
            topics={"carbon_market", "energy.hydrogen"},
            parts=DEFAULT_OFFICE.ids,
        )
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


def test_one_id_once(tmp_path: Path) -> None:
    with pytest.raises(SubscriptionError, match="重复"):
        load(tmp_path, GOOD + GOOD)


def test_no_file_and_no_utf8(tmp_path: Path) -> None:
    with pytest.raises(SubscriptionError, match="读不出来"):
        read(tmp_path / "none.toml", NOW)
    (tmp_path / "gb.toml").write_bytes("# 订阅".encode("gb18030"))
    with pytest.raises(SubscriptionError, match="读不出来"):
        read(tmp_path / "gb.toml", NOW)


@given(
    name=st.text(st.characters(codec="utf-8")),
    words=st.lists(st.text(st.characters(codec="utf-8"))),
    significance=st.floats(0, 1),
    active=st.booleans(),
)
def test_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    words: list[str],
    significance: float,
    active: bool,
) -> None:
    chosen = Filter(words=tuple(words), parts=("mee",), least_significance=significance)
    one = subscription(name=name, filter=chosen, active=active, include_doubtful=active)
    other = subscription(
        subscription_id="b", channel="webhook", address="https://a.example/", secret=SECRET
    )
    path = tmp_path_factory.mktemp("toml")
    assert load(path, write([one, other])) == (one, other)
