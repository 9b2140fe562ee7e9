"""The way out (RFC 8058): a POST to the link in the mail's head ends the subscription; reading the
page changes nothing, so no mail scanner unsubscribes anybody."""

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifiers.wanted import rate_words, wanted
from pipeline.telling.readers import leaving
from storage.records import Subscription
from web.public.context import SECRET, page, public_of, said
from web.public.own import TWICE, own, posted

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What mail programs, and the button, send."""


def _show(request: Request) -> Response:
    """A page with a button."""
    return _page(request, own(request, "unsubscribe").who)


def _post(request: Request, form: FormData) -> Response:
    """End it; twice is the same. A form that does not say so is shown the button."""
    public = public_of(request)
    who = own(request, "unsubscribe").who
    if form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        return _page(request, who, 400)
    return _page(request, leaving.unsubscribe(public.db, who, public.now()))


def _post_again(request: Request, _form: FormData) -> Response:
    """Take it up again: it was a slip."""
    public = public_of(request)
    try:
        who = leaving.resume(public.db, own(request, "unsubscribe").who, public.now())
    except leaving.TwiceError:
        return said(request, "没有恢复", (TWICE,), 409)
    if not who.active:
        return _page(request, who)
    there = public.path(public.links.preferences(who))
    return RedirectResponse(f"{there}?done=resumed", status_code=303, headers=SECRET)


def _page(request: Request, who: Subscription, status: int = 200) -> Response:
    public = public_of(request)
    values = {
        "who": who,
        "wanted": wanted(who.filter, public.names, public.office),
        "rate": rate_words(who),
        "here": public.path(f"/unsubscribe/{request.path_params['token']}"),
        "again": who.ended in leaving.RESUMABLE,
        "one_click": ONE_CLICK,
    }
    return page(request, "unsubscribe.html", values, status, SECRET)


ROUTES: Sequence[Route] = [
    Route("/unsubscribe/{token}", _show),
    Route("/unsubscribe/{token}", posted(_post), methods=["POST"]),
    Route("/unsubscribe/{token}/again", posted(_post_again), methods=["POST"]),
]
