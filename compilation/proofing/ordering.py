"""Findings in the order in which a compiler should see them; many alike are one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from compilation.proofing.naming.catalogue import ORDER, sort_of
from storage.records import Finding, Issue, Occurrence

_NEGATION = re.compile("[不未非无禁]")


def ordered(found: Iterable[Finding], issue: Issue) -> tuple[Finding, ...]:
    """What alters the meaning first, then by item and line."""
    places = {item.number: at for at, item in enumerate(issue.items)}
    by_kind: dict[str, list[Finding]] = {}
    for finding in found:
        by_kind.setdefault(finding.subkind, []).append(finding)
    told: list[Finding] = []
    for subkind, alike in by_kind.items():
        least = sort_of(subkind).together
        told += [_one(alike)] if least and len(alike) >= least else alike

    def key(finding: Finding) -> tuple[int, int, int, int]:
        return (
            0 if _denies(finding) else sort_of(finding.subkind).rank,
            places.get(finding.item or "", -1),
            finding.line or 0,
            ORDER.index(finding.subkind),
        )

    return tuple(sorted(told, key=key))


def _denies(finding: Finding) -> bool:
    """Whether a word of denial came or went in a place that people see whole."""
    if not finding.found or not finding.expected:
        return False
    found, expected = (len(_NEGATION.findall(side)) for side in (finding.found, finding.expected))
    return found != expected


def _one(alike: Sequence[Finding]) -> Finding:
    """One finding for many: the first, with all places."""
    first = alike[0]
    items = {one.item for one in alike}
    return replace(
        first,
        item=first.item if len(items) == 1 else None,
        label=first.label if len(items) == 1 else "",
        document_id=first.document_id if len(items) == 1 else None,
        confidence=min(one.confidence for one in alike),
        reason=f"{first.reason.removesuffix('。')}，共{len(alike)}处。",
        occurrences=tuple(
            Occurrence(
                item=one.item,
                line=one.line,
                page=one.page,
                found=one.found,
                expected=one.expected,
                label=one.label,
            )
            for one in alike
        ),
    )
