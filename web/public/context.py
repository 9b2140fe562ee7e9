"""What every public page needs, and how it is answered: no cookie, no script, no desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.feeds.answered import Answered
from pipeline.feeds.watching import Watch
from pipeline.telling.links import PublicLinks
from pipeline.telling.world import World
from storage.characters import legal
from storage.clock import day_words, moment_words
from storage.database import Database
from storage.records import Office
from storage.settings import Settings
from web.public.archive import Archive
from web.public.limits import Limit
from web.public.outlook import Outlooks
from web.rendering import templates_in

_TEMPLATES = Path(__file__).parent / "templates"
_LARGEST_FORM = 64 * 1024
_MOST_FIELDS = 200
SECRET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of pages whose address is a key."""


@dataclass(frozen=True, kw_only=True)
class Public:
    """Set once by ``create_public_app``; found by the pages in ``app.state.public``."""

    db: Database
    settings: Settings
    world: World
    links: PublicLinks
    templates: Environment
    now: Callable[[], datetime]
    limit: Limit
    """Of sign-ups, by network."""
    watch: Watch
    """What feeds say of the sources."""
    archive: Archive
    """What was told to everybody."""
    outlooks: Outlooks
    """What filters may bring."""
    answered: Answered
    """Since when each feed is what it is."""

    @property
    def office(self) -> Office:
        """By whose parts all is arranged."""
        return self.world.office

    @property
    def whom(self) -> str:
        """Whom readers may turn to."""
        return f"编辑部（{self.settings.office_address}）"

    @property
    def names(self) -> Mapping[str, str]:
        """Of topics, by id."""
        return self.world.topic_names

    def path(self, address: str) -> str:
        """A page of ours (its address, or its path) as pages link and redirect to it."""
        return base_of(self.settings) + address.removeprefix(self.links.site)


def base_of(settings: Settings) -> str:
    """What stands before all paths where the pages are no host of their own: /policy."""
    return urlsplit(settings.public_url).path.rstrip("/")


def public_of(request: Request) -> Public:
    """The public pages that answer the request."""
    public = request.app.state.public
    assert isinstance(public, Public)
    return public


def environment(world: World) -> Environment:
    """The templates: everything escaped, an unknown name an error."""
    env = templates_in(_TEMPLATES)
    settings = world.settings
    office = "" if settings.office_address == settings.public_url else settings.office_address
    env.filters |= {"day": day_words, "moment": moment_words}
    env.globals |= {"base": base_of(settings), "office": office}
    return env


def page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The template filled with ``values``."""
    html = public_of(request).templates.get_template(template).render(values)
    given = {"Cache-Control": "no-cache"} if headers is None else dict(headers)
    return HTMLResponse(html, status_code=status, headers=given)


def said(
    request: Request,
    heading: str,
    lines: tuple[str, ...],
    status: int = 200,
    *,
    relinks: bool = False,
) -> Response:
    """One clear page: what there is to say, and what to do next; its address may be a key.

    ``relinks``: whether it has a form that mails new links.
    """
    values = {"heading": heading, "lines": lines, "relinks": relinks}
    return page(request, "said.html", values, status, SECRET)


async def form_of(request: Request) -> FormData:
    """The fields that were sent, none of them a file, each such as a database can hold.

    Raises ``HTTPException``: 413 too large, 400 for what cannot be read.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < 9):
        raise HTTPException(411, "提交的内容没有写明长度。")
    if int(length) > _LARGEST_FORM:
        raise HTTPException(413, "提交的内容过长。")
    try:
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    except HTTPException as error:
        raise HTTPException(400, "提交的内容读不出。请返回再试。") from error
    return FormData([(legal(name), legal(str(value))) for name, value in form.multi_items()])
