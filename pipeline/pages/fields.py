"""The hits in a document's title, body and attachments' names. Pure.

In a title the issuers' names and the names of companies are left out: they are no subject.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.classifying.facts import Facts
from pipeline.classifying.matching import Hit, find, plain
from pipeline.classifying.rules import Rules
from storage.records import Evidence

# A text longer than this is read no further: what a document is about stands before it.
TEXT_LIMIT = 40_000
TITLE_LIMIT = 500
_MOST_ATTACHMENTS = 50
MOST_EVIDENCE = 5
_INNER = re.compile(
    r"(?:印发|发布|公布|转发|颁布|下发|批准|通过|修订|修改|施行)(?P<said>[^《》]{0,12})《"
)
_AGENCY = re.compile(r"[部委局厅办会司]")
_COMPANY = re.compile(r"有限责任公司|有限公司|股份公司|集团公司|协会|学会|联合会|研究院|研究所")
_BEFORE_NAME = re.compile(
    r"[、，,；;（(《\s]|关于|同意|给予|批准|核准|准予|注销|吊销|撤销|对|向|由"
)
_INNER_SPACE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_CODE_END = re.compile(r"[〔\[［(（﹝\d]")
_HEADING = re.compile(
    r"(?m)^[ \t\u3000]*(?:第[一二三四五六七八九十百]{1,4}[编章]|[一二三四五六七八九十]{1,3}[、．.])"
    r"[^\n。；]{2,40}$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Hits of a document, by field."""

    title: str
    """As it is matched: ``matching.plain``."""
    subject: tuple[tuple[int, int], ...]
    """Where the title says what it is about: without issuers' and companies' names, and without
    words that hold a term by accident."""
    title_hits: tuple[Hit, ...]
    body: str
    body_hits: tuple[Hit, ...]
    headings: tuple[Hit, ...]
    """Those of the body's hits that stand in a chapter's heading."""
    attachments: tuple[str, ...]
    attachment_hits: tuple[tuple[int, Hit], ...]
    issuer: str = ""
    """The first issuer; where none is known the source's agency."""
    code: str = ""
    """The 代字 of the document number: 发改能源 of 发改能源〔2023〕1044号."""


def _inner_span(title: str, inner: re.Match[str]) -> tuple[int, int]:
    """What 印发《…》 holds, from its own 关于 on, with what is said of it before: 发布标准《…》."""
    start, end = inner.end(), title.rfind("》")
    about = title.find("关于", start, max(start, title.find("》", start)))
    if about > start:
        start = about
    elif not _AGENCY.search(inner["said"]):
        start = inner.start("said")
    return start, end if end > start else len(title)


def _subject_span(title: str, issuers: Iterable[str]) -> tuple[int, int]:
    """Where a title says what it is about: inside 印发《…》, else after the issuers' names."""
    if inner := _INNER.search(title):
        return _inner_span(title, inner)
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


def _without(span: tuple[int, int], names: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a span without the names in it."""
    spans, (start, end) = [], span
    for first, last in names:
        if start < first:
            spans.append((start, min(first, end)))
        start = max(start, last)
    return [*spans, (start, end)] if start < end else spans


def _found(rules: Rules, title: str, span: tuple[int, int]) -> list[Hit]:
    """The hits in a span of a title, those too that a space breaks in two."""
    start, end = span
    if not _INNER_SPACE.search(title, start, end):
        return find(rules.words, title, start, end)
    spaces = {found.start() for found in _INNER_SPACE.finditer(title, start, end)}
    places = [at for at in range(start, end) if at not in spaces]
    return [
        Hit(hit.term, places[hit.start], places[hit.end - 1] + 1)
        for hit in find(rules.words, "".join(title[at] for at in places))
    ]


def read(facts: Facts, rules: Rules) -> Reading:
    """All hits of a document's fields."""
    flat, attachments = plain(facts.title[:TITLE_LIMIT]), facts.attachments[:_MOST_ATTACHMENTS]
    start, end = _subject_span(flat, facts.issuing_bodies)
    names = _names(flat)
    found = _found(rules, flat, (start, end))
    in_title = tuple(
        hit
        for hit in found
        if hit.term in rules.terms and not any(a <= hit.start < b for a, b in names)
    )
    foreign = [*names, *((hit.start, hit.end) for hit in found if hit.term not in rules.terms)]
    body = plain(facts.text[:TEXT_LIMIT])
    in_body = tuple(hit for hit in find(rules.words, body) if hit.term in rules.terms)
    spans = [m.span() for m in _HEADING.finditer(body)]
    return Reading(
        title=flat,
        subject=tuple(_without((start, end), sorted(foreign))),
        title_hits=in_title,
        body=body,
        body_hits=in_body,
        headings=_inside(in_body, spans),
        attachments=attachments,
        attachment_hits=tuple(
            (number, hit)
            for number, name in enumerate(attachments)
            for hit in find(rules.words, plain(name[:TITLE_LIMIT]))
            if hit.term in rules.terms
        ),
        issuer=next(iter(facts.issuing_bodies), facts.source_agency),
        code=_CODE_END.split(facts.document_number or "")[0],
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
    """The hits that say in a title that a document belongs."""
    return [hit for hit in hits if rules.terms[hit.term].strength == "strong"]


def doubtful(hits: Iterable[Hit], rules: Rules) -> list[Hit]:
    """The hits that leave it to a person."""
    return [hit for hit in hits if rules.terms[hit.term].strength == "borderline"]


def evidence(
    field: str, text: str, hits: Iterable[Hit], most: int = MOST_EVIDENCE
) -> tuple[Evidence, ...]:
    """Evidence of the hits, in the words of ``text`` as shown."""
    chosen = list(hits)[:most]
    return tuple(
        Evidence(
            field=field, text=text[hit.start : hit.end], start=hit.start, end=hit.end, rule="term"
        )
        for hit in chosen
    )


def in_name(reading: Reading, number: int, hit: Hit) -> Evidence:
    """Evidence of a hit in the name of an attachment."""
    name = reading.attachments[number]
    return Evidence(
        field="attachment",
        text=name[hit.start : hit.end],
        start=hit.start,
        end=hit.end,
        rule="term",
    )
