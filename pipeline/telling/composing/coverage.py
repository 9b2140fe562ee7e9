"""The coverage statement of one filter: the sources behind it, read or not. Pure."""

from collections.abc import Iterable, Sequence

from pipeline.searching.facets import has_issuer, has_region
from storage.places import is_within
from storage.records import Carried, CoverageLine, Filter, Office, SourceRead


def coverage_of(
    chosen: Filter, sources: Sequence[SourceRead], carried: Iterable[Carried], office: Office
) -> tuple[CoverageLine, ...]:
    """Which of the sources behind the filter were read, by part, and why the others were not.

    Behind it stand the sources that are declared to be of its parts, regions and agencies, and
    every other one that has ever led to a document of theirs: what may bring a document that the
    filter wants is never left out of the count.
    """
    led = {one.source_id for one in carried if _is_theirs(chosen, one)}
    behind = [one for one in sources if one.source.source_id in led or _is_declared(chosen, one)]
    by_part = {part: [one for one in behind if one.part == part] for part in (*office.ids, None)}
    return tuple(_line(part, found) for part, found in by_part.items() if found)


def _is_theirs(chosen: Filter, one: Carried) -> bool:
    return (
        (not chosen.parts or one.part in chosen.parts)
        and (not chosen.regions or has_region(chosen.regions, one.region))
        and (not chosen.issuers or has_issuer(chosen.issuers, one.issuing_bodies))
    )


def _is_declared(chosen: Filter, one: SourceRead) -> bool:
    source = one.source
    return (
        (not chosen.parts or one.part in chosen.parts)
        and (not chosen.regions or _touches(chosen.regions, source.region))
        and (not chosen.issuers or has_issuer(chosen.issuers, (source.agency,)))
    )


def _touches(regions: Sequence[str], region: str) -> bool:
    """Whether a source of the region may carry what is of one of those: a province's, its
    cities' too."""
    return has_region(regions, region) or any(is_within(one, region) for one in regions)


def _line(part: str | None, sources: Sequence[SourceRead]) -> CoverageLine:
    unread = [one for one in sources if not one.read]
    return CoverageLine(
        part=part,
        read=len(sources) - len(unread),
        total=len(sources),
        unread=_said(unread),
        since=max((one.since for one in sources if one.since), default=None),
        as_of=min((one.as_of for one in sources if one.as_of), default=None),
    )


def _said(unread: Sequence[SourceRead]) -> tuple[str, ...]:
    """Broken ones first, columns of one agency together: 某局 3 个栏目：12月15日起无法解读."""
    alike: dict[tuple[bool, str, str], list[SourceRead]] = {}
    for one in unread:
        alike.setdefault((not one.known, one.source.agency, one.why), []).append(one)
    lines = []
    for (_, agency, why), found in sorted(alike.items(), key=lambda pair: pair[0][0]):
        name = found[0].source.name if len(found) == 1 else f"{agency} {len(found)} 个栏目"
        lines.append(f"{name}：{why}")
    return tuple(lines)
