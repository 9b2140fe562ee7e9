"""Interpretations and news join the document they speak of, once both are known.

Done at the end of a pass, so that it does not matter which of the two was read first.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from pipeline.identity.regrouping import Regrouping, regroup_pages
from storage.queries import documents
from storage.queries.identity import links_of, put_links
from storage.records import Document, Link
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


def link_interpretations(to: Regrouping) -> int:
    """Let recent interpretations join what they speak of; returns how many did."""
    joined = 0
    for speaker in documents.unlinked_speakers(to.conn, to.now - RECENT):
        for key in subjects(speaker.title):
            found = documents.documents_named(to.conn, key)
            if work := subject_of(speaker, found):
                joined += _join(to, speaker, work, key)
                break
    return joined


def _join(to: Regrouping, speaker: Document, work: Document, key: str) -> bool:
    """Link the two, unless a person parted them before."""
    pair = sorted((speaker.lead_posting_id, work.lead_posting_id))
    link = Link(
        posting_id=pair[0],
        other_id=pair[1],
        kind="speaks",
        likeness=0.0,
        reason=f"标题说到“{key}”",
    )
    if link in links_of(to.conn, pair):
        return False
    put_links(to.conn, [link])
    return regroup_pages(to, pair)
