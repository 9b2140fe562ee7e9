"""The public pages: an app of its own, on a port of its own, that knows nothing of the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.feeds.answered import Answered
from pipeline.feeds.watching import Watch
from pipeline.telling.links import PublicLinks
from pipeline.telling.readers.leaving import VoidError
from pipeline.telling.world import World
from storage.database import Database
from storage.settings import SettingError, Settings
from web.public import (
    bounces,
    confirm,
    digests,
    documents,
    feeds,
    leaving,
    preferences,
    schemas,
    signup,
    start,
)
from web.public.archive import Archive
from web.public.context import Public, environment, said
from web.public.headers import HEADERS
from web.public.limits import Limit
from web.public.outlook import Outlooks
from web.public.own import RefusedError, refused
from web.rendering import WithHeaders

_STATIC = Path(__file__).parent / "static"
_SAID = {
    404: ("没有这个页面", "网址可能不完整：邮件里的链接有时会断成两行，请整条复制再试。"),
    405: ("这个地址不接受这样的请求", "请从邮件里的链接，或从首页重新开始。"),
}
_OTHERWISE = ("请求无法完成", "请返回再试，或从首页重新开始。")


_NO_ADDRESS = "公开页面没有网址：请用 POLICYWATCH_PUBLIC_URL 写明读者从哪里打开，例如 https://news.example.org。"


def needs_address(settings: Settings) -> None:
    """Raise ``SettingError`` if public pages are to be served that nobody is told how to reach."""
    if settings.public_port and not settings.public_url:
        raise SettingError(_NO_ADDRESS)


def create_public_app(
    db: Database,
    settings: Settings,
    world: World,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:
    """The public pages over an open database. Raises ``SettingError`` if they have no address."""
    links = PublicLinks.of(settings)
    if links is None:
        raise SettingError(_NO_ADDRESS)
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(WithHeaders, headers=HEADERS)],
        exception_handlers={
            HTTPException: _refused,
            RefusedError: refused,
            VoidError: refused,
            Exception: _failed,
        },
    )
    app.router.redirect_slashes = False  # it would name the inside address of this server
    watch = Watch(world=world)
    app.state.public = Public(
        db=db,
        settings=settings,
        world=world,
        links=links,
        templates=environment(world),
        now=now,
        watch=watch,
        archive=Archive(),
        outlooks=Outlooks(db=db, watch=watch),
        answered=Answered(),
        limit=Limit(most=signup.MOST_A_NETWORK),
    )
    return app


def _routes() -> list[BaseRoute]:
    return [
        *start.ROUTES,
        *signup.ROUTES,
        *confirm.ROUTES,
        *preferences.ROUTES,
        *leaving.ROUTES,
        *digests.ROUTES,
        *documents.ROUTES,
        *feeds.ROUTES,
        *schemas.ROUTES,
        *bounces.ROUTES,
        Route("/healthz", _health),
        Route("/favicon.ico", _icon),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def _icon(_request: Request) -> Response:
    """For pages that name none, such as copies of mails."""
    return FileResponse(_STATIC / "public.svg", media_type="image/svg+xml")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    heading, line = _SAID.get(error.status_code, _OTHERWISE)
    if not error.detail.isascii():
        line = error.detail
    response = said(request, heading, (line,), error.status_code)
    response.headers.update(error.headers or {})
    return response


def _failed(request: Request, _error: Exception) -> Response:
    """The traceback goes to the log of the server; outside the middleware, so headers here."""
    response = said(request, "程序出了错", ("已记入日志。请稍后再试。",), 500)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
