"""The sets of the index that a document is in, and those that a filter asks for. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from storage.agencies import as_compared
from storage.characters import legal
from storage.places import is_within
from storage.records import Document, Filter
from storage.search.folding import folded

_LONGEST = 200
"""Characters of an issuer's name; longer ones are no names."""


def facets_of(document: Document, state: str | None) -> tuple[str, ...]:
    """The sets of a document that people decided so, and that stands so."""
    found = {
        f"relevant:{relevance_word(document.relevant)}",
        f"month:{month_of(document.published_on)}",
        f"region:{document.region}",
        *(f"issuer:{name[:_LONGEST]}" for name in document.issuing_bodies),
    }
    if document.part:
        found.add(f"part:{document.part}")
    if state:
        found.add(f"validity:{state}")
    for score in document.classification.topics:
        found |= {f"topic:{score.id}", f"topic:{score.id.partition('.')[0]}"}
    return tuple(sorted(found))


def relevance_word(relevant: bool | None) -> str:
    """Yes, no, or person."""
    return {True: "yes", False: "no", None: "person"}[relevant]


def month_of(day: date | None) -> str:
    """The month of a day, as sets are called; of none, what is before all others."""
    return f"{day.year:04}-{day.month:02}" if day else "0000-00"


def state_in(facets: Iterable[str]) -> str | None:
    """How a document in these sets stands."""
    kind = "validity:"
    return next((one.removeprefix(kind) for one in facets if one.startswith(kind)), None)


def asked(chosen: Filter) -> list[set[str]]:
    """Of each condition the sets in one of which a document must be; names and days apart."""
    conditions = (
        {f"topic:{legal(one)}" for one in chosen.topics},
        {f"part:{legal(one)}" for one in chosen.parts},
        {f"validity:{legal(one)}" for one in chosen.validity},
        {f"relevant:{legal(one)}" for one in chosen.relevant},
    )
    return [one for one in conditions if one]


def has_issuer(wanted: Iterable[str], names: Iterable[str]) -> bool:
    """Whether one of the names has what is wanted in it, each in whatever form: 发改委."""
    parts = [part for part in map(_compared, wanted) if part]
    return any(part in name for name in map(_compared, names) for part in parts)


@lru_cache(maxsize=4096)
def _compared(name: str) -> str:
    return folded(as_compared(name))


def has_region(wanted: Iterable[str], region: str) -> bool:
    """Whether the region is, or lies in, one of those that are wanted."""
    return any(is_within(region, one) for one in wanted)


def issuers_asked(chosen: Filter, known: Sequence[str]) -> list[str]:
    """Those of the known sets of issuers that the filter asks for."""
    return [one for one in known if has_issuer(chosen.issuers, [one.partition(":")[2]])]


def regions_asked(chosen: Filter, known: Sequence[str]) -> list[str]:
    """Those of the known sets of regions that the filter asks for."""
    return [one for one in known if has_region(chosen.regions, one.partition(":")[2])]
