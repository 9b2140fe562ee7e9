"""The numbers beside one that is not held: those seen, what people said, when it was due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from pipeline.answering.answers import Reason
from pipeline.answering.watching import Span
from pipeline.series.gaps import gaps, unpublished
from pipeline.series.numbering import Series, serial_of
from storage.clock import day_of
from storage.queries import answering as queries
from storage.queries.gaps import standing_answers
from storage.records import Document, SeriesAnswer
from storage.text import fold

_AROUND = timedelta(days=14)
"""Numbers are not published in their order: so long before and after those beside it."""


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """What is known of a number by those of its series."""

    series: Series
    serial: int
    alike: tuple[Document, ...]
    """Held under the same 代字, of any year."""
    below: Document | None
    above: Document | None
    """The nearest ones of its year."""
    is_gap: bool
    """The desk asks for it: most of the numbers around it were seen."""
    fresh: bool
    """The next number is only days old."""
    answers: tuple[SeriesAnswer, ...]
    """What people said of it, or of the whole series."""

    def span(self, today: date) -> Span | None:
        """When it would have been published."""
        if self.series.year is None:
            return None
        first, last = date(self.series.year, 1, 1), date(self.series.year, 12, 31)
        said = f"{self.series.year}年的号"
        if self.below and (day := _day(self.below)):
            first = max(first, day - _AROUND)
        if self.above and (day := _day(self.above)):
            last = day + _AROUND
        if self.below or self.above:
            said = "按前后的号推定，前后各宽两周"
        last = min(last, today)
        return Span(first=min(first, last), last=last, said=said)

    def reasons(self) -> Iterator[Reason]:
        """What is known of the series, in Chinese."""
        for one, word in ((self.below, "前"), (self.above, "后")):
            if one:
                text = (
                    f"同一系列{word}面见过的号：{one.document_number}（{_day(one) or '日期不详'}）"
                )
                yield Reason(code="neighbour", text=text, document_id=one.document_id)
        if self.is_gap:
            fresh = "；后一号公布不足七日，可能晚几天公布" if self.fresh else ""
            yield Reason(code="gap", text=f"这个系列大部分的号都见过，它是缺号{fresh}")
        elif not (self.below or self.above):
            yield Reason(code="series", text=f"没有见过{self.series.prefix}这一系列该年的任何号")
        if why := unpublished().get(self.series.prefix):
            yield Reason(code="unpublished", text=f"{self.series.prefix}不全公开：{why}")
        for said in self.answers:
            because = f"：{said.reason}" if said.reason else ""
            text = f"{said.person}已答复不再问 {said.shown}（{day_of(said.answered_at)}）{because}"
            yield Reason(code="answered_gap", text=text)


def neighbours_of(conn: Connection, numbers: Sequence[str], now: datetime) -> Neighbours | None:
    """What stands beside the number; ``None``: it is of no series."""
    place = next((found for one in numbers if (found := serial_of(one))), None)
    if place is None:
        return None
    series, serial = place
    alike = _alike(conn, series)
    ordered = sorted(
        (found[1], one.document_id, one)
        for one in alike
        if (found := _place(one)) and found[0] == series
    )
    asked = next(
        (one for one in gaps(conn, now).asked if (one.hole.series, one.hole.serial) == place), None
    )
    return Neighbours(
        series=series,
        serial=serial,
        alike=tuple(alike),
        below=next((one for n, _, one in reversed(ordered) if n < serial), None),
        above=next((one for n, _, one in ordered if n > serial), None),
        is_gap=asked is not None,
        fresh=bool(asked and asked.fresh),
        answers=tuple(
            one
            for one in standing_answers(conn)
            if (one.series, one.serial) in ((series.key, serial), (series.prefix, None))
        ),
    )


def _alike(conn: Connection, series: Series) -> list[Document]:
    """The held documents of that counter, of any year."""
    bracketed = f"{fold(series.prefix)}[" if series.bracketed else ""
    inside = "" if series.bracketed else "年第" if series.year else "第"
    found = queries.numbered_like(conn, bracketed, inside)
    return [one for one in found if (place := _place(one)) and place[0].prefix == series.prefix]


def _place(one: Document) -> tuple[Series, int] | None:
    return serial_of(one.document_number or "", one.issuing_bodies)


def _day(one: Document) -> date | None:
    return one.published_on or one.signed_on
