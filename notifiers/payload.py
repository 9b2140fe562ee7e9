"""A digest as data for programs: ``policywatch.digest.v1`` (``notifiers/schemas/``). Pure.

What is posted stays under 20 KB: where all of it has no room, each document is told shorter, and
where that has none either, some are left out; both are counted, and ``next`` is where all stands.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from notifiers.entries import Around, clean, entry_of
from notifiers.personal import MESSAGE
from notifiers.summary import sections_of
from storage.clock import SHANGHAI
from storage.ids import sha256
from storage.records import Change, CoverageLine, Digest, DigestItem, Form, KeyFact, Subscription

DIGEST, TEST = "policywatch.digest.v1", "policywatch.test.v1"
LIMIT = 19_900
"""Bytes: 20 KB, and a little for ids that are filled in when it is sent."""
_SHARE = 2_500
"""Bytes above which a document is told shorter still: none may push out the others."""
_COMMA = 1
Event = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """How much is told of each document: characters of texts, names and addresses, entries."""

    text: int
    name: int
    url: int
    many: int
    """Issuers, topics, reasons."""
    facts: int
    """Key facts."""
    places: int
    """Postings and printings."""
    values: int


_WHOLE = _Measure(text=1000, name=150, url=2000, many=50, facts=20, places=50, values=50)
"""Of the copy on the web, where there is room."""
_FULL = _Measure(text=300, name=150, url=2000, many=20, facts=5, places=20, values=20)
_THIN = _Measure(text=200, name=80, url=500, many=8, facts=0, places=1, values=3)
_SCANT = _Measure(text=80, name=30, url=200, many=3, facts=0, places=1, values=1)


def event(digest: Digest, around: Around, copy_url: str = "") -> Event:
    """The envelope (CloudEvents-like) of the digest, in at most ``LIMIT`` bytes.

    ``copy_url``: where the digest's copy stands on the web; empty: nowhere.
    """
    full = _event(digest, _FULL, _items(digest, _FULL, around))
    if _size(full) <= LIMIT:
        return full
    more = f"{copy_url}.json" if copy_url else None
    bare = _event(digest, _THIN, {}, more)
    items = _fitting(digest, around, LIMIT - _size(bare))
    return _event(digest, _THIN, items, more)


def whole(digest: Digest, around: Around) -> Event:
    """All of the digest, for its copy on the web: nobody's name or id is in it."""
    told = _event(digest, _WHOLE, _items(digest, _WHOLE, around))
    told["data"]["subscription"] = {"subscription_id": "", "name": ""}
    return told | {"id": sha256(_json(told["data"]))[:16]}


def item_event(section: str, item: DigestItem, around: Around) -> Event:
    """One of its items, told as fully as in the copy on the web."""
    return _item(section, item, _WHOLE, around)


def coverage_event(lines: Sequence[CoverageLine], measure: _Measure = _FULL) -> Event:
    """What was read of the sources behind a filter, and what was not."""
    return {
        "complete": bool(lines) and all(line.read == line.total for line in lines),
        "parts": [_coverage(line, measure) for line in lines],
    }


def trial(who: Subscription, now: datetime) -> Form:
    """A test event: what a receiver is to answer yes to, and then to forget."""
    message = "这是一次测试，不含任何文件。收到并验签无误，请答复 2xx。"
    told = _envelope(TEST, MESSAGE, now)
    told["data"] = {"subscription": _subscription(who), "message": message}
    return Form(subject="测试", text=f"{message}\n", payload=_json(told).decode())


def _event(
    digest: Digest, measure: _Measure, items: Mapping[int, Event], more: str | None = None
) -> Event:
    total = sum(map(len, sections_of(digest).values()))
    told = _envelope(DIGEST, digest.digest_id, digest.until)
    told["data"] = {
        "period": digest.period,
        "since": _moment(digest.since),
        "until": _moment(digest.until),
        "subscription": _subscription(digest.subscription),
        "items": [items[place] for place in sorted(items)],
        "omitted": total - len(items),
        "next": more,
        "held": [clean(line, measure.name) for line in digest.held[: measure.many]],
        "coverage": coverage_event(digest.coverage, measure),
    }
    return told


def _envelope(kind: str, event_id: str, at: datetime) -> Event:
    return {
        "specversion": "1.0",
        "id": event_id,
        "type": kind,
        "source": "policywatch",
        "time": _moment(at),
    }


def _subscription(who: Subscription) -> Event:
    return {"subscription_id": who.subscription_id, "name": clean(who.name, _FULL.name)}


def _coverage(line: CoverageLine, measure: _Measure) -> Event:
    return {
        "part": line.part,
        "read": line.read,
        "total": line.total,
        "as_of": _iso(line.as_of),
        "unread": [clean(one, measure.name) for one in line.unread[: measure.many]],
    }


def _items(digest: Digest, measure: _Measure, around: Around) -> dict[int, Event]:
    """All of them, by their place in the digest."""
    places = enumerate(_placed(digest))
    return {place: _item(key, item, measure, around) for place, (key, item) in places}


def _fitting(digest: Digest, around: Around, room: int) -> dict[int, Event]:
    """As many as there is room for: the first of each section, then the second of each, …"""
    placed = list(_placed(digest))
    found: dict[int, Event] = {}
    for place in _by_rank(digest):
        key, item = placed[place]
        told = _item(key, item, _THIN, around)
        if _size(told) > _SHARE:
            told = _item(key, item, _SCANT, around)
        size = _size(told) + _COMMA
        if size <= room:
            found[place] = told
            room -= size
        elif room < _SHARE:
            break
    return found


def _placed(digest: Digest) -> Iterator[tuple[str, DigestItem]]:
    return ((key, item) for key, found in sections_of(digest).items() for item in found)


def _by_rank(digest: Digest) -> Iterator[int]:
    """The places of the first of each section, of the second of each, …"""
    first, sections = 0, []
    for found in sections_of(digest).values():
        sections.append(range(first, first + len(found)))
        first += len(found)
    ranks = zip_longest(*sections)
    return (place for rank in ranks for place in rank if place is not None)


def _item(section: str, item: DigestItem, measure: _Measure, around: Around) -> Event:
    document, text, name = item.document, measure.text, measure.name
    entry = entry_of(section, item, 0, around)
    topics = sorted(document.classification.topics, key=lambda one: -one.score)
    return {
        "section": section,
        "document_id": document.document_id,
        "title": clean(document.title, 2 * name),
        "document_number": document.document_number and clean(document.document_number, name),
        "issuing_bodies": [clean(one, name) for one in document.issuing_bodies[: measure.many]],
        "issuing_bodies_count": len(document.issuing_bodies),
        "page_kind": document.page_kind,
        "signed_on": _iso(document.signed_on),
        "published_on": _iso(document.published_on),
        "effective_on": _iso(document.effective_on),
        "deadlines": [
            {"kind": one.said.kind, "date": _iso(one.said.date), "when": clean(one.when, 40)}
            for one in item.deadlines[: measure.values]
        ],
        "part": document.part,
        "region": document.region,
        "relevant": document.relevant,
        "amended": list(item.amended),
        "relevance": document.relevance,
        "topics": [{"id": one.id, "score": one.score} for one in topics[: measure.many]],
        "topics_count": len(topics),
        "link": entry.lead.url if entry.lead and _short(entry.lead.url, measure) else None,
        "line": clean(entry.line or entry.gist, text),
        "gist": clean(item.gist, text),
        "note": clean(item.note, text),
        "detected_at": _moment(document.detected_at),
        **_lists(item, measure),
        "change": _change(item.change, measure),
    }


def _lists(item: DigestItem, measure: _Measure) -> Event:
    """What a document may have many of, the first of each, and how many there are."""
    lead = item.document.lead_posting_id
    postings = sorted(item.postings, key=lambda one: one.posting_id != lead)
    return {
        "postings": [
            {
                "source_id": one.source_id,
                "url": one.url,
                "published_on": _iso(one.row.published_on),
                "role": one.role,
            }
            for one in postings[: measure.places]
            if _short(one.url, measure)
        ],
        "postings_count": len(postings),
        "printed_in": [
            {
                "month": one.month,
                "item": one.item,
                "differs": one.differs,
                "as_printed": {
                    key: clean(text, measure.name) for key, text in one.as_printed.items()
                },
            }
            for one in item.printings[: measure.places]
        ],
        "printed_in_count": len(item.printings),
        "key_facts": [_key_fact(one, measure.name) for one in item.key_facts[: measure.facts]],
        "key_facts_count": len(item.key_facts),
    }


def _key_fact(said: KeyFact, name: int) -> Event:
    return {
        "kind": said.kind,
        "who": clean(said.who, name) or None,
        "what": clean(said.what, name) or None,
        "value": clean(said.value, name) or None,
        "by": clean(said.by, name) or None,
        "by_date": _iso(said.by_date),
        "sentence": clean(said.sentence, name),
        "label": clean(said.label, name),
    }


def _change(change: Change, measure: _Measure) -> Event:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "url": change.url if _short(change.url, measure) else None,
        "detected_at": _moment(change.detected_at),
        "late": change.late,
        "reverted": change.reverted,
        "significance": change.significance,
        "summary": clean(change.summary, measure.text),
        "values_count": len(change.values),
        "values": [
            {
                "kind": one.kind,
                "before": one.before and clean(one.before, measure.name),
                "after": one.after and clean(one.after, measure.name),
                "label": clean(one.label, measure.name),
            }
            for one in change.values[: measure.values]
        ],
    }


def _short(url: str, measure: _Measure) -> bool:
    return len(url.encode("utf-8", "replace")) <= measure.url


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(value: object) -> bytes:
    """As it is sent; half a surrogate pair, which is no character, becomes ?."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return said.encode("utf-8", "replace")


def _size(value: object) -> int:
    return len(_json(value))
