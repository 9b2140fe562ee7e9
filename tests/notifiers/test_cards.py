"""A digest cut into cards: nothing lost, nothing doubled, at every platform's size."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from notifiers import NOTIFIERS
from notifiers.cards import Card, plain
from notifiers.chats.chat import dumped
from notifiers.cutting import MOST, cards_of, cut, greatest
from notifiers.deck import deck_of
from notifiers.entries import clean
from notifiers.showing import Showing
from storage.records import AheadLine, Deadline, DigestItem, Filter
from tests.notifiers.chats.decks import CHATS, crowd, forms, many, said, showing, strings
from tests.notifiers.chats.shapes import BYTES, SHAPES
from tests.telling_samples import UNREAD, digest, item, week

_NUMBER = re.compile(r"〔(\d{4})〕的通知")
EVERYWHERE = (*CHATS, "apprise")


def ahead(work: DigestItem, gist: str = "报送截止") -> AheadLine:
    return AheadLine(
        document=work.document,
        url=work.change.url,
        said=Deadline(date=date(2026, 12, 5), precision="day", kind="report", text="", sentence=""),
        when="12月5日",
        what="报送截止",
        gist=gist,
    )


@pytest.mark.parametrize("channel", EVERYWHERE)
def test_each_of_three_hundred_stands_in_one_card_or_is_counted(channel: str) -> None:
    made = crowd(channel)
    told = Counter(_NUMBER.findall("\n".join(one.text for one in made)))
    left = re.search(r"另有 (\d+) 件未列出，见网页版", made[-1].text)
    assert set(told.values()) == {1}
    assert len(told) + int(left[1] if left else 0) == 300
    assert len(made) <= MOST
    assert bool(left) == (channel in ("wecom", "apprise"))
    assert all(f"〔{n:04}〕" in "".join(map(said, made)) for n in range(0, 300, 30))  # amended
    assert all(f"（{at}/{len(made)}）" in said(one) + one.subject for at, one in enumerate(made, 1))


@pytest.mark.parametrize("channel", CHATS)
def test_however_many_cards_it_takes_nothing_is_lost(channel: str) -> None:
    """The cut itself, without a bound: in what is sent, not in its plain text."""
    kind = NOTIFIERS[channel]
    cards = cards_of(showing(digest(*many())), kind.fits, 99)  # type: ignore[attr-defined]
    sent = "\n".join(json.dumps(kind.layout(one), ensure_ascii=False) for one in cards)  # type: ignore[attr-defined]
    for entity in ("&#45;", "&#40;"):
        sent = sent.replace(entity, "-")
    assert Counter(_NUMBER.findall(sent)) == Counter(f"{n:04}" for n in range(300))
    assert "未列出" not in sent


@pytest.mark.parametrize("channel", CHATS)
def test_every_card_has_the_published_shape_and_size(channel: str) -> None:
    works = week()
    full = [replace(one, gist="要点" * 60, deadlines=(ahead(one),)) for one in works]
    for items in (many(), many(20), full, works[:1], [], [item("很长" * 99) for _ in range(9)]):
        for form in forms(items, channel, UNREAD):
            payload = json.loads(form.payload)
            SHAPES[channel].validate(payload)
            assert len(form.payload.encode()) <= BYTES[channel]
            if payload.get("msgtype") == "markdown" and channel == "wecom":
                assert len(payload["markdown"]["content"].encode()) <= 4096


@pytest.mark.parametrize("channel", [*CHATS, "apprise"])
def test_documents_stand_in_their_order(channel: str) -> None:
    """Though one of them is too long to be told in full."""
    works = many(9)
    fat = replace(works[4], gist="要点" * 300, reason="理由" * 300, note="注" * 300)
    shown = "".join(map(said, forms([*works[:4], fat, *works[5:]], channel)))
    places = [shown.rindex(f"〔{n:04}〕的通知") for n in (*range(1, 9), 0)]
    assert places == sorted(places)


@pytest.mark.parametrize("channel", CHATS)
def test_a_card_says_what_a_group_asks(channel: str) -> None:
    """Title, number, issuer, date, the one line, the deadline, two links; and what was read."""
    work = replace(week()[1], gist="每年3月31日前完成清缴。")
    work = replace(work, deadlines=(ahead(work),))
    (form,) = forms([work], channel, UNREAD, name="某群", filter=Filter(issuers=("生态环境部",)))
    shown = said(form).replace("&#45;", "-")
    for words in (
        "关于做好2027年度碳排放权交易配额清缴准备工作的通知", "环办气候〔2026〕88号",
        "生态环境部办公厅",
        "2026-11-18 公布", "每年3月31日前完成清缴。", "12月5日报送截止", "原文", "页面",
        "21/23", "11月3日起无法访问", "未列出的不等于没有", "发文机关：生态环境部", "网页版",
    ):  # fmt: skip
        assert words in shown.replace("&#47;", "/"), words
    assert work.change.url in shown
    assert f"https://p.example/documents/{work.document.document_id}" in shown


def test_what_is_told_at_once_is_short() -> None:
    (form,) = forms([week()[1]], "feishu", rate="at_once")
    assert form.subject == "双碳政策快讯：关于做好2027年度碳排放权交易配额清缴准备工作的通知"
    assert "监测范围" not in said(form)
    (form,) = forms([week()[1]], "feishu", UNREAD, rate="at_once")
    assert "注意&#58;" not in said(form)
    assert "注意：2 个来源没有读到，未列出的不等于没有" in said(form)


def test_a_change_leads_to_its_comparison() -> None:
    made = digest(week()[3], channel="feishu")
    kind = NOTIFIERS["feishu"]
    (form,) = kind.forms(Showing(digest=made, desk_url="https://desk.example/"))
    buttons = re.findall(r'"content":"(原文|对照|页面)"', form.payload)
    assert buttons == ["原文", "对照"]


def test_a_short_document_is_a_template_card_of_wecom() -> None:
    short = item("关于修订配额方案的通知", document_number="环办〔2026〕8号")
    (form,) = forms([short], "wecom", rate="at_once")
    card = json.loads(form.payload)["template_card"]
    assert card["main_title"]["title"] == "关于修订配额方案的通知"
    assert [one["title"] for one in card["jump_list"]] == ["原文", "页面", "网页版"]
    assert "条件：不限" in card["quote_area"]["quote_text"]


def test_one_document_is_an_action_card_of_dingtalk() -> None:
    (form,) = forms([week()[0]], "dingtalk")
    card = json.loads(form.payload)["actionCard"]
    assert [one["title"] for one in card["btns"]] == ["原文", "页面", "网页版"]


def test_without_public_pages_the_office_has_the_rest() -> None:
    kind = NOTIFIERS["wecom"]
    made = kind.forms(Showing(digest=digest(*many(), channel="wecom")))
    assert re.search(r"另有 \d+ 件未列出，可向编辑部索取", made[-1].text)


def test_dates_ahead_are_told_after_the_documents() -> None:
    works = many(3)
    made = replace(digest(*works), ahead=tuple(ahead(one) for one in works))
    (card,) = cards_of(showing(made), lambda one: len(one.text) < 5000)
    assert [one.key for one in card.items] == [
        "added",
        "added",
        "changed",
        "ahead",
        "ahead",
        "ahead",
    ]
    assert "未来 30 天有 3 个期限" in card.head[0]
    cards = cards_of(showing(made), lambda one: len(one.items) <= 1, most=4)
    assert "另有 2 个期限未列出" in cards[-1].text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 400), max_size=40), st.integers(600, 4000), st.integers(1, 12))
def test_any_cut_loses_and_doubles_nothing(lengths: list[int], room: int, most: int) -> None:
    works = [item(f"{n}号" + "长" * length) for n, length in enumerate(lengths)] + many(1)
    deck = deck_of(showing(digest(*works)))
    cards = cut(deck, lambda one: len(one.text) <= room, most)
    numbers = [one.number for card in cards for one in card.items]
    left = re.search(r"另有 (\d+) 件", cards[-1].text)
    assert len(set(numbers)) == len(numbers) == len(works) - int(left[1] if left else 0)
    assert [card.place for card in cards] == list(range(1, len(cards) + 1))
    assert 1 <= len(cards) <= most
    assert all(len(one.text) <= room for one in cards)


def test_a_crowd_is_a_list() -> None:
    """What three cards hold is told in full; of more, a document is its title."""
    some, many_more = (crowd("feishu", number) for number in (30, 300))
    assert [len(made) for made in (some, many_more)] == [2, 4]
    assert "发改办环资" in some[0].text
    assert "发改办环资" not in many_more[0].text


@pytest.mark.parametrize("channel", CHATS)
def test_each_platform_is_filled_and_never_beyond(channel: str) -> None:
    kind: Any = NOTIFIERS[channel]
    (whole,) = cards_of(showing(digest(*many(1))), lambda _card: True)

    def with_line(length: int) -> Card:
        return replace(whole, head=("长" * length,))

    longest = with_line(greatest(20_000, lambda length: kind.fits(with_line(length))))
    payload = kind.layout(longest)
    SHAPES[channel].validate(payload)
    rooms = {"wecom": 4096, "slack": 3000}
    filled = max(map(len, strings(payload))) if channel == "slack" else _bytes(channel, payload)
    room = rooms.get(channel, BYTES[channel])
    assert 0.85 * room < filled <= room


def _bytes(channel: str, payload: Any) -> int:
    counted = payload["markdown"]["content"] if channel == "wecom" else dumped(payload)
    return len(counted.encode())


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_greatest_number_that_fits(most: int, fitting: int) -> None:
    assert greatest(most, lambda n: n <= fitting) == min(most, fitting)


def test_a_message_that_is_no_digest_is_a_small_card() -> None:
    card = plain("测试\n<at>", "第一行\n\n第二行" + "长" * 999)
    assert card.title == "测试 <at>"
    assert card.head[0] == "第一行"
    assert len(card.text) < 400
    assert isinstance(card, Card)
    assert plain("测试", "测试\n第一行").head == ("第一行",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("下降18.5%以上", "下降"),
        ("到2025年12月31日前", "到"),
        ("降低18个百分点", "降低18"),
        ("共计3.2万亿元", "共计"),
        ("环发〔2023〕12号", "环发"),
        ("完成配额清缴", "完成配额"),
        ("9" * 40, "9" * 4),
    ],
)
def test_a_line_is_not_cut_inside_a_figure(text: str, shown: str) -> None:
    assert clean(text, 4) == f"{shown}（过长，余略）"


@pytest.mark.parametrize("channel", CHATS)
def test_each_card_bears_the_word_by_which_robots_know_ours(channel: str) -> None:
    made = crowd(channel)
    assert len(made) > 1
    assert all("双碳政策" in form.payload for form in made)
