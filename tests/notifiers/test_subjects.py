"""How a digest is called, which days it names, and that its subject never says too much."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from notifiers.render import copy_of
from notifiers.showing import Showing
from storage.records import Filter
from tests.notifiers.mails import PUBLIC, mail, seen
from tests.telling_samples import PERIOD, READ, UNREAD, digest, rendered, week


@pytest.mark.parametrize(
    ("rate", "heading", "days"),
    [
        ("weekly", "双碳政策周报", "11月16日—22日"),
        ("daily", "双碳政策日报", "11月16日—22日"),
        ("at_once", "双碳政策快讯", "11月23日 00:00"),
    ],
)
def test_heading_and_thread(rate: Any, heading: str, days: str) -> None:
    form = mail(digest(*week(), rate=rate))
    assert form.text.startswith(f"{heading}（{days}）\n")
    assert form.subject.startswith(heading)
    assert form.thread == "2026-W47"


@pytest.mark.parametrize(
    ("since", "until", "days", "week_"),
    [
        ((11, 24, 16), (11, 25, 16), "11月25日", "2026-W48"),
        ((11, 28, 16), (12, 2, 16), "11月29日—12月2日", "2026-W49"),
    ],
)
def test_the_days_are_those_of_china(
    since: tuple[int, ...], until: tuple[int, ...], days: str, week_: str
) -> None:
    window = [datetime(2026, *one, tzinfo=UTC) for one in (since, until)]  # type: ignore[arg-type]
    made = replace(digest(rate="daily"), since=window[0], until=window[1])
    form = mail(made)
    assert f"（{days}）" in form.subject
    assert form.thread == week_


@pytest.mark.parametrize(
    ("made_at", "since", "until", "days"),
    [
        ((2026, 1, 4, 23), (2025, 12, 28, 16), (2026, 1, 4, 16), "2025年12月29日—2026年1月4日"),
        ((2026, 1, 1, 23), (2025, 12, 21, 16), (2025, 12, 28, 16), "2025年12月22日—28日"),
        ((2026, 11, 26, 1), (2024, 1, 30, 16), (2024, 2, 4, 16), "2024年1月31日—2月4日"),
        ((2026, 1, 1, 0), (2025, 12, 30, 16), (2025, 12, 31, 16), "2025年12月31日"),
    ],
)
def test_days_of_another_year_say_so(
    made_at: tuple[int, ...], since: tuple[int, ...], until: tuple[int, ...], days: str
) -> None:
    moments = [datetime(*one, tzinfo=UTC) for one in (made_at, since, until)]  # type: ignore[arg-type,misc]
    made = replace(digest(), made_at=moments[0], since=moments[1], until=moments[2])
    assert f"（{days}）" in mail(made).subject


def test_the_copy_on_the_web_has_the_year_always() -> None:
    assert "（11月16日—22日）" in mail(digest()).subject
    copy = copy_of(Showing(digest=digest(), public_url=PUBLIC))
    assert "（2026年11月16日—22日）" in copy.subject


@pytest.mark.parametrize("rate", ["daily", "at_once"])
def test_a_week_that_is_sent_later_is_no_daily_digest(rate: Any) -> None:
    made = replace(digest(*week(), rate=rate), period=PERIOD)
    for form in (mail(made), rendered(made, "feishu")):
        assert form.subject.startswith("双碳政策摘要（11月16日—22日）")
        assert "日报" not in form.subject + form.text + form.html
    assert "本期监测范围" in mail(made).text


@pytest.mark.parametrize(
    ("coverage", "kinds", "said"),
    [
        (UNREAD, (), "改动 1 件；其余不详（2 个来源没有读到）"),
        (UNREAD, ("amended",), "改动 1 件；其余不详（2 个来源没有读到）"),
        (READ, (), "本期无新文件；改动 1 件"),
        (READ, ("amended",), "改动 1 件"),
    ],
)
def test_subjects_never_contradict_themselves(coverage: Any, kinds: Any, said: str) -> None:
    made = digest(week()[3], coverage=coverage, filter=Filter(kinds=kinds))
    assert mail(made).subject.endswith(f"：{said}")


def test_what_was_held_back_is_not_nothing() -> None:
    made = replace(digest(rate="at_once"), held=("某部 · 通知：这次一并出现 57 件",))
    assert mail(made).subject.endswith("：1 个来源一次出现多件，次日逐件列出")


def test_what_is_told_at_once_has_its_title_in_the_subject() -> None:
    items = week()
    assert mail(digest(items[1], rate="at_once")).subject == (
        "双碳政策快讯：关于做好2027年度碳排放权交易配额清缴准备工作的通知"
    )
    assert mail(digest(items[3], rate="at_once")).subject == (
        "双碳政策快讯：改动：重点行业节能降碳专项行动计划（2026—2028年）"
    )
    assert mail(digest(items[2], rate="at_once")).subject == (
        "双碳政策快讯：〔待定〕关于开展县域商业体系建设的通知"
    )
    assert mail(digest(items[2], items[3], rate="at_once")).subject == (
        "双碳政策快讯：改动：重点行业节能降碳专项行动计划（2026—2028年） 等 2 件"
    )
    more = mail(digest(items[1], items[3], rate="at_once", coverage=UNREAD))
    assert more.subject.endswith("准备工作的通知 等 2 件")
    assert "本期无" not in more.text


def test_nothing_new_is_said_of_what_was_seen() -> None:
    """All was read, but days before the end: nobody knows what came since."""
    lines = [replace(one, as_of=date(2026, 11, 20 - n)) for n, one in enumerate(READ)]
    form = mail(digest(coverage=lines))
    assert form.subject.endswith("本期无新文件（截至11月19日）")
    assert "中央文件 6/6（截至11月20日），国家部委 23/23（截至11月19日）。" in form.text


def test_nothing_new_is_said_of_no_day_before_the_first_reading() -> None:
    """What the first pass of a source finds is told to nobody, of whatever day it is."""
    lines = [replace(READ[0], since=date(2026, 11, 18)), READ[1]]
    form = mail(digest(coverage=lines))
    assert form.subject.endswith("本期无新文件（11月18日起）")
    assert "中央文件 6/6（11月18日起），国家部委 23/23。" in form.text
    unread = replace(lines[0], read=5, unread=("国务院：11月20日起拒绝访问",))
    beside = "中央文件 5/6（11月18日起；国务院：11月20日起拒绝访问）。"
    assert beside in mail(digest(coverage=[unread])).text
    ended = mail(digest(coverage=[replace(lines[0], as_of=date(2026, 11, 19))]))
    assert ended.subject.endswith("本期无新文件（11月18日起，截至11月19日）")


def test_no_span_is_said_that_ends_before_it_begins() -> None:
    """One source read first on Friday, another last on Wednesday: of no day all was read."""
    lines = [replace(READ[0], since=date(2026, 11, 20), as_of=date(2026, 11, 18)), READ[1]]
    form = mail(digest(coverage=lines))
    said = "有来源11月20日才开始读取，有来源11月18日后未再读取"
    assert form.subject.endswith(f"本期无新文件（{said}）")
    assert f"中央文件 6/6（{said}），国家部委 23/23。" in form.text


def test_names_of_any_length_do_not_cost_the_reason() -> None:
    unread = (f"{'长' * 130}：尚未读取过", "乙局：尚未读取过")
    text = mail(digest(coverage=[replace(READ[0], read=4, unread=unread)])).text
    assert "（过长，余略）、乙局：尚未读取过" in text


def test_who_asked_for_no_new_ones_is_not_told_that_there_are_none() -> None:
    chosen = Filter(kinds=("withdrawn",))
    form = mail(digest(*week()[:2], filter=chosen))
    assert form.subject.endswith("：本期无变动")
    assert "新文件" not in form.text.replace("变化：", "")


def test_what_was_held_back_is_said() -> None:
    made = replace(digest(week()[0], rate="at_once"), held=("某部 · 通知：这次一并出现 57 件",))
    for form in seen(mail(made)):
        assert "某部 · 通知：这次一并出现 57 件。" in form
