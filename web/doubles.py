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
from pipeline.identity.rulings import Rulings
from storage.queries.documents import documents_by_id
from storage.queries.processing import postings_by_id, postings_of
from storage.queries.rulings import pages_of_ruling, rulings_on
from storage.records import Document, Posting, Ruling
from web.context import Desk, desk_of, page, person_of
from web.decide import local_path
from web.guard import guarded_form

RULING_WORDS = {"same": "合并为一件", "apart": "认定不是同一件", "split": "分出为另一件"}
_Work = Callable[[Rulings, str, datetime], Ruling]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with the postings of its two documents."""

    double: Double
    postings: Mapping[str, Sequence[Posting]]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision, and what its pages are now."""

    ruling: Ruling
    documents: tuple[Document, ...]


def show(request: Request) -> Response:
    """The page of questions and decisions."""
    with desk_of(request).db.connect() as conn:
        values = {"asked": asked(conn), "decided": decided(conn)}
    return page(request, "doubles.html", {**values, "RULING_WORDS": RULING_WORDS})


def asked(conn: Connection, document_id: str = "") -> list[Asked]:
    """The open questions (on one document)."""
    found = open_doubles(conn, document_id)
    ids = {one.document_id for double in found for one in (double.one, double.other)}
    postings = postings_of(conn, ids)
    return [Asked(double=one, postings=postings) for one in found]


def decided(conn: Connection, posting_ids: Sequence[str] | None = None) -> list[Decided]:
    """The decisions (that speak of these postings), newest first."""
    return [
        Decided(ruling=one, documents=_documents(conn, one))
        for one in rulings_on(conn, posting_ids)
    ]


def _documents(conn: Connection, ruling: Ruling) -> tuple[Document, ...]:
    pages = pages_of_ruling(conn, ruling.ruling_id or 0)
    postings = postings_by_id(conn, pages.one | pages.other if pages else ())
    works = documents_by_id(conn, {one.document_id or "" for one in postings.values()})
    return tuple(sorted(works.values(), key=lambda one: (one.detected_at, one.document_id)))


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
        work(Rulings(desk.db, desk.sources), person, datetime.now(UTC))
    except DeskError as error:
        raise HTTPException(400, str(error)) from error


ROUTES = [
    Route("/doubles", show),
    Route("/rulings/merge", post_merge, methods=["POST"]),
    Route("/rulings/apart", post_apart, methods=["POST"]),
    Route("/rulings/split", post_split, methods=["POST"]),
    Route("/rulings/undo", post_undo, methods=["POST"]),
]
