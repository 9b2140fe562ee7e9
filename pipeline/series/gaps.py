"""Numbers that were never seen, as questions for a person, and what a person answers."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from pipeline.series.numbering import Hole, Numbered, holes, place_of
from storage.clock import day_of
from storage.database import Database
from storage.faults import WrongError
from storage.queries import gaps as queries
from storage.records import Relation, SeriesAnswer
from storage.text import number_key, squeeze

_UNPUBLISHED = Path(__file__).with_name("unpublished.toml")
_LONGEST_PERSON, _LONGEST_REASON = 40, 200


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
        if hole.series.prefix not in unpublished()
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
    person, reason = squeeze(said[0])[:_LONGEST_PERSON], squeeze(said[1])[:_LONGEST_REASON]
    if not person:
        raise GapError("请写明由谁答复。")
    place = place_of(number)
    if place is None:
        raise GapError(f"“{number}”不是发文字号：请照缺号页所列的写，例如 国发〔2023〕17号。")
    series, serial = place
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
    with db.begin() as conn:
        found = queries.answer(conn, answer_id)
        if found is None:
            raise GapError(f"没有编号为 {answer_id} 的答复。用 policywatch gaps list 查看。")
        queries.undo_answer(conn, answer_id, squeeze(person)[:_LONGEST_PERSON], now)
    return found


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
