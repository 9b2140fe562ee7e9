"""Whose a document is, of all that is known of it: issuers, number, title, source. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.classifying.levels import (
    Standing,
    names_itself,
    standing_of_head,
    standing_of_mention,
    standing_of_name,
    standing_of_number,
    standing_of_title,
)
from storage.places import EVERYWHERE, is_within
from storage.records import Level


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is known of where a document comes from."""

    title: str
    issuers: tuple[str, ...] = ()
    number: str | None = None
    source_level: Level | None = None
    source_agency: str = ""
    source_region: str = ""


def standing_of(origin: Origin) -> Standing | None:
    """By the first issuer that says anything; else the number, the title's head, the source, the
    place that the title speaks of; last a name that agencies of every level have."""
    found = next((one for one in _told(origin) if one), None)
    return _told_apart(found, origin) if found else None


def _told(origin: Origin) -> Iterator[Standing | None]:
    """What each says, the weightiest first."""
    named = [one for name in origin.issuers if (one := _of_issuer(name))]
    yield next((one for one in named if one.sure), None) if _leads(named) else None
    yield _of_number(origin.number)
    yield next((one for one in named if one.sure), None)
    head = standing_of_head(origin.title)
    yield _said(head, "标题开头") if head and head.sure else None
    spoken = standing_of_title(origin.title)
    yield spoken if names_itself(origin.title) else None
    yield _of_source(origin)
    yield spoken
    yield next(iter(named), None)
    yield _said(head, "标题开头")
    yield standing_of_mention(origin.title)


def _leads(named: Iterable[Standing]) -> bool:
    """Whether the first issuer that says anything leaves no doubt."""
    first = next(iter(named), None)
    return first is not None and first.sure


def _of_issuer(name: str) -> Standing | None:
    return _said(standing_of_name(name), "首个发文机关")


def _of_number(number: str | None) -> Standing | None:
    return _said(standing_of_number(number), f"发文字号{number}") if number else None


def _said(found: Standing | None, where: str) -> Standing | None:
    return replace(found, reason=f"{where}：{found.reason}") if found else None


def _of_source(origin: Origin) -> Standing | None:
    agency = origin.source_agency
    if level := origin.source_level:
        region = origin.source_region or ("" if level == "province" else EVERYWHERE)
        reason = f"来源是{agency}" if agency else "按来源所属"
        named = standing_of_name(agency) if agency else None
        is_city = bool(level == "province" and named and named.is_city)
        return Standing(level=level, reason=reason, region=region, is_city=is_city)
    return _said(standing_of_name(agency), "来源") if agency else None


def _told_apart(found: Standing, origin: Origin) -> Standing:
    """A prefix of several places, or a name of any: the source's place, if it may be meant."""
    source = "" if origin.source_region == EVERYWHERE else origin.source_region
    if found.region or not source:
        return found
    if not found.places:
        return replace(found, region=source)
    near = [one for one in found.places if is_within(one.name, source)]
    if not near:
        near = [one for one in found.places if is_within(source, one.name)]
    if not near:
        return found
    return replace(found, region=near[0].name, is_city=near[0].is_city)
