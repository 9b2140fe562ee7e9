"""The hits in a document's title, body and attachments' names. Pure.

In a title the issuers' names and the names of companies are left out: they are no subject.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.classifying.matching import Hit, find, plain
from pipeline.classifying.rules import Rules
from storage.records import Evidence

# A text longer than this is read no further: what a document is about stands before it.
TEXT_LIMIT = 40_000
TITLE_LIMIT = 500
_MOST_ATTACHMENTS = 50
MOST_EVIDENCE = 5
_INNER = re.compile(r"(?:印发|发布|公布|转发|颁布|下发|批准|通过|修订|修改|施行)[^《》]{0,12}《")
_COMPANY = re.compile(r"有限责任公司|有限公司|股份公司|集团公司|协会|学会|联合会|研究院|研究所")
_BEFORE_NAME = re.compile(
    r"[、，,；;（(《\s]|关于|同意|给予|批准|核准|准予|注销|吊销|撤销|对|向|由"
)
_HEADING = re.compile(
    r"(?m)^[ \t\u3000]*(?:第[一二三四五六七八九十百]{1,4}[编章]|[一二三四五六七八九十]{1,3}[、．.])"
    r"[^\n。；]{2,40}$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Hits of a document, by field."""

    title: str
    """As it is matched: ``matching.plain``."""
    title_hits: tuple[Hit, ...]
    body: str
    body_hits: tuple[Hit, ...]
    headings: tuple[Hit, ...]
    """Those of the body's hits that stand in a chapter's heading."""
    attachments: tuple[str, ...]
    attachment_hits: tuple[tuple[int, Hit], ...]


def _subject_span(title: str, issuers: Iterable[str]) -> tuple[int, int]:
    """Where a title says what it is about: inside 印发《…》, else after the issuers' names."""
    if inner := _INNER.search(title):
        end = title.rfind("》")
        return inner.end(), end if end > inner.end() else len(title)
    opens = title.find("《")
    about = title.find("关于")
    if about > 0 and (opens < 0 or about < opens):
        return about, len(title)
    start = 0
    for name in map(plain, issuers):
        if name and title[start:].lstrip().startswith(name):
            start = title.index(name, start) + len(name)
    return start, len(title)


def _names(title: str) -> list[tuple[int, int]]:
    """Spans of the names of companies and associations: their words are no subject."""
    spans = []
    for suffix in _COMPANY.finditer(title):
        before = [m.end() for m in _BEFORE_NAME.finditer(title, 0, suffix.start())]
        spans.append((before[-1] if before else 0, suffix.end()))
    return spans


def read(
    title: str, issuers: Sequence[str], text: str, attachments: Sequence[str], rules: Rules
) -> Reading:
    """All hits of a document's fields."""
    flat, attachments = plain(title[:TITLE_LIMIT]), attachments[:_MOST_ATTACHMENTS]
    start, end = _subject_span(flat, issuers)
    names = _names(flat)
    in_title = tuple(
        hit
        for hit in find(rules.pattern, flat, start, end)
        if hit.term in rules.terms and not any(a <= hit.start < b for a, b in names)
    )
    body = plain(text[:TEXT_LIMIT])
    in_body = tuple(hit for hit in find(rules.pattern, body) if hit.term in rules.terms)
    spans = [m.span() for m in _HEADING.finditer(body)]
    return Reading(
        title=flat,
        title_hits=in_title,
        body=body,
        body_hits=in_body,
        headings=_inside(in_body, spans),
        attachments=tuple(attachments),
        attachment_hits=tuple(
            (number, hit)
            for number, name in enumerate(attachments)
            for hit in find(rules.pattern, plain(name[:TITLE_LIMIT]))
            if hit.term in rules.terms
        ),
    )


def _inside(hits: Sequence[Hit], spans: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    """The hits that lie in one of the spans; both are in order."""
    found, at = [], 0
    for hit in hits:
        while at < len(spans) and spans[at][1] <= hit.start:
            at += 1
        if at < len(spans) and spans[at][0] <= hit.start:
            found.append(hit)
    return tuple(found)


def strong(hits: Iterable[Hit], rules: Rules) -> list[Hit]:
    return [hit for hit in hits if rules.terms[hit.term].strength == "strong"]


def doubtful(hits: Iterable[Hit], rules: Rules) -> list[Hit]:
    return [hit for hit in hits if rules.terms[hit.term].strength == "borderline"]


def evidence(
    field: str, text: str, hits: Iterable[Hit], most: int = MOST_EVIDENCE
) -> tuple[Evidence, ...]:
    """Evidence of the hits, in the words of ``text`` as shown."""
    chosen = list(hits)[:most]
    return tuple(
        Evidence(field=field, text=text[hit.start : hit.end], start=hit.start, end=hit.end)
        for hit in chosen
    )
