"""What a filter may bring, as its reader is told of it before it is too late."""

from typing import Any

import pytest

from pipeline.searching import search as searching
from pipeline.searching.indexing import bring_in_step
from storage.clock import day_of
from storage.records import Filter
from storage.search import marks
from tests.telling_home import store
from tests.telling_samples import MONDAY, week
from tests.telling_servers import mail_server
from tests.web.public.site import WANTS, Site, link_in
from web.public import outlook
from web.public.outlook import NOBODY, NOTHING


@pytest.fixture
def unread(site: Site) -> Site:
    """With documents that are not indexed yet."""
    site.clock.at = MONDAY
    store(site.db, week())
    with site.db.begin() as conn:
        marks.mark(conn, {one.document.document_id for one in week()})
    return site


@pytest.fixture
def read(unread: Site) -> Site:
    """With an index of them."""
    bring_in_step(unread.db, day_of(MONDAY))
    return unread


def said_of(site: Site, **values: Any) -> str:
    who = site.reader(subscription_id=repr(values)[-30:], **values)
    return site.get(site.links.preferences(who)).text


def test_who_asks_for_what_nobody_watches_is_told_so_before_it_is_confirmed(read: Site) -> None:
    with mail_server() as box:
        answer = read.post("/subscribe", **WANTS, issuer="没有的机关")
        assert f"请注意：{NOBODY}" in answer.text
        (text,) = read.send(box)
    confirm = link_in(text, "confirm")
    assert NOBODY in read.get(confirm).text
    assert NOBODY in read.post(confirm).text


def test_what_the_last_year_would_have_brought_is_counted(
    read: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"合这些条件的文件 {len(week())} 件" in said_of(read)
    doubtful = sum(one.document.relevant is None for one in week())
    assert doubtful
    sure = said_of(read, include_doubtful=False)
    assert f"合这些条件的文件 {len(week()) - doubtful} 件" in sure
    assert NOTHING in said_of(read, filter=Filter(words=("绝无此词",)))
    assert NOTHING not in said_of(read, filter=Filter(words=("绝无此词",), kinds=("withdrawn",)))
    monkeypatch.setattr(outlook, "_COUNTED", 1)
    assert "合这些条件的文件 1 件以上" in said_of(read, filter=Filter(least_significance=0.1))


def test_nothing_is_said_of_what_is_not_indexed(unread: Site) -> None:
    shown = said_of(unread)
    assert "与条件有关的来源 1 个。" in shown
    assert "合这些条件" not in shown
    bring_in_step(unread.db, day_of(MONDAY))
    assert "合这些条件的文件" in said_of(unread, filter=Filter(parts=("ministry",)))
    assert "合这些条件的文件" in said_of(unread, name="同样的条件")
    with unread.db.begin() as conn:
        marks.mark(conn, {week()[0].document.document_id})
    assert "合这些条件" not in said_of(unread, filter=Filter(parts=("mee",)))


def test_where_there_is_nothing_at_all_nothing_is_said_of_a_filter(site: Site) -> None:
    shown = said_of(site, filter=Filter(words=("绝无此词",)))
    assert "与条件有关的来源 1 个。" in shown
    assert "合这些条件" not in shown


def test_what_cannot_be_counted_is_looked_for_once_a_day(
    read: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_READ", 1)
    asked = Filter(words=("的通知",))
    assert "合这些条件" not in said_of(read, filter=asked)
    monkeypatch.undo()
    assert "合这些条件" not in said_of(read, filter=asked, name="同样的条件")
    read.clock.passes(days=1)
    bring_in_step(read.db, day_of(read.clock()))
    assert "合这些条件" in said_of(read, filter=asked, name="次日")


def test_what_has_ended_brings_nothing_and_says_nothing(read: Site) -> None:
    shown = said_of(read, active=False, ended="unsubscribed", ended_at=MONDAY)
    assert "<dt>预计" not in shown
