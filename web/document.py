"""One document: its text with the evidence marked, where it stands, what happened, who decided."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.advising.shown import advice_marks
from pipeline.desk import topic_names
from pipeline.identity.rulings import RULING_WORDS
from pipeline.pages.promised import missing_attachments
from pipeline.questions.asking import current_line
from pipeline.review import why
from storage.clock import day_of
from storage.queries.advices import advice_on
from storage.queries.changes import find_changes
from storage.queries.desk import reviews_of
from storage.queries.documents import document
from storage.queries.identity import current_id
from storage.queries.issues import printings_of
from storage.queries.processing import absent_files_of, attachment_files_of, postings_of, version
from storage.queries.reviews import amendments_of
from storage.records import AttachmentFile, Document, Version
from web import doubles
from web.amend import topic_choices, topic_fields
from web.context import desk_of, page
from web.deadlines import deadline_lines
from web.history import VersionsView, versions_view
from web.items import items
from web.key_facts import fact_lines
from web.marks import evidence_of, marked_blocks, pieces
from web.related import related_view

_TITLE, _BODY = ("title",), ("body", "text")
_NONE: tuple[()] = ()


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """An attachment that the page links, with what we know of the file."""

    name: str
    url: str
    chars: int
    problem: str


def show(request: Request) -> Response:
    """A document with all that is known of it."""
    document_id = request.path_params["document_id"]
    with desk_of(request).db.connect() as conn:
        record = document(conn, document_id)
        if record is None:
            if now := current_id(conn, document_id):
                return RedirectResponse(f"/documents/{now}", status_code=302)
            raise HTTPException(404, "没有这份文件。请从首页再找。")
        at = request.query_params.get("at", "").strip()
        current = version(conn, record.version_id)
        values = (
            _judged(conn, record) | _found(conn, record, current) | _said(conn, record, current)
        )
        values |= _text(record, current, versions_view(conn, record, at))
    return page(request, "document.html", values)


def _judged(conn: Connection, record: Document) -> dict[str, object]:
    """What the program and people say of the document, and what can be said."""
    key = record.document_id
    changes = find_changes(conn, document_id=key)
    item = items(conn, (record,), changes, current_line(conn))[0]
    return {
        "item": item,
        "why": why(record, item.review, (), (), topic_names()),
        "changes": changes[::-1],
        "reviews": reviews_of(conn, key),
        "amendments": amendments_of(conn, key),
        "topic_choices": topic_choices(),
        "topic_fields": topic_fields(item.document),
        "advice": advice_shown(conn, record),
    }


def _found(conn: Connection, record: Document, current: Version | None) -> dict[str, object]:
    """Where it stands: pages, files, issues, and what else may be it."""
    key = record.document_id
    postings = postings_of(conn, (key,)).get(key, [])
    ids = [posting.posting_id for posting in postings]
    return {
        "postings": postings,
        "printings": printings_of(conn, (key,)).get(key, []),
        "asked": doubles.asked(conn, key),
        "decided": doubles.decided(conn, ids),
        "RULING_WORDS": RULING_WORDS,
        "files": _files(current, attachment_files_of(conn, ids)),
        "missing": _missing(conn, current),
    }


def _said(conn: Connection, record: Document, current: Version | None) -> dict[str, object]:
    """What its text sets, and says of others."""
    key, today = record.document_id, day_of(datetime.now(UTC))
    content = current.content if current else None
    return {
        "deadlines": deadline_lines(conn, key, today),
        "key_facts": fact_lines(conn, key),
        "related": related_view(conn, record, content, today),
        "disagreements": content.disagreements if content else (),
    }


def _text(record: Document, current: Version | None, versions: VersionsView) -> dict[str, object]:
    """Title and text of the version that is shown, with the evidence marked."""
    shown = versions.stood.version if versions.stood else current
    content = shown.content if shown else None
    verdict = record.classification
    return {
        "title": pieces(record.title, evidence_of(verdict, _TITLE)),
        "blocks": marked_blocks(content.blocks if content else _NONE, evidence_of(verdict, _BODY)),
        "content": content,
        "versions": versions,
    }


def advice_shown(conn: Connection, record: Document) -> tuple[str, tuple[str, ...]] | None:
    """What a model said of the document, and whose words these are."""
    found = advice_on(conn, (record,)).get(record.document_id)
    return (found.summary, advice_marks(found, topic_names())) if found else None


def _missing(conn: Connection, current: Version | None) -> tuple[str, ...]:
    """The attachments that the page promises and does not have."""
    if current is None:
        return ()
    absent = absent_files_of(conn, (current.posting_id,)).get(current.posting_id, frozenset())
    return missing_attachments(current.content, absent)


def _files(current: Version | None, files: dict[str, list[AttachmentFile]]) -> list[FileLine]:
    if current is None:
        return []
    known = {one.url: one for one in files.get(current.posting_id, [])}
    lines = []
    for linked in current.content.attachments:
        file = known.get(linked.url)
        lines.append(
            FileLine(
                name=linked.name or linked.url,
                url=linked.url,
                chars=len(file.own_text) if file else linked.text_chars,
                problem=file.problem if file else "",
            )
        )
    return lines
