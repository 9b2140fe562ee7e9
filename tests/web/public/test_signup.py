"""Signing up: nobody is subscribed but by the button behind a link that only the mailbox got."""

from dataclasses import replace
from html import escape

import pytest

from pipeline.telling.readers.signups import MOST_A_DAY, MOST_AN_HOUR
from storage.queries import readers
from storage.records import Filter
from tests.telling_home import deliveries
from tests.telling_servers import mail_server
from tests.web.public.site import WANTS, Site, link_in


def ask(site: Site, **values: str) -> int:
    return site.post("/subscribe", **(WANTS | values)).status_code


def mailed(site: Site) -> list[str]:
    return [one.address for one in deliveries(site.db) if one.kind == "confirmation"]


def test_double_opt_in_from_the_form_to_the_first_link_of_the_reader(site: Site) -> None:
    with mail_server() as box:
        answer = site.post("/subscribe", **WANTS, topic="carbon_market", words="绿证\n碳市场 配额")
        assert "请到邮箱里确认" in answer.text
        (text,) = site.send(box)
        assert box.got[0][0] == "reader@example.org"
        assert "主题：碳市场与碳排放权交易" in text
        confirm = link_in(text, "confirm")

        shown = site.get(confirm)
        assert "确认订阅" in shown.text
        assert "绿证、碳市场 配额" in shown.text
        assert site.everyone() == []  # reading it is no yes

        done = site.post(confirm)
        assert "订阅已确认" in done.text
        (who,) = site.everyone()
        assert who.filter == Filter(topics=("carbon_market",), words=("绿证", "碳市场 配额"))
        assert (who.channel, who.address, who.rate) == ("email", "reader@example.org", "weekly")
        assert who.link_key
        assert site.get(site.links.preferences(who)).status_code == 200


def test_who_has_said_yes_is_mailed_the_way_to_its_page(site: Site) -> None:
    with mail_server() as box:
        ask(site)
        (text,) = site.send(box)
        done = site.post(link_in(text, "confirm")).text
        assert "请收藏" in done
        (welcome,) = site.send(box)
    assert "订阅已生效" in welcome
    assert "下一期在" in welcome
    assert site.get(link_in(welcome, "preferences")).status_code == 200
    assert ask(site, words="另一份") == 429  # by the first mail alone


def asked_beside(site: Site, **values: str) -> tuple[str, str]:
    """The mail and the page that a mailbox gets which is subscribed to 每周一 8:00, 绿证."""
    with mail_server() as box:
        ask(site, address="known@example.org", **values)
        (text,) = site.send(box)
    return text, site.get(link_in(text, "confirm")).text


KNOWN = {"address": "Known@Example.org", "filter": Filter(words=("绿证",))}


def test_who_is_subscribed_already_is_told_so_and_may_change_it(site: Site) -> None:
    who = site.reader(subscription_id="r", name="我的", empties=False, **KNOWN)
    text, shown = asked_beside(site, words="碳市场", rate="daily")
    for said in (text, shown):
        assert "您已有订阅" in said
        assert said.index("每天 8:00") < said.index("含：绿证")
    assert shown.index("含：碳市场") < shown.index("含：绿证")
    assert site.get(link_in(text, "preferences")).status_code == 200  # the one that there is
    assert "改成这样" in shown
    assert "另外再加一份" in shown
    assert site.everyone() == [who]
    done = site.post(link_in(text, "confirm"))  # what a program presses: no choice
    assert "已改好" in done.text
    assert site.everyone() == [
        replace(who, filter=Filter(words=("碳市场",)), rate="daily", weekday=1, hour=8)
    ]
    again = site.post(link_in(text, "confirm"))
    assert again.status_code == 410
    assert "已经办过" in again.text


def test_another_one_is_added_only_if_that_is_chosen(site: Site) -> None:
    who = site.reader(subscription_id="r", **KNOWN)
    text, _ = asked_beside(site, words="碳市场")
    assert "订阅已确认" in site.post(link_in(text, "confirm"), choice="add").text
    assert sorted(one.filter.words for one in site.everyone()) == [("碳市场",), ("绿证",)]
    assert site.stored(who) == who


def test_of_several_that_one_is_changed_that_is_chosen(site: Site) -> None:
    old = site.reader(subscription_id="old", **KNOWN)
    paused = site.reader(
        subscription_id="paused", rate="daily", active=False, ended="paused", **KNOWN
    )
    left = site.reader(subscription_id="left", active=False, ended="unsubscribed", **KNOWN)
    text, shown = asked_beside(site, words="碳市场")
    assert shown.count("把这一份改成这样") == 2
    site.post(link_in(text, "confirm"), choice=paused.subscription_id)
    assert site.stored(old) == old
    assert site.stored(left) == left
    new = site.stored(paused)
    assert new
    assert (new.filter.words, new.rate, new.active) == (("碳市场",), "weekly", True)


def test_the_same_at_another_hour_is_a_change(site: Site) -> None:
    site.reader(subscription_id="r", **KNOWN)
    text, _ = asked_beside(site, words="绿证", hour="6")
    site.post(link_in(text, "confirm"))
    assert [one.hour for one in site.everyone()] == [6]


def test_who_lost_every_link_is_mailed_new_ones_and_nobody_else_learns_of_it(site: Site) -> None:
    site.reader(subscription_id="a", **KNOWN)
    site.reader(subscription_id="b", rate="daily", **KNOWN)
    void = site.get(f"{site.links.site}/preferences/{'x' * 30}")
    assert 'action="/policy/links"' in void.text
    assert "不必重新申请" in void.text
    said = [
        site.post("/links", address=name).text.replace(name, "")
        for name in ("known@example.org", "known@example.org", "nobody@example.org")
    ]
    assert len(set(said)) == 1
    with mail_server() as box:
        (text,) = site.send(box)
    assert box.got[0][0] == "Known@Example.org"
    assert text.count("/preferences/") == 2
    assert site.post("/links", address="nobody").status_code == 400


def test_a_replayed_confirmation_says_so_and_subscribes_nobody_twice(site: Site) -> None:
    with mail_server() as box:
        ask(site)
        (text,) = site.send(box)
    confirm = link_in(text, "confirm")
    site.post(confirm)
    (who,) = site.everyone()
    for again in (site.post(confirm), site.get(confirm)):
        assert again.status_code == 200
        assert "已经确认过了" in again.text
    assert site.everyone() == [who]


def test_who_signs_up_twice_and_confirms_both_is_subscribed_once(site: Site) -> None:
    with mail_server() as box:
        ask(site)
        first = site.send(box)
        site.clock.passes(minutes=11)
        ask(site)
        both = [*first, *site.send(box)]
    answers = [site.post(link_in(text, "confirm")).text for text in both]
    assert ["订阅已确认" in text for text in answers] == [True, False]
    assert "已经确认过了" in answers[1]
    assert len(site.everyone()) == 1


def test_after_three_days_the_link_has_expired_and_what_was_asked_is_gone(site: Site) -> None:
    with mail_server() as box:
        ask(site)
        (text,) = site.send(box)
    site.clock.passes(hours=72)
    for late in (site.get(link_in(text, "confirm")), site.post(link_in(text, "confirm"))):
        assert late.status_code == 410
        assert "已经过期" in late.text
    assert site.everyone() == []


def test_the_answer_is_the_same_and_only_the_mail_knows_who_is_known(site: Site) -> None:
    site.reader(subscription_id="r", address="known@example.org")
    with mail_server() as box:
        answers = [
            site.post("/subscribe", **(WANTS | {"address": name})).text.replace(name, "")
            for name in ("known@example.org", "other@example.org")
        ]
        site.send(box)
    assert answers[0] == answers[1]
    assert sorted(to for to, _ in box.got) == ["known@example.org", "other@example.org"]


def test_who_has_the_same_already_is_mailed_the_way_to_it(site: Site) -> None:
    who = site.reader(subscription_id="r", address="known@example.org")
    with mail_server() as box:
        ask(site, address="known@example.org")
        (text,) = site.send(box)
    assert "已经有了" in text
    assert site.get(link_in(text, "preferences")).status_code == 200
    with site.db.connect() as conn:
        assert readers.mailed_to(conn, "known@example.org") == [who]


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "no address"},
        {"address": "a@b.example\r\nBcc: c@d.example"},
        {"address": "a@b.example, c@d.example"},
        {"address": "reader@localhost"},
        {"rate": "hourly"},
        {"weekday": "8"},
        {"hour": "²"},
        {"topic": "no_such_topic"},
        {"region": "无此地"},
        {"region": "河北及周边"},
        {"words": "-"},
        {"not": "《》"},
        {"address": "张三@example.org"},
        {"address": f"{'x' * 65}@example.org"},
        {"words": "长" * 61},
        {"words": "\n".join("甲乙丙丁戊己庚辛壬癸子")},
    ],
)
def test_a_wrong_field_is_said_beside_the_form(site: Site, wrong: dict[str, str]) -> None:
    answer = site.post("/subscribe", **(WANTS | {"issuer": "<i>某部"} | wrong))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "&lt;i&gt;某部" in answer.text  # what was filled in is still there
    assert (
        f'value="{escape(wrong.get("address", WANTS["address"]).partition(chr(13))[0])}'
        in answer.text
    )
    assert mailed(site) == []


def test_a_domain_in_chinese_is_written_as_mail_servers_write_it(site: Site) -> None:
    ask(site, address="Li＠例子.中国")
    assert mailed(site) == ["li@xn--fsqu00a.xn--fiqs8s"]


def test_a_field_that_people_do_not_see_is_a_trap_and_who_fell_in_is_told(site: Site) -> None:
    answer = site.post("/subscribe", **WANTS, website="https://filled.in.by.the.browser.example")
    assert answer.status_code == 400
    assert "请再按一次" in answer.text
    assert mailed(site) == []
    assert ask(site) == 200


def test_a_mail_to_whom_a_stranger_names_has_none_of_the_strangers_words(site: Site) -> None:
    typed = "您的账号异常 13800138000"
    with mail_server() as box:
        ask(site, topic="carbon_market", issuer=typed, words=typed, **{"not": typed})
        (text,) = site.send(box)
        assert "13800138000" not in text
        assert "主题：碳市场与碳排放权交易" in text
        assert "另填了发文机关或词语" in text
        shown = site.get(link_in(text, "confirm")).text
        assert shown.count("13800138000") == 3
        site.post(link_in(text, "confirm"))
        (welcome,) = site.send(box)
    assert f"含：{typed}" in welcome


def test_the_answer_to_a_form_is_asked_for_again_at_the_form(site: Site) -> None:
    for path in ("/subscribe", "/links"):
        answer = site.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/policy/#subscribe")


def test_a_used_link_does_not_say_that_what_has_ended_is_sent(site: Site) -> None:
    with mail_server() as box:
        ask(site)
        (text,) = site.send(box)
    own = site.post(link_in(text, "confirm")).url
    site.post(f"{own.path}/end")
    for again in (site.get(link_in(text, "confirm")), site.post(link_in(text, "confirm"))):
        assert "这个订阅已退订" in again.text
        assert "订阅已经生效" not in again.text
        assert 'action="/policy/links"' in again.text
    assert [one.ended for one in site.everyone()] == ["unsubscribed"]


def test_one_mailbox_gets_few_of_these_mails(site: Site) -> None:
    assert ask(site) == 200
    assert ask(site, words="另一份") == 429
    assert ask(site, address="other@example.org") == 200
    for _ in range(MOST_A_DAY - 1):
        site.clock.passes(minutes=11)
        assert ask(site, address="READER@example.org") == 200
    site.clock.passes(minutes=11)
    assert ask(site) == 429
    site.clock.passes(hours=24)
    assert ask(site) == 200


def test_one_network_and_all_together_get_few(site: Site) -> None:
    codes = [ask(site, address=f"r{n}@example.org") for n in range(31)]
    assert codes == [200] * 30 + [429]
    elsewhere = {"X-Forwarded-For": "198.51.100.7"}  # as a proxy on this machine says
    other = site.client.post("/subscribe", data=WANTS, headers=elsewhere)
    assert other.status_code == 200
    site.clock.passes(hours=1, seconds=1)
    assert ask(site, address="late@example.org") == 200


def test_a_form_that_is_refused_does_not_count(site: Site) -> None:
    assert {ask(site, address="no address") for _ in range(31)} == {400}
    assert ask(site) == 200


def test_there_is_a_cap_for_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_AN_HOUR > 30
    monkeypatch.setattr("pipeline.telling.readers.signups.MOST_AN_HOUR", 2)
    assert [ask(site, address=f"r{n}@example.org") for n in range(3)] == [200, 200, 429]
    site.clock.passes(hours=1)
    assert ask(site, address="r3@example.org") == 200


def test_a_link_of_another_purpose_confirms_nothing(site: Site) -> None:
    who = site.reader()
    for url in (site.links.preferences(who), site.links.unsubscribe(who)):
        other = url.replace("/preferences/", "/confirm/").replace("/unsubscribe/", "/confirm/")
        assert site.get(other).status_code == site.post(other).status_code == 404
