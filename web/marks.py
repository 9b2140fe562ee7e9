"""Evidence found again in a text, as pieces to be highlighted: pure."""

from collections.abc import Iterable, Sequence

from pipeline.classifying.strongest import MODEL
from storage.records import Block, Classification, Evidence

Piece = tuple[bool, str]
"""Whether the text is evidence, and the text."""


def evidence_of(classification: Classification, fields: Iterable[str]) -> list[Evidence]:
    """All evidence that was found in one of the fields, of topics too.

    What the model counts against a document is no reason to look there.
    """
    wanted = set(fields)
    every = [*classification.evidence, *(e for t in classification.topics for e in t.evidence)]
    found = [one for one in every if one.field in wanted and one.text]
    return [one for one in found if one.rule != MODEL or one.weight > 0]


def pieces(text: str, evidence: Iterable[Evidence], offset: int = 0) -> list[Piece]:
    """The text cut at the evidence; ``offset`` is where it stands in the field's whole text.

    Evidence whose offsets do not lead to its words (another reading of the page) is looked for.
    """
    return _cut(text, _merged(span for one in evidence for span in _spans(text, one, offset)))


def marked_blocks(
    blocks: Sequence[Block], evidence: Sequence[Evidence]
) -> list[tuple[Block, list[Piece]]]:
    """Each block with its text in pieces; the field's text is the blocks, one a line."""
    offset, found = 0, []
    for block in blocks:
        found.append((block, pieces(block.text, evidence, offset)))
        offset += len(block.text) + 1
    return found


def _spans(text: str, one: Evidence, offset: int) -> list[tuple[int, int]]:
    start = one.start - offset
    if start >= 0 and text[start : start + len(one.text)] == one.text:
        return [(start, start + len(one.text))]
    at = text.find(one.text)
    return [(at, at + len(one.text))] if at >= 0 else []


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    cut: list[Piece] = []
    at = 0
    for start, end in spans:
        cut += [(False, text[at:start]), (True, text[start:end])]
        at = end
    cut.append((False, text[at:]))
    return [piece for piece in cut if piece[1]]
