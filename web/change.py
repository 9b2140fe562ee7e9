"""One change: the values first, then the clauses, then both texts."""

from collections.abc import Mapping

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from diffing.show import STYLE, Side as Shown, compared_html, values_html
from pipeline.history.sides import Side, version_side
from pipeline.telling.composing.comparisons import difference
from storage.queries.changes import change
from storage.queries.documents import document
from storage.queries.processing import version
from storage.records import Change, Difference
from web.context import desk_of, page

LABELS = ("改动前", "改动后")


def show(request: Request) -> Response:
    """What changed, side by side."""
    desk = desk_of(request)
    with desk.db.connect() as conn:
        record = change(conn, request.path_params["change_id"])
        if record is None:
            raise HTTPException(404, "没有这项改动。")
        sides = _sides(conn, record)
        values: dict[str, object] = {
            "change": record,
            "document": document(conn, record.document_id),
            "source": desk.sources.get(record.source_id),
            "sides": sides,
        }
    found = difference(record)
    shown = {"values": values_html(found), "hunks": _compared(found, sides)}
    return page(request, "change.html", values | shown)


def style(_request: Request) -> Response:
    """The style sheet of comparisons, which pages of their own carry within them."""
    return FileResponse(STYLE, media_type="text/css")


def _compared(found: Difference, sides: Mapping[str, Side]) -> Markup:
    """Both texts beside one another where they are at hand, else the clauses that changed."""
    before, after = (
        Shown(name=label, blocks=sides[label].content.blocks if label in sides else None)
        for label in LABELS
    )
    return compared_html(found, before=before, after=after)


def _sides(conn: Connection, record: Change) -> dict[str, Side]:
    """Both texts, where the change is one of texts (an attachment's sides are files)."""
    pairs = zip(LABELS, (record.before_id, record.after_id), strict=True)
    return {
        label: version_side(found)
        for label, version_id in pairs
        if version_id and (found := version(conn, version_id))
    }
