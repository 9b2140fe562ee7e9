"""Interpretations and news join the document they speak of, once both are known.

Done at the end of a pass, so that it does not matter which of the two was read first.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.queries import documents, processing
from storage.records import Document
from storage.text import title_key

_QUOTED = re.compile(r"《([^《》]{4,}(?:《[^《》]+》[^《》]*)?)》")
_ASKED = re.compile(
    r"就(?:印发|发布|出台)?(.{6,}?)(?:有关(?:问题|情况))?"
    r"(?:答记者问|回答记者|接受.{0,6}采访)"
)
_TOLD = re.compile(r"^(?:一图(?:读懂|看懂)|图解|解读)[：:｜|丨]?(.{6,})$")
_LEAST_CHARS, _MOST_CHARS = 6, 300
RECENT = timedelta(days=30)
"""How long an interpretation is looked at again for a document that came later."""
_BEFORE, _AFTER = timedelta(days=120), timedelta(days=14)
"""A document speaks for an interpretation that is at most so much later, or earlier."""


def subjects(title: str) -> tuple[str, ...]:
    """What an interpretation's title names, folded as title keys are: the longest first.

    >>> subjects("国家发展改革委有关负责同志就首批碳达峰试点名单答记者问")
    ('首批碳达峰试点名单',)
    """
    title = title[:_MOST_CHARS]
    named = [*_QUOTED.findall(title), *_ASKED.findall(title), *_TOLD.findall(title)]
    keys = {title_key(name) for name in named}
    return tuple(sorted((key for key in keys if len(key) >= _LEAST_CHARS), key=len, reverse=True))


def subject_of(speaker: Document, found: Sequence[Document]) -> Document | None:
    """The one document that the speaker can mean by its date; ``None`` if several or none."""
    day = speaker.published_on
    near = [
        one
        for one in found
        if day is None
        or one.published_on is None
        or day - _BEFORE <= one.published_on <= day + _AFTER
    ]
    return near[0] if len(near) == 1 else None


def link_interpretations(conn: Connection, now: datetime) -> int:
    """Let recent interpretations join what they speak of; returns how many did."""
    joined = 0
    for speaker in documents.unlinked_speakers(conn, now - RECENT):
        for key in subjects(speaker.title):
            found = documents.documents_named(conn, key)
            if work := subject_of(speaker, found):
                _join(conn, speaker, work)
                joined += 1
                break
    return joined


def _join(conn: Connection, speaker: Document, work: Document) -> None:
    for posting in processing.postings_of(conn, [speaker.document_id])[speaker.document_id]:
        processing.update_posting(
            conn, posting.posting_id, document_id=work.document_id, role=speaker.page_kind
        )
    documents.dissolve(conn, speaker.document_id)
