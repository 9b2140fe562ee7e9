"""A month's issue as it would be printed now: parts, items, and the compilers' sheet. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from compilation.drafting.choosing import Frame, Left, Taken
from compilation.drafting.sheet import Drafted, Facts, Note, sheet_of
from compilation.drafting.texts import ItemText
from storage.ids import sha256
from storage.records import Draft, DraftItem, DraftPart, Part, Version

NO_TEXT = "没有读到正文，须人工补录"


@dataclass(frozen=True, kw_only=True)
class Text:
    """The official text of a document, as captured."""

    version: Version
    url: str
    captured_on: date
    said: ItemText


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What goes in, in which order, and what stays out."""

    frame: Frame
    parts: Sequence[tuple[Part | None, Sequence[Taken]]]
    left: Sequence[Left]

    @property
    def taken(self) -> tuple[Taken, ...]:
        return tuple(one for _, mine in self.parts for one in mine)

    @property
    def set_sha256(self) -> str:
        """Of the documents in their order: all that decides what is printed of each, and where."""
        lines = (_line(part, one, self.frame) for part, mine in self.parts for one in mine)
        return sha256("\n".join(lines).encode())


def _line(part: Part | None, taken: Taken, frame: Frame) -> str:
    known = taken.known
    named = (taken.document_id, known.document.version_id, title_of(taken, frame))
    return "\t".join((part or "", *named, taken.late_of, *taken.doubts, *known.files))


def title_of(taken: Taken, frame: Frame) -> str:
    """The title that a person gave the document, else its own."""
    return frame.decisions.title_of(taken.document_id) or taken.known.document.title


def draft(
    plan: Plan,
    text_of: Callable[[Taken], Text],
    facts_of: Callable[[Mapping[str, Text]], Facts],
    made_at: datetime,
) -> Draft:
    """The issue of the plan, with the texts of its documents."""
    texts = {one.document_id: text_of(one) for one in plan.taken}
    parts: list[DraftPart] = []
    items: list[tuple[Taken, DraftItem]] = []
    for number, (part, mine) in enumerate(plan.parts, 1):
        made = [
            _item(one, f"{number}.{at}", texts[one.document_id], plan.frame)
            for at, one in enumerate(mine, 1)
        ]
        items += zip(mine, made, strict=True)
        office = plan.frame.office
        title = office.title_of(part) if part else office.late_title
        parts.append(DraftPart(number=number, title=title, part=part, items=tuple(made)))
    facts = facts_of(texts)
    drafted = Drafted(frame=plan.frame, items=items, left=plan.left, facts=facts)
    return Draft(
        month=plan.frame.month,
        window_start=plan.frame.window.start,
        window_end=plan.frame.window.end,
        made_at=made_at,
        parts=tuple(parts),
        sheet=sheet_of(drafted),
        set_sha256=plan.set_sha256,
    )


def _item(taken: Taken, number: str, text: Text, frame: Frame) -> DraftItem:
    document = taken.known.document
    doubts = [*taken.doubts, *([NO_TEXT] if text.said.is_empty else [])]
    return DraftItem(
        number=number,
        document_id=taken.document_id,
        version_id=text.version.version_id,
        title=title_of(taken, frame),
        document_number=document.document_number,
        issuing_bodies=document.issuing_bodies,
        signed_on=document.signed_on,
        published_on=document.published_on,
        blocks=text.said.blocks,
        attachments=text.said.attachments,
        url=text.url,
        captured_on=text.captured_on,
        doubt="；".join(doubts),
        late_of=taken.late_of,
    )


def text_notes(texts: Mapping[str, Text]) -> list[Note]:
    """What a person should look at in the texts."""
    return [
        Note(document_id=key, kind="附件" if "附件" in note else "图片", text=note)
        for key, text in texts.items()
        for note in text.said.notes
    ]
