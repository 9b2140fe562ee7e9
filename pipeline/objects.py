"""Records as the objects of the contract: what ``--json`` prints and webhooks carry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from pipeline.advising.shown import advice_object
from pipeline.classify import document_type
from pipeline.deadlines import deadlines_of
from pipeline.deadlines.shown import deadline_object
from pipeline.identity.roles import age
from pipeline.issue.printed import printed_object
from pipeline.keyfacts import key_facts
from pipeline.keyfacts.shown import is_reckoned, key_fact_object
from pipeline.pages.promised import missing_attachments
from pipeline.relations.finding import relations_of
from pipeline.relations.shown import (
    incoming_objects,
    outgoing_objects,
    relation_object,
    standing_object,
    validity_of,
)
from pipeline.relations.standings import NO_TIES, Ties, reckoned_effective_on, ties_of
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of
from storage.queries.advices import advice_on
from storage.queries.deadlines import deadlines_from
from storage.queries.issues import printings_of
from storage.queries.key_facts import key_facts_from
from storage.queries.processing import (
    absent_files_of,
    attachment_files_of,
    postings_of,
    versions_by_id,
)
from storage.queries.reviews import said_of
from storage.records import (
    Advice,
    Amendment,
    AttachmentFile,
    Change,
    Classification,
    Content,
    Deadline,
    Document,
    KeyFact,
    Posting,
    Printing,
    Review,
    Said,
    Version,
)

Object = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A document with everything that is shown of it."""

    document: Document
    said: Said
    postings: tuple[Posting, ...]
    content: Content | None
    """Of the leading posting."""
    files: tuple[AttachmentFile, ...]
    absent: frozenset[str] = frozenset()
    """Addresses of attachments behind which no file was found."""
    ties: Ties = NO_TIES
    deadlines: tuple[Deadline, ...] = ()
    key_facts: tuple[KeyFact, ...] = ()
    advice: Advice | None = None
    printings: tuple[Printing, ...] = ()
    """In which published issues it stands."""


def whole_documents(conn: Connection, documents: Sequence[Document], now: datetime) -> list[Whole]:
    """The documents with their postings, text, attachments and reviews, in the given order.

    And how they hang together with others, and stand, on the day of ``now``.
    """
    ids = [document.document_id for document in documents]
    postings = postings_of(conn, ids)
    versions = versions_by_id(conn, [document.version_id for document in documents])
    files = attachment_files_of(conn, [p.posting_id for many in postings.values() for p in many])
    absent = absent_files_of(conn, [document.lead_posting_id for document in documents])
    said = said_of(conn, ids)
    contents = {one.document_id: _content(versions, one) for one in documents}
    ties = ties_of(conn, documents, contents, day_of(now))
    deadlines = deadlines_from(conn, ids)
    facts = key_facts_from(conn, ids)
    advice = advice_on(conn, documents)
    printings = printings_of(conn, ids)
    return [
        Whole(
            document=document,
            said=said.get(document.document_id, NOTHING),
            postings=tuple(sorted(postings.get(document.document_id, ()), key=age)),
            content=contents[document.document_id],
            files=tuple(files.get(document.lead_posting_id, ())),
            absent=absent.get(document.lead_posting_id, frozenset()),
            ties=ties[document.document_id],
            deadlines=tuple(one.said for one in deadlines.get(document.document_id, ())),
            key_facts=facts.get(document.document_id, ()),
            advice=advice.get(document.document_id),
            printings=tuple(printings.get(document.document_id, ())),
        )
        for document in documents
    ]


def _content(versions: Mapping[str, Version], document: Document) -> Content | None:
    version = versions.get(document.version_id)
    return version.content if version else None


def document_object(whole: Whole) -> Object:
    """The ``document`` of the contract, as people decided it; ``amended`` says in what."""
    document, content = whole.document, whole.content
    shown = as_decided(document, whole.said)
    validity, guessed = validity_of(content.validity if content else None, whole.ties.standing)
    reckoned = reckoned_effective_on(shown.page_kind, whole.deadlines)
    inferred = {
        "validity": guessed,
        "effective_on": reckoned and not document.effective_on,
        "key_facts.by_date": any(map(is_reckoned, whole.key_facts)),
    }
    return {
        "document_id": document.document_id,
        "title": document.title,
        "document_number": document.document_number,
        "issuing_bodies": document.issuing_bodies,
        "document_type": (content and content.document_type) or document_type(document.title),
        "page_kind": shown.page_kind,
        "index_number": content.index_number if content else None,
        "signed_on": document.signed_on,
        "published_on": document.published_on,
        "effective_on": document.effective_on or reckoned,
        "validity": validity,
        "standing": standing_object(whole.ties.standing),
        "part": shown.part,
        "region": document.region,
        "relevant": shown.relevant,
        "relevance": document.relevance,
        "topics": shown.classification.topics,
        "relations": outgoing_objects(whole.ties.related.to),
        "related_from": incoming_objects(whole.ties.related.by),
        "deadlines": [deadline_object(said) for said in whole.deadlines],
        "key_facts": [key_fact_object(said) for said in whole.key_facts],
        "attachments": _attachments(content, whole.files),
        "missing_attachments": missing_attachments(content, whole.absent) if content else [],
        "postings": [_posting(posting) for posting in whole.postings],
        "printed_in": [printed_object(one) for one in whole.printings],
        "blocks": content.blocks if content else [],
        "text": content.text if content else "",
        "text_url": (content.text_url or None) if content else None,
        "detected_at": document.detected_at,
        "inferred": _inferred(content, inferred),
        "disagreements": content.disagreements if content else [],
        "advice": advice_object(whole.advice) if whole.advice else None,
        "review": _review(whole.said.review),
        "amended": [_amended(one) for _, one in sorted(whole.said.amendments.items())],
    }


def _inferred(content: Content | None, also: Mapping[str, object]) -> list[str]:
    """The fields that were inferred: from the page, and those of ``also`` that are so."""
    return [
        *(content.inferred if content else ()),
        *(name for name, is_so in also.items() if is_so),
    ]


def _attachments(content: Content | None, files: Iterable[AttachmentFile]) -> list[Object]:
    by_url = {file.url: file for file in files}
    links = content.attachments if content else ()
    rows: list[Object] = []
    for link in links:
        file = by_url.get(link.url)
        rows.append(
            {
                "name": link.name,
                "url": link.url,
                "media_type": file.media_type if file else link.media_type,
                "sha256": file.body_sha256 if file else None,
                "text_chars": len(file.own_text) if file else 0,
                "problem": file.problem if file else "",
            }
        )
    return rows


def _posting(posting: Posting) -> Object:
    return {
        "source_id": posting.source_id,
        "url": posting.url,
        "published_on": posting.row.published_on,
        "role": posting.role,
        "withdrawn": posting.withdrawn,
    }


def _review(review: Review | None) -> Object | None:
    if review is None:
        return None
    return {
        "decision": review.decision,
        "person": review.person,
        "reason": review.reason,
        "decided_at": review.decided_at,
    }


def _amended(one: Amendment) -> Object:
    """Of a field in which a person's word stands: what the program had said, who said it."""
    return {
        "field": one.field,
        "proposed": one.proposed.split() if one.field == "topics" else one.proposed or None,
        "person": one.person,
        "reason": one.reason,
        "decided_at": one.decided_at,
    }


def content_object(content: Content, verdict: Classification | None = None) -> Object:
    """One page read by itself, with every key of a document: what ``policywatch extract`` prints.

    What only a store can say is null or empty; so is the verdict on a page that is no document's.
    """
    deadlines = deadlines_of(content, ())
    reckoned = reckoned_effective_on(verdict.page_kind if verdict else None, deadlines)
    facts = key_facts(content, None)
    inferred = {
        "effective_on": reckoned and not content.effective_on,
        "key_facts.by_date": any(map(is_reckoned, facts)),
    }
    return {
        "document_id": None,
        "title": content.title,
        "page_state": content.page_state,
        "state_reason": content.state_reason,
        "document_number": content.document_number,
        "issuing_bodies": content.issuing_bodies,
        "document_type": content.document_type or document_type(content.title),
        "page_kind": verdict.page_kind if verdict else None,
        "index_number": content.index_number,
        "signed_on": content.signed_on,
        "published_on": content.published_on,
        "effective_on": content.effective_on or reckoned,
        "validity": content.validity,
        "part": verdict.part if verdict else None,
        "region": None,
        "relevant": verdict.relevant if verdict else None,
        "relevance": verdict.relevance if verdict else None,
        "topics": verdict.topics if verdict else [],
        "subject": content.subject,
        "source_label": content.source_label,
        "relations": [relation_object(said) for said in relations_of(content, ())],
        "deadlines": [deadline_object(said) for said in deadlines],
        "key_facts": [key_fact_object(said) for said in facts],
        "attachments": _attachments(content, ()),
        "missing_attachments": missing_attachments(content),
        "postings": [],
        "printed_in": [],
        "detected_at": None,
        "blocks": content.blocks,
        "text": content.text,
        "text_url": content.text_url or None,
        "inferred": _inferred(content, inferred),
        "disagreements": content.disagreements,
    }


def change_object(change: Change) -> Object:
    """The ``change`` of the contract."""
    return {
        "change_id": change.change_id,
        "document_id": change.document_id,
        "source_id": change.source_id,
        "url": change.url,
        "kind": change.kind,
        "detected_at": change.detected_at,
        "late": change.late,
        "reverted": change.reverted,
        "significance": change.significance,
        "summary": change.summary,
        "values": change.values,
        "hunks": change.hunks,
    }
