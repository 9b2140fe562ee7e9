"""What waits for a person: the doubtful ones, the most doubtful first, and the spot checks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.questions.asking import current_line, doubtful
from pipeline.questions.spot_checks import (
    STRATA,
    WEEKS,
    Question,
    estimate_line,
    estimates,
    open_questions,
    week_words,
    with_answers,
)
from storage.queries.spot_checks import drawn_in, drawn_weeks
from web.context import desk_of, page
from web.items import Item, items

_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What was drawn in one week of one stratum, as the page shows it."""

    title: str
    items: tuple[Item, ...]
    answered: int
    drawn: int


def show(request: Request) -> Response:
    """The page of questions; each is answered by a decision on its document."""
    with desk_of(request).db.connect() as conn:
        line = current_line(conn)
        asked = doubtful(conn, line)
        shown = asked[:_AT_ONCE]
        values = {
            "line": line,
            "count": len(asked),
            "doubts": items(conn, [one.document for one in shown], (), line),
            "drawn": _drawn(conn, {one.document.document_id for one in asked}, line),
            "open": len(open_questions(conn)),
            "told": [estimate_line(one) for one in estimates(conn)],
            "weeks": WEEKS,
        }
    return page(request, "questions.html", values)


def _drawn(conn: Connection, asked: set[str], line: float) -> list[Drawn]:
    """All of the newest week, of the weeks before what is not answered."""
    weeks = drawn_weeks(conn, WEEKS)
    every = with_answers(conn, drawn_in(conn, weeks))
    found = []
    for week in weeks:
        for stratum in STRATA:
            mine = [one for one in every if (one.check.week, one.check.stratum) == (week, stratum)]
            shown = _shown(mine, asked, all_of_it=week == weeks[0])
            if shown:
                known = items(conn, [one.document for one in shown], (), line)
                found.append(_section(mine, known))
    return found


def _shown(mine: Sequence[Question], asked: set[str], *, all_of_it: bool) -> list[Question]:
    return [
        one
        for one in mine
        if (all_of_it or one.missed is None) and one.document.document_id not in asked
    ]


def _section(mine: Sequence[Question], shown: Sequence[Item]) -> Drawn:
    check = mine[0].check
    of_what = f"{STRATA[check.stratum]} {check.pool} 件中的 {len(mine)} 件"
    return Drawn(
        title=f"抽查 {week_words(check.week)}：{of_what}",
        items=tuple(shown),
        answered=sum(one.missed is not None for one in mine),
        drawn=len(mine),
    )


ROUTES = [Route("/questions", show)]
