"""Which part (编) of the office's issues a document belongs to, and of which region it is. Pure."""

from dataclasses import dataclass

from pipeline.classifying.levels import head_of
from pipeline.classifying.standing import Origin, standing_of
from storage.office import placed
from storage.records import Office, Part


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where a document belongs."""

    part: Part | None
    reason: str
    """In Chinese: by which name, prefix or source, and by which rule of the office."""
    region: str | None
    """The place whose document it is, 全国 if none's; ``None``: nothing tells."""


def part_of(origin: Origin, office: Office) -> Placing:
    """The part, by the first issuer; else by number, title or source."""
    found = standing_of(origin)
    if found is None:
        reason = "没有发文机关、字号或来源可据以分编"
        return Placing(part=None, reason=reason, region=None)
    issuer = next(iter(origin.issuers), "") or head_of(origin.title) or origin.source_agency
    part, rule = placed(office, found.level, found.region, is_city=found.is_city, issuer=issuer)
    return Placing(part=part, reason=f"{found.reason}，{rule}", region=found.region or None)
