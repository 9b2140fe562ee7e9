"""The public page of a document: what it is, what it sets, what changed; nobody's decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from diffing.show import STYLE, Side, compared_html
from pipeline.relations.standing import STATE_WORDS
from pipeline.relations.standings import ties_of
from pipeline.review import ROLE_WORDS, change_line, day
from pipeline.telling.composing.comparisons import difference
from storage.clock import day_of
from storage.queries.changes import find_changes
from storage.queries.documents import document
from storage.queries.identity import current_id
from storage.queries.processing import postings_of, version
from storage.queries.reviews import decided_documents
from storage.records import Change, Document, Posting
from web.deadlines import deadline_lines
from web.key_facts import fact_lines
from web.public.context import Public, page, public_of

_TOPICS = 6
_COMPARED = 10
"""Changes of which the clauses are shown."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change of the document."""

    line: str
    """When, what, and the values."""
    compared: Markup
    """The clauses that changed, as they were and are; empty: there are none."""


def _show(request: Request) -> Response:
    """The document, under whatever id it was told."""
    public, key = public_of(request), str(request.path_params["document_id"])
    with public.db.connect() as conn:
        record = document(conn, key)
        if record is None:
            if now := current_id(conn, key):
                return RedirectResponse(public.path(f"/documents/{now}"), status_code=301)
            raise HTTPException(404, "没有这份文件。网址可能不完整，请从摘要里再打开。")
        shown = decided_documents(conn, {key: record})[key]
        values = _values(conn, public, shown, day_of(public.now()))
    return page(request, "document.html", values)


def _values(conn: Connection, public: Public, record: Document, today: date) -> dict[str, object]:
    key = record.document_id
    current = version(conn, record.version_id)
    content = current.content if current else None
    standing = ties_of(conn, (record,), {key: content}, today)[key].standing
    return {
        "document": record,
        "part": public.office.name_of(record.part),
        "topics": _topics(public, record),
        "standing": STATE_WORDS[standing.state] if standing.state else "",
        "because": standing.because,
        "deadlines": deadline_lines(conn, key, today),
        "key_facts": fact_lines(conn, key),
        "changes": _changes(find_changes(conn, document_id=key)),
        "postings": _postings(conn, record),
        "ROLE_WORDS": ROLE_WORDS,
    }


def _changes(found: Sequence[Change]) -> list[Changed]:
    """The last one first."""
    return [
        Changed(line=change_line(one), compared=_compared(one) if number < _COMPARED else Markup())
        for number, one in enumerate(reversed(found))
    ]


def _compared(one: Change) -> Markup:
    # What changed back and once more is the same twice: their days tell their anchors apart.
    before, after = (Side(name=f"{day(one.detected_at)}{side}") for side in ("改动前", "改动后"))
    return compared_html(difference(one), before=before, after=after, layout="inline")


def _postings(conn: Connection, record: Document) -> list[Posting]:
    """Where it stands, the leading page first."""
    found = postings_of(conn, (record.document_id,)).get(record.document_id, [])
    return sorted(found, key=lambda one: one.posting_id != record.lead_posting_id)


def _topics(public: Public, record: Document) -> list[str]:
    """The names of its topics, the surest first; one whose sub-topic is named goes without."""
    scores = sorted(record.classification.topics, key=lambda one: -one.score)
    ids = [one.id for one in scores]
    told = [one for one in ids if not any(other.startswith(f"{one}.") for other in ids)]
    return [public.names.get(one, one) for one in told][:_TOPICS]


def _style(_request: Request) -> Response:
    """The style sheet of comparisons."""
    return FileResponse(STYLE, media_type="text/css")


ROUTES: Sequence[Route] = [
    Route("/documents/{document_id}", _show),
    Route("/static/compare.css", _style),
]
