"""The sentences that may hold a key fact, each with its place. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.deadlines.finding import masked
from pipeline.deadlines.passages import SENTENCE, is_silent
from pipeline.keyfacts.remarks import charge_of, is_remark
from pipeline.passages import Paragraph

_TELLING = re.compile(
    r"\d|分之|[一二三四五六七八九十两百]个?(?:[日天月年周]|工作日|小时)|每|翻|按[年季月]|年度"
    r"|[年月][底末]"
)
_BRACKETED = re.compile(r"[（(][^（()）]{1,120}[）)]")
_STOPS = str.maketrans(dict.fromkeys("，,；;。：:、", "\ue002"))
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_BLANK = re.compile(r"\s")
_LONGEST = 3_000
"""Longer ones are no sentences: a table or a list run together."""
_HEADING = 40
_EDGES = " ，,；;。、\u3000"
_FIRMLY = re.compile("^(?:力争|确保|争取|计划)")


class _Place(NamedTuple):
    label: str
    heading: str
    paragraph: int
    charge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence, and what stands around it."""

    text: str
    masked: str
    """What is read: without blanks, titles, numbers and editions hidden."""
    clauses: str
    """The same with the stops in brackets hidden too."""
    places: Sequence[int]
    """Where each sign of it stands in the text."""
    label: str
    """Clause path."""
    heading: str
    """The short line above, where it stands below one."""
    paragraph: int
    """Number of the paragraph: a time that one sentence names holds for the next ones too."""
    charge: str = ""
    """What the paragraph, or the line below it, says of who is in charge: 责任部门：市教育局."""

    def words(self, start: int, end: int) -> str:
        """The text's own words for a stretch of what is read."""
        if start >= end:
            return ""
        return self.text[self.places[start] : self.places[end - 1] + 1].strip(_EDGES)

    def time_words(self, start: int, end: int) -> str:
        """The words of a time, without those that say how firmly it is set."""
        return _FIRMLY.sub("", self.words(start, end))


def sentences_of(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    """The sentences of prose in order; those without a figure or a time left out."""
    heading = ""
    for at, paragraph in enumerate(paragraphs):
        unit, body = paragraph.unit, paragraph.body.strip()
        if unit.kind != "table" and _TELLING.search(body) and not is_silent(unit, body):
            charge = charge_of(body, paragraphs[at + 1].body if at + 1 < len(paragraphs) else "")
            for text in _split(body):
                if len(text) <= _LONGEST and _TELLING.search(text):
                    yield _sentence(text, _Place(unit.path, heading, at, charge))
        heading = body if len(body) <= _HEADING and "。" not in body else ""


def _split(body: str) -> Iterator[str]:
    """The sentences, each with the remark after it that says who is in charge, or by when."""
    whole = ""
    for found in SENTENCE.finditer(body):
        if whole and not is_remark(found[0]):
            yield whole.strip()
            whole = ""
        whole += found[0]
    if whole:
        yield whole.strip()


def _sentence(text: str, place: _Place) -> Sentence:
    # Layouts put blanks between figures and words, which mean nothing.
    places: Sequence[int] = range(len(text))
    read = text
    if _BLANK.search(text):
        places = [at for at, sign in enumerate(text) if not sign.isspace()]
        read = "".join(text[at] for at in places)
    # The sign between thousands ends no clause.
    read = _THOUSANDS.sub("\ue003", masked(read))
    return Sentence(
        text=text,
        masked=read,
        clauses=_BRACKETED.sub(_whole, read) if "（" in read or "(" in read else read,
        places=places,
        label=place.label,
        heading=place.heading,
        paragraph=place.paragraph,
        charge=place.charge,
    )


def _whole(found: re.Match[str]) -> str:
    """A remark in brackets without the signs that end clauses."""
    return found[0].translate(_STOPS)
