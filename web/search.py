"""Searching at the desk: words and conditions, what was found, searches that people keep."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.desk import topic_names
from pipeline.feeds.addresses import FeedAddress, feed_addresses
from pipeline.relations.standing import STATE_WORDS
from pipeline.searching import saved
from pipeline.searching.asking import Answer, Page, ask_at_once
from pipeline.searching.filters import FilterError, filter_lines, filter_of
from pipeline.searching.indexing import bring_in_step
from pipeline.searching.search import MOST_READ
from pipeline.telling.links import PublicLinks
from storage.characters import legal
from storage.clock import day_of
from storage.database import Database
from storage.queries.searches import find_regions, find_searches
from storage.records import VERDICT_WORDS, Filter, SavedSearch
from storage.search.faults import BrokenIndexError
from web.context import Desk, desk_of, page, person_of
from web.guard import MOST_FIELDS, guarded_form

log = logging.getLogger(__name__)

PAGE = 20
MOST_PAGES = 50
_FIELDS: Mapping[str, str] = {
    "q": "words",
    "not": "words_not",
    "topic": "topics",
    "part": "parts",
    "issuer": "issuers",
    "region": "regions",
    "validity": "validity",
    "relevant": "relevant",
}
"""What stands in the address, and the fields of the filter."""
RELEVANT_WORDS = {
    "yes": VERDICT_WORDS[True],
    "person": VERDICT_WORDS[None],
    "no": VERDICT_WORDS[False],
}
_LONGEST = 400
_MOST_VALUES = MOST_FIELDS // (len(_FIELDS) + 2)
"""Of each list, so that a form can send all of them and what else it has."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for."""

    filter: Filter
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return self.filter == Filter()

    def values(self, name: str) -> tuple[str, ...]:
        """Those of a list that stands in the address under that name."""
        found: tuple[str, ...] = getattr(self.filter, _FIELDS[name])
        return found

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filter as names and values of the address."""
        lists = [(name, value) for name in _FIELDS for value in self.values(name)]
        days = (("since", self.filter.since), ("until", self.filter.until))
        return lists + [(name, day.isoformat()) for name, day in days if day]

    def url(self, number: int = 1) -> str:
        """The address of one of its pages."""
        more = [("page", str(number))] if number > 1 else []
        return "/search?" + urlencode(self.pairs + more)

    def without(self, name: str, value: str) -> str:
        """The address without one of the values."""
        left = [pair for pair in self.pairs if pair != (name, value)]
        return "/search?" + urlencode(left)


class Follower:
    """Indexes what is not indexed yet, in a thread of its own, one at a time."""

    def __init__(self) -> None:
        self._busy = Lock()

    def start(self, db: Database, today: date) -> None:
        if self._busy.acquire(blocking=False):
            Thread(target=self._run, args=(db, today), daemon=True).start()

    def _run(self, db: Database, today: date) -> None:
        try:
            bring_in_step(db, today)
        except BrokenIndexError as error:  # whoever searches next is told so on the page
            log.warning("%s", error)
        finally:
            self._busy.release()


_FOLLOWER = Follower()


def show(request: Request) -> Response:
    desk = desk_of(request)
    asked, fault = asked_in(request.query_params, desk)
    answer = None if asked.is_empty or fault else _answer(desk, asked)
    links = PublicLinks.of(desk.settings)
    with desk.db.connect() as conn:
        kept = find_searches(conn)
    values = {
        "asked": asked,
        "fault": fault,
        "answer": answer,
        "results": answer.results if answer else None,
        "kept": [_kept(one, links) for one in kept],
        "topics": topic_names(),
        "parts": desk.office.titles,
        "states": STATE_WORDS,
        "relevances": RELEVANT_WORDS,
        "first": (asked.page - 1) * PAGE + 1,
        "last_page": MOST_PAGES,
        "longest_name": saved.LONGEST_NAME,
        "most_read": MOST_READ,
    }
    return page(request, "search.html", values, 400 if fault else 200)


def _kept(
    one: SavedSearch, links: PublicLinks | None
) -> tuple[SavedSearch, Asked, list[str], tuple[FeedAddress, ...]]:
    """A search that is kept, as it is asked and written, and where its feeds are."""
    feeds = feed_addresses(links, one) if links else ()
    return one, Asked(filter=one.filter), filter_lines(one.filter), feeds


def _answer(desk: Desk, asked: Asked) -> Answer:
    today = day_of(datetime.now(UTC))
    shown = Page(limit=PAGE, offset=(asked.page - 1) * PAGE)
    answer = ask_at_once(desk.db, asked.filter, today, shown)
    if answer.behind:
        _FOLLOWER.start(desk.db, today)
    return answer


def asked_in(given: QueryParams | FormData, desk: Desk) -> tuple[Asked, str]:
    """What is asked for, and what is wrong with it, in Chinese."""
    values: dict[str, Any] = {}
    for name, field in _FIELDS.items():
        said = [legal(str(one))[:_LONGEST].strip() for one in given.getlist(name)]
        kept = tuple(dict.fromkeys(one for one in said if one))
        if len(kept) > _MOST_VALUES:
            return Asked(
                filter=Filter()
            ), f"条件过多：每类最多 {_MOST_VALUES} 个，请减少几个再检索。"
        if kept:
            values[field] = kept
    for name in ("since", "until"):
        if said_day := str(given.get(name) or "").strip():
            values[name] = said_day
    number = str(given.get("page") or "")
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 1
    try:
        with desk.db.connect() as conn:
            regions = find_regions(conn) if "regions" in values else ()
        chosen = filter_of(values, topic_names(), desk.office.ids, regions)
    except FilterError as error:
        typed = {name: said for name, said in values.items() if name in _FIELDS.values()}
        return Asked(filter=Filter(**typed)), str(error)  # what was typed stays in the form
    return Asked(filter=chosen, page=min(max(1, place), MOST_PAGES)), ""


async def post_save(request: Request) -> Response:
    """Keep the search that was made."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    asked, fault = await run_in_threadpool(asked_in, form, desk)
    if fault:
        raise HTTPException(400, fault)
    said = (str(form.get("name", "")), asked.filter, person_of(request))
    try:
        await run_in_threadpool(saved.save, desk.db, *said, datetime.now(UTC))
    except saved.SearchError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse(asked.url(), status_code=303)


async def post_delete(request: Request) -> Response:
    """Keep a search no longer."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    try:
        await run_in_threadpool(saved.forget, desk.db, str(form.get("name", "")))
    except saved.SearchError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse("/search", status_code=303)


async def post_renew(request: Request) -> Response:
    """Other addresses for the feeds of a search: those that were given out are void."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    try:
        await run_in_threadpool(saved.renew, desk.db, str(form.get("name", "")))
    except saved.SearchError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse("/search", status_code=303)


ROUTES: Sequence[Route] = [
    Route("/search", show),
    Route("/search/saved", post_save, methods=["POST"]),
    Route("/search/saved/delete", post_delete, methods=["POST"]),
    Route("/search/saved/renew", post_renew, methods=["POST"]),
]
