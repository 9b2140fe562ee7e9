"""Series of which one comes every year, or batch after batch: last year's notice beside this one.

Of a title the years (2022年度, （2023年版）, 2021、2022年度) and batches (第二批, 首批) are taken
out; what is left names the series. Not everything with a year in it is one of a series: the period
of a plan (2021—2035年), a target (2030年前), a date and the number of an announcement
(2023年第1号) are part of the name. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.series.marks import Mark, marks_in
from storage.agencies import same_agency, usual_name
from storage.records import SPEAKING, Document, PageKind
from storage.text import fold, title_key

_FORMULA = re.compile(
    r"关于|印发|发布|公布|开展|组织|做好|下达|有关|[的等]|通知|公告|通告|意见|决定|公示|批复|工作|事项|年度|报告|[\W_]"
)
_LEAST = 4
"""Characters that name the object, at least: 2023年度报告 names none."""
_NUMBERS = re.compile(r"[\u4e00-\u9fff]{0,14}\[\d{4}\]\d+号|(?:19|20)\d{2}年第\d+号|第\d+号")
_DROPPED = re.compile(r"[<>\"',.:;]|\(\)|\[\]")
"""As ``title_key`` drops them."""
_GAP = "\x00"
_MOST_YEARS = 6
"""Between two editions of one series."""
_FAR = 2
"""Years between a title's year and its publication: further off it is a target."""
NO_SERIES: tuple[PageKind, ...] = ("personnel", "meeting", "speech", "procurement", *SPEAKING)
"""Of no series that anyone would hold against one another."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a document stands in its series."""

    key: str
    """Names the series, together with its issuers."""
    year: int | None
    batch: int | None
    """第二批, 第十三次, 第三个履约周期: its number."""


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A series whose last year's came by this time of the year, and this year's has not."""

    last: Document
    place: Place
    years: int
    """How many years of it are held: of one alone it is not known that it comes yearly."""


_Member = tuple[Place, Document]


def place_of(title: str, published_on: date | None = None) -> Place | None:
    """Where the title stands in its series; ``None`` if it names none."""
    text = _NUMBERS.sub(_GAP, _from_about(fold(title)))
    marks = marks_in(text)
    years = [mark.value for mark in marks if mark.kind == "year"]
    batches = [mark.value for mark in marks if mark.kind == "batch"]
    if not marks or (published_on and years and abs(years[0] - published_on.year) > _FAR):
        return None
    named = _without(text, marks)
    if len(_FORMULA.sub("", named)) < _LEAST:
        return None
    offsets = ",".join(str(year - years[0]) for year in years[1:])
    return Place(
        key=_squeezed(named) + (f"+{offsets}" if offsets else ""),
        year=years[0] if years else None,
        batch=batches[0] if batches else None,
    )


def pattern_of(title: str) -> str:
    """What the keys of the titles of the series are like, for SQL."""
    text = _NUMBERS.sub(_GAP, _from_about(fold(title)))
    named = _DROPPED.sub("", _without(text, marks_in(text)))
    escaped = re.sub(r"([\\%_])", r"\\\1", named)
    return "%" + re.sub(f"{_GAP}+", "%", escaped) + "%"


def _from_about(text: str) -> str:
    at = text.find("关于")
    return text[at:] if at > 0 else text


def _without(text: str, marks: Sequence[Mark]) -> str:
    """The text with a gap in the place of each mark.

    A list of catalogues, each with its batch (甲（第377批）、乙（第五十六批）), is known by its
    first: the others come and go.
    """
    batches = [mark for mark in marks if mark.kind == "batch"]
    if len(batches) > 1 and text[batches[0].end :].lstrip(")").startswith((",<", ">,<", ",")):
        marks, text = batches[:1], text[: batches[0].end]
    parts, last = [], 0
    for mark in marks:
        parts += [text[last : mark.start], _GAP]
        last = mark.end
    return "".join([*parts, text[last:]])


def _squeezed(named: str) -> str:
    return title_key(_DROPPED.sub("", re.sub(f"[{_GAP}-]", "", named)))


# -- one after another ----------------------------------------------------------------------------


def predecessor(document: Document, others: Iterable[Document]) -> Document | None:
    """The one before it in its series: of the same issuers, and the only one of its place."""
    return _next(document, others, -1)


def successor(document: Document, others: Iterable[Document]) -> Document | None:
    """The one after it."""
    return _next(document, others, 1)


def _next(document: Document, others: Iterable[Document], way: int) -> Document | None:
    place = document_place(document)
    if place is None:
        return None
    found: dict[tuple[int, int], list[Document]] = {}
    for other in others:
        if other.document_id == document.document_id or not same_issuers(document, other):
            continue
        if steps := _steps(place, document_place(other), way):
            found.setdefault(steps, []).append(other)
    if not found:
        return None
    nearest = found[min(found)]
    return nearest[0] if len(nearest) == 1 else None


def _steps(place: Place, other: Place | None, way: int) -> tuple[int, int] | None:
    """How far the other one is that way, in years and batches; ``None`` if it is not that way.

    From one batch to the next one of the same year; else by years, of the same batch, or with
    both counting on: 2026年第十五届 comes after 2025年第十四届.
    """
    if other is None or other.key != place.key:
        return None
    if (place.year is None) != (other.year is None) or (place.batch is None) != (
        other.batch is None
    ):
        return None
    years = way * ((other.year or 0) - (place.year or 0))
    batches = way * ((other.batch or 0) - (place.batch or 0))
    if years == 0:
        return (0, batches) if batches == 1 else None
    return (years, 0) if batches in (0, years) and 0 < years <= _MOST_YEARS else None


def document_place(document: Document) -> Place | None:
    """Where the document stands in its series, if it is of a kind that is held against others."""
    if document.page_kind in NO_SERIES:
        return None
    return place_of(document.title, document.published_on)


def same_issuers(one: Document, other: Document) -> bool:
    """Whether the same agency leads both, or all that sign one sign the other too."""
    mine, theirs = one.issuing_bodies, other.issuing_bodies
    if not mine or not theirs:
        return False
    if same_agency(mine[0], theirs[0]):
        return True
    few, many = sorted((mine, theirs), key=len)
    return all(any(same_agency(a, b) for b in many) for a in few)


def overdue(documents: Iterable[Document], today: date) -> tuple[Overdue, ...]:
    """Series of years whose last year's document came in this month of the year or an earlier one,
    and of which this year's is not among the documents; the surest first."""
    names: dict[str, dict[tuple[str, ...], list[_Member]]] = {}
    for one in documents:
        place = document_place(one)
        if place and place.year and place.batch is None and one.published_on and one.issuing_bodies:
            issuers = tuple(usual_name(body) for body in one.issuing_bodies)
            names.setdefault(place.key, {}).setdefault(issuers, []).append((place, one))
    groups = (group for by_issuers in names.values() for group in _together(by_issuers))
    found = [late for group in groups if (late := _due(group, today))]
    return tuple(
        sorted(found, key=lambda one: (-one.years, one.last.published_on, one.last.document_id))
    )


def _together(by_issuers: dict[tuple[str, ...], list[_Member]]) -> list[list[_Member]]:
    """The documents of one name by who issues them, however they sign."""
    groups: list[list[_Member]] = []
    for members in by_issuers.values():
        one = members[0][1]
        mine = next((group for group in groups if same_issuers(group[0][1], one)), None)
        if mine is None:
            groups.append(list(members))
        else:
            mine += members
    return groups


def _due(members: Sequence[_Member], today: date) -> Overdue | None:
    """Last year's document, if it came by this month of the year and this year's has not come."""
    due = [(place, one) for place, one in members if _is_due(one, today)]
    if not due:
        return None
    place, last = max(due, key=_newest)
    years = {place.year or 0 for place, _ in members}
    if max(years) > (place.year or 0):
        return None
    return Overdue(last=last, place=place, years=len(years))


def _newest(member: _Member) -> tuple[int, date, str]:
    place, one = member
    return place.year or 0, one.published_on or date.min, one.document_id


def _is_due(last: Document, today: date) -> bool:
    came = last.published_on
    return came is not None and came.year == today.year - 1 and came.month <= today.month
