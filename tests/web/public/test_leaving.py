"""The way out: one POST ends a subscription, and nothing else does."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings as trying, strategies as st

from pipeline.deliver import plan
from pipeline.telling.readers.leaving import renew_links
from storage.queries import forgetting
from storage.records import EndedReason
from tests.telling_home import deliveries, store, subscribe
from tests.telling_samples import MONDAY, PERIOD, subscription, week
from tests.telling_servers import mail_server
from tests.web.public.site import ONE_CLICK, Site


def test_a_hundred_times_get_and_head_unsubscribe_nobody(site: Site) -> None:
    who = site.reader()
    path = site.path(site.links.unsubscribe(who))
    for _ in range(100):
        assert site.client.get(path).status_code == 200
        assert site.client.head(path).status_code == 200
    assert site.stored(who) == who


@pytest.mark.parametrize("coding", ["form", "multipart"])
def test_one_post_without_a_cookie_unsubscribes_and_twice_is_the_same(
    site: Site, coding: str
) -> None:
    who = site.reader()
    site.client.cookies.clear()
    body = (
        {"data": ONE_CLICK}
        if coding == "form"
        else {"files": [("List-Unsubscribe", (None, "One-Click"))]}
    )
    answers = [
        site.client.post(site.path(site.links.unsubscribe(who)), **body)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert "已退订" in answers[0].text
    assert not any(one.headers.get("set-cookie") for one in answers)
    ended = site.stored(who)
    assert ended
    assert (ended.active, ended.ended, ended.ended_at) == (False, "unsubscribed", site.clock())


def test_a_post_that_does_not_say_so_ends_nothing(site: Site) -> None:
    who = site.reader()
    answer = site.post(site.links.unsubscribe(who), other="x")
    assert answer.status_code == 400
    assert site.stored(who) == who


def test_what_is_planned_is_not_sent_to_who_left(site: Site) -> None:
    store(site.db, week())
    staying = subscription(subscription_id="stays", address="stays@example.org", link_key="k")
    subscribe(site.db, staying)
    who = site.reader()
    plan(site.db, site.world, PERIOD, MONDAY)
    site.post(site.links.unsubscribe(who), **ONE_CLICK)
    with mail_server() as box:
        site.send(box)
    assert [to for to, _ in box.got] == ["stays@example.org"]
    left = {one.subscription_id: one for one in deliveries(site.db)}[who.subscription_id]
    assert (left.state, left.decided_by) == ("discarded", "reader")


def test_a_slip_is_mended_by_post(site: Site) -> None:
    who = site.reader()
    url = site.links.unsubscribe(who)
    site.post(url, **ONE_CLICK)
    assert f"{url.partition('example')[2]}/again" in site.get(url).text
    assert site.client.get(f"{site.path(url)}/again").status_code == 405
    assert "已恢复" in site.post(f"{url}/again").text
    back = site.stored(who)
    assert back
    assert (back.active, back.ended) == (True, "")


@pytest.mark.parametrize("reason", ["operator", "gone", "replaced"])
def test_who_was_ended_by_others_is_not_taken_up_again(site: Site, reason: EndedReason) -> None:
    who = site.reader(active=False, ended=reason, ended_at=MONDAY)
    site.post(f"{site.links.unsubscribe(who)}/again")
    assert site.stored(who) == who


def test_the_link_never_expires(site: Site) -> None:
    who = site.reader()
    url = site.links.unsubscribe(who)
    site.clock.passes(days=3000)
    assert "已退订" in site.post(url, **ONE_CLICK).text


# -- links that lead nowhere ----------------------------------------------------------------------


def test_each_wrong_link_has_one_clear_page(site: Site) -> None:
    who = site.reader()
    good = site.links.unsubscribe(who)
    forged = good[:-3] + ("AAA" if not good.endswith("AAA") else "BBB")
    preferences = site.links.preferences(who).replace("/preferences/", "/unsubscribe/")
    renew_links(site.db, who)
    pages = {
        "forged": refusal(site, forged, 404),
        "cut": refusal(site, good[:-9], 404),
        "of another purpose": refusal(site, preferences, 404),
        "void": refusal(site, good, 410),
    }
    with site.db.begin() as conn:
        forgetting.forget_subscriptions(conn, [who.subscription_id])
    pages["deleted"] = refusal(site, good, 410)
    assert pages["forged"] == pages["cut"] == pages["of another purpose"]
    assert len({pages["forged"], pages["void"], pages["deleted"]}) == 3
    assert all("首页" in text for text in pages.values())  # what to do next


def refusal(site: Site, url: str, status: int) -> str:
    """What is said, the same by GET and POST, to whoever should not be told more."""
    read, sent = site.get(url), site.post(url, **ONE_CLICK)
    assert read.status_code == sent.status_code == status
    assert read.text == sent.text
    for header, value in {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }.items():
        assert read.headers[header] == value
    return read.text


_SITE = trying(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
_PLACES = st.sampled_from(("unsubscribe", "preferences", "confirm"))


@_SITE
@given(place=_PLACES, token=st.text(min_size=1, max_size=60) | st.just("a" * 5000))
def test_no_token_of_anybody_else_is_taken_or_breaks_a_page(
    site: Site, place: str, token: str
) -> None:
    path = f"/{place}/{quote(token, safe='')}"
    for answer in (site.client.get(path), site.client.post(path, data=ONE_CLICK)):
        assert answer.status_code in (404, 405)
        assert "Traceback" not in answer.text


@_SITE
@given(place=_PLACES, at=st.integers(0, 10**6), other=st.sampled_from("aZ9-_.é"))
def test_no_changed_letter_of_a_token_is_taken(site: Site, place: str, at: int, other: str) -> None:
    who = subscription(link_key="key")
    token = list(site.links.unsubscribe(who).rpartition("/")[2])
    place_of = at % (len(token) - 1)  # of the last letter, some bits say nothing
    if token[place_of] == other:
        return
    token[place_of] = other
    path = f"/{place}/{''.join(token)}"
    assert site.client.get(path).status_code == 404
    assert site.client.post(path, data=ONE_CLICK).status_code in (404, 405)
