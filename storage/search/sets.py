"""Sets of slots, and rows of them, as bytes. Pure."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from zlib import crc32

import msgspec
from pyroaring import BitMap

_FEW = 4
"""So many are written as they are, four bytes each: a set as such takes 18, or 15 as a run."""
_MOST_BUCKETS = 1 << 14
_DOCUMENTS_A_BUCKET = 4
_decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode


def write_set(slots: BitMap) -> bytes:
    """The set as bytes that ``read_set`` reads."""
    if len(slots) > _FEW:
        slots.run_optimize()
        return slots.serialize()
    few = array("I", slots)
    if sys.byteorder == "big":
        few.byteswap()
    return few.tobytes()


def read_set(data: bytes) -> BitMap:
    """The set that ``write_set`` wrote. Raises ``ValueError`` if it is none."""
    if len(data) > 4 * _FEW or len(data) % 4:
        return BitMap.deserialize(data)
    few = array("I", data)
    if sys.byteorder == "big":
        few.byteswap()
    return BitMap(few)


def buckets_for(documents: int) -> int:
    """Into how many rows the grams of so many documents are parted: a power of two."""
    return min(_MOST_BUCKETS, 1 << max(0, documents // _DOCUMENTS_A_BUCKET).bit_length())


def bucket_of(gram: str, buckets: int) -> int:
    """The row of a gram; with the mark of a field it is in the same one."""
    return crc32(gram.lstrip("TH").encode()) & (buckets - 1)


def write_bucket(postings: Mapping[str, bytes]) -> bytes:
    """The row of some grams' sets."""
    return msgspec.msgpack.encode(postings)


def read_bucket(data: bytes) -> dict[str, bytes]:
    """The sets of a row, by gram. Raises ``ValueError`` if it is none."""
    return _decode(data)


class Inverter:
    """The grams of some documents, turned into the documents of each gram."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = defaultdict(lambda: array("I"))

        self.count = 0

    def add(self, grams: Iterable[str]) -> int:
        """Note the grams of one more document; returns its place, the first one's being 0."""
        place = self.count
        for places in map(self._places.__getitem__, grams):
            places.append(place)
        self.count += 1
        return place

    def postings(self, first: int) -> dict[str, BitMap]:
        """By gram: its documents, the place 0 being the slot ``first``."""
        return {gram: BitMap(places).shift(first) for gram, places in self._places.items()}
