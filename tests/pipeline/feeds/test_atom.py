"""Atom by RFC 4287, read by a reader that others wrote."""

import re
from datetime import datetime
from typing import Any

import feedparser
from hypothesis import given, settings as hypothesis_settings, strategies as st
from lxml import etree, html
from sqlalchemy import update

from notifiers.entries import Around
from pipeline.feeds.atom import Leaflet, atom
from pipeline.feeds.feed import News, Work
from pipeline.feeds.watching import Watch
from storage.clock import day_of
from storage.database import Database
from storage.records import DigestItem
from storage.settings import Settings
from storage.tables import postings
from tests.pipeline.feeds.fed import (
    NOW,
    URL,
    also,
    at,
    atom_of,
    detected,
    feed,
    place,
    public,
)
from tests.telling_home import store
from tests.telling_samples import DEADLINE

NS = "{http://www.w3.org/2005/Atom}"
AROUND = Around(today=day_of(NOW), site="https://news.example.org")


def parsed(body: bytes) -> Any:
    found = feedparser.parse(body)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def check_structure(body: bytes) -> etree._Element:
    """What RFC 4287 asks of a feed and its entries."""
    root = etree.fromstring(body)
    assert root.tag == f"{NS}feed"
    for node in (root, *root.findall(f"{NS}entry")):
        for name in ("id", "title", "updated"):
            (found,) = node.findall(f"{NS}{name}")
            assert found.text
        datetime.fromisoformat(node.findtext(f"{NS}updated"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node.findtext(f"{NS}id"))
        assert len(node.findall(f"{NS}link[@rel='alternate']")) <= 1
    assert len(root.findall(f"{NS}link[@rel='self']")) == 1
    assert root.findall(f"{NS}author")
    ids = [one.findtext(f"{NS}id") for one in root.findall(f"{NS}entry")]
    assert len(ids) == len(set(ids))
    for entry in root.findall(f"{NS}entry"):
        (content,) = entry.findall(f"{NS}content")
        assert content.get("type") == "html"
        assert not len(content)  # the markup is its text
        for author in entry.findall(f"{NS}author"):
            assert author.findtext(f"{NS}name")
    return root


def test_a_document_is_an_entry_and_an_amendment_moves_it(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 1, document_number="国发〔2026〕31号"), detected("乙", 2)])
    place(db, settings)
    before = parsed(atom_of(db, public(watch)).body)
    values = {"values": (DEADLINE,), "summary": "第十条有改动"}
    also(db, detected("甲", 5, "amended", change=values))
    place(db, settings)
    body = atom_of(db, public(watch)).body
    check_structure(body)
    after = parsed(body)
    assert [one.title for one in before.entries] == ["乙", "甲"]
    assert [one.title for one in after.entries] == ["［有改动］甲", "乙"]
    was, now = before.entries[1], after.entries[0]
    assert was.id == now.id
    assert was.published == now.published
    assert datetime.fromisoformat(now.updated) == at(5) > datetime.fromisoformat(was.updated)
    assert "2025年12月31日 → 2026年6月30日" in now.summary
    assert "国发〔2026〕31号" in now.content[0].value
    assert "经过（近的在前）" in now.content[0].value
    links = {one.rel: one.href for one in now.links}
    assert links["alternate"].startswith("https://news.example.org/documents/")
    assert links["related"].startswith("https://www.invented.example/")
    assert now.authors[0].name == "国家发展改革委"
    assert [one.term for one in now.tags] == ["carbon_market"]
    assert after.feed.title == "双碳政策：河北某电厂"
    assert "监测范围" in after.feed.subtitle
    assert "虚构部" in after.feed.subtitle  # it was not read
    assert datetime.fromisoformat(after.feed.updated) == at(5)


def test_what_was_withdrawn_says_so_and_links_no_original(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 1)])
    also(db, detected("甲", 3, "withdrawn"))
    with db.begin() as conn:
        conn.execute(update(postings).values(withdrawn=True))
    place(db, settings)
    (one,) = parsed(atom_of(db, watch).body).entries
    assert one.title == "［已撤下］甲"
    assert "网站已撤下原文" in one.content[0].value
    assert "links" not in one or not one.links
    assert "原网址：https://www.invented.example/" in one.content[0].value
    (unmoved,) = parsed(atom_of(db, watch, feed(kinds=("added",))).body).entries
    assert unmoved.title == "［已撤下］甲"  # and is not moved by it
    assert datetime.fromisoformat(unmoved.updated) == at(1)


def test_feed_without_an_entry_is_a_feed(db: Database, watch: Watch) -> None:
    check_structure(atom_of(db, watch).body)
    assert parsed(atom_of(db, watch).body).entries == []


def test_older_documents_are_behind_next(db: Database, settings: Settings, watch: Watch) -> None:
    store(db, [detected(f"第{n}号", n) for n in range(103)])
    place(db, settings)
    first = parsed(atom_of(db, watch).body)
    links = {one.rel: one.href for one in first.feed.links}
    assert len(first.entries) == 100
    assert links["self"] == links["first"] == URL
    second_url = links["next"]
    second = parsed(atom_of(db, watch, before=second_url.partition("before=")[2]).body)
    links = {one.rel: one.href for one in second.feed.links}
    assert [one.title for one in second.entries] == ["第2号", "第1号", "第0号"]
    assert links["self"] == second_url
    assert "next" not in links


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "]]></title><entry/>",
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "\x00\x0b\ud800\ufffe",
        "\u202e",
    ]
)


@given(title=HOSTILE, said=HOSTILE, name=HOSTILE)
@hypothesis_settings(max_examples=25)
def test_nothing_of_a_page_is_markup(title: str, said: str, name: str) -> None:
    made = _news(title, said)
    leaflet = Leaflet(
        works=[Work(news=(made, made))], subtitle=said, self_url=URL, first_url=URL, next_url=""
    )
    body = atom(feed().__class__(**(vars(feed()) | {"name": name})), leaflet, AROUND)
    root = check_structure(body)
    assert {one.tag.removeprefix(NS) for one in root} <= {
        "id", "title", "subtitle", "updated", "author", "generator", "link", "entry",
    }  # fmt: skip
    content = root.find(f"{NS}entry").findtext(f"{NS}content")
    tags = {one.tag for one in html.fragment_fromstring(content, create_parent="x").iter()}
    assert tags <= {"x", "p", "strong", "ul", "li", "a", "div"}


def _news(title: str, said: str) -> News:
    work: DigestItem = detected(
        title, 1, "amended",
        document_number=said, issuing_bodies=(said, title),
        change={"summary": said, "values": (DEADLINE,)},
    )  # fmt: skip
    return News(place=1, news_at=at(1), item=work)
