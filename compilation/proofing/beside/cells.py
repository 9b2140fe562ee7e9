"""A row of a table held cell by cell against the official row."""

from rapidfuzz.distance import Indel

from compilation.proofing.beside.aligning import Group
from compilation.proofing.texts.places import finding_at
from storage.records import Finding
from storage.text import fold

_ALIKE, _LEAST = 0.5, 2


def cell_findings(group: Group, item: str) -> list[Finding]:
    """Cells that changed places or hold another text altogether; none if letters alone differ."""
    if len(group.printed) != 1 or len(group.official) != 1:
        return []
    row = group.printed[0]
    ours, theirs = row.text.split("\t"), group.official[0].text.split("\t")
    if len(ours) != len(theirs) or len(ours) < _LEAST:
        return []
    here, there = [fold(one) for one in ours], [fold(one) for one in theirs]
    if here != there and sorted(here) == sorted(there):
        return [finding_at("swapped_cells", item, row, (row.text, group.official[0].text))]
    others = [at for at, cell in enumerate(here) if cell != there[at]]
    if not any(_is_another(here[at], there[at]) for at in others):
        return []
    return [finding_at("wrong_cell", item, row, (ours[at], theirs[at])) for at in others]


def _is_another(found: str, expected: str) -> bool:
    """Whether a cell has so little of the official one that letters say nothing."""
    return bool(found and expected) and (
        max(len(found), len(expected)) > 1 and Indel.normalized_similarity(found, expected) < _ALIKE
    )
