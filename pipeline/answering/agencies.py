"""Which agency would publish a document, by its number or title, and our sources of it. Pure."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from compilation.months import issuer_name
from pipeline.classifying.levels import Standing, standing_of_name, standing_of_number
from storage.agencies import same_agency
from storage.places import PLACES
from storage.records import Document, Level, Source
from storage.text import fold

_FILE = tomllib.loads(Path(__file__).with_name("codes.toml").read_text("utf-8"))
_NATIONAL = {code: name for name, codes in _FILE["national"].items() for code in codes.split()}
_LOCAL = {code: name for name, codes in _FILE["local"].items() for code in codes.split()}
_CARRYING = ("document", "law", "consultation")
_STATE_COUNCIL = "国务院"


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """An agency that would publish what was asked for."""

    name: str
    """Its usual name; empty: nothing tells."""
    because: str
    """In Chinese: by what it is known."""
    level: Level | None = None


def publisher_of_number(
    number: str, alike: Sequence[Document], listed_by: Sequence[Source] = ()
) -> Publisher:
    """By what is held under the same 代字, else by a table of them, else by who lists such.

    ``alike``: the held documents whose numbers begin as this one; ``listed_by``: their sources.
    """
    org = _organ(number)
    standing = standing_of_number(number)
    level = standing.level if standing else None
    issuers = Counter(issuer_name(one.issuing_bodies[0]) for one in alike if one.issuing_bodies)
    if issuers:
        ((name, times),) = issuers.most_common(1)
        because = f"收有代字“{org}”的 {issuers.total()} 件，{times} 件由{name}发出"
        return Publisher(name=name, because=because, level=level)
    if name := _coded(org, standing):
        return Publisher(name=name, because=f"代字“{org}”是{name}的", level=level)
    agencies = Counter(one.agency for one in listed_by if not _lists_others(one))
    if agencies:
        ((name, times),) = agencies.most_common(1)
        because = f"代字“{org}”的文件，{name}的来源列出过 {times} 次"
        return Publisher(name=issuer_name(name), because=because, level=level)
    because = standing.reason if standing else f"代字“{org}”没有收过，也不在代字表里"
    return Publisher(name="", because=because, level=level)


def publisher_named(names: Iterable[str], because: str) -> Publisher:
    """The first of some named agencies."""
    name = next((one for one in names if one), "")
    standing = standing_of_name(name) if name else None
    return Publisher(
        name=issuer_name(name) if name else "",
        because=because,
        level=standing.level if standing else None,
    )


def _organ(number: str) -> str:
    """What a number begins with: 国发, 生态环境部公告."""
    folded = fold(number)
    end = next((at for at, one in enumerate(folded) if one in "[(第" or one.isdigit()), len(folded))
    return folded[:end]


def _coded(org: str, standing: Standing | None) -> str:
    if standing is not None and standing.level == "province":
        return _local(org, standing)
    return _longest(org, _NATIONAL)


def _local(org: str, standing: Standing) -> str:
    """河北省发展改革委 of 冀发改; empty where the place or the organ is not known."""
    place = PLACES.get(standing.region)
    if place is None:
        return ""
    sign = max((one for one in place.signs if org.startswith(one)), key=len, default="")
    organ = _longest(org[len(sign) :], _LOCAL) if sign else ""
    if not organ:
        return ""
    if place.is_city:
        organ = organ.replace("办公厅", "办公室").replace("厅", "局")
    return place.full + organ


def _longest(text: str, codes: Mapping[str, str]) -> str:
    found = max((one for one in codes if text.startswith(one)), key=len, default="")
    return codes[found] if found else ""


# -- our sources ----------------------------------------------------------------------------------


def sources_of(name: str, sources: Mapping[str, Source]) -> list[Source]:
    """The agency's sources that carry documents."""
    if not name:
        return []
    return [
        one
        for one in sources.values()
        if one.column in _CARRYING and _is_of(one, name) and not _lists_others(one)
    ]


def _is_of(one: Source, name: str) -> bool:
    agency = issuer_name(one.agency)
    if _STATE_COUNCIL in (agency, name):  # 国务院国资委 is no office of it
        return {agency, name} <= {_STATE_COUNCIL, f"{_STATE_COUNCIL}办公厅"}
    return same_agency(agency, name)


def fallbacks(level: Level | None, sources: Mapping[str, Source]) -> list[Source]:
    """Sources that carry the documents of many agencies: the State Council's library of those of
    ministries. No place's documents are in it."""
    if level == "province":
        return []
    return [one for one in sources.values() if one.enabled and _lists_others(one)]


def _lists_others(one: Source) -> bool:
    """Whether a source of the State Council lists what others publish."""
    return one.agency == _STATE_COUNCIL and one.level != "central"
