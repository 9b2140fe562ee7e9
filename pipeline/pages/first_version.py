"""The first version of a page: which document is it, and is that news?"""

from collections.abc import Collection
from dataclasses import replace

from pipeline.identity.announcing import is_late
from pipeline.identity.placing import link_page
from pipeline.identity.regrouping import Regrouping, regroup_pages
from pipeline.identity.roles import holds_files_only, lead_of, roles_of
from pipeline.pages.change import new_change
from pipeline.pages.reading import Recording
from pipeline.reprocessing.renewal import Judge
from pipeline.review import gist
from storage.clock import day_of
from storage.ids import digest_id
from storage.places import EVERYWHERE
from storage.queries import changes, documents, identity, processing, runs
from storage.queries.regroup import is_announced
from storage.records import (
    SPEAKING,
    ChangeKind,
    Classification,
    Document,
    Founder,
    Posting,
    Version,
)
from storage.text import number_key, title_key


def record_first_version(
    to: Recording, posting: Posting, version: Version, verdict: Classification
) -> Posting:
    """Join the page to the document that it carries, or begin one, and say what is news."""
    links = link_page(to.conn, posting, version, speaking=verdict.page_kind in SPEAKING)
    if all(link.kind == "doubt" for link in links):
        document = _new_document(to, posting, version, verdict)
        documents.add_document(to.conn, document)
        identity.add_founder(to.conn, _founder(document))
        bare = (posting.posting_id,) if holds_files_only(version.content) else ()
        role = roles_of([posting], document, to.hosts, bare)[posting.posting_id]
        posting = replace(posting, document_id=document.document_id, role=role)
        _announce(to, posting, document, version)
        return posting
    processing.update_posting(to.conn, posting.posting_id, version_id=version.version_id)
    regroup_pages(regrouping(to), [posting.posting_id], new=posting.posting_id)
    posting = _placed(to, posting)
    (document,) = documents.documents_by_id(to.conn, [posting.document_id or ""]).values()
    if is_announced(to.conn, document.document_id):
        _promote(to, posting, document, version)
    else:
        _announce(to, posting, document, version)
    return posting


def _placed(to: Recording, posting: Posting) -> Posting:
    """The posting in hand with the document that it was just placed in, and its role there."""
    stored = processing.postings_by_id(to.conn, [posting.posting_id])[posting.posting_id]
    return replace(posting, document_id=stored.document_id, role=stored.role)


def regrouping(to: Recording) -> Regrouping:
    """Where and by what rules this recording groups documents anew."""
    judge = Judge(rules=to.rules, sources=to.sources, hosts=to.hosts)
    return Regrouping(conn=to.conn, judge=judge, now=to.now)


def _founder(document: Document) -> Founder:
    return Founder(
        document_id=document.document_id,
        posting_id=document.lead_posting_id,
        founded_at=document.detected_at,
        run_id=document.first_run_id,
    )


def _new_document(
    to: Recording, posting: Posting, version: Version, verdict: Classification
) -> Document:
    content = version.content
    source = to.sources.get(posting.source_id)
    published = content.published_on or posting.row.published_on
    key = number_key(content.document_number) or f"{content.signed_on or published}"
    return Document(
        document_id=digest_id("document", title_key(content.title), key, posting.posting_id),
        title=content.title,
        title_key=title_key(content.title),
        number_key=number_key(content.document_number),
        document_number=content.document_number,
        issuing_bodies=content.issuing_bodies,
        signed_on=content.signed_on,
        published_on=published,
        effective_on=content.effective_on,
        part=verdict.part,
        region=verdict.region or (source.region if source else EVERYWHERE),
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=posting.posting_id,
        version_id=version.version_id,
        detected_at=to.now,
        first_run_id=to.run.run_id,
    )


def _announce(to: Recording, posting: Posting, document: Document, version: Version) -> None:
    """The first change of a document: news, or the base line of a first pass."""
    kind: ChangeKind = "added" if _is_news(to, posting, document) else "baseline"
    late = kind == "added" and is_late(document.published_on, to.last_complete or to.now)
    record = new_change(to, posting, kind, None, document.version_id)
    said = gist(version.content)
    changes.add_change(to.conn, replace(record, late=late, significance=1.0, summary=said))


def _is_news(to: Recording, posting: Posting, document: Document) -> bool:
    if not _is_of_base_line(to, posting):
        return True
    dated = document.published_on
    today = day_of(to.now)
    return bool(to.lookback and dated and dated > today - to.lookback)


def _is_of_base_line(to: Recording, posting: Posting) -> bool:
    """Whether only first passes listed the page: then it is old, though it be read later."""
    first = runs.first_listed_in(to.conn, posting.posting_id)
    return all(run.baseline for run in first or [to.run])


def _promote(to: Recording, posting: Posting, document: Document, version: Version) -> None:
    """A document met as old, by a new source's base line, that a watched source shows to be new:
    it is news, whichever of the two was read first, and though a pass was interrupted between."""
    if _is_of_base_line(to, posting) or _was_known(to, document):
        return
    found = changes.find_changes(to.conn, document_id=document.document_id)
    if {change.kind for change in found} == {"baseline"}:
        changes.remove_baseline(to.conn, document.document_id)
        _announce(to, posting, document, version)


def _was_known(to: Recording, document: Document) -> bool:
    """Whether the document was met before this source's last complete pass, or is older."""
    if document.detected_at == to.now:
        return False
    last = to.last_complete
    return last is None or document.detected_at <= last or is_late(document.published_on, last)


def refresh_document(
    to: Recording, posting: Posting, version: Version, verdict: Classification
) -> Posting:
    """Let the document say what its leading posting says; fill what that one leaves out.

    What the page says now may link it to another document, or part it from its own. Returns the
    posting with its document and role.
    """
    links = link_page(to.conn, posting, version, speaking=verdict.page_kind in SPEAKING)
    processing.update_posting(to.conn, posting.posting_id, version_id=version.version_id)
    bound = any(link.kind != "doubt" for link in links)
    if bound and regroup_pages(regrouping(to), [posting.posting_id]):
        return _placed(to, posting)
    document = documents.document(to.conn, posting.document_id or "")
    if document is None:
        return posting
    others = processing.postings_of(to.conn, [document.document_id]).get(document.document_id, [])
    postings = [one for one in others if one.posting_id != posting.posting_id] + [posting]
    filled = _filled_from(document, version)
    bare = {one.posting_id for one in others if one.role == "attachment_only"}
    bare -= {posting.posting_id}
    bare |= {posting.posting_id} if holds_files_only(version.content) else set()
    postings = _with_roles(to, postings, filled, bare)
    posting = next(one for one in postings if one.posting_id == posting.posting_id)
    leads = lead_of(postings).posting_id == posting.posting_id
    updated = _led_by(filled, posting, version, verdict) if leads else filled
    updated = replace(updated, number_key=number_key(updated.document_number))
    if updated != document:
        documents.put_document(to.conn, updated)
    return posting


def _with_roles(
    to: Recording, postings: list[Posting], document: Document, bare: Collection[str]
) -> list[Posting]:
    roles = roles_of(postings, document, to.hosts, bare)
    for posting in postings:
        if posting.role != roles[posting.posting_id]:
            processing.update_posting(to.conn, posting.posting_id, role=roles[posting.posting_id])
    return [replace(posting, role=roles[posting.posting_id]) for posting in postings]


def _led_by(
    document: Document, posting: Posting, version: Version, verdict: Classification
) -> Document:
    content = version.content
    return replace(
        document,
        title=content.title,
        issuing_bodies=content.issuing_bodies or document.issuing_bodies,
        document_number=content.document_number or document.document_number,
        signed_on=content.signed_on or document.signed_on,
        published_on=content.published_on or posting.row.published_on or document.published_on,
        effective_on=content.effective_on or document.effective_on,
        part=verdict.part if verdict.region else verdict.part or document.part,
        region=verdict.region or document.region,
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=posting.posting_id,
        version_id=version.version_id,
    )


def _filled_from(document: Document, version: Version) -> Document:
    content = version.content
    return replace(
        document,
        issuing_bodies=document.issuing_bodies or content.issuing_bodies,
        document_number=document.document_number or content.document_number,
        signed_on=document.signed_on or content.signed_on,
        effective_on=document.effective_on or content.effective_on,
    )
