"""What became of a draft, and what drafts a text had: 征求意见稿 beside 正式稿.

A draft is known by what its title, or its text, says it is a draft of; its final text by bearing
that name. Of two editions of one name, years apart, only the one that followed counts. Pure.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.relations.keys import final_key, is_draft, work_key
from pipeline.relations.own import own_of
from pipeline.series.yearly import same_issuers
from storage.records import Content, Document
from storage.text import title_key

WITHIN = timedelta(days=3 * 366)
"""From the draft to its final text."""
_LEAST = 5
"""Characters of a name that names anything."""
_CENTRAL = re.compile(r"^(?:中华人民共和国)?(?:国务院|全国人民代表大会|全国人大|中共中央|主席)")
_ROUND = re.compile(r"第?([二三四])次(?:公开)?征求|再次(?:公开)?征求")
_ROUNDS = {"二": 2, "三": 3, "四": 4}
_ORDER = re.compile(r"[令告]\s*[（(]?(?:\d{4}年)?第\d+号[）)]?\s*[（(]?《")
"""An order or announcement that is known by its number, and names what it carries."""


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """A text from its first draft on."""

    drafts: tuple[Document, ...] = ()
    """In the order in which opinions were asked for."""
    final: Document | None = None


def draft_stems(title: str, said: Iterable[str] = ()) -> frozenset[str]:
    """The names of the texts that a document is a draft of; none if it is no draft.

    ``said``: what its own text says it is a draft of.
    """
    own = own_of(Content(title=title)).said
    names = [one.title for one in own if one.kind == "draft-of"]
    if is_draft(title) and not names:
        names = [title]
    return _named([*names, *said], final_key)


def final_stems(title: str) -> frozenset[str]:
    """The names of the texts that a document carries in force; none if it is a draft."""
    if draft_stems(title):
        return frozenset()
    ordered = _ORDER.search(title) is not None
    carried = [
        one.title
        for one in own_of(Content(title=title)).said
        if one.kind == "promulgates" or ordered
    ]
    return _named([title, *carried], work_key)


def _named(titles: Iterable[str], key: Callable[[str], str]) -> frozenset[str]:
    return frozenset(stem for title in titles if len(stem := key(title)) >= _LEAST)


def follows(final: Document, draft: Document) -> bool:
    """Whether the one may be what became of the other: issuers and dates agree."""
    asked, came = draft.published_on, final.published_on or final.signed_on
    if asked is None or came is None or not asked <= came <= asked + WITHIN:
        return False
    return same_issuers(final, draft) or _is_higher(final, draft)


def _is_higher(final: Document, draft: Document) -> bool:
    """Whether the state's highest bodies put in force what an agency asked opinions on."""
    return bool(draft.issuing_bodies) and any(
        _CENTRAL.match(name) and len(name) <= 16 for name in final.issuing_bodies
    )


def order_of(draft: Document) -> tuple[date, int]:
    """For sorting the drafts of one text."""
    return draft.published_on or date.max, _round(draft.title)


def _round(title: str) -> int:
    found = _ROUND.search(title_key(title))
    return _ROUNDS.get(found[1] or "二", 2) if found else 1
