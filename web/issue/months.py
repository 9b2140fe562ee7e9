"""A month beside others, what became of what past issues print, and which source saw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from compilation.errata import HAPPENED_WORDS, Erratum
from compilation.months import Count, Months
from pipeline.issue.auditing import recall_of
from pipeline.issue.comparing import compare
from pipeline.issue.errata import errata_of
from pipeline.issue.expecting import SURE
from storage.clock import day_of
from storage.queries.documents import Wanted, find_documents
from storage.queries.issues import issued_months
from web.context import desk_of, page
from web.month import Month, month_of


@dataclass(frozen=True, kw_only=True)
class Column:
    """A month that the one is held against: what it is called, and where its counts are found."""

    name: str
    count: str
    difference: str


def show_months(request: Request) -> Response:
    """The month beside the last one and that of a year before."""
    desk, now = desk_of(request), datetime.now(UTC)
    with desk.db.connect() as conn:
        month = _asked(request) or _newest(conn, day_of(now))
        found = compare(conn, desk.world, month.key)
    values = {
        "month": month,
        "found": found,
        "columns": _columns(found.months),
        "issuers": [one for one in found.months.issuers if not _is_single(one)],
        "singles": [one.name for one in found.months.issuers if _is_single(one)],
        "likely": [one for one in found.expected if one.confidence >= SURE],
        "unsure": [one for one in found.expected if one.confidence < SURE],
        "is_future": month.first > day_of(now),
    }
    return page(request, "issue_months.html", values)


def show_validity(request: Request) -> Response:
    """What past issues print and another document ended or amended since."""
    now = datetime.now(UTC)
    month = _asked(request)
    with desk_of(request).db.connect() as conn:
        printed = issued_months(conn)
        found = errata_of(conn, now, (month.key,) if month else None)
    values = {
        "month": month,
        "groups": _by_month(found),
        "total": len(found),
        "printed": printed,
        "today": day_of(now),
        "HAPPENED": HAPPENED_WORDS,
    }
    return page(request, "issue_validity.html", values)


def show_recall(request: Request) -> Response:
    """What each source saw of the items of past issues."""
    desk = desk_of(request)
    found = recall_of(desk.db, desk.office, desk.sources)
    return page(request, "recall.html", {"recall": found})


def _asked(request: Request) -> Month | None:
    given = request.query_params.get("month", "")
    month = month_of(given)
    if given and month is None:
        raise HTTPException(404, "没有这样的月份：请写成 2023-12 的样子。")
    return month


def _newest(conn: Connection, today: date) -> Month:
    """This month, if anything that concerns us came in it; else the newest that has something."""
    wanted = Wanted(until=today, relevant=("yes", "person"), limit=1)
    known = [f"{one.published_on:%Y-%m}" for one in find_documents(conn, wanted)]
    newest = max((*known, *issued_months(conn)[:1]), default="")
    return month_of(newest) or Month(first=today.replace(day=1))


def _columns(months: Months) -> list[Column]:
    """The months that the one is held against, as far as anything is known of them."""
    columns = (
        (months.last_month, Column(name="上月", count="last_month", difference="against_month")),
        (months.last_year, Column(name="去年同月", count="last_year", difference="against_year")),
    )
    return [column for tally, column in columns if tally.basis != "none"]


def _is_single(one: Count) -> bool:
    """Whether all that is known of an issuer is one document of this month."""
    return one.is_new and one.now == 1


def _by_month(found: Iterable[Erratum]) -> list[tuple[str, list[Erratum]]]:
    """The changes by the month in which they could be known, the newest first."""

    def month(one: Erratum) -> str:
        known = one.known_on
        return f"{known.year}年{known.month}月" if known else ""

    return [(key, list(mine)) for key, mine in groupby(found, key=month)]


ROUTES = [
    Route("/issues/compare", show_months),
    Route("/issues/validity", show_validity),
    Route("/issues/recall", show_recall),
]
