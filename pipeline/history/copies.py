"""What the copies of a document say otherwise than its leading page. Pure."""

from dataclasses import dataclass

from diffing.compare import compare_blocks
from pipeline.history.turns import History, Line
from storage.records import Block, Version

_MOST = 12
"""Copies that are compared."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy as it stands, held against the leading page as it stands."""

    line: Line
    version_id: str
    lead_id: str
    differs: str
    """In Chinese, what; empty if its text is the same."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The copies that were compared, and how many more there are."""

    compared: tuple[Copy, ...] = ()
    more: int = 0


def copies_of(history: History) -> Copies:
    """The copies that have a text, held against the leading page's newest one."""
    lead = _newest(history.leading) if history.leading else None
    if lead is None:
        return Copies()
    found = []
    others = [line for line in history.lines if not line.leading]
    for line in others[:_MOST]:
        if version := _newest(line):
            difference = compare_blocks(_text(lead), _text(version))
            said = difference.summary if difference.hunks or difference.gave_up else ""
            found.append(
                Copy(
                    line=line,
                    version_id=version.version_id,
                    lead_id=lead.version_id,
                    differs=said,
                )
            )
    return Copies(compared=tuple(found), more=max(0, len(others) - _MOST))


def _text(version: Version) -> tuple[Block, ...]:
    """Without the list of attachments: each site has its own."""
    return tuple(block for block in version.content.blocks if block.kind != "attachments")


def _newest(line: Line) -> Version | None:
    return next((turn.version for turn in reversed(line.turns) if turn.version), None)
