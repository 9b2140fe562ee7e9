"""Our own page, by which the line tests itself, and where its webhook comes in without public
pages."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from crawlers.own_source import FEED, PAGE, own_site
from pipeline.operating.canary_messages import HOOK
from pipeline.operating.canary_page import feed, month_of, page
from storage.queries.canaries import last_canary
from web.context import desk_of
from web.incoming import Incoming, canary


def show_feed(request: Request) -> Response:
    """The list of our page, as sites have it."""
    with desk_of(request).db.connect() as conn:
        found = last_canary(conn)
    month = month_of(found.started_at if found else datetime.now(UTC))
    made = feed(own_site(desk_of(request).settings), month)
    return Response(made, media_type="application/rss+xml", headers=_FRESH)


def show_page(request: Request) -> Response:
    """Our page, as the newest run left it."""
    with desk_of(request).db.connect() as conn:
        found = last_canary(conn)
    return HTMLResponse(page(found, request.path_params["month"]), headers=_FRESH)


async def receive(request: Request) -> Response:
    """The canary's webhook."""
    desk = desk_of(request)
    to = Incoming(db=desk.db, settings=desk.settings, now=datetime.now(UTC))
    return await canary(request, to)


_FRESH = {"Cache-Control": "no-store"}
ROUTES = (
    Route(FEED, show_feed),
    Route(PAGE.replace("{month}", "{month:str}"), show_page),
    Route(HOOK, receive, methods=["POST"]),
)
