"""Pages whose links are not those of what they say now: of an upgraded home, or read again."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from pipeline.identity.placing import is_speaking, link_page
from pipeline.identity.regrouping import Regrouping, regroup_pages
from pipeline.pages.whole_page import whole_sha256
from pipeline.reprocessing.documents import renew_documents
from pipeline.reprocessing.renewal import Judge
from pipeline.reprocessing.versions import rebuild, take_over
from storage.database import Database
from storage.queries import documents, identity, processing
from storage.records import Document, Founder, Link, Posting

_BATCH = 64


def catch_up(db: Database, judge: Judge, now: datetime, only: Collection[str] | None = None) -> int:
    """Link such pages anew, and group what follows from it; returns how many there were.

    What an earlier program had joined stays joined. ``only``: the pages of these documents, where
    a person waits; the rest is left to the next pass.
    """
    done = _read_for_owners(db, judge) if only is None else 0
    while True:
        with db.begin() as conn:
            waiting = identity.untold(conn, _BATCH, only)
            if not waiting:
                return done
            works = documents.documents_by_id(conn, {p.document_id or "" for p, _ in waiting})
            unknown = _unknown(conn, [posting for posting, _ in waiting])
            _found(conn, works.values())
            for posting, version in waiting:
                work = works.get(posting.document_id or "")
                kind = work.page_kind if work else None
                link_page(conn, posting, version, speaking=is_speaking(posting.role, kind))
                if posting.posting_id in unknown:
                    identity.put_links(conn, _kept(conn, posting))
            to = Regrouping(conn=conn, judge=judge, now=now)
            regroup_pages(to, _with_their_own(conn, [posting for posting, _ in waiting]))
        done += len(waiting)


def _read_for_owners(db: Database, judge: Judge) -> int:
    """Read pages again that another source turned out to own: by its entry, and its row."""
    done = 0
    while True:
        with db.begin() as conn:
            waiting = identity.unowned(conn, _BATCH)
            if not waiting:
                return done
            for posting, version, snapshot in waiting:
                source = judge.sources.get(posting.source_id)
                made = rebuild(db.bodies, version, snapshot, posting, source)
                after = take_over(conn, posting, (made,))
                processing.update_posting(
                    conn,
                    posting.posting_id,
                    version_id=after.version_id,
                    body_sha256=whole_sha256(snapshot) or "",
                )
            renew_documents(conn, {one.document_id or "" for one, _, _ in waiting}, judge)
        done += len(waiting)


def _found(conn: Connection, works: Iterable[Document]) -> None:
    """Let the id of a document that nobody founded be its leading page's."""
    for one in works:
        if identity.founder(conn, one.document_id) is None:
            founder = Founder(
                document_id=one.document_id,
                posting_id=one.lead_posting_id,
                founded_at=one.detected_at,
                run_id=one.first_run_id,
            )
            identity.put_founder(conn, founder)


def _unknown(conn: Connection, postings: list[Posting]) -> set[str]:
    ids = {one.posting_id for one in postings}
    return ids - identity.traits_of(conn, ids).keys()


def _with_their_own(conn: Connection, postings: list[Posting]) -> list[str]:
    """The pages with the others of their documents, as far as those are known already."""
    many = processing.postings_of(conn, {one.document_id or "" for one in postings}).values()
    return [one.posting_id for of_one in many for one in of_one]


def _kept(conn: Connection, posting: Posting) -> list[Link]:
    """What holds the page with those that stood under one document before links were kept."""
    document_id = posting.document_id or ""
    stood = processing.postings_of(conn, [document_id]).get(document_id, [])
    known = [one for one in identity.links_of(conn, [posting.posting_id]) if one.kind != "doubt"]
    linked = {end for one in known for end in (one.posting_id, one.other_id)}
    return [
        _as_before(posting, one)
        for one in stood
        if one.version_id and one.posting_id not in {*linked, posting.posting_id}
    ]


def _as_before(one: Posting, other: Posting) -> Link:
    ids = sorted((one.posting_id, other.posting_id))
    speaks = is_speaking(one.role, None) != is_speaking(other.role, None)
    return Link(
        posting_id=ids[0],
        other_id=ids[1],
        kind="speaks" if speaks else "kept",
        likeness=0.0,
        reason="先前已归为一件",
    )
