"""A digest as data for programs: the ``data`` of ``policywatch.digest.v1``. Pure."""

from datetime import date
from typing import Any

from notifiers.entries import clean
from notifiers.view import is_complete
from storage.clock import SHANGHAI
from storage.records import Change, Digest, DigestItem, KeyFact

TYPE = "policywatch.digest.v1"
_WORDS, _NAME, _URL, _MANY, _FACTS = 1000, 150, 2000, 20, 5
"""No single item may fill the whole message: longest text, name and address, most of a list."""


def event(digest: Digest, limit: int) -> dict[str, Any]:
    """The envelope (CloudEvents-like) with at most ``limit`` items a section.

    ``items`` are document objects of the command line's JSON (without texts), each with its
    ``section`` and ``change``. A consumer must allow for further fields.
    """
    sections = {
        "added": digest.added,
        "changed": digest.changed,
        "withdrawn": digest.withdrawn,
        "late": digest.late,
    }
    items = [_item(key, item) for key, found in sections.items() for item in found[:limit]]
    return {
        "id": digest.digest_id,
        "type": TYPE,
        "source": "policywatch",
        "time": digest.until.astimezone(SHANGHAI).isoformat(),
        "data": {
            "period": digest.period,
            "since": digest.since.astimezone(SHANGHAI).isoformat(),
            "until": digest.until.astimezone(SHANGHAI).isoformat(),
            "subscription": {
                "subscription_id": digest.subscription.subscription_id,
                "name": _name(digest.subscription.name),
            },
            "items": items,
            "omitted": sum(len(found) for found in sections.values()) - len(items),
            "coverage": _coverage(digest),
        },
    }


def _coverage(digest: Digest) -> dict[str, Any]:
    return {
        "complete": is_complete(digest),
        "parts": [
            {
                "part": line.part,
                "read": line.read,
                "total": line.total,
                "unread": [_name(one) for one in line.unread[:_MANY]],
            }
            for line in digest.coverage
        ],
    }


def _item(section: str, item: DigestItem) -> dict[str, Any]:
    document = item.document
    return {
        "section": section,
        "document_id": document.document_id,
        "title": _text(document.title),
        "document_number": document.document_number and _name(document.document_number),
        "issuing_bodies": [_name(one) for one in document.issuing_bodies[:_MANY]],
        "page_kind": document.page_kind,
        "signed_on": _iso(document.signed_on),
        "published_on": _iso(document.published_on),
        "effective_on": _iso(document.effective_on),
        "part": document.part,
        "region": document.region,
        "relevant": document.relevant,
        "amended": list(item.amended),
        "relevance": document.relevance,
        "topics": [{"id": t.id, "score": t.score} for t in document.classification.topics],
        "postings": [
            {
                "source_id": posting.source_id,
                "url": posting.url,
                "published_on": _iso(posting.row.published_on),
                "role": posting.role,
            }
            for posting in item.postings[:_MANY]
            if len(posting.url) <= _URL
        ],
        "postings_count": len(item.postings),
        "detected_at": document.detected_at.astimezone(SHANGHAI).isoformat(),
        "printed_in": [
            {
                "month": one.month,
                "item": one.item,
                "differs": one.differs,
                "as_printed": {name: _name(text) for name, text in one.as_printed.items()},
            }
            for one in item.printings[:_MANY]
        ],
        "gist": _text(item.gist),
        "key_facts": [_key_fact(one) for one in item.key_facts[:_FACTS]],
        "key_facts_count": len(item.key_facts),
        "note": _text(item.note),
        "change": _change(item.change),
    }


def _key_fact(said: KeyFact) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "who": _name(said.who) or None,
        "what": _name(said.what) or None,
        "value": _name(said.value) or None,
        "by": _name(said.by) or None,
        "by_date": _iso(said.by_date),
        "sentence": _name(said.sentence),
        "label": _name(said.label),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "url": change.url if len(change.url) <= _URL else None,
        "detected_at": change.detected_at.astimezone(SHANGHAI).isoformat(),
        "late": change.late,
        "reverted": change.reverted,
        "significance": change.significance,
        "summary": _text(change.summary),
        "values_count": len(change.values),
        "values": [
            {
                "kind": v.kind,
                "before": v.before and _name(v.before),
                "after": v.after and _name(v.after),
                "label": _name(v.label),
            }
            for v in change.values[:_MANY]
        ],
    }


def _text(text: str) -> str:
    return clean(text, _WORDS)


def _name(text: str) -> str:
    return clean(text, _NAME)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
