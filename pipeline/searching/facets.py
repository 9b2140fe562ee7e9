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
    """Whether one of the names has what is wanted in it: as both are written (国家税务), or both
    in their usual form (发改委)."""
    parts = [forms for forms in map(_forms, wanted) if all(forms)]
    return any(
        part in form
        for name in names
        for forms in parts
        for part, form in zip(forms, _forms(name), strict=True)
    )


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[str, str]:
    """As it is written, and by the usual names of agencies."""
    return folded(name), folded(as_compared(name))


def has_region(wanted: Iterable[str], region: str) -> bool:
    """Whether the region is, or lies in, one of those that are wanted."""
    return any(is_within(region, one) for one in wanted)


def issuers_asked(chosen: Filter, known: Sequence[str]) -> list[str]:
    """Those of the known sets of issuers that the filter asks for."""
    return [one for one in known if has_issuer(chosen.issuers, [one.partition(":")[2]])]


def regions_asked(chosen: Filter, known: Sequence[str]) -> list[str]:
    """Those of the known sets of regions that the filter asks for."""
    return [one for one in known if has_region(chosen.regions, one.partition(":")[2])]
