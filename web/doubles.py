"""Which pages are one document: what is asked, what people decided, and taking it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.desk import DeskError
from pipeline.identity.doubles import Double, open_doubles
from pipeline.identity.rulings import RULING_WORDS, Decided, Rulings, decided as with_documents
from storage.queries.processing import postings_of
from storage.queries.rulings import count_rulings, newest_rulings, rulings_on
from storage.records import Posting, Ruling
from web.context import Desk, desk_of, page, person_of
from web.decide import local_path
from web.guard import guarded_form

_AT_ONCE = 50
_Work = Callable[[Rulings, str, datetime], Ruling]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with the postings of its two documents."""

    double: Double
    postings: Mapping[str, Sequence[Posting]]


def show(request: Request) -> Response:
    """The page of questions, the likest first, and of decisions, some at a time."""
    after = _skipped(request)
    with desk_of(request).db.connect() as conn:
        questions = open_doubles(conn)
        values = {
            "count": len(questions),
            "asked": _asked(conn, questions[:_AT_ONCE]),
            "decided": with_documents(conn, newest_rulings(conn, _AT_ONCE, after)),
            "later": max(0, after - _AT_ONCE) if after else None,
            "earlier": after + _AT_ONCE if after + _AT_ONCE < count_rulings(conn) else None,
            "RULING_WORDS": RULING_WORDS,
        }
    return page(request, "doubles.html", values)


def _skipped(request: Request) -> int:
    """How many of the newest decisions the page leaves out."""
    said = request.query_params.get("after", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def asked(conn: Connection, document_id: str) -> list[Asked]:
    """The open questions on a document, the likest first."""
    return _asked(conn, open_doubles(conn, document_id)[:_AT_ONCE])


def _asked(conn: Connection, found: Sequence[Double]) -> list[Asked]:
    ids = {one.document_id for double in found for one in (double.one, double.other)}
    postings = postings_of(conn, ids)
    return [Asked(double=one, postings=postings) for one in found]


def decided(conn: Connection, posting_ids: Sequence[str]) -> list[Decided]:
    """The decisions that speak of these postings, newest first."""
    return with_documents(conn, rulings_on(conn, posting_ids))


async def post_merge(request: Request) -> Response:
    """Two documents are one."""
    form = await _form(request)
    pair = (str(form.get("document", "")), str(form.get("other", "")))
    reason = str(form.get("reason", ""))
    return await _done(request, form, lambda by, who, at: by.merge(*pair, who, reason, at))


async def post_apart(request: Request) -> Response:
    """Two documents are two, and are not asked about again."""
    form = await _form(request)
    pair = (str(form.get("document", "")), str(form.get("other", "")))
    reason = str(form.get("reason", ""))
    return await _done(request, form, lambda by, who, at: by.part(*pair, who, reason, at))


async def post_split(request: Request) -> Response:
    """Some postings are a document of their own."""
    form = await _form(request)
    urls = [str(url) for url in form.getlist("url")]
    reason = str(form.get("reason", ""))
    return await _done(request, form, lambda by, who, at: by.split(urls, who, reason, at))


async def post_undo(request: Request) -> Response:
    """A decision is taken back."""
    form = await _form(request)
    key = str(form.get("decision", ""))
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        raise HTTPException(400, "没有说明撤销哪一次决定。")
    return await _done(request, form, lambda by, who, at: by.undo(int(key), who, at))


async def _form(request: Request) -> FormData:
    desk = desk_of(request)
    return await guarded_form(request, desk.key, desk.settings)


async def _done(request: Request, form: FormData, work: _Work) -> Response:
    said = partial(_decide, desk_of(request), person_of(request), work)
    await run_in_threadpool(said)
    back = local_path(str(form.get("back", "/doubles")))
    return RedirectResponse(back, status_code=303)


def _decide(desk: Desk, person: str, work: _Work) -> None:
    try:
        work(Rulings(desk.db, desk.sources, desk.office), person, datetime.now(UTC))
    except DeskError as error:
        raise HTTPException(400, str(error)) from error


ROUTES = [
    Route("/doubles", show),
    Route("/rulings/merge", post_merge, methods=["POST"]),
    Route("/rulings/apart", post_apart, methods=["POST"]),
    Route("/rulings/split", post_split, methods=["POST"]),
    Route("/rulings/undo", post_undo, methods=["POST"]),
]
