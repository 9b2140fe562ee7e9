"""A draft as an issue: what is shown of it, and what a later one is held against. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from storage.records import Block, Draft, DraftItem, Issue, IssueItem, IssuePart, PrintedBlock
from storage.text import fold, parse_date

_NAMED = re.compile(r"《([^《》]+)》")
_SENT_OUT = re.compile(r"(?:印发|发布|公布|转发)(.{4,}?)的?(?:通知|公告|通告|决定|令)$")


def as_issue(draft: Draft, title: str, publisher: str, statement: Iterable[str] = ()) -> Issue:
    """The issue that the draft is, under that title."""
    parts = tuple(
        IssuePart(
            number=part.number,
            title=part.title,
            part=part.part,
            items=tuple(_item(item) for item in part.items),
        )
        for part in draft.parts
    )
    return Issue(
        month=draft.month,
        title=title,
        publisher=publisher,
        statement=tuple(statement),
        parts=parts,
    )


def _item(item: DraftItem) -> IssueItem:
    return IssueItem(
        number=item.number,
        title=item.title,
        title_in_contents=item.title,
        document_number=item.document_number,
        number_as_printed=item.document_number or "",
        issuing_bodies=item.issuing_bodies,
        addressees=tuple(one.text for one in item.blocks if one.kind == "addressee"),
        inner_title=_inner_title(item),
        signed_on=item.signed_on,
        dates=tuple(_dates(item.blocks)),
        page=None,
        line=None,
        blocks=tuple(PrintedBlock(block=block, line=None, page=None) for block in _printed(item)),
        attachments=tuple(one.name for one in item.attachments),
    )


def _printed(item: DraftItem) -> Iterator[Block]:
    """The heading, the text, and the text of the attachments."""
    yield Block(kind="heading", text=f"{item.number} {item.title}")
    yield from item.blocks
    for attachment in item.attachments:
        yield from attachment.blocks


def _dates(blocks: Iterable[Block]) -> Iterator[date]:
    for block in blocks:
        if block.kind == "date" and (day := parse_date(block.text)):
            yield day


def _inner_title(item: DraftItem) -> str | None:
    """The name of what the notice sends out, as its own heading has it."""
    named = [*_NAMED.findall(item.title), *_SENT_OUT.findall(item.title)]
    wanted = {fold(name).strip("<>") for name in named}
    return next((one.text for one in item.blocks if fold(one.text) in wanted), None)
