"""Copies of digests on the web, for people and for programs; never what a message says."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from storage.queries import telling
from storage.records import Form
from web.public.context import page, public_of
from web.public.headers import WITH_STYLES

_UNLISTED = {"X-Robots-Tag": "noindex", "Cache-Control": "max-age=3600"}


def _list(request: Request) -> Response:
    """All weeks of which there is a copy."""
    public = public_of(request)
    with public.db.connect() as conn:
        return page(request, "digests.html", {"weeks": public.archive.weeks(conn)})


def _show(request: Request) -> Response:
    """The whole digest as a page."""
    return HTMLResponse(_copy(request).html, headers=_UNLISTED | WITH_STYLES)


def _json(request: Request) -> Response:
    """The same as the event that webhooks are posted, with all items."""
    return Response(_copy(request).payload, media_type="application/json", headers=_UNLISTED)


def _copy(request: Request) -> Form:
    with public_of(request).db.connect() as conn:
        found = telling.copy_of(conn, request.path_params["rendering_id"])
    if found is None:
        raise HTTPException(404, "没有这一期。网址可能不完整；两年以前的各期也不再保存。")
    return found.form


ROUTES: Sequence[Route] = [
    Route("/digests", _list),
    Route("/digests/{rendering_id}.json", _json),
    Route("/digests/{rendering_id}", _show),
]
