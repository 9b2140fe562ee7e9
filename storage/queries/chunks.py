"""Values in parts small enough for one query: databases limit how many they are given."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

_Value = TypeVar("_Value", str, int)

MOST = 5_000
"""SQLite takes 32,766 of them, PostgreSQL 65,535; a list may stand twice in a query."""


def chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The distinct values in order, a part at a time; nothing where there are none."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), MOST):
        yield ordered[start : start + MOST]
