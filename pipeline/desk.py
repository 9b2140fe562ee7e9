"""Take and leave: the same for the web pages and for the shell."""

import os
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from pipeline.topics import load_topics
from storage.database import Database
from storage.faults import WrongError
from storage.queries.desk import find_keyed, reviews_of
from storage.queries.documents import add_review, document
from storage.records import Decision, Document, Review
from storage.text import squeeze

LONGEST_PERSON, LONGEST_REASON = 40, 500
"""Characters that are kept of who decides, and why."""


class DeskError(WrongError):
    """What was asked cannot be done: what, and the mend, in one Chinese line."""


def decide(
    db: Database, document_id: str, decision: Decision, person: str, reason: str, now: datetime
) -> Review:
    """The decision that stands now: recorded, or found there if the same was said last.

    Decisions are only ever added; the opposite one undoes. Raises ``DeskError``.
    """
    person = squeeze(person)[:LONGEST_PERSON]
    reason = squeeze(reason)[:LONGEST_REASON]
    if not person:
        raise DeskError("请写明由谁决定。")
    with db.begin() as conn:
        found = document(conn, document_id)
        if found is None:
            raise DeskError(f"没有编号为 {document_id} 的文件。")
        record = Review(
            document_id=document_id,
            decision=decision,
            person=person,
            reason=reason,
            decided_at=now,
            proposed=found.relevant,
        )
        return note_review(conn, record)


def note_review(conn: Connection, record: Review) -> Review:
    """The decision that stands now: the record, or what was found there."""
    last = next(iter(reviews_of(conn, record.document_id)), None)
    same = last is not None and last.decision == record.decision
    if last and same and (not record.reason or last.reason == record.reason):
        return last
    add_review(conn, record)
    return reviews_of(conn, record.document_id)[0]


def find(db: Database, key: str) -> Document:
    """The one document that the key means: id, its start, document number, words of the title.

    Raises ``DeskError`` if it means none, or several (they are named then).
    """
    with db.connect() as conn:
        return _find(conn, key)


@lru_cache(maxsize=1)
def topic_names() -> Mapping[str, str]:
    """The Chinese name of each topic of ``topics.toml``, by id. Raises ``TopicError``."""
    return {topic.id: topic.name for topic in load_topics().topics}


def default_person(environment: Mapping[str, str] | None = None) -> str:
    """Who decides if nobody says: POLICYWATCH_PERSON, else the name of the login."""
    env = os.environ if environment is None else environment
    names = ("POLICYWATCH_PERSON", "USER", "LOGNAME", "USERNAME")
    return next((env[name] for name in names if env.get(name)), "编辑")


def _find(conn: Connection, key: str) -> Document:
    found = find_keyed(conn, key)
    if not found:
        raise DeskError(f"没有找到“{key}”：请写文件编号、发文字号或标题中的词。")
    if len(found) > 1:
        named = "；".join(f"{one.document_id} {one.title}" for one in found[:5])
        raise DeskError(f"“{key}”对应不止一件，请写得更具体：{named}")
    return found[0]
