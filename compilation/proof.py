"""Proof: an issue held against the official texts, clause by clause, and what is wrong by itself.

Pure. What alters the meaning comes first; what is alike many times over is one finding.
"""

from collections.abc import Mapping

from compilation.proofing.alone.contents import contents_findings, mixes_spacing
from compilation.proofing.beside.officials import Official
from compilation.proofing.items import item_findings
from compilation.proofing.ordering import ordered
from storage.records import Finding, Issue

__all__ = ["Official", "proof"]


def proof(issue: Issue, officials: Mapping[str, Official]) -> tuple[Finding, ...]:
    """What is misprinted, by the number of the item; an item without an official text alone."""
    spaced = mixes_spacing(issue)
    found = [*contents_findings(issue, officials)]
    for item in issue.items:
        found += item_findings(item, officials.get(item.number), spaced=spaced)
    return ordered(found, issue)
