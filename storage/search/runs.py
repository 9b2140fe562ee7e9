"""Of a document a sign of all that stands in it, three and four characters at a time. Pure.

A longer word may be wherever all its pairs of characters are. By their signs (Bloom filters, a
third as large as the texts) most of the documents that do not have it are known, and not read.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Runs = NDArray[np.uint64]

_LENGTHS = (3, 4)
"""Characters of a run: threes tell of the shortest words, fours more of the others."""
_BITS = 4
"""So many for each run: of those that do not stand there one in five seems to."""
_MIX, _SPREAD = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)


def runs(text: str) -> Runs:
    """The runs of characters of a folded text, each as a number."""
    read = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    mixed, found = read, []
    for length in range(2, _LENGTHS[-1] + 1):
        mixed = mixed[:-1] * _MIX + read[length - 1 :]
        if length in _LENGTHS:
            found.append((mixed * _SPREAD) >> np.uint64(32))
    return np.concatenate(found)


def sign(texts: Iterable[str]) -> bytes:
    """The sign of a document with these folded texts."""
    found = np.concatenate([*map(runs, texts), np.empty(0, np.uint64)])
    size = _BITS * len(found) // 8 + 1
    bits = np.zeros(8 * size, np.bool_)
    bits[found % np.uint64(8 * size)] = True
    return np.packbits(bits, bitorder="little").tobytes()


def may_have(sign_: bytes, wanted: Iterable[int]) -> bool:
    """Whether all these runs may stand in the document of the sign."""
    size = 8 * len(sign_)
    return all(sign_[(one % size) >> 3] >> (one % size & 7) & 1 for one in wanted)
