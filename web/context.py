"""What every page needs: the database, the sources, the templates; and how a page is answered."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.classifying.explaining import KIND_NAMES
from pipeline.deadlines.shown import KIND_WORDS
from pipeline.desk import default_person, topic_names
from pipeline.issue.drafting import World
from pipeline.questions.amended import amendment_line, amendment_lines
from pipeline.review import CHANGE_WORDS, ROLE_WORDS, value_line
from storage.as_decided import AMENDED_MARK, FIELD_NAMES
from storage.database import Database
from storage.records import PROPOSAL_WORDS, VERDICT_WORDS, Office, Source
from storage.settings import Settings
from web import words
from web.guard import TOKEN_COOKIE, form_token
from web.rendering import templates_in

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Set once by ``create_app``; found by the pages in ``app.state.desk``."""

    db: Database
    settings: Settings
    sources: Mapping[str, Source]
    office: Office
    """Whose compilation is made here."""
    templates: Environment
    key: bytes
    """Signs the tokens of forms."""

    @property
    def world(self) -> World:
        """What drafts take from outside the database."""
        return World(sources=self.sources, office=self.office)


def desk_of(request: Request) -> Desk:
    """The desk that answers the request."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


def environment(office: Office) -> Environment:
    """The templates: everything escaped, an unknown name an error."""
    env = templates_in(_TEMPLATES)
    env.filters |= {
        "short_day": words.short_day,
        "value_line": value_line,
        "amendment_lines": partial(amendment_lines, office=office, names=topic_names()),
        "amendment_line": partial(amendment_line, office=office, names=topic_names()),
    }
    env.globals |= {
        "office": office,
        "AMENDED_MARK": AMENDED_MARK,
        "FIELD_NAMES": FIELD_NAMES,
        "STATES": words.STATES,
        "STANDINGS": words.STANDINGS,
        "KINDS": KIND_NAMES,
        "PROPOSAL_WORDS": PROPOSAL_WORDS,
        "VERDICT_WORDS": VERDICT_WORDS,
        "DEADLINE_WORDS": KIND_WORDS,
        "CHANGE_WORDS": CHANGE_WORDS,
        "ROLE_WORDS": ROLE_WORDS,
    }
    return env


def person_of(request: Request) -> str:
    """Who sits at the desk: as told last (a cookie), else by the environment."""
    return unquote(request.cookies.get("person", "")).strip()[:40] or default_person()


def page(
    request: Request, template: str, values: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """The template filled with ``values`` and with what all pages share."""
    desk = desk_of(request)
    nonce = request.cookies.get(TOKEN_COOKIE, "")
    fresh = secrets.token_urlsafe(24) if not nonce else ""
    html = desk.templates.get_template(template).render(
        token=form_token(desk.key, nonce or fresh),
        person=person_of(request),
        here=request.url.path,
        sources=desk.sources,
        **values,
    )
    response = HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
    if fresh:
        response.set_cookie(TOKEN_COOKIE, fresh, httponly=True, samesite="strict", path="/")
    return response
