"""Interpretations and news join the document they speak of, once both are known.

Done at the end of a pass, so that it does not matter which of the two was read first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipeline.identity.regrouping import Regrouping, regroup_pages
from pipeline.relations.keys import same_number_key
from pipeline.relations.resolving import Linked, Related, related
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
    near = [one for one in found if _is_near(speaker, one.published_on)]
    return near[0] if len(near) == 1 else None


def _is_near(speaker: Document, day: date | None) -> bool:
    spoken = speaker.published_on
    return spoken is None or day is None or spoken - _BEFORE <= day <= spoken + _AFTER


def link_interpretations(to: Regrouping) -> int:
    """Let recent interpretations join what they speak of; returns how many did.

    What their texts interpret, by its number or its very title, tells more than the words of
    their own titles.
    """
    joined = 0
    speakers = documents.unlinked_speakers(to.conn, to.now - RECENT)
    interpreting = [one for one in speakers if one.page_kind == "interpretation"]
    said = related(to.conn, interpreting)
    for speaker in speakers:
        work, reason = _interpreted(to, speaker, said) or _titled(to, speaker) or (None, "")
        if work:
            joined += _join(to, speaker, work, reason)
    return joined


def _interpreted(
    to: Regrouping, speaker: Document, said: Mapping[str, Related]
) -> tuple[Document, str] | None:
    """The one document that the speaker's text interprets, and what says so."""
    links = said[speaker.document_id].to if speaker.document_id in said else ()
    meant = dict(_meant(speaker, links))
    if len(meant) != 1:
        return None
    ((key, reason),) = meant.items()
    work = documents.document(to.conn, key)
    return (work, reason) if work else None


def _meant(speaker: Document, links: Sequence[Linked]) -> Iterator[tuple[str, str]]:
    for one in links:
        if one.relation.kind != "interprets" or one.other is None:
            continue
        number = one.relation.number_key
        if number and number == same_number_key(one.other.document_number):
            yield one.other.document_id, f"解读的是“{one.other.document_number}”"
        elif _is_near(speaker, one.other.published_on):
            yield one.other.document_id, f"解读的是“{one.relation.said.title}”"


def _titled(to: Regrouping, speaker: Document) -> tuple[Document, str] | None:
    """The one document that the words of the speaker's title can mean, and those words."""
    for key in subjects(speaker.title):
        if work := subject_of(speaker, documents.documents_named(to.conn, key)):
            return work, f"标题说到“{key}”"
    return None


def _join(to: Regrouping, speaker: Document, work: Document, reason: str) -> bool:
    """Link the two, unless a person parted them before."""
    pair = sorted((speaker.lead_posting_id, work.lead_posting_id))
    link = Link(
        posting_id=pair[0],
        other_id=pair[1],
        kind="speaks",
        likeness=0.0,
        reason=reason,
    )
    if link in links_of(to.conn, pair):
        return False
    put_links(to.conn, [link])
    return regroup_pages(to, pair)
