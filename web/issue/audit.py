"""核对: a published issue against what was detected."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from compilation.audit import is_spacing
from compilation.matching.differing import ITEM_WORDS
from pipeline.issue.auditing import audit_of
from storage.queries.documents import documents_by_id
from storage.records import Finding, FindingKind
from web.context import desk_of, page
from web.issue.page import asked_month
from web.issue.pairs import Piece, marked_pair
from web.issue.published import at_hand


def show(request: Request) -> Response:
    """Three lists."""
    desk, month = desk_of(request), asked_month(request)
    with desk.db.connect() as conn:
        stored = at_hand(conn, month)
    found = audit_of(desk.db, month.key, desk.office, desk.sources)
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
        "differing": [_row(one) for one in differing if not is_spacing(one)],
        "spaced": [_row(one) for one in differing if is_spacing(one)],
        "ITEM_WORDS": ITEM_WORDS,
    }
    return page(request, "audit.html", values)


def _of(found: Iterable[Finding], kind: FindingKind) -> list[Finding]:
    return [one for one in found if one.kind == kind]


def _row(one: Finding) -> tuple[Finding, list[Piece], list[Piece]]:
    return one, *marked_pair(one.found, one.expected)


ROUTES = [Route("/issues/{month}/audit", show)]
