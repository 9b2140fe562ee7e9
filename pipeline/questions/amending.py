"""A person corrects what the program says a document is: its topics, its part, its kind of page.

Append-only like decisions, and beside them: whether a document belongs is asked and answered apart.
The newest word on each field counts, and is taken back by the opposite: what the program says then
shows again, as it says it by then.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import Connection

from pipeline.desk import LONGEST_PERSON, LONGEST_REASON, DeskError, topic_names
from pipeline.issue.printed import note_documents
from storage.as_decided import FIELD_NAMES, proposed_value, topics_value
from storage.characters import legal
from storage.database import Database
from storage.queries.documents import document
from storage.queries.reviews import add_amendment, newest_amendments
from storage.records import AmendedField, Amendment, Document, Office, PageKind
from storage.text import squeeze

NO_TOPICS = "none"
"""How a person says in the shell that a document has none of the topics, or is of no part."""
_MOST_TOPICS = 12

Values = Mapping[AmendedField, str | None]
"""What is said of each field, as it is stored; ``None``: what the program says again."""


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who says it, and why."""

    person: str
    reason: str = ""


def values_of(
    office: Office,
    *,
    topics: Collection[str] | None = None,
    part: str | None = None,
    kind: str | None = None,
) -> dict[AmendedField, str | None]:
    """What is said of each field that is named. Raises ``DeskError`` for a word that is unknown.

    An empty collection of topics, an empty part: none.
    """
    values: dict[AmendedField, str | None] = {}
    if topics is not None:
        values["topics"] = _topics(topics)
    if part is not None:
        if part and part not in office.ids:
            names = "、".join(f"{one}（{title}）" for one, title in office.titles.items())
            raise DeskError(f"没有“{part[:30]}”这一编，可选：{names}。")
        values["part"] = part
    if kind is not None:
        if kind not in get_args(PageKind):
            raise DeskError(f"没有“{kind[:30]}”这一种页面，可选：{' '.join(get_args(PageKind))}。")
        values["kind"] = kind
    return values


def amend(
    db: Database, document_id: str, values: Values, speaker: Speaker, now: datetime
) -> list[Amendment]:
    """The amendments that were made: none of what was said already, or was never amended.

    Raises ``DeskError``.
    """
    person = squeeze(legal(speaker.person))[:LONGEST_PERSON]
    reason = squeeze(legal(speaker.reason))[:LONGEST_REASON]
    if not person:
        raise DeskError("请写明由谁改定。")
    with db.begin() as conn:
        found = document(conn, document_id)
        if found is None:
            raise DeskError(f"没有编号为 {document_id} 的文件。")
        made = [
            Amendment(
                document_id=document_id,
                field=field,
                value=value,
                person=person,
                reason=reason,
                decided_at=now,
                proposed=proposed_value(found, field),
            )
            for field, value in _news(conn, found, values)
        ]
        for one in made:
            add_amendment(conn, one)
        if made:  # what issues print of it is held against what it is said to be
            note_documents(conn, [document_id])
    return made


def take_back(db: Database, document_id: str, speaker: Speaker, now: datetime) -> list[Amendment]:
    """Let the program's word stand again in every field. Raises ``DeskError``."""
    return amend(db, document_id, dict.fromkeys(FIELD_NAMES), speaker, now)


def _topics(said: Iterable[str]) -> str:
    ids = [one.strip() for one in said if one.strip() and one.strip() != NO_TOPICS]
    if unknown := [one for one in ids if one not in topic_names()]:
        raise DeskError(f"没有主题 {unknown[0][:40]}。主题编号见 pipeline/topics.toml。")
    if len(set(ids)) > _MOST_TOPICS:
        raise DeskError(f"主题太多（{len(set(ids))} 个），至多 {_MOST_TOPICS} 个。")
    return topics_value(ids)


def _news(
    conn: Connection, found: Document, values: Values
) -> list[tuple[AmendedField, str | None]]:
    """What is not said already."""
    key = found.document_id
    stood = newest_amendments(conn, [key]).get(key, {})
    return [
        (field, value)
        for field, value in values.items()
        if value != (stood[field].value if field in stood else None)
    ]
