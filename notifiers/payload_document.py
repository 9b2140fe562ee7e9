"""One document of a digest as data for programs, told as long as there is room for. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from notifiers.entries import Around, clean, entry_of
from storage.clock import SHANGHAI
from storage.records import Change, DigestItem, KeyFact

_TITLE = 300
"""Characters: by it documents are told apart, so it is never cut for want of room."""
Event = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Measure:
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


def document_event(section: str, item: DigestItem, measure: Measure, around: Around) -> Event:
    """The document as the schema has it (``schemas/``)."""
    document, text, name = item.document, measure.text, measure.name
    entry = entry_of(section, item, 0, around)
    topics = sorted(document.classification.topics, key=lambda one: -one.score)
    return {
        "section": section,
        "document_id": document.document_id,
        "title": clean(document.title, _TITLE),
        "document_number": document.document_number and clean(document.document_number, name),
        "issuing_bodies": [clean(one, name) for one in document.issuing_bodies[: measure.many]],
        "issuing_bodies_count": len(document.issuing_bodies),
        "page_kind": document.page_kind,
        "signed_on": iso(document.signed_on),
        "published_on": iso(document.published_on),
        "effective_on": iso(document.effective_on or item.reckoned_on),
        "inferred": ["effective_on"] if item.reckoned_on and not document.effective_on else [],
        "deadlines": [
            {
                "kind": one.said.kind,
                "date": iso(one.said.date),
                "when": clean(one.when, 40),
                "inferred": one.said.inferred,
            }
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
        "detected_at": moment(document.detected_at),
        **_lists(item, measure),
        "change": _change(item.change, measure),
    }


def _lists(item: DigestItem, measure: Measure) -> Event:
    """What a document may have many of, the first of each, and how many there are."""
    lead = item.document.lead_posting_id
    postings = sorted(item.postings, key=lambda one: one.posting_id != lead)
    return {
        "postings": [
            {
                "source_id": one.source_id,
                "url": one.url,
                "published_on": iso(one.row.published_on),
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
        "by_date": iso(said.by_date),
        "sentence": clean(said.sentence, name),
        "label": clean(said.label, name),
    }


def _change(change: Change, measure: Measure) -> Event:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "url": change.url if _short(change.url, measure) else None,
        "detected_at": moment(change.detected_at),
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


def _short(url: str, measure: Measure) -> bool:
    return len(url.encode("utf-8", "replace")) <= measure.url


def moment(at: datetime) -> str:
    """2026-11-26T09:12:00+08:00."""
    return at.astimezone(SHANGHAI).isoformat()


def iso(day: date | None) -> str | None:
    """2026-11-26."""
    return day.isoformat() if day else None
