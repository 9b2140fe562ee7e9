"""The desk: server-rendered pages in Chinese that work without a script."""

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.desk import topic_names
from storage.database import Database
from storage.keys import home_key
from storage.office import office_of
from storage.records import Source
from storage.settings import Settings
from web import (
    adding,
    amend,
    canary,
    change,
    document,
    doubles,
    evidence,
    gaps,
    history,
    learning,
    month,
    questions,
    search,
    why,
)
from web.acknowledge import post_acknowledgement
from web.context import Desk, environment, page
from web.decide import post_decision, post_person
from web.guard import HEADERS
from web.issue import (
    acts as issue_acts,
    audit,
    files as issue_files,
    freeze as issue_freeze,
    months as issue_months,
    page as issue,
    proof,
    published as issues,
)
from web.making import Workshop
from web.rendering import WithHeaders
from web.sources import health, show as show_sources
from web.telling.routes import ROUTES as TELLING_ROUTES

_STATIC = Path(__file__).parent / "static"
_SAID = {
    404: "没有这个页面。",
    405: "这个地址不接受这样的请求。",
}


def create_app(db: Database, settings: Settings, sources: Mapping[str, Source]) -> Starlette:
    """The desk over an open database; ``sources`` are all sources by id.

    Raises ``TopicError``, ``OfficeError``.
    """
    topic_names()  # a wrong topic file is said at the start, not on a page
    office = office_of(settings)
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(WithHeaders, headers=HEADERS)],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )
    app.state.desk = Desk(
        db=db,
        settings=settings,
        sources=sources,
        office=office,
        templates=environment(office),
        key=home_key(settings.home, "desk"),
    )
    app.state.issue_files = Workshop("issue-file")
    app.state.learning_work = Workshop("learning")
    app.state.outdated = None
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/", month.show),
        Route("/documents/{document_id}", document.show),
        Route("/documents/{document_id}/decision", post_decision, methods=["POST"]),
        Route("/documents/{document_id}/evidence.wacz", evidence.download),
        Route("/documents/{document_id}/compare", history.compare),
        Route("/changes/{change_id}", change.show),
        Route("/gaps", gaps.show),
        Route("/gaps/answer", gaps.post_answer, methods=["POST"]),
        Route("/gaps/answers/{answer_id:int}/undo", gaps.post_undo, methods=["POST"]),
        *adding.ROUTES,
        *amend.ROUTES,
        *canary.ROUTES,
        *why.ROUTES,
        *search.ROUTES,
        *issue_months.ROUTES,
        *doubles.ROUTES,
        *questions.ROUTES,
        *learning.ROUTES,
        *TELLING_ROUTES,
        *issue.ROUTES,
        *issue_acts.ROUTES,
        *issue_files.ROUTES,
        *issue_freeze.ROUTES,
        *issues.ROUTES,
        *audit.ROUTES,
        *proof.ROUTES,
        Route("/sources", show_sources),
        Route("/problems/acknowledgement", post_acknowledgement, methods=["POST"]),
        Route("/person", post_person, methods=["POST"]),
        Route("/healthz", health),
        Route("/static/compare.css", change.style),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    english = error.detail.isascii()
    said = _SAID.get(error.status_code, "请求无法完成。") if english else error.detail
    values = {"status": error.status_code, "said": said}
    response = page(request, "error.html", values, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _failed(request: Request, _error: Exception) -> Response:
    """The traceback goes to the log of the server; outside the middleware, so headers here."""
    said = "程序出了错，详情见运行日志。已保存的决定不受影响。"
    response = page(request, "error.html", {"status": 500, "said": said}, 500)
    response.headers.update(HEADERS)
    return response
