"""Where programs post to the public pages: mails that came back, and our own canary."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.operating.canary_messages import HOOK
from web.incoming import Incoming, bounces, canary
from web.public.context import public_of

PATH = "/bounces"


async def receive_bounces(request: Request) -> Response:
    """Mails that came back, told by a provider's program."""
    return await bounces(request, _incoming(request))


async def receive_canary(request: Request) -> Response:
    """The canary's webhook."""
    return await canary(request, _incoming(request))


def _incoming(request: Request) -> Incoming:
    public = public_of(request)
    return Incoming(db=public.db, settings=public.settings, now=public.now())


ROUTES = (
    Route(PATH, receive_bounces, methods=["POST"]),
    Route(HOOK, receive_canary, methods=["POST"]),
)
