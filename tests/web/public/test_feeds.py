"""Feeds at their signed addresses: for who has one, and as long as it holds."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest

from pipeline.feeds.addresses import FeedName, feed_addresses
from pipeline.feeds.keeping import Keeper
from pipeline.feeds.owning import Owner, renew
from pipeline.searching import saved
from storage.queries import telling
from storage.records import Deadline, Filter, SavedSearch
from tests.pipeline.feeds.fed import also, at, dates, detected
from tests.telling_home import store, subscribe
from tests.telling_samples import IN_WEEK, MONDAY
from tests.web.public.site import Site

NAMES: tuple[FeedName, ...] = ("atom.xml", "calendar.ics", "changes.json")


@pytest.fixture
def fed(site: Site) -> Iterator[Site]:
    """With one document that sets a date."""
    site.clock.at = MONDAY
    one = detected("关于报送材料的通知", 1)
    store(site.db, [one])
    day = at(24 * 60).date()
    said = Deadline(date=day, precision="day", kind="report", text="", sentence="按期报送。")
    dates(site.db, one.document.document_id, said)
    Keeper(db=site.db, settings=site.settings).keep(MONDAY)
    return site


def _url(site: Site, whose: Owner, name: FeedName = "atom.xml") -> str:
    (url,) = [one.url for one in feed_addresses(site.links, whose) if one.name == name]
    return url


def _saved(site: Site, name: str = "碳市场") -> SavedSearch:
    return saved.save(site.db, name, Filter(topics=("carbon_market",)), "张三", IN_WEEK)


@pytest.mark.parametrize("name", NAMES)
def test_feed_is_read_by_its_address_and_answers_304_until_it_changes(
    fed: Site, name: FeedName
) -> None:
    url = _url(fed, _saved(fed), name)
    first = fed.get(url)
    assert first.status_code == 200
    assert "关于报送材料的通知" in first.text.replace("\r\n ", "")
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["x-robots-tag"].startswith("noindex")
    assert first.headers["referrer-policy"] == "no-referrer"
    path, tag = fed.path(url), first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = fed.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    by_date = {"If-Modified-Since": first.headers["last-modified"]}
    assert fed.client.get(path, headers=by_date).status_code == 304
    assert fed.client.get(path, headers=by_date | {"If-None-Match": '"x"'}).status_code == 200
    assert fed.client.get(path, headers={"If-Modified-Since": "gestern"}).status_code == 200
    head = fed.client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


def test_what_is_told_later_is_another_answer(fed: Site) -> None:
    url = _url(fed, _saved(fed))
    by_date = {"If-Modified-Since": fed.get(url).headers["last-modified"]}
    assert fed.client.get(fed.path(url), headers=by_date).status_code == 304
    also(fed.db, detected("关于报送材料的通知", 2, "amended"))
    Keeper(db=fed.db, settings=fed.settings).keep(fed.clock())
    told = fed.client.get(fed.path(url), headers=by_date)  # in the same second
    assert told.status_code == 200
    assert told.headers["last-modified"] > by_date["If-Modified-Since"]


def test_types_are_those_of_the_formats(fed: Site) -> None:
    who = fed.reader()
    types = [fed.get(_url(fed, who, name)).headers["content-type"] for name in NAMES]
    assert types == [
        "application/atom+xml; charset=utf-8",
        "text/calendar; charset=utf-8",
        "application/json; charset=utf-8",
    ]


def test_a_calendar_is_kept_under_its_name(fed: Site) -> None:
    answer = fed.get(_url(fed, _saved(fed, "碳市场 “绿证”"), "calendar.ics"))
    named = answer.headers["content-disposition"].removeprefix("inline; filename*=UTF-8''")
    assert unquote(named) == "双碳政策日期：碳市场 “绿证”.ics"
    assert "content-disposition" not in fed.get(_url(fed, _saved(fed))).headers


def test_what_is_asked_wrongly_is_said_in_a_line(fed: Site) -> None:
    url = _url(fed, fed.reader(), "changes.json")
    for query in ("cursor=7", "limit=0", "limit=9999", "cursor=v1.1&limit=x"):
        answer = fed.get(f"{url}?{query}")
        assert (answer.status_code, answer.text.count("\n")) == (400, 1)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 400
    atom = fed.get(f"{_url(fed, fed.reader())}?before=7")
    assert (atom.status_code, atom.headers["content-type"][:10]) == (400, "text/plain")


def test_a_cursor_beyond_all_changes_is_gone(fed: Site) -> None:
    url = _url(fed, fed.reader(), "changes.json")
    last = int(fed.get(f"{url}?cursor=end").json()["next_cursor"].removeprefix("v1."))
    assert last > 0
    assert fed.get(f"{url}?cursor=v1.{last}").status_code == 200
    gone = fed.get(f"{url}?cursor=v1.{last + 1}")
    assert gone.status_code == 410
    assert gone.headers["content-type"] == "application/problem+json"
    assert "从头读取" in gone.json()["detail"]


def test_an_address_that_was_taken_back_or_forged_leads_nowhere(fed: Site) -> None:
    search, who = _saved(fed), fed.reader()
    for owner in (search, who):
        url = _url(fed, owner)
        key = owner.name if isinstance(owner, SavedSearch) else owner.subscription_id
        other = renew(fed.db, key)
        assert _url(fed, other) != url
        assert fed.get(_url(fed, other)).status_code == 200
        token = url.rsplit("/", 2)[1]
        for wrong in (
            url, url.replace(token, token[:-2]), url.replace(token, "x" * 2000),
            url.replace(token, fed.links.preferences(who).rsplit("/", 1)[1]),
            url.replace("atom.xml", "rss.xml"),
        ):  # fmt: skip
            answer = fed.get(wrong)
            assert answer.status_code == 404
            assert answer.text.count("\n") == 1


def test_who_is_told_nothing_any_more_reads_nothing_any_more(fed: Site) -> None:
    who = fed.reader()
    url = _url(fed, who)
    for ended, status in (
        ("paused", 200), ("bounced", 200), ("gone", 200), ("operator", 403), ("unsubscribed", 410),
        ("complained", 410),
    ):  # fmt: skip
        subscribe(fed.db, replace(who, active=False, ended=ended))  # type: ignore[arg-type]
        assert fed.get(url).status_code == status
    search = _saved(fed)
    address = _url(fed, search)
    saved.forget(fed.db, search.name)
    gone = fed.get(address)
    assert (gone.status_code, gone.text.count("\n")) == (410, 1)


def test_reading_changes_nothing(fed: Site) -> None:
    who = fed.reader()
    for name in NAMES:
        assert fed.client.post(fed.path(_url(fed, who, name))).status_code == 405
    with fed.db.connect() as conn:
        before = telling.find_subscriptions(conn)
    for name in NAMES:
        fed.get(_url(fed, who, name))
    with fed.db.connect() as conn:
        assert telling.find_subscriptions(conn) == before
