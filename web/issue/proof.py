"""校对: what is misprinted in an issue, what alters the meaning first, to be read or printed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from compilation.proofing.naming.catalogue import sort_of
from pipeline.issue.proving import proof_of
from storage.records import Finding, Occurrence
from web.context import desk_of, page
from web.issue.page import asked_month
from web.issue.pairs import Piece, marked_pair
from web.issue.published import at_hand

_PLACES = 200
"""Of a finding that stands for many, so many places are written out."""
_SECTIONS = (
    "数字、日期与文号",
    "字词：漏、多、错",
    "标题、序号与上下标",
    "标点与残留代码",
    "空格与换页",
    "版式与缺漏",
)
"""By rank; the last one is of layout."""
_MEANING = 2
"""So many ranks may alter the meaning."""
_FORM, _SINGLE = 3, 5
"""From that rank on, more than so many of one kind are folded together."""
_REASON = re.compile(r"[^，。：]+")
_SURETIES = ((0.9, "确定"), (0.65, "很可能"), (0.0, "请核对"))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which findings the address asks for."""

    month: str
    item: str = ""
    subkind: str = ""

    def url(self, **changes: str) -> str:
        chosen = replace(self, **changes)
        asked = {"item": chosen.item, "kind": chosen.subkind}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/issues/{self.month}/proof" + (f"?{query}" if query else "")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place of a finding, what differs marked."""

    item: str
    where: str
    label: str
    found: Sequence[Piece]
    expected: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A finding as the page shows it."""

    finding: Finding
    places: tuple[Place, ...]
    left: int
    """How many places are not written out, if any."""
    reason: str
    """Of the kind, where the finding stands for many."""
    surety: str

    @property
    def first(self) -> Place:
        return self.places[0]


@dataclass(frozen=True, kw_only=True)
class Section:
    rank: int
    title: str
    alters: bool
    """It may say something else than the agency did."""
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return sum(row.finding.count for row in self.rows)


def show(request: Request) -> Response:
    """The findings of an issue, of one item or one kind if the address says so."""
    desk, month = desk_of(request), asked_month(request)
    asked = request.query_params
    choice = Choice(month=month.key, item=asked.get("item", ""), subkind=asked.get("kind", ""))
    with desk.db.connect() as conn:
        stored = at_hand(conn, month)
    found = proof_of(desk.db, month.key)
    values = {
        "month": month,
        "stored": stored,
        "choice": choice,
        "titles": {one.number: one.title for one in stored.content.items},
        "sections": sections(narrowed(found, choice)),
        "items": _items(narrowed(found, replace(choice, item=""))),
        "kinds": _kinds(narrowed(found, replace(choice, subkind=""))),
        "total": sum(one.count for one in found),
        "subkind_words": subkind_words,
    }
    return page(request, "proof.html", values)


def narrowed(found: Iterable[Finding], choice: Choice) -> list[Finding]:
    """The findings of the kind, and of the item; one of several items with those places alone."""
    some = [one for one in found if choice.subkind in ("", one.subkind)]
    if not choice.item:
        return some
    return [cut for one in some if (cut := _of_item(one, choice.item))]


def _of_item(finding: Finding, item: str) -> Finding | None:
    if not finding.occurrences:
        return finding if finding.item == item else None
    mine = tuple(one for one in finding.occurrences if one.item == item)
    if not mine:
        return None
    first = mine[0]
    return replace(
        finding,
        occurrences=mine,
        item=item,
        line=first.line,
        page=first.page,
        found=first.found,
        expected=first.expected,
        label=first.label,
    )


def sections(found: Iterable[Finding]) -> tuple[Section, ...]:
    """The findings by what they may do: to figures, to words, to form; layout last."""
    ranked: dict[int, list[Finding]] = {}
    for one in found:
        ranked.setdefault(_rank(one), []).append(one)
    return tuple(
        Section(
            rank=rank,
            title=_SECTIONS[rank],
            alters=rank < _MEANING,
            rows=tuple(_row(one) for one in (mine if rank < _FORM else _folded(mine))),
        )
        for rank, mine in sorted(ranked.items())
    )


def _folded(found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, many of one kind as one with all their places, where the first one stands."""
    kinds: dict[str, list[Finding]] = {}
    for one in found:
        kinds.setdefault(one.subkind, []).append(one)
    for mine in kinds.values():
        if len(mine) <= _SINGLE:
            yield from mine
            continue
        places = tuple(place for one in mine for place in _occurrences(one))
        alone = len({place.item for place in places}) == 1
        yield replace(mine[0], occurrences=places, item=mine[0].item if alone else None)


def _rank(finding: Finding) -> int:
    return len(_SECTIONS) - 1 if finding.kind == "layout" else sort_of(finding.subkind).rank


def subkind_words(subkind: str) -> str:
    """What a kind of misprint is called: 残留的网页代码."""
    found = _REASON.match(sort_of(subkind).reason)
    return found[0] if found else subkind


def _row(finding: Finding) -> Row:
    places = _occurrences(finding)
    return Row(
        finding=finding,
        places=tuple(_place(one) for one in places[:_PLACES]),
        left=len(places) - _PLACES,
        reason=sort_of(finding.subkind).reason if finding.occurrences else finding.reason,
        surety=_surety(finding.confidence),
    )


def _occurrences(finding: Finding) -> tuple[Occurrence, ...]:
    alone = Occurrence(
        item=finding.item,
        line=finding.line,
        page=finding.page,
        found=finding.found,
        expected=finding.expected,
        label=finding.label,
    )
    return finding.occurrences or (alone,)


def _place(one: Occurrence) -> Place:
    found, expected = marked_pair(one.found, one.expected)
    where = f"第 {one.line} 行" if one.line else f"第 {one.page} 页" if one.page else ""
    return Place(item=one.item or "", where=where, label=one.label, found=found, expected=expected)


def _surety(confidence: float) -> str:
    return next(words for least, words in _SURETIES if confidence >= least)


def _items(found: Iterable[Finding]) -> Counter[str]:
    """How many places each item has."""
    tally: Counter[str] = Counter()
    for one in found:
        tally.update([p.item or "" for p in one.occurrences] or [one.item or ""])
    return tally


def _kinds(found: Iterable[Finding]) -> Counter[str]:
    """How many places there are of each kind, in the order of the findings."""
    tally: Counter[str] = Counter()
    for one in found:
        tally[one.subkind] += one.count
    return tally


ROUTES = [Route("/issues/{month}/proof", show)]
