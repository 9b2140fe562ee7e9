"""Sets of slots, and rows of them, as bytes. Pure."""

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from storage.search.tokens import MARKS, Grams

_FEW = 4
"""So many are written as they are, four bytes each: a set as such takes 18, or 15 as a run."""
_MOST_BUCKETS = 1 << 16
_BUCKETS_A_DOCUMENT = 4
"""A row is then a page of a database at most: of a longer one PostgreSQL keeps most elsewhere."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NO_MARKS = np.uint64((1 << 64) - 1 - MARKS)


@dataclass(frozen=True)
class Postings:
    """Grams in ascending order, and of each the set of its documents as it is written."""

    grams: Grams
    sets: Sequence[bytes]


def write_set(slots: BitMap) -> bytes:
    """The set as bytes that ``read_set`` reads."""
    if len(slots) > _FEW:
        slots.run_optimize()
        return slots.serialize()
    return np.array(slots, "<u4").tobytes()


def read_set(data: bytes) -> BitMap:
    """The set that ``write_set`` wrote. Raises ``ValueError`` if it is none."""
    if len(data) > 4 * _FEW or len(data) % 4:
        return BitMap.deserialize(data)
    return _few(data)


def _few(data: bytes) -> BitMap:
    slots = array("I", data)
    if sys.byteorder == "big":
        slots.byteswap()
    return BitMap(slots)


def buckets_for(documents: int) -> int:
    """Into how many rows the grams of so many documents are parted: a power of two."""
    return min(_MOST_BUCKETS, 1 << (_BUCKETS_A_DOCUMENT * documents - 1).bit_length())


def buckets_of(grams: Grams, buckets: int) -> NDArray[np.int64]:
    """The row of each gram; with the mark of a field it is in the same one."""
    spread = ((grams & _NO_MARKS) * _SPREAD) >> np.uint64(40)
    return (spread & np.uint64(buckets - 1)).astype(np.int64)


def write_buckets(
    postings: Postings, numbers: Sequence[int], buckets: int
) -> Iterator[tuple[int, bytes]]:
    """The rows of those numbers, of ``buckets`` in all, with the grams that are in them."""
    places = buckets_of(postings.grams, buckets)
    order = np.argsort(places, kind="stable")
    edges = np.searchsorted(places[order], np.array([*numbers, buckets]))
    for number, (start, end) in zip(numbers, pairwise(edges.tolist()), strict=True):
        mine = order[start:end]
        sets = [postings.sets[place] for place in mine.tolist()]
        ends = np.cumsum([len(one) for one in sets], dtype="<u4")
        head = (np.array([len(mine)], "<u4"), postings.grams[mine].astype("<u8"), ends)
        yield number, b"".join([*(one.tobytes() for one in head), *sets])


def read_bucket(data: bytes, wanted: Grams | None = None) -> Postings:
    """The sets of a row, of all its grams or of those that are wanted.

    Raises ``ValueError`` if it is none.
    """
    (count,) = np.frombuffer(data, "<u4", 1).tolist()
    grams = np.frombuffer(data, "<u8", count, 4)
    edges = [0, *np.frombuffer(data, "<u4", count, 4 + 8 * count).tolist()]
    sets = 4 + 12 * count
    if sets + edges[-1] != len(data):
        raise ValueError("no row of sets")
    found = range(count) if wanted is None else _places(grams, wanted)
    return Postings(
        grams[found], [data[sets + edges[place] : sets + edges[place + 1]] for place in found]
    )


def _places(grams: Grams, wanted: Grams) -> list[int]:
    """Where those of the wanted grams stand that are there."""
    places = np.searchsorted(grams, wanted).tolist()
    pairs = zip(places, wanted.tolist(), strict=True)
    return [place for place, gram in pairs if place < len(grams) and grams[place] == gram]


def together(many: Sequence[Postings], gone: BitMap) -> Postings:
    """All of them as one, without the slots that are gone."""
    grams = np.concatenate([one.grams for one in many])
    sets = [data for one in many for data in one.sets]
    order = np.argsort(grams, kind="stable")
    kept, starts = _grouped(grams[order])
    places = order.tolist()
    merged = [
        _union([sets[place] for place in places[start:end]], gone)
        for start, end in pairwise([*starts.tolist(), len(places)])
    ]
    stands = np.array([bool(one) for one in merged], np.bool_)
    return Postings(kept[stands], [one for one in merged if one])


def _union(sets: Sequence[bytes], gone: BitMap) -> bytes:
    if len(sets) == 1 and not gone:
        return sets[0]
    slots = BitMap.union(*map(read_set, sets)) - gone
    return write_set(slots)


class Inverter:
    """The grams of some documents, turned into the documents of each gram."""

    def __init__(self) -> None:
        self._grams: list[Grams] = []
        self.signs: list[bytes] = []
        """Of each document, by its place."""

    @property
    def count(self) -> int:
        return len(self._grams)

    def add(self, grams: Grams, sign: bytes) -> int:
        """Note the grams of one more document; returns its place, the first one's being 0."""
        self.signs.append(sign)
        self._grams.append(_grouped(np.sort(grams))[0])
        return self.count - 1

    def postings(self, first: int) -> Postings:
        """By gram: its documents, the place 0 being the slot ``first``."""
        grams = np.concatenate([*self._grams, np.empty(0, np.uint64)])
        lengths = [len(one) for one in self._grams]
        slots = np.repeat(np.arange(first, first + self.count, dtype="<u4"), lengths)
        order = np.argsort(grams, kind="stable")
        known, starts = _grouped(grams[order])
        data = slots[order].tobytes()
        edges = pairwise([4 * start for start in starts.tolist()] + [len(data)])
        return Postings(known, [_written(data[start:end]) for start, end in edges])


def _grouped(grams: Grams) -> tuple[Grams, NDArray[np.int64]]:
    """Of grams in order each once, and where it stands first."""
    first = np.ones(len(grams), np.bool_)
    first[1:] = grams[1:] != grams[:-1]
    return grams[first], np.flatnonzero(first)


def _written(data: bytes) -> bytes:
    """Slots of four bytes each, as a set is written."""
    return data if len(data) <= 4 * _FEW else write_set(_few(data))
