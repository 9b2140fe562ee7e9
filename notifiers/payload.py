"""A digest as data for programs: ``policywatch.digest.v1`` (``notifiers/schemas/``). Pure.

What is posted stays under 20 KB: where all of it has no room, each document is told shorter, and
where that has none either, some are left out; both are counted, and ``next`` is where all stands.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from notifiers.entries import Around, clean
from notifiers.payload_document import Event, Measure, document_event, iso, moment
from notifiers.personal import MESSAGE
from notifiers.summary import sections_of
from storage.ids import sha256
from storage.records import CoverageLine, Digest, DigestItem, Form, Subscription

DIGEST, TEST = "policywatch.digest.v1", "policywatch.test.v1"
LIMIT = 19_900
"""Bytes: 20 KB, and a little for ids that are filled in when it is sent."""
_SHARE = 2_500
"""Bytes above which a document is told shorter still: none may push out the others."""
_COMMA = 1


_WHOLE = Measure(text=1000, name=150, url=2000, many=50, facts=20, places=50, values=50)
"""Of the copy on the web, where there is room."""
_FULL = Measure(text=300, name=150, url=2000, many=20, facts=5, places=20, values=20)
_THIN = Measure(text=200, name=80, url=500, many=8, facts=0, places=1, values=3)
_SCANT = Measure(text=80, name=30, url=200, many=3, facts=0, places=1, values=1)


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
    return document_event(section, item, _WHOLE, around)


def coverage_event(lines: Sequence[CoverageLine], measure: Measure = _FULL) -> Event:
    """What was read of the sources behind a filter, and what was not."""
    return {
        "complete": bool(lines)
        and all(line.read == line.total and not line.since for line in lines),
        "parts": [_coverage(line, measure) for line in lines],
    }


def trial(who: Subscription, now: datetime) -> Form:
    """A test event: what a receiver is to answer yes to, and then to forget."""
    message = "这是一次测试，不含任何文件。收到并验签无误，请答复 2xx。"
    told = _envelope(TEST, MESSAGE, now)
    told["data"] = {"subscription": _subscription(who), "message": message}
    return Form(subject="测试", text=f"{message}\n", payload=_json(told).decode())


def _event(
    digest: Digest, measure: Measure, items: Mapping[int, Event], more: str | None = None
) -> Event:
    total = sum(map(len, sections_of(digest).values()))
    told = _envelope(DIGEST, digest.digest_id, digest.until)
    told["data"] = {
        "period": digest.period,
        "since": moment(digest.since),
        "until": moment(digest.until),
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
        "time": moment(at),
    }


def _subscription(who: Subscription) -> Event:
    return {"subscription_id": who.subscription_id, "name": clean(who.name, _FULL.name)}


def _coverage(line: CoverageLine, measure: Measure) -> Event:
    return {
        "part": line.part,
        "read": line.read,
        "total": line.total,
        "since": iso(line.since),
        "as_of": iso(line.as_of),
        "unread": [clean(one, measure.name) for one in line.unread[: measure.many]],
    }


def _items(digest: Digest, measure: Measure, around: Around) -> dict[int, Event]:
    """All of them, by their place in the digest."""
    places = enumerate(_placed(digest))
    return {place: document_event(key, item, measure, around) for place, (key, item) in places}


def _fitting(digest: Digest, around: Around, room: int) -> dict[int, Event]:
    """As many as there is room for: the first of each section, then the second of each, …"""
    placed = list(_placed(digest))
    found: dict[int, Event] = {}
    for place in _by_rank(digest):
        key, item = placed[place]
        told = document_event(key, item, _THIN, around)
        if _size(told) > _SHARE:
            told = document_event(key, item, _SCANT, around)
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


def _json(value: object) -> bytes:
    """As it is sent; half a surrogate pair, which is no character, becomes ?."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return said.encode("utf-8", "replace")


def _size(value: object) -> int:
    return len(_json(value))
