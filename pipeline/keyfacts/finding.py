"""The key facts of a document: from its sentences to what they set. Pure, linear in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipeline.keyfacts.addressees import addressees_in
from pipeline.keyfacts.obligations import obligations_in
from pipeline.keyfacts.schedules import table_tasks
from pipeline.keyfacts.sentences import sentences_of
from pipeline.keyfacts.tables import table_targets
from pipeline.keyfacts.targets import Around, targets_in
from pipeline.keyfacts.times import Frame, Times
from pipeline.passages import Paragraph, paragraphs_in
from storage.records import Content, KeyFact
from storage.text import fold, parse_date

_PLAN = re.compile("计划|方案|规划|纲要|意见|行动|目标|措施|要点|部署")
_NUMBER_YEAR = re.compile(r"[〔\[（(公告]((?:19|20)\d\d)")
_TITLE_YEAR = re.compile(r"^[^，。；0-9]{0,40}((?:19|20)\d\d)\s{0,2}(?:年(?!前|远景)|[-—–~～至])")
_SIGNS = re.compile("[\\s，,、；;：:。（）()“”\"'《》【】]")
_TITLE, _FRONT = 80, 12
_MOST = 500
"""Facts of one document: more are a table run together."""


def key_facts(
    content: Content, read_on: date | None, files: Sequence[tuple[str, str]] = ()
) -> tuple[KeyFact, ...]:
    """What the page, and its attachments (names and texts), set: in the order of the text.

    ``read_on`` is the day from which a document is seen that names no day of its own. What an
    attachment only repeats from a text before it is left out.
    """
    base = content.signed_on or content.published_on or _signed(content) or read_on
    year = base.year if base else _year(content)
    if base is None and year:
        base = date(year, 1, 1)
    frame = Frame(title=content.title, base=base, year=year)
    found: list[KeyFact] = []
    told: set[tuple[str, ...]] = set()
    for name, paragraphs in paragraphs_in(content, files):
        here = [replace(one, attachment=name) for one in _facts(paragraphs, frame)]
        new = {_key(one): one for one in reversed(here) if not _is_told(one, told)}
        found += (one for one in here if new.get(_key(one)) is one)
        told |= {key for one in here for key in (_key(one), _key(one)[1:])}
    return tuple(found[:_MOST])


def _key(fact: KeyFact) -> tuple[str, ...]:
    """The same for what a layout writes otherwise: blanks, widths, signs."""
    parts = (fact.who, fact.kind, fact.what, fact.value, fact.by)
    return tuple(_SIGNS.sub("", fold(part)) for part in parts)


def _is_told(fact: KeyFact, told: set[tuple[str, ...]]) -> bool:
    """Whether a text before tells it; one of the two may not say of whom."""
    key = _key(fact)
    return key in told or ("", *key[1:]) in told or (not fact.who and key[1:] in told)


def _facts(paragraphs: Sequence[Paragraph], frame: Frame) -> Iterator[KeyFact]:
    times = Times(frame)
    around = Around(year=frame.year, plan=_is_plan(paragraphs, frame.title))
    yield from addressees_in(paragraphs)
    yield from table_targets(paragraphs, frame.year)
    yield from table_tasks(paragraphs, frame.base)
    paragraph = -1
    for sentence in sentences_of(paragraphs):
        if sentence.paragraph != paragraph:
            paragraph, around = sentence.paragraph, replace(around, told=None)
        here = times.of(sentence)
        targets = targets_in(sentence, here, around)
        yield from (one.fact for one in targets)
        yield from obligations_in(sentence, here, targets)
        if dated := [one for one in here if one.dated]:
            around = replace(around, told=dated[-1])


def _is_plan(paragraphs: Sequence[Paragraph], title: str) -> bool:
    """Whether the text is a plan; what has articles is none."""
    if any(one.unit.article for one in paragraphs):
        return False
    heads = [title, *(one.text for one in paragraphs if len(one.text) <= _TITLE)]
    return any(_PLAN.search(one) for one in heads[:_FRONT])


def _year(content: Content) -> int | None:
    """The year of its number, else that of its title or of the lines above the text."""
    if found := _NUMBER_YEAR.search(content.document_number or ""):
        return int(found[1])
    lines = [content.title, *(block.text for block in content.blocks[:_FRONT])]
    for pattern in (_NUMBER_YEAR, _TITLE_YEAR):
        for line in lines:
            if len(line) <= _TITLE and (found := pattern.search(line)):
                return int(found[1])
    return None


def _signed(content: Content) -> date | None:
    """The day under the first signature of the text."""
    written = next((block.text for block in content.blocks if block.kind == "date"), "")
    return parse_date(written)
