"""A reader's own page: what it shows, and each thing that may be changed there."""

from dataclasses import replace

import pytest

from pipeline.deliver import plan
from pipeline.telling.readers import leaving
from storage.records import EndedReason, Filter, Subscription
from tests.telling_home import deliveries, store
from tests.telling_samples import MONDAY, PERIOD, week
from tests.telling_servers import mail_server
from tests.web.public.site import Site, link_in

CHANGE = {"rate": "daily", "weekday": "3", "hour": "7", "empties": "1", "doubtful": "1"}


def test_it_shows_what_is_sent_and_what_was(site: Site) -> None:
    store(site.db, week())
    who = site.reader(filter=Filter(topics=("carbon_market",)), name="某 <电厂>")
    plan(site.db, site.world, PERIOD, MONDAY)
    with mail_server() as box:
        site.send(box)
    shown = site.get(site.links.preferences(who))
    for words in (
        "某 &lt;电厂&gt;", "r***r@example.org", "正在寄送", "主题：碳市场与碳排放权交易",
        "每周一 8:00", ">2026年11月16日—22日</a>", "已送达", "/feeds/",
    ):  # fmt: skip
        assert words in shown.text
    assert "reader@example.org" not in shown.text  # a mail that is passed on gives it away
    (copy,) = {one.copy_id for one in deliveries(site.db)}
    assert f'href="/policy/digests/{copy}"' in shown.text


def test_filter_and_times_are_changed_and_the_rest_stays(site: Site) -> None:
    who = site.reader(filter=Filter(kinds=("added",), words=("绿证",)), after_holidays=True)
    done = site.post(
        f"{site.links.preferences(who)}/change",
        **CHANGE,
        part="mee",
        region="河北 唐山",
        quiet="22：00—7:00",
    )
    assert "已改好" in done.text
    new = site.stored(who)
    assert new
    assert new.filter == Filter(kinds=("added",), parts=("mee",), regions=("河北", "唐山"))
    assert (new.rate, new.weekday, new.hour, new.quiet) == ("daily", 3, 7, "22:00-07:00")
    assert (new.after_holidays, new.empties, new.include_doubtful) == (False, True, True)


def test_a_wrong_choice_changes_nothing_and_is_shown_again(site: Site) -> None:
    who = site.reader()
    for quiet in ("夜里", "00:00-24:00"):
        answer = site.post(f"{site.links.preferences(who)}/change", **CHANGE, quiet=quiet)
        assert answer.status_code == 400
        assert f'value="{quiet}"' in answer.text
        assert site.stored(who) == who


def test_nobody_makes_two_of_the_same(site: Site) -> None:
    who = site.reader(subscription_id="a")
    site.reader(subscription_id="b", rate="daily", hour=7, filter=Filter(words=("绿证", "碳市场")))
    url = f"{site.links.preferences(who)}/change"
    answer = site.post(url, **CHANGE, words="碳市场\n绿证")
    assert answer.status_code == 400
    assert "会收到两遍" in answer.text
    assert site.stored(who) == who
    assert "已改好" in site.post(url, **CHANGE).text


@pytest.mark.parametrize("reason", ["unsubscribed", "paused", "bounced"])
def test_what_ended_is_not_taken_up_beside_the_same(site: Site, reason: EndedReason) -> None:
    who = site.reader(subscription_id="a", active=False, ended=reason, ended_at=MONDAY)
    there = site.reader(subscription_id="b")
    for link in (f"{site.links.preferences(who)}/resume", f"{site.links.unsubscribe(who)}/again"):
        answer = site.post(link)
        assert answer.status_code == 409
        assert "会收到两遍" in answer.text
    assert site.everyone() == [who, there]
    site.post(f"{site.links.preferences(there)}/end")
    assert "已恢复" in site.post(f"{site.links.preferences(who)}/resume").text


def test_pausing_resuming_and_ending(site: Site) -> None:
    who = site.reader()
    url = site.links.preferences(who)
    for act, status, active, ended in (
        ("pause", 200, False, "paused"),
        ("pause", 200, False, "paused"),
        ("resume", 200, True, ""),
        ("end", 200, False, "unsubscribed"),
        ("pause", 409, False, "unsubscribed"),
        ("resume", 200, True, ""),
    ):
        assert site.post(f"{url}/{act}").status_code == status
        now = site.stored(who)
        assert now
        assert (now.active, now.ended) == (active, ended)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("bounced", "邮件被退回"), ("gone", "对方不再接收"), ("operator", "由编辑部停用")],
)
def test_it_says_why_nothing_is_sent(site: Site, reason: EndedReason, words: str) -> None:
    who = site.reader(active=False, ended=reason, ended_at=MONDAY)
    text = site.get(site.links.preferences(who)).text
    assert words in text
    assert ("恢复寄送" in text) == (reason == "bounced")


def test_reading_the_addresses_of_acts_does_nothing(site: Site) -> None:
    who = site.reader()
    for act in ("change", "pause", "resume", "end", "anew", "move", "delete", "link"):
        assert site.get(f"{site.links.preferences(who)}/{act}").status_code == 405
    assert site.stored(who) == who
    assert deliveries(site.db) == []


def test_links_made_anew_void_those_that_were_sent(site: Site) -> None:
    who = site.reader()
    old = site.links.preferences(who)
    assert "已换新" in site.post(f"{old}/anew").text
    assert site.get(old).status_code == 410
    assert site.post(f"{old}/end").status_code == 410
    new = site.stored(who)
    assert new
    assert new.active
    assert site.get(site.links.preferences(new)).status_code == 200


def test_an_old_link_changes_nothing_but_has_a_new_one_mailed(site: Site) -> None:
    who = site.reader()
    old = site.links.preferences(who)
    site.clock.passes(days=181)
    assert "链接太旧" in site.get(old).text
    assert site.post(f"{old}/end").status_code == 410
    assert site.stored(who) == who
    assert "已寄出" in site.post(f"{old}/link").text
    assert site.post(f"{old}/link").status_code == 429
    with mail_server() as box:
        (text,) = site.send(box)
    assert box.got[0][0] == who.address
    assert link_in(text, "preferences")


def test_another_mailbox_takes_over_once_it_said_yes(site: Site) -> None:
    store(site.db, week())
    who = site.reader()
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address="New@Example.org")
        (text,) = site.send(box)
        assert box.got[0][0] == "new@example.org"
        assert site.stored(who) == who

        plan(site.db, site.world, PERIOD, MONDAY)
        assert "确认改寄" in site.get(link_in(text, "confirm")).text
        assert "n***w@example.org" in site.post(link_in(text, "confirm")).text
        moved = site.stored(who)
        assert moved
        assert moved.address == "new@example.org"
        assert site.get(site.links.preferences(who)).status_code == 410  # of the old mailbox
        assert "已经改寄过了" in site.post(link_in(text, "confirm")).text
        texts = site.send(box)
    told = [to for to, _ in box.got[1:]]
    # The digest that waited, the new link, and news for the mailbox that may not have asked for it.
    assert sorted(told) == ["new@example.org", "new@example.org", "reader@example.org"]
    here = next(one for one in texts if "已改寄到这个邮箱" in one)
    assert site.get(link_in(here, "preferences")).status_code == 200


def test_a_move_says_from_where_to_where_and_with_what(site: Site) -> None:
    who = site.reader(filter=Filter(words=("绿证",)))
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address="new@example.org")
        (text,) = site.send(box)
    changed = leaving.changed(site.db, who, lambda one: replace(one, rate="daily", hour=6))
    shown = site.get(link_in(text, "confirm")).text
    for words in ("请确认改寄", "r***r@example.org", "new@example.org", "每周一 8:00"):
        assert words in text
    for words in ("r***r@example.org", "new@example.org", "含：绿证", "每天 6:00", "下一期在"):
        assert words in shown  # as it is now
    assert "订阅双碳政策摘要" not in shown
    done = site.post(link_in(text, "confirm")).text
    assert "已改寄：从下一期起寄到这个邮箱" in done
    moved = site.stored(changed)
    assert moved
    assert (moved.rate, moved.hour) == ("daily", 6)


def asked_to_move(site: Site, who: Subscription, address: str) -> str:
    """The link that the other mailbox got."""
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address=address)
        (text,) = site.send(box)
    return link_in(text, "confirm")


def test_what_moves_to_a_mailbox_that_is_told_the_same_is_not_mailed_twice(site: Site) -> None:
    who = site.reader(subscription_id="moves")
    there = site.reader(subscription_id="there", address="there@example.org", empties=False)
    link = asked_to_move(site, who, "there@example.org")
    assert "仍是一份" in site.get(link).text
    assert "已经改寄过了" in site.post(link).text
    (left,) = (one for one in site.everyone() if one.active)
    assert left == there
    with mail_server() as box:
        (text,) = site.send(box)
    assert box.got[0][0] == who.address
    assert "已按您的要求改寄" in text


def test_what_tells_more_than_what_is_there_moves(site: Site) -> None:
    who = site.reader(subscription_id="moves")
    site.reader(subscription_id="there", address="there@example.org", include_doubtful=False)
    site.post(asked_to_move(site, who, "there@example.org"))
    assert [one.address for one in site.everyone() if one.active] == ["there@example.org"] * 2


def test_what_has_ended_before_its_move_was_confirmed_stays_where_it_was(site: Site) -> None:
    who = site.reader()
    assert "正等" not in site.get(site.links.preferences(who)).text
    link = asked_to_move(site, who, "new@example.org")
    assert "正等 n***w@example.org 确认" in site.get(site.links.preferences(who)).text
    site.post(f"{site.links.preferences(who)}/end")
    for answer in (site.get(link), site.post(link)):
        assert answer.status_code == 410
        assert "已不在了" in answer.text
    left = site.stored(who)
    assert left
    assert (left.address, left.ended) == (who.address, "unsubscribed")


def test_a_mailbox_is_not_asked_for_what_it_gets(site: Site) -> None:
    who = site.reader()
    answer = site.post(f"{site.links.preferences(who)}/move", address=who.address.upper())
    assert answer.status_code == 400
    assert "现在就寄往这个邮箱" in answer.text


def test_nothing_goes_to_the_old_mailbox_once_all_is_deleted(site: Site) -> None:
    who = site.reader()
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address="new@example.org")
        (text,) = site.send(box)
        own = site.post(link_in(text, "confirm")).url
        site.post(f"{own.path}/delete", sure="1")
        assert site.send(box) == []
    assert deliveries(site.db) == []


@pytest.mark.parametrize("reason", ["unsubscribed", "bounced", "complained", "operator"])
@pytest.mark.parametrize("act", ["pause", "change"])
def test_of_what_has_ended_nothing_is_changed(site: Site, reason: EndedReason, act: str) -> None:
    who = site.reader(active=False, ended=reason, ended_at=MONDAY)
    answer = site.post(f"{site.links.preferences(who)}/{act}", **CHANGE)
    assert answer.status_code == 409
    assert "没有作任何改动" in answer.text
    assert ("恢复寄送</button>" in answer.text) == (reason != "operator")
    assert site.stored(who) == who


def test_what_is_paused_is_changed_and_stays_paused(site: Site) -> None:
    who = site.reader(active=False, ended="paused", ended_at=MONDAY)
    answer = site.post(f"{site.links.preferences(who)}/change", **CHANGE)
    assert "已改好，恢复之后生效" in answer.text
    new = site.stored(who)
    assert new
    assert (new.rate, new.active, new.ended) == ("daily", False, "paused")


def test_one_reader_has_few_mailboxes_asked(site: Site) -> None:
    who = site.reader()
    move = site.path(f"{site.links.preferences(who)}/move")
    codes = [
        site.client.post(move, data={"address": f"r{n}@example.org"}).status_code for n in range(31)
    ]
    assert codes == [303] * 30 + [429]


def test_the_mailbox_that_was_asked_last_takes_over_alone(site: Site) -> None:
    who = site.reader()
    with mail_server() as box:
        texts = []
        for address in ("slip@example.org", "meant@example.org"):
            site.post(f"{site.links.preferences(who)}/move", address=address)
            texts += site.send(box)
    slip, meant = (link_in(text, "confirm") for text in texts)
    assert site.post(slip).status_code == 410
    assert "m***t@example.org" in site.post(meant).text


def test_new_links_void_the_way_to_another_mailbox_too(site: Site) -> None:
    who = site.reader()
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address="thief@example.org")
        (text,) = site.send(box)
    assert "换新" in site.post(f"{site.links.preferences(who)}/anew").text
    assert site.post(link_in(text, "confirm")).status_code == 410
    kept = site.stored(who)
    assert kept
    assert kept.address == who.address


def test_the_digest_of_a_mailbox_that_never_said_yes_stays_where_it_was(site: Site) -> None:
    who = site.reader()
    with mail_server() as box:
        site.post(f"{site.links.preferences(who)}/move", address="new@example.org")
        (text,) = site.send(box)
    site.clock.passes(hours=73)
    assert "已经过期" in site.post(link_in(text, "confirm")).text
    assert site.stored(who) == who


def test_deleting_everything_needs_a_tick_and_leaves_no_address(site: Site) -> None:
    who = site.reader()
    other = site.reader(subscription_id="another", filter=Filter(words=("绿证",)))
    url = f"{site.links.preferences(who)}/delete"
    assert site.post(url).status_code == 400
    assert site.stored(who) == who
    assert "已全部删除" in site.post(url, sure="1").text
    assert site.stored(who) is site.stored(other) is None
    assert site.get(site.links.preferences(who)).status_code == 410
