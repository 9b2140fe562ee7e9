"""Numbers that were never seen, as questions for a person, and what a person answers."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from pipeline.series.numbering import Hole, Numbered, Series, holes, serial_of
from storage.clock import day_of
from storage.database import Database
from storage.faults import WrongError
from storage.queries import gaps as queries
from storage.records import Relation, SeriesAnswer
from storage.text import number_key, squeeze

_UNPUBLISHED = Path(__file__).with_name("unpublished.toml")
_LONGEST_PERSON, _LONGEST_REASON = 40, 200
_LONGEST_PREFIX = 100
"""Characters of a series' name: no agency's is as long."""
_MOST_ANSWERS = 2**31 - 1
"""The greatest id that a database holds."""


class GapError(WrongError):
    """What was asked cannot be done: what, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A number that was never seen, and what is known of it."""

    hole: Hole
    named: Relation | None
    """What a held document says of it."""
    fresh: bool
    """The next number is only days old: it may still come."""


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """The numbers to ask for, and what was said of others."""

    asked: tuple[Gap, ...]
    answers: tuple[SeriesAnswer, ...]


def gaps(conn: Connection, now: datetime) -> Gaps:
    """The holes in the series of this year and the last that nobody has answered for."""
    today = day_of(now)
    since = date(today.year - 1, 1, 1)
    answers = queries.standing_answers(conn)
    known = {(one.series, one.serial) for one in answers}
    found = [
        hole
        for hole in holes(_numbered(conn, since))
        if (hole.series.year or since.year) >= since.year
        and hole.series.prefix not in unpublished()
        and (hole.series.prefix, None) not in known
        and (hole.series.key, hole.serial) not in known
    ]
    named = queries.names_of(conn, (number_key(hole.number) or "" for hole in found))
    asked = (
        Gap(
            hole=hole,
            named=named.get(number_key(hole.number) or ""),
            fresh=hole.is_fresh(today),
        )
        for hole in found
    )
    order = sorted(asked, key=lambda gap: (gap.fresh, gap.hole.series.key, gap.hole.serial))
    return Gaps(asked=tuple(order), answers=tuple(answers))


def answer(
    db: Database, number: str, *, whole_series: bool, said: tuple[str, str], now: datetime
) -> SeriesAnswer:
    """Record that nobody need ask for the number, or for any of its series.

    ``said``: the person and the reason. The same said again is found there. Raises ``GapError``.
    """
    person, reason = _person(said[0]), squeeze(said[1])[:_LONGEST_REASON]
    series, serial = _place(number)
    record = SeriesAnswer(
        series=series.prefix if whole_series else series.key,
        serial=None if whole_series else serial,
        shown=f"{series.prefix}（整个系列）" if whole_series else series.number(serial),
        person=person,
        reason=reason,
        answered_at=now,
    )
    with db.begin() as conn:
        for one in queries.standing_answers(conn):
            if (one.series, one.serial) == (record.series, record.serial):
                return one
        return queries.add_answer(conn, record)


def undo(db: Database, answer_id: int, person: str, now: datetime) -> SeriesAnswer:
    """Take an answer back: its numbers are asked for again. Raises ``GapError``."""
    person = _person(person)
    with db.begin() as conn:
        found = queries.answer(conn, answer_id) if 0 < answer_id <= _MOST_ANSWERS else None
        if found is None:
            raise GapError(f"没有编号为 {answer_id} 的答复。用 policywatch gaps list 查看。")
        if found.undone_at:
            raise GapError(f"编号 {answer_id} 的答复已由{found.undone_by}撤回，不必再撤。")
        queries.undo_answer(conn, answer_id, person, now)
    return found


def _person(name: str) -> str:
    """The name as it is stored. Raises ``GapError`` if there is none."""
    if not (person := squeeze(name)[:_LONGEST_PERSON]):
        raise GapError("请写明由谁答复或撤回。")
    return person


def _place(number: str) -> tuple[Series, int]:
    """The series of a number that somebody wrote, and its place there. Raises ``GapError``."""
    place = serial_of(number)
    if place is None or len(place[0].prefix) > _LONGEST_PREFIX:
        shown = number if len(number) <= _LONGEST_PREFIX else f"{number[:_LONGEST_PREFIX]}…"
        raise GapError(f"“{shown}”不是发文字号：请照缺号页所列的写，例如 国发〔2023〕17号。")
    return place


@lru_cache(maxsize=1)
def unpublished() -> dict[str, str]:
    """The prefixes of series that are not all made public, and why."""
    entries = tomllib.loads(_UNPUBLISHED.read_text(encoding="utf-8"))["series"]
    return {entry["prefix"]: entry["reason"] for entry in entries}


def _numbered(conn: Connection, since: date) -> list[Numbered]:
    return [
        Numbered(
            document_id=row.document_id,
            title=row.title,
            number=row.document_number,
            issuing_bodies=row.issuing_bodies,
            dated_on=row.published_on or day_of(row.detected_at),
        )
        for row in queries.numbered_documents(conn, since)
    ]
