"""One change: the values first, then the clauses, then both texts."""

import re
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diffing.show import hunks_html
from storage.queries.changes import change
from storage.queries.documents import document
from storage.queries.processing import version
from storage.records import Change, Difference, Version
from web.context import desk_of, page

_STYLE = re.compile(r' style="[^"]*"')


@dataclass(frozen=True, kw_only=True)
class Side:
    label: str
    version: Version


def show(request: Request) -> Response:
    desk = desk_of(request)
    with desk.db.connect() as conn:
        record = change(conn, request.path_params["change_id"])
        if record is None:
            raise HTTPException(404, "没有这项改动。")
        values = {
            "change": record,
            "document": document(conn, record.document_id),
            "source": desk.sources.get(record.source_id),
            "sides": _sides(conn, record),
        }
    # hunks_html escapes the texts itself: it is the one place that makes markup of them.
    hunks = Markup(without_styles(hunks_html(difference(record))))
    return page(request, "change.html", {**values, "hunks": hunks})


def difference(record: Change) -> Difference:
    """The stored hunks as a difference; the values lead the page already."""
    return Difference(significance=record.significance, summary=record.summary, hunks=record.hunks)


def without_styles(html: str) -> str:
    """Markup for mails without its style attributes: the desk's policy allows none, its CSS does.

    Quotes in texts are escaped in it, so nothing but an attribute can look like one.
    """
    return _STYLE.sub("", html)


def _sides(conn: Connection, record: Change) -> list[Side]:
    """Both texts, where the change is one of texts (an attachment's sides are files)."""
    pairs = (("改动前", record.before_id), ("改动后", record.after_id))
    return [
        Side(label=label, version=found)
        for label, version_id in pairs
        if version_id and (found := version(conn, version_id))
    ]
