"""Documents made to follow the groups of pages: computed anew from postings and decisions.

A document's id was given for one page, its founder, and goes where that page goes; of several in a
group the oldest counts. So ids come back when a merge or a split is undone. Changes belong to the
document of their posting, reviews to the document of the founder of what they were said of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import Connection

from pipeline.identity.announcing import Announcing, made_id
from pipeline.identity.placing import grouped
from pipeline.identity.roles import age
from pipeline.issue.printed import note_documents
from pipeline.reprocessing.renewal import Judge, ShownVersion, renewed
from storage.ids import digest_id
from storage.places import EVERYWHERE
from storage.queries import documents, identity, processing, regroup
from storage.records import SPEAKING, Change, Classification, Document, Founder, Posting


@dataclass(frozen=True, kw_only=True)
class Regrouping:
    """Where documents are grouped anew, by what rules, and at whose word."""

    conn: Connection
    judge: Judge
    now: datetime
    by_person: bool = False
    """What a person parts is announced as that decision's, and goes with it."""


@dataclass(frozen=True, kw_only=True)
class _Group:
    document_id: str
    postings: tuple[Posting, ...]
    founder: Founder


def regroup_pages(to: Regrouping, posting_ids: Iterable[str], new: str = "") -> bool:
    """Let documents follow the groups of these pages; whether anything moved.

    ``new``: a page that was just read; who calls announces its document.
    """
    sets = grouped(to.conn, posting_ids)
    every = sorted({page for one in sets for page in one})
    postings = processing.postings_by_id(to.conn, every)
    former = {one.posting_id: one.document_id or "" for one in postings.values()}
    founders = identity.founders_of(to.conn, every)
    made = [_group(to, one, postings, founders) for one in sets]
    assert len({one.document_id for one in made}) == len(made), "one id for two documents"
    moved = [group for group in made if not _stands(group, postings.values())]
    if not moved and not to.by_person:
        return False
    announced = regroup.announcements(to.conn, every)
    for group in moved:
        _store(to, group)
    were = {*former.values(), *(one.document_id for one in founders)}
    _follow(to.conn, made, were)
    note_documents(to.conn, {*were, *(one.document_id for one in made)})
    touched = made if to.by_person else moved
    _announce(to, [one for one in touched if new not in _ids(one)], former, announced)
    return bool(moved)


def _ids(group: _Group) -> set[str]:
    return {one.posting_id for one in group.postings}


def _group(
    to: Regrouping,
    pages: frozenset[str],
    postings: Mapping[str, Posting],
    founders: Sequence[Founder],
) -> _Group:
    members = sorted((postings[page] for page in pages), key=age)
    mine = [one for one in founders if one.posting_id in pages]
    # Of a document and what speaks of it the document's id stays, whichever was met first.
    mine.sort(key=lambda one: postings[one.posting_id].role in SPEAKING)
    known = next(iter(mine), None)
    first = members[0]
    founder = known or Founder(
        document_id=_free_id(to.conn, first.posting_id),
        posting_id=first.posting_id,
        founded_at=to.now,
        run_id=first.first_run_id,
    )
    return _Group(document_id=founder.document_id, postings=tuple(members), founder=founder)


def _free_id(conn: Connection, posting_id: str) -> str:
    """An id for the page's document; the page may have given one before, which stayed elsewhere."""
    ids = (digest_id("document", posting_id, *[str(n)] * (n > 0)) for n in count())
    return next(one for one in ids if identity.founder(conn, one) is None)


def _stands(group: _Group, postings: Iterable[Posting]) -> bool:
    now_there = {one.posting_id for one in postings if one.document_id == group.document_id}
    return now_there == _ids(group)


def _store(to: Regrouping, group: _Group) -> None:
    """The document of the group as its pages say it."""
    conn = to.conn
    identity.put_founder(conn, group.founder)
    versions = processing.versions_by_id(conn, [one.version_id or "" for one in group.postings])
    shown = [
        ShownVersion(posting=one, version=versions[one.version_id])
        for one in group.postings
        if one.version_id in versions
    ]
    stood = documents.document(conn, group.document_id)
    base = stood or _blank(to, group, shown)
    said, roles = renewed(base, shown, to.judge)
    if stood is None:
        documents.add_document(conn, said)
    elif said != stood:
        documents.put_document(conn, said)
    for one in group.postings:
        role = roles.get(one.posting_id, one.role)
        if (one.document_id, one.role) != (said.document_id, role):
            processing.update_posting(conn, one.posting_id, document_id=said.document_id, role=role)


def _blank(to: Regrouping, group: _Group, shown: Sequence[ShownVersion]) -> Document:
    """A document of that id before its pages said anything."""
    carrying = [one for one in shown if one.posting.role not in SPEAKING]
    first = (carrying or list(shown))[0]
    source = to.judge.sources.get(first.posting.source_id)
    speaks = None if carrying else next((k for k in SPEAKING if k == first.posting.role), None)
    verdict = Classification(page_kind=speaks or "document", relevant=None, relevance=0.0)
    return Document(
        document_id=group.document_id,
        title="",
        title_key="",
        number_key=None,
        document_number=None,
        issuing_bodies=(),
        signed_on=None,
        published_on=None,
        effective_on=None,
        part=None,
        region=source.region if source else EVERYWHERE,
        page_kind=verdict.page_kind,
        relevant=None,
        relevance=0.0,
        classification=verdict,
        lead_posting_id=first.posting.posting_id,
        version_id=first.version.version_id,
        detected_at=group.founder.founded_at,
        first_run_id=group.founder.run_id,
    )


def _follow(conn: Connection, made: Sequence[_Group], former: set[str]) -> None:
    """Let changes, reviews and what is left of dissolved documents follow their pages."""
    place = {one.posting_id: group.document_id for group in made for one in group.postings}
    regroup.move_changes(conn, place)
    regroup.move_reviews(conn, place)
    for gone in regroup.without_pages(conn, former - set(place.values())):
        documents.dissolve(conn, gone)


def _announce(
    to: Regrouping,
    groups: Sequence[_Group],
    former: Mapping[str, str],
    announced: Sequence[Change],
) -> None:
    """A document that nothing announces any more gets an announcement of its own."""
    announcing = Announcing(conn=to.conn, now=to.now, announced=announced)
    for group in groups:
        _drop_made(to, group)
        if regroup.is_announced(to.conn, group.document_id):
            continue
        (document,) = documents.documents_by_id(to.conn, [group.document_id]).values()
        were = {former[page] for page in _ids(group)}
        origin = next((one for one in announced if one.document_id in were), None)
        if to.by_person and announced:
            regroup.put_made(to.conn, announcing.decided(document))
        elif origin:
            made = announcing.found(document, origin, group.document_id in were)
            regroup.put_made(to.conn, made)


def _drop_made(to: Regrouping, group: _Group) -> None:
    """What the program had parted and joins again is announced by what it was parted from."""
    made = [] if to.by_person else [made_id(page) for page in _ids(group)]
    if made and regroup.is_announced(to.conn, group.document_id, made):
        regroup.drop_made(to.conn, made)
