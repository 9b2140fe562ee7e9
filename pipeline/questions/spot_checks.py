"""Spot checks: each week some of what the program rejected is drawn for a person to look at.

The draw is decided by the home and the week: drawn twice, or by two workers at once, it is the
same. A week is drawn from when it is over, of all that was met in it and rejected then; what
people have decided on already is drawn too, since it was rejected like the rest, and is answered.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from pipeline.questions.missed import Missed, Tally, missed_share
from pipeline.telling.composing.periods import period_bounds, period_of
from storage.as_decided import NOTHING
from storage.database import Database
from storage.faults import WrongError
from storage.ids import digest_id
from storage.queries import spot_checks as queries
from storage.queries.documents import documents_by_id
from storage.queries.reviews import said_of
from storage.records import Document, Said, SpotCheck, Stratum

WEEKS = 10
"""Over so many of the last weeks with a draw the missed share is estimated."""
STRATA: Mapping[Stratum, str] = {
    "verdict": "被拒文件",
    "kind": "因页面类型不收的页面",
}
"""What was rejected, and how people are told of it."""


class SpotCheckError(WrongError):
    """There is nothing to draw from: what, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A drawn document, with what people said of it."""

    check: SpotCheck
    document: Document
    said: Said

    @property
    def missed(self) -> bool | None:
        """Whether it was rejected wrongly; ``None``: nobody answered yet."""
        review = self.said.review
        return None if review is None else review.decision == "approve"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What was asked of one stratum over some weeks, and what the answers come to."""

    stratum: Stratum
    weeks: int
    """In which something was drawn."""
    drawn: int
    open: int
    """Not answered yet."""
    missed: Missed | None
    """``None``: nothing was answered yet."""


def draw_due(conn: Connection, now: datetime, count: int) -> None:
    """Draw of each week that is over since the last one that was drawn of; at first of one week.

    ``count``: how many; 0: none.
    """
    newest = period_of(now)
    last = next(iter(queries.drawn_weeks(conn, 1)), "")
    since = [newest] if not last else [week for week in _last_weeks(now) if week > last]
    for week in sorted(since):
        draw(conn, week, now, count)


def draw(conn: Connection, week: str, now: datetime, count: int) -> list[SpotCheck]:
    """What is drawn of the week: found there, or drawn now.

    ``count`` of what did not seem to belong, half as many of the kinds that are not taken.
    """
    if count and not queries.drawn_in(conn, [week]):
        since, until = period_bounds(week)
        counts: dict[Stratum, int] = {"verdict": count, "kind": (count + 1) // 2}
        for stratum, many in counts.items():
            pool = queries.rejected(conn, stratum, since, until)
            seed = digest_id("spot", queries.own_mark(conn), week, stratum)
            rows = [
                SpotCheck(
                    week=week,
                    document_id=document_id,
                    stratum=stratum,
                    place=place,
                    pool=len(pool),
                    drawn_at=now,
                )
                for place, document_id in enumerate(_drawn(pool, seed, many), 1)
            ]
            queries.add_drawn(conn, rows)
    return queries.drawn_in(conn, [week])


def _drawn(pool: Sequence[str], seed: str, count: int) -> list[str]:
    """A sample without replacement, in random order, the same for the same seed and pool."""
    return random.Random(seed).sample(pool, min(count, len(pool)))


def questions_of(db: Database, week: str, now: datetime, count: int) -> list[Question]:
    """What is drawn of the week (now, if it was not), in the order of asking.

    Raises ``SpotCheckError`` for what is no week, or is not over.
    """
    try:
        _, until = period_bounds(week)
    except ValueError as error:
        raise SpotCheckError(f"{error}。") from error
    if until > now:
        raise SpotCheckError(f"{week_words(week)}还没有过完，过完才抽。上一周是 {period_of(now)}。")
    with db.begin() as conn:
        return with_answers(conn, draw(conn, week, now, count))


def open_questions(conn: Connection, weeks: int = WEEKS) -> list[Question]:
    """What was drawn in the last weeks and is not answered, the newest week first."""
    drawn = queries.drawn_in(conn, queries.drawn_weeks(conn, weeks))
    return [one for one in with_answers(conn, drawn) if one.missed is None]


def with_answers(conn: Connection, drawn: Sequence[SpotCheck]) -> list[Question]:
    """The drawn documents as they are now, but for those that are gone."""
    now = queries.current_ids(conn, drawn)
    works = documents_by_id(conn, now.values())
    said = said_of(conn, works)
    return [
        Question(check=one, document=works[key], said=said.get(key, NOTHING))
        for one in drawn
        if (key := now.get(one.document_id, "")) in works
    ]


def estimates(conn: Connection, weeks: int = WEEKS) -> list[Estimate]:
    """Of each stratum of which something was drawn in the last weeks."""
    asked = with_answers(conn, queries.drawn_in(conn, queries.drawn_weeks(conn, weeks)))
    found = []
    for stratum in STRATA:
        mine = [one for one in asked if one.check.stratum == stratum]
        if mine:
            found.append(_estimate(stratum, mine))
    return found


def _estimate(stratum: Stratum, asked: Sequence[Question]) -> Estimate:
    by_week: dict[str, list[Question]] = {}
    for one in asked:
        by_week.setdefault(one.check.week, []).append(one)
    tallies = [
        Tally(
            week=week,
            pool=mine[0].check.pool,
            drawn=len(mine),
            answered=sum(one.missed is not None for one in mine),
            missed=sum(one.missed is True for one in mine),
        )
        for week, mine in by_week.items()
    ]
    return Estimate(
        stratum=stratum,
        weeks=len(tallies),
        drawn=len(asked),
        open=sum(one.missed is None for one in asked),
        missed=missed_share(tallies),
    )


def estimate_line(one: Estimate) -> str:
    """抽查 10 周 100 件，漏判 1 件；被拒文件中漏判的比例估计 1.0%（95% 区间 0.0%–5.4%），…"""
    name, told = STRATA[one.stratum], one.missed
    if told is None:
        return f"{name}：抽查 {one.weeks} 周 {one.drawn} 件，都还没有答，不能估计漏判的比例"
    monthly, least, most = told.monthly
    waiting = f"，另有 {one.open} 件没有答" if one.open else ""
    return (
        f"抽查 {told.weeks} 周 {told.answered} 件{waiting}，漏判 {told.missed} 件；"
        f"{name}中漏判的比例估计 {told.share:.1%}（95% 区间 {told.low:.1%}–{told.high:.1%}），"
        f"约合每月 {monthly:.1f} 件（{least:.1f}–{most:.1f} 件）"
    )


def week_words(week: str) -> str:
    """2026-W47 as 2026年第47周."""
    year, _, number = week.partition("-W")
    return f"{year}年第{int(number)}周"


def _last_weeks(now: datetime) -> list[str]:
    """The last weeks that are over."""
    weeks = [period_of(now)]
    while len(weeks) < WEEKS:
        weeks.append(period_of(period_bounds(weeks[-1])[0]))
    return weeks
