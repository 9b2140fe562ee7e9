"""A document's fields from its postings' versions anew, when those were read by other rules. Pure.

Unlike a page that is read for the first time, nothing that the document said before counts: a field
that the extractor no longer finds is gone. What people decided is theirs and is not touched here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.classify import classify
from pipeline.classifying.facts import facts_of
from pipeline.classifying.rules import Rules
from pipeline.identity.roles import age, holds_files_only, lead_of, roles_of
from storage.records import (
    SPEAKING,
    Classification,
    Document,
    Posting,
    PostingRole,
    Source,
    Version,
)
from storage.text import number_key, title_key


@dataclass(frozen=True, kw_only=True)
class Judge:
    """By what documents are judged."""

    rules: Rules
    sources: Mapping[str, Source]
    hosts: Mapping[str, str]
    """The agency of each host."""


@dataclass(frozen=True, kw_only=True)
class ShownVersion:
    """A posting, and the version that it shows now."""

    posting: Posting
    version: Version


def renewed(
    document: Document, shown: Sequence[ShownVersion], judge: Judge
) -> tuple[Document, dict[str, PostingRole]]:
    """The document as its postings say it now, and the roles of those, by id."""
    carrying = _carrying(document, shown)
    roles: dict[str, PostingRole] = {}
    if not carrying:
        return document, roles
    lead = min(carrying, key=lambda one: age(one.posting))  # whatever it was taken for before
    said = _said_by(document, lead, carrying, judge)
    bare = {one.posting.posting_id for one in shown if holds_files_only(one.version.content)}
    roles = roles_of([one.posting for one in shown], said, judge.hosts, bare)
    carrying = [
        replace(one, posting=replace(one.posting, role=roles[one.posting.posting_id]))
        for one in carrying
    ]
    now_leads = _lead(carrying)
    if now_leads.posting.posting_id != lead.posting.posting_id:
        said = _said_by(document, now_leads, carrying, judge)
    return said, roles


def reclassified(document: Document, shown: Sequence[ShownVersion], judge: Judge) -> Document:
    """The document by the rules of now, its fields as they are."""
    leads = [one for one in shown if one.posting.posting_id == document.lead_posting_id]
    return _judged(document, _verdict(leads[0], judge)) if leads else document


def _carrying(document: Document, shown: Sequence[ShownVersion]) -> list[ShownVersion]:
    """What carries the document; what only speaks of it says nothing about its fields."""
    carrying = [one for one in shown if one.posting.role not in SPEAKING]
    return carrying or (list(shown) if document.page_kind in SPEAKING else [])


def _lead(carrying: Sequence[ShownVersion]) -> ShownVersion:
    lead = lead_of([one.posting for one in carrying])
    return next(one for one in carrying if one.posting.posting_id == lead.posting_id)


def _said_by(
    document: Document, lead: ShownVersion, carrying: Sequence[ShownVersion], judge: Judge
) -> Document:
    """What the leading posting says; what that one leaves out, from the others in order."""
    order = [lead, *(one for one in carrying if one is not lead)]
    contents = [one.version.content for one in order]
    number = next((c.document_number for c in contents if c.document_number), None)
    title = contents[0].title
    source = judge.sources.get(lead.posting.source_id)
    said = replace(
        document,
        title=title,
        title_key=document.title_key if title == document.title else title_key(title),
        document_number=number,
        number_key=number_key(number),
        issuing_bodies=next((c.issuing_bodies for c in contents if c.issuing_bodies), ()),
        signed_on=next((c.signed_on for c in contents if c.signed_on), None),
        published_on=next(
            (
                day
                for one in order
                if (day := one.version.content.published_on or one.posting.row.published_on)
            ),
            None,
        ),
        effective_on=next((c.effective_on for c in contents if c.effective_on), None),
        region=source.region if source else document.region,
        lead_posting_id=lead.posting.posting_id,
        version_id=lead.version.version_id,
    )
    return _judged(said, _verdict(lead, judge))


def _verdict(lead: ShownVersion, judge: Judge) -> Classification:
    source = judge.sources.get(lead.posting.source_id)
    return classify(facts_of(lead.version.content, source), judge.rules)


def _judged(document: Document, verdict: Classification) -> Document:
    return replace(
        document,
        part=verdict.part if verdict.region else verdict.part or document.part,
        region=verdict.region or document.region,
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
    )
