"""核对: a published issue against what was detected, and each source against past issues."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from compilation.matching.differing import FIELD_WORDS
from pipeline.issue.auditing import audit_of, recall_of
from storage.queries.documents import documents_by_id
from storage.records import Finding, FindingKind
from web.context import desk_of, page
from web.issue.page import asked_month
from web.issue.pairs import marked_pair
from web.issue.published import at_hand


def show(request: Request) -> Response:
    """Three lists, and the recall of each source."""
    desk, month = desk_of(request), asked_month(request)
    with desk.db.connect() as conn:
        stored = at_hand(conn, month)
    found = audit_of(desk.db, month.key, desk.sources)
    lacking = _of(found, "missing")
    with desk.db.connect() as conn:
        documents = documents_by_id(conn, (one.document_id or "" for one in lacking))
    differing = sorted(_of(found, "differing"), key=lambda one: -one.confidence)
    values = {
        "month": month,
        "stored": stored,
        "titles": {one.number: one.title for one in stored.content.items},
        "undetected": _of(found, "undetected"),
        "missing": lacking,
        "documents": documents,
        "differing": [(one, *marked_pair(one.found, one.expected)) for one in differing],
        "recall": recall_of(desk.db, desk.sources),
        "FIELD_WORDS": FIELD_WORDS,
    }
    return page(request, "audit.html", values)


def _of(found: Iterable[Finding], kind: FindingKind) -> list[Finding]:
    return [one for one in found if one.kind == kind]


ROUTES = [Route("/issues/{month}/audit", show)]
