"""How well each source did, held against past issues: what it saw, how early, what first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from storage.records import Part


@dataclass(frozen=True, kw_only=True)
class Seen:
    """That a source listed a document."""

    source_id: str
    at: datetime
    """When the program first found it there."""
    dated_on: date | None
    """Of the row, or of the page."""


@dataclass(frozen=True, kw_only=True)
class PastItem:
    """An item of a past issue, with where it was seen."""

    month: str
    item: str
    part: Part | None
    own: frozenset[str]
    """The sources of the agencies that issued it."""
    seen: tuple[Seen, ...]
    closed_at: datetime
    """When its issue took in nothing more."""


@dataclass(frozen=True, kw_only=True)
class Recall:
    """What a source, or all those of a part, saw of the past issues' items."""

    key: str
    """Of the source; of the part; empty: all."""
    items: int
    """That it could have seen."""
    seen: int
    """Of these, before their issues closed."""
    late: int
    """Of these, only after that."""
    first: int
    """That no other source had on an earlier day."""
    lead_days: float | None
    """Median, from detection to the closing of the issue."""

    @property
    def share(self) -> float | None:
        return self.seen / self.items if self.items else None


@dataclass(frozen=True, kw_only=True)
class Recalls:
    """Of all past issues together."""

    months: tuple[str, ...]
    whole: Recall
    parts: tuple[Recall, ...]
    sources: tuple[Recall, ...]
    """Those that saw most first; of which nothing could be expected are left out."""


def recalls(items: Sequence[PastItem], parts: Iterable[Part]) -> Recalls:
    """Per source, per part, and in all: the share seen in time, the lead, and who was first.

    A source could see what it listed, and what its agency issued and none of its columns listed.
    """
    ids = {one.source_id for item in items for one in item.seen}
    ids |= {key for item in items for key in item.own}
    sources = [one for key in sorted(ids) if (one := _of_source(key, items)).items]
    return Recalls(
        months=tuple(sorted({one.month for one in items})),
        whole=_together("", items),
        parts=tuple(_together(part, [one for one in items if one.part == part]) for part in parts),
        sources=tuple(sorted(sources, key=lambda one: (-one.seen, -one.first, one.key))),
    )


def first_sources(item: PastItem) -> frozenset[str]:
    """The sources whose pages are the oldest, which days tell; else what was found first."""
    dated = [one for one in item.seen if one.dated_on]
    if dated:
        day = min(one.dated_on for one in dated if one.dated_on)
        return frozenset(one.source_id for one in dated if one.dated_on == day)
    at = min((one.at for one in item.seen), default=None)
    return frozenset(one.source_id for one in item.seen if one.at == at)


def _of_source(key: str, items: Sequence[PastItem]) -> Recall:
    mine = [one for one in items if _could_see(key, one)]
    found = [(one, [s.at for s in one.seen if s.source_id == key]) for one in mine]
    firsts = sum(key in first_sources(one) for one in mine)
    return _recall(key, found, firsts)


def _could_see(key: str, item: PastItem) -> bool:
    listed = {one.source_id for one in item.seen}
    return key in listed or (key in item.own and not listed & item.own)


def _together(key: str, items: Sequence[PastItem]) -> Recall:
    return _recall(key, [(one, [s.at for s in one.seen]) for one in items], 0)


def _recall(key: str, found: Sequence[tuple[PastItem, Sequence[datetime]]], firsts: int) -> Recall:
    when = [(item.closed_at, min(moments)) for item, moments in found if moments]
    leads = [(closed - at).total_seconds() / 86_400 for closed, at in when if at < closed]
    return Recall(
        key=key,
        items=len(found),
        seen=len(leads),
        late=len(when) - len(leads),
        first=firsts,
        lead_days=round(median(leads), 1) if leads else None,
    )
