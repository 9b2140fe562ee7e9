"""The documents that a filter may mean, by what the index holds of them: sets, best first."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Literal

from pyroaring import BitMap
from sqlalchemy import Connection

from pipeline.searching.facets import asked, issuers_asked, month_of, regions_asked
from pipeline.searching.query import LONGEST, Query, Word
from storage.characters import legal
from storage.queries.documents import namesakes
from storage.records import Filter
from storage.search import facets, index, segments, signs
from storage.search.runs import may_have
from storage.search.tokens import HEAD, TITLE
from storage.text import number_key, title_key

Tier = Literal["number", "exact", "title", "head", "text"]
"""By what a document is found, the best first."""
_FEW = 400
"""Documents that are put in order at once; of more, month after month."""
_MOST_HEADS = 400
"""Documents whose numbers are looked at for one that ends with what was typed."""
_MONTHS = 12
"""Whose sets are read at once."""


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Sets of documents, the best first; a document is in one of them only."""

    tiers: Mapping[Tier, BitMap]
    is_sure: bool
    """Whether all of them are meant; else their texts must be looked at."""
    unborne: str | None = None
    """A document number that was asked for and that no document bears."""

    @property
    def count(self) -> int:
        return sum(len(one) for one in self.tiers.values())


def candidates(
    conn: Connection, chosen: Filter, wanted: Sequence[Query], unwanted: Sequence[Query], form: str
) -> Candidates:
    """The documents that may be meant: ``wanted`` are the queries of the filter's words,
    ``unwanted`` of those that must not be there. Raises ``BrokenIndexError``.
    """
    known = segments.segments(conn)
    allowed = _allowed(conn, chosen, index.standing(conn, known, form))
    grams = _grams(wanted) | _grams(unwanted)
    sets = segments.find(conn, known, {mark | gram for gram in grams for mark in (0, TITLE, HEAD)})
    for query in unwanted:
        if _is_sure(query):
            allowed = allowed - _said(sets, query, 0, allowed)
    if not chosen.words:
        return Candidates(tiers={"text": allowed}, is_sure=all(map(_is_sure, unwanted)))
    everywhere = _any(_said(sets, one, 0, allowed) for one in wanted)
    number, exact, unborne = _named(conn, chosen, wanted)
    if not number:
        heads = (_said(sets, one, HEAD, everywhere) for one in wanted if one.number)
        number = _bearing_more(conn, wanted, _any(heads))
        unborne = None if number else unborne
    tiers: dict[Tier, BitMap] = {"number": number, "exact": exact}
    tiers["title"] = _any(_said(sets, one, TITLE, everywhere) for one in wanted if one.choices)
    tiers["head"] = _any(_said(sets, one, HEAD, everywhere) for one in wanted if one.choices)
    tiers["text"] = everywhere
    left = everywhere
    for name, slots in tiers.items():
        tiers[name] = slots & left
        left = left - slots
    sure = all(map(_is_sure, (*wanted, *unwanted)))
    return Candidates(tiers=tiers, is_sure=sure, unborne=unborne)


def in_order(conn: Connection, slots: BitMap, likely: Callable[[BitMap], BitMap]) -> Iterator[str]:
    """The documents of the set, the newest published first, but those that are not likely.

    Raises ``BrokenIndexError``.
    """
    if len(slots) <= _FEW:
        yield from index.newest(conn, likely(slots))
        return
    for some in _newest_months(conn):
        if mine := slots & some:
            yield from index.newest(conn, likely(mine))


def _newest_months(conn: Connection) -> Iterator[BitMap]:
    """The documents of each month; not all months are read at once."""
    months = sorted(facets.names(conn, "month"), reverse=True)
    for start in range(0, len(months), _MONTHS):
        some = months[start : start + _MONTHS]
        found = facets.find(conn, some)
        yield from (found[month] for month in some if month in found)


def likely(conn: Connection, wanted: Sequence[Query]) -> Callable[[BitMap], BitMap]:
    """Leaves of candidates those that by their signs may say what is asked for."""
    needs = [
        [run for word in words for run in word.runs]
        for query in wanted
        for words in (query.choices or ((),))
    ]
    if not needs or not all(needs):
        return lambda slots: slots

    def left(slots: BitMap) -> BitMap:
        found = signs.find(conn, slots)
        return BitMap(slot for slot, sign in found if any(may_have(sign, runs) for runs in needs))

    return left


def _allowed(conn: Connection, chosen: Filter, standing: BitMap) -> BitMap:
    """The documents that are what the filter wants, whatever their words."""
    conditions = asked(chosen)
    sets = facets.find(conn, {name for one in conditions for name in one})
    for names in conditions:
        standing = standing & _any(sets[name] for name in names if name in sets)
    if chosen.issuers:
        bodies = issuers_asked(chosen, facets.names(conn, "issuer"))
        standing = standing & facets.union(conn, bodies)
    if chosen.regions:
        regions = regions_asked(chosen, facets.names(conn, "region"))
        standing = standing & facets.union(conn, regions)
    if chosen.since or chosen.until:
        standing = standing & _published(conn, chosen.since, chosen.until)
    return standing


def _published(conn: Connection, since: date | None, until: date | None) -> BitMap:
    """The documents of these days: whole months at once, day by day those that are cut."""
    first, last = month_of(since or date.min), month_of(until or date.max)
    between = [one for one in facets.names(conn, "month") if first < one.partition(":")[2] < last]
    found = facets.union(conn, between)
    if since:
        found = found | index.between(conn, since, min(until or date.max, _month_end(since)))
    if until:
        found = found | index.between(conn, max(since or date.min, until.replace(day=1)), until)
    return found


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _grams(queries: Iterable[Query]) -> set[int]:
    return {
        gram for query in queries for word in (*query.words, *query.without) for gram in word.grams
    }


def _is_sure(query: Query) -> bool:
    return all(word.is_sure for word in (*query.words, *query.without))


def _said(sets: Mapping[int, BitMap], query: Query, mark: int, among: BitMap) -> BitMap:
    """Those that may say what is asked for, with all its words in the field of the mark."""

    def having(word: Word, mark: int = mark) -> BitMap:
        return reduce(and_, (sets[mark | gram] for gram in sorted(word.grams)))

    found = among if query.choices or query.without else BitMap()
    if query.choices:
        found = among & _any(reduce(and_, map(having, words)) for words in query.choices)
    for word in query.without:
        if word.is_sure:
            found = found - having(word, 0)
    return found


def _any(sets: Iterable[BitMap]) -> BitMap:
    return reduce(or_, sets, BitMap())


def _named(
    conn: Connection, chosen: Filter, wanted: Sequence[Query]
) -> tuple[BitMap, BitMap, str | None]:
    """The documents of the number, and of the title, that was typed; a number of none."""
    numbers = {key for one in wanted if (key := number_key(one.number))}
    bearing = namesakes(conn, numbers)
    keys = {title_key(legal(one[:LONGEST])) for one in chosen.words}
    titled = namesakes(conn, keys - {""})
    entries = index.entries_of(conn, bearing | titled)
    said = [one.number for one in wanted if one.said_number]
    unborne = said[0] if said and not bearing else None
    return (
        BitMap(one.slot for key, one in entries.items() if key in bearing),
        BitMap(one.slot for key, one in entries.items() if key in titled),
        unborne,
    )


def _bearing_more(conn: Connection, wanted: Sequence[Query], heads: BitMap) -> BitMap:
    """The documents whose number ends with one that was typed: 公告2023年第42号 of a ministry."""
    numbers = tuple(number_key(one.number) or "" for one in wanted if one.number)
    entries = index.entries_at(conn, heads[:_MOST_HEADS]) if heads else ()
    return BitMap(one.slot for one in entries if any(name.endswith(numbers) for name in one.names))
