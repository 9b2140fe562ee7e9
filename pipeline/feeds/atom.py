"""Atom (RFC 4287), paged (RFC 5005, section 3): one entry a document, by its last news. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree  # type: ignore[import-untyped]

from notifiers.entries import Around, Entry, clean, entry_of, link_of
from notifiers.forms import template_of
from pipeline.feeds.feed import Feed, News, Work
from pipeline.telling.composing.comparisons import with_comparisons
from storage.characters import legal
from storage.clock import SHANGHAI

ATOM_TYPE = "application/atom+xml; charset=utf-8"
_NS = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("6f0f4b9e-5f0c-5a3d-9d0b-6f7c1d5a2e41")
"""Names of ours become UUIDs in it: an entry has its id wherever and whenever it is made."""
_MARKS = {"withdrawn": "［已撤下］", "changed": "［有改动］", "late": "［补发］"}
_WHAT = {
    "added": "发布",
    "amended": "正文改动",
    "attachment": "附件改动",
    "metadata": "著录信息改动",
    "withdrawn": "撤下",
    "restored": "恢复",
}
_MOST_NEWS = 20
_TITLE, _URL = 200, 2_000


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """One page of the feed: what stands in it, and around it."""

    works: Sequence[Work]
    subtitle: str
    """What is wanted, and what was not read for it."""
    self_url: str
    first_url: str
    next_url: str
    """Of the page of what is older; empty: there is none."""


def atom(feed: Feed, leaflet: Leaflet, around: Around) -> bytes:
    """The page of the feed."""
    root = etree.Element(f"{{{_NS}}}feed", nsmap={None: _NS}, attrib={_XML_LANG: "zh-CN"})
    _add(root, "id", urn(f"feed {feed.feed_id}"))
    _add(root, "title", feed.titled("双碳政策"))
    _add(root, "subtitle", clean(leaflet.subtitle, 2_000))
    _add(root, "updated", moment(_updated_at(feed, leaflet.works)))
    _add(_add(root, "author"), "name", "policywatch")
    _add(root, "generator", "policywatch")
    _link(root, "self", leaflet.self_url, "application/atom+xml")
    _link(root, "first", leaflet.first_url, "application/atom+xml")
    if leaflet.next_url:
        _link(root, "next", leaflet.next_url, "application/atom+xml")
    for work in leaflet.works:
        _entry(root, work, around)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _updated_at(feed: Feed, works: Sequence[Work]) -> datetime:
    """When the feed last had news; of one without any, when it was asked for."""
    return max((work.last.news_at for work in works), default=feed.since)


def urn(name: str) -> str:
    """The permanent id of what has that name."""
    return uuid.uuid5(_SPACE, name).urn


def moment(at: datetime) -> str:
    """As RFC 3339 has it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _entry(root: etree._Element, work: Work, around: Around) -> None:
    last = work.last
    document = last.item.document
    (item,) = with_comparisons([last.item])
    shown = entry_of(last.section, item, 0, around)
    node = _add(root, "entry")
    _add(node, "id", urn(f"document {document.document_id}"))
    _add(node, "title", _title(work, shown))
    _add(node, "published", moment(min(one.news_at for one in work.news)))
    _add(node, "updated", moment(last.news_at))
    for name in document.issuing_bodies[:20]:
        _author(node, clean(name, _TITLE))
    _links(node, shown, is_withdrawn(work))
    for topic in document.classification.topics:
        term = clean(topic.id, 80)
        label = clean(around.names.get(topic.id, topic.id), 80)
        _add(node, "category", "", {"term": term, "label": label})
    _add(node, "summary", _summary(shown))
    _add(node, "content", _content(work, shown, around), {"type": "html"})


def _author(node: etree._Element, name: str) -> None:
    if name:
        _add(_add(node, "author"), "name", name)


def _title(work: Work, shown: Entry) -> str:
    mark = _MARKS["withdrawn"] if is_withdrawn(work) else _MARKS.get(work.last.section, "")
    doubt = "（待定）" if shown.doubtful else ""
    return f"{mark}{shown.title}{doubt}"


def is_withdrawn(work: Work) -> bool:
    """Whether no page carries the document any more."""
    pages = work.last.item.postings
    return bool(pages) and all(one.withdrawn for one in pages)


def _links(node: etree._Element, shown: Entry, withdrawn: bool) -> None:
    """Our page, and the original beside it; without pages of ours the original, if it is there."""
    original = None if withdrawn else shown.link
    lead = shown.page or original
    if lead:
        _link(node, "alternate", lead.url, "text/html")
    if original and original != lead:
        _link(node, "related", original.url, "text/html")


def _summary(shown: Entry) -> str:
    said = (shown.top, shown.line or shown.gist, shown.note)
    return "；".join(one.rstrip("。；") for one in said if one) or "（没有摘要）"


def _content(work: Work, shown: Entry, around: Around) -> str:
    template = template_of("feed", "", "entry.html")
    assert template
    context: Mapping[str, object] = {
        "entry": shown,
        "withdrawn": is_withdrawn(work),
        "happened": [_happened(one, around) for one in reversed(work.news[-_MOST_NEWS:])],
        "more": max(0, len(work.news) - _MOST_NEWS),
    }
    return legal(template.render(context))


def _happened(news: News, around: Around) -> str:
    """2026-11-18 正文改动：第十条：2025年12月31日 → 2026年6月30日."""
    change = news.item.change
    day = change.detected_at.astimezone(SHANGHAI).date()
    line = entry_of(news.section, news.item, 0, around).line if news.section == "changed" else ""
    said = f"{day} {_WHAT.get(change.kind, change.kind)}"
    return f"{said}：{line}" if line else said


def _add(
    parent: etree._Element, name: str, text: str = "", given: Mapping[str, str] | None = None
) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_NS}}}{name}", dict(given or {}))
    if text:
        node.text = text
    return node


def _link(parent: etree._Element, rel: str, url: str, media_type: str) -> None:
    found = link_of(url)
    if found and len(found.url) <= _URL:
        _add(parent, "link", "", {"rel": rel, "href": found.url, "type": media_type})
