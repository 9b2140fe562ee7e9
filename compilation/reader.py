"""A published issue as read from its file: parts, items, and what each item says."""

import re
from collections.abc import Sequence
from dataclasses import replace

from compilation.faults import IssueError
from compilation.months import checked
from compilation.reading.blocks import grouped, printed_blocks
from compilation.reading.facts import read_facts
from compilation.reading.forms import read_sheet
from compilation.reading.known import known_part
from compilation.reading.pieces import Notes, Piece, Sheet
from compilation.reading.structure.back import back_start
from compilation.reading.structure.front import Front, read_front
from compilation.reading.structure.items import Heading, between
from compilation.reading.structure.joining import joined
from compilation.reading.structure.layout import laid_out
from crawlers.extract.signing import read_signing
from crawlers.filetypes import readable_name
from storage.records import BlockKind, Issue, IssueItem, IssuePart, Office

_SOURCE = re.compile(
    r"[①-⑳\d*\s]*(?:来源|出处|原文(?:链接|网址)?|网址)\s*[：:]\s*(?:https?://|www\.)"
)
"""A footnote that says where the compilers took the document from: theirs, not its own."""
_NONE = re.compile(r"[（(]?\s*(?:本[期月编]|暂)\s*(?:暂?无|没有)")


def read_issue(body: bytes, name: str, office: Office, month: str | None = None) -> Issue:
    """The issue in a file (TXT, Markdown, DOCX, PDF) of that name. Raises ``IssueError``.

    ``month`` (2023-12) overrides the one that the issue or the file's name says; ``office``: whose
    parts it has.
    """
    if month is not None:
        checked(month)
    sheet = read_sheet(body, name)
    layout = laid_out(sheet, readable_name(name))
    notes = layout.notes
    front = read_front([piece for piece in layout.front if not piece.listed], name)
    headings = layout.headings
    parts = _parts(replace(sheet, pieces=layout.pieces), headings, notes, office)
    return Issue(
        month=_month(front, month, name, notes),
        title=front.title,
        publisher=front.publisher,
        statement=front.statement,
        parts=parts,
        notes=tuple(notes.found),
    )


def _month(front: Front, given: str | None, name: str, notes: Notes) -> str:
    if given and front.month and front.month != given:
        notes.add(f"文件里写的是 {front.month}，按要求读作 {given}")
    if found := given or front.month:
        return found
    raise IssueError(f"看不出 {name} 是哪个月的汇编：请用 --month 写明，例如 --month 2023-12")


def _parts(
    sheet: Sheet, headings: Sequence[Heading], notes: Notes, office: Office
) -> tuple[IssuePart, ...]:
    """The parts with their items; an issue without headings of parts has one for each number."""
    ends = [heading.start for heading in headings[1:]]
    ends.append(back_start(sheet.pieces, headings, notes))
    parts: dict[int, tuple[str, list[IssueItem]]] = {}
    heads: dict[int, Piece] = {}
    for heading, end in zip(headings, ends, strict=True):
        pieces = sheet.pieces[heading.start : end]
        if heading.place:
            item = read_item(heading, pieces, spaced=sheet.spaced)
            parts.setdefault(heading.part, ("", []))[1].append(item)
        else:
            shown = " ".join(
                piece.text.strip("#* ") for piece in pieces[: heading.end - heading.start]
            )
            parts.setdefault(heading.part, (shown, []))
            heads[heading.part] = pieces[0]
            _tell_loose(pieces[heading.end - heading.start :], shown, notes)
    return tuple(
        IssuePart(
            number=number,
            title=title,
            part=known_part(title, office, notes, heads.get(number)),
            items=tuple(items),
        )
        for number, (title, items) in parts.items()
    )


def _tell_loose(pieces: Sequence[Piece], part: str, notes: Notes) -> None:
    """What stands between a part's heading and its first item belongs to no item."""
    if pieces and not _NONE.match(pieces[0].text):
        more = f"等 {len(pieces)} 段" if len(pieces) > 1 else ""
        notes.add(
            f"“{part}”之下、第一个文件之前的文字不属于任何文件：{pieces[0].text[:30]}{more}",
            pieces[0],
        )


def read_item(heading: Heading, pieces: Sequence[Piece], *, spaced: bool) -> IssueItem:
    """The item that begins with the heading's pieces."""
    size = heading.end - heading.start
    first = pieces[0]
    for piece in pieces[1:size]:
        first = first.with_more(piece, between(piece.text))
    text = [piece for piece in pieces[size:] if not piece.note]
    notes = [piece for piece in pieces[size:] if piece.note and not _SOURCE.match(piece.text)]
    groups = list(grouped([first, *joined(text, spaced=spaced), *notes]))
    texts = ["" if group[0].row else group[0].text for group in groups]
    signing = read_signing(texts)
    facts = read_facts(heading.title, texts, signing)
    marked: dict[int, BlockKind] = {0: "heading"}
    marked |= dict.fromkeys(facts.attachments_at, "attachments")
    if facts.inner_at is not None:
        marked[facts.inner_at] = "heading"
    entry = heading.entry
    return IssueItem(
        number=heading.number,
        title=heading.title,
        title_in_contents=entry.title if entry else None,
        document_number=facts.document_number,
        number_as_printed=facts.number_as_printed,
        issuing_bodies=facts.issuing_bodies,
        addressees=facts.addressees,
        inner_title=facts.inner_title,
        signed_on=facts.signed_on,
        dates=facts.dates,
        page=entry.page if entry and entry.page is not None else first.page,
        line=first.line,
        blocks=printed_blocks(groups, signing, marked),
        attachments=facts.attachments,
    )
