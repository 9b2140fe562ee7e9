"""What only one of the texts has: paragraphs, signatures, attachments, rows; each said once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from compilation.proofing.beside.aligning import Group
from compilation.proofing.beside.officials import COPY, Official
from compilation.proofing.naming.spacing import NUMBER_LINE
from compilation.proofing.texts.passages import Passage, said
from compilation.proofing.texts.places import finding_at
from storage.records import Finding
from storage.text import fold, parse_date

_ATTACHED = re.compile(r"附\s*[件表录]\s*\d{0,2}\s*[:：]?")
_NOTE = re.compile(
    r"[（(]?(?:此件[^）)]{2,14}|(?:信息)?公开(?:选项|方式|类型|属性)?[：:].{2,8}|主动公开)[）)]?|(?:相关链接|扫一扫).{0,40}"
)
"""What an agency's page says of itself."""
_SIGNED = re.compile(r"[\u4e00-\u9fff（）()\s]{2,40}")
_LONG, _ROW, _RUN = 12, 3, 40
_SHOWN = 1_200
_PART, _SHARE = 5, 0.25
_DATE = 20


class Lost:
    """The passages of an item and of its official text that are not one another's counterpart."""

    def __init__(
        self, groups: Sequence[Group], printed: Sequence[Passage], official: Official, item: str
    ) -> None:
        self.groups = groups
        self.printed = printed
        self.item = item
        self.heading = fold(official.title), said(printed[0])
        self.pictures = any(block.kind == "image" for block in official.blocks)
        self.number = official.document_number
        used = (said(one) for group in groups if group.printed for one in group.official)
        self.known = {*self.heading, *used}
        ours = {_meaning(one) for group in groups if not group.official for one in group.printed}
        theirs = {_meaning(one) for group in groups if not group.printed for one in group.official}
        self.elsewhere = ours & theirs
        """What both texts have, too short to be paired across the text: signatures, mostly."""

    def findings(self) -> list[Finding]:
        """One for each run of passages that only one text has, or that stand elsewhere."""
        return [*self._extra(), *self._dropped(), *self._moved()]

    def _moved(self) -> Iterator[Finding]:
        for group in self.groups:
            for one in group.printed:
                if not group.official and one.label and _meaning(one) in self.elsewhere:
                    yield finding_at("moved_paragraph", self.item, one, (one.text, ""))
        last = -2
        for group in self.groups:
            if not group.moved:
                continue
            first = group.printed[0]
            known = first.path or len(said(first)) > _RUN
            placed = known and first.path != "落款" and first.kind != "table"
            if placed and group.after != last + 1:
                texts = (_shown(group.printed), "")
                yield finding_at("moved_paragraph", self.item, first, texts)
            last = group.after + len(group.printed) - 1

    def _extra(self) -> Iterator[Finding]:
        for group in self.groups:
            ours = [one for one in group.printed if not group.official and self._is_ours(one)]
            fresh = [one for one in ours if said(one) not in self.known]
            if found := fresh or [one for one in ours if _tells(one) or self._repeats(group, one)]:
                subkind = ("extra" if fresh else "doubled") + _what(found[0])
                if subkind == "extra_row" and self.pictures:
                    subkind = "table_is_picture"
                if self._is_part(found):
                    yield finding_at("cannot_compare", self.item, found[0])
                    continue
                yield finding_at(subkind, self.item, found[0], (_shown(found), ""))

    def _is_part(self, passages: Sequence[Passage]) -> bool:
        """Whether passages are so much of the item that the official text must lack a part."""
        part, whole = (sum(len(said(one)) for one in side) for side in (passages, self.printed))
        return len(passages) >= _PART and part > _SHARE * whole

    def _is_ours(self, passage: Passage) -> bool:
        """Whether the official text would have to have a passage."""
        unknown_number = not self.number and NUMBER_LINE.fullmatch(passage.text)
        label = _ATTACHED.fullmatch(passage.text.strip())
        return not (unknown_number or label or _meaning(passage) in self.elsewhere)

    def _repeats(self, group: Group, passage: Passage) -> bool:
        """Whether a line stands right after itself; a PDF's running heads do so, too."""
        at = group.after + 1 + group.printed.index(passage)
        before = self.printed[at - 1]
        return (
            passage.line is not None
            and len(said(passage)) > _ROW
            and (said(before) == said(passage))
        )

    def _dropped(self) -> Iterator[Finding]:
        for group in self.groups:
            if group.printed:
                continue
            at = self.printed[1 + group.after] if group.after >= 0 else self.printed[0]
            for role, run in groupby(group.official, key=lambda one: one.role):
                passages = [one for one in run if self._is_theirs(one)]
                if passages and role not in ("number", COPY):
                    lost = _shown(passages) if role == "text" else role
                    name = _dropped_name(passages)
                    yield finding_at(name, self.item, _end(at), ("", lost))

    def _is_theirs(self, passage: Passage) -> bool:
        """Whether the issue would have to have a passage."""
        title = passage.unit.front and any(said(passage) in one for one in self.heading)
        note = _NOTE.fullmatch(passage.text.strip())
        return not (title or note or _meaning(passage) in self.elsewhere)


def _meaning(passage: Passage) -> str:
    """What a passage says; of a date, however it is written, the day."""
    day = parse_date(passage.text) if len(passage.text) <= _DATE else None
    return day.isoformat() if day else said(passage)


def _tells(passage: Passage) -> bool:
    """Whether it is no accident that a passage stands twice: a PDF repeats the heads of tables."""
    if passage.kind == "table":
        return passage.line is not None and len(said(passage)) > _ROW
    return len(said(passage)) > _LONG


def _what(passage: Passage) -> str:
    return "_row" if passage.kind == "table" else "_paragraph"


def _end(passage: Passage) -> Passage:
    """The passage by its last line: what was dropped would follow there."""
    last = passage.joins[-1] if passage.joins else None
    return replace(passage, line=last.line, page=last.page) if last else passage


def _dropped_name(passages: Sequence[Passage]) -> str:
    if passages[0].role != "text" or _ATTACHED.fullmatch(passages[0].text.strip()):
        return "missing_attachment"
    if all(one.kind in ("signature", "date") or _is_signed(one) for one in passages):
        return "missing_signature"
    return "dropped" + _what(passages[0])


def _is_signed(passage: Passage) -> bool:
    return (
        passage.kind in ("paragraph", "signature")
        and not passage.label
        and _SIGNED.fullmatch(passage.text) is not None
        and passage.path == "落款"
    )


def _shown(passages: Sequence[Passage]) -> str:
    text = "\n".join(one.text for one in passages)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
